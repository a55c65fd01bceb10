"""From an address to an evidence table: the studies of one evidence item, as a systematic review would list them.

Usage: python3 evidence_table.py [service] [evidence item] > evidence-table.md
Needs nothing but Python 3. Cite the release that is named at the end.
"""
import csv
import io
import sys
import urllib.request

service = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8080"
item = sys.argv[2] if len(sys.argv) > 2 else "discogenic-low-back-pain.prp.intervertebral-disc"

request = urllib.request.Request(f"{service}/v1/evidence/{item}/studies?guard=off", headers={"Accept": "text/csv"})
with urllib.request.urlopen(request) as answer:
    release = answer.headers["Evidence-Release"]
    studies = list(csv.DictReader(io.TextIOWrapper(answer, encoding="utf-8", newline="")))

columns = {
    "Study": lambda row: f"{row['authors'].split(';')[0] or row['study']} {row['year']}",
    "Design (OCEBM level)": lambda row: f"{row['design']} ({row['ocebm_level']})",
    "Population": lambda row: row["population"],
    "Comparator": lambda row: row["comparator_ids"] or "none",
    "n": lambda row: row["participants"] or "not read",
    "Follow-up": lambda row: f"{row['follow_up_months']} months" if row["follow_up_months"] else "not read",
    "Direction": lambda row: row["direction"],
    "Counts": lambda row: "yes" if row["counted"] == "true" else f"no: {row['not_counted']}",
    "Limitations": lambda row: row["limitations"],
}
print(f"# {item}\n")
print("| " + " | ".join(columns) + " |")
print("|" + "---|" * len(columns))
for row in studies:
    print("| " + " | ".join(value(row).replace("|", "\\|").replace("\n", " ") for value in columns.values()) + " |")
counted = [row for row in studies if row["counted"] == "true"]
print(f"\n{len(studies)} studies, {len(counted)} of them counted. Release {release}, {service}/v1/releases/{release}.")
