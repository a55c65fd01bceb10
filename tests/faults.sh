#!/usr/bin/env bash
# Faults under load: the database killed, hanging, slow, full or cut off, a standby lost, publishing killed, the disk full, the clock set, and
# more asked than memory holds. Prints what became of the requests. tests/faults.sh --long gives every fault more time, and sets the clock too;
# names of faults (killed held slow connections cut standby publish disk clock memory) try those alone. PORT (default 8200) and the five after it must be free.
# The last line says how many expectations passed and failed.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/tests/service.sh"
ensure_dotnet
ensure_postgres
bin=$(dirname "$(readlink -f "$(command -v pg_ctl || ls -d /usr/lib/postgresql/*/bin/pg_ctl | tail -1)")")
form=short
[ "${1:-}" != --long ] || { form=long && shift; }
[ $form = long ] || [ $# -gt 0 ] || set -- killed held slow connections cut standby publish disk memory
# Without it the clock is left alone, and the table says so.
case " ${*:-clock} " in *" clock "*) ensure_program faketime faketime || true ;; esac

work=$(mktemp -d)
chmod 711 "$work"
trap 'rm -rf "$work"' EXIT
# An embedded cluster's folder is its own: nobody else's settings.
unset ConnectionStrings__Evidence ConnectionStrings__EvidenceOwner

echo "Building, and publishing into a database of its own ..." >&2
(cd "$root" && dotnet build tests/EvidenceApi.Benchmarks -c Release -v quiet --nologo && dotnet publish src/EvidenceApi -c Release -v quiet --nologo -o "$work/service") >&2
(cd / && EVIDENCE_DATA_DIR="$work/data" dotnet "$work/service/EvidenceApi.dll" migrate) >&2

dotnet "$root/tests/EvidenceApi.Benchmarks/bin/Release/net10.0/EvidenceApi.Benchmarks.dll" faults \
    "$work/service/EvidenceApi.dll" "$work/data/cluster" "$bin" "$work" "${PORT:-8200}" "$form" "$@"
