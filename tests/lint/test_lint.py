#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Each lint finds what it is there to find: every case is a small tree, or a library, with one thing wrong."""
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import documents
import layers
import library
import source

SPDX = "// SPDX-License-Identifier: MIT\n"


class Tree(unittest.TestCase):
    def setUp(self):
        self.tree = pathlib.Path(tempfile.mkdtemp(prefix="clonetrace-lint-"))
        self.addCleanup(shutil.rmtree, self.tree)

    def write(self, name, text=""):
        path = self.tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def assert_finds(self, problems, *words):
        self.assertEqual(len(problems), 1, problems)
        for word in words:
            self.assertIn(word, problems[0])


class Layers(Tree):
    def test_direction_of_the_design_is_accepted(self):
        for name in ("src/gate.h", "src/shim.h", "src/event/event.h", "src/policy/decide.h", "src/base/buf.h",
                     "src/sink/sink.h", "src/arch/arch.h", "tools/clonetrace/cli.h"):
            self.write(name)
        self.write("src/hooks/fork.c", '#include "gate.h"\n#include "arch/arch.h"\n#include "event/event.h"\n')
        self.write("src/gate.c", '#include "gate.h"\n#include "sink/sink.h"\n#include <stdio.h>\n')
        self.write("src/policy/decide.c", '#include "event/event.h"\n#include "policy/decide.h"\n')
        self.write("tools/clonetrace/main.c", '#include "clonetrace/cli.h"\n#include "policy/decide.h"\n')
        self.assertEqual(layers.check(self.tree), [])

    def test_every_wrong_direction_is_named(self):
        wrong = {"base": "event/event.h", "event": "policy/decide.h", "sink": "event/event.h",
                 "policy": "sink/sink.h", "arch": "event/event.h"}
        for folder, header in wrong.items():
            with self.subTest(folder):
                path = self.write(f"src/{folder}/x.c", f'\n#include "{header}"\n')
                self.write("src/" + header)
                self.assert_finds(layers.check(self.tree), f"src/{folder}/x.c:2", header)
                path.unlink()

    def test_the_gate_does_not_know_the_hooks_and_event_not_the_gate(self):
        self.write("src/gate.h")
        self.write("src/hooks/real.h")
        path = self.write("src/gate.c", '#include "hooks/real.h"\n')
        self.assert_finds(layers.check(self.tree), "gate must not include hooks/real.h")
        path.unlink()
        self.write("src/event/json.c", '#include "gate.h"\n')
        self.assert_finds(layers.check(self.tree), "event must not include gate.h")

    def test_the_command_stays_out_of_the_library(self):
        for header in ("gate.h", "hooks/real.h", "sink/sink.h", "arch/arch.h"):
            with self.subTest(header):
                self.write("src/" + header)
                self.write("tools/clonetrace/run.c", f'#include "{header}"\n')
                self.assert_finds(layers.check(self.tree), "tools must not include", header)

    def test_an_unknown_folder_is_named(self):
        self.write("src/extra/x.c")
        self.assert_finds(layers.check(self.tree), "src/extra")

    def test_a_tree_without_sources_is_not_right(self):
        self.assert_finds(layers.check(self.tree), "no source file")


class Source(Tree):
    def test_a_plain_file_is_accepted(self):
        self.write("a.c", SPDX + "int f(void)\n{\n    return 0;\n}\n")
        self.assertEqual(source.check(self.tree), [])

    def test_licence_notes_paths_and_blanks(self):
        cases = {"no SPDX": "int a;\n", "a note to self": SPDX + "// TO" + "DO: more\n",
                 "a path of one machine": SPDX + 'char *a = "/ho' + 'me/me/x";\n',
                 "blanks at the end": SPDX + "int a; \n"}
        for words, text in cases.items():
            with self.subTest(words):
                self.write("a.c", text)
                self.assert_finds(source.check(self.tree), "a.c:", words)

    def test_a_long_file(self):
        self.write("a.c", SPDX + "int a;\n" * 299)
        self.assertEqual(source.check(self.tree), [])
        self.write("a.c", SPDX + "int a;\n" * 300)
        self.assert_finds(source.check(self.tree), "301 lines")

    @unittest.skipUnless(shutil.which("ctags"), "no ctags here")
    def test_a_long_function(self):
        self.write("a.c", SPDX + "int f(void)\n{\n" + "    (void)0;\n" * 57 + "}\n")
        self.assertEqual(source.check(self.tree), [])
        self.write("a.c", SPDX + "int f(void)\n{\n" + "    (void)0;\n" * 58 + "}\n")
        self.assert_finds(source.check(self.tree), "f has 61 lines")


class Documents(Tree):
    def test_what_is_there_may_be_named(self):
        self.write("Makefile", "test: ## x\n")
        self.write("docs/a.md")
        self.write("README.md", "[a](docs/a.md#b) `make test` make sure\n```sh\nmake test\n```\n")
        self.assertEqual(documents.check(self.tree), [])

    def test_what_is_not_there_is_named(self):
        self.write("Makefile", "test:\n")
        for words, text in {"docs/b.md": "[b](docs/b.md)", "make tset": "`make tset`",
                            "scripts/x.sh": "```\nscripts/x.sh\n```\n"}.items():
            with self.subTest(words):
                self.write("README.md", text)
                self.assert_finds(documents.check(self.tree), "README.md", words)

    def test_commands_and_options_are_asked_for(self):
        self.write("Makefile")
        command = self.write("command", '#!/bin/sh\n[ "$1" = run ] && echo "  --stack N"\n')
        command.chmod(0o755)
        for text in ("`clonetrace rum x`", "`clonetrace run --stick 3 -- app`"):
            with self.subTest(text):
                self.write("README.md", text)
                self.assert_finds(documents.check(self.tree, str(command)), "no such option" if "run" in text
                                  else "not a command")
        self.write("README.md", "`clonetrace run --stack 3 -- app --other`")
        self.assertEqual(documents.check(self.tree, str(command)), [])


class Library(Tree):
    def build(self, *arguments, text="int hook(void) { return 1; }\n", script="{ global: hook; local: *; };"):
        compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
        source_file, map_file = self.write("x.c", text), self.write("x.map", script)
        out = self.tree / "x.so"
        subprocess.run([compiler, "-shared", "-fPIC", "-nostartfiles", f"-Wl,--version-script={map_file}",
                        "-Wl,-z,noseparate-code", "-Wl,-z,norelro", str(source_file), "-o", str(out),
                        *arguments], check=True)
        return out

    def check(self, out, exports="hook\n", imports="", without=(), versions=True):
        expected = library.expected_exports(exports, without, versions)
        return library.check(out, expected, None if imports is None else library.parse_names(imports))

    def test_a_clean_library_is_accepted(self):
        self.assertEqual(self.check(self.build(), "# a comment\nhook\n"), [])

    def test_a_library_that_is_loaded_once(self):
        text = "int puts(const char *);\nint hook(void) { return puts(\"\"); }\n"
        out = self.build("-Wl,-z,separate-code", text=text)
        self.assertNotEqual(self.check(out), [])
        self.assertEqual(self.check(out, imports=None), [])
        self.assert_finds(self.check(out, "hook\nother\n", imports=None), "not exported: other")
        out = self.build("-Wl,--no-as-needed", "-lm", text=text)
        self.assert_finds(self.check(out, imports=None), "needs libm.so.6")

    def test_exports(self):
        out = self.build()
        self.assert_finds(self.check(out, "hook\nother\n"), "not exported: other")
        self.assertEqual(self.check(out, "hook\nother\n", without=["other"]), [])
        text = "int hook(void) { return 1; }\nint leak(void) { return 1; }\n"
        out = self.build(text=text, script="{ global: hook; leak; local: *; };")
        self.assert_finds(self.check(out), "not in the list: leak")
        self.assertIn("the list of exports names nothing", self.check(out, ""))

    def test_versions_of_an_export_are_told_apart(self):
        out = self.build(script="A_1 { global: hook; local: *; };")
        self.assertEqual(self.check(out, "hook@@A_1\n"), [])
        self.assertEqual(len(self.check(out, "hook@A_1\n")), 2)
        self.assertEqual(len(self.check(out, "hook@@A_2\n")), 2)
        self.assertEqual(self.check(self.build(), "hook@@A_1\nhook@A_0\n", versions=False), [])

    def test_imports(self):
        out = self.build(text="void *malloc(unsigned long);\nvoid *hook(void) { return malloc(1); }\n")
        self.assertIn("imports malloc, which is not in the allow list", self.check(out))
        self.assertEqual(self.check(out, imports="malloc why\n"), [])

    def test_needed(self):
        out = self.build("-Wl,--no-as-needed", "-lm")
        self.assert_finds(self.check(out), "needs libm.so.6")

    def test_segments_stack_and_tls(self):
        self.assert_finds(self.check(self.build("-Wl,-z,separate-code")), "PT_LOAD")
        self.assert_finds(self.check(self.build("-Wl,-z,execstack")), "executable stack")
        text = "__thread char big[100];\nint hook(void) { return big[3]; }\n"
        found = self.check(self.build(text=text), imports="__tls_get_addr\n")
        self.assert_finds(found, "100 bytes of static TLS")

    def test_what_is_written_fits_a_page(self):
        text = "int big[%d] = {1};\nint hook(void) { return big[3]; }\n"
        self.assertEqual(self.check(self.build(text=text % 20)), [])
        self.assert_finds(self.check(self.build(text=text % 2000)), "more than one page")


if __name__ == "__main__":
    unittest.main()
