# shellcheck shell=bash
# Sourced by run.sh and test.sh. Looks for PostgreSQL's server programs where the service looks (PostgresBinaries.cs).

has_postgres() {
    local IFS=: directory tool major
    for directory in $PATH /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin; do
        for tool in initdb pg_ctl postgres; do
            [ -x "$directory/$tool" ] || continue 2
        done
        major=$("$directory/postgres" --version | sed -n 's/.*(PostgreSQL) \([0-9]*\).*/\1/p')
        [ "${major:-0}" -ge 15 ] && return 0
    done
    return 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

install_postgres() {
    # Debian's package would otherwise create and start a system-wide server that nobody asked for.
    if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
        as_root mkdir -p /etc/postgresql-common
        echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
    fi
    as_root apt-get update -qq </dev/null &&
        as_root env DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1 \
            apt-get install -y -qq --no-install-recommends postgresql </dev/null
}

ensure_postgres() {
    if has_postgres; then return 0; fi
    if command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null; }; then
        echo "PostgreSQL's server programs (version 15 or newer) are missing: installing the package 'postgresql' ..." >&2
        local output
        output=$(install_postgres 2>&1) || echo "$output" >&2
        if has_postgres; then return 0; fi
    fi
    cat >&2 <<'END'
No PostgreSQL server programs of version 15 or newer (initdb, pg_ctl, postgres). Do one of these:
  - install the distribution's package: apt-get install postgresql (or: brew install postgresql@17);
  - set ConnectionStrings__Evidence (for the tests: EVIDENCE_TEST_DB) to a PostgreSQL server;
  - run everything in containers: docker compose up.
END
    return 1
}

ensure_dotnet() {
    if ! command -v dotnet >/dev/null; then
        echo "The .NET 10 SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0" >&2
        return 1
    fi
    export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
}
