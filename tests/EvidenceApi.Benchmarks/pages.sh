#!/usr/bin/env bash
# How long a page of the explorer takes beside the JSON answer that it shows: median milliseconds from request to first byte
# (the service holds an answer until it is whole) over one connection,
# warm from memory, and made anew each time (cache off); and what a page weighs. PORT (default 8090) and the next one must be free.
# Last line: N passed, N failed (warm page within 2 times of its answer, measured alternately; first page under 100 kB in all).
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/db/ensure-postgres.sh"
ensure_dotnet
ensure_postgres

port=${PORT:-8090}
times=${TIMES:-300}
work=$(mktemp -d)
pids=()
stop() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done
    rm -rf "$work"
}
trap stop EXIT
mkdir -m 711 "$work/data" && chmod 711 "$work"

dotnet build "$root/src/EvidenceApi" -c Release -v quiet --nologo >&2
program=$root/src/EvidenceApi/bin/Release/net10.0
serve() {
    local port=$1 folder=$2
    shift 2
    EVIDENCE_DATA_DIR=$work/data/$folder dotnet "$program/EvidenceApi.dll" serve --urls "http://127.0.0.1:$port" \
        --Logging:LogLevel:Default=Warning "$@" >"$work/$folder.log" 2>&1 &
    pids+=($!)
    for _ in $(seq 240); do
        curl -sf -o /dev/null "http://127.0.0.1:$port/health/ready" && return 0
        sleep 0.5
    done
    cat "$work/$folder.log" >&2
    return 1
}
serve "$port" warm
serve $((port + 1)) cold --Cache:Megabytes=0

# Median of many requests over one connection, in microseconds.
median() {
    local url=$1 n=$2
    printf 'url = "%s"\noutput = "/dev/null"\n' "$url" >"$work/one"
    for _ in $(seq "$n"); do cat "$work/one"; done >"$work/urls"
    curl -s -H 'Accept-Encoding: gzip, br' -w '%{time_pretransfer} %{time_starttransfer}\n' -K "$work/urls" | awk '{ print $2 - $1 }' | sort -n | awk '{ all[NR] = $1 } END { printf "%d", all[int((NR + 1) / 2)] * 1000000 }'
}
# Both in turns, so that what else the machine does falls on both.
both() {
    local page=$1 json=$2 n=$3 round pages=() jsons=()
    median "$page" 300 >/dev/null; median "$json" 300 >/dev/null
    for round in 1 2 3 4 5; do
        pages+=("$(median "$page" "$n")"); jsons+=("$(median "$json" "$n")")
    done
    middle() { printf '%s\n' "$@" | sort -n | sed -n 3p; }
    echo "$(middle "${pages[@]}") $(middle "${jsons[@]}")"
}

passed=0 failed=0
check() { if [ "$1" = 1 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "  ^ over its budget"; fi; }
printf '%-66s %10s %10s %6s %12s %12s %10s %10s\n' page "warm ms" "JSON ms" times "cold ms" "JSON cold" "bytes" "sent"
while read -r page json; do
    read -r page_warm json_warm <<<"$(both "http://127.0.0.1:$port$page" "http://127.0.0.1:$port$json" $((times / 5)))"
    read -r page_cold json_cold <<<"$(both "http://127.0.0.1:$((port + 1))$page" "http://127.0.0.1:$((port + 1))$json" $((times / 30 + 1)))"
    bytes=$(curl -s "http://127.0.0.1:$port$page" | wc -c)
    sent=$(curl -s -H 'Accept-Encoding: gzip, br' "http://127.0.0.1:$port$page" | wc -c)
    awk -v p="$page" -v a="$page_warm" -v b="$json_warm" -v c="$page_cold" -v d="$json_cold" -v e="$bytes" -v f="$sent" \
        'BEGIN { printf "%-66s %10.2f %10.2f %6.1f %12.2f %12.2f %10d %10d\n", p, a / 1000, b / 1000, a / b, c / 1000, d / 1000, e, f }'
    check "$(awk -v a="$page_warm" -v b="$json_warm" 'BEGIN { print (a <= 2 * b) }')"
done <<'END'
/ /v1/evidence-map
/search?q=tennis%20elb /v1/search?q=tennis%20elb
/conditions/lateral-epicondylitis /v1/conditions/lateral-epicondylitis/evidence?view=full&limit=100
/conditions/knee-osteoarthritis /v1/conditions/knee-osteoarthritis/evidence?view=full&limit=100
/evidence/lateral-epicondylitis.prp.tendon /v1/evidence/lateral-epicondylitis.prp.tendon
/evidence/knee-osteoarthritis.prp.intra-articular-joint /v1/evidence/knee-osteoarthritis.prp.intra-articular-joint
/modalities/prp /v1/evidence?modality=prp&view=summary&limit=100
/studies/bennell-2021-restore /v1/studies/bennell-2021-restore
/levels /v1/grading-systems
END

first=$(curl -s "http://127.0.0.1:$port/")
sum() {
    local total=0 path
    for path in / $(grep -o '/explorer/[a-z0-9.]*' <<<"$first" | sort -u); do
        total=$((total + $(curl -s ${1:+-H "$1"} "http://127.0.0.1:$port$path" | wc -c)))
    done
    echo "$total"
}
in_all=$(sum 'Accept-Encoding: gzip, br')
echo "First page with style, script and icon: $in_all bytes sent, $(sum '') bytes uncompressed"
check $((in_all < 100000))
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
