// SPDX-License-Identifier: MIT
// The kinds of event beside create: every field, read back by Jansson.
#include <criterion/criterion.h>
#include <errno.h>
#include <linux/sched.h>

#include "encoded.h"
#include "event/event.h"

Test(encode_kinds, image_has_every_field) {
    static const char *const argv[] = {"app", "-x", "a b", NULL};
    struct ct_event event = {.kind = CT_EVENT_IMAGE,
                             .ts_ns = 5,
                             .tgid = 7,
                             .tid = 8,
                             .image = {.ppid = 6,
                                       .exe = "/usr/bin/app",
                                       .argv = argv,
                                       .argc = 3,
                                       .libc_version = "2.36",
                                       .realtime_ns = 1700000000000000000,
                                       .boot_id = "c7a4f5a0-0f3a-4b8e-9d0e-7d4b8f9a1c2e",
                                       .arch = "x86_64",
                                       .unhooked = true}};
    json_t *line = encoded(&event, CT_LINE_MAX);

    cr_assert_str_eq(keys_of(line), "v event ts_ns pid ppid tid exe argv argc libc clonetrace arch "
                                    "realtime_ns boot_id unhooked");
    cr_assert_str_eq(text_at(line, "event"), "image");
    cr_assert_eq(number_at(line, "pid"), 7);
    cr_assert_eq(number_at(line, "ppid"), 6);
    cr_assert_eq(number_at(line, "tid"), 8);
    cr_assert_str_eq(text_at(line, "exe"), "/usr/bin/app");
    cr_assert_eq(json_array_size(object_at(line, "argv")), 3);
    cr_assert_str_eq(json_string_value(json_array_get(object_at(line, "argv"), 2)), "a b");
    cr_assert_eq(number_at(line, "argc"), 3);
    cr_assert_str_eq(text_at(line, "libc"), "2.36");
    cr_assert_str_eq(text_at(line, "clonetrace"), CT_VERSION);
    cr_assert_str_eq(text_at(line, "arch"), "x86_64");
    cr_assert_eq(number_at(line, "realtime_ns"), 1700000000000000000);
    cr_assert_str_eq(text_at(line, "boot_id"), "c7a4f5a0-0f3a-4b8e-9d0e-7d4b8f9a1c2e");
    cr_assert_eq(json_array_size(object_at(line, "unhooked")), 2);
    json_decref(line);
}

Test(encode_kinds, image_without_proc_has_nulls) {
    struct ct_event event = {.kind = CT_EVENT_IMAGE,
                             .image = {.libc_version = "2.31", .arch = "generic"}};
    json_t *line = encoded(&event, CT_LINE_MAX);

    cr_assert(json_is_null(object_at(line, "exe")));
    cr_assert(json_is_null(object_at(line, "boot_id")));
    cr_assert_eq(json_array_size(object_at(line, "argv")), 0);
    cr_assert_null(json_object_get(line, "unhooked"));
    json_decref(line);
}

Test(encode_kinds, exec_has_every_field) {
    struct ct_event event = {.kind = CT_EVENT_EXEC,
                             .api = CT_API_EXECVP,
                             .tgid = 9,
                             .tid = 10,
                             .site = {"/bin/sh", NULL, 16},
                             .exec = {.path = "/usr/bin/true",
                                      .minflt = 31,
                                      .created = true,
                                      .by_api = CT_API_VFORK,
                                      .by_tgid = 3,
                                      .by_tid = 4,
                                      .by_ts_ns = 777}};
    json_t *line = encoded(&event, CT_LINE_MAX);
    json_t *since = object_at(line, "since");

    cr_assert_str_eq(keys_of(line), "v event ts_ns api path tgid tid since minflt site");
    cr_assert_str_eq(text_at(line, "api"), "execvp");
    cr_assert_str_eq(text_at(line, "path"), "/usr/bin/true");
    cr_assert_eq(number_at(line, "tgid"), 9);
    cr_assert_eq(number_at(line, "tid"), 10);
    cr_assert_str_eq(keys_of(since), "api ts_ns by");
    cr_assert_str_eq(text_at(since, "api"), "vfork");
    cr_assert_eq(number_at(since, "ts_ns"), 777);
    assert_task(object_at(since, "by"), 3, 4);
    cr_assert_eq(number_at(line, "minflt"), 31);
    json_decref(line);

    event.exec.error = ENOENT;
    event.exec.created = false;
    line = encoded(&event, CT_LINE_MAX);
    cr_assert_str_eq(keys_of(line), "v event ts_ns api path tgid tid since minflt site errno");
    cr_assert(json_is_null(object_at(line, "since")));
    cr_assert_str_eq(text_at(line, "errno"), "ENOENT");
    json_decref(line);
}

Test(encode_kinds, namespace_decodes_the_flags_of_unshare) {
    struct ct_event event = {
        .kind = CT_EVENT_NAMESPACE,
        .api = CT_API_UNSHARE,
        .tgid = 1,
        .tid = 2,
        .site = {"/bin/unshare", NULL, 1},
        .ns = {.flags = 0x80 | CLONE_NEWNS | 0x100000, .result = CT_RESULT_ERROR, .error = EPERM}};
    json_t *line = encoded(&event, CT_LINE_MAX);

    cr_assert_str_eq(keys_of(line), "v event ts_ns api flags flags_raw tgid tid result errno site");
    cr_assert_str_eq(text_at(line, "api"), "unshare");
    assert_flags(
        line, (const char *const[]){"CLONE_NEWTIME", "CLONE_NEWNS", "UNSHARE_EMPTY_MNTNS", NULL});
    cr_assert_str_eq(text_at(line, "errno"), "EPERM");
    json_decref(line);

    event.ns = (struct ct_namespace){.flags = CLONE_NEWNET};
    line = encoded(&event, CT_LINE_MAX);
    cr_assert_str_eq(text_at(line, "result"), "ok");
    cr_assert_null(json_object_get(line, "errno"));
    json_decref(line);
}

Test(encode_kinds, exit_has_every_field) {
    struct ct_event event = {
        .kind = CT_EVENT_EXIT,
        .tgid = 11,
        .tid = 12,
        .exit = {.has_status = true, .status = 3, .minflt = 4, .written = 5, .lost = 6}};
    json_t *line = encoded(&event, CT_LINE_MAX);

    cr_assert_str_eq(keys_of(line), "v event ts_ns tgid tid status minflt written lost_total");
    cr_assert_eq(number_at(line, "tgid"), 11);
    cr_assert_eq(number_at(line, "tid"), 12);
    cr_assert_eq(number_at(line, "status"), 3);
    cr_assert_eq(number_at(line, "minflt"), 4);
    cr_assert_eq(number_at(line, "written"), 5);
    cr_assert_eq(number_at(line, "lost_total"), 6);
    json_decref(line);

    event.exit.has_status = false;
    line = encoded(&event, CT_LINE_MAX);
    cr_assert(json_is_null(object_at(line, "status")));
    json_decref(line);
}

Test(encode_kinds, thread_exit_names_the_thread) {
    struct ct_event event = {.kind = CT_EVENT_THREAD_EXIT, .tgid = 1, .tid = 2};
    json_t *line = encoded(&event, CT_LINE_MAX);

    cr_assert_str_eq(keys_of(line), "v event ts_ns tgid tid");
    cr_assert_str_eq(text_at(line, "event"), "thread_exit");
    json_decref(line);
}

Test(encode_kinds, blind_says_why) {
    static const char *const reasons[] = {"static",     "setuid",  "other-abi",  "other-libc",
                                          "unreadable", "seccomp", "environment"};

    for (int i = 0; i < CT_BLIND_REASONS; i++) {
        struct ct_event event = {.kind = CT_EVENT_BLIND,
                                 .api = CT_API_EXECVE,
                                 .tgid = 1,
                                 .tid = 2,
                                 .blind = {"/usr/bin/su", (enum ct_blind)i}};
        json_t *line = encoded(&event, CT_LINE_MAX);

        cr_assert_str_eq(keys_of(line), "v event ts_ns api path reason tgid tid");
        cr_assert_str_eq(text_at(line, "path"), "/usr/bin/su");
        cr_assert_str_eq(text_at(line, "reason"), reasons[i]);
        json_decref(line);
    }
}
