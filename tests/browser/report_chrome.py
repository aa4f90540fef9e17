#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""report_chrome.py TOOL LOG…: what `report --chrome-trace` writes, held to the rules of the Trace Event Format.

The rules are those of its document ("Trace Event Format", Chromium): required members, slices of a thread that nest, flows
with both of their ends inside a slice, and times that do not go back.
"""
import collections
import json
import pathlib
import subprocess
import sys
import tempfile

import report_scene as scene

PHASES = {"M": set(), "X": {"dur"}, "i": {"s"}, "s": {"id", "cat"}, "f": {"id", "cat", "bp"}}


def want(condition, message):
    if not condition:
        raise AssertionError(message)


def ns(microseconds):
    return round(microseconds * 1000)


class Trace:
    def __init__(self, events):
        self.events = events
        self.names, self.tracks = {}, {}  # of processes and of (process, thread)
        self.slices = collections.defaultdict(list)
        self.flows = collections.defaultdict(list)

    def check(self):
        last = 0
        for event in self.events:
            want({"ph", "name", "pid", "tid", "ts"} | PHASES[event["ph"]] <= set(event), f"members of {event}")
            want(all(isinstance(event[key], int) and 0 < event[key] < 2 ** 32 for key in ("pid", "tid")), f"ids of {event}")
            if event["ph"] == "M":
                self.name(event)
                continue
            want(event["ts"] >= last, f"goes back in time: {event}")
            last = event["ts"]
            want((event["pid"], event["tid"]) in self.tracks, f"a track without a name: {event}")
            if event["ph"] == "X":
                self.nest(event)
            elif event["ph"] in "sf":
                self.flows[event["id"]].append(event)
        for flow in self.flows.values():
            self.bind(flow)

    def name(self, event):
        if event["name"] == "process_name":
            want(event["pid"] not in self.names, f"two names of a process: {event}")
            self.names[event["pid"]] = event["args"]["name"]
        elif event["name"] == "thread_name":
            track = (event["pid"], event["tid"])
            want(track not in self.tracks, f"two names of a thread: {event}")
            self.tracks[track] = event["args"]["name"]

    def nest(self, event):
        slices = self.slices[event["pid"], event["tid"]]
        start, end = ns(event["ts"]), ns(event["ts"]) + ns(event["dur"])
        for above in slices:
            want(start >= above[1] or end <= above[1] or start == end, f"overlaps what it is in: {event}")
        slices.append((start, end, event))

    def bind(self, flow):
        want([event["ph"] for event in flow] == ["s", "f"], f"a flow without its ends: {flow}")
        want(flow[0]["cat"] == flow[1]["cat"] and flow[0]["name"] == flow[1]["name"], f"ends that do not match: {flow}")
        want(flow[1]["bp"] == "e", "binds to the next slice")
        for event in flow:
            inside = [slice[2] for slice in self.slices[event["pid"], event["tid"]] if slice[0] <= ns(event["ts"]) <= slice[1]]
            want(inside, f"ends in no slice: {event}")
        want(flow[0]["tid"] != flow[1]["tid"], "leads to itself")

    def of(self, phase, category):
        return [event for event in self.events if event["ph"] == phase and event.get("cat") == category]


def trace_of(command, folder, *logs):
    path = folder / "trace.json"
    subprocess.run([command, "report", f"--chrome-trace={path}", *map(str, logs)], check=True)
    document = json.loads(path.read_text(encoding="utf-8"))
    want(document["displayTimeUnit"] == "ns" and "otherData" in document, "the document")
    trace = Trace(document["traceEvents"])
    trace.check()
    return trace


def counted(path):
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    creations = [line for line in lines if line["event"] == "create"]
    return len(creations), sum(1 for line in creations if line["child"])


def real(command, folder, log):
    trace = trace_of(command, folder, log)
    creations, made = counted(log)
    want(len(trace.of("X", "create")) == creations, f"{log.name}: creations")
    want(made <= len(trace.flows) <= creations, f"{log.name}: {len(trace.flows)} flows for {made} children and those of system()")


def everything(command, folder):
    trace = trace_of(command, folder, scene.everything().write(folder / "scene.jsonl"))
    want(len(trace.of("X", "lifetime")) == scene.PROCESSES + scene.THREADS, "lives")
    want(len(trace.of("X", "create")) == scene.CREATIONS and len(trace.flows) == scene.MADE, "creations and flows")
    spawn = next(event for event in trace.of("X", "create") if event["name"] == "posix_spawn")
    want(spawn["ts"] == 10000 and spawn["dur"] == 4000, f"microseconds: {spawn}")
    want(spawn["args"]["flags"] == "VM|VFORK" and spawn["args"]["child"] == 101 and len(spawn["args"]["stack"]) == 3, f"arguments: {spawn}")
    want(trace.names[101] == "gcc" and trace.names[103] == "make (copy)" and trace.tracks[102, 110] == "thread", "names")
    want(sum("end" in event["args"] for event in trace.of("X", "lifetime")) == scene.UNKNOWN_ENDS, "ends that are not known")
    blind = trace.of("i", "blind")
    want(len(blind) == 1 and blind[0]["args"]["path"] == "/bin/busybox", "the blind spot")
    want(any(event["args"].get("policy") == "no-forks: deny" for event in trace.of("X", "create")), "the rule that denied")
    want(sum(event["args"].get("lost_before", 0) for event in trace.events if event["ph"] in "Xi" and "args" in event) == 3, "lines lost")


def machines(command, folder):
    first = scene.everything().write(folder / "one.jsonl")
    second = scene.everything(boot="99999999-2222-4333-8444-555555555555").write(folder / "two.jsonl")
    trace = trace_of(command, folder, first, second)
    want(len(trace.names) == 2 * scene.PROCESSES and len(trace.tracks) == 2 * (scene.PROCESSES + scene.THREADS), "tracks of two machines")
    labels = [event["args"]["labels"] for event in trace.events if event["name"] == "process_labels"]
    want("pid 101 on 11111111" in labels and "pid 101 on 99999999" in labels, f"labels {labels[:3]}")


def main(command, *logs):
    with tempfile.TemporaryDirectory(prefix="clonetrace-chrome-") as folder:
        for log in logs:
            real(command, pathlib.Path(folder), pathlib.Path(log))
        everything(command, pathlib.Path(folder))
        machines(command, pathlib.Path(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
