#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""agreement.py CLONETRACE PLAIN_LOOP [--rounds N] [--sizes MIB,…] [--pages small,thp] [--cpu N]

Holds `clonetrace bench` against a plain loop around the same calls, on the same CPU, in turns, and prints the
medians of both and the median of the ratios of neighbours in time, which the machine's moods reach less. Fails
where one is more than a tenth off. Takes some minutes, and a machine that does nothing else. With - for
PLAIN_LOOP the benchmark is held against itself.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

METHODS = [("fork", "exit"), ("fork", "exec-static"), ("vfork", "exit"), ("vfork", "exec-static"),
           ("posix_spawn", "exec-static"), ("pthread_create", "exit")]
LIMIT = 0.1


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clonetrace")
    parser.add_argument("plain_loop")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--sizes", default="0,64,256,1024", help="of the memory, MiB")
    parser.add_argument("--pages", default="small,thp")
    parser.add_argument("--cpu", type=int, default=max(os.sched_getaffinity(0)))
    return parser.parse_args()


def run_loop(options, static, method, then, mib, pages):
    command = ["taskset", "-c", str(options.cpu), options.plain_loop, method, static if then != "exit" else "exit",
               str(mib), pages, "0.15"]
    _, call, reaped = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    return float(call), float(reaped)


def run_bench(options, mib, pages):
    """{(method, then): (call, reaped)} of one short run over all methods."""
    with tempfile.TemporaryDirectory() as directory:
        path = pathlib.Path(directory, "result.json")
        subprocess.run([options.clonetrace, "bench", "--method=fork,vfork,posix_spawn,pthread_create",
                        f"--memory={mib}M", f"--pages={pages}", f"--cpu={options.cpu}", "--rounds=1",
                        f"--json={path}"], check=True, stdout=subprocess.DEVNULL)
        points = json.loads(path.read_text())["points"]
    return {(p["condition"]["method"], p["condition"]["then"]):
            (p["series"]["call"]["median"], p["series"]["reaped"]["median"]) for p in points}


def measure(options, static, mib, pages):
    """{(method, then): [(ours, theirs) of each round]}, each a pair of call and reaped."""
    rounds = {key: [] for key in METHODS}
    for _ in range(options.rounds):
        ours = run_bench(options, mib, pages)
        itself = options.plain_loop == "-" and run_bench(options, mib, pages)
        for key in METHODS:
            rounds[key].append((ours[key], itself[key] if itself else run_loop(options, static, *key, mib, pages)))
    return rounds


def show(mib, pages, key, rounds):
    """Prints a line; returns the larger of the two deviations."""
    medians = [[statistics.median(r[side][what] for r in rounds) for side in (0, 1)] for what in (0, 1)]
    ratios = [statistics.median(ours[what] / theirs[what] for ours, theirs in rounds) for what in (0, 1)]
    cells = "  ".join(f"{ours / 1000:10.1f} {theirs / 1000:10.1f} {ratio:6.3f}"
                      for (ours, theirs), ratio in zip(medians, ratios))
    off = max(abs(ratio - 1) for ratio in ratios)
    print(f"{mib:5} {pages:5}  {key[0] + ', ' + key[1]:26} {cells}{'  <-- off' if off > LIMIT else ''}", flush=True)
    return off


def main():
    options = parse()
    static = str(pathlib.Path(options.clonetrace).parent / "bench-static")
    print(f"CPU {options.cpu}, {options.rounds} rounds, load {os.getloadavg()[0]:.2f}; microseconds, "
          f"clonetrace bench and a plain loop")
    print(f"{'MiB':>5} {'pages':5}  {'':26} {'call':>10} {'loop':>10} {'ratio':>6}  {'reaped':>10} {'loop':>10} {'ratio':>6}")
    off = []
    for pages in options.pages.split(","):
        for mib in map(int, options.sizes.split(",")):
            if pages == "thp" and mib == 0:
                continue
            rounds = measure(options, static, mib, pages)
            off += [show(mib, pages, key, rounds[key]) for key in METHODS]
    print(f"largest deviation {max(off):.1%}, median {statistics.median(off):.1%}, load {os.getloadavg()[0]:.2f}")
    return max(off) > LIMIT


if __name__ == "__main__":
    sys.exit(main())
