#!/bin/bash
# SPDX-License-Identifier: MIT
# scripts/configure.sh BUILDDIR [-Doption=value...]: a configured build directory, whether or not there is one.
# Leaves a directory alone that has these values already: meson would rewrite every build rule otherwise.
set -euo pipefail

dir=$1
shift
cd "$(dirname "$0")/.."

has_values() {
    python3 - "$dir/meson-info/intro-buildoptions.json" "$@" <<'PY'
import json, sys
have = {o["name"]: str(o["value"]).lower() for o in json.load(open(sys.argv[1]))}
want = dict(a[2:].split("=", 1) for a in sys.argv[2:])
sys.exit(any(have.get(k) != v.lower() for k, v in want.items()))
PY
}

if [ ! -f "$dir/meson-info/intro-buildoptions.json" ]; then
    exec meson setup "$dir" . "$@"
elif ! has_values "$@"; then
    exec meson configure "$dir" "$@"
fi
