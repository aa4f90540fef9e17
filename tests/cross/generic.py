#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""generic.py LIBRARY GUESTS: the library as it is built for a CPU without assembly.

vfork and syscall() stay libc's: they work, no event tells of them, and the image says so. Everything else is as in
the other build.
"""
import collections
import pathlib
import sys

from drive import Tap, Target, differences, of_kind, scratch, uncounted, unsound

# The guest, and which functions its log must name how often.
GUESTS = {
    "fork_one": {"fork": 1},
    "fork_tree": {"fork": 14},
    "vfork_one": {},
    "vfork_one __vfork": {},
    "vfork_many": {"pthread_create": 4},
    "vfork_exec /nonexistent": {},
    "syscall_one clone": {},
    "syscall_one clone3 0x4111": {},
    "clone_one": {"clone": 1},
    "clone_one 0x111 alias": {"__clone": 1},
    "clone_thread": {"clone": 1},
    "thread_gone": {"pthread_create": 300},
    "thread_one refused": {"pthread_create": 1},
    "thrd_one": {"thrd_create": 1},
    "spawn_one posix_spawn /bin/true": {"posix_spawn": 1},
    "spawn_one posix_spawnp true": {"posix_spawnp": 1},
    "system_one true": {"system": 1},
    "popen_one": {"popen": 2},
    "exec_one execv /bin/true": {},
    "exec_syscall execve /bin/true": {},
}
UNHOOKED = ["vfork", "syscall"]
WITH_ASSEMBLY = ("clone_thread", "syscall_one")  # guests that are not there on every CPU


def find_problems(target, guests, line):
    name, *arguments = line.split()
    argv = [guests / name, *arguments]
    native = target.native(argv)
    done, events = target.traced(argv)
    yield from differences(native, done)
    yield from unsound(events)
    apis = dict(collections.Counter(event["api"] for event in of_kind(events, "create")))
    if apis != GUESTS[line]:
        yield f"creates by {apis}, not {GUESTS[line]}"
    for image in of_kind(events, "image"):
        if (image["arch"], image.get("unhooked")) != ("generic", UNHOOKED):
            yield f"the image does not say what it cannot see: {image}"
    if name == "fork_tree":
        yield from uncounted(events)


def main(library, guests):
    tap = Tap()
    lines = [line for line in GUESTS if (guests / line.split()[0]).exists() or line.split()[0] not in WITH_ASSEMBLY]
    with scratch() as name:
        target = Target(library, name)
        tap.check_all(lines, lambda line: find_problems(target, guests, line))
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main(*(pathlib.Path(word).resolve() for word in sys.argv[1:])))
