#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""report_page.py TOOL LOG…: the page of `report --html`, in Chromium, has and draws what its log holds. Each LOG is of a real run."""
import json
import pathlib
import sys
import unittest

import report_scene as scene
from report_reader import Reader

# The worst contrast (WCAG 2) of any text that can be seen to what is behind it, and of how many texts.
CONTRAST = """(() => {
    const numbers = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
    const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
    const behind = (element) => {
        for (; element; element = element.parentElement) {
            const [r, g, b, a = 1] = numbers(getComputedStyle(element).backgroundColor);
            if (a > 0)
                return [r, g, b];
        }
        return [255, 255, 255];
    };
    const found = [];
    for (const element of document.querySelectorAll('body *')) {
        const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
        if (!own || !element.checkVisibility() || element.closest('script, .sr, .skip'))
            continue;
        const [a, b] = [light(numbers(getComputedStyle(element).color)), light(behind(element))].sort((x, y) => y - x);
        found.push([(a + .05) / (b + .05), element.textContent.slice(0, 30)]);
    }
    return [...found.sort((x, y) => x[0] - y[0])[0], found.length];
})()"""

# How far a point of the canvas is from a colour of the palette, 0 to 765.
PIXEL = """((x, y, name) => {
    const [r, g, b] = draw.context.getImageData(Math.round(x * draw.ratio), Math.round(y * draw.ratio), 1, 1).data;
    const wanted = draw.colours[name].match(/[0-9a-f]{2}/g).map((hex) => parseInt(hex, 16));
    return Math.abs(r - wanted[0]) + Math.abs(g - wanted[1]) + Math.abs(b - wanted[2]);
})(%d, %d, '%s')"""

SHOWN_LANES = "(foldAll(false), updateLanes(), [...lanes.shown].filter((lane) => laneTask(lane) >= 0).length)"


def counted(path):
    """Processes, other threads and creations of a log in which no id comes again."""
    processes, threads, creations = set(), set(), 0
    for line in path.read_text().splitlines():
        event = json.loads(line)
        tasks = [(event.get("pid", event.get("tgid")), event.get("tid"))]
        if event["event"] == "create":
            creations += 1
            tasks = [(t["tgid"], t["tid"]) for t in (event["caller"], event["child"]) if t]
        for tgid, tid in tasks:
            processes.add(tgid)
            if tid != tgid:
                threads.add((tgid, tid))
    return [len(processes), len(threads), creations]


class Page(Reader):
    def test_lanes_and_counts_are_those_of_real_logs(self):
        for log in map(pathlib.Path, sys.argv[2:]):
            with self.subTest(log.name):
                self.open(self.page(log))
                self.assertEqual(self.counts(), counted(log))
                self.assertEqual(self.look(SHOWN_LANES), sum(counted(log)[:2]))
                self.assertEqual(self.browser.complaints(), [])

    def test_everything_in_a_log_is_drawn_once(self):
        drawn = self.look("draw.drawn")
        lanes = scene.PROCESSES + scene.THREADS
        expected = {"lanes": lanes, "bars": lanes, "arrows": scene.MADE, "calls": scene.CREATIONS, "failures": 2, "blind": 1,
                    "lost": 1, "execs": 6, "unknownEnds": scene.UNKNOWN_ENDS, "merged": 0}
        self.assertEqual({what: drawn[what] for what in expected}, expected)

    def test_what_is_missing_stands_on_top(self):
        missing = self.look("document.getElementById('missing').textContent")
        self.assertIn("3 lines were lost", missing)
        self.assertIn("/bin/busybox (static)", missing)

    def test_calls_and_arrows_have_the_colour_of_their_call(self):
        at = self.event("posix_spawn")
        for scheme in ("light", "dark"):
            self.browser.media(scheme)
            self.settle()
            x, top = self.look(f"[Math.round(toX(data.event.time[{at}])), laneTop(0)]")
            self.assertLess(self.look(PIXEL % (x + 9, top + 17, "series5")), 40, "the call")
            self.assertLess(self.look(PIXEL % (x, top + 22, "series5")), 60, "the arrow below it")
            self.assertEqual(self.look(PIXEL % (x + 9, top + 28 + 24 * 20, "surface")), 0, "nothing below the last lane")

    def test_every_text_can_be_read_in_light_and_dark(self):
        for scheme in ("light", "dark"):
            self.browser.media(scheme)
            for tab in ("details", "events", "calls", "sites"):
                with self.subTest(scheme, tab=tab):
                    self.look(f"openTab('{tab}', false)")
                    contrast, text, count = self.look(CONTRAST)
                    self.assertGreaterEqual(contrast, 4.5, text)
                    self.assertGreater(count, 30)

    def test_a_narrow_window_does_not_scroll_sideways(self):
        self.browser.size(390, 800)
        for tab in ("details", "calls", "sites"):
            self.look(f"openTab('{tab}', false)")
            self.settle()
            self.assertLessEqual(self.look("document.documentElement.scrollWidth"), 390, tab)
        self.assertGreater(self.look("canvas.clientWidth"), 150)
        self.assertGreater(self.look("draw.drawn.lanes"), 5)

    def test_foreign_text_stays_text(self):
        self.assertIsNone(self.look("window.pwned ?? null"))
        self.assertEqual(self.look("document.querySelectorAll('img').length"), 0)
        self.assertIn(scene.HOSTILE, self.look("document.querySelector('h1').textContent"))
        self.look("selectLane(lanes.laneOfTask[data.proc.task[1]], true)")
        for visible in ("\\x07", "\\u202e", "\\x80"):
            self.assertIn(visible, self.details())

    def test_machines_are_groups_of_lanes_on_one_axis(self):
        other = scene.everything(boot="99999999-2222-4333-8444-555555555555", real=scene.REAL + 50 * scene.MS)
        self.open(self.page(self.write("one", scene.everything()), self.write("two", other)))
        self.assertEqual(self.counts(), [2 * n for n in (scene.PROCESSES, scene.THREADS, scene.CREATIONS)])
        self.assertEqual(self.look("[...lanes.shown].filter((lane) => lanes.kind[lane] === MACHINE_LANE).map(laneLabel)"),
                         ["Machine 11111111", "Machine 99999999"])
        self.assertEqual(self.look("[...data.proc.parent.keys()].filter((i) => !data.proc.parent[i]).map((i) => "
                                   "data.task.start[data.proc.task[i]])"), [0, 50 * scene.MS])

    def test_machines_of_other_days_each_start_at_0(self):
        other = scene.everything(boot="99999999-2222-4333-8444-555555555555", real=scene.REAL + 86400000 * scene.MS)
        self.open(self.page(self.write("one", scene.everything()), self.write("two", other)))
        self.assertLess(self.look("data.length"), 200 * scene.MS)
        self.assertIn("each machine starts at 0", self.look("document.getElementById('missing').textContent"))

    def test_a_filter_and_a_depth_leave_out_and_say_so(self):
        self.open(self.page(self.write("scene", scene.everything()), options=["--filter=api=vfork", "--depth=2"]))
        self.assertEqual(self.counts(), [3, 0, 2])
        self.assertIn("not shown, because of --filter or --depth", self.look("document.getElementById('missing').textContent"))

    def test_a_log_without_events_is_a_page_too(self):
        self.open(self.page(self.write("none", scene.Scene())))
        self.assertEqual(self.counts(), [0, 0, 0])
        self.look("[...document.querySelectorAll('.bar button')].forEach((button) => button.click())")


if __name__ == "__main__":
    Reader.main()
