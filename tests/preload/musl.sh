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
