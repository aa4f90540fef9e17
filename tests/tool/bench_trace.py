#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A traced program has in its log what the model of bench needs. No time is judged.

usage: bench_trace.py SCRIPT COMMAND RESULT.json
"""
import json
import pathlib
import subprocess
import sys
import tempfile

SCRIPT, COMMAND, RESULT = sys.argv[1:4]
MIB, PERCENT = 16, 25
PAGES = MIB * 256 * PERCENT // 100


def main():
    with tempfile.TemporaryDirectory(prefix="clonetrace-trace-") as folder:
        path = pathlib.Path(folder) / "model.json"
        subprocess.run([COMMAND, "bench", f"--from={RESULT}", f"--save-model={path}"], stdout=subprocess.DEVNULL,
                       stderr=subprocess.PIPE, check=True)
        model = json.loads(path.read_text())
        done = subprocess.run([sys.executable, SCRIPT, "--clonetrace", COMMAND, "--model", path, "--size", str(MIB),
                               "--written", str(PERCENT), "--forks", "2", "--json"], stdout=subprocess.PIPE, check=True)
    seen = json.loads(done.stdout)
    rss = seen["rss_bytes"]
    assert MIB << 20 < rss < 1 << 30, rss
    line = model["fork_call"]
    assert abs(seen["call_ns"]["model"] - line["fixed"] - line["entry"] * rss / 4096) < 1, seen
    assert seen["copies_ns"]["model"] == model["cow_page_ns"] * PAGES, seen
    assert seen["call_ns"]["seen"] > 0, seen
    # One fault for each page that the child wrote, and those of the interpreter.
    assert PAGES <= seen["child_faults"]["seen"] < PAGES + 2000, seen
    print(seen)


main()
