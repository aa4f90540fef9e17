#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""report_schema.py TOOL SCHEMA LOG...: what `report --json` writes conforms to its schema.

So that a schema which takes anything cannot pass, each document is also spoiled: no object may have a key more, and
none of its keys may be missing.
"""
import copy
import json
import subprocess
import sys

try:
    import jsonschema
except ImportError:
    print("no python3-jsonschema here: the schema was not checked")
    sys.exit(77)


def objects(value, path=()):
    """Where there is an object in the document: one of each kind is enough."""
    if isinstance(value, dict):
        yield path
        for key, member in value.items():
            yield from objects(member, path + (key,))
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from objects(member, path + (index,))


def at(document, path):
    for step in path:
        document = document[step]
    return document


def spoiled(document):
    seen = set()
    for path in objects(document):
        kind = tuple(step for step in path if isinstance(step, str))
        if kind in seen:
            continue
        seen.add(kind)
        more = copy.deepcopy(document)
        at(more, path)["colour"] = "red"
        yield f"a key more in {kind}", more
        for key in at(document, path):
            if path == () and key not in ("version", "clonetrace", "input"):
                continue
            less = copy.deepcopy(document)
            del at(less, path)[key]
            yield f"no {key} in {kind}", less


def main():
    tool, schema, logs = sys.argv[1], json.load(open(sys.argv[2], encoding="utf-8")), sys.argv[3:]
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    bad = 0
    for log in logs:
        done = subprocess.run([tool, "report", "--json", log], stdout=subprocess.PIPE, check=True)
        document = json.loads(done.stdout)
        for error in validator.iter_errors(document):
            print(f"{log}: {'/'.join(map(str, error.path))}: {error.message[:300]}")
            bad += 1
        for what, worse in spoiled(document):
            if validator.is_valid(worse):
                print(f"{log}: conforms with {what}")
                bad += 1
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
