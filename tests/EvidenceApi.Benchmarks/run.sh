#!/usr/bin/env bash
# Lookups beside the limits of the machine and a peer, as ratios of one run.
#   run.sh [COPIES ...]   bases to measure: 0 is the seeded base; 12, 1205 and 12050 copies hold 10 thousand, 1 and 10 million findings
#   ROUNDS=3 SECONDS_EACH=4 WARM_UP=15   more rounds for steadier medians; OUT=file for the table
#   MODES='limit hot cold unchanged filtered search suggest suggest_hot rows graph'   graph, the peer, is PostGraphile
#   DATA=folder           keeps the bases from one run to the next: ten million findings take 26 GB, and took most of an hour on a busy machine
#   PREPARE=1             only makes them
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
source "$here/bases.sh"
rounds=${ROUNDS:-3} seconds=${SECONDS_EACH:-4} warm_up=${WARM_UP:-15} out=${OUT:-$here/latest.md}
modes=${MODES:-limit hot cold unchanged filtered search suggest suggest_hot rows graph}
[ $# -gt 0 ] || set -- 0 12
ensure_program wrk wrk
pgbench=$(command -v pgbench || echo "$bin/pgbench")
pids=()
stop_services() { for pid in "${pids[@]:-}"; do [ -z "$pid" ] || kill "$pid" 2>/dev/null || true; done; wait 2>/dev/null || true; pids=(); }
finish() { stop_services; stop_server; }
trap finish EXIT
start_server
for copies in "$@"; do make_base "$copies"; done
[ -z "${PREPARE:-}" ] || exit 0

static_bytes="dotnet $here/bin/Release/net10.0/EvidenceApi.Benchmarks.dll static"
free_port() { node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })' 2>/dev/null || shuf -i 20000-40000 -n 1; }
start() { # NAME COMMAND...
    local name=$1; shift
    "$@" >"$work/$name.log" 2>&1 </dev/null &
    pids+=($!)
    eval "pid_$name=$!"
}
# Milliseconds from the start of a process to its first lookup answered.
first_answer_of() { # DATABASE
    local port began
    port=$(free_port) began=$(date +%s%N)
    start first env ConnectionStrings__Evidence="Host=$socket;Username=evidence_owner;Database=$1" ASPNETCORE_URLS="http://127.0.0.1:$port" dotnet "$work/service/EvidenceApi.dll"
    until curl -sf -o /dev/null --max-time 60 "http://127.0.0.1:$port/v1/evidence?code=icd-10-cm%7CM51.360"; do sleep 0.005; done
    echo $((($(date +%s%N) - began) / 1000000))
    kill "$pid_first"
    wait "$pid_first" 2>/dev/null || true
}
until_answers() { for _ in $(seq 600); do curl -s${2:-f} -o /dev/null --max-time 5 "$1" && return; sleep 0.5; done; echo "no answer from $1" >&2; tail -5 "$work"/*.log >&2; return 1; }
median() { sort -g | awk '{v[NR]=$1} END {print v[int((NR+1)/2)]}'; }

# Requests a second, p50, p95, p99 in ms, errors: one line a round into a file of the mode.
load() { # MODE PORT
    local mode=$1 port=$2
    wrk -t1 -c16 -d"${length}s" -s "$here/keys.lua" "http://127.0.0.1:$port" | awk '/^RESULT/ {print $2, $3, $4, $5, $6}' >>"$work/$mode"
}
figure() { awk -v c="$2" '{print $c}' "$work/$1" 2>/dev/null | median; }

{
    echo "# Benchmark of $(date -u +%F)"
    echo
    echo "$(nproc) cores shared by load generator, service and database; $rounds alternating rounds of $seconds s, 16 connections, random keys over all codes, medians."
    echo "Machines are noisy: read the ratios of one table, not requests a second across tables."
} >"$out"

for copies in "$@"; do
    database=bench$copies
    # Copies have no documents for search: their names would all be the same.
    [ "$copies" -eq 0 ] || modes=${modes/search suggest suggest_hot /}
    echo "Measuring the base with $copies copies ..." >&2
    findings=$(sql -d "$database" -At -c "select count(*) from evidence.finding")
    count=$(sql -d "$database" -At -c "select count(*) from evidence.benchmark_key")
    sql -d "$database" -At -c "select 'icd-10-cm%7C' || code from evidence.benchmark_key where n <= 20000" >"$work/keys"
    # As many as the default cache holds: what is pushed out again is no hot lookup.
    head -1000 "$work/keys" >"$work/hot_keys"
    # What the keys lead to is read once, as rows and as documents: a large base is not measured by how fast its disk is.
    sql -d "$database" -At -c "
        set search_path = evidence, public;
        create temp table asked as select distinct c.condition from benchmark_key k join condition_code c on c.system = 'icd-10-cm' and c.code = k.code where k.n <= 20000;
        -- The length of a document is known without reading it; its checksum is not.
        select count(md5(standard)), count(md5(summary)) from evidence_document join asked using (condition);
        select sum(length(s.summary) + length(f.name)) from asked join study_condition sc using (condition) join study s on s.id = sc.study left join finding f on f.study = s.id" >&2

    first_answer=-
    [ "$copies" -gt 0 ] || { for _ in 1 2 3 4 5; do first_answer_of "$database"; done >"$work/first"; first_answer=$(median <"$work/first"); }
    hot=$(free_port) cold=$(free_port) limit=$(free_port) graph=$(free_port)
    connection="Host=$socket;Username=evidence_owner;Database=$database;Maximum Pool Size=4"
    start hot env ConnectionStrings__Evidence="$connection" ASPNETCORE_URLS="http://127.0.0.1:$hot" dotnet "$work/service/EvidenceApi.dll"
    start cold env ConnectionStrings__Evidence="$connection" Cache__Megabytes=0 ASPNETCORE_URLS="http://127.0.0.1:$cold" dotnet "$work/service/EvidenceApi.dll"
    until_answers "http://127.0.0.1:$hot/health/ready"
    until_answers "http://127.0.0.1:$cold/health/ready"

    # The static answer is as long as the lookups are on average; hot, cold and plain answers must be the same bytes.
    bytes=0 asked=0
    while read -r key; do
        first=$(curl -s --max-time 10 "http://127.0.0.1:$hot/v1/evidence?code=$key" | tee "$work/body" | sha256sum)
        [ "$first" = "$(curl -s --max-time 10 "http://127.0.0.1:$hot/v1/evidence?code=$key" | sha256sum)" ]
        [ "$first" = "$(curl -s --max-time 10 "http://127.0.0.1:$cold/v1/evidence?code=$key" | sha256sum)" ]
        bytes=$((bytes + $(stat -c %s "$work/body"))) asked=$((asked + 1))
    done < <(shuf -n 60 --random-source=<(yes) "$work/keys")
    head -c $((bytes / asked)) /dev/zero | tr '\0' ' ' >"$work/static"
    start limit $static_bytes "http://127.0.0.1:$limit" "$work/static"
    until_answers "http://127.0.0.1:$limit/"
    if [[ $modes == *graph* ]]; then
        (cd "$here/postgraphile" && npm ci --no-audit --no-fund --loglevel=error) >&2
        start graph node "$here/postgraphile/server.js" "$graph" "$socket" "$database"
        until_answers "http://127.0.0.1:$graph/graphql" s
        BODY=$(node -e 'console.log(JSON.stringify({query: require("fs").readFileSync(process.argv[1], "utf8"), variables: {code: "KEY"}}))' "$here/postgraphile/query.graphql")
        sed 's/.*%7C//' "$work/keys" >"$work/codes"
        code=$(head -1 "$work/codes")
        # The peer and the row query must find what the lookup is made of.
        graph_studies=$(curl -s --max-time 20 -H 'Content-Type: application/json' -d "${BODY//KEY/$code}" "http://127.0.0.1:$graph/graphql" | grep -o '"studyByStudy"' | wc -l)
        row_studies=$(sql -d "$database" -At -c "set search_path = evidence; select count(distinct sc.study) from condition_code c join study_condition sc using (condition) where c.system = 'icd-10-cm' and c.code = '$code'")
        [ "$graph_studies" -eq "$row_studies" ] && [ "$graph_studies" -gt 0 ] || { echo "$code: PostGraphile finds $graph_studies studies, the rows are of $row_studies" >&2; exit 1; }
    fi
    for mode in $modes; do rm -f "${work:?}/$mode"; done
    printf '%s\n' 'tennis%20elb' 'knee%20prp' 'disc' 'plantar' 'hip%20osteo' 'rotator' 'prolo' 'stem%20cell%20knee' 'ligament' 'sacroiliac' >"$work/words"
    tag=$(curl -s -o /dev/null -D - "http://127.0.0.1:$hot/v1/evidence?code=$(head -1 "$work/keys")" | tr -d '\r' | awk 'tolower($1) == "etag:" {print $2}')
    for round in $(seq 0 "$rounds"); do
        # Round 0 warms up.
        length=$([ "$round" -eq 0 ] && echo "$warm_up" || echo "$seconds")
        for mode in $modes; do
            export KEYS="$work/keys" PREFIX="/v1/evidence?code=" SUFFIX="" SEED=$round
            case $mode in
                limit) load limit "$limit" ;;
                hot) KEYS="$work/hot_keys" load hot "$hot" ;;
                cold) load cold "$cold" ;;
                unchanged) head -1 "$work/keys" >"$work/key" && KEYS="$work/key" TAG="$tag" load unchanged "$hot" ;;
                filtered) SUFFIX="&modality=prp&direction=mixed&view=summary&sort=participants" load filtered "$cold" ;;
                search) KEYS="$work/words" PREFIX="/v1/search?q=" load search "$cold" ;;
                suggest) KEYS="$work/words" PREFIX="/v1/suggest?q=" load suggest "$cold" ;;
                suggest_hot) KEYS="$work/words" PREFIX="/v1/suggest?q=" load suggest_hot "$hot" ;;
                graph) KEYS="$work/codes" PREFIX="/graphql" BODY="$BODY" load graph "$graph" ;;
                rows) PGOPTIONS="-c search_path=evidence,public" "$pgbench" -n -h "$socket" -U evidence_owner -d "$database" -M prepared -c 4 -j 1 -T "$length" -D keys="$(wc -l <"$work/keys")" -f "$here/rows.sql" 2>"$work/pgbench.log" |
                    awk '/latency average/ {l=$4} /^tps/ {printf "%.1f %.2f - - 0\n", $3, l}' >>"$work/rows" ;;
            esac
        done
        [ "$round" -gt 0 ] || for mode in $modes; do : >"$work/$mode"; done
    done

    ratio() { awk -v a="$(figure "$1" 1)" -v b="$(figure "$2" 1)" 'BEGIN {if (b > 0) printf "%.2f", a / b; else printf "-"}'; }
    {
        echo
        echo "## $findings findings, $count codes, answers of $((bytes / asked)) bytes on average"
        echo
        echo "| what | requests/s | of (a) | of (g) | of (f) | p50 ms | p95 ms | p99 ms | errors |"
        echo "|---|---|---|---|---|---|---|---|---|"
        line() {
            [[ " $modes " != *" $1 "* ]] ||
                echo "| $2 | $(figure "$1" 1) | $(ratio "$1" limit) | $(ratio "$1" rows) | $(ratio "$1" graph) | $(figure "$1" 2) | $(figure "$1" 3) | $(figure "$1" 4) | $(awk '{e += $5} END {print e + 0}' "$work/$1") |"
        }
        line limit "(a) static bytes of the same size"
        line hot "(b) hot lookup"
        line cold "(c) cold lookup, cache off"
        line unchanged "(d) 304"
        line filtered "(e) filtered query, cold"
        line search "(e) search, cold"
        line suggest "(e) suggest, cold"
        line suggest_hot "(e) suggest, from memory"
        line graph "(f) PostGraphile, the studies and findings of the same code"
        line rows "(g) pgbench, the same as rows"
        echo
        echo "Memory at the end, resident: $(awk '/VmRSS/ {printf "%.0f", $2 / 1024}' "/proc/$pid_hot/status") MB hot (peak $(awk '/VmHWM/ {printf "%.0f", $2 / 1024}' "/proc/$pid_hot/status")), $(awk '/VmRSS/ {printf "%.0f", $2 / 1024}' "/proc/$pid_cold/status") MB cold; of these in the heap and stacks $(awk '/RssAnon/ {printf "%.0f", $2 / 1024}' "/proc/$pid_hot/status") and $(awk '/RssAnon/ {printf "%.0f", $2 / 1024}' "/proc/$pid_cold/status"). First answer after the start of the process: $first_answer ms."
    } >>"$out"
    stop_services
done
cat "$out"
