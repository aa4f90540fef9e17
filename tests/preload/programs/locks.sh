# SPDX-License-Identifier: MIT
# Descriptors that bash scripts take by number, as flock(1) shows it. Where bash finds one open and close-on-exec it thinks
# that it is its own, and puts it back after the exec.
set -u
for number in 10 64 99 100 200 201 254; do
    file=lock.$number
    eval "exec $number>\"\$file\""
    flock -n "$number" && echo "locked $number"
    echo "mine $number" >&"$number"
    cat "$file"
    flock -n "$file" true || echo "held $number"
done
