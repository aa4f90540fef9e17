#!/bin/bash
# SPDX-License-Identifier: MIT
# shell.sh TREE: every shell script parses, and shellcheck has nothing to say where it is installed.
set -euo pipefail
cd "$1"

mapfile -t files < <(grep -lE -m1 '^#!/bin/(ba)?sh' -r .ci scripts tests docs tools --include='*.sh' --include=run)
[ ${#files[@]} -gt 0 ] || { echo "no shell script found"; exit 1; }
status=0
for file in "${files[@]}"; do
    case $(head -n 1 "$file") in
    *bash) bash -n "$file" || status=1 ;;
    *) sh -n "$file" || status=1 ;;
    esac
done
if command -v shellcheck >/dev/null; then
    shellcheck --severity=info "${files[@]}" || status=1
else
    echo "no shellcheck here: the scripts were only parsed"
fi
exit $status
