#!/bin/bash
# SPDX-License-Identifier: MIT
# format.sh TREE: every C file is as clang-format leaves it. Each release of clang-format breaks lines in its own
# way, so only the one that the tree is written with is asked.
set -euo pipefail
cd "$1"

release=14
binary=$(command -v clang-format-$release || command -v clang-format || true)
if [ -z "$binary" ] || ! "$binary" --version | grep -q " $release\."; then
    echo "no clang-format $release here: formatting was not checked"
    exit 77
fi
mapfile -d '' files < <(find src tools tests -name '*.[ch]' -print0)
[ ${#files[@]} -gt 0 ] || { echo "no C file found"; exit 1; }
exec "$binary" --dry-run -Werror "${files[@]}"
