#!/bin/bash
# SPDX-License-Identifier: MIT
# Builds and tests this tree inside base systems with an older and a newer C library, then runs the library
# built on the oldest on all of them. The base systems are made once with debootstrap and kept; all mounts
# live in a mount namespace of this script and vanish with it, however it ends.
set -euo pipefail

usage() {
    cat <<'TEXT'
usage: scripts/glibc-matrix.sh [RELEASE...]
Default releases: bullseye (glibc 2.31), bookworm (2.36), trixie (2.41), the oldest first. Needs root,
debootstrap and about 2 GiB for each release.
  CLONETRACE_ROOTS    where the base systems are kept (/var/tmp/clonetrace-roots)
  CLONETRACE_MIRROR   a Debian mirror, where apt here is not configured with one
TEXT
}

say() {
    printf 'glibc-matrix: %s\n' "$*" >&2
}

die() {
    say "$*"
    exit 1
}

case ${1:-} in
-h | --help)
    usage
    exit 0
    ;;
-*)
    usage >&2
    exit 2
    ;;
esac
[ "$(id -u)" = 0 ] || die "needs root (chroot and mounts): sudo make test-glibc"
export PATH=$PATH:/usr/sbin:/sbin
command -v debootstrap >/dev/null || die "debootstrap is missing: apt-get install debootstrap"

if [ "${CLONETRACE_MATRIX_NS:-}" != yes ]; then
    exec env CLONETRACE_MATRIX_NS=yes unshare --mount --propagation private "$0" "$@"
fi

cd "$(dirname "$0")/.."
tree=$PWD
roots=${CLONETRACE_ROOTS:-/var/tmp/clonetrace-roots}
releases=("$@")
[ $# -gt 0 ] || releases=(bullseye bookworm trixie)
oldest=${releases[0]}
eval "$(apt-config shell http_proxy Acquire::http::Proxy)"
[ -z "${http_proxy:-}" ] || export http_proxy

mirror() {
    local uri
    # shellcheck disable=SC2016 # apt expands it
    uri=${CLONETRACE_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' \
        'Created-By: Packages' 'Label: Debian' | head -n 1)}
    [ -n "$uri" ] || die "apt here has no Debian mirror (run apt-get update, or set CLONETRACE_MIRROR)"
    echo "$uri"
}

# Only a complete base system gets its final name, so that an interrupted one is made again.
base_system() {
    local root=$roots/$1
    [ -d "$root" ] && return 0
    say "$1: making the base system in $root"
    rm -rf "$root.partial"
    mkdir -p "$roots"
    debootstrap --variant=minbase --include=ca-certificates,make "$1" "$root.partial" "$(mirror)" \
        >"$roots/$1.debootstrap.log" 2>&1 || die "$1: debootstrap failed, see $roots/$1.debootstrap.log"
    mv "$root.partial" "$root"
}

enter() {
    local root=$roots/$1
    shift
    chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 CI=true \
        ${http_proxy:+http_proxy="$http_proxy"} "$@" </dev/null
}

mount_kernel_files() {
    local root=$roots/$1 name
    for name in proc sys dev; do
        mount --rbind "/$name" "$root/$name"
    done
    cp /etc/resolv.conf "$root/etc/resolv.conf"
}

# The working tree as git sees it, without ignored files; what was built there before is kept.
copy_tree() {
    local to=$roots/$1/src
    mkdir -p "$to"
    find "$to" -mindepth 1 -maxdepth 1 ! -name build -exec rm -rf {} +
    git -C "$tree" ls-files -z --cached --others --exclude-standard |
        tar -C "$tree" --null --ignore-failed-read -T - -cf - | tar -C "$to" -xf -
}

glibc_of() {
    enter "$1" ldd --version | sed -n '1s/.* //p'
}

test_release() {
    local log=$roots/$1.log status=0
    base_system "$1"
    mount_kernel_files "$1"
    copy_tree "$1"
    say "$1 (glibc $(glibc_of "$1")): building and testing, log in $log"
    enter "$1" apt-get -q update >"$log" 2>&1 || true
    enter "$1" apt-get -q install -y --no-install-recommends make >>"$log" 2>&1 || true
    enter "$1" /src/.ci/run >>"$log" 2>&1 || status=$?
    grep -a '^\(failed\|skipped\): ' "$log" || true
    say "$1: $(tail -n 1 "$log")"
    return $status
}

# The preload tests once more, with the oldest system's library in the place of the one that was built here.
run_oldest_on() {
    local built=$roots/$1/src/build/src/libclonetrace.so log=$roots/$1-$oldest.log status=0
    [ -e "$roots/$oldest/src/build/src/libclonetrace.so" ] && [ -e "$built" ] || return 1
    mv "$built" "$built.own"
    cp "$roots/$oldest/src/build/src/libclonetrace.so" "$built"
    enter "$1" meson test -C /src/build --no-rebuild --print-errorlogs --logbase oldest --suite preload >"$log" 2>&1 || status=$?
    mv "$built.own" "$built"
    say "$1 with the library of $oldest: $(grep -a '^\(Ok\|Fail\): ' "$log" | tr -s ' \n' ' '), log in $log"
    return $status
}

failed=()
for release in "${releases[@]}"; do
    test_release "$release" || failed+=("$release")
done
for release in "${releases[@]:1}"; do
    run_oldest_on "$release" || failed+=("$oldest on $release")
done
[ ${#failed[@]} = 0 ] || die "failed: $(printf '%s; ' "${failed[@]}")"
say "all passed"
