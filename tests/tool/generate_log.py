#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""generate_log.py [--events N] [--seed N] DIR: logs of machines that never were, and what is in them.

Writes a.jsonl (two boots of one machine, one after the other), b.jsonl and c.jsonl.gz (one boot in two files) and
d.jsonl, about N records together, and answers.json: what a report of them has to say. The answers come from what was
made up, never from reading the logs. The same arguments give the same bytes.

Durations are middles of the buckets that reports count in (tools/clonetrace/trace/calls.c), so that medians and
percentiles are exact, too.
"""
import argparse
import gzip
import heapq
import json
import pathlib
import random

THREAD = (["CLONE_VM", "CLONE_FS", "CLONE_FILES", "CLONE_SIGHAND", "CLONE_THREAD", "CLONE_SYSVSEM", "CLONE_SETTLS",
           "CLONE_PARENT_SETTID", "CLONE_CHILD_CLEARTID"], 0x3d0f00, None, "clone3")
SPAWN = (["CLONE_VM", "CLONE_VFORK"], 0x4100, "SIGCHLD", "clone3")
VFORK = (["CLONE_VM", "CLONE_VFORK"], 0x4100, "SIGCHLD", "vfork")
FORK = (["CLONE_CHILD_CLEARTID", "CLONE_CHILD_SETTID"], 0x1200000, "SIGCHLD", "clone")
BARE = ([], 0, "SIGCHLD", "clone")
APIS = {"fork": FORK, "vfork": VFORK, "posix_spawn": SPAWN, "system": SPAWN, "pthread_create": THREAD, "clone": BARE}
PROGRAMS = ["/usr/bin/gcc", "/usr/bin/ld", "/usr/lib/cc1", "/usr/bin/sh", "/opt/app/bin/worker"]
FIRST_PID, LAST_PID = 300, 32767


def middle(rng, octave):
    """A duration in the middle of its bucket, from 2^octave ns on."""
    return ((8 + rng.randrange(8)) << (octave - 3)) + (1 << (octave - 3)) // 2


class Log:
    """Lines with the time at which they are written, and the counts of what they are."""

    def __init__(self):
        self.lines = []
        self.order = 0

    def put(self, at, text):
        self.order += 1
        heapq.heappush(self.lines, (at, self.order, text))


class Machine:
    """One boot. Only main creates processes, as make does; they may create threads and one more process."""

    def __init__(self, rng, index, boot, start_ns):
        self.rng, self.index, self.boot = rng, index, boot
        self.now = start_ns
        self.log = Log()
        self.records = 0
        self.pid = FIRST_PID - 1
        self.busy = {}  # pid: when it is free again
        self.processes, self.sites = [], {}
        self.lost = self.threads = self.images = 0
        self.main = self.task()
        self.process(self.main, None, None, self.now, None)
        self.image(self.main, 1, "/usr/bin/make", self.now)

    def task(self):
        """A process or thread id that nobody has now."""
        while True:
            self.pid = self.pid + 1 if self.pid < LAST_PID else FIRST_PID
            if self.busy.get(self.pid, 0) < self.now:
                self.busy[self.pid] = 1 << 62
                return self.pid

    def free(self, pid, at):
        # A line about an id may be written that much after its end.
        self.busy[pid] = at + 3000000000

    def process(self, pid, parent, api, start, program):
        self.processes.append({"pid": pid, "parent": parent, "api": api, "start_ns": start, "program": program,
                               "end_ns": None, "status": None, "threads": {}})
        return self.processes[-1]

    def line(self, at, written, event, members):
        self.records += 1
        self.log.put(written, f'{{"v":1,"event":"{event}","ts_ns":{at},{members}}}')

    def image(self, pid, ppid, exe, at):
        self.images += 1
        name = exe.rsplit("/", 1)[1]
        for process in reversed(self.processes):
            if process["pid"] == pid:
                process["program"] = name
                break
        self.line(at, at, "image",
                  f'"pid":{pid},"ppid":{ppid},"tid":{pid},"exe":"{exe}","argv":["{name}","-x{at % 97}"],"argc":2,'
                  f'"libc":"2.36","clonetrace":"0.1.0","arch":"x86_64","realtime_ns":{at + 1700000000 * 10**9},'
                  f'"boot_id":"{self.boot}"')

    def create(self, by, tid, child, api, at, lost=0):
        """One creation by a thread; child is (tgid, tid), None for a failed one. Returns its duration."""
        rng = self.rng
        names, raw, signal, entry = APIS[api]
        number = rng.randrange(40)
        module = ("/usr/bin/make", "/usr/lib/libwork.so.1")[number % 2]
        offset, symbol = 0x1000 + 0x40 * number, None if number % 3 else f"work_{number}"
        duration = middle(rng, 14 + number % 6 + (5 if api == "system" or rng.randrange(50) == 0 else 0))
        site = self.sites.setdefault((api, raw, module, offset), {"symbol": symbol, "ok": 0, "failed": 0, "ns": []})
        site["ok" if child else "failed"] += 1
        site["ns"].append(duration)
        end = '"result":"ok"' if child else '"result":"error","errno":"EAGAIN"'
        hidden = api == "system" or not child
        to = "null" if hidden else f'{{"tgid":{child[0]},"tid":{child[1]}}}'
        mem = f',"mem":{{"rss_kib":{1000 * number},"pte_kib":{number},"minflt":7}}' if raw == 0x1200000 else ""
        self.line(at, at + duration, "create",
                  (f'"lost":{lost},' if lost else "") +
                  f'"api":"{api}","syscall":"{entry}","flags":{json.dumps(names)},"flags_raw":{raw},'
                  f'"flags_source":"libc","exit_signal":{json.dumps(signal)},"caller":{{"tgid":{by},"tid":{tid}}},'
                  f'"child":{to},"relation":"{"thread" if raw == 0x3d0f00 else "process"}",{end},'
                  f'"duration_ns":{duration},"site":{{"module":"{module}","offset":"{offset:#x}"'
                  + (f',"symbol":"{symbol}"' if symbol else "") + f'}},"stack":[{{"module":"{module}","offset":'
                  f'"{offset:#x}"}},{{"module":"{module}","offset":"{offset + 0x9000:#x}","symbol":"main"}}]{mem}')
        return duration

    def end(self, process, at, status, lost=0):
        pid = process["pid"]
        process["end_ns"], process["status"] = at, status
        self.line(at, at, "exit", f'"tgid":{pid},"tid":{pid},"status":{status},"minflt":9,"written":4,'
                                  f'"lost_total":{lost}')
        self.free(pid, at)

    def run_threads(self, process, at):
        """Threads of a process, some of which are seen to end. Returns when it may end."""
        rng, pid = self.rng, process["pid"]
        for _ in range(rng.randrange(1, 6)):
            tid = self.task()
            begin = at
            at += self.create(pid, pid, (pid, tid), "pthread_create", at)
            kind = process["threads"].setdefault("pthread_create", [0, 0, 0])
            self.threads += 1
            kind[0] += 1
            life = rng.randrange(1000, 5000000)
            if rng.randrange(4):
                kind[1] += 1
                kind[2] += life
                self.line(begin + life, begin + life, "thread_exit", f'"tgid":{pid},"tid":{tid}')
            self.free(tid, begin + 5000000)
        return at + 6000000

    def child(self, parent, api, at):
        """A process from its creation to its end. Returns when the call that creates it has returned."""
        rng = self.rng
        if rng.randrange(60) == 0:
            return at + self.create(parent, parent, None, api, at)
        pid = self.task()
        process = self.process(pid, parent, api, at, None)
        lost = rng.randrange(1, 9) if rng.randrange(300) == 0 else 0
        self.lost += lost
        duration = self.create(parent, parent, (pid, pid), api, at, lost)
        began = at + duration // 4
        if api in ("vfork", "fork") and rng.randrange(3):
            exe = rng.choice(PROGRAMS)
            self.line(began, began, "exec",
                      f'"api":"execve","path":"{exe}","tgid":{pid},"tid":{pid},"since":{{"api":"{api}","ts_ns":{at},'
                      f'"by":{{"tgid":{parent},"tid":{parent}}}}},"minflt":{0 if api == "vfork" else 90}')
            began += 300000
            self.image(pid, parent, exe, began)
        elif api in ("posix_spawn", "system"):
            self.image(pid, parent, rng.choice(PROGRAMS) if api == "posix_spawn" else "/usr/bin/sh", began)
        if api == "system":
            # It returns after its child.
            self.finish(process, at + duration // 2)
            return at + duration
        began += 100000
        if rng.randrange(5) == 0:
            began = self.run_threads(process, began)
        self.finish(process, began + middle(rng, 20 + rng.randrange(5)))
        return at + duration

    def finish(self, process, at):
        rng = self.rng
        fate = rng.randrange(100)
        if fate < 3 and process["program"]:
            return  # killed: nobody says so, and who comes next with that id cannot always be told apart
        if fate < 5:
            told = rng.randrange(1, 5)
            self.lost += told
            self.end(process, at, 0, told)
        else:
            self.end(process, at, rng.choice([0, 0, 0, 0, 0, 1, 2]))

    def run(self, records):
        """Creates processes until that many lines are there, then ends main."""
        rng = self.rng
        while self.records < records - 1:
            api = rng.choice(["posix_spawn", "posix_spawn", "vfork", "vfork", "fork", "fork", "clone", "system"])
            self.now = self.child(self.main, api, self.now) + rng.randrange(1000, 300000)
        self.now += 10**10
        self.end(self.processes[0], self.now, 0)

    def text(self):
        """The lines in the order in which they are written."""
        return [heapq.heappop(self.log.lines)[2] for _ in range(len(self.log.lines))]


class Files:
    """What else is in a log: pieces of lines, lines of others, lines to come."""

    def __init__(self, rng, folder):
        self.rng, self.folder = rng, folder
        self.torn = self.foreign = self.newer = 0

    def spoil(self, lines):
        for line in lines:
            luck = self.rng.randrange(2000)
            if luck == 0:
                self.torn += 1
                yield line[:self.rng.randrange(6, len(line) - 1)] + line + "\n"
                continue
            if luck == 1:
                self.foreign += 1
                yield "make: *** [all] Error 2\n"
            elif luck == 2:
                self.newer += 1
                yield '{"v":2,"event":"create","tgid":1}\n'
            elif luck == 3:
                self.newer += 1
                yield '{"v":1,"event":"weather","ts_ns":1,"tgid":1,"tid":1}\n'
            yield line + "\n"

    def write(self, name, lines, torn_end=False):
        data = "".join(self.spoil(lines))
        if torn_end:
            self.torn += 1
            data += '{"v":1,"event":"exit","ts_'
        data = data.encode()
        if name.endswith(".gz"):
            data = gzip.compress(data, 1, mtime=0)
        (self.folder / name).write_bytes(data)


def percentile(values, percent):
    """The smallest value that at least that many percent of all do not exceed."""
    values = sorted(values)
    return values[(len(values) * percent + 99) // 100 - 1]


def answers(machines, files):
    sites = {}
    for machine in machines:
        for key, site in machine.sites.items():
            whole = sites.setdefault(key, {"ok": 0, "failed": 0, "ns": [], "symbol": site["symbol"]})
            whole["ok"] += site["ok"]
            whole["failed"] += site["failed"]
            whole["ns"] += site["ns"]
    return {
        "input": {"files": 4, "machines": len(machines), "records": sum(m.records for m in machines),
                  "processes": sum(len(m.processes) for m in machines), "threads": sum(m.threads for m in machines),
                  "images": sum(m.images for m in machines), "lost": sum(m.lost for m in machines),
                  "torn": files.torn, "foreign": files.foreign, "newer": files.newer},
        "machines": {m.boot: m.processes for m in machines},
        "sites": [{"api": api, "flags": flags, "module": module, "offset": offset, "symbol": site["symbol"],
                   "count": site["ok"] + site["failed"], "failed": site["failed"], "total_ns": sum(site["ns"]),
                   "p50_ns": percentile(site["ns"], 50), "p99_ns": percentile(site["ns"], 99),
                   "max_ns": max(site["ns"])}
                  for (api, flags, module, offset), site in sorted(sites.items())],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--events", type=int, default=1000000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("folder", type=pathlib.Path)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    machines = [Machine(rng, i, f"0000000{i}-1111-4222-8333-444444444444", 5 * 10**9 + i * 10**12) for i in range(4)]
    for machine, share in zip(machines, (0.2, 0.2, 0.3, 0.3)):
        machine.run(int(options.events * share))
    files = Files(rng, options.folder)
    first, second, third, fourth = (machine.text() for machine in machines)
    half = len(third) // 2
    files.write("a.jsonl", first + second)
    files.write("b.jsonl", third[:half])
    files.write("c.jsonl.gz", third[half:])
    files.write("d.jsonl", fourth, torn_end=True)
    (options.folder / "answers.json").write_text(json.dumps(answers(machines, files)))


if __name__ == "__main__":
    main()
