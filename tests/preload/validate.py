# SPDX-License-Identifier: MIT
"""Validates every line of every *.log under a directory against the JSON Schema of the log.

usage: validate.py SCHEMA DIRECTORY

Exits 1 when a line does not conform. A log whose name ends in .torn.log may hold lines that are no JSON,
as it was written by a process that was killed. Says so and exits 0 where there is no schema or no jsonschema.
"""
import json
import pathlib
import re
import sys

DIGITS = re.compile(rb"[0-9]+")


def load_validator(path):
    try:
        import jsonschema
    except ImportError:
        print("schema: no python3-jsonschema, logs not validated", file=sys.stderr)
        return None
    if not path.exists():
        print(f"schema: no {path}, logs not validated", file=sys.stderr)
        return None
    schema = json.loads(path.read_text())
    cls = jsonschema.validators.validator_for(schema)
    cls.check_schema(schema)
    return cls(schema)


def problems_of(line, validator, torn_allowed, seen):
    if len(line) > 4095:
        yield f"{len(line) + 1} bytes"
    # Lines that differ in their numbers alone conform alike, and a log repeats itself ten thousand times.
    key = DIGITS.sub(b"0", line)
    if key in seen:
        return
    seen.add(key)
    try:
        value = json.loads(line.decode("utf-8"))
    except ValueError as error:
        if not torn_allowed:
            yield f"no JSON: {error}"
        return
    yield from (f"{error.json_path}: {error.message}" for error in validator.iter_errors(value))


def main():
    validator = load_validator(pathlib.Path(sys.argv[1]))
    if validator is None:
        return 0
    lines = logs = bad = 0
    seen = set()
    for path in sorted(pathlib.Path(sys.argv[2]).rglob("*.log")):
        logs += 1
        for line in path.read_bytes().split(b"\n"):
            if not line:
                continue
            lines += 1
            for problem in problems_of(line, validator, path.name.endswith(".torn.log"), seen):
                bad += 1
                print(f"schema: {problem}\n    {line[:600]!r}", file=sys.stderr)
    print(f"schema: {lines} lines of {logs} logs, {bad} problems", file=sys.stderr)
    return 1 if bad else 0


sys.exit(main())
