#!/usr/bin/env bash
# MINUTES (default 20) of mixed load on two instances of the service with a database of their own, while releases are published and one
# instance is stopped, killed and started again. Prints what was sent, answered and failed, whether every answer was the one of its
# release, and what the instance that stays needed. PORT (default 8190) and the two after it must be free.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/db/ensure-postgres.sh"
ensure_dotnet
ensure_postgres
bin=$(dirname "$(readlink -f "$(command -v pg_ctl || ls -d /usr/lib/postgresql/*/bin/pg_ctl | tail -1)")")

work=$(mktemp -d)
chmod 711 "$work"
owner() { if [ "$(id -u)" -eq 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi; }
finish() { owner "$bin/pg_ctl" -s -m immediate -D "$work/data/cluster" stop 2>/dev/null || true; rm -rf "$work"; }
trap finish EXIT

echo "Building and publishing into a database of its own ..." >&2
(cd "$root" && dotnet build tests/EvidenceApi.Benchmarks -c Release -v quiet --nologo && dotnet publish src/EvidenceApi -c Release -v quiet --nologo -o "$work/service") >&2
(cd / && EVIDENCE_DATA_DIR="$work/data" dotnet "$work/service/EvidenceApi.dll" migrate) >&2
socket=$work/socket
mkdir -m 755 "$socket"
[ "$(id -u)" -ne 0 ] || chown postgres "$socket"
owner "$bin/pg_ctl" -s -w -D "$work/data/cluster" -l "$socket/log" -o "-p 5432 -c listen_addresses= -c unix_socket_directories=$socket -c jit=off -c timezone=UTC" start

dotnet "$root/tests/EvidenceApi.Benchmarks/bin/Release/net10.0/EvidenceApi.Benchmarks.dll" soak \
    "$work/service/EvidenceApi.dll" "Host=$socket;Username=evidence_owner;Database=evidence" "${PORT:-8190}" "${1:-20}"
