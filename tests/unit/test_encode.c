// SPDX-License-Identifier: MIT
// The create event: every field, read back by Jansson. test_encode_kinds.c has the others.
#include <criterion/criterion.h>
#include <errno.h>
#include <linux/sched.h>
#include <signal.h>

#include "encoded.h"
#include "event/encode.h"

static const struct ct_site frames[] = {
    {"/usr/bin/app", "main", 0x1139},
    {"/usr/lib/libc.so.6", NULL, 0x27200},
    {NULL, NULL, 0x7f},
};
static const struct ct_mem mem = {.rss_kib = 812340, .pte_kib = 1644, .minflt = 99};

static struct ct_event a_create(void) {
    return (struct ct_event){
        .kind = CT_EVENT_CREATE,
        .api = CT_API_PTHREAD_CREATE,
        .ts_ns = 8123456789012,
        .tgid = 100,
        .tid = 101,
        .site = {"/usr/bin/app", "work", 0x1234abcd},
        .create = {.flags = 0x3d0f00,
                   .entry = CT_ENTRY_CLONE3,
                   .child_tgid = 100,
                   .child_tid = 102,
                   .duration_ns = 38120},
    };
}

Test(encode, create_has_every_field_in_order) {
    struct ct_event event = a_create();
    json_t *line = encoded(&event, CT_LINE_MAX);

    cr_assert_str_eq(keys_of(line),
                     "v event ts_ns api syscall flags flags_raw flags_source exit_signal caller "
                     "child relation result duration_ns site");
    cr_assert_eq(number_at(line, "v"), 1);
    cr_assert_str_eq(text_at(line, "event"), "create");
    cr_assert_eq(number_at(line, "ts_ns"), 8123456789012);
    cr_assert_str_eq(text_at(line, "api"), "pthread_create");
    cr_assert_str_eq(text_at(line, "syscall"), "clone3");
    assert_flags(line, (const char *const[]){"CLONE_VM", "CLONE_FS", "CLONE_FILES", "CLONE_SIGHAND",
                                             "CLONE_THREAD", "CLONE_SYSVSEM", "CLONE_SETTLS",
                                             "CLONE_PARENT_SETTID", "CLONE_CHILD_CLEARTID", NULL});
    cr_assert_eq(number_at(line, "flags_raw"), 0x3d0f00);
    cr_assert_str_eq(text_at(line, "flags_source"), "libc");
    cr_assert(json_is_null(object_at(line, "exit_signal")));
    assert_task(object_at(line, "caller"), 100, 101);
    assert_task(object_at(line, "child"), 100, 102);
    cr_assert_str_eq(text_at(line, "relation"), "thread");
    cr_assert_str_eq(text_at(line, "result"), "ok");
    cr_assert_eq(number_at(line, "duration_ns"), 38120);
    cr_assert_str_eq(keys_of(object_at(line, "site")), "module offset symbol");
    cr_assert_str_eq(text_at(object_at(line, "site"), "module"), "/usr/bin/app");
    cr_assert_str_eq(text_at(object_at(line, "site"), "offset"), "0x1234abcd");
    cr_assert_str_eq(text_at(object_at(line, "site"), "symbol"), "work");
    json_decref(line);
}

Test(encode, create_that_failed_has_errno_and_no_child) {
    struct ct_event event = a_create();
    json_t *line;

    event.api = CT_API_CLONE;
    event.create = (struct ct_create){.flags = CLONE_VM | CLONE_VFORK,
                                      .exit_signal = SIGCHLD,
                                      .entry = CT_ENTRY_CLONE,
                                      .from_caller = true,
                                      .result = CT_RESULT_ERROR,
                                      .error = EAGAIN};
    line = encoded(&event, CT_LINE_MAX);
    cr_assert_str_eq(text_at(line, "flags_source"), "argument");
    cr_assert_str_eq(text_at(line, "exit_signal"), "SIGCHLD");
    cr_assert(json_is_null(object_at(line, "child")));
    cr_assert_str_eq(text_at(line, "relation"), "process");
    cr_assert_str_eq(text_at(line, "result"), "error");
    cr_assert_str_eq(text_at(line, "errno"), "EAGAIN");
    json_decref(line);

    event.create.result = CT_RESULT_DENIED;
    event.create.error = 4242; // no such errno
    line = encoded(&event, CT_LINE_MAX);
    cr_assert_str_eq(text_at(line, "result"), "denied");
    cr_assert_str_eq(text_at(line, "errno"), "E4242");
    json_decref(line);
}

Test(encode, stack_and_memory_only_when_asked_for) {
    struct ct_event event = a_create();
    json_t *line, *stack;

    event.create.stack = frames;
    event.create.nstack = 3;
    event.create.mem = &mem;
    line = encoded(&event, CT_LINE_MAX);
    stack = object_at(line, "stack");
    cr_assert_eq(json_array_size(stack), 3);
    cr_assert_str_eq(text_at(json_array_get(stack, 0), "symbol"), "main");
    cr_assert_str_eq(keys_of(json_array_get(stack, 1)), "module offset");
    cr_assert_str_eq(text_at(json_array_get(stack, 1), "offset"), "0x27200");
    cr_assert(json_is_null(json_array_get(stack, 2)));
    cr_assert_str_eq(keys_of(object_at(line, "mem")), "rss_kib pte_kib minflt");
    cr_assert_eq(number_at(object_at(line, "mem"), "rss_kib"), 812340);
    cr_assert_eq(number_at(object_at(line, "mem"), "pte_kib"), 1644);
    cr_assert_eq(number_at(object_at(line, "mem"), "minflt"), 99);
    json_decref(line);

    event.create.nstack = 0; // asked for, nothing found
    line = encoded(&event, CT_LINE_MAX);
    cr_assert_eq(json_array_size(object_at(line, "stack")), 0);
    json_decref(line);
}

Test(encode, site_without_module_is_null) {
    struct ct_event event = a_create();
    json_t *line;

    event.site = (struct ct_site){.offset = 0x55};
    line = encoded(&event, CT_LINE_MAX);
    cr_assert(json_is_null(object_at(line, "site")));
    json_decref(line);
}

Test(encode, unknown_bits_are_one_hex_string_at_the_end) {
    struct ct_event event = a_create();
    json_t *line;

    event.create.flags = CLONE_VM | 1ull << 50 | 1ull << 40;
    line = encoded(&event, CT_LINE_MAX);
    assert_flags(line, (const char *const[]){"CLONE_VM", "0x4010000000000", NULL});
    json_decref(line);

    event.create.flags = 1ull << 62;
    line = encoded(&event, CT_LINE_MAX);
    assert_flags(line, (const char *const[]){"0x4000000000000000", NULL});
    cr_assert_eq(number_at(line, "flags_raw"), 1ll << 62);
    json_decref(line);

    event.create.flags = 0;
    line = encoded(&event, CT_LINE_MAX);
    assert_flags(line, (const char *const[]){NULL});
    json_decref(line);
}

// Jansson's integers end at 2^63-1; the line must be read all the same.
Test(encode, bit_63_is_a_number_that_jansson_reads) {
    struct ct_event event = a_create();
    json_t *line;

    event.create.flags = 1ull << 63;
    line = encoded(&event, CT_LINE_MAX);
    cr_assert(json_is_real(object_at(line, "flags_raw")));
    cr_assert_eq(json_number_value(object_at(line, "flags_raw")), 9223372036854775808.0);
    assert_flags(line, (const char *const[]){"0x8000000000000000", NULL});
    json_decref(line);
}

Test(encode, exit_signals_have_names) {
    static const struct {
        int signal;
        const char *name;
    } cases[] = {{SIGUSR1, "SIGUSR1"}, {SIGSYS, "SIGSYS"},  {32, "SIG32"}, {34, "SIGRTMIN+0"},
                 {37, "SIGRTMIN+3"},   {64, "SIGRTMIN+30"}, {65, "SIG65"}, {255, "SIG255"}};
    struct ct_event event = a_create();

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        json_t *line;

        event.create.exit_signal = cases[i].signal;
        line = encoded(&event, CT_LINE_MAX);
        cr_assert_str_eq(text_at(line, "exit_signal"), cases[i].name);
        json_decref(line);
    }
}

Test(encode, lost_comes_right_after_the_time) {
    struct ct_event event = a_create();
    json_t *line;

    event.lost = 17;
    line = encoded(&event, CT_LINE_MAX);
    cr_assert_eq(strncmp(keys_of(line), "v event ts_ns lost api ", 23), 0);
    cr_assert_eq(number_at(line, "lost"), 17);
    json_decref(line);
}

Test(encode, appends_behind_what_the_buffer_has) {
    char data[1024];
    struct ct_event event = {.kind = CT_EVENT_THREAD_EXIT, .tgid = 1, .tid = 2};
    struct ct_buf buf;

    ct_buf_init(&buf, data, sizeof data);
    cr_assert_eq(ct_event_encode(&event, &buf), 0);
    cr_assert_eq(ct_event_encode(&event, &buf), 0);
    cr_assert_eq(buf.len % 2, 0);
    cr_assert_arr_eq(data, data + buf.len / 2, buf.len / 2);
}
