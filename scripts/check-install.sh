#!/bin/bash
# SPDX-License-Identifier: MIT
# scripts/check-install.sh PREFIX: what was installed (or staged) below PREFIX is complete and works from there.
set -euo pipefail

scripts=$(cd "$(dirname "$0")" && pwd)
prefix=$(realpath "$1")
command=$prefix/bin/clonetrace
library=$(find "$prefix" -name libclonetrace.so)
dir=$(mktemp -d "${TMPDIR:-/tmp}/clonetrace-check.XXXXXX")
trap 'rm -rf "$dir"' EXIT

fail() {
    echo "check-install: $*"
    exit 1
}

for name in bin/clonetrace share/clonetrace/event.schema.json share/doc/clonetrace/README.md \
    share/doc/clonetrace/LICENSE share/man/man1/clonetrace.1; do
    [ -e "$prefix/$name" ] || [ -e "$prefix/$name.gz" ] || fail "$name is not there"
done
for name in bench-worker bench-dynamic; do
    [ -x "$prefix/libexec/clonetrace/$name" ] || fail "libexec/clonetrace/$name is not there"
done
[ -n "$library" ] || fail "libclonetrace.so is not there"
[ -e "${library%.so}-policy.so" ] || fail "libclonetrace-policy.so is not beside libclonetrace.so"

cd "$dir"
# Nothing of the surroundings may help the command to find its library.
run() {
    env -i PATH=/usr/bin:/bin HOME="$dir" LC_ALL=C "$@"
}
run "$command" flags 0x4111 >flags.txt || fail "clonetrace flags 0x4111: status $?"
grep -q CLONE_VFORK flags.txt || fail "clonetrace flags 0x4111 does not name CLONE_VFORK"
run "$command" run -o log.json -- sh -c 'true | true; exit 7' 2>summary.txt && fail "run lost the status 7"
grep -q '"api":"fork"\|"api":"vfork"' log.json || fail "run -o wrote no create event: $(cat summary.txt)"
run "$command" run -- true 2>/dev/null || fail "clonetrace run -- true: status $?"
run "$command" run --policy preset:no-exec -- sh -c 'exec true' 2>/dev/null && fail "run --policy refused nothing"
run "$command" bench --method=vfork --then=exec-static,exec-dynamic --rounds=1 >bench.txt 2>&1 ||
    fail "clonetrace bench: status $?: $(cat bench.txt)"
"$scripts/smoke.sh" "$library"
