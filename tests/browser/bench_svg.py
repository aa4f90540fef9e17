#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""bench_svg.py TOOL SCENES: pictures of bench are XML and hold every number where it belongs, by expat."""
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as tree

import bench_scene

SVG = "{http://www.w3.org/2000/svg}"
TOOL, PROGRAM = sys.argv[1:3]


def of_class(element, name, tag="*"):
    return [e for e in element.iter(SVG + tag if tag != "*" else tag) if name in (e.get("class") or "").split()]


def offset(element):
    return tuple(map(float, re.fullmatch(r"translate\((.*),(.*)\)", element.get("transform")).groups()))


class Picture(unittest.TestCase):
    def picture(self, scene):
        return tree.fromstring(bench_scene.make(PROGRAM, scene, "svg"))

    def panels(self, picture):
        """The drawing of each panel: cost until reaped, until the call returns, bars."""
        panels = [e for e in picture.findall(SVG + "g") if e.get("transform", "").startswith("translate")]
        self.assertEqual(len(panels), 3)
        return panels

    def test_every_scene_is_xml_with_a_name_and_a_description(self):
        for scene in bench_scene.SCENES:
            with self.subTest(scene):
                picture = self.picture(scene)
                self.assertEqual(picture.get("role"), "img")
                for name in picture.get("aria-labelledby").split():
                    self.assertTrue([e for e in picture if e.get("id") == name and e.text.strip()], name)

    def test_needs_nothing_beside_itself(self):
        text = bench_scene.make(PROGRAM, "full", "svg").decode()
        for foreign in ("var(", "href", "url(", "@import", "<script", "<image", "foreignObject"):
            self.assertNotIn(foreign, text)

    def test_each_point_has_its_mark_and_each_method_its_line(self):
        for scene in bench_scene.SCENES:
            result = bench_scene.load(PROGRAM, scene)
            base = bench_scene.slices(result, "memory")[:1]
            for panel, metric in zip(self.panels(self.picture(scene)), ("reaped", "call")):
                with self.subTest(scene, metric=metric):
                    expected = base[0].lines(metric) if base else {}
                    found = {(line.get("data-method"), line.get("data-then")):
                             [int(mark.get("data-point")) for mark in of_class(line, "mark")]
                             for line in of_class(panel, "line")}
                    self.assertEqual({k: sorted(v) for k, v in found.items()}, expected)
                    for line in of_class(panel, "line"):
                        marks = len(of_class(line, "mark"))
                        self.assertEqual(len(of_class(line, "interval")), marks)
                        self.assertEqual(len(of_class(line, "band")), 1)
                        self.assertEqual(len(of_class(line, "name")), 1)

    def test_marks_and_intervals_lie_where_their_numbers_are(self):
        result = bench_scene.load(PROGRAM, "full")
        for panel, metric in zip(self.panels(self.picture("full")), ("reaped", "call")):
            pairs = []
            for mark in of_class(panel, "mark"):
                series = result["points"][int(mark.get("data-point"))]["series"][metric]
                y = offset(mark)[1]
                high, low = map(float, re.fullmatch(
                    r"M-4,([-.\d]+)h8m-4,0V([-.\d]+)m-4,0h8", of_class(mark, "interval")[0].get("d")).groups())
                pairs += [(series["median"], y), (series["high"], y + high), (series["low"], y + low)]
            self.assertGreater(len(pairs), 100)
            self.assertTrue(bench_scene.on_log_scale(pairs), metric)

    def test_bars_show_what_a_page_costs(self):
        for scene in ("full", "one", "none"):
            result = bench_scene.load(PROGRAM, scene)
            plain, points = bench_scene.bars(result)
            found = of_class(self.panels(self.picture(scene))[2], "bar")
            marks = [of_class(bar, "mark")[0].get("data-point") for bar in found]
            self.assertEqual(len([m for m in marks if m is None]), len(plain))
            self.assertEqual(sorted(int(m) for m in marks if m is not None), points)

    def test_a_partial_result_says_so(self):
        self.assertIn(b"partial", bench_scene.make(PROGRAM, "partial", "svg"))
        self.assertNotIn(b"partial", bench_scene.make(PROGRAM, "full", "svg"))

    def test_no_number_is_written_that_is_none(self):
        for scene in ("unknown", "none"):
            for element in self.picture(scene).iter():
                for name in ("d", "transform", "x", "y", "width", "height", "viewBox"):
                    self.assertNotRegex(element.get(name, ""), r"nan|inf", f"{scene} {element.tag} {name}")

    def test_foreign_text_stays_text(self):
        picture = self.picture("hostile")
        self.assertFalse(list(picture.iter(SVG + "script")) + list(picture.iter(SVG + "b")))
        self.assertIn("</script><script>alert(1)</script>", of_class(picture, "small")[0].text)

    def test_a_saved_result_gives_the_same_picture(self):
        with tempfile.TemporaryDirectory() as folder:
            saved, drawn = pathlib.Path(folder, "saved.json"), pathlib.Path(folder, "drawn.svg")
            saved.write_bytes(bench_scene.make(PROGRAM, "full", "json"))
            subprocess.run([TOOL, "bench", f"--from={saved}", f"--plot={drawn}"], stdout=subprocess.DEVNULL, check=True)
            self.assertEqual(drawn.read_bytes(), bench_scene.make(PROGRAM, "full", "svg"))

    def test_the_tables_of_the_document_hold_its_numbers(self):
        script = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "bench-table.py"
        result = bench_scene.load(PROGRAM, "full")
        with tempfile.TemporaryDirectory() as folder:
            saved, page = pathlib.Path(folder, "saved.json"), pathlib.Path(folder, "page.md")
            saved.write_bytes(bench_scene.make(PROGRAM, "full", "json"))
            page.write_text("before\n<!-- bench-table: begin -->\nold\n<!-- bench-table: end -->\nafter\n")
            subprocess.run([sys.executable, script, saved, "--write", page], check=True)
            lines = page.read_text().splitlines()
        self.assertEqual((lines[0], lines[-1]), ("before", "after"))
        self.assertNotIn("old", lines)
        sizes = {result["points"][i]["condition"]["memory"] for i in bench_scene.slices(result, "memory")[0].indices}
        self.assertEqual(len([line for line in lines if re.match(r"\| \d+ [MG]iB \|", line)]), len(sizes))
        written = [point for point in result["points"] if "write-page" in point["series"]]
        self.assertEqual(len([line for line in lines if line.startswith("| after fork")]), len(written))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
