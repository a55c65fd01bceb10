import { runChecks } from "./check.js";
import { addClientChecks } from "./client.js";
import { addSchemaChecks } from "./schemas.js";

const address = process.env["EVIDENCE_API"];
if (address === undefined) throw new Error("EVIDENCE_API is not set: run tests/contract/run.sh");

addClientChecks(address);
await addSchemaChecks(address);
await runChecks();
