#!/usr/bin/env bash
# How long it takes to publish a release that touches a hundredth of a large base, and one that touches one finding.
#   publish.sh [COPIES]   12 copies hold 10 thousand findings, 1205 a million, 12050 ten million (default 12)
#   DATA=folder           keeps the base from one run to the next; each run publishes into a copy of it that is dropped
#   FULL=1                also publishes everything, as another build of the service does
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
source "$root/tests/service.sh"
copies=${1:-12}
ensure_dotnet
ensure_postgres
ensure_program time time
bin=$(dirname "$(readlink -f "$(command -v pg_ctl || ls -d /usr/lib/postgresql/*/bin/pg_ctl | tail -1)")")

work=$(mktemp -d)
data=${DATA:-$work/data}
mkdir -p "$data"
chmod 711 "$work" "$data"
owner() { if [ "$(id -u)" -eq 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi; }
finish() { owner "$bin/pg_ctl" -s -m fast -D "$data/cluster" stop 2>/dev/null || true; rm -rf "$work"; }
trap finish EXIT

echo "Building, and publishing the seeded base ..." >&2
(cd "$root" && dotnet publish src/EvidenceApi -c Release --use-current-runtime -p:PublishReadyToRun=true -v quiet --nologo -o "$work/service") >&2
export ASPNETCORE_CONTENTROOT="$work/service"
(cd / && EVIDENCE_DATA_DIR="$data" dotnet "$work/service/EvidenceApi.dll" migrate) >&2
socket=$work/socket
mkdir -m 755 "$socket"
[ "$(id -u)" -ne 0 ] || chown postgres "$socket"
(cd / && owner "$bin/pg_ctl" -s -w -D "$data/cluster" -l "$socket/log" \
    -o "-p 5432 -c listen_addresses= -c unix_socket_directories=$socket -c shared_buffers=2GB -c work_mem=16MB -c jit=off -c max_wal_size=8GB -c checkpoint_timeout=1h" start)
sql() { psql -X -q -h "$socket" -U evidence_owner "$@"; }
base=bench$copies
publish() { ConnectionStrings__EvidenceOwner="Host=$socket;Username=evidence_owner;Database=$1" command time -f '%e %U %M' -o "$work/time" dotnet "$work/service/EvidenceApi.dll" migrate | tail -1; }

if [ -z "$(sql -d postgres -At -c "select 1 from pg_database where datname = '$base'")" ]; then
    echo "Making the base with $copies copies ..." >&2
    sql -d postgres -c "drop database if exists making" -c "create database making template evidence"
    PGOPTIONS="-c search_path=evidence,public" sql -1 -d making -v copies="$copies" -f "$here/generate.sql" >&2
    sql -d making -c "vacuum analyze"
    sql -d postgres -c "alter database making rename to $base"
fi
# A base that was kept may lack the newest scripts, and was published by another build, which would have everything published again. Here
# it is said of it that this build composed its documents: true of those of the seeded base only if that build composes alike.
bring_up() { # DATABASE
    local script
    for script in "$root"/db/migrations/*.sql; do
        script=$(basename "$script")
        if [ -z "$(sql -d "$1" -At -c "select 1 from evidence.migration_journal where name = '$script'")" ]; then
            PGOPTIONS="-c search_path=evidence,public" sql -1 -d "$1" -f "$root/db/migrations/$script"
            sql -d postgres -c "create database seeded_journal template evidence" 2>/dev/null || true
            sql -d evidence -At -c "copy (select type, version, description, name, checksum, installed_by, installed_on, success from evidence.migration_journal where name = '$script') to stdout" |
                sql -d "$1" -c "copy evidence.migration_journal (type, version, description, name, checksum, installed_by, installed_on, success) from stdin"
        fi
    done
    sql -d postgres -c "drop database if exists seeded_journal"
    sql -d "$1" -c "truncate evidence.publish_state, evidence.pending_change"
    sql -d evidence -At -c "copy evidence.publish_state to stdout" | sql -d "$1" -c "copy evidence.publish_state from stdin"
}
bring_up "$base"

echo "# Publish of $(date -u +%F), $(sql -d "$base" -At -c "select count(*) from evidence.finding") findings, $(nproc) cores"
echo
echo "The copies of a base have evidence items and conditions, and no records and search documents: those of the touched conditions are all"
echo "new, so that nothing is compared and closed for them, and everything is written. Once published, they are as those of the seeded base."
echo
echo "| what | findings | seconds | CPU s of the service | MB at most | said |"
echo "|---|---|---|---|---|---|"
for share in one hundredth again${FULL:+ full}; do
    [ "$share" = again ] || { sql -d postgres -c "drop database if exists publishing" -c "create database publishing template $base"; }
    case $share in
        full) sql -d publishing -c "truncate evidence.publish_state"; touched=all ;;
        *) touched=$(PGOPTIONS="-c search_path=evidence,public" sql -d publishing -At -v share="$share" -v release="2027.1.$(date +%s)" -f "$here/touch.sql") ;;
    esac
    said=$(publish publishing)
    read -r seconds cpu memory <"$work/time"
    echo "| $share | $touched | $seconds | $cpu | $((memory / 1024)) | $said |"
done
sql -d postgres -c "drop database if exists publishing"
