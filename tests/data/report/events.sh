# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# More lines of a log, for tests of its tables. What they leave out, KEY= before the call sets:
# result, relation, flags (a number), ms (a duration), module, offset, and more for other members.

# started TS PID [PPID]: a program, now, in this boot of this machine.
started() {
    printf '{"v":1,"event":"image","ts_ns":%s,"pid":%s,"ppid":%s,"tid":%s,"exe":"/usr/bin/app",' "$1" "$2" "${3:-1}" "$2"
    printf '"argv":["app"],"argc":1,"realtime_ns":%s,"boot_id":"%s"}\n' "${real:-$(date +%s%N)}" \
        "${boot:-$(cat /proc/sys/kernel/random/boot_id 2>/dev/null || echo none)}"
}

# created TS API PID/TID PID/TID: a task.
created() {
    printf '{"v":1,"event":"create","ts_ns":%s,"api":"%s","syscall":"clone","flags":[],"flags_raw":%s,' "$1" "$2" "${flags:-0}"
    printf '"exit_signal":"SIGCHLD","caller":{"tgid":%s,"tid":%s},"child":{"tgid":%s,"tid":%s},' \
        "${3%/*}" "${3#*/}" "${4%/*}" "${4#*/}"
    printf '"relation":"%s","result":"%s","duration_ns":%s,' "${relation:-process}" "${result:-ok}" "${ns:-1000}"
    printf '"site":{"module":"%s","offset":"%s"}%s}\n' "${module:-/nowhere/app}" "${offset:-0x10}" "$more"
}

# thread TS PID TID: one that the first thread creates.
thread() {
    relation=thread flags=331520 created "$1" pthread_create "$2/$2" "$2/$3"
}

# thread_ends TS PID TID
thread_ends() {
    printf '{"v":1,"event":"thread_exit","ts_ns":%s,"tgid":%s,"tid":%s}\n' "$1" "$2" "$3"
}

# execs TS PID API CREATED-AT BY [FAULTS]
execs() {
    printf '{"v":1,"event":"exec","ts_ns":%s,"api":"execve","path":"/bin/true","tgid":%s,"tid":%s,' "$1" "$2" "$2"
    printf '"since":{"api":"%s","ts_ns":%s,"by":{"tgid":%s,"tid":%s}},"minflt":%s,"site":null%s}\n' \
        "$3" "$4" "$5" "$5" "${6:-9}" "$more"
}

# ends TS PID
ends() {
    printf '{"v":1,"event":"exit","ts_ns":%s,"tgid":%s,"tid":%s,"status":0,"minflt":9,"written":1,"lost_total":%s}\n' \
        "$1" "$2" "$2" "${lost:-0}"
}
