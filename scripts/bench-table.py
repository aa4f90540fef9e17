#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""bench-table.py RESULT.json [--write docs/benchmark.md]: the tables of that page from a saved result of bench.

    clonetrace bench --json=RESULT.json
    scripts/bench-table.py RESULT.json --write docs/benchmark.md

--write puts them between the two comments of the page that name this script, in place of what is there.
"""
import argparse
import datetime
import json
import math
import pathlib
import re
import sys

BEGIN, END = "<!-- bench-table: begin -->", "<!-- bench-table: end -->"
COLUMNS = (  # heading, method, what the child does, metric
    ("fork returns", "fork", "exit", "call"),
    ("fork, program runs", "fork", "exec-static", "program-runs"),
    ("vfork, program runs", "vfork", "exec-static", "program-runs"),
    ("posix_spawn, program runs", "posix_spawn", "exec-static", "program-runs"),
)
PLAIN = {"plain-write": "a plain write", "first-touch": "first touch of a new page",
         "reuse": "reuse, the other process gone", "thp-split": "split of a huge page, for each of those"}


def time_text(ns):
    for factor, unit in ((1e9, "s"), (1e6, "ms"), (1e3, "µs"), (1, "ns")):
        if abs(ns) >= factor or factor == 1:
            value = ns / factor
            return f"{value:.{2 if abs(value) < 10 else 1 if abs(value) < 100 else 0}f} {unit}"
    return ""


def series_text(series):
    return f"{time_text(series['median'])} [{time_text(series['low'])}, {time_text(series['high'])}]"


def ratio_text(dear, cheap):
    """As tools/clonetrace/bench/ratio.c has it."""
    times = dear["median"] / cheap["median"]
    low = times * math.exp(-math.hypot(math.log(dear["median"] / dear["low"]), math.log(cheap["high"] / cheap["median"])))
    high = times * math.exp(math.hypot(math.log(dear["high"] / dear["median"]), math.log(cheap["median"] / cheap["low"])))
    return f"{times:.3g} ±{50 * (high - low) / times:.1f} %"


def memory_text(size):
    return f"{size >> 30} GiB" if size >= 1 << 30 and not size % (1 << 30) else f"{size >> 20} MiB"


def base(point, pages="small"):
    condition = point["condition"]
    return (condition["pages"] == pages and condition["sharing"] == "private" and condition["writer"] == "nobody"
            and not any(condition[name] for name in ("threads", "mappings", "descriptors")))


def find(result, memory, method, then, metric):
    for point in result["points"]:
        condition = point["condition"]
        if base(point) and (condition["memory"], condition["method"], condition["then"]) == (memory, method, then):
            return point["series"].get(metric)
    return None


def memory_table(result):
    sizes = sorted({point["condition"]["memory"] for point in result["points"] if base(point)})
    yield "| dirty memory | " + " | ".join(column[0] for column in COLUMNS) + " | fork : posix_spawn |"
    yield "|---|" + "---|" * (len(COLUMNS) + 1)
    for size in sizes:
        found = [find(result, size, *column[1:]) for column in COLUMNS]
        ratio = ratio_text(found[1], found[3]) if found[1] and found[3] else ""
        yield (f"| {memory_text(size)} | " + " | ".join(series_text(one) if one else "" for one in found)
               + f" | {ratio} |")


def writes_table(result):
    yield "| a page of 4 KiB | costs |"
    yield "|---|---|"
    for name, words in PLAIN.items():
        if name in result["plain"]:
            yield f"| {words} | {series_text(result['plain'][name])} |"
    for point in result["points"]:
        condition, series = point["condition"], point["series"].get("write-page")
        if series:
            kind = "" if condition["pages"] == "small" else f", {condition['pages']}"
            yield (f"| after fork, the {condition['writer']} writes {100 * condition['written']:.3g} % of "
                   f"{memory_text(condition['memory'])}{kind} | {series_text(series)} |")


def tables(result):
    machine = result["machine"]
    day = datetime.datetime.fromtimestamp(result["when"], datetime.timezone.utc).strftime("%Y-%m-%d")
    pinned = "not pinned" if machine["pinned"] < 0 else "pinned"
    yield (f"{machine['cpu']}, {machine['cpus']} CPUs, {machine['kernel']}, {machine['libc']}, THP {machine['thp']}, {pinned}; "
           f"load {result['load_before']:.2f} before and {result['load_after']:.2f} after; {day}. "
           "Medians and their 95 % intervals.")
    if result["partial"]:
        yield ""
        yield "The measurement was ended early, so the intervals are wider than was asked for."
    yield ""
    yield from memory_table(result)
    yield ""
    yield from writes_table(result)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("result", type=pathlib.Path)
    parser.add_argument("--write", type=pathlib.Path, metavar="PAGE")
    options = parser.parse_args()
    text = "\n".join(tables(json.loads(options.result.read_text(encoding="utf-8"))))
    if not options.write:
        print(text)
        return 0
    page = options.write.read_text(encoding="utf-8")
    if page.count(BEGIN) != 1 or page.count(END) != 1:
        sys.exit(f"{options.write}: the two comments are not there once each: {BEGIN} {END}")
    between = re.compile(re.escape(BEGIN) + ".*" + re.escape(END), re.S)
    options.write.write_text(between.sub(lambda _: f"{BEGIN}\n{text}\n{END}", page), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
