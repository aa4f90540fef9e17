# SPDX-License-Identifier: MIT
"""Runs guests with and without a library and reports as TAP. For libraries that the Criterion drivers of ../preload
cannot load: another CPU's, under an emulator, and the build without assembly."""
import collections
import concurrent.futures
import itertools
import json
import os
import pathlib
import subprocess
import sys
import tempfile

SECONDS = 120


def scratch():
    return tempfile.TemporaryDirectory(prefix="clonetrace-cross-")


def skip_all(why):
    print(f"1..0 # SKIP {why}")
    sys.exit(0)


class Target:
    """Where guests run: a library, and an emulator with its way to set their environment, or none."""

    def __init__(self, library, directory, emulator=()):
        self.library, self.directory, self.emulator = library, pathlib.Path(directory), list(emulator)
        self.logs = itertools.count()

    def run(self, argv, settings):
        env = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
        prefix = list(self.emulator)
        if prefix:
            for setting in settings.items():
                prefix += ["-E", "=".join(setting)]
        else:
            env.update(settings)
        return subprocess.run(prefix + [str(word) for word in argv], env=env, cwd=self.directory, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              errors="replace", timeout=SECONDS, check=False)

    def native(self, argv):
        return self.run(argv, {})

    def traced(self, argv, **settings):
        """The run under the library, and the events of its log."""
        log = self.directory / f"{next(self.logs)}.log"
        done = self.run(argv, {"LD_PRELOAD": str(self.library), "CLONETRACE_LOG": str(log), **settings})
        return done, [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


class Tap:
    def __init__(self):
        self.tests = self.failed = 0

    def check(self, name, problems):
        problems = [str(problem) for problem in problems]
        self.tests += 1
        self.failed += bool(problems)
        print(f"{'not ok' if problems else 'ok'} {self.tests} - {name}")
        for line in "\n".join(problems).splitlines():
            print(f"# {line}")
        sys.stdout.flush()

    def check_all(self, names, find_problems):
        """As many at a time as there are CPUs, reported in their order."""
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for name, problems in zip(names, pool.map(lambda name: list(find_problems(name)), names)):
                self.check(name, problems)

    def finish(self):
        print(f"1..{self.tests}")
        return 1 if self.failed else 0


def of_kind(events, kind):
    return [event for event in events if event["event"] == kind]


def created(events):
    """What a log says was created, as "api syscall flags|signal result", and how often."""
    def row(event):
        flags = "|".join(sorted(event["flags"]) + [event["exit_signal"] or "0"])
        return f"{event['api']} {event['syscall']} {flags} {event.get('errno', event['result'])}"
    return collections.Counter(map(row, of_kind(events, "create")))


def miscounted(actual, expected):
    for row in sorted(set(actual) | set(expected)):
        if actual.get(row, 0) != expected.get(row, 0):
            yield f"{row}: {actual.get(row, 0)} events, not {expected.get(row, 0)}"


def differences(native, done, status=0):
    """stdout and status are compared. Not stderr: where an emulated guest executes a program of this machine, its
    loader says there that it cannot load the library of another CPU."""
    if (native.returncode, native.stdout) != (done.returncode, done.stdout):
        yield f"without the library: status {native.returncode}, {native.stdout!r}, {native.stderr!r}"
        yield f"with it: status {done.returncode}, {done.stdout!r}, {done.stderr!r}"
    elif native.returncode != status:
        yield f"status {native.returncode} instead of {status}, with and without the library: {native.stderr!r}"


def unsound(events):
    """What holds for every log: the image comes first, ids fit together, nothing is created twice."""
    if not events or events[0]["event"] != "image":
        yield "the log does not begin with the image"
    children = collections.Counter()
    for event in of_kind(events, "create"):
        if event["result"] == "ok" and event["child"]:
            children[event["child"]["tid"]] += 1
            same_group = event["child"]["tgid"] == event["caller"]["tgid"]
            if same_group != ("CLONE_THREAD" in event["flags"]) or same_group != (event["relation"] == "thread"):
                yield f"child and caller in the wrong thread groups: {event}"
    yield from (f"task {tid} was created {times} times" for tid, times in children.items() if times > 1)


def uncounted(events):
    """Each process that ended counted its own lines, and only those: children start at zero."""
    lines = collections.Counter()
    for event in events:
        pid = event.get("pid") or event.get("tgid") or event["caller"]["tgid"]
        if event["event"] == "exit" and (event["written"], event["lost_total"]) != (lines[pid], 0):
            yield f"process {pid} wrote {lines[pid]} lines before its end and counted {event['written']}"
        lines[pid] += 1
