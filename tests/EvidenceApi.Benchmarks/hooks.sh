#!/usr/bin/env bash
# How long a hook call with ten conditions takes, warm, beside a static answer of the same size in the same run: p50, p95 and p99 in
# milliseconds at one and four calls at a time. PORT (default 8090) and the next one must be free. Installs wrk where it is missing.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$here/../..
source "$root/db/ensure-postgres.sh"
ensure_dotnet
ensure_postgres
if ! command -v wrk >/dev/null; then
    as_root apt-get update -qq </dev/null && as_root apt-get install -y -qq --no-install-recommends wrk </dev/null
fi

port=${PORT:-8090}
seconds=${SECONDS_EACH:-10}
work=$(mktemp -d)
pids=()
stop() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done
    rm -rf "$work"
}
trap stop EXIT

wait_for() {
    for _ in $(seq 240); do
        curl -s -o /dev/null "$1" && return 0
        sleep 0.5
    done
    echo "Nothing answers at $1" >&2
    return 1
}

dotnet build "$root/src/EvidenceApi" -c Release -v quiet --nologo >&2
dotnet build "$here" -c Release -v quiet --nologo >&2
mkdir -m 711 "$work/data" && chmod 711 "$work"
program=$root/src/EvidenceApi/bin/Release/net10.0
EVIDENCE_DATA_DIR=$work/data dotnet "$root/src/EvidenceApi/bin/Release/net10.0/EvidenceApi.dll" serve --urls "http://127.0.0.1:$port" \
    --Logging:LogLevel:Default=Warning >"$work/service.log" 2>&1 &
pids+=($!)
wait_for "http://127.0.0.1:$port/health/ready"

entry() { printf '{"resource":{"resourceType":"Condition","id":"%s","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},"code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"%s"}],"text":"x"},"subject":{"reference":"Patient/1"},"recordedDate":"2026-11-22"}}' "$1" "$1"; }
entries=
for code in M17.11 M51.360 M77.11 M72.2 G56.01 M53.3 M16.11 M54.2 M75.01 M76.61; do entries=$entries${entries:+,}$(entry "$code"); done
cat >"$work/call.json" <<END
{"hook":"patient-view","hookInstance":"d1577c69-dfbe-44ad-ba6d-3e05e953b2ea","context":{"userId":"Practitioner/1","patientId":"1"},
 "prefetch":{"conditions":{"resourceType":"Bundle","type":"searchset","entry":[$entries]}}}
END
url=http://127.0.0.1:$port/cds-services/evidence-patient-view
curl -sf -H 'Content-Type: application/json' --data-binary "@$work/call.json" "$url" >"$work/answer.json"
cards=$(grep -o '"uuid"' "$work/answer.json" | wc -l)
[ "$cards" -eq 5 ] || { echo "Ten conditions gave $cards cards: $(head -c 300 "$work/answer.json")" >&2; exit 1; }

static=http://127.0.0.1:$((port + 1))/cds-services/evidence-patient-view
dotnet "$here/bin/Release/net10.0/EvidenceApi.Benchmarks.dll" static "http://127.0.0.1:$((port + 1))" "$work/answer.json" >"$work/static.log" 2>&1 &
pids+=($!)
wait_for "$static"

cat >"$work/post.lua" <<END
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
local file = io.open("$work/call.json"); wrk.body = file:read("*a"); file:close()
function done(summary, latency)
  local errors = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout
  io.write(string.format("%8.2f %8.2f %8.2f %10.0f %7d\n", latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000,
    summary.requests / summary.duration * 1000000, errors))
end
END

echo "$(wc -c <"$work/call.json") bytes asked, $(wc -c <"$work/answer.json") bytes answered, $cards cards; $(nproc) cores, $seconds s each"
printf '%-22s %8s %8s %8s %10s %7s\n' "" p50 p95 p99 calls/s errors
for calls in 1 4; do
    for target in "hook $url" "static $static"; do
        name=${target%% *} address=${target#* }
        wrk -t1 -c"$calls" -d3s -s "$work/post.lua" "$address" >/dev/null
        printf '%-22s %s\n' "$name, $calls at a time" "$(wrk -t1 -c"$calls" -d"${seconds}s" -s "$work/post.lua" "$address" | tail -1)"
    done
done
