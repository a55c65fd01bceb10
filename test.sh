#!/usr/bin/env bash
# Runs every test; any arguments go to dotnet test. Needs EVIDENCE_TEST_DB, Docker or PostgreSQL's server programs; and Chromium or Chrome.
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

# The paths where the tests look (Setup/Browser.cs).
has_browser() {
    local browser
    for browser in /usr/bin/{chromium,chromium-browser,google-chrome,google-chrome-stable} /snap/bin/chromium "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
        [ -x "$browser" ] && return 0
    done
    return 1
}
if ! has_browser && command -v apt-get >/dev/null; then
    echo "Chromium is missing: installing the package 'chromium' ..." >&2
    { as_root apt-get update -qq </dev/null && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium </dev/null; } >/dev/null || true
fi

dotnet restore EvidenceApi.sln --locked-mode -v quiet
exec dotnet test --solution EvidenceApi.sln -c Release --no-restore "$@"
