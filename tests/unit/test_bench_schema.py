#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Holds docs/bench.schema.json and the writer of results together.

usage: test_bench_schema.py SCHEMA DATA WRITER

What WRITER prints and every result in the folder DATA conforms, and does not conform any more once a key is missing, is
one too many, or has a value of another type. Its numbers agree with what Python computes from its samples.
"""
import copy
import json
import math
import pathlib
import statistics
import subprocess
import sys

try:
    import jsonschema
except ImportError:
    print("no python3-jsonschema here: the schema was not checked")
    sys.exit(77)


def objects(value):
    """Every object of a document that has a fixed set of keys, the first of each kind."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from objects(inner)
    elif isinstance(value, list) and value:
        yield from objects(value[0])


def spoiled(result):
    for place in range(len(list(objects(result)))):
        keys = list(list(objects(result))[place])
        worse = copy.deepcopy(result)
        list(objects(worse))[place]["colour"] = "red"
        yield f"an unknown key beside {keys}", worse
        for key in keys:
            worse = copy.deepcopy(result)
            list(objects(worse))[place][key] = {"wrong": ["type"]}
            yield f"{key} of another type", worse


def check_series(series, where):
    samples = series["samples"]
    median = statistics.median(samples)
    assert len(samples) == len(series["rounds"]), where
    assert math.isclose(series["median"], median, rel_tol=1e-12), where
    assert series["low"] <= median <= series["high"], where
    assert series["p99"] == sorted(samples)[math.ceil(0.99 * len(samples)) - 1], where
    limit = 5 * 1.4826 * statistics.median(abs(s - median) for s in samples)
    assert series["outliers"] == sum(abs(s - median) > limit for s in samples), where


def main():
    schema = json.loads(pathlib.Path(sys.argv[1]).read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    texts = {"the writer": subprocess.run([sys.argv[3], "3", "2"], stdout=subprocess.PIPE, check=True).stdout.decode()}
    texts.update((path.name, path.read_text()) for path in sorted(pathlib.Path(sys.argv[2]).glob("*.json")))
    for name, text in texts.items():
        result = json.loads(text)
        for error in validator.iter_errors(result):
            sys.exit(f"{name}: {list(error.absolute_path)}: {error.message[:300]}")
        for number, point in enumerate(result["points"]):
            for metric, series in point["series"].items():
                check_series(series, f"{name}: {number} {metric}")
    result = json.loads(texts["the writer"])
    result["points"] = result["points"][:1]
    assert validator.is_valid(result)
    count = 0
    for what, worse in spoiled(result):
        count += 1
        if validator.is_valid(worse):
            sys.exit(f"conforms with {what}")
    print(f"{len(texts)} results conform, {count} spoiled ones do not")


main()
