#!/bin/sh
# SPDX-License-Identifier: MIT
# test_flags_page.sh CLONETRACE PAGE: docs/clone-flags.md is what the flag table says. To write it anew:
#   clonetrace flags --all --markdown > docs/clone-flags.md
set -eu
written=$(mktemp)
trap 'rm -f "$written"' EXIT
"$1" flags --all --markdown > "$written"
diff -u "$2" "$written"
