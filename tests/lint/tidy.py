#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""tidy.py TREE BUILD: clang-tidy has nothing to say about src and tools; .clang-tidy lists the checks."""
import concurrent.futures
import json
import os
import pathlib
import shutil
import subprocess
import sys

RELEASES = ("14", "15", "16", "17", "18", "19")  # older ones know other names of the checks


def find_tidy():
    for name in ("clang-tidy-14", "clang-tidy"):
        path = shutil.which(name)
        if path:
            version = subprocess.run([path, "--version"], stdout=subprocess.PIPE, text=True, check=False).stdout
            if any(f"version {r}." in version for r in RELEASES):
                return path
    return None


def sources(tree, build):
    entries = json.loads((build / "compile_commands.json").read_text())
    files = {pathlib.Path(e["directory"], e["file"]).resolve() for e in entries}
    return sorted(f for f in files if f.suffix == ".c" and {tree / "src", tree / "tools"} & set(f.parents))


def run(tidy, build, file):
    # The build directory was made for gcc, some of whose warning options clang does not know.
    argv = [tidy, "-p", str(build), "--quiet", "--warnings-as-errors=*",
            "--extra-arg=-Wno-unknown-warning-option", str(file)]
    return subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


def main(tree, build):
    tidy = find_tidy()
    if not tidy:
        print("no clang-tidy of a known release here: not checked")
        return 77
    files = sources(tree, build)
    if not files:
        print("no source in the compile database")
        return 1
    status = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for file, done in zip(files, pool.map(lambda f: run(tidy, build, f), files)):
            if done.returncode:
                status = 1
                print(f"== {file.relative_to(tree)}\n{done.stdout}")
    print(f"{len(files)} files")
    return status


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()))
