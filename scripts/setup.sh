#!/bin/bash
# SPDX-License-Identifier: MIT
# Installs, with apt, the Debian packages that building and testing need and that are missing.
# Touches neither the network nor sudo when nothing is missing.
set -euo pipefail

# What `make demo` and `make install` need.
BUILD=(gcc libc6-dev make meson ninja-build pkg-config libjansson-dev libdw-dev libelf-dev libseccomp-dev libunwind-dev zlib1g-dev python3)

# What `make test` cannot do without.
TEST=(libcriterion-dev strace python3-jsonschema g++ git perl binutils)

# Without these the tests that use them are skipped, with a line that says so.
OPTIONAL=(musl-tools clang clang-format clang-tidy shellcheck universal-ctags
    libclang-rt-dev gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user crun runc python3-yaml jq graphviz python3-protobuf chromium)

usage() {
    cat <<'TEXT'
usage: scripts/setup.sh [--minimal] [--check]
  --minimal   only what building and `make demo` need
  --check     install nothing: name what is missing; status 1 if a needed package is
TEXT
}

say() {
    printf 'setup: %s\n' "$*" >&2
}

installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# True also where another package holds the same under its own name.
have() {
    installed "$1" && return 0
    case $1 in
    pkg-config) installed pkgconf ;;                      # a name that pkgconf provides since Debian 12
    libclang-rt-dev) installed libclang-common-11-dev ;; # clang's runtimes came with it in Debian 11
    gcc-aarch64-linux-gnu) installed gcc-multilib ;;     # they exclude each other; clang crosses as well
    *) return 1 ;;
    esac
}

missing_of() {
    local name
    for name in "$@"; do
        have "$name" || echo "$name"
    done
}

have_lists() {
    compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null
}

known() {
    apt-cache show --no-all-versions "$1" >/dev/null 2>&1
}

known_of() {
    local name
    for name in "$@"; do
        if known "$name"; then echo "$name"; fi
    done
}

# Runs a command as root: directly, or through sudo. sudo may only ask where someone can answer.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif [ -t 0 ] && [ -z "${CI:-}" ]; then
        sudo "$@"
    else
        sudo -n "$@"
    fi
}

can_be_root() {
    [ "$(id -u)" = 0 ] && return 0
    command -v sudo >/dev/null || return 1
    { [ -t 0 ] && [ -z "${CI:-}" ]; } || sudo -n true 2>/dev/null
}

# Never at the price of something that is installed.
apt() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@" >&2
}

install_needed() {
    apt update || say "apt-get update failed; trying with the package lists that are here"
    apt install -y --no-remove --no-install-recommends "$@" || {
        say "could not install: $*"
        exit 1
    }
}

# One that cannot be had must not keep the others away.
install_optional() {
    local names name
    mapfile -t names < <(known_of "$@")
    if [ ${#names[@]} -gt 0 ] && ! apt install -y --no-remove --no-install-recommends "${names[@]}"; then
        for name in "${names[@]}"; do
            apt install -y --no-remove --no-install-recommends "$name" || true
        done
    fi
    mapfile -t names < <(missing_of "$@")
    [ ${#names[@]} = 0 ] || say "not available here, so their tests are skipped: ${names[*]}"
}

minimal=no
check=no
for arg in "$@"; do
    case $arg in
    --minimal) minimal=yes ;;
    --check) check=yes ;;
    --help | -h)
        usage
        exit 0
        ;;
    *)
        say "unknown option: $arg"
        usage >&2
        exit 2
        ;;
    esac
done

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    say "no apt here, installing nothing; the build needs: ${BUILD[*]}; the tests: ${TEST[*]}"
    exit 0
fi

needed=("${BUILD[@]}")
optional=()
if [ $minimal = no ]; then
    needed+=("${TEST[@]}")
    optional=("${OPTIONAL[@]}")
fi
mapfile -t needed < <(missing_of "${needed[@]}")
mapfile -t optional < <(missing_of "${optional[@]}")

if [ $check = yes ]; then
    [ ${#optional[@]} = 0 ] || say "missing, optional: ${optional[*]}"
    [ ${#needed[@]} = 0 ] && exit 0
    say "missing: ${needed[*]}"
    exit 1
fi
[ ${#needed[@]} = 0 ] && [ ${#optional[@]} = 0 ] && exit 0

if ! can_be_root; then
    missing=("${needed[@]}" "${optional[@]}")
    say "neither root nor sudo; as root run: apt-get install ${missing[*]}"
    [ ${#needed[@]} = 0 ] && exit 0
    exit 1
fi
if [ ${#needed[@]} -gt 0 ]; then
    say "installing: ${needed[*]}"
    install_needed "${needed[@]}"
elif [ -z "$(known_of "${optional[@]}")" ] && have_lists; then
    # Looked for before, and this release has none of them.
    say "not available here, so their tests are skipped: ${optional[*]}"
    exit 0
else
    apt update || true
fi
[ ${#optional[@]} = 0 ] || install_optional "${optional[@]}"
