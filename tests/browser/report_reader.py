# SPDX-License-Identifier: MIT
"""What the tests of the page of `report --html` share: making it, opening it, and pointing at what it draws."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import browser
import report_scene as scene

TOOL = sys.argv[1]


class Reader(unittest.TestCase):
    """Every test begins with the page of scene.everything() open, and ends with a browser that has nothing to complain about."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="clonetrace-page-")
        cls.made = 0
        cls.scene = cls.page(cls.write("scene", scene.everything()))
        cls.browser = browser.Browser()

    @classmethod
    def tearDownClass(cls):
        cls.browser.__exit__()
        cls.folder.cleanup()

    @classmethod
    def write(cls, name, log):
        return log.write(pathlib.Path(cls.folder.name, f"{name}.jsonl"))

    @classmethod
    def page(cls, *logs, options=()):
        cls.made += 1
        path = pathlib.Path(cls.folder.name, f"page{cls.made}.html")
        subprocess.run([TOOL, "report", f"--html={path}", *options, *map(str, logs)], check=True)
        return path

    def setUp(self):
        self.browser.media("light")
        self.browser.size(1400, 1000)
        self.open(self.scene)

    def tearDown(self):
        # The test itself reads pixels, and is told that it could do so faster.
        self.assertEqual([c for c in self.browser.complaints() if "getImageData" not in c], [])

    def open(self, path):
        self.browser.open(path.as_uri())
        self.settle()

    def settle(self):
        """Until what was asked for is drawn."""
        self.browser.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))")

    def look(self, expression):
        return self.browser.evaluate(expression)

    def counts(self):
        return self.look("[data.proc.count, data.task.count - data.proc.count, "
                         "data.event.kind.filter((kind) => kind === CREATE).length]")

    def event(self, api, result=0):
        """The first creation by that function with that result."""
        return self.look("data.event.api.findIndex((api, i) => data.event.kind[i] === CREATE && "
                         f"data.texts[api] === {json.dumps(api)} && data.event.result[i] === {result})")

    def place(self, event):
        """Where an event is in the window."""
        return self.look(f"""(() => {{
            const box = canvas.getBoundingClientRect();
            return [box.left + toX(data.event.time[{event}]) + 1,
                box.top + laneTop(placeOfLane(lanes.laneOfTask[data.event.task[{event}]])) + 17];
        }})()""")

    def details(self):
        return self.look("document.getElementById('panel-details').innerText")

    def mouse(self, kind, x, y, **more):
        self.browser.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **more)

    def click(self, x, y):
        self.mouse("mouseMoved", x, y)
        for kind in ("mousePressed", "mouseReleased"):
            self.mouse(kind, x, y, button="left", clickCount=1)
        self.settle()

    def keys(self, *names):
        for name in names:
            self.browser.key(name)
        self.settle()

    @staticmethod
    def main():
        browser.skip_without()
        unittest.main(argv=sys.argv[:1], verbosity=2)
