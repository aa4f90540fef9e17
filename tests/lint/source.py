#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""source.py TREE: every file of the tree is fit to be read.

A licence line, no notes to self, no path of a developer's machine, files of at most 300 lines and C functions
of at most 60 (the latter needs ctags and is left out, with a line that says so, where that is absent).
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys

CODE = {".c", ".h", ".S", ".def", ".py", ".sh", ".build", ".map", ".ini", ".js", ".css", ".supp"}
TEXT = CODE | {".md", ".json", ".1", ".7", ".txt", ".in"}
FILE_LINES = 300
FUNCTION_LINES = 60
# Written in pieces, so that this file passes its own test.
NOTES = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
MACHINE = re.compile(r"(?<![\w.])/(home|Users|ro" r"ot|wo" r"rk)/\w")


def tracked(tree):
    """Files of the tree: what git knows, or everything where this is not a checkout."""
    git = ["git", "-C", str(tree), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(git, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    if done.returncode == 0:
        names = [n for n in done.stdout.decode().split("\0") if n]
        return [tree / n for n in sorted(set(names)) if (tree / n).is_file()]
    return sorted(p for p in tree.rglob("*") if p.is_file() and "build" not in p.relative_to(tree).parts)


def is_code(path):
    return path.suffix in CODE or path.name in ("Makefile", "meson_options.txt") or ".ci" in path.parts


def check_lines(path, text):
    lines = text.splitlines()
    if is_code(path):
        if not any("SPDX-License-Identifier: MIT" in line for line in lines[:2]):
            yield f"{path}:1: no SPDX licence line in the first two lines"
        if len(lines) > FILE_LINES and path.suffix in (".c", ".h", ".S", ".py", ".sh"):
            yield f"{path}: {len(lines)} lines, more than {FILE_LINES}"
    for number, line in enumerate(lines, 1):
        if NOTES.search(line):
            yield f"{path}:{number}: a note to self: {line.strip()}"
        if MACHINE.search(line):
            yield f"{path}:{number}: a path of one machine: {line.strip()}"
        if is_code(path) and line.rstrip() != line:
            yield f"{path}:{number}: blanks at the end of the line"


def check_functions(tree, files):
    if not shutil.which("ctags") or b"Universal" not in subprocess.run(
            ["ctags", "--version"], stdout=subprocess.PIPE, check=False).stdout:
        print("no universal-ctags here: the length of functions was not checked", file=sys.stderr)
        return
    listing = subprocess.run(
        ["ctags", "--output-format=json", "--fields=+ne", "--languages=C", "--kinds-C=f",
         "--langmap=C:.c.h", "-f", "-", "-L", "-"],
        input="\n".join(map(str, files)).encode(), stdout=subprocess.PIPE, check=True).stdout
    for line in listing.decode().splitlines():
        tag = json.loads(line)
        length = tag.get("end", tag["line"]) - tag["line"] + 1
        if length > FUNCTION_LINES:
            where = pathlib.Path(tag["path"]).relative_to(tree)
            yield f"{where}:{tag['line']}: {tag['name']} has {length} lines, more than {FUNCTION_LINES}"


def check(tree):
    files = tracked(tree)
    problems = [] if files else ["no file found"]
    for file in files:
        if file.suffix in TEXT or is_code(file.relative_to(tree)):
            problems.extend(check_lines(file.relative_to(tree), file.read_text(errors="replace")))
    problems.extend(check_functions(tree, [f for f in files if f.suffix in (".c", ".h")]))
    return problems


if __name__ == "__main__":
    found = check(pathlib.Path(sys.argv[1]).resolve())
    print("\n".join(found))
    sys.exit(1 if found else 0)
