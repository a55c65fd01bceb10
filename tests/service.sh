# shellcheck shell=bash
# Sourced by scripts that try the running service: start_service builds it and starts it with a database of its own, whatever the caller's
# settings, and sets EVIDENCE_API; it is stopped when the script ends. Needs $root.
source "$root/db/ensure-postgres.sh"

service=
service_data=

stop_service() {
    if [ -n "$service" ]; then
        kill "$service" 2>/dev/null || true
        wait "$service" 2>/dev/null || true
    fi
    [ -z "$service_data" ] || rm -rf "$service_data"
}

start_service() {
    # One that runs already serves as well.
    if [ -n "${EVIDENCE_API:-}" ]; then return 0; fi
    ensure_postgres
    service_data=$(mktemp -d)
    # The database server of root runs as another user, who has to reach its folder.
    chmod 711 "$service_data"
    trap stop_service EXIT
    env -u ConnectionStrings__Evidence -u ConnectionStrings__EvidenceOwner \
        EVIDENCE_DATA_DIR="$service_data/service" ASPNETCORE_URLS=http://127.0.0.1:0 "$root/run.sh" >"$service_data/log" 2>&1 &
    service=$!
    for _ in $(seq 600); do
        EVIDENCE_API=$(sed -n 's|.* at \(http://[^ ]*\)/docs$|\1|p' "$service_data/log" | head -1)
        if [ -n "$EVIDENCE_API" ] && curl -fsS -o /dev/null "$EVIDENCE_API/health/ready" 2>/dev/null; then
            export EVIDENCE_API
            return 0
        fi
        if ! kill -0 "$service" 2>/dev/null; then break; fi
        sleep 0.5
    done
    cat "$service_data/log" >&2
    return 1
}

# Installs a distribution's packages where a program is missing: ensure_program node nodejs
ensure_program() {
    local program=$1
    shift
    if command -v "$program" >/dev/null; then return 0; fi
    if command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null; }; then
        echo "$program is missing: installing $* ..." >&2
        as_root apt-get update -qq </dev/null
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null >&2
    fi
    command -v "$program" >/dev/null || { echo "$program is missing." >&2; return 1; }
}
