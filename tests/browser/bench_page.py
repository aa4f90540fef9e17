#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""bench_page.py TOOL SCENES: the page of bench, in Chromium, shows what its result holds, in light and in dark."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import bench_scene
import browser

TOOL, PROGRAM = sys.argv[1:3]

# What a chart shows: of each figure its slice, metric, lines and marks, hidden ones too.
CHARTS = """[...document.querySelectorAll('section.lines')].map(section => ({
    along: section.dataset.along,
    figures: [...section.querySelectorAll('figure')].map(figure => ({
        slice: +figure.dataset.slice, metric: figure.dataset.metric,
        lines: [...figure.querySelectorAll('.line')].map(line => ({
            line: [line.dataset.method, line.dataset.then],
            bands: line.querySelectorAll('.band').length, names: line.querySelectorAll('.name').length,
            marks: [...line.querySelectorAll('.mark')].map(mark => ({
                point: +mark.dataset.point, words: mark.dataset.words,
                y: mark.transform.baseVal[0].matrix.f, intervals: mark.querySelectorAll('.interval').length}))}))}))}))"""

# The least contrast (WCAG) of what is drawn to what it is drawn on, for each kind of it.
CONTRAST = """(() => {
    const numbers = text => text.match(/[\\d.]+/g).map(Number);
    const light = text => {
        const [r, g, b] = numbers(text).map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
        return .2126 * r + .7152 * g + .0722 * b;
    };
    const against = (one, other) => {
        const [a, b] = [light(one), light(other)].sort((x, y) => y - x);
        return (a + .05) / (b + .05);
    };
    const behind = element => {
        for (let at = element; at; at = at.parentElement) {
            const [r, g, b, a = 1] = numbers(getComputedStyle(at).backgroundColor);
            if (a > 0)
                return `rgb(${r}, ${g}, ${b})`;
        }
        return 'rgb(255, 255, 255)';
    };
    const worst = (selector, property) => Math.min(...[...document.querySelectorAll(selector)]
        .map(element => against(getComputedStyle(element)[property], behind(element))));
    return {
        text: worst('h1, h2, h3, p, th, td, label, button, select, option, figcaption, footer, span', 'color'),
        plot_text: worst('.plot text', 'fill'), dots: worst('.plot .line .dot', 'stroke'),
        lines: worst('.plot .median', 'stroke'), parts: worst('.plot .part', 'fill'),
        intervals: worst('.plot .interval', 'stroke'),
    };
})()"""


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.browser = browser.Browser()
        for scene in bench_scene.SCENES:
            pathlib.Path(cls.folder.name, f"{scene}.html").write_bytes(bench_scene.make(PROGRAM, scene, "html"))

    @classmethod
    def tearDownClass(cls):
        cls.browser.__exit__()
        cls.folder.cleanup()

    def setUp(self):
        self.browser.media("light")
        self.browser.size(1200, 900)

    def open(self, scene):
        self.browser.open(f"file://{self.folder.name}/{scene}.html")

    def look(self, expression):
        return self.browser.evaluate(expression)

    def test_no_scene_has_an_error_or_asks_the_network(self):
        for scene in bench_scene.SCENES:
            with self.subTest(scene):
                self.open(scene)
                self.assertEqual(self.browser.complaints(), [])
                self.assertEqual(self.look("document.querySelectorAll('script').length"), 3)

    def test_each_point_has_its_mark_in_each_plot(self):
        for scene in bench_scene.SCENES:
            result = bench_scene.load(PROGRAM, scene)
            self.open(scene)
            charts = {chart["along"]: chart["figures"] for chart in self.look(CHARTS)}
            for along in bench_scene.ALONG:
                expected = {(number, metric): lines
                            for number, piece in enumerate(bench_scene.slices(result, along))
                            for metric in bench_scene.metrics(result) if (lines := piece.lines(metric))}
                found = {(f["slice"], f["metric"]): {tuple(line["line"]): sorted(m["point"] for m in line["marks"])
                                                     for line in f["lines"]}
                         for f in charts.get(along, []) if f["lines"]}
                with self.subTest(scene, along=along):
                    self.assertEqual(found, expected)

    def test_each_line_has_a_band_a_name_and_an_interval_at_each_mark(self):
        self.open("full")
        lines = [line for chart in self.look(CHARTS) for figure in chart["figures"] for line in figure["lines"]]
        self.assertGreater(len(lines), 100)
        for line in lines:
            self.assertEqual((line["bands"], line["names"]), (1, 1))
            self.assertTrue(all(mark["intervals"] == 1 for mark in line["marks"]))

    def test_marks_lie_where_their_medians_are(self):
        result = bench_scene.load(PROGRAM, "full")
        self.open("full")
        for chart in self.look(CHARTS):
            for figure in chart["figures"]:
                pairs = [(result["points"][mark["point"]]["series"][figure["metric"]]["median"], mark["y"])
                         for line in figure["lines"] for mark in line["marks"]]
                self.assertTrue(bench_scene.on_log_scale(pairs), figure["metric"])

    def test_bars_and_parts_are_those_of_the_result(self):
        result = bench_scene.load(PROGRAM, "full")
        plain, points = bench_scene.bars(result)
        self.open("full")
        marks = self.look("[...document.querySelectorAll('.bar .mark')].map(mark => mark.dataset.point ?? null)")
        self.assertEqual(marks.count(None), len(plain))
        self.assertEqual(sorted(int(mark) for mark in marks if mark is not None), points)
        base = bench_scene.slices(result, "memory")[0]
        rows = self.look("[...document.querySelectorAll('#split .row .mark')].map(mark => +mark.dataset.point)")
        self.assertEqual(sorted(rows), [
            index for index in base.indices
            if {"child-runs", "program-runs"} & set(result["points"][index]["series"])])

    def test_the_table_has_every_point(self):
        for scene in bench_scene.SCENES:
            self.open(scene)
            self.assertEqual(self.look("document.querySelectorAll('#points tbody tr').length"),
                             len(bench_scene.load(PROGRAM, scene)["points"]))

    def test_everything_can_be_told_apart_from_its_background(self):
        least = {"text": 4.5, "plot_text": 4.5, "dots": 3, "lines": 3, "parts": 3, "intervals": 3}
        self.open("full")
        # Everything is looked at, also what is not chosen.
        self.look("document.querySelectorAll('figure').forEach(figure => figure.hidden = false)")
        for scheme, chosen in (("light", None), ("dark", None), ("dark", "light"), ("light", "dark")):
            with self.subTest(scheme, chosen=chosen):
                self.browser.media(scheme)
                self.look(f"document.documentElement.dataset.theme = {json.dumps(chosen or '')}")
                for kind, contrast in self.look(CONTRAST).items():
                    self.assertGreaterEqual(contrast, least[kind], kind)

    def test_light_and_dark_differ_and_the_button_chooses(self):
        self.open("one")
        shade = "getComputedStyle(document.documentElement).backgroundColor"
        light = self.look(shade)
        self.browser.media("dark")
        dark = self.look(shade)
        self.assertNotEqual(light, dark)
        for expected in (light, dark, dark):  # light, dark, system
            self.browser.click("#theme")
            self.assertEqual(self.look(shade), expected)

    def test_a_narrow_window_scrolls_charts_and_not_the_page(self):
        self.browser.size(400, 800)
        self.open("full")
        self.assertLessEqual(self.look("document.documentElement.scrollWidth"), 400)

    def test_paper_has_no_buttons_and_a_white_page(self):
        self.open("full")
        self.browser.media("dark", "print")
        self.assertEqual(self.look("getComputedStyle(document.documentElement).backgroundColor"), "rgb(255, 255, 255)")
        self.assertEqual(self.look("""[...document.querySelectorAll('button, select')]
            .filter(control => control.getClientRects().length).length"""), 0)

    def test_foreign_text_stays_text(self):
        self.open("hostile")
        self.assertIn("</script><script>alert(1)</script>", self.look("document.querySelector('.top p').textContent"))
        self.assertIn("<b>", self.look("document.querySelector('#machine td').textContent"))
        self.assertEqual(self.look("document.querySelectorAll('b').length"), 0)
        self.assertTrue(self.look("""[...document.querySelectorAll('.mark')]
            .some(mark => mark.dataset.words.includes('<script>alert(1)'))"""))

    def test_everything_that_is_drawn_has_a_name(self):
        for scene in ("full", "none"):
            self.open(scene)
            self.assertEqual(self.look("""[...document.querySelectorAll('[role=img]')].filter(image =>
                !image.getAttribute('aria-labelledby').split(' ').every(id =>
                    document.getElementById(id)?.textContent.trim())).length"""), 0)
            self.assertEqual(self.look("""(() => {
                const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
                return ids.length - new Set(ids).size;
            })()"""), 0)

    def test_partial_results_and_empty_ones_say_so(self):
        for scene in bench_scene.SCENES:
            self.open(scene)
            self.assertEqual(self.look("!!document.querySelector('#partial')"), scene == "partial")
        self.open("none")
        self.assertIn("Nothing was measured", self.look("document.body.innerText"))

    def test_the_model_is_drawn_and_says_where_posix_spawn_wins(self):
        self.open("full")
        drawn = self.look("""[...document.querySelectorAll('[data-along=memory] [data-slice="0"] .model')]
            .map(path => path.closest('figure').dataset.metric + ' ' + path.closest('.line').dataset.method)""")
        self.assertEqual(sorted(set(drawn)), ["call fork", "program-runs fork", "program-runs posix_spawn",
                                              "program-runs vfork"])
        self.assertEqual(self.look("document.querySelectorAll('#crossover tr').length"), 3)
        # 10 times from 30 MiB, 100 times from 345 MiB; twice lies below the smallest memory measured.
        self.assertEqual(self.look("""[...document.querySelectorAll('.crossover')].map(path =>
            path.closest('figure').dataset.metric + ' ' + path.nextElementSibling.textContent)"""),
                         ["program-runs fork 10×", "program-runs fork 100×"])

    def test_a_saved_result_gives_the_same_page(self):
        saved, page = pathlib.Path(self.folder.name, "saved.json"), pathlib.Path(self.folder.name, "saved.html")
        saved.write_bytes(bench_scene.make(PROGRAM, "full", "json"))
        subprocess.run([TOOL, "bench", f"--from={saved}", f"--html={page}"], stdout=subprocess.DEVNULL, check=True)
        self.assertEqual(page.read_bytes(), bench_scene.make(PROGRAM, "full", "html"))


if __name__ == "__main__":
    browser.skip_without()
    unittest.main(argv=sys.argv[:1], verbosity=2)
