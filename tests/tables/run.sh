#!/usr/bin/env bash
# Every table as Parquet into DuckDB and as XLSX into LibreOffice: the same rows as the CSV file, with the right types.
# Needs Node.js; installs DuckDB from npm here and LibreOffice from Debian where it is missing.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
port=${PORT:-8138}
command -v soffice >/dev/null || apt-get install -y --no-install-recommends libreoffice-calc-nogui >/dev/null
# No lock file: DuckDB names a binary for every platform, and a registry may hold only some of them.
(cd tests/tables && npm install --no-package-lock --no-audit --no-fund --loglevel=error)
folder=$(mktemp -d /tmp/evidence-tables.XXXX)
chmod 755 "$folder"
export EVIDENCE_DATA_DIR=$folder/data Logging__LogLevel__Default=Warning Logging__LogLevel__Microsoft__AspNetCore=Warning
dotnet build src/EvidenceApi -c Release -v q --nologo >"$folder/build.log" || { cat "$folder/build.log"; exit 1; }
dotnet src/EvidenceApi/bin/Release/net10.0/EvidenceApi.dll serve --urls "http://127.0.0.1:$port" >"$folder/service.log" 2>&1 &
service=$!
trap 'kill $service 2>/dev/null; wait $service 2>/dev/null || true; rm -rf "$folder"' EXIT
for _ in $(seq 120); do curl -sf "http://127.0.0.1:$port/health/ready" >/dev/null && break; sleep 0.5; done

item=knee-osteoarthritis.prp.intra-articular-joint
declare -A path=(
    [evidence]=evidence [evidence_study]=evidence/$item/studies [evidence_finding]=evidence/$item/findings [study]=studies [finding]=findings
    [grading]=gradings [recommendation]=recommendations [safety_fact]=safety [claim]=claims [source]=sources [condition]=conditions
    [modality]=modalities [target_tissue]=target-tissues [outcome_measure]=outcome-measures [grading_system]=grading-systems [dictionary]=dictionary)
for table in "${!path[@]}"; do
    for form in csv parquet xlsx; do
        curl -sf -o "$folder/$table.$form" "http://127.0.0.1:$port/v1/${path[$table]}?format=$form&guard=off"
    done
done
status=0
node tests/tables/duckdb.js "$folder" "${!path[@]}" || status=1
soffice --headless --convert-to fods --outdir "$folder" "$folder"/*.xlsx >/dev/null 2>&1
python3 tests/tables/libreoffice.py "$folder" "${!path[@]}" || status=1
exit $status
