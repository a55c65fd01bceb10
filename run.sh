#!/usr/bin/env bash
# ./run.sh           serves the evidence base on http://localhost:8080 (PORT chooses another port)
# ./run.sh migrate   any arguments go to the service: migrate publishes the content, check only says what that would change,
#                    backup FILE and restore FILE write and read everything as one file
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$root/db/ensure-postgres.sh"
ensure_dotnet
if [ -z "${ConnectionStrings__Evidence:-}${ConnectionStrings__EvidenceOwner:-}" ] || [ "${1:-}" = check ]; then
    ensure_postgres
fi

project=$root/src/EvidenceApi
program=$project/bin/Release/net10.0/EvidenceApi.dll
built=$project/obj/run.built

# dotnet needs seconds to find out that there is nothing to build.
sources_changed() {
    [ ! -e "$program" ] || [ ! -e "$built" ] ||
        [ -n "$(find "$project" "$root"/db "$root"/openapi/examples "$root"/Directory.*.props "$root/global.json" "$root/.editorconfig" \
            \( -path "$project/bin" -o -path "$project/obj" \) -prune -o -newer "$built" -print -quit)" ]
}

if sources_changed; then
    echo "Building ..." >&2
    mkdir -p "$project/obj"
    # From the checkout, so that its global.json chooses the SDK; no build servers left behind.
    if ! output=$(cd "$root" && dotnet build "$project" -c Release --nologo -v quiet --disable-build-servers 2>&1); then
        echo "$output" >&2
        exit 1
    fi
    touch "$built"
fi

export ASPNETCORE_URLS=${ASPNETCORE_URLS:-http://localhost:${PORT:-8080}}
exec dotnet "$program" "$@"
