#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The snippets of docs/ci.md, run as the runners run them, on a project whose tests keep to the policy and on one whose tests do
# not. What is built here stands in for the installation alone: the project's clonetrace/ has a setup.sh that asks the real one
# whether it knows the options, and a Makefile that installs the build tree into a directory on PATH. Every line is run as it is.
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

try:
    import yaml
except ImportError:
    print("skipped: no python3-yaml")
    sys.exit(77)

GOOD = "int main(void) { return 0; }\n"
BAD = """#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
static char stack[65536];
static int child(void *unused) { return 0; }
int main(void) { return clone(child, stack + sizeof stack, CLONE_VM | SIGCHLD, 0) > 0; }
"""
MAKEFILE = "test: app\n\t./app\napp: app.c\n\t@cc -w -o $@ app.c\n"
SETUP = '#!/bin/sh\nexec "%s" "$@" --check >/dev/null 2>&1 || test $? -eq 1\n'
INSTALL = """all:
install:
\tmkdir -p %(to)s/tools %(to)s/src
\tcp %(tool)s %(to)s/tools/clonetrace
\tcp %(library)s %(policy)s %(to)s/src/
"""
POLICY = '{"version": 1, "rules": [{"id": "no-clone", "match": {"api": ["clone"]}, "action": "deny"}]}'


def blocks(page, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", page, re.M | re.S)


def github(page):
    for text in blocks(page, "yaml"):
        for job in (yaml.safe_load(text).get("jobs") or {}).values():
            return [step["run"] for step in job["steps"] if "run" in step]
    sys.exit("no snippet for GitHub in the page")


def gitlab(page):
    for text in blocks(page, "yaml"):
        for job in yaml.safe_load(text).values():
            if "script" in job:
                return job["script"]
    sys.exit("no snippet for GitLab in the page")


class Project:
    def __init__(self, place, source):
        self.place, self.stage = place, os.path.join(place, "installed")
        os.makedirs(os.path.join(place, "clonetrace", "scripts"))
        os.makedirs(os.path.join(place, "path"))
        self.write("app.c", source)
        self.write("Makefile", MAKEFILE)
        self.write("app.json", POLICY)
        self.write("clonetrace/scripts/setup.sh", SETUP % os.environ["CT_TEST_SETUP"])
        self.write("clonetrace/Makefile", INSTALL % {
            "to": self.stage, "tool": os.environ["CT_TEST_TOOL"], "library": os.environ["CT_TEST_LIBRARY"],
            "policy": os.environ["CT_TEST_POLICY_LIBRARY"]})
        self.write("path/sudo", '#!/bin/sh\nexec "$@"\n')

    def write(self, name, text):
        with open(os.path.join(self.place, name), "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(file.name, 0o755)

    def read(self, name):
        with open(os.path.join(self.place, name), encoding="utf-8") as file:
            return file.read()

    def run(self, script, variables):
        path = ":".join([os.path.join(self.stage, "tools"), os.path.join(self.place, "path"), os.environ["PATH"]])
        environment = {"PATH": path, "HOME": self.place, "CI": "true", **variables}
        return subprocess.run(["bash", "--noprofile", "--norc", "-e", "-c", script], cwd=self.place, env=environment,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)

    def install(self):
        done = self.run("make -s -C clonetrace install; make -s app", {})
        expect(done.returncode == 0, "the stand-in cannot be installed", done)


def expect(right, what, done):
    if not right:
        sys.exit(f"{what}: status {done.returncode}\n{done.stdout}{done.stderr}")


def check_reports(project, bad, sarif, done):
    suites = xml.etree.ElementTree.fromstring(project.read("clonetrace.xml"))
    failures = list(suites.iter("failure"))
    expect(bool(failures) == bad, f"{len(failures)} failures in the JUnit report", done)
    if sarif:
        results = json.loads(project.read("clonetrace.sarif"))["runs"][0]["results"]
        expect(bool(results) == bad, f"{len(results)} results in the SARIF report", done)


# A step is a script of its own, and the first one that fails fails the job.
def run_github(page, place, bad):
    project = Project(place, BAD if bad else GOOD)
    variables = {"GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": place}
    steps = github(page)
    for step in steps[:-1]:
        done = project.run(step, variables)
        expect(done.returncode == 0, "a step before the check", done)
    done = project.run(steps[-1], variables)
    expect(done.returncode == (99 if bad else 0), "GitHub", done)
    expect(("::error" in done.stderr) == bad, "annotations", done)
    check_reports(project, bad, True, done)


# The lines are one script, which ends at the first that fails.
def run_gitlab(page, place, bad):
    project = Project(place, BAD if bad else GOOD)
    done = project.run("set -o pipefail\n" + "\n".join(gitlab(page)), {"GITLAB_CI": "true", "CI_PROJECT_DIR": place})
    expect(done.returncode == (99 if bad else 0), "GitLab", done)
    expect("::error" not in done.stderr, "annotations where nobody reads them", done)
    check_reports(project, bad, False, done)


def run_shell(page, place, bad):
    project = Project(place, BAD if bad else GOOD)
    scripts = blocks(page, "sh")
    script = next(text for text in scripts if "case $?" in text)
    project.install()
    done = subprocess.run(["sh", "-c", script], cwd=place, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
                          env={"PATH": os.path.join(project.stage, "tools") + ":" + os.environ["PATH"]})
    expect(done.returncode == (1 if bad else 0), "the plain shell", done)
    expect(("a rule was violated" in done.stderr) == bad, "what the shell says", done)
    if shutil.which("jq"):
        rows = project.run(next(text for text in scripts if text.startswith("jq ")), {}).stdout
        expect(rows.startswith("no-clone\tclone\t") == bad and bool(rows) == bad, f"jq says '{rows}'", done)


# In an image that has only what setup.sh --minimal installs, the first `make install` must not ask for the tests' packages.
def check_install():
    tree = os.path.dirname(os.path.dirname(os.environ["CT_TEST_SETUP"]))
    done = subprocess.run(["make", "-n", "-C", tree, "install", "BUILD=absent"], capture_output=True, text=True, check=False)
    expect("-Dtests=false" in done.stdout, "make install in a fresh clone", done)


def main():
    check_install()
    with open(sys.argv[1], encoding="utf-8") as file:
        page = file.read()
    for run in (run_github, run_gitlab, run_shell):
        for bad in (False, True):
            with tempfile.TemporaryDirectory(prefix="clonetrace-ci.") as place:
                run(page, place, bad)


main()
