"""Looks into what LibreOffice made of every workbook: rows, and the type of each cell by its column.

Usage: libreoffice.py <folder of table.fods, table.csv, dictionary.csv> <table>…
"""
import csv
import sys
import xml.etree.ElementTree as xml

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TYPES = {"string": "string", "integer": "float", "number": "float", "boolean": "boolean", "date": "date"}


def rows(path):
    sheet = xml.parse(path).getroot().find(f".//{TABLE}table")
    for row in sheet.iter(f"{TABLE}table-row"):
        cells = []
        for cell in row:
            repeated = int(cell.get(f"{TABLE}number-columns-repeated", 1))
            kind = cell.get(f"{OFFICE}value-type")
            # How LibreOffice holds the boolean cells of a workbook.
            truth = {"of:=TRUE()": "true", "of:=FALSE()": "false"}.get(cell.get(f"{TABLE}formula"))
            if truth:
                kind = "boolean"
            value = {
                "float": cell.get(f"{OFFICE}value"),
                "boolean": truth or cell.get(f"{OFFICE}boolean-value"),
                "date": (cell.get(f"{OFFICE}date-value") or "")[:10],
            }.get(kind, "\n".join("".join(p.itertext()) for p in cell.findall(f"{TEXT}p")))
            cells += [(kind, value)] * min(repeated, 200)
        if any(kind for kind, _ in cells):
            yield cells


def main(folder, tables):
    with open(f"{folder}/dictionary.csv", newline="", encoding="utf-8") as file:
        dictionary = [(row["table"], row["column"], row["type"]) for row in csv.DictReader(file)]
    failed = 0
    for table in tables:
        types = [(column, TYPES[kind]) for name, column, kind in dictionary if name == table]
        head, *body = rows(f"{folder}/{table}.fods")
        with open(f"{folder}/{table}.csv", newline="", encoding="utf-8") as file:
            expected = list(csv.reader(file))[1:]
        faults = []
        if [value for _, value in head][: len(types)] != [column for column, _ in types]:
            faults.append("other columns")
        if len(body) != len(expected):
            faults.append(f"{len(body)} rows for {len(expected)}")
        for line, (cells, values) in enumerate(zip(body, expected)):
            for (column, kind), (found, value), wanted in zip(types, cells, values):
                same = not wanted if found is None else found == kind and (
                    float(value) == float(wanted) if kind == "float" else kind == "string" or value == wanted)
                if not same and len(faults) < 5:
                    faults.append(f"row {line + 1}: {column} is {found} {value!r}, not {kind} {wanted!r}")
        print(f"libreoffice {table}: {len(body)} rows, {'; '.join(faults) or 'ok'}")
        failed += bool(faults)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
