#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""aarch64.py TREE: builds the library for aarch64 and runs guests under it with qemu-user.

qemu-user makes a vfork a fork and takes few sets of flags, so what is proved here is what the hooks do with
registers, arguments, stacks and unwind tables, and what the events say. arm64_kernel.py runs the guests on an arm64
kernel, where a vfork is one.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys

from aarch64_guests import GUESTS, NESTED, STATUS
from drive import (Tap, Target, created, differences, miscounted, of_kind, scratch, skip_all, uncounted, unsound)

ROOT = "/usr/aarch64-linux-gnu"
COMPILERS = {"gcc": ["aarch64-linux-gnu-gcc"], "clang": ["clang", "--target=aarch64-linux-gnu"]}
# clone(CLONE_VM | CLONE_VFORK | SIGCHLD, 0), as qemu's own -strace prints it.
VFORK_CALL = re.compile(r"^\d+ clone\(CLONE_VM\|CLONE_VFORK\|(0x11|17|SIGCHLD),child_stack=0x0+,", re.M)
CROSS_FILES = {"gcc": "aarch64.ini", "clang": "aarch64-clang.ini"}
# What the build around this test sets and the one inside must not see.
OUTER = ("CC", "CFLAGS", "LDFLAGS", "DESTDIR", "MAKEFLAGS", "MAKELEVEL", "MALLOC_PERTURB_")


class Builder:
    def __init__(self, tree, directory):
        self.tree, self.directory = tree, directory
        self.compilers = [name for name, words in COMPILERS.items() if shutil.which(words[0]) and self.links(words)]

    def links(self, words):
        probe = self.directory / "probe.c"
        probe.write_text("#include <stdio.h>\nint main(void) { return puts(\"\") < 0; }\n")
        return subprocess.run(words + [str(probe), "-o", str(self.directory / "probe")], check=False,
                              stderr=subprocess.DEVNULL).returncode == 0

    def library(self):
        build = self.directory / "build"
        cross = self.tree / "scripts/cross" / CROSS_FILES[self.compilers[0]]
        env = {name: value for name, value in os.environ.items() if name not in OUTER}
        for argv in (["meson", "setup", build, self.tree, "--cross-file", cross, "-Dtool=false", "-Dtests=false"],
                     ["ninja", "-C", build]):
            done = subprocess.run(argv, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                  check=False)
            if done.returncode:
                sys.exit(f"{done.stdout}\nthe library does not build for aarch64")
        return build / "src" / "libclonetrace.so"

    def compile(self, output, sources, *options, compiler=None):
        guests = self.tree / "tests/guests"
        output = self.directory / output
        subprocess.run(COMPILERS[compiler or self.compilers[0]] + [
            "-std=gnu11", "-D_GNU_SOURCE", "-pthread", f"-I{guests}", f"-I{guests}/arch/aarch64", "-w",
            *map(str, sources), *options, "-ldl", "-lutil", "-o", str(output)], check=True)
        return output

    def guest(self, name):
        if not (self.directory / name).exists():
            own = sorted((self.tree / "tests/cross/aarch64").glob(f"{name}.*"))
            self.compile(name, own or [self.tree / "tests/guests" / f"{name}.c"], "-O2")
        return self.directory / name

    def nested(self, compiler, level):
        return self.compile(f"nested-{compiler}{level}", [self.tree / "tests/guests/vfork_nested.c"], level,
                            compiler=compiler)


def without_clone3(rows):
    """Whether an emulator has clone3 is its own affair."""
    def row_of(row):
        head, _, result = row.rpartition(" ")
        return f"{head} ok or ENOSYS" if " clone3 " in row and result in ("ok", "ENOSYS") else row
    return {row_of(row): times for row, times in rows.items()}


def find_problems(target, builder, line, expected):
    name, *arguments = line.split()
    argv = [builder.directory / name, *arguments]
    native = target.native(argv)
    done, events = target.traced(argv)
    yield from differences(native, done, STATUS.get(line, 0))
    yield from unsound(events)
    if expected is not None:
        yield from miscounted(without_clone3(created(events)), expected)


def run_guests(tap, target, builder):
    for name in sorted({line.split()[0] for line in GUESTS}):
        builder.guest(name)
    tap.check_all(GUESTS, lambda line: find_problems(target, builder, line, GUESTS[line]))


def run_tree(tap, target, builder):
    """Children of children count their own lines: also where the emulator does not empty pages at a fork."""
    done, events = target.traced([builder.guest("fork_tree")])
    problems = [] if done.returncode == 0 else [done.stderr]
    if len(of_kind(events, "create")) != 14 or len(of_kind(events, "exit")) != 15:
        problems.append(f"{len(of_kind(events, 'create'))} creates and {len(of_kind(events, 'exit'))} ends")
    tap.check("fork_tree counts its lines", [*problems, *unsound(events), *uncounted(events)])


def run_lint(tap, target, builder):
    """What the library brings into a program, by the lint that looks at the native one, with binutils for aarch64."""
    tools = builder.directory / "tools"
    tools.mkdir()
    for name in ("nm", "readelf"):
        (tools / name).symlink_to(shutil.which(f"aarch64-linux-gnu-{name}"))
    lint = builder.tree / "tests/lint"
    done = subprocess.run(
        [sys.executable, lint / "library.py", target.library, builder.tree / "src/clonetrace.map", lint / "imports.allow",
         "--no-versions"], env={**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"}, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, check=False)
    tap.check("what the library brings into a program", [done.stdout] if done.returncode else [])


def run_account(tap, target, builder):
    """Events say what libc would have asked for; this is what the stub did ask for."""
    watched = Target(target.library, target.directory, [target.emulator[0], "-strace", *target.emulator[1:]])
    for way in ("vfork", "__vfork"):
        done, _ = watched.traced([builder.guest("registers"), way])
        calls = VFORK_CALL.findall(done.stderr)
        tap.check(f"system call of {way}", [] if len(calls) == 1 else [done.stderr])


def run_nested(tap, target, builder):
    def nest(name):
        _, compiler, level = name.split()
        guest = builder.nested(compiler, level)
        native = target.native([guest])
        done, events = target.traced([guest])
        return [*differences(native, done), *miscounted(created(events), NESTED)]

    tap.check_all([f"nested {compiler} -O{level}" for compiler in builder.compilers for level in "0123s"], nest)


def run_stacks(tap, target, builder):
    """The unwinder starts inside the C half of the hook and must find its way through the assembly."""
    here = builder.tree / "tests/cross"
    builder.compile("libunwind.so.8", [here / "unwind.c"], "-O2", "-shared", "-fPIC", "-fexceptions")
    guest = builder.compile("callers", [here / "callers.c"], "-O2", "-rdynamic", "-funwind-tables",
                            "-fno-optimize-sibling-calls", "-fomit-frame-pointer")
    for way in ("fork", "vfork", "syscall"):
        _, events = target.traced([guest, way], CLONETRACE_STACK="8", CLONETRACE_MEM="1",
                                  LD_LIBRARY_PATH=str(builder.directory))
        creates = of_kind(events, "create")
        stacks = [[frame and frame.get("symbol") for frame in event["stack"]] for event in creates]
        right = len(stacks) == 1 and stacks[0][:3] == ["inner", "outer", "main"]
        tap.check(f"stack of {way}", [] if right else [f"stacks: {stacks}"])
        sizes = [event["mem"]["rss_kib"] for event in creates]
        tap.check(f"memory of {way}", [] if len(sizes) == 1 and sizes[0] > 100 else [f"KiB: {sizes}"])


def main(tree):
    for program in ("qemu-aarch64", "aarch64-linux-gnu-ar", "meson"):
        if not shutil.which(program):
            skip_all(f"no {program} here")
    if not os.path.isdir(ROOT):
        skip_all("no C library for aarch64 here")
    with scratch() as name:
        directory = pathlib.Path(name)
        builder = Builder(tree, directory)
        if not builder.compilers:
            skip_all("neither aarch64-linux-gnu-gcc nor a clang that links for aarch64")
        target = Target(builder.library(), directory, ["qemu-aarch64", "-L", ROOT])
        tap = Tap()
        run_guests(tap, target, builder)
        run_tree(tap, target, builder)
        run_lint(tap, target, builder)
        run_account(tap, target, builder)
        run_nested(tap, target, builder)
        run_stacks(tap, target, builder)
        return tap.finish()


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
