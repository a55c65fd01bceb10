#!/usr/bin/env bash
# A short form of run.sh on the seeded base: prints the ratios, and fails only where one has collapsed, since machines are noisy.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
table=$(mktemp)
trap 'rm -f "$table"' EXIT
ROUNDS=2 SECONDS_EACH=2 WARM_UP=15 MODES='limit hot cold unchanged rows' OUT=$table "$here/run.sh" 0

# Columns: 4 of (a), 5 of (g). Less than half of the target, or of what run.sh shows where the target is not reached.
awk -F ' *\\| *' '
    function judge(name, ratio, least) { if (ratio >= least) passed++; else { failed++; printf "%s: %s, less than %s\n", name, ratio, least } }
    /^\| \(b\)/ { judge("hot lookup of static bytes", $4, 0.475) }
    /^\| \(c\)/ { judge("cold lookup of the row query", $5, 0.32) }
    /^\| \(d\)/ { judge("304 of static bytes", $4, 0.475) }
    END { if (passed + failed != 3) failed++; printf "%d passed, %d failed\n", passed, failed; exit failed > 0 }' "$table"
