#!/usr/bin/env bash
# A million findings as a file, against psql's \copy of the same query in the same run: the two take turns, medians count.
# The rows are those of the evidence base, repeated, in a cluster of its own that is thrown away.
#   tests/EvidenceApi.Benchmarks/export.sh [rows] [rounds]
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
rows=${1:-1000000}
rounds=${2:-5}
port=${PORT:-8139}
folder=$(mktemp -d /tmp/evidence-export.XXXX)
chmod 755 "$folder"
export EVIDENCE_DATA_DIR=$folder/data Logging__LogLevel__Default=Warning Logging__LogLevel__Microsoft__AspNetCore=Warning
# The same settings as the service's exports have.
export PGHOST=$EVIDENCE_DATA_DIR/socket PGUSER=evidence_owner PGDATABASE=evidence
export PGOPTIONS="-c search_path=evidence,public -c jit=off -c enable_sort=off"

dotnet build src/EvidenceApi -c Release -v q --nologo >"$folder/build.log" || { cat "$folder/build.log"; exit 1; }
dotnet src/EvidenceApi/bin/Release/net10.0/EvidenceApi.dll serve --urls "http://127.0.0.1:$port" >"$folder/service.log" 2>&1 &
service=$!
trap 'kill $service 2>/dev/null; wait $service 2>/dev/null || true; rm -rf "$folder"' EXIT
for _ in $(seq 120); do curl -sf "http://127.0.0.1:$port/health/ready" >/dev/null && break; sleep 0.5; done

# Only the indexes that a list in its own order needs: the others would take longer to fill than the rows.
psql -q -v ON_ERROR_STOP=1 -v rows="$rows" <<'SQL'
do $$
declare name text;
begin
  for name in select indexrelid::regclass from pg_index where indrelid = 'record_document'::regclass and not indisprimary
    and pg_get_indexdef(indexrelid) not like '%(kind, ((- sort_year)), sort_text)'
  loop execute 'drop index ' || name; end loop;
end $$;
alter table record_document set unlogged;
create temp table original as select *, row_number() over (order by -sort_year, sort_text) as place from record_document where kind = 'finding';
select format('select %s', string_agg(
  case column_name
    when 'id' then 'o.id || ''.'' || n'
    when 'sort_text' then 'o.sort_text || ''.'' || lpad(n::text, 6, ''0'')'
    when 'body' then '''''::bytea'
    else 'o.' || column_name
  end, ', ' order by ordinal_position)) as selected, count(*) > 0 as ok
from information_schema.columns where table_schema = 'evidence' and table_name = 'record_document' \gset
insert into record_document
:selected from original o cross join generate_series(1, :rows / (select count(*) from original)::int + 1) n
order by o.place, n limit :rows - (select count(*) from original);
vacuum analyze record_document;
SQL
columns=$(psql -XAtc "select string_agg(case type
    when 'string' then format('table_text(%1\$I) as %1\$I', \"column\") when 'boolean' then format('%1\$I::text as %1\$I', \"column\") else quote_ident(\"column\") end, ', ' order by position)
  from dictionary_table where \"table\" = 'finding'")
query="select $columns from finding_table where from_release <= 1 and (until_release is null or until_release > 1) order by -sort_year, sort_text"

resident() { awk '/VmRSS/ { print $2 }' "/proc/$service/status"; }
peak() { awk '/VmHWM/ { print $2 }' "/proc/$service/status"; }
median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
# Seconds to the first byte, in all, bytes.
get() { curl -sf -o "${2:-/dev/null}" -w '%{time_starttransfer} %{time_total} %{size_download}\n' "http://127.0.0.1:$port/v1/findings?format=$1"; }
copy() { local start; start=$(date +%s.%N); psql -qXc "\\copy ($query) to stdout (format csv, header)" >/dev/null; awk -v s="$start" -v e="$(date +%s.%N)" 'BEGIN { print e - s }'; }

# The first files warm database and service, and prove that the two are the same rows.
get csv "$folder/service.csv" >/dev/null
psql -qXc "\\copy ($query) to stdout (format csv, header)" >"$folder/psql.csv"
diff -q <(tr -d '\r' <"$folder/service.csv") <(tr -d '\r' <"$folder/psql.csv") && echo "same rows and bytes but for line ends: $(($(psql -XAtc "select count(*) from finding_table"))) findings, $(stat -c %s "$folder/psql.csv") bytes"
rm "$folder"/*.csv

before=$(resident)
echo 5 >"/proc/$service/clear_refs"
for _ in $(seq "$rounds"); do
    get csv >>"$folder/csv"
    copy >>"$folder/copy"
done
grown=$((($(peak) - before) / 1024))
csv=$(awk '{ print $2 }' "$folder/csv" | median)
psql=$(median <"$folder/copy")
awk -v rows="$rows" -v csv="$csv" -v psql="$psql" -v first="$(awk '{ print $1 }' "$folder/csv" | sort -n | tail -1)" -v grown="$grown" -v before="$((before / 1024))" 'BEGIN {
  printf "csv      %8d rows/s  (%.2f s)\npsql     %8d rows/s  (%.2f s)\nratio    %.2f  (target 0.90)\n", rows / csv, csv, rows / psql, psql, psql / csv
  printf "first byte, slowest %.3f s  (target 1)\nmemory   %d MB, grown by at most %d MB  (target 50)\n", first, before, grown }'
for form in ndjson parquet; do
    echo 5 >"/proc/$service/clear_refs"
    before=$(resident)
    get "$form" | awk -v form="$form" -v rows="$rows" -v grown="$(($(peak) - before))" '{ printf "%-8s %8d rows/s  (%.2f s), first byte %.3f s, %d MB\n", form, rows / $2, $2, $1, $3 / 1048576 }'
    echo "         memory grown by at most $((($(peak) - before) / 1024)) MB"
done
if [ "$rows" -le 1048575 ] && [ "${XLSX:-1}" = 1 ]; then
    echo 5 >"/proc/$service/clear_refs"
    before=$(resident)
    get xlsx | awk -v rows="$rows" '{ printf "xlsx     %8d rows/s  (%.2f s), first byte %.3f s, %d MB\n", rows / $2, $2, $1, $3 / 1048576 }'
    echo "         memory grown by at most $((($(peak) - before) / 1024)) MB"
fi
awk -v r="$(awk -v a="$psql" -v b="$csv" 'BEGIN { print a / b }')" -v g="$grown" 'BEGIN { exit !(r >= 0.9 && g < 50) }'
