#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""report_frames.py TOOL [EVENTS]: how long the page of `report --html` takes to open and to draw, for docs/timeline.md.

A figure, no test: it asserts nothing about time. Makes the log of a build with EVENTS (100000) events, opens its page and
zooms, pans and scrolls 120 frames each, folded, unfolded and with only the lanes that are alive in view.
"""
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

import browser
import report_scene as scene

ACTS = {
    "zoom": "zoomAt(view.width * 0.4, n < 60 ? 0.93 : 1 / 0.93)",
    "pan": "panBy(n < 60 ? 25 : -25)",
    "scroll": "(tree.element.scrollTop += n < 60 ? 400 : -400, redraw())",
}
VIEWS = {
    "folded": "(foldAll(true), setView(...wholeView()))",
    "unfolded": "(foldAll(false), setView(...wholeView()))",
    "unfolded, one part in 50": "setView(data.length * 0.4, data.length * 0.42)",
    "only alive in view": "(lanes.busyOnly || toggleBusy(), setView(data.length * 0.4, data.length * 0.42))",
}
FRAMES = """new Promise((done) => {
    const gaps = [], own = [];
    let last = 0, n = 0;
    const step = (now) => {
        if (last) {
            gaps.push(now - last);
            own.push(draw.drawn.ms);
        }
        last = now;
        if (++n > 120)
            done([gaps, own]);
        else {
            %s;
            requestAnimationFrame(step);
        }
    };
    requestAnimationFrame(step);
})"""


def build(events):
    """Twelve makes that start compilers: gcc by posix_spawn, cc1 by vfork, some of them with threads."""
    rng, log = random.Random(1), scene.Scene(base=1000)
    log.image(0, 1000, 1, "/usr/bin/make", "make", "-j16")
    makes = list(range(1001, 1013))
    for pid in makes:
        log.create(pid - 1000, "posix_spawn", (1000, 1000), (pid, pid))
        log.image(pid - 999, pid, 1000, "/usr/bin/make", "make", "-C", f"part{pid}")
    pid, ms = 1012, 20
    while len(log.lines) < events:
        ms += rng.randrange(1, 5)
        make, gcc, cc1, pid = rng.choice(makes), pid + 1, pid + 2, pid + 2
        log.create(ms, "posix_spawn", (make, make), (gcc, gcc), stack=scene.STACK)
        log.image(ms + 1, gcc, make, "/usr/bin/gcc", "gcc", "-c", f"f{gcc}.c")
        log.create(ms + 2, "vfork", (gcc, gcc), (cc1, cc1))
        log.image(ms + 3, cc1, gcc, "/usr/lib/cc1", "cc1", f"f{gcc}.c")
        for _ in range(4 if gcc % 17 == 0 else 0):
            pid += 1
            log.create(ms + 4, "pthread_create", (cc1, cc1), (cc1, pid), thread=True)
        end = ms + rng.randrange(5, 90)
        log.exit(end, cc1)
        log.exit(end + 1, gcc, gcc % 97 == 0)
    for pid in [*makes, 1000]:
        log.exit(ms + 200, pid)
    return log


def quantiles(values):
    ordered = sorted(values)
    return [statistics.median(ordered), ordered[int(len(ordered) * 0.95)], ordered[-1]]


def busy(chromium):
    """Milliseconds of processor time that the page's thread has taken: who else runs here does not count."""
    metrics = {metric["name"]: metric["value"] for metric in chromium.call("Performance.getMetrics")["metrics"]}
    return metrics["TaskDuration"] * 1000


def report(tool, folder, log):
    page = folder / "page.html"
    start = time.monotonic()
    subprocess.run([tool, "report", f"--html={page}", str(log)], check=True)
    print(f"report: {time.monotonic() - start:.1f} s; log {log.stat().st_size / 1e6:.1f} MB, page {page.stat().st_size / 1e6:.1f} MB")
    return page


def main(tool, events="100000"):
    with tempfile.TemporaryDirectory(prefix="clonetrace-frames-") as name:
        folder = pathlib.Path(name)
        page = report(tool, folder, build(int(events)).write(folder / "log.jsonl"))
        if not browser.find():
            print("no Chromium here: no frame was drawn")
            return
        with browser.Browser(1440, 900) as chromium:
            start = time.monotonic()
            chromium.open(page.as_uri())
            chromium.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))")
            print(f"opened and drawn after {time.monotonic() - start:.2f} s: "
                  + chromium.evaluate("document.getElementById('extent').textContent").replace("\n", ", "))
            chromium.call("Performance.enable", timeDomain="threadTicks")
            print(f"{'frames, ms':28}{'interval: median':>18}{'95 %':>7}{'most':>7}{'drawing: median':>18}{'95 %':>7}{'most':>7}"
                  f"{'processor, mean':>18}")
            for view, prepare in VIEWS.items():
                chromium.evaluate(f"({prepare}, null)")
                for act, does in ACTS.items():
                    before = busy(chromium)
                    gaps, own = map(quantiles, chromium.evaluate(FRAMES % does))
                    spent = (busy(chromium) - before) / 120
                    print(f"{view + ', ' + act:39}" + "".join(f"{v:7.1f}" for v in gaps) + f"{own[0]:18.1f}{own[1]:7.1f}{own[2]:7.1f}{spent:18.1f}")
            for query in ("cc1", "sym:start_job"):
                took = chromium.evaluate(f"(() => {{ const start = performance.now(); document.getElementById('query').value = '{query}'; "
                                         "runSearch(); return [performance.now() - start, search.found.length]; })()")
                print(f"search for {query}: {took[0]:.0f} ms, {took[1]} found")


if __name__ == "__main__":
    main(*sys.argv[1:])
