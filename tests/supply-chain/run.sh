#!/usr/bin/env bash
# Writes the service's list of packages (sbom.sh), checks it, and looks for known vulnerabilities in what the service ships with.
# The last line says how many checks passed and failed.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
source "$root/tests/service.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# A step that fails before the checks is one failure.
counted=
fail() {
    [ -n "$counted" ] || echo "0 passed, 1 failed"
}
trap fail ERR

# Whether a source tells of vulnerabilities: one that does not makes the report empty, which would pass for a clean one.
has_advisories() {
    curl -fsS --max-time 20 "$1" 2>/dev/null | grep -q '"VulnerabilityInfo/'
}

ensure_program curl curl
"$here/sbom.sh" >"$work/sbom.cdx.json"
cd "$root"
audited=no
report=$work/report.json
if dotnet list src/EvidenceApi package --vulnerable --include-transitive --format json >"$report"; then
    while read -r source; do
        if has_advisories "$source"; then audited=yes; fi
    done < <(sed -n 's/^ *"\(https:[^"]*\)",\{0,1\}$/\1/p' "$report")
fi

cd "$here"
counted=yes
node src/check.js "$work/sbom.cdx.json" "$root/src/EvidenceApi/packages.lock.json" "$report" "$audited"
