/** Runs checks one after another and counts them. */

type Check = () => Promise<void>;

const checks: { name: string; run: Check }[] = [];

export function check(name: string, run: Check): void {
    checks.push({ name, run });
}

/** Ends the process with 1 where a check failed. */
export async function runChecks(): Promise<void> {
    let failed = 0;
    for (const { name, run } of checks) {
        try {
            await run();
            console.log(`ok      ${name}`);
        } catch (fault) {
            failed++;
            console.log(`FAILED  ${name}\n        ${fault instanceof Error ? fault.message : String(fault)}`);
        }
    }
    console.log(`contract: ${checks.length - failed} passed, ${failed} failed`);
    process.exitCode = failed > 0 ? 1 : 0;
}
