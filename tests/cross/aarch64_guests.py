# SPDX-License-Identifier: MIT
"""The guests that aarch64.py runs, and what their logs must say: how often which "api syscall flags|signal result".
None: only that the guest is content and the log is sound."""

FORK = "clone CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD ok"
VFORK = "clone CLONE_VFORK|CLONE_VM|SIGCHLD ok"
RAW_THREAD = ("clone CLONE_CHILD_CLEARTID|CLONE_FILES|CLONE_FS|CLONE_PARENT_SETTID|CLONE_SIGHAND|CLONE_SYSVSEM|"
              "CLONE_THREAD|CLONE_VM|0")
THREAD = RAW_THREAD.replace("CLONE_SIGHAND", "CLONE_SETTLS|CLONE_SIGHAND")

GUESTS = {
    "fork_one": {f"fork {FORK}": 1},
    "fork_one __fork": {f"__fork {FORK}": 1},
    "fork_one _Fork": {f"_Fork {FORK}": 1},
    "signal_fork": None,
    "clone_one": {"clone clone SIGCHLD ok": 1},
    "clone_one 17 alias": {"__clone clone SIGCHLD ok": 1},
    "clone_one 0x10000": {"clone clone CLONE_THREAD|0 EINVAL": 1},
    "clone_thread": {f"clone {RAW_THREAD} ok": 1},
    "syscall_one clone": {"syscall clone SIGCHLD ok": 1},
    "syscall_one clone 0x4111": {f"syscall {VFORK}": 1},
    "syscall_one clone 0x10000": {"syscall clone CLONE_THREAD|0 EINVAL": 1},
    "syscall_one clone3": {"syscall clone3 SIGCHLD ok or ENOSYS": 1},
    "thread_one": {f"pthread_create {THREAD} ok": 1},
    "thread_one detached": {f"pthread_create {THREAD} ok": 1},
    "thread_one refused": {f"pthread_create {THREAD} EAGAIN": 1},
    "thread_one quit": {f"pthread_create {THREAD} ok": 1},
    "thread_gone": {f"pthread_create {THREAD} ok": 300},
    "thread_cancel": {f"pthread_create {THREAD} ok": 60},
    "cancel_early": None,
    "thrd_one": {f"thrd_create {THREAD} ok": 1},
    "small_stack thread": {f"pthread_create {THREAD} ok": 2},
    "small_stack vfork": {f"pthread_create {THREAD} ok": 1, f"vfork {VFORK}": 1},
    "vfork_many": {f"pthread_create {THREAD} ok": 4, f"vfork {VFORK}": 400},
    "vfork_exec /nonexistent": {f"vfork {VFORK}": 1},
    "exec_one execv /nonexistent": {},
    "exec_syscall execve /nonexistent": {},
    "exec_syscall execveat /nonexistent": {},
    "namespace_one unshare 0x200": {},
    "spawn_one posix_spawn /bin/true": {f"posix_spawn {VFORK}": 1},
    "spawn_one posix_spawnp true": {f"posix_spawnp {VFORK}": 1},
    "system_one true": {f"system {VFORK}": 1},
    "wordexp_one plain": {},
    "end_one exit": {},
    "registers vfork": {f"vfork {VFORK}": 1},
    "registers __vfork": {f"__vfork {VFORK}": 1},
    "registers clone": {"syscall clone SIGCHLD ok": 1},
    "registers clone 0x4111": {f"syscall {VFORK}": 1},
    "registers six": {},
    "registers stack": {"syscall clone SIGCHLD ok": 1},
    "registers stack3": {"syscall clone3 SIGCHLD ok or ENOSYS": 1},
}
NESTED = {f"vfork {VFORK}": 25}
STATUS = {"thread_one quit": 5, "end_one exit": 6}
