// SPDX-License-Identifier: MIT
// A call that a policy refuses: it fails as its manual page says, whichever it is, and the kernel
// has never heard of it.
#include <criterion/criterion.h>
#include <string.h>

#include "judged.h"
#include "place.h"

#define MINUS_ONE "returned -1 errno 18\n"
#define NUMBER "returned 18 errno 0\n"
#define THRD_ERROR "returned 2 errno 0\n"
#define CMDSUB "returned 4 errno 0\n" // WRDE_CMDSUB

static const char refusal[] = "{\"id\": \"no\", \"match\": {\"event\": \"%s\"},"
                              " \"action\": \"deny\", \"errno\": \"EXDEV\"}";

static void look_at(const struct log *log, const char *kind, const char *api) {
    const struct event *event = log_find(log, kind, NULL, 0);

    cr_assert_eq(log_count(log, kind, NULL), 1u, "%zu %s events", log_count(log, kind, NULL), kind);
    cr_assert_str_eq(event->api, api);
    cr_assert_str_eq(rules_of(event), "no:deny", "%s", event->line);
    cr_assert(event->error && strcmp(event->error, "EXDEV") == 0, "%s", event->line);
    if (strcmp(kind, "exec") != 0)
        cr_assert(event->result && strcmp(event->result, "denied") == 0, "%s", event->line);
}

// strace's account has the program's own execve, and nothing else.
static void refuse(const char *kind, const char *guest_api, const char *out) {
    const char *api = strncmp(guest_api, "syscall-", 8) == 0 ? "syscall" : guest_api;
    char *policy = policy_of(text(refusal, kind));
    struct run run = judged(SHIM, policy, "refused", guest_api);
    struct log log = log_of(&run, 0, out);
    struct account account;

    look_at(&log, kind, api);
    if (!have_program("strace"))
        cr_skip_test("no strace");
    run = judged(STRACE, policy, "refused", guest_api);
    log = log_of(&run, 0, out);
    look_at(&log, kind, api);
    account = kernel_read(run.trace_path);
    cr_assert_eq(account.count, 1u, "%s", read_file(run.trace_path, NULL));
    run = judged(SHIM, policy, "refused", guest_api, "handler");
    log = log_of(&run, 0, out);
    look_at(&log, kind, api);
}

#define REFUSE(kind, name, api, out)                                                               \
    Test(refuse_##kind, name) {                                                                    \
        refuse(#kind, api, out);                                                                   \
    }

REFUSE(create, fork, "fork", MINUS_ONE)
REFUSE(create, fork_alias, "__fork", MINUS_ONE)
REFUSE(create, fork_safe, "_Fork", MINUS_ONE)
REFUSE(create, vfork, "vfork", MINUS_ONE)
REFUSE(create, vfork_alias, "__vfork", MINUS_ONE)
REFUSE(create, clone, "clone", MINUS_ONE)
REFUSE(create, clone_alias, "__clone", MINUS_ONE)
REFUSE(create, syscall_clone, "syscall-clone", MINUS_ONE)
REFUSE(create, syscall_clone_stack, "syscall-clone-stack", MINUS_ONE)
REFUSE(create, syscall_clone3, "syscall-clone3", MINUS_ONE)
REFUSE(create, syscall_fork, "syscall-fork", MINUS_ONE)
REFUSE(create, syscall_vfork, "syscall-vfork", MINUS_ONE)
REFUSE(create, pthread_create, "pthread_create", NUMBER)
REFUSE(create, thrd_create, "thrd_create", THRD_ERROR)
REFUSE(create, posix_spawn, "posix_spawn", NUMBER)
REFUSE(create, posix_spawnp, "posix_spawnp", NUMBER)
REFUSE(create, system, "system", MINUS_ONE)
REFUSE(create, popen, "popen", MINUS_ONE)
REFUSE(create, daemon, "daemon", MINUS_ONE)
REFUSE(create, forkpty, "forkpty", MINUS_ONE)
REFUSE(create, wordexp, "wordexp", CMDSUB)
REFUSE(exec, execve, "execve", MINUS_ONE)
REFUSE(exec, execv, "execv", MINUS_ONE)
REFUSE(exec, execvp, "execvp", MINUS_ONE)
REFUSE(exec, execvpe, "execvpe", MINUS_ONE)
REFUSE(exec, execl, "execl", MINUS_ONE)
REFUSE(exec, execlp, "execlp", MINUS_ONE)
REFUSE(exec, execle, "execle", MINUS_ONE)
REFUSE(exec, fexecve, "fexecve", MINUS_ONE)
REFUSE(exec, execveat, "execveat", MINUS_ONE)
REFUSE(exec, syscall_execve, "syscall-execve", MINUS_ONE)
REFUSE(exec, syscall_execveat, "syscall-execveat", MINUS_ONE)
REFUSE(namespace, unshare, "unshare", MINUS_ONE)
REFUSE(namespace, setns, "setns", MINUS_ONE)
REFUSE(namespace, syscall_unshare, "syscall-unshare", MINUS_ONE)
REFUSE(namespace, syscall_setns, "syscall-setns", MINUS_ONE)
