#!/usr/bin/env bash
# Lints the contract, generates a TypeScript client from it, compiles it strictly and tries it against the running service.
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
    [ -n "$counted" ] || echo "contract: 0 passed, 1 failed"
}
trap fail ERR

ensure_node
ensure_postgres
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true

cd "$here"
npm ci --no-audit --no-fund --loglevel=error
(cd "$root" && "$here/node_modules/.bin/redocly" lint --max-problems 1000 openapi/openapi.json 2>&1 | tee "$data/lint")
# The linter passes warnings; here they fail.
if grep -q "^You have .* warning" "$data/lint"; then false; fi
rm -rf build src/generated
node_modules/.bin/openapi-typescript "$root/openapi/openapi.json" -o src/generated/contract.ts
node_modules/.bin/tsc

port=$(node -e 'const server = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(server.address().port); server.close(); })')
export EVIDENCE_API=http://127.0.0.1:$port
# Its own database, whatever the caller's settings.
env -u ConnectionStrings__Evidence -u ConnectionStrings__EvidenceOwner \
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
node build/main.js
