// SPDX-License-Identifier: MIT
// What does not fit: everything at its longest still makes a whole line of at most 4096 bytes, and
// a smaller buffer is refused cleanly.
#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

#include "base/buf.h"
#include "encoded.h"
#include "event/encode.h"

#define LONG 100000

static const char *long_text(char byte) {
    static char text[LONG + 1];

    memset(text, byte, LONG);
    return text;
}

static struct ct_create the_longest_create(const struct ct_site *frames, unsigned nframes) {
    static const struct ct_mem mem = {UINT64_MAX, UINT64_MAX, UINT64_MAX};

    return (struct ct_create){.flags = UINT64_MAX,
                              .exit_signal = 255,
                              .entry = CT_ENTRY_CLONE3,
                              .from_caller = true,
                              .child_tgid = INT32_MIN,
                              .child_tid = INT32_MIN,
                              .result = CT_RESULT_DENIED,
                              .error = 9999,
                              .duration_ns = UINT64_MAX,
                              .stack = frames,
                              .nstack = nframes,
                              .mem = &mem};
}

static struct ct_image the_longest_image(const char *text) {
    static const char *argv[3];

    argv[0] = argv[1] = text;
    return (struct ct_image){.ppid = INT32_MIN,
                             .exe = text,
                             .argv = argv,
                             .argc = UINT32_MAX,
                             .libc_version = text,
                             .realtime_ns = UINT64_MAX,
                             .boot_id = text,
                             .arch = text,
                             .unhooked = true};
}

static struct ct_exec the_longest_exec(const char *text) {
    return (struct ct_exec){.path = text,
                            .minflt = UINT64_MAX,
                            .error = 9999,
                            .created = true,
                            .by_api = CT_API_PTHREAD_CREATE,
                            .by_tgid = INT32_MIN,
                            .by_tid = INT32_MIN,
                            .by_ts_ns = UINT64_MAX};
}

// Every field at its longest; `byte` decides how long a byte of text becomes.
static struct ct_event the_longest(enum ct_event_kind kind, char byte) {
    static struct ct_site frames[64];
    const char *text = long_text(byte);
    struct ct_event event = {.kind = kind,
                             .api = CT_API_PTHREAD_CREATE,
                             .ts_ns = UINT64_MAX,
                             .lost = UINT64_MAX,
                             .tgid = INT32_MIN,
                             .tid = INT32_MIN,
                             .site = {text, text, UINT64_MAX}};

    for (size_t i = 0; i < sizeof frames / sizeof frames[0]; i++)
        frames[i] = event.site;
    if (kind == CT_EVENT_CREATE)
        event.create = the_longest_create(frames, sizeof frames / sizeof frames[0]);
    if (kind == CT_EVENT_IMAGE)
        event.image = the_longest_image(text);
    if (kind == CT_EVENT_EXEC)
        event.exec = the_longest_exec(text);
    if (kind == CT_EVENT_NAMESPACE)
        event.ns = (struct ct_namespace){UINT64_MAX, CT_RESULT_DENIED, 9999};
    if (kind == CT_EVENT_EXIT)
        event.exit = (struct ct_exit){true, INT32_MIN, UINT64_MAX, UINT64_MAX, UINT64_MAX};
    if (kind == CT_EVENT_BLIND)
        event.blind = (struct ct_blind_event){text, CT_BLIND_ENVIRONMENT};
    return event;
}

static bool has_text(enum ct_event_kind kind) {
    return kind != CT_EVENT_EXIT && kind != CT_EVENT_THREAD_EXIT;
}

Test(encode_limits, the_longest_event_of_each_kind_fits_a_line) {
    static const char bytes[] = {'a', '"', '\x01', '\xff'}; // 1, 2, 6 and 6 bytes in the line

    for (int kind = 0; kind < CT_EVENT_KINDS; kind++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            struct ct_event event = the_longest((enum ct_event_kind)kind, bytes[i]);
            json_t *line = encoded(&event, CT_LINE_MAX);

            cr_assert_not_null(line, "kind %d with byte %#x does not fit", kind, bytes[i]);
            cr_assert_eq(json_is_true(json_object_get(line, "truncated")),
                         has_text((enum ct_event_kind)kind));
            if (has_text((enum ct_event_kind)kind)) {
                const char *keys = keys_of(line);

                cr_assert_str_eq(keys + strlen(keys) - strlen("truncated"), "truncated");
            }
            json_decref(line);
        }
    }
}

Test(encode_limits, frames_are_dropped_whole) {
    struct ct_site frames[200];
    struct ct_event event = {.kind = CT_EVENT_CREATE, .site = {"/bin/a", "f", 1}};
    json_t *line, *frame;
    size_t i;

    for (i = 0; i < 200; i++)
        frames[i] = (struct ct_site){"/usr/lib/x86_64-linux-gnu/libc.so.6", "a_function", i};
    event.create.stack = frames;
    event.create.nstack = 200;
    line = encoded(&event, CT_LINE_MAX);
    cr_assert(json_is_true(object_at(line, "truncated")));
    cr_assert_gt(json_array_size(object_at(line, "stack")), 30);
    json_array_foreach(object_at(line, "stack"), i, frame)
        cr_assert_str_eq(text_at(frame, "symbol"), "a_function");
    json_decref(line);
}

Test(encode_limits, argc_counts_arguments_that_were_cut) {
    static const char *argv[2001];
    struct ct_event event = {.kind = CT_EVENT_IMAGE, .image = {.argv = argv, .argc = 2000}};
    json_t *line;
    size_t kept;

    for (int i = 0; i < 2000; i++)
        argv[i] = "0123456789";
    line = encoded(&event, CT_LINE_MAX);
    kept = json_array_size(object_at(line, "argv"));
    cr_assert(kept > 200 && kept < 2000, "%zu", kept);
    cr_assert_eq(number_at(line, "argc"), 2000);
    cr_assert(json_is_true(object_at(line, "truncated")));
    json_decref(line);
}

Test(encode_limits, a_text_that_just_fits_is_not_called_truncated) {
    char path[2048 + 2];
    struct ct_event event = {.kind = CT_EVENT_BLIND, .blind = {path, CT_BLIND_STATIC}};
    json_t *line;

    memset(path, 'p', sizeof path);
    path[2048] = '\0';
    line = encoded(&event, CT_LINE_MAX);
    cr_assert_null(json_object_get(line, "truncated"));
    cr_assert_eq(strlen(text_at(line, "path")), 2048);
    json_decref(line);
    path[2048] = 'p';
    path[2049] = '\0';
    line = encoded(&event, CT_LINE_MAX);
    cr_assert(json_is_true(object_at(line, "truncated")));
    cr_assert_eq(strlen(text_at(line, "path")), 2048);
    json_decref(line);
}

Test(encode_limits, a_cut_never_splits_a_character) {
    char path[4000];
    struct ct_event event = {.kind = CT_EVENT_BLIND, .blind = {path, CT_BLIND_STATIC}};

    for (size_t shift = 0; shift < 4; shift++) {
        json_t *line;

        memset(path, 'x', shift);
        for (size_t i = shift; i + 4 < sizeof path; i += 4)
            memcpy(path + i, "\xf0\x9f\x90\xa7", 5); // U+1F427
        line = encoded(&event, CT_LINE_MAX);         // Jansson refuses half a character
        cr_assert(json_is_true(object_at(line, "truncated")));
        cr_assert_eq((strlen(text_at(line, "path")) - shift) % 4, 0);
        json_decref(line);
    }
}

Test(encode_limits, every_smaller_buffer_is_refused_or_holds_a_whole_line) {
    for (int kind = 0; kind < CT_EVENT_KINDS; kind++) {
        struct ct_event event = the_longest((enum ct_event_kind)kind, 'a');
        bool fitted = false;

        for (size_t cap = 0; cap <= CT_LINE_MAX; cap++) {
            json_t *line = encoded(&event, cap);

            cr_assert(line || !fitted, "kind %d: %zu bytes are refused, fewer were not", kind, cap);
            fitted = line != NULL;
            json_decref(line);
        }
        cr_assert(fitted);
    }
}

Test(encode_limits, the_hooks_768_bytes_hold_an_ordinary_create) {
    struct ct_event event = {.kind = CT_EVENT_CREATE,
                             .api = CT_API_PTHREAD_CREATE,
                             .ts_ns = 123456789012345678,
                             .tgid = 4194304,
                             .tid = 4194304,
                             .site = {"/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0",
                                      "PyThread_start_new_thread", 0x7fffff},
                             .create = {.flags = 0x3d0f00,
                                        .entry = CT_ENTRY_CLONE3,
                                        .child_tgid = 4194304,
                                        .child_tid = 4194304,
                                        .duration_ns = 1000000000}};
    json_t *line = encoded(&event, 768);

    cr_assert_not_null(line);
    json_decref(line);
    event = the_longest(CT_EVENT_CREATE, 'a');
    cr_assert_null(encoded(&event, 768));
}
