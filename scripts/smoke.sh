#!/bin/bash
# SPDX-License-Identifier: MIT
# scripts/smoke.sh LIBRARY [--no-vfork]: a shell and a Python program under this very library file. They must behave as they do
# without it, and the log must hold what they create. For libraries that the test-suite does not reach: installed
# ones, and ones that were built on another system. With --no-vfork the library has no hook for it.
set -euo pipefail

library=$(realpath "$1")
dir=$(mktemp -d "${TMPDIR:-/tmp}/clonetrace-smoke.XXXXXX")
trap 'rm -rf "$dir"' EXIT

shell='(exit 3); echo status $?; echo text | cat; exit 7'
program='
import os, subprocess, sys, threading
threads = [threading.Thread(target=len, args=("x",)) for _ in range(3)]
[t.start() for t in threads]
[t.join() for t in threads]
subprocess.run(["true"], check=True)
child = os.fork()
if child == 0:
    os._exit(5)
print(os.WEXITSTATUS(os.waitpid(child, 0)[1]))
sys.exit(9)
'

# Everything an observer of the program can see: its output and its status.
observe() {
    local status=0
    "$@" 2>&1 || status=$?
    echo "exit status $status"
}

compare() {
    local name=$1
    shift
    observe "$@" >"$dir/$name.native"
    observe env LD_PRELOAD="$library" CLONETRACE_LOG="$dir/$name.log" "$@" >"$dir/$name.traced"
    diff -u "$dir/$name.native" "$dir/$name.traced"
}

compare shell bash -c "$shell"
# The program itself: python3 may be a script that starts it.
compare python "$(python3 -c 'import sys; print(sys.executable)')" -c "$program"

python3 - "$dir" "${2:-}" <<'PY'
import collections, json, sys
def created(name):
    events = [json.loads(line) for line in open(f"{sys.argv[1]}/{name}.log", encoding="utf-8")]
    return collections.Counter(e["api"] for e in events if e["event"] == "create" and e["result"] == "ok")
shell, python = created("shell"), created("python")
assert shell["fork"] >= 2, f"forks of the shell: {shell}"
assert python["pthread_create"] == 3, f"threads of the Python program: {python}"
processes = python["fork"] + python["vfork"] + python["posix_spawn"]
assert processes == 2 or sys.argv[2] and processes == 1, f"processes of the Python program: {python}"
PY
