// SPDX-License-Identifier: MIT
// A sandbox that answers, with the errno in argv[1], what a tracer might use and this program does
// not: opening, its own descriptors, clocks, usage; with anything as argv[2] also statx, the way to
// know a file again. Then creates.
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "guest.h"

#define REFUSE(name)                                                                               \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##name, 0, 1),                                         \
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)error)

static void refuse(int error, bool statx_too) {
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_statx, (unsigned char)!statx_too, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)error),
        REFUSE(openat),
        REFUSE(readlinkat),
        REFUSE(getrusage),
        REFUSE(fcntl),
        REFUSE(dup3),
        REFUSE(clock_gettime),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof code / sizeof *code, code};

    require(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "PR_SET_NO_NEW_PRIVS");
    require(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0, "PR_SET_SECCOMP");
}

static void *work(void *arg) {
    return arg;
}

int main(int argc, char **argv) {
    pthread_t thread;
    pid_t pid;

    refuse(argc > 1 ? atoi(argv[1]) : EPERM, argc > 2);
    for (int i = 0; i < 3; i++) {
        pid = i == 1 ? vfork() : fork();
        if (pid == 0)
            _exit(7);
        reap(pid, 7);
    }
    require(pthread_create(&thread, NULL, work, NULL) == 0, "pthread_create");
    pthread_join(thread, NULL);
    puts("done");
    return 4;
}
