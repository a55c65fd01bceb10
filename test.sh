#!/usr/bin/env bash
# Runs every test; any arguments go to dotnet test. Needs EVIDENCE_TEST_DB, Docker or PostgreSQL's server programs.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
source db/ensure-postgres.sh
ensure_dotnet
docker_answers() {
    { [ -n "${DOCKER_HOST:-}" ] || [ -S /var/run/docker.sock ]; } && docker version >/dev/null 2>&1
}
if [ -z "${EVIDENCE_TEST_DB:-}" ] && ! docker_answers; then
    ensure_postgres
fi

dotnet restore EvidenceApi.sln --locked-mode -v quiet
exec dotnet test --solution EvidenceApi.sln -c Release --no-restore "$@"
