#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What bench writes as CSV says what its JSON says, and is read by Python's csv.

usage: test_bench_csv.py COMMAND RESULT.json
"""
import csv
import io
import json
import os
import pathlib
import subprocess
import sys

COMMAND, RESULT = sys.argv[1:3]
PARTS = ("condition", "obtained")
RENAMED = {"mappings": "got_mappings", "descriptors": "got_descriptors", "threads": "got_threads"}


def rows_of(path, **environment):
    done = subprocess.run([COMMAND, "bench", f"--from={path}", "--csv=-"], stdout=subprocess.PIPE, check=True,
                          env={**os.environ, **environment})
    return list(csv.DictReader(io.StringIO(done.stdout.decode("utf-8"), newline="")))


def expected(point, metric, series):
    row = {key: point["condition"][key] for key in point["condition"]}
    row.update((RENAMED.get(key, key), value) for key, value in point["obtained"].items())
    row.update({key: series[key] for key in ("median", "low", "high", "p99", "outliers")})
    row.update(metric=metric, samples=len(series["samples"]), note=point["note"] or "")
    return row


def agrees(row, wanted):
    for key, value in wanted.items():
        if isinstance(value, (int, float)):
            assert float(row[key]) == value, (key, row[key], value)
        else:
            assert row[key] == value, (key, row[key], value)
    assert set(row) == set(wanted), set(row) ^ set(wanted)


def main():
    result = json.loads(pathlib.Path(RESULT).read_text())
    note = 'so-called "notes", with\nlines; and =formulas'
    result["points"][0]["note"] = note
    result["points"][1]["series"] = {}
    changed = pathlib.Path(os.environ.get("TMPDIR", "/tmp")) / f"clonetrace-csv-{os.getpid()}.json"
    changed.write_text(json.dumps(result))
    try:
        rows = rows_of(changed)
        assert rows == rows_of(changed, LC_ALL="de_DE.UTF-8"), "the locale changes it"
        at = 0
        for point in result["points"]:
            for metric, series in point["series"].items():
                agrees(rows[at], expected(point, metric, series))
                at += 1
            if not point["series"]:
                assert rows[at]["metric"] == "" and rows[at]["samples"] == "0", rows[at]
                at += 1
        for metric, series in result["plain"].items():
            assert rows[at]["metric"] == metric and rows[at]["method"] == "", rows[at]
            assert float(rows[at]["median"]) == series["median"]
            at += 1
        assert at == len(rows), (at, len(rows))
        print(f"{at} lines agree")
    finally:
        changed.unlink()


main()
