// Reads every Parquet file with DuckDB and compares it with the CSV file of the same table: columns, types, rows, values.
// Usage: node duckdb.js <folder of table.csv, table.parquet, dictionary.csv> <table>…
import { DuckDBInstance } from '@duckdb/node-api';

const [folder, ...tables] = process.argv.slice(2);
const types = { string: 'VARCHAR', integer: 'INTEGER', number: 'DOUBLE', boolean: 'BOOLEAN', date: 'DATE' };
const database = await (await DuckDBInstance.create(':memory:')).connect();
const rows = async (sql) => (await database.runAndReadAll(sql)).getRows();

let failed = 0;
for (const table of tables) {
  const expected = await rows(`select "column", type from read_csv('${folder}/dictionary.csv', all_varchar = true) where "table" = '${table}' order by position::int`);
  const found = await rows(`describe select * from '${folder}/${table}.parquet'`);
  const faults = [];
  if (expected.length !== found.length) faults.push(`${found.length} columns for ${expected.length}`);
  expected.forEach(([column, type], index) => {
    if (found[index]?.[0] !== column || found[index]?.[1] !== types[type]) faults.push(`${column} is ${found[index]?.slice(0, 2)}, not ${types[type]}`);
  });
  // The same rows, cast to the types of the dictionary: what is in one file and not in the other, either way.
  const cast = expected.map(([column, type]) => `nullif("${column}", '')::${types[type]} as "${column}"`).join(', ');
  const csv = `select ${cast} from read_csv('${folder}/${table}.csv', all_varchar = true, header = true, quote = '"', escape = '"', delim = ',')`;
  const parquet = `select * from '${folder}/${table}.parquet'`;
  const [[both]] = await rows(`select count(*) from ((${csv} except all ${parquet}) union all (${parquet} except all ${csv}))`);
  const [[count]] = await rows(`select count(*) from '${folder}/${table}.parquet'`);
  if (both !== 0n) faults.push(`${both} rows differ from the CSV file`);
  console.log(`duckdb ${table}: ${count} rows, ${faults.length === 0 ? 'ok' : faults.join('; ')}`);
  failed += faults.length > 0 ? 1 : 0;
}
process.exit(failed > 0 ? 1 : 0);
