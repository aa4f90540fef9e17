#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Holds the model of clonetrace bench against a real program that is traced.

A Python program dirties memory and forks; each child writes a share of the pages and executes /bin/true. `clonetrace run
--mem` traces it. What the log says of each fork (mem.rss_kib, duration_ns) and of each child (minflt at its exec) is
compared with what the model predicts from rss_kib alone.

usage: bench-trace.py [--clonetrace COMMAND] [--model FILE] [--size MIB] [--written PERCENT] [--forks N] [--no-pin] [--json]

The program stays on one CPU, as what bench measures does, unless --no-pin lets the kernel choose.
The model is the one of `clonetrace bench --save-model` unless another is named. Nothing is judged but that the log has
what the comparison needs: times are for people.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

PAGE = 4096
PROGRAM = """
import json, mmap, os, sys, time
size, written, forks = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
memory = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
if hasattr(mmap, "MADV_NOHUGEPAGE"):
    memory.madvise(mmap.MADV_NOHUGEPAGE)
step = size // written if written else 0
def write(value):
    start = time.perf_counter_ns()
    for at in range(0, step * written, step or 1):
        memory[at] = value
    return time.perf_counter_ns() - start
for at in range(0, size, 4096):
    memory[at] = 1
for i in range(forks):
    plain = write(2) # what was shared with the last child is the parent's again
    plain = min(plain, write(3))
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.write(writer, json.dumps([plain, write(4)]).encode() + b"\\n")
        os.execv("/bin/true", ["true"])
    os.wait()
    os.write(1, os.read(reader, 100))
    os.close(reader)
    os.close(writer)
"""


def model_path():
    cache = os.environ.get("XDG_CACHE_HOME", "")
    home = pathlib.Path(cache) if cache.startswith("/") else pathlib.Path.home() / ".cache"
    return home / "clonetrace" / "model.json"


def read_model(path):
    try:
        model = json.loads(pathlib.Path(path).read_text())
    except OSError as error:
        sys.exit(f"bench-trace: {path}: {error.strerror}; make one: clonetrace bench --save-model")
    if model.get("format") != "clonetrace-model" or model.get("version") != 1:
        sys.exit(f"bench-trace: {path}: not a model of version 1")
    return model


def pin():
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def trace(options, pages):
    """The create and exec events of the program's children, and what its loops took."""
    with tempfile.TemporaryDirectory(prefix="clonetrace-bench-") as folder:
        log = pathlib.Path(folder) / "log"
        done = subprocess.run([options.clonetrace, "run", "--mem", "-o", str(log), "--", sys.executable, "-c", PROGRAM,
                               str(options.size << 20), str(pages), str(options.forks)],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, text=True,
                              preexec_fn=None if options.no_pin else pin)
        if done.returncode:
            sys.exit(f"bench-trace: the traced program ended with {done.returncode}: {done.stderr.strip()[-300:]}")
        events = [json.loads(line) for line in log.read_text().splitlines()]
    creates = [e for e in events if e["event"] == "create" and e["api"] == "fork" and e["result"] == "ok"]
    children = {e["child"]["tgid"] for e in creates}
    execs = [e for e in events if e["event"] == "exec" and e["tgid"] in children and "errno" not in e]
    loops = [json.loads(line) for line in done.stdout.splitlines()]
    if not len(creates) == len(execs) == len(loops) == options.forks or any("mem" not in e for e in creates):
        sys.exit("bench-trace: the log lacks events or their memory")
    return creates, execs, loops


def compare(options):
    model = read_model(options.model or model_path())
    pages = int(options.size * 256 * options.written / 100)
    creates, execs, loops = trace(options, pages)
    rss = statistics.median(e["mem"]["rss_kib"] for e in creates) * 1024
    line = model["fork_call"]
    return {
        "kernel": {"model": model["kernel"], "here": os.uname().release},
        "rss_bytes": rss,
        "call_ns": {"model": line["fixed"] + line["entry"] * rss / PAGE, "off_by": line["error"],
                    "seen": statistics.median(e["duration_ns"] for e in creates)},
        "child_faults": {"model": pages, "seen": statistics.median(e["minflt"] for e in execs)},
        "copies_ns": {"model": model["cow_page_ns"] * pages, "off_by": model["cow_error"],
                      "seen": statistics.median(copying - plain for plain, copying in loops)},
    }


def show(result):
    print(f"{result['rss_bytes'] / (1 << 20):.0f} MiB resident, kernel {result['kernel']['here']}"
          + (f"; the model is of {result['kernel']['model']}"
             if result["kernel"]["here"] != result["kernel"]["model"] else ""))
    for name, scale, unit in (("call_ns", 1e6, "ms"), ("copies_ns", 1e6, "ms"), ("child_faults", 1, "")):
        row = result[name]
        ratio = f"{100 * (row['seen'] / row['model'] - 1):+.1f} %" if row["model"] else "-"
        error = f" (off by {100 * row['off_by']:.1f} % where it was checked)" if "off_by" in row else ""
        print(f"  {name:<13} model {row['model'] / scale:.2f} {unit}, seen {row['seen'] / scale:.2f} {unit}: {ratio}{error}")


def main():
    parser = argparse.ArgumentParser(description="Hold the model of clonetrace bench against a traced program.")
    parser.add_argument("--clonetrace", default="clonetrace", help="the command")
    parser.add_argument("--model", help="of clonetrace bench --save-model=FILE")
    parser.add_argument("--size", type=int, default=1024, help="MiB that the program dirties")
    parser.add_argument("--written", type=float, default=5, help="percent of the pages that each child writes")
    parser.add_argument("--forks", type=int, default=11)
    parser.add_argument("--no-pin", action="store_true", help="let the kernel choose the CPU")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.size < 1 or options.forks < 1 or not 0 <= options.written <= 100:
        parser.error("sizes and counts are above 0, percents from 0 to 100")
    result = compare(options)
    if options.json:
        print(json.dumps(result))
    else:
        show(result)


main()
