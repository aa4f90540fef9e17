#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""report_answers.py TOOL [--events N] [--figures]: a report of made-up logs has exactly what was made up.

generate_log.py says what is in its logs: every process with its parent, program, lifetime, status and threads, every
call site with its counts and durations, and every line that is missing or of no use. With --figures it tells how long
the report takes and how much memory it needs at most (a line, nothing is asserted).
"""
import argparse
import collections
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

NAMES = ["a.jsonl", "b.jsonl", "c.jsonl.gz", "d.jsonl"]


def report(tool, folder, *options):
    """Standard output of a report of the logs, its seconds, and its peak of memory in MiB."""
    with tempfile.TemporaryFile() as out:
        begin = time.monotonic()
        with subprocess.Popen([tool, "report", *options, *NAMES], cwd=folder, stdout=out) as child:
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status) if hasattr(os, "waitstatus_to_exitcode") else status
        seconds = time.monotonic() - begin
        if child.returncode:
            sys.exit(f"report {' '.join(options)} ended with {child.returncode}")
        out.seek(0)
        return out.read().decode(), seconds, usage.ru_maxrss / 1024


def differ(what, got, want):
    if got == want:
        return 0
    print(f"{what}: {got}, not {want}")
    return 1


def check_machine(machine, processes):
    """Each process of the answers once in the tree, and no other one."""
    by_id = {p["id"]: p for p in machine["processes"]}
    found = {(p["pid"], p["start_ns"]): p for p in machine["processes"]}
    bad = differ("processes", len(machine["processes"]), len(processes))
    for want in processes:
        got = found.get((want["pid"], want["start_ns"]))
        if not got:
            bad += differ("process", None, want)
            continue
        parent = by_id[got["parent"]]["pid"] if got["parent"] is not None else None
        threads = {t["api"]: [t["count"], t["ended"], t["lifetime_ns"]] for t in got["threads"]}
        bad += differ(f"process {want['pid']}", {**{k: got[k] for k in want}, "parent": parent, "threads": threads},
                      want)
    return bad


def check_sites(sites, answers):
    found = {(s["api"], s["flags_raw"], s["site"]["module"], int(s["site"]["offset"], 16)): s for s in sites}
    bad = differ("sites", len(sites), len(answers))
    for want in answers:
        got = found.get((want["api"], want["flags"], want["module"], want["offset"]))
        if not got:
            bad += differ("site", None, want)
            continue
        took = got["duration_ns"]
        bad += differ("site", {"count": got["count"], "failed": got["failed"], "total_ns": took["total"],
                               "p50_ns": took["p50"], "p99_ns": took["p99"], "max_ns": took["max"],
                               "symbol": got["site"]["symbol"]}, {k: want[k] for k in (
                                   "count", "failed", "total_ns", "p50_ns", "p99_ns", "max_ns", "symbol")})
    return bad


def check_cost(cost, answers):
    """Forks that succeeded, by the place that they were made from."""
    found = {(s["site"]["module"], int(s["site"]["offset"], 16)): s["measured"]["forks"] for s in cost["sites"]
             if s["api"] == "fork"}
    return differ("forks", found, {(a["module"], a["offset"]): a["count"] - a["failed"] for a in answers
                                   if a["api"] == "fork" and a["count"] > a["failed"]})


def check(document, answers):
    got = document["input"]
    bad = differ("input", {k: len(got[k]) if k == "files" else got[k] for k in answers["input"]}, answers["input"])
    bad += differ("machines", sorted(m["boot_id"] for m in document["tree"]), sorted(answers["machines"]))
    for machine in document["tree"]:
        bad += check_machine(machine, answers["machines"].get(machine["boot_id"], []))
    return bad + check_sites(document["sites"], answers["sites"]) + check_cost(document["cost"], answers["sites"])


def check_text(text, answers):
    """The top of the text, which adds up what is missing, and how the children of main are collapsed."""
    head = text.split("\n\n", 1)[0]
    bad = 0
    for key in ("records", "processes", "threads", "lost", "torn", "foreign", "newer"):
        bad += differ(f"{key} at the top", f"{answers['input'][key]}" in head.replace(",", " ").split(), True)
    programs = collections.Counter(p["program"] for m in answers["machines"].values() for p in m)
    bad += differ("a program without a name", "(a program)" in text, False)
    for program in programs:
        bad += differ(f"{program} in the tree", program is None or program in text, True)
    return bad


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--events", type=int, default=100000)
    parser.add_argument("--figures", action="store_true")
    parser.add_argument("tool", type=os.path.abspath)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        subprocess.run([sys.executable, pathlib.Path(__file__).with_name("generate_log.py"),
                        f"--events={options.events}", folder], check=True)
        answers = json.loads((folder / "answers.json").read_text())
        text, seconds, memory = report(options.tool, folder)
        if options.figures:
            size = sum((folder / n).stat().st_size for n in NAMES) / 1e6
            print(f"{answers['input']['records']} records, {size:.0f} MB: {seconds:.2f} s, {memory:.0f} MiB at most")
        bad = check_text(text, answers)
        bad += check(json.loads(report(options.tool, folder, "--json")[0]), answers)
    print(f"{bad} differences" if bad else "as made up")
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
