#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Holds docs/event.schema.json and the encoder together.

usage: test_schema.py SCHEMA SAMPLES

Every line that SAMPLES prints has to conform. So that a schema which takes anything cannot pass, each line is also
spoiled in ways that must not conform: a key too many, a key missing, a value of another type. The schema's lists of
names are compared with the tables that the encoder is built from, and docs/log-format.md has to have every key.
"""
import copy
import json
import pathlib
import re
import subprocess
import sys

try:
    import jsonschema
except ImportError:
    print("no python3-jsonschema here: the schema was not checked")
    sys.exit(77)

OPTIONAL = {"lost", "truncated", "errno", "stack", "mem", "unhooked"}


def spoiled(line):
    yield "an unknown key", {**line, "colour": "red"}
    yield "another version", {**line, "v": 2}
    yield "an unknown event", {**line, "event": "created"}
    for key in line:
        if key not in OPTIONAL:
            yield f"no {key}", {k: v for k, v in line.items() if k != key}
        worse = copy.deepcopy(line)
        worse[key] = {"wrong": "type"}
        yield f"{key} of another type", worse
    if line["event"] == "create":
        yield "a flag without a name", {**line, "flags": ["CLONE_NOTHING"]}
        yield "a thread that is a process", {**line, "flags": ["CLONE_THREAD"], "relation": "process"}
        yield "an error without errno", {k: v for k, v in {**line, "result": "error"}.items() if k != "errno"}
        yield "success with errno", {**line, "result": "ok", "errno": "EPERM"}
        yield "a failed call with a child", {**line, "result": "error", "errno": "EPERM",
                                             "child": {"tgid": 1, "tid": 1}}


def names(root, table, macro):
    text = (root / "src" / "event" / table).read_text()
    return set(re.findall(rf'^{macro}\((\w+)', text, re.M))


def check_lists(schema, root):
    definitions = schema["definitions"]
    flags = names(root, "flags.def", "CT_FLAG")
    listed = set(definitions["flags"]["items"]["anyOf"][0]["enum"])
    assert listed == flags, listed ^ flags
    apis = set(re.findall(r'^CT_API\(\w+, "(\w+)"\)', (root / "src/event/api.def").read_text(), re.M))
    used = set()
    for kind in ("create", "exec", "namespace", "blind"):
        used |= set(definitions[kind]["properties"]["api"]["enum"])
    assert used == apis, used ^ apis
    page = (root / "docs" / "log-format.md").read_text()
    for name, definition in definitions.items():
        for key in definition.get("properties", {}):
            assert f"`{key}`" in page or f'"{key}"' in page, f"{name}: {key} is not in log-format.md"
    reasons = set(re.findall(r'\[CT_BLIND_\w+\] = "([a-z-]+)"', (root / "src/event/names.c").read_text()))
    listed = set(definitions["blind"]["properties"]["reason"]["enum"])
    assert listed == reasons, listed ^ reasons
    for reason in reasons:
        assert f"`{reason}`" in page, f"{reason} is not in log-format.md"
    events = {definition["properties"]["event"]["const"]
              for definition in definitions.values() if "event" in definition.get("properties", {})}
    assert events == {reference["$ref"].rsplit("/", 1)[1] for reference in schema["oneOf"]}


def main():
    path = pathlib.Path(sys.argv[1])
    schema = json.loads(path.read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    output = subprocess.run([sys.argv[2]], stdout=subprocess.PIPE, check=True).stdout
    lines = [json.loads(line) for line in output.decode("utf-8").splitlines()]
    bad = 0
    shapes = set()  # lines with the same keys are spoiled once
    for line in lines:
        for error in validator.iter_errors(line):
            bad += 1
            print(f"{error.message[:200]}:", json.dumps(line)[:300])
        if tuple(line) in shapes:
            continue
        shapes.add(tuple(line))
        for what, worse in spoiled(line):
            if validator.is_valid(worse):
                bad += 1
                print(f"conforms with {what}:", json.dumps(worse)[:300])
    check_lists(schema, path.parent.parent)
    for line in re.findall(r'^{"v".*}$', (path.parent / "log-format.md").read_text(), re.M):
        assert validator.is_valid(json.loads(line)), f"an example of log-format.md: {line}"
    kinds = {line["event"] for line in lines}
    assert len(kinds) == len(schema["oneOf"]), kinds
    print(f"{len(lines)} lines of {len(kinds)} kinds, {bad} wrong")
    return bad != 0


sys.exit(main())
