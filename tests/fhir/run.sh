#!/usr/bin/env bash
# Validates every resource that the FHIR R5 face of the running service can produce against the official definitions.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
source "$root/db/ensure-postgres.sh"
source "$root/tests/ensure-node.sh"

data=$(mktemp -d)
# The database server of root runs as another user, who has to reach its folder.
chmod 711 "$data"
service=
stop() {
    if [ -n "$service" ]; then
        kill "$service" 2>/dev/null || true
        wait "$service" 2>/dev/null || true
    fi
    rm -rf "$data"
}
trap stop EXIT
# A step that fails before the checks ran is one failure.
counted=
fail() {
    [ -n "$counted" ] || echo "fhir: 0 passed, 1 failed"
}
trap fail ERR

ensure_node
ensure_postgres

cd "$here"
npm ci --no-audit --no-fund --loglevel=error

port=$(node -e 'const server = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(server.address().port); server.close(); })')
export EVIDENCE_API=http://127.0.0.1:$port
# Its own database and address, whatever the caller's settings.
env -u ConnectionStrings__Evidence -u ConnectionStrings__EvidenceOwner -u PublicUrl \
    EVIDENCE_DATA_DIR="$data/service" ASPNETCORE_URLS="$EVIDENCE_API" "$root/run.sh" >"$data/log" 2>&1 &
service=$!
for _ in $(seq 600); do
    if node -e 'fetch(process.env.EVIDENCE_API + "/health/ready").then(answer => process.exit(answer.ok ? 0 : 1), () => process.exit(1))'; then break; fi
    if ! kill -0 "$service" 2>/dev/null; then
        cat "$data/log" >&2
        false
    fi
    sleep 0.2
done

counted=yes
node src/main.js
