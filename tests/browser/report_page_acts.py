#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""report_page_acts.py TOOL: what a reader does with the page of `report --html`, by mouse, by keyboard and without seeing it."""
import report_scene as scene
from report_reader import Reader

SHIFT, CTRL = 8, 2  # modifiers of the DevTools protocol


class Acts(Reader):
    def active(self):
        return self.look("document.activeElement.id")

    def selected(self):
        """The id in the lane that is selected, and the event."""
        return self.look("[laneId(view.selected.lane), view.selected.event]")

    def matches(self):
        return self.look("document.getElementById('matches').textContent")

    def test_a_click_shows_the_event_and_its_stack(self):
        self.click(*self.place(self.event("posix_spawn")))
        for part in ("posix_spawn made gcc (101)", "VM | VFORK", "SIGCHLD", "4.00 ms", "0.010000 s", "2026-11-18", "start_job (make)",
                     "/usr/bin/make+0x2000", "__libc_start_main (libc.so.6)"):
            self.assertIn(part, self.details())

    def test_a_click_tells_why_a_call_made_nothing(self):
        self.click(*self.place(self.event("fork", 2)))
        for part in ("fork denied: EPERM", "no-forks: deny", "run with --stack"):
            self.assertIn(part, self.details())
        self.click(*self.place(self.event("fork", 1)))
        self.assertIn("fork failed: EAGAIN", self.details())

    def test_a_click_beside_events_shows_the_lane(self):
        x, y = self.place(self.event("vfork"))
        self.click(x - 40, y)
        self.assertIn("process\n101", self.details())
        self.assertIn("exit status 0", self.details())

    def test_a_child_that_libc_hides_is_found(self):
        self.click(*self.place(self.event("system")))
        self.assertIn("system made sh (104)", self.details())

    def test_search_goes_from_match_to_match(self):
        self.look("document.getElementById('query').focus()")
        self.keys(*"api:fork", "Enter")
        self.assertEqual(self.matches(), "1 of 4")
        first = self.selected()
        self.keys("Enter")
        self.assertEqual(self.matches(), "2 of 4")
        self.assertNotEqual(self.selected(), first)
        self.browser.key("Enter", SHIFT)
        self.assertEqual((self.matches(), self.selected()), ("1 of 4", first))
        self.browser.click("#previous")
        self.assertEqual(self.matches(), "4 of 4")

    def test_search_finds_programs_ids_symbols_and_errors(self):
        for query, count in {"sort": 1, "101": 1, "pid:110": 1, "EAGAIN": 1, "sym:start_job": scene.CREATIONS, "busybox": 2,
                             "program:GCC": 1, "nowhere": 0}.items():
            with self.subTest(query):
                self.look(f"(document.getElementById('query').value = {query!r}, runSearch())")
                self.assertEqual(self.look("search.found.length"), count)
                self.assertEqual(self.matches(), f"{count} found" if count else "nothing found")

    def test_keys_zoom_and_pan(self):
        span = "view.to - view.from"
        self.look("canvas.focus()")
        start, end = self.look("wholeView()")
        self.keys("+", "+")
        zoomed = self.look(span)
        self.assertLess(zoomed, (end - start) * 0.6)
        self.keys("Home")
        self.assertEqual(self.look("view.from"), start)
        self.keys("ArrowRight")
        self.assertGreater(self.look("view.from"), start)
        self.keys("ArrowLeft")
        self.assertAlmostEqual(self.look("view.from"), start, delta=1)
        self.keys("End")
        self.assertAlmostEqual(self.look("view.to"), end, delta=1)
        self.keys("-")
        self.assertGreater(self.look(span), zoomed)
        self.keys("0")
        self.assertEqual(self.look("[view.from, view.to]"), [start, end])

    def test_keys_lead_to_events_and_their_details_and_back(self):
        self.look("canvas.focus()")
        self.keys("ArrowDown", ".", ".")
        self.assertEqual(self.selected(), ["100", self.event("posix_spawn")])
        self.keys("Enter")
        self.assertEqual(self.active(), "panel-details")
        self.assertIn("posix_spawn made gcc (101)", self.details())
        self.keys("Escape")
        self.assertEqual(self.active(), "canvas")
        self.keys("d")
        self.assertEqual(self.selected(), ["101", -1])
        self.keys("c")
        self.assertEqual(self.selected(), ["100", self.event("posix_spawn")])
        self.keys("Escape")
        self.assertEqual(self.selected(), ["", -1])

    def test_keys_move_and_fold_in_the_tree(self):
        self.look("document.getElementById('tree').focus()")
        self.keys("ArrowDown", "ArrowDown")
        self.assertEqual(self.selected()[0], "101")
        self.keys("ArrowLeft")
        self.assertEqual(self.look("lanes.shown.length"), scene.PROCESSES + scene.THREADS - 3)
        self.keys("ArrowLeft")
        self.assertEqual(self.selected()[0], "100")
        self.keys(" ")
        self.assertEqual(self.look("lanes.shown.length"), 1)
        self.keys("ArrowRight")
        self.assertEqual(self.look("lanes.shown.length"), scene.PROCESSES + scene.THREADS - 3)

    def test_keys_are_explained(self):
        self.keys("?")
        self.assertTrue(self.look("document.getElementById('keys').open"))
        self.keys("Escape", "/")
        self.assertFalse(self.look("document.getElementById('keys').open"))
        self.assertEqual(self.active(), "query")

    def test_the_wheel_zooms_and_dragging_pans(self):
        x, y = self.look("(() => { const b = canvas.getBoundingClientRect(); return [b.left + 300, b.top + 60]; })()")
        under = self.look("toTime(300)")
        self.mouse("mouseWheel", x, y, deltaX=0, deltaY=-240, modifiers=CTRL)
        self.settle()
        start, end = self.look("[view.from, view.to]")
        self.assertLess(end - start, self.look("wholeView()[1] - wholeView()[0]") * 0.8)
        self.assertAlmostEqual(self.look("toTime(300)") / under, 1, places=3)
        self.mouse("mousePressed", x, y, button="left", clickCount=1)
        self.mouse("mouseMoved", x - 120, y, button="left", buttons=1)
        self.mouse("mouseReleased", x - 120, y, button="left", clickCount=1)
        self.settle()
        self.assertGreater(self.look("view.from"), start)
        self.assertAlmostEqual(self.look("view.to - view.from"), end - start, delta=1)
        self.assertEqual(self.selected(), ["", -1])

    def test_two_fingers_zoom(self):
        x, y = self.look("(() => { const b = canvas.getBoundingClientRect(); return [b.left + 300, b.top + 60]; })()")
        before = self.look("view.to - view.from")
        touch = lambda kind, *points: self.browser.call("Input.dispatchTouchEvent", type=kind,
                                                        touchPoints=[{"x": px, "y": y, "id": i} for i, px in enumerate(points)])
        touch("touchStart", x - 20)
        touch("touchStart", x - 20, x + 20)
        touch("touchMove", x - 80, x + 80)
        touch("touchEnd")
        self.settle()
        self.assertLess(self.look("view.to - view.from"), before / 2)

    def test_only_those_alive_in_view_can_be_shown(self):
        self.look(f"setView({scene.MS * 20}, {scene.MS * 34})")
        self.browser.click("#busy")
        self.settle()
        self.assertEqual(self.look("[...lanes.shown].map(laneId)"), ["100", "101", "102", "110"])
        self.browser.click("#busy")
        self.settle()
        self.assertEqual(self.look("lanes.shown.length"), scene.PROCESSES + scene.THREADS)

    def test_the_names_are_a_tree(self):
        rows = self.look("""[...document.querySelectorAll('#tree [role=treeitem]')].filter((row) => !row.hidden).map((row) =>
            [row.getAttribute('aria-level'), row.getAttribute('aria-expanded'), row.querySelector('.name').textContent])""")
        self.assertEqual(rows[:5], [["1", "true", "make"], ["2", "true", "gcc"], ["3", "true", "cc1"], ["4", None, "thread"],
                                    ["4", None, "thread"]])
        self.assertEqual(len(rows), scene.PROCESSES + scene.THREADS)

    def test_everything_to_use_has_a_name(self):
        nodes = self.browser.call("Accessibility.getFullAXTree")["nodes"]
        for node in nodes:
            role = node.get("role", {}).get("value")
            if not node["ignored"] and role in ("button", "searchbox", "textbox", "tab", "tree", "treeitem", "application", "tabpanel"):
                self.assertTrue(node["name"]["value"].strip(), node)
        roles = [node.get("role", {}).get("value") for node in nodes]
        self.assertEqual(roles.count("treeitem"), scene.PROCESSES + scene.THREADS)

    def test_the_tab_key_reaches_everything(self):
        self.look("document.body.focus()")
        seen = []
        for _ in range(40):
            self.browser.key("Tab")
            seen.append(self.active())
        for name in ("query", "zoom-in", "busy", "help", "tree", "canvas", "tab-details", "panel-details"):
            self.assertIn(name, seen)
        self.assertLess(seen.index("query"), seen.index("tree"))
        self.assertLess(seen.index("canvas"), seen.index("tab-details"))

    def test_events_can_be_read_as_a_list(self):
        self.look("openTab('events', false)")
        rows = "document.querySelectorAll('#panel-events tbody tr').length"
        self.assertEqual(self.look(rows), self.look("data.event.count"))
        self.look(f"(setView({scene.MS * 9}, {scene.MS * 13}), refreshTabs())")
        self.assertEqual(self.look(rows), 2)
        self.look("document.querySelector('#panel-events tbody tr button').click()")
        self.assertIn("posix_spawn made gcc (101)", self.details())
        self.assertIn("posix_spawn made gcc (101). By make (100)", self.look("document.getElementById('said').textContent"))

    def test_tables_count_calls_and_lead_to_them(self):
        self.look("openTab('calls', false)")
        rows = self.look("[...document.querySelectorAll('#panel-calls tbody tr')].map((row) => row.innerText.split(/\\s+/))")
        self.assertEqual(len(rows), 5)
        fork = next(row for row in rows if row[0] == "fork")
        self.assertEqual(fork[fork.index("SIGCHLD") + 1:][:3], ["4", "1", "1"])
        self.look("[...document.querySelectorAll('#panel-calls tbody button')].find((b) => b.textContent === 'fork').click()")
        self.assertEqual(self.matches(), "1 of 4")
        self.look("openTab('sites', false)")
        self.assertIn("start_job", self.look("document.getElementById('panel-sites').innerText"))

    def test_findings_lead_to_the_events_that_prove_them(self):
        self.look("openTab('hazards', false)")
        self.assertIn("a policy refused creations", self.look("document.getElementById('panel-hazards').innerText"))
        self.look("[...document.querySelectorAll('#panel-hazards button')].find((b) => b.textContent === 'fork denied: EPERM').click()")
        self.assertEqual(self.selected(), ["100", self.event("fork", 2)])

    def test_the_cost_of_forks_is_that_of_the_log(self):
        self.look("openTab('cost', false)")
        rows = self.look("[...document.querySelectorAll('#panel-cost tbody tr')].map((row) => row.innerText.split(/\\s+/))")
        self.assertEqual(len(rows), 1)
        self.assertIn("start_job", rows[0])


if __name__ == "__main__":
    Reader.main()
