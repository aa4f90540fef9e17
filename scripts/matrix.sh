#!/bin/bash
# SPDX-License-Identifier: MIT
# Builds the tree in the configurations that a plain build does not cover, each in a directory of its own that is
# removed afterwards. Status 77 means skipped, as meson has it: the compiler of that configuration is not here.
set -euo pipefail

tree=$(cd "$(dirname "$0")/.." && pwd)

usage() {
    cat <<'TEXT'
usage: scripts/matrix.sh CONFIGURATION | list | all
  clang       everything with clang; the fuzz targets with libFuzzer, and run
  debug       library and command with gcc -O0
  release     library and command with gcc -O3, and link-time optimization where the library allows it
  generic     library and command without assembly: no vfork and syscall hooks
  sanitize    unit and command tests under address and undefined behaviour sanitizers
  aarch64     cross-built
  install     staged with DESTDIR, works from there
TEXT
}

configurations=(clang debug release generic sanitize aarch64 install)

skip() {
    echo "skipped: $*"
    exit 77
}

need() {
    command -v "$1" >/dev/null || skip "$1 is not installed"
}

# What the calling build and test run set must not reach the one inside.
configure() {
    unset MAKEFLAGS MAKELEVEL DESTDIR CFLAGS LDFLAGS MALLOC_PERTURB_
    meson setup "$dir/build" "$tree" "$@" >"$dir/setup.log" 2>&1 || {
        cat "$dir/setup.log"
        exit 1
    }
    # Said by a newer meson than the oldest that the tree is for.
    ! grep 'tried to use feature' "$dir/setup.log" || exit 1
}

build() {
    ninja -C "$dir/build" >"$dir/ninja.log" || {
        sed -n '/^FAILED: /,$p' "$dir/ninja.log"
        exit 1
    }
}

run_suites() {
    local suite
    for suite in "$@"; do
        meson test -C "$dir/build" --no-rebuild --print-errorlogs --suite "$suite"
    done
}

can_fuzz() {
    echo 'int LLVMFuzzerTestOneInput(const void *d, unsigned long n) { return !d && n; }' |
        clang -fsanitize=fuzzer,address -x c - -o "$dir/probe" 2>/dev/null
}

lint_library() {
    python3 -B "$tree/tests/lint/library.py" "$dir/build/src/libclonetrace.so" "$tree/src/clonetrace.map" \
        "$tree/tests/lint/imports.allow" "$@"
}

# The fuzz targets of the other builds have a driver of their own; here it is libFuzzer, where that is installed.
build_clang() {
    local fuzz=false
    need clang
    can_fuzz && fuzz=true
    CC=clang configure -Dtests=true -Dfuzz=$fuzz
    build
    [ $fuzz = false ] || run_suites fuzz
}

build_debug() {
    need gcc
    CC=gcc configure -Dbuildtype=debug -Dtests=false
    build
    "$tree/scripts/smoke.sh" "$dir/build/src/libclonetrace.so"
}

build_release() {
    need gcc
    CC=gcc configure -Dbuildtype=release -Db_lto=true -Dtests=false
    build
    "$tree/scripts/smoke.sh" "$dir/build/src/libclonetrace.so"
    if [ "$(uname -m)" = x86_64 ]; then lint_library; else lint_library --no-versions; fi
}

build_generic() {
    configure -Darch=generic -Dtests=false
    build
    "$tree/scripts/smoke.sh" "$dir/build/src/libclonetrace.so" --no-vfork
    lint_library --no-versions --without vfork --without __vfork --without syscall
}

# An ASan-built library cannot be preloaded into a program that is not, so the preload tests stay out.
build_sanitize() {
    configure -Db_sanitize=address,undefined -Dtests=true
    build
    UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 run_suites unit tool
}

build_aarch64() {
    local cross=$tree/scripts/cross/aarch64.ini
    if ! command -v aarch64-linux-gnu-gcc >/dev/null; then
        cross=$tree/scripts/cross/aarch64-clang.ini
        printf '#include <stdio.h>\nint main(void) { return puts(""); }' |
            clang --target=aarch64-linux-gnu -x c - -o "$dir/probe" 2>/dev/null ||
            skip "neither aarch64-linux-gnu-gcc nor a clang that can link for aarch64 is installed"
    fi
    configure --cross-file "$cross" -Dtool=false -Dtests=false
    build
}

build_install() {
    configure -Dtests=false -Dprefix=/usr
    build
    DESTDIR=$dir/stage meson install -C "$dir/build" --no-rebuild >"$dir/install.log"
    "$tree/scripts/check-install.sh" "$dir/stage/usr"
}

run_one() (
    dir=$(mktemp -d "${TMPDIR:-/tmp}/clonetrace-$1.XXXXXX")
    trap 'rm -rf "$dir"' EXIT
    "build_$1"
)

run_all() {
    local name status worst=0
    for name in "${configurations[@]}"; do
        status=0
        "$0" "$name" || status=$?
        case $status in
        0) echo "$name: ok" ;;
        77) echo "$name: skipped" ;;
        *)
            echo "$name: FAILED"
            worst=1
            ;;
        esac
    done
    return $worst
}

case ${1:-} in
list) printf '%s\n' "${configurations[@]}" ;;
all) run_all ;;
-h | --help) usage ;;
*)
    [[ " ${configurations[*]} " == *" ${1:-} "* && $# = 1 ]] || {
        usage >&2
        exit 2
    }
    run_one "$1"
    ;;
esac
