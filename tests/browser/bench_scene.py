# SPDX-License-Identifier: MIT
"""What a picture of a bench result must show, computed from its JSON alone, for the tests beside this file."""
import json
import math
import subprocess

SCENES = ("full", "one", "none", "unknown", "hostile", "partial")
ALONG = ("memory", "threads", "mappings", "descriptors")
COMMON = ("memory", "threads", "mappings", "descriptors", "pages", "sharing", "writer", "written")


def make(program, scene, kind):
    return subprocess.run([program, scene, kind], stdout=subprocess.PIPE, check=True).stdout


def load(program, scene):
    return json.loads(make(program, scene, "json"))


def is_number(value):
    return isinstance(value, (int, float)) and math.isfinite(value)


class Slice:
    """Points that differ in method, what the child does, and the place along one axis."""

    def __init__(self, result, along, indices):
        self.result, self.along, self.indices = result, along, indices

    def place(self, index):
        return self.result["points"][index]["condition"][self.along]

    def line(self, index):
        condition = self.result["points"][index]["condition"]
        return condition["method"], condition["then"]

    def lines(self, metric):
        """{line: indices of its points that have the metric}, those left out that say nothing about the axis."""
        found = {}
        for index in self.indices:
            series = self.result["points"][index]["series"].get(metric)
            if series and is_number(series["median"]):
                found.setdefault(self.line(index), []).append(index)
        return {line: indices for line, indices in found.items()
                if self.along == "memory" or len({self.place(i) for i in indices}) > 1}


def slices(result, along):
    groups = {}
    for index, point in enumerate(result["points"]):
        key = tuple(point["condition"][name] for name in COMMON if name != along)
        groups.setdefault(key, []).append(index)
    ordered = sorted((Slice(result, along, group) for group in groups.values()), key=lambda s: -len(s.indices))
    wide = [s for s in ordered if len({s.place(i) for i in s.indices}) > 1]
    return wide or (ordered[:1] if along == "memory" else [])


def metrics(result):
    return sorted({name for point in result["points"] for name in point["series"]})


def bars(result):
    """Names of plain costs and indices of points that the bars show."""
    plain = [name for name, series in result["plain"].items() if is_number(series["median"])]
    largest = {}
    for index, point in enumerate(result["points"]):
        series = point["series"].get("write-page")
        if series and is_number(series["median"]):
            key = tuple(point["condition"][n] for n in ("method", "pages", "sharing", "writer", "written"))
            other = largest.get(key)
            if other is None or result["points"][other]["condition"]["memory"] < point["condition"]["memory"]:
                largest[key] = index
    return plain, sorted(largest.values())


def on_log_scale(pairs, tolerance=.06):
    """Whether values above 0 and their heights in the picture, [(value, height)], lie on one logarithmic scale."""
    pairs = [(math.log(value), height) for value, height in pairs if value > 0]
    low, high = min(pairs, default=None), max(pairs, default=None)
    if not pairs or high[0] - low[0] < 1e-9:
        return True
    slope = (high[1] - low[1]) / (high[0] - low[0])
    return slope < 0 and all(abs(low[1] + slope * (x - low[0]) - y) < tolerance for x, y in pairs)
