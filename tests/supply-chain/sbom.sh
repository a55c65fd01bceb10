#!/usr/bin/env bash
# Lists every package that the service ships with, as CycloneDX 1.6: tests/supply-chain/sbom.sh > sbom.cdx.json
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
source "$root/db/ensure-postgres.sh"
source "$root/tests/ensure-node.sh"

ensure_dotnet
ensure_node
[ -d "$here/node_modules" ] || (cd "$here" && npm ci --no-audit --no-fund --loglevel=error) >&2
# From the checkout, so that its global.json chooses the SDK. Licences stand in the packages themselves.
cd "$root"
dotnet restore src/EvidenceApi --locked-mode -v quiet >&2
packages=$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')
version=$(dotnet msbuild src/EvidenceApi -getProperty:Version)
node "$here/src/sbom.js" src/EvidenceApi/packages.lock.json "$packages" "$version"
