#!/bin/bash
# SPDX-License-Identifier: MIT
# Unpacks Debian packages whose files the tests run and which nobody wants to have installed for that: installing a
# server starts it. apt only downloads them; nothing of them is configured, started or put in the system's directories.
set -euo pipefail

# A package, and a path that says it is installed.
PACKAGES=(rsyslog:/usr/sbin/rsyslogd 'rsyslog-pgsql:/usr/lib/*/rsyslog/ompgsql.so' 'postgresql:/usr/lib/postgresql/*/bin/initdb')

if [ "$(id -u)" = 0 ]; then kept=/var/cache/clonetrace/packages; else kept=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/clonetrace/packages; fi
kept=${CLONETRACE_PACKAGES:-$kept}

usage() {
    cat <<TEXT
usage: scripts/unpack.sh [--where]
  --where   print the directory and unpack nothing
  CLONETRACE_PACKAGES   the directory ($kept)
TEXT
}

say() {
    printf 'unpack: %s\n' "$*" >&2
}

# Fills `missing` with packages that are neither installed nor unpacked.
look() {
    local entry
    missing=()
    for entry in "${PACKAGES[@]}"; do
        compgen -G "${entry#*:}" >/dev/null || compgen -G "$kept${entry#*:}" >/dev/null || missing+=("${entry%%:*}")
    done
}

unpack() {
    local work deb
    work=$(mktemp -d)
    # shellcheck disable=SC2064 # the directory of now
    trap "rm -rf '$work'" EXIT
    mkdir "$work/partial" "$work/root"
    apt-get -q install -y --download-only --no-upgrade --no-install-recommends -o Debug::NoLocking=1 \
        -o APT::Sandbox::User=root -o Dir::Cache::archives="$work" "${missing[@]}" >&2 || return 1
    for deb in "$work"/*.deb; do
        dpkg -x "$deb" "$work/root" || return 1
    done
    mkdir -p "$kept"
    cp -a "$work/root/." "$kept/"
}

case ${1:-} in
'') ;;
--where)
    echo "$kept"
    exit 0
    ;;
-h | --help)
    usage
    exit 0
    ;;
*)
    usage >&2
    exit 2
    ;;
esac

look
[ ${#missing[@]} = 0 ] && exit 0
if ! command -v apt-get >/dev/null || ! command -v dpkg >/dev/null; then
    say "no apt here: the test that needs ${missing[*]} is skipped"
    exit 0
fi
say "unpacking into $kept: ${missing[*]}"
unpack || say "could not; the test that needs ${missing[*]} is skipped"
exit 0
