#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""layers.py TREE: no #include runs against the direction of the design.

hooks -> gate -> {event, policy, sink} -> base, and policy -> event. arch is reached from hooks and gate
alone. The command links event, policy and base, so it must not include anything else of src.
"""
import pathlib
import re
import sys

# What files of a part may include, beside their own part. Files directly in src/ are the gate, but for shim*.c: the
# constructor and destructor start and end everything, hooks included, and nothing but the gate knows shim.h.
MAY_INCLUDE = {
    "src/shim": {"hooks", "gate", "arch", "event", "policy", "sink", "base"},
    "src/hooks": {"gate", "arch", "event", "policy", "sink", "base"},
    "src/gate": {"arch", "event", "policy", "sink", "base"},
    "src/arch": {"base"},
    "src/policy": {"event", "base"},
    "src/event": {"base"},
    "src/sink": {"base"},
    "src/base": set(),
    "tools": {"event", "policy", "base"},
}
FOLDERS = {"hooks", "arch", "event", "policy", "sink", "base"}
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"')


def part_of(path):
    """The part that a file below the tree belongs to, "src/event" for src/event/flags.c."""
    if path.parts[0] == "tools":
        return "tools"
    if len(path.parts) > 2:
        return "src/" + path.parts[1]
    return "src/shim" if path.name.startswith("shim") and path.suffix == ".c" else "src/gate"


def target_of(tree, path, name):
    """The folder of src that an include reaches, None for a file of the includer's own folder."""
    first = name.split("/")[0]
    if "/" in name and first in FOLDERS:
        return first
    if path.parts[0] == "tools" and (tree / "tools" / name).is_file():
        return None
    if (tree / path.parent / name).is_file() and path.parent != pathlib.Path("src"):
        return None
    if (tree / "src" / name).is_file() and "/" not in name:
        return "gate"
    return None if "/" not in name else first


def check(tree):
    problems = []
    files = [p for top in ("src", "tools") for p in sorted((tree / top).rglob("*"))
             if p.suffix in (".c", ".h", ".S", ".def")]
    if not files:
        problems.append("no source file found")
    for file in files:
        path = file.relative_to(tree)
        part = part_of(path)
        if part not in MAY_INCLUDE:
            problems.append(f"{path}: the folder {part} is not in the design")
            continue
        own = part.split("/")[-1]
        for number, line in enumerate(file.read_text().splitlines(), 1):
            match = INCLUDE.match(line)
            target = match and target_of(tree, path, match.group(1))
            if target and target != own and target not in MAY_INCLUDE[part]:
                problems.append(f"{path}:{number}: {own} must not include {match.group(1)}")
    return problems


if __name__ == "__main__":
    found = check(pathlib.Path(sys.argv[1]))
    print("\n".join(found))
    sys.exit(1 if found else 0)
