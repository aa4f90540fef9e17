#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""check_reports.py FOLDER: the reports there, read by parsers that are not ours.

JUnit XML must count what it contains and have what Ant's schema asks for; SARIF must have what SARIF 2.1.0 and
GitHub's code scanning ask for, indices that point where they should included; all forms must agree with each other.
"""
import json
import pathlib
import re
import sys
import xml.etree.ElementTree

SUITE = {"package", "id", "name", "timestamp", "hostname", "tests", "failures", "errors", "skipped", "time"}
LEVELS = {"none", "note", "warning", "error"}


def want(condition, message):
    if not condition:
        raise AssertionError(message)


def check_suite(suite, index):
    want(set(suite.attrib) == SUITE, f"attributes {sorted(suite.attrib)}")
    want(int(suite.get("id")) == index, "ids count from 0")
    want(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.get("timestamp")), "timestamp")
    tags = [child.tag for child in suite]
    cases = suite.findall("testcase")
    want(tags == ["properties"] + ["testcase"] * len(cases) + ["system-out", "system-err"], f"elements {tags}")
    want(int(suite.get("tests")) == len(cases) > 0, "tests")
    for kind, attribute in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        want(int(suite.get(attribute)) == len(suite.findall("testcase/" + kind)), attribute)
    for case in cases:
        want(set(case.attrib) == {"classname", "name", "time"} and len(case) <= 1, "a case")
        want(all(failure.get("type") and failure.get("message") for failure in case.findall("failure")), "a failure")


def check_junit(path, verdict):
    root = xml.etree.ElementTree.parse(path).getroot()
    want(root.tag == "testsuites", "root")
    for index, suite in enumerate(root):
        check_suite(suite, index)
    failures = {suite.get("name"): int(suite.get("failures")) for suite in root}
    uncovered = sum(not item["allowed"] for item in verdict["unseen"])
    want(failures.pop("coverage") == uncovered, "coverage")
    want(failures.pop("program") == (verdict["program"].get("status") != 0), "program")
    want(sum(failures.values()) == len(verdict["violations"]), "violations")


def check_location(location):
    physical = location["physicalLocation"]
    want(re.fullmatch(r"file:///[A-Za-z0-9._~/%-]+", physical["artifactLocation"]["uri"]), "uri")
    want(physical["region"]["startLine"] >= 1, "region")
    want(isinstance(physical["address"]["relativeAddress"], int), "address")
    want(location["message"]["text"], "message")


def check_result(result, rules):
    want(result["level"] in LEVELS and result["message"]["text"] and result["occurrenceCount"] >= 1, "a result")
    want(all(isinstance(v, str) for v in result["partialFingerprints"].values()), "fingerprints")
    if "ruleIndex" in result:
        want(rules[result["ruleIndex"]]["id"] == result["ruleId"], "ruleIndex")
    for location in result["locations"]:
        check_location(location)
    for stack in result.get("stacks", []):
        for frame in stack["frames"]:
            check_location(frame["location"])


def check_sarif(path, verdict):
    document = json.loads(path.read_text())
    want(document["version"] == "2.1.0" and document["$schema"].endswith("sarif-2.1.0.json"), "version")
    (run,) = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    want(len({rule["id"] for rule in rules}) == len(rules), "ids of rules")
    want(all(rule["defaultConfiguration"]["level"] in LEVELS for rule in rules), "levels of rules")
    for result in run["results"]:
        check_result(result, rules)
    (invocation,) = run["invocations"]
    want(invocation["exitCode"] == verdict["exit_status"], "exitCode")
    want(len(invocation["toolExecutionNotifications"]) == len(verdict["unseen"]), "notifications")
    errors = [r for r in run["results"] if r["level"] == "error"]
    accepted = [r for r in errors if r.get("suppressions")]
    want(len(accepted) == len(verdict["accepted"]), "suppressions")
    want(len(errors) - len(accepted) == len(verdict["violations"]), "violations")
    want(len(run["results"]) - len(errors) == len(verdict["warnings"]), "warnings")


def check_annotations(path, verdict):
    lines = path.read_text().splitlines()
    want(all(re.fullmatch(r"::(error|warning) title=[^:,]*::.+", line) for line in lines), "annotations")
    errors = len(verdict["violations"]) + sum(not item["allowed"] for item in verdict["unseen"])
    want(sum(line.startswith("::error") for line in lines) == min(errors, 10), "number of annotations")


def main(folder):
    names = sorted(path.name[:-len(".sarif")] for path in folder.glob("*.sarif"))
    want(names, "no report found")
    for name in names:
        verdict = json.loads((folder / f"{name}.json").read_text())
        try:
            check_junit(folder / f"{name}.junit.xml", verdict)
            check_sarif(folder / f"{name}.sarif", verdict)
            check_annotations(folder / f"{name}.github.txt", verdict)
        except (AssertionError, KeyError, ValueError) as problem:
            sys.exit(f"{name}: {problem!r}")
    print(f"{len(names)} verdicts")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
