#!/usr/bin/env bash
# Reads the citations of every study (RIS, BibTeX, CSL-JSON) with the parsers of citation-js and compares every field with the study.
# The last line says how many comparisons passed and failed. EVIDENCE_API names a service that runs already.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
source "$root/tests/service.sh"

# A step that fails before the comparisons is one failure.
counted=
fail() {
    [ -n "$counted" ] || echo "0 passed, 1 failed"
}
trap fail ERR

ensure_program node nodejs
ensure_program npm npm
ensure_program curl curl
cd "$here"
npm ci --no-audit --no-fund --loglevel=error
start_service
counted=yes
node src/roundtrip.js
