#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""documents.py TREE [COMMAND]: what the documents name exists.

Links between files, the targets of `make`, the scripts, and, where the built command is given, its
subcommands and their long options.
"""
import pathlib
import re
import subprocess
import sys

LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
MAKE = re.compile(r"\bmake ([a-z][a-z-]*)(?=[`\s]|$)")
SCRIPT = re.compile(r"(?<![\w/])((?:scripts|tests|src|tools|docs|\.ci)/[\w./-]*\w)")
CODE_SPAN = re.compile(r"`([^`]+)`")
CODE_BLOCK = re.compile(r"^```[^\n]*\n(.*?)^```", flags=re.M | re.S)


def pieces_of_code(text):
    """Everything in the document that is set as code."""
    blocks = CODE_BLOCK.findall(text)
    return blocks + CODE_SPAN.findall(CODE_BLOCK.sub("", text))


def check_links(tree, document, text):
    for target in LINK.findall(CODE_BLOCK.sub("", text)):
        if "://" not in target and not (document.parent / target).exists():
            yield f"{document.relative_to(tree)}: link to {target}, which is not there"


def check_code(tree, document, text, targets):
    where = document.relative_to(tree)
    for piece in pieces_of_code(text):
        for target in MAKE.findall(piece):
            if target not in targets:
                yield f"{where}: `make {target}` is not a target of the Makefile"
        for name in SCRIPT.findall(piece):
            if not (tree / name).exists():
                yield f"{where}: {name} is not there"


def check_commands(tree, document, text, command):
    helps = {}
    for piece in pieces_of_code(text):
        for line in piece.splitlines():
            match = re.match(r"^(?:\$ )?clonetrace ([a-z]+)\b(.*)", line)
            if not match:
                continue
            name, rest = match.group(1), match.group(2).split(" -- ")[0]
            if name not in helps:
                helps[name] = subprocess.run([command, name, "--help"], stdout=subprocess.PIPE,
                                             stderr=subprocess.PIPE, text=True, check=False)
            where = document.relative_to(tree)
            if helps[name].returncode:
                yield f"{where}: `clonetrace {name}` is not a command"
                continue
            for option in re.findall(r"(?<![\w-])--[a-z][a-z-]*", rest):
                if option not in helps[name].stdout:
                    yield f"{where}: `clonetrace {name} {option}`: no such option"


def check(tree, command=None):
    targets = set(re.findall(r"^([a-z][a-z-]*):", (tree / "Makefile").read_text(), flags=re.M))
    documents = sorted([*tree.glob("*.md"), *(tree / "docs").glob("*.md")])
    problems = [] if tree / "README.md" in documents else ["there is no README.md"]
    for document in documents:
        text = document.read_text()
        problems += check_links(tree, document, text)
        problems += check_code(tree, document, text, targets)
        if command:
            problems += check_commands(tree, document, text, command)
    return problems


if __name__ == "__main__":
    found = check(pathlib.Path(sys.argv[1]).resolve(), *sys.argv[2:3])
    print("\n".join(found))
    sys.exit(1 if found else 0)
