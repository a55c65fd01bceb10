// PostGraphile with its own settings for production: one process, as many connections as the service has.
const http = require("http");
const { postgraphile } = require("postgraphile");

const [, , port, host, database] = process.argv;
http
  .createServer(
    postgraphile({ host, port: Number(process.env.PGPORT || 5432), user: "evidence_owner", database, max: 4, ssl: false }, "evidence", {
      disableQueryLog: true,
      enableQueryBatching: false,
      graphiql: false,
      legacyRelations: "omit",
      retryOnInitFail: true,
    }),
  )
  .listen(Number(port), "127.0.0.1");
