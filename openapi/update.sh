#!/usr/bin/env bash
# Rewrites openapi.json and the answers in examples/ from the service as it is now.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
export UPDATE_OPENAPI=1
# Examples are built into the service: the first run writes them, the second shows them in the document.
for class in ContractExampleTests OpenApiTests; do
    ./test.sh --filter-method "EvidenceApi.Tests.$class.*" >/dev/null || [ "$class" = ContractExampleTests ]
done
exec ./test.sh --filter-method 'EvidenceApi.Tests.Contract*'
