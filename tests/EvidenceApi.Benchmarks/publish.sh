#!/usr/bin/env bash
# How long it takes to publish a release that touches a hundredth of a large base, and one that touches one finding.
#   publish.sh [COPIES]   12 copies hold 10 thousand findings, 1205 a million, 12050 ten million (default 12)
#   DATA=folder           keeps the base from one run to the next; what is published goes into a copy of it that is dropped
#   IN_PLACE=1            publishes a hundredth into the base itself, where there is no room for a copy
#   FULL=1                also publishes everything, as another build of the service does
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
source "$here/bases.sh"
ensure_program time time
copies=${1:-12} base=bench${1:-12}
trap stop_server EXIT
start_server
make_base "$copies"

# A base that was kept was published by another build, which would have everything published again. It is said of it here that this build
# composed its documents: true as long as that build composes alike.
sql -d "$base" -c "truncate evidence.publish_state, evidence.pending_change"
sql -d evidence -At -c "copy evidence.publish_state to stdout" | sql -d "$base" -c "copy evidence.publish_state from stdin"

echo "# Publish of $(date -u +%F), $(sql -d "$base" -At -c "select count(*) from evidence.finding") findings, $(nproc) cores"
echo
echo "The copies of a base have evidence items and conditions, and no records and search documents: those of the touched conditions are all"
echo "new, so that nothing is compared and closed for them, and everything is written. Once published, they are as those of the seeded base."
echo
echo "| what | findings | seconds | CPU s of the service | MB at most | said |"
echo "|---|---|---|---|---|---|"
shares="one hundredth again${FULL:+ full}" target=publishing
[ -z "${IN_PLACE:-}" ] || shares=hundredth target=$base
for share in $shares; do
    [ "$share" = again ] || [ "$target" = "$base" ] ||
        { sql -d postgres -c "drop database if exists publishing" -c "create database publishing template $base"; }
    case $share in
        full) sql -d "$target" -c "truncate evidence.publish_state"; touched=all ;;
        *) touched=$(in_schema -d "$target" -At -v share="$share" -v release="2027.1.$(date +%s)" -f "$here/touch.sql") ;;
    esac
    said=$(ConnectionStrings__EvidenceOwner="Host=$socket;Username=evidence_owner;Database=$target" command time -f '%e %U %M' -o "$work/time" dotnet "$work/service/EvidenceApi.dll" migrate | tail -1)
    read -r took cpu memory <"$work/time"
    echo "| $share | $touched | $took | $cpu | $((memory / 1024)) | $said |"
done
sql -d postgres -c "drop database if exists publishing"
