# shellcheck shell=bash
# Sourced by the benchmarks of lookups and of publishing: builds the service as it is shipped, starts a server on the folder DATA (else one that
# is thrown away), and makes bases from the seeded one there. Needs $root and $here; sets $work, $data, $socket, $bin.
source "$root/tests/service.sh"
ensure_dotnet
ensure_postgres
bin=$(dirname "$(readlink -f "$(command -v pg_ctl || ls -d /usr/lib/postgresql/*/bin/pg_ctl | tail -1)")")

work=$(mktemp -d)
data=${DATA:-$work/data}
socket=$work/socket
mkdir -p "$data" "$socket"
chmod 711 "$work" "$data"
owner() { if [ "$(id -u)" -eq 0 ]; then (cd / && setpriv --reuid=postgres --regid=postgres --clear-groups "$@"); else "$@"; fi; }
[ "$(id -u)" -ne 0 ] || chown postgres "$socket"
stop_server() { owner "$bin/pg_ctl" -s -m fast -D "$data/cluster" stop 2>/dev/null || true; rm -rf "$work"; }
sql() { psql -X -q -h "$socket" -U evidence_owner "$@"; }
in_schema() { PGOPTIONS="-c search_path=evidence,public" sql "$@"; }

start_server() {
    echo "Building, and publishing the seeded base ..." >&2
    (cd "$root" && dotnet build tests/EvidenceApi.Benchmarks -c Release -v quiet --nologo && dotnet publish src/EvidenceApi -c Release --use-current-runtime -p:PublishReadyToRun=true -v quiet --nologo -o "$work/service") >&2
    EVIDENCE_DATA_DIR="$data" dotnet "$work/service/EvidenceApi.dll" migrate >&2
    owner "$bin/pg_ctl" -s -w -D "$data/cluster" -l "$socket/log" \
        -o "-p 5432 -c listen_addresses= -c unix_socket_directories=$socket -c shared_buffers=2GB -c work_mem=16MB -c jit=off -c max_connections=60 -c max_wal_size=8GB -c checkpoint_timeout=1h" start
}

make_base() { # COPIES
    if [ -n "$(sql -d postgres -At -c "select 1 from pg_database where datname = 'bench$1'")" ]; then
        bring_up "bench$1"
        return
    fi
    echo "Making the base with $1 copies ..." >&2
    sql -d postgres -c "drop database if exists making" -c "create database making template evidence"
    [ "$1" -eq 0 ] || in_schema -1 -d making -v copies="$1" -f "$here/generate.sql"
    # PostGraphile would give this table and the filter on studies the same name.
    sql -d making -c "comment on table evidence.study_condition is '@name study_of_condition'"
    sql -d making -c "vacuum analyze"
    # Every code of a condition that has evidence, as a caller writes it.
    in_schema -d making -c "
        create table benchmark_key as
        select row_number() over (order by random()) as n, code from (select distinct c.code from condition_code c
          where c.system = 'icd-10-cm' and exists (select from evidence_document e where e.condition = c.condition)) codes;
        create unique index on benchmark_key (n); analyze benchmark_key;
        -- A service that reads rows would have it; this one finds codes in memory.
        create index on condition_code (system, code)"
    sql -d postgres -c "alter database making rename to bench$1"
}

# A base that was kept gets the scripts that it lacks, as migrate would run them.
bring_up() { # DATABASE
    local script missing=
    for script in "$root"/db/migrations/*.sql; do
        script=$(basename "$script")
        [ -z "$(sql -d "$1" -At -c "select 1 from evidence.migration_journal where name = '$script'")" ] || continue
        echo "$script for $1 ..." >&2
        missing=1
        in_schema -1 -v ON_ERROR_STOP=1 -d "$1" -f "$root/db/migrations/$script"
        local columns="type, version, description, name, checksum, installed_by, installed_on, success"
        sql -d evidence -At -c "copy (select $columns from evidence.migration_journal where name = '$script') to stdout" |
            sql -d "$1" -c "copy evidence.migration_journal ($columns) from stdin"
    done
    [ -z "$missing" ] || sql -d "$1" -c "vacuum analyze"
}
