#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""library.py LIBRARY.so EXPORTS.map IMPORTS.allow [--without NAME]...: what the library brings into a program.

It exports the names of the version script and nothing else, needs the C library and nothing else, imports only
what a hook may call, and stays small: two mappings to copy at each fork, few bytes of static TLS (they come
out of the stack of every thread). --without names a hook that this build does not have.
"""
import argparse
import pathlib
import re
import subprocess
import sys

NEEDED = re.compile(r"^(libc\.so\.6|ld-linux[-\w]*\.so\.\d+|ld64\.so\.\d+|libdl\.so\.2|libpthread\.so\.0)$")
TLS_LIMIT = 100  # bytes
LOAD_SEGMENTS = 2


def tool(*argv):
    return subprocess.run(argv, stdout=subprocess.PIPE, check=True, text=True).stdout


def dynamic_names(library, *which):
    """(name, version or None) of each dynamic symbol; the version nodes themselves are left out."""
    names = set()
    for line in tool("nm", "-D", *which, str(library)).splitlines():
        kind, symbol = line.split()[-2:]
        if kind == "A":
            continue
        name, _, version = symbol.replace("@@", "@").partition("@")
        names.add((name, version or None))
    return names


def parse_map(text):
    """{(name, node or None)} of the global names of a version script."""
    text = re.sub(r"/\*.*?\*/|#[^\n]*", "", text, flags=re.S)
    names = set()
    for node, body in re.findall(r"([\w.]*)\s*\{([^}]*)\}", text):
        scope = "global"
        for item in re.findall(r"[\w*?.]+:?", body):
            if item.endswith(":"):
                scope = item[:-1]
            elif scope == "global":
                names.add((item, node or None))
    return names


def check_exports(library, map_text, without):
    expected = {pair for pair in parse_map(map_text) if pair[0] not in without}
    actual = dynamic_names(library, "--defined-only")
    if not expected:
        yield "the version script names nothing"
    for name, version in sorted(actual - expected, key=str):
        yield f"exported and not in the version script: {name}" + (f"@{version}" if version else "")
    for name, version in sorted(expected - actual, key=str):
        yield f"in the version script and not exported: {name}" + (f"@{version}" if version else "")


def parse_allow(text):
    """Names of an allow list: the first word of each line that is not a comment."""
    return {line.split()[0] for line in text.splitlines() if line.strip() and not line.startswith("#")}


def check_imports(library, allowed):
    for name in sorted({name for name, _ in dynamic_names(library, "--undefined-only")} - allowed):
        yield f"imports {name}, which is not in the allow list"


def check_needed(dynamic):
    for name in re.findall(r"\(NEEDED\).*\[([^\]]+)\]", dynamic):
        if not NEEDED.match(name):
            yield f"needs {name}: only the C library may enter the program's symbol scope"
    for tag in re.findall(r"\((TEXTREL|RPATH|RUNPATH)\)", dynamic):
        yield f"has a dynamic tag {tag}"


def check_segments(headers):
    loads = len(re.findall(r"^\s*LOAD\s", headers, flags=re.M))
    if loads != LOAD_SEGMENTS:
        yield f"{loads} PT_LOAD segments instead of {LOAD_SEGMENTS}: each mapping is copied at fork"
    tls = re.search(r"^\s*TLS\s+(?:0x\w+\s+){4}(0x\w+)", headers, flags=re.M)
    size = int(tls.group(1), 16) if tls else 0
    if size >= TLS_LIMIT:
        yield f"{size} bytes of static TLS, {TLS_LIMIT} or more"
    stack = re.search(r"^\s*GNU_STACK\s.*", headers, flags=re.M)
    if not stack or "RWE" in stack.group(0):
        yield "asks for an executable stack, which changes the whole program"


def check(library, map_text, allow_text, without):
    headers = tool("readelf", "--wide", "--program-headers", str(library))
    return [*check_exports(library, map_text, without), *check_imports(library, parse_allow(allow_text)),
            *check_needed(tool("readelf", "--wide", "--dynamic", str(library))), *check_segments(headers)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("library", type=pathlib.Path)
    parser.add_argument("map", type=pathlib.Path)
    parser.add_argument("allow", type=pathlib.Path)
    parser.add_argument("--without", action="append", default=[])
    args = parser.parse_args()
    found = check(args.library, args.map.read_text(), args.allow.read_text(), set(args.without))
    print("\n".join(found))
    sys.exit(1 if found else 0)
