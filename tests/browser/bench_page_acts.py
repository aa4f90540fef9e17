#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""bench_page_acts.py TOOL SCENES: what a reader does with the page of bench, by mouse and by keyboard, in Chromium."""
import csv
import io
import json
import pathlib
import sys
import tempfile
import unittest

import bench_scene
import browser

PROGRAM = sys.argv[2]
MEMORY = "[data-along=memory] figure:not([hidden])"


class Acts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = pathlib.Path(cls.folder.name, "full.html")
        cls.path.write_bytes(bench_scene.make(PROGRAM, "full", "html"))
        cls.result = bench_scene.load(PROGRAM, "full")
        cls.browser = browser.Browser()

    @classmethod
    def tearDownClass(cls):
        cls.browser.__exit__()
        cls.folder.cleanup()

    def setUp(self):
        self.browser.open(f"file://{self.path}")

    def tearDown(self):
        self.assertEqual(self.browser.complaints(), [])

    def look(self, expression):
        return self.browser.evaluate(expression)

    def shown(self, method):
        """How many things of a method can be seen."""
        return self.look(f"""[...document.querySelectorAll('[data-method="{method}"]:not(button)')]
            .filter(element => element.getClientRects().length).length""")

    def focus(self, selector):
        self.look(f"document.querySelector({json.dumps(selector)}).focus()")

    def tip(self):
        return self.look("document.getElementById('tip').hidden ? null : document.getElementById('tip').textContent")

    def pointed_at(self):
        return self.look("document.querySelector('.mark.at')?.dataset.point ?? null")

    def test_a_method_goes_and_comes_back_by_mouse_and_by_keyboard(self):
        before, others = self.shown("fork"), self.shown("vfork")
        self.assertGreater(before, 0)
        self.browser.click('button[data-method="fork"]')
        self.assertEqual(self.shown("fork"), 0)
        self.assertEqual(self.shown("vfork"), others)
        self.assertEqual(self.look("""document.querySelector('button[data-method="fork"]').ariaPressed"""), "false")
        self.focus('button[data-method="fork"]')
        self.browser.key(" ")
        self.assertEqual(self.shown("fork"), before)

    def test_what_the_child_does_can_be_left_out(self):
        self.browser.click('button[data-then="exec-dynamic"]')
        self.assertEqual(self.look("""[...document.querySelectorAll('[data-then=exec-dynamic]:not(button)')]
            .filter(element => element.getClientRects().length).length"""), 0)
        self.assertGreater(self.shown("fork"), 0)

    def test_another_time_is_shown_in_every_plot(self):
        for metric in ("call", "program-runs", "reaped"):
            self.focus("#metric")
            self.look(f"""(() => {{ const select = document.getElementById('metric'); select.value = '{metric}';
                select.dispatchEvent(new Event('change')); }})()""")
            self.assertEqual(self.look("""[...document.querySelectorAll('section.lines')].map(section =>
                [...section.querySelectorAll('figure')].filter(figure => figure.getClientRects().length)
                    .map(figure => figure.dataset.metric))"""), [[metric]] * 4)

    def test_the_keyboard_changes_the_time(self):
        self.focus("#metric")
        self.browser.key("ArrowUp")
        self.assertEqual(self.look(f"document.querySelector('{MEMORY}').dataset.metric"), "program-runs")

    def test_another_kind_of_memory_is_shown(self):
        self.look("""(() => { const select = document.querySelector('[data-along=memory] .slice'); select.value = '1';
            select.dispatchEvent(new Event('change')); })()""")
        self.assertEqual(self.look(f"document.querySelector('{MEMORY}').dataset.slice"), "1")
        self.assertIn("huge", self.look(f"document.querySelector('{MEMORY} figcaption').textContent"))

    def test_a_mark_under_the_pointer_tells_its_numbers(self):
        point = bench_scene.slices(self.result, "memory")[0].lines("reaped")[("fork", "exec-dynamic")][-1]
        x, y = self.browser.centre(f'{MEMORY} .mark[data-point="{point}"] .dot')
        self.browser.move(x, y)
        said = self.tip()
        self.assertIn(self.pointed_at(), {str(point), *map(str, self.at_the_same_place(point))})
        for word in ("median", "95 % interval", "p99", "samples", "resident", "page tables"):
            self.assertIn(word, said)
        self.browser.move(2, 2)
        self.assertIsNone(self.tip())

    def at_the_same_place(self, point):
        return self.look(f"""(() => {{
            const at = mark => mark.transform.baseVal[0].matrix;
            const own = at(document.querySelector('{MEMORY} .mark[data-point="{point}"]'));
            return [...document.querySelectorAll('{MEMORY} .mark')].filter(mark =>
                Math.hypot(at(mark).e - own.e, at(mark).f - own.f) < 3).map(mark => +mark.dataset.point);
        }})()""")

    def test_tab_reaches_a_plot_and_arrows_go_along_its_line(self):
        for _ in range(40):
            self.browser.key("Tab")
            if self.look("document.activeElement.matches('.chart')"):
                break
        self.assertTrue(self.look("document.activeElement.matches('[data-along=memory] .chart')"))
        line = self.look(f"""[...document.querySelector('{MEMORY} .line').querySelectorAll('.mark')]
            .map(mark => mark.dataset.point)""")
        self.browser.key("ArrowRight")
        self.assertEqual(self.pointed_at(), line[0])
        self.browser.key("ArrowRight")
        self.assertEqual(self.pointed_at(), line[1])
        self.browser.key("End")
        self.assertEqual(self.pointed_at(), line[-1])
        self.browser.key("ArrowRight")
        self.assertEqual(self.pointed_at(), line[-1])
        self.assertEqual(self.look("document.getElementById('said').textContent"), self.tip())
        self.browser.key("Escape")
        self.assertIsNone(self.tip())

    def test_arrows_up_and_down_go_to_the_next_line(self):
        heights = []
        self.focus(f"{MEMORY} .chart")
        self.browser.key("ArrowRight")
        for _ in range(30):
            self.browser.key("ArrowDown")
            heights.append(self.look("document.querySelector('.mark.at').transform.baseVal[0].matrix.f"))
        self.assertEqual(heights, sorted(heights))
        self.assertGreater(len(set(heights)), 3)

    def test_lines_that_are_off_are_passed_over(self):
        self.browser.click('button[data-method="fork"]')
        self.focus(f"{MEMORY} .chart")
        self.browser.key("ArrowRight")
        self.assertNotEqual(self.look("document.querySelector('.mark.at').closest('.line').dataset.method"), "fork")

    def test_p99_shows_when_asked_for(self):
        seen = "[...document.querySelectorAll('.p99')].filter(element => element.getClientRects().length).length"
        self.assertEqual(self.look(seen), 0)
        self.browser.click("#p99")
        self.assertGreater(self.look(seen), 0)

    def test_the_result_can_be_taken_out_again(self):
        saved = json.loads(self.browser.download("#json", "clonetrace-bench.json"))
        self.assertEqual(saved, self.result)
        text = self.browser.download("#csv", "clonetrace-bench.csv").decode()
        rows = list(csv.DictReader(io.StringIO(text)))
        self.assertEqual(len(rows), sum(len(point["series"]) for point in self.result["points"]))
        first = self.result["points"][0]
        self.assertEqual(float(rows[0]["median"]), first["series"][rows[0]["metric"]]["median"])
        self.assertEqual(rows[0]["method"], first["condition"]["method"])


if __name__ == "__main__":
    browser.skip_without()
    unittest.main(argv=sys.argv[:1], verbosity=2)
