#!/bin/sh
# SPDX-License-Identifier: MIT
# A program of another C library runs under the preload as without it: musl's loader takes an unknown symbol for an error.
# usage: musl.sh LIBRARY SOURCE
set -eu
if ! command -v musl-gcc >/dev/null; then
    echo "skipped: no musl-gcc (Debian: musl-tools)"
    exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
musl-gcc -O1 -o "$work/guest" "$2"
"$work/guest" >"$work/native" || echo "status $?" >>"$work/native"
LD_PRELOAD=$1 CLONETRACE_LOG=$work/log "$work/guest" >"$work/shim" || echo "status $?" >>"$work/shim"
diff "$work/native" "$work/shim"
if [ -e "$work/log" ]; then
    echo "the shim wrote in a process whose C library it does not know" >&2
    exit 1
fi
# What cannot be judged is not run, and that is said in one line.
status=0
LD_PRELOAD=$1 CLONETRACE_POLICY=preset:no-exec "$work/guest" >"$work/judged" 2>"$work/why" || status=$?
if [ $status -ne 125 ] || [ -s "$work/judged" ] || [ "$(wc -l <"$work/why")" -ne 1 ]; then
    echo "under a policy: status $status" >&2
    cat "$work/judged" "$work/why" >&2
    exit 1
fi
