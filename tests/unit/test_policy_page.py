#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_policy_page.py CLONETRACE PAGE: every example of the page is a policy or a rule that the command takes."""
import json
import pathlib
import re
import subprocess
import sys


def policy_of(block):
    return block if '"version"' in block else '{"version": 1, "rules": [' + block + "]}"


def main(tool, page):
    text = pathlib.Path(page).read_text(encoding="utf-8")
    blocks = re.findall(r"^```json\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    bad, keys = 0, set()
    for block in blocks:
        done = subprocess.run([tool, "policy", "check", "-"], input=policy_of(block), universal_newlines=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        if done.returncode:
            print(f"{done.stderr}in:\n{block}")
            bad += 1
            continue
        for rule in json.loads(policy_of(block))["rules"]:
            keys |= set(rule["match"])
    missing = {"event", "api", "flags", "exit_signal", "relation", "exe", "module", "path", "multithreaded",
               "rss_mib_over", "depth_over", "count_over"} - keys
    if missing:
        print(f"no example of {', '.join(sorted(missing))}")
    return bool(bad or missing or not blocks)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
