// SPDX-License-Identifier: MIT
// A thread by raw clone(), without a TLS of its own: its code may use neither errno nor any libc
// call. Its end is the futex that CLONE_CHILD_CLEARTID wakes.
#include <linux/futex.h>
#include <sched.h>
#include <sys/mman.h>

#include "guest.h"
#include "raw.h"

#define STACK 65536
#define FLAGS                                                                                      \
    (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM |            \
     CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID)

static volatile pid_t alive, seen_tid, seen_tgid;

static int child(void *arg) {
    seen_tid = (pid_t)raw_call(SYS_gettid, 0, 0, 0);
    seen_tgid = (pid_t)raw_call(SYS_getpid, 0, 0, 0);
    return 0;
}

int main(void) {
    char *stack =
        mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    pid_t tid;

    require(stack != MAP_FAILED, "mmap");
    alive = 1;
    tid = clone(child, stack + STACK, FLAGS, NULL, &seen_tid, NULL, &alive);
    require(tid > 0, "clone");
    for (pid_t now = alive; now != 0; now = alive)
        syscall(SYS_futex, &alive, FUTEX_WAIT, now, NULL, NULL, 0);
    require(seen_tid == tid, "the thread has another tid");
    require(seen_tgid == getpid(), "the thread is in another process");
    puts("thread done");
    return 0;
}
