#!/usr/bin/env python3
"""From the service to a forest plot and an evidence table.

    forest_plot.py http://localhost:8080 achilles-tendinopathy.prp.tendon out

Writes out/forest-plot.png and out/evidence-table.csv, and estimates the mean itself where the service gives one.
Needs Debian's python3-matplotlib; everything else is Python's own.
"""
import csv
import json
import math
import pathlib
import sys
import urllib.parse
import urllib.request

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402


def get(address):
    """The JSON of an address, or of a file."""
    if not address.startswith("http"):
        return json.loads(pathlib.Path(address).read_text(encoding="utf-8"))
    with urllib.request.urlopen(address) as answer:
        return json.load(answer)


def t_quantile(p, df):
    """Student's t by integrating its density: Python's own library has none."""
    density = lambda x: math.exp(math.lgamma((df + 1) / 2) - math.lgamma(df / 2)) / math.sqrt(df * math.pi) * (1 + x * x / df) ** (-(df + 1) / 2)

    def below(x, steps=4000):
        width = x / steps
        return 0.5 + width / 3 * sum(density(i * width) * (1 if i in (0, steps) else 4 if i % 2 else 2) for i in range(steps + 1))

    low, high = 0.0, 1000.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) < p else (low, middle)
    return (low + high) / 2


def pool(effects):
    """Random effects by restricted maximum likelihood, interval by Hartung and Knapp. effects: (estimate, variance)."""
    k, tau2 = len(effects), 0.0

    def mean(tau2):
        weights = [1 / (v + tau2) for _, v in effects]
        return weights, sum(w * y for w, (y, _) in zip(weights, effects)) / sum(weights)

    tau2 = max(0.0, sum((y - sum(e for e, _ in effects) / k) ** 2 for y, _ in effects) / (k - 1) - sum(v for _, v in effects) / k)
    for _ in range(5000):
        w, mu = mean(tau2)
        s1, s2, s3 = (sum(x ** power for x in w) for power in (1, 2, 3))
        step = (sum((x * (y - mu)) ** 2 for x, (y, _) in zip(w, effects)) - s1 + s2 / s1) / (s1 - s1 + s2 - 2 * s3 / s1 + (s2 / s1) ** 2)
        following = max(0.0, tau2 + step)
        if abs(following - tau2) < 1e-13 * (1 + tau2):
            break
        tau2 = following
    w, mu = mean(tau2)
    error = math.sqrt(sum(x * (y - mu) ** 2 for x, (y, _) in zip(w, effects)) / (k - 1) / sum(w))
    t = t_quantile(0.975, k - 1)
    spread = t * math.sqrt(error ** 2 + tau2)
    return {"estimate": mu, "low": mu - t * error, "high": mu + t * error, "predictionLow": mu - spread, "predictionHigh": mu + spread, "tauSquared": tau2}


def effect(row, logarithmic):
    scale = math.log if logarithmic else float
    z = {95: 1.959963984540054}.get(row["ciLevel"])
    if z is None:
        raise ValueError(f"{row['finding']}: a {row['ciLevel']} % interval")
    return scale(row["estimate"]), ((scale(row["high"]) - scale(row["low"])) / 2 / z) ** 2


def draw(answer, file):
    plot = answer["plot"]
    rows = plot["rows"]
    figure, axes = plt.subplots(figsize=(8, 1.6 + 0.35 * (len(rows) + 1)))
    for index, row in enumerate(rows):
        color = "0.45" if row["notCounted"] else "black"
        axes.plot([row["low"], row["high"]], [-index, -index], color=color)
        axes.plot(row["estimate"], -index, "x" if row["notCounted"] else "s", color=color, fillstyle="full" if row["weight"] else "none")
    names = [row["study"]["label"] + (f" ({row['notCounted']})" if row["notCounted"] else "") for row in rows]
    if plot["pooled"]:
        mean = plot["pooled"]
        axes.fill([mean["low"], mean["estimate"], mean["high"], mean["estimate"]], [-len(rows), 0.3 - len(rows), -len(rows), -0.3 - len(rows)], "tab:blue")
        names.append("Pooled")
    axes.axvline(plot["noEffect"], color="0.7")
    if plot["isLogarithmic"]:
        axes.set_xscale("log")
    axes.set_yticks([-index for index in range(len(names))], names)
    axes.set_xlabel(f"← {plot['leftFavours']}    {plot['effectMeasure']}    {plot['rightFavours']} →")
    axes.set_title(f"{answer['evidence']['condition']['name']}: {plot['measure']['name']}\nrelease {answer['release']}" + ("" if plot["pooled"] else "; not pooled: " + plot["poolingRefused"]["code"]), fontsize=9)
    figure.tight_layout()
    figure.savefig(file, dpi=150)


def main(service, item, folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    live = service.startswith("http")
    base = f"{service}/v1/evidence/{urllib.parse.quote(item)}" if live else None
    answer = get(f"{base}/forest-plot" if live else item)
    if answer["plot"] is None:
        print(answer["reason"]["message"])
        return
    draw(answer, folder / "forest-plot.png")
    if live:
        studies = get(base)["studies"]
        columns = ["id", "title", "year", "design", "participants", "comparators", "direction", "ocebmLevel", "verification", "standing", "notCounted", "summary", "url"]
        with open(folder / "evidence-table.csv", "w", newline="", encoding="utf-8") as file:
            table = csv.writer(file)
            table.writerow(columns)
            table.writerows([["; ".join(study[name]) if isinstance(study[name], list) else study[name] for name in columns] for study in studies])
        print(f"studies {len(studies)}")

    plot = answer["plot"]
    print(f"rows {len(plot['rows'])}")
    if plot["pooled"] is None:
        print(f"refused {plot['poolingRefused']['code']}")
        return
    mean = pool([effect(row, plot["isLogarithmic"]) for row in plot["rows"] if row["weight"] is not None])
    for name, value in mean.items():
        printed = math.exp(value) if plot["isLogarithmic"] and name != "tauSquared" else value
        print(f"pooled {name} {printed:.10g} {plot['pooled'][name]:.10g}")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
