#!/usr/bin/env bash
# Runs the examples against the service and compares what they find with what it says. sample/pooled.json is an answer of the service with a
# pooled mean (a test holds it against the service): none of the items of the evidence base has trials enough of one effect as yet.
# The last line says how many comparisons passed and failed. EVIDENCE_API names a service that runs already.
set -uo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/.." && pwd)
source "$root/tests/service.sh"
passed=0 failed=0
ok() { passed=$((passed + 1)); }
wrong() { failed=$((failed + 1)); echo "FAILED $*"; }

# Debian's own Python: another one does not see Debian's packages.
python=/usr/bin/python3
missing=()
[ -x $python ] && $python -c 'import matplotlib' 2>/dev/null || missing+=(python3 python3-matplotlib)
command -v Rscript >/dev/null && Rscript -e 'library(jsonlite)' >/dev/null 2>&1 || missing+=(r-base-core r-cran-jsonlite)
if [ ${#missing[@]} -gt 0 ]; then
    echo "Installing ${missing[*]} ..." >&2
    as_root apt-get update -qq </dev/null &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null >/dev/null ||
        { echo "0 passed, 1 failed"; exit 1; }
fi
start_service || { echo "0 passed, 1 failed"; exit 1; }

out=$(mktemp -d)
trap 'rm -rf "$out"; stop_service' EXIT

run() { # language service item folder
    case $1 in
        python) $python "$here/python/forest_plot.py" "${@:2}" ;;
        r) Rscript "$here/r/forest_plot.R" "${@:2}" ;;
    esac
}

for language in python r; do
    for item in achilles-tendinopathy.prp.tendon knee-osteoarthritis.prp.intra-articular-joint osteonecrosis-femoral-head.bmac.bone; do
        if ! run $language "$EVIDENCE_API" $item "$out/$language" >"$out/said"; then wrong "$language $item"; continue; fi
        # Rows, refusal and number of studies by another way: the service's own words.
        while read -r what expected; do
            if grep -qx "$what $expected *" "$out/said"; then ok; else wrong "$language $item: $what $expected, said: $(tr '\n' ';' <"$out/said")"; fi
        done < <($python - "$EVIDENCE_API" $item <<'PY'
import json, sys, urllib.request
get = lambda path: json.load(urllib.request.urlopen(f"{sys.argv[1]}/v1/evidence/{sys.argv[2]}{path}"))
answer = get("/forest-plot")
print("studies", len(get("")["studies"]))
print("rows", answer["plots"][0]["rows"])
print("refused", answer["plots"][0]["poolingRefused"]["code"])
PY
        )
        picture=$out/$language/forest-plot.$([ $language = r ] && echo pdf || echo png)
        if [ -s "$picture" ] && [ "$(head -c 4 "$picture" | tail -c 3)" = "$([ $language = r ] && echo PDF || echo PNG)" ]; then ok; else wrong "$picture"; fi
        if [ "$(wc -l <"$out/$language/evidence-table.csv")" -gt "$(sed -n 's/^studies \([0-9]*\).*/\1/p' "$out/said")" ]; then ok; else wrong "$language $item: evidence table"; fi
        rm -rf "${out:?}/$language"
    done

    # The mean that the example estimates itself, against the one of the service.
    run $language sample "$here/sample/pooled.json" "$out/$language" >"$out/said" || wrong "$language sample"
    for figure in estimate low high predictionLow predictionHigh tauSquared; do
        if awk -v figure=$figure '$1 == "pooled" && $2 == figure { found = 1; d = $3 - $4; if (d < 0) d = -d; if (d > 1e-4 * ($4 < 0 ? -$4 : $4) + 1e-6) exit 1 } END { if (!found) exit 1 }' "$out/said"; then
            ok
        else
            wrong "$language $figure: $(grep " $figure " "$out/said")"
        fi
    done
done

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
