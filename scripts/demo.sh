#!/bin/sh
# SPDX-License-Identifier: MIT
# usage: scripts/demo.sh BUILD_DIR
# Traces two real programs with the command in BUILD_DIR: a parallel build of a small C project, and a Python program
# that starts subprocesses, threads and forks. The logs stay in BUILD_DIR/demo.
set -eu

build=${1:?usage: scripts/demo.sh BUILD_DIR}
here=$(cd "$(dirname "$0")" && pwd)
clonetrace=$(cd "$build/tools" && pwd)/clonetrace
python=/usr/bin/python3
[ -x "$python" ] || python=python3

mkdir -p "$build/demo"
logs=$(cd "$build/demo" && pwd)
project=$(mktemp -d "${TMPDIR:-/tmp}/clonetrace-demo-XXXXXX")
trap 'rm -rf "$project"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# A dozen modules in a static library, and a program that sums them up.
generate() {
    i=1
    while [ "$i" -le 12 ]; do
        printf '#include "parts.h"\nint part%s(int x) { return x * %s; }\n' "$i" "$i" >"$project/part$i.c"
        printf 'int part%s(int x);\n' "$i" >>"$project/parts.h"
        i=$((i + 1))
    done
    {
        printf '#include <stdio.h>\n#include "parts.h"\nint main(void) {\n    int sum = 0;\n'
        i=1
        while [ "$i" -le 12 ]; do
            printf '    sum += part%s(1);\n' "$i"
            i=$((i + 1))
        done
        printf '    printf("the program says %%d\\n", sum);\n    return sum != 78;\n}\n'
    } >"$project/main.c"
    cat >"$project/Makefile" <<'EOF'
OBJECTS = $(patsubst %.c,%.o,$(wildcard part*.c))
check: program
	@./program
program: main.o libparts.a
	@$(CC) -o $@ main.o -L. -lparts
libparts.a: $(OBJECTS)
	@$(AR) rcs $@ $(OBJECTS)
%.o: %.c parts.h
	@$(CC) -O2 -c -o $@ $<
EOF
}

show() {
    printf '\n$ clonetrace run -o %s --' "$1"
    log=$1
    shift
    printf ' %s' "$@"
    printf '\n\n'
    "$clonetrace" run -o "$log" --lifetimes -- "$@"
}

generate
cd "$project"
show "$logs/make.json" make -j2 CC=gcc AR=ar
show "$logs/python.json" "$python" "$here/demo.py"

printf '\nThe logs, one JSON object a line:\n  %s\n  %s\n' "$logs/make.json" "$logs/python.json"
