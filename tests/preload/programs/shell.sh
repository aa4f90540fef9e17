# SPDX-License-Identifier: MIT
# What shell scripts do all day: subshells, pipes, substitutions, background jobs, traps, exec. For bash and dash.
set -u
trap 'echo trapped' USR1
echo "$(printf '%s ' one two | tr a-z A-Z)"
(exit 3) || echo "subshell $?"
seq 20 | while read -r n; do echo "$n"; done | sort -rn | head -3
for i in 1 2 3; do
    sh -c "exit $i" &
    wait $! || echo "job $?"
done
kill -USR1 $$
cat <<END | sed s/a/b/
a here document
END
sh -c 'kill -TERM $$'
echo "killed $?"
/nonexistent/program 2>/dev/null
echo "missing $?"
env -i /bin/echo scrubbed
exec sh -c 'echo replaced; exit 9'
