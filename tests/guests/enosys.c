// SPDX-License-Identifier: MIT
// A sandbox that answers clone3 with ENOSYS, as container runtimes do: libc must fall back to
// clone, and so must whatever tells the flags. Does what argv[1] names under that filter.
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <spawn.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "guest.h"

extern char **environ;

static void forbid_clone3(void) {
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof code / sizeof *code, code};

    require(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "PR_SET_NO_NEW_PRIVS");
    require(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0, "PR_SET_SECCOMP");
}

static void *work(void *arg) {
    return arg;
}

static void start_thread(void) {
    pthread_t thread;

    require(pthread_create(&thread, NULL, work, NULL) == 0, "pthread_create");
    pthread_join(thread, NULL);
}

static void start_program(void) {
    char *args[] = {(char *)"true", NULL};
    pid_t pid;

    require(posix_spawn(&pid, "/bin/true", NULL, NULL, args, environ) == 0, "posix_spawn");
    reap(pid, 0);
}

int main(int argc, char **argv) {
    const char *way = argc > 1 ? argv[1] : "all";

    if (same(way, "late")) // the calls worked by clone3 before the sandbox closed
        start_thread();
    forbid_clone3();
    if (!same(way, "spawn"))
        start_thread();
    if (!same(way, "thread"))
        start_program();
    if (same(way, "all"))
        require(system("exit 3") == 3 << 8, "system");
    puts("done");
    return 0;
}
