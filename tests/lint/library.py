#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""library.py LIBRARY.so EXPORTS [IMPORTS] [--without NAME]... [--no-versions]: what the library brings into a program.

It exports the names of one list and nothing else, needs the C library and nothing else, imports only names of the
other list, and stays small: two mappings to copy at each fork, few bytes of static TLS (they come out of the stack
of every thread). --without names a hook that this build does not have, --no-versions says that this CPU's C
library never had more than one version of a name. Without IMPORTS it is a library that is loaded once, before main: what it
imports and how large it is are then its own affair.
"""
import argparse
import pathlib
import re
import subprocess
import sys

NEEDED = re.compile(r"^(libc\.so\.6|ld-linux[-\w]*\.so\.\d+|ld64\.so\.\d+|libdl\.so\.2|libpthread\.so\.0)$")
TLS_LIMIT = 100  # bytes
LOAD_SEGMENTS = 2
PAGE = 4096


def tool(*argv):
    return subprocess.run(argv, stdout=subprocess.PIPE, check=True, text=True).stdout


def dynamic_names(library, *which):
    """Each dynamic symbol as nm prints it, name@@version where it has one. Version nodes are left out, and local
    symbols: ld makes one of a hidden _end on aarch64."""
    rows = [line.split()[-2:] for line in tool("nm", "-D", *which, str(library)).splitlines()]
    return {symbol for kind, symbol in rows if kind not in "Abdrt"}


def parse_names(text):
    """The first word of each line that is not a comment."""
    return {line.split()[0] for line in text.splitlines() if line.strip() and not line.startswith("#")}


def expected_exports(map_text, without, versions):
    names = parse_names(map_text) - set(without)
    return names if versions else {name.split("@")[0] for name in names}


def check_exports(library, expected):
    actual = dynamic_names(library, "--defined-only")
    if not expected:
        yield "the list of exports names nothing"
    for name in sorted(actual - expected):
        yield f"exported and not in the list: {name}"
    for name in sorted(expected - actual):
        yield f"in the list and not exported: {name}"


def check_imports(library, allowed):
    names = {symbol.split("@")[0] for symbol in dynamic_names(library, "--undefined-only")}
    for name in sorted(names - allowed):
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


def check_hot_page(headers, sections):
    start = re.search(r"^\s*LOAD\s+0x\w+\s+(0x\w+)\s.*\sRW\s", headers, flags=re.M)
    data = re.search(r"\s\.data\s+PROGBITS\s+(\w+)\s+\w+\s+(\w+)", sections)
    if start and data and (int(data[1], 16) + int(data[2], 16) - 1) // PAGE != int(start[1], 16) // PAGE:
        yield "what each program writes lies on more than one page: each is copied again at a fork"


def check(library, expected, allowed):
    headers = tool("readelf", "--wide", "--program-headers", str(library))
    sections = tool("readelf", "--wide", "--sections", str(library))
    dynamic = tool("readelf", "--wide", "--dynamic", str(library))
    found = [*check_exports(library, expected), *check_needed(dynamic)]
    if allowed is not None:
        found += [*check_imports(library, allowed), *check_segments(headers), *check_hot_page(headers, sections)]
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("library", type=pathlib.Path)
    parser.add_argument("exports", type=pathlib.Path)
    parser.add_argument("imports", type=pathlib.Path, nargs="?")
    parser.add_argument("--without", action="append", default=[])
    parser.add_argument("--no-versions", action="store_true")
    args = parser.parse_args()
    expected = expected_exports(args.exports.read_text(), args.without, not args.no_versions)
    found = check(args.library, expected, parse_names(args.imports.read_text()) if args.imports else None)
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
