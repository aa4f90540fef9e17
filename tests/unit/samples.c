// SPDX-License-Identifier: MIT
// Prints lines of every kind of event, with each optional part there and not there, for the
// schema's test.
#include <errno.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "event/encode.h"

static const struct ct_site site = {"/usr/bin/a \"b\"\n\xff", "main", 0x1234};
static const struct ct_mem mem = {812340, 1644, 99};

static void print(struct ct_event event) {
    char data[CT_LINE_MAX];
    struct ct_buf buf;

    ct_buf_init(&buf, data, sizeof data);
    event.ts_ns = 81234567890;
    event.tgid = 100;
    event.tid = 101;
    if (ct_event_encode(&event, &buf))
        exit(1);
    fwrite(data, 1, buf.len, stdout);
}

static void print_creates(void) {
    const struct ct_site frames[] = {site, {NULL, NULL, 0}, {"/lib/x.so", NULL, 5}};
    struct ct_event event = {.kind = CT_EVENT_CREATE, .api = CT_API_VFORK, .site = site};

    event.create = (struct ct_create){.flags = CLONE_VM | CLONE_VFORK,
                                      .exit_signal = SIGCHLD,
                                      .entry = CT_ENTRY_VFORK,
                                      .child_tgid = 102,
                                      .child_tid = 102,
                                      .duration_ns = 5};
    print(event);
    event.lost = 3;
    event.create.child_tid = 0; // system and popen hide it
    event.create.stack = frames;
    event.create.nstack = 3;
    event.create.mem = &mem;
    print(event);
    event.create.result = CT_RESULT_ERROR;
    event.create.error = EAGAIN;
    event.create.from_caller = true;
    event.create.flags = UINT64_MAX;
    event.create.exit_signal = 255;
    print(event);
    event.create.result = CT_RESULT_DENIED;
    event.create.flags = 0;
    event.create.exit_signal = 37;
    event.create.error = 4242;
    event.create.nstack = 0;
    print(event);
    for (uint64_t bit = 1; bit; bit <<= 1) {
        event.create.flags = bit;
        print(event);
    }
}

static void print_images(void) {
    static const char *const argv[] = {"app", "", "\xc3\xa4", NULL};
    static const char *many[4000];
    struct ct_event event = {.kind = CT_EVENT_IMAGE};

    event.image = (struct ct_image){1,
                                    "/bin/app",
                                    argv,
                                    3,
                                    "2.36",
                                    1700000000000000000,
                                    "c7a4f5a0-0f3a-4b8e-9d0e-7d4b8f9a1c2e",
                                    "x86_64",
                                    false};
    print(event);
    event.image = (struct ct_image){.libc_version = "2.31", .arch = "generic", .unhooked = true};
    print(event);
    for (int i = 0; i < 3999; i++)
        many[i] = "-x";
    event.image.argv = many;
    event.image.argc = 3999;
    print(event);
}

static void print_execs(void) {
    static const enum ct_api apis[] = {
        CT_API_EXECVE, CT_API_EXECV,  CT_API_EXECVP,  CT_API_EXECVPE,  CT_API_EXECL,
        CT_API_EXECLP, CT_API_EXECLE, CT_API_FEXECVE, CT_API_EXECVEAT, CT_API_SYSCALL};
    struct ct_event event = {.kind = CT_EVENT_EXEC, .site = site, .exec = {.path = "/bin/true"}};

    for (size_t i = 0; i < sizeof apis / sizeof apis[0]; i++) {
        event.api = apis[i];
        print(event);
    }
    event.exec = (struct ct_exec){"/bin/no", 31, ENOENT, true, CT_API_FORK, 1, 2, 3};
    event.site.module = NULL;
    print(event);
}

static void print_rest(void) {
    struct ct_event event = {.kind = CT_EVENT_NAMESPACE, .api = CT_API_UNSHARE, .site = site};

    event.ns = (struct ct_namespace){0x80 | 0x100000 | CLONE_NEWNET, CT_RESULT_OK, 0};
    print(event);
    event.api = CT_API_SETNS;
    event.ns = (struct ct_namespace){0, CT_RESULT_ERROR, EPERM};
    print(event);
    print((struct ct_event){.kind = CT_EVENT_EXIT, .exit = {true, 255, 1, 2, 3}});
    print((struct ct_event){.kind = CT_EVENT_EXIT});
    print((struct ct_event){.kind = CT_EVENT_THREAD_EXIT});
    for (int i = 0; i < CT_BLIND_REASONS; i++)
        print((struct ct_event){.kind = CT_EVENT_BLIND,
                                .api = CT_API_POSIX_SPAWN,
                                .blind = {"/bin/su", (enum ct_blind)i}});
}

int main(void) {
    print_creates();
    print_images();
    print_execs();
    print_rest();
    return 0;
}
