#!/usr/bin/env bash
# Sends INPUTS (default 100000) made-up requests to the service and prints what came of them: tests/fuzz.sh 1000000. The tests send fewer
# (Fuzzing/FuzzTests.cs, where what has to hold is said). A request that breaks a rule is shown as small as it could be made, with the
# seed that makes it again: CsCheck_Seed=… tests/fuzz.sh.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/db/ensure-postgres.sh"
ensure_dotnet
[ -n "${EVIDENCE_TEST_DB:-}" ] || ensure_postgres

report=$(mktemp)
trap 'rm -f "$report"' EXIT
export EVIDENCE_FUZZ_INPUTS=${1:-100000} EVIDENCE_FUZZ_REPORT=$report

cd "$root"
dotnet build tests/EvidenceApi.Tests -c Release -v quiet --nologo >&2
status=0
dotnet test --project tests/EvidenceApi.Tests -c Release --no-build --filter-class EvidenceApi.Tests.Fuzzing.FuzzTests || status=$?
echo
echo "| family | inputs | 2xx | 3xx | 4xx | 5xx | dropped | slowest | faults |"
echo "|---|---|---|---|---|---|---|---|---|"
cat "$report"
awk -F'|' '{ for (i = 3; i <= 8; i++) sum[i] += $i; faults += $10; if ($9 + 0 > slowest) slowest = $9 + 0 } END {
    printf "| all | %d | %d | %d | %d | %d | %d | %d ms | %d |\n", sum[3], sum[4], sum[5], sum[6], sum[7], sum[8], slowest, faults }' "$report"
echo "5xx: HTTP versions that are not spoken here (505), else faults. Dropped: cut short by the sender."
exit "$status"
