# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Lines of a log, for tests that make one up.

# image TS PID PPID NAME BOOT
image() {
    printf '{"v":1,"event":"image","ts_ns":%s,"pid":%s,"ppid":%s,"tid":%s,"exe":"/usr/bin/%s",' "$1" "$2" "$3" "$2" "$4"
    printf '"argv":["%s"],"argc":1,"realtime_ns":5,"boot_id":"%s"}\n' "$4" "$5"
}

# create TS API FLAGS FLAGS_RAW CALLER CHILD MODULE
create() {
    printf '{"v":1,"event":"create","ts_ns":%s,"api":"%s","syscall":"clone","flags":[%s],"flags_raw":%s,' "$1" "$2" "$3" "$4"
    printf '"exit_signal":"SIGCHLD","caller":{"tgid":%s,"tid":%s},"child":{"tgid":%s,"tid":%s},' "$5" "$5" "$6" "$6"
    printf '"relation":"process","result":"ok","duration_ns":9,"site":{"module":"%s","offset":"0x10"}}\n' "$7"
}

# exits TS PID STATUS LOST_TOTAL
exits() {
    printf '{"v":1,"event":"exit","ts_ns":%s,"tgid":%s,"tid":%s,"status":%s,"lost_total":%s}\n' "$1" "$2" "$2" "$3" "$4"
}

# What make, gcc and as create, in the file "log".
some() {
    {
        image 1 100 1 make aaaaaaaa-1
        create 10 fork '' 0 100 101 /lib/libc.so
        create 20 vfork '"CLONE_VM","CLONE_VFORK"' 16640 101 102 /usr/bin/make
        image 25 102 101 gcc aaaaaaaa-1
        create 30 vfork '"CLONE_VM","CLONE_VFORK"' 16640 102 103 /lib/libc.so
        image 35 103 102 as aaaaaaaa-1
        create 40 posix_spawn '"CLONE_VM"' 256 100 104 /lib/libc.so
        image 45 104 100 ar aaaaaaaa-1
    } >log
}
