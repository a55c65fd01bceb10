/** Counts checks; the last line says how many passed and failed. */
let passed = 0;
let failed = 0;

/** @param faults what is wrong; nothing: passed. */
export function check(name, faults) {
    if (faults.length === 0) {
        passed++;
        console.log(`ok      ${name}`);
    } else {
        failed++;
        console.log(`FAILED  ${name}: ${faults.length}`);
        for (const fault of faults.slice(0, 10)) console.log(`        ${fault}`);
    }
}

export async function attempt(name, run) {
    try {
        check(name, (await run()) ?? []);
    } catch (fault) {
        check(name, [fault.stack ?? String(fault)]);
    }
}

export function finish() {
    console.log(`fhir: ${passed} passed, ${failed} failed`);
    process.exitCode = failed > 0 ? 1 : 0;
}
