#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""tidy.py TREE BUILD: clang-tidy has nothing to say about src and tools; .clang-tidy lists the checks."""
import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

RELEASE = "14"  # each has checks of its own, and other opinions
# Paths through one function at a time: through all that it calls takes four times as long.
SHALLOW = ("-Xclang", "-analyzer-config", "-Xclang", "mode=shallow")


def find_tidy():
    for name in (f"clang-tidy-{RELEASE}", "clang-tidy"):
        path = shutil.which(name)
        if path:
            version = subprocess.run([path, "--version"], stdout=subprocess.PIPE, text=True, check=False).stdout
            if f"version {RELEASE}." in version:
                return path
    return None


def sources(tree, build):
    """{file: arguments for clang} of the C sources of src and tools. Options of code generation are left out:
    the build directory may be gcc's, and clang refuses what it does not know."""
    files = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        file = pathlib.Path(entry["directory"], entry["file"]).resolve()
        if file.suffix == ".c" and {tree / "src", tree / "tools"} & set(file.parents):
            words = shlex.split(entry["command"])
            files[file] = [w for w in words if re.match(r"-[DI]|-std=", w)]
    return files


def run(tidy, build, file, arguments):
    argv = [tidy, "--quiet", "--warnings-as-errors=*", str(file), "--", *arguments, *SHALLOW]
    return subprocess.run(argv, cwd=build, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False)


def main(tree, build):
    tidy = find_tidy()
    if not tidy:
        print(f"no clang-tidy {RELEASE} here: not checked")
        return 77
    files = sources(tree, build)
    if not files:
        print("no source in the compile database")
        return 1
    status = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for file, done in zip(files, pool.map(lambda f: run(tidy, build, f, files[f]), files)):
            if done.returncode:
                status = 1
                print(f"== {file.relative_to(tree)}\n{done.stdout}")
    print(f"{len(files)} files")
    return status


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()))
