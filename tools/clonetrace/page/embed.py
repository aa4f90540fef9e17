#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""embed.py OUT.c FILE...: files as C strings, so that the command carries its pages inside.

FILE becomes `const char ct_<folder>_<stem>_<suffix>[]`: bench/plot.js is ct_bench_plot_js. Runs while building.
"""
import pathlib
import re
import sys

ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "?": "\\?"}


def literal(line):
    """One line as a C string literal; three octal digits, so that no digit that follows belongs to them."""
    return '"' + "".join(ESCAPES.get(c) or (c if " " <= c <= "~" else "".join(f"\\{b:03o}" for b in c.encode()))
                         for c in line) + '"'


def name_of(path):
    return re.sub(r"\W", "_", f"ct_{path.parent.name}_{path.stem}_{path.suffix[1:]}")


def embed(path):
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True) or [""]
    name = name_of(path)
    return f"extern const char {name}[];\nconst char {name}[] =\n" + "\n".join(f"    {literal(n)}" for n in lines) + ";\n"


if __name__ == "__main__":
    pathlib.Path(sys.argv[1]).write_text("\n".join(embed(pathlib.Path(f)) for f in sys.argv[2:]), encoding="ascii")
