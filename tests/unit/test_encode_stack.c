// SPDX-License-Identifier: MIT
// How much stack the encoder takes: it runs in hooks on threads with PTHREAD_STACK_MIN. Runs it on
// a stack of its own that is painted before, and looks how far the paint is gone.
#include <criterion/criterion.h>
#include <string.h>
#include <ucontext.h>

#include "base/buf.h"
#include "event/encode.h"

#define PAINT 0x5a

static unsigned char stack[65536];
static struct ct_event event;
static struct ct_buf buf;
static ucontext_t here, there;

static void encode(void) {
    ct_event_encode(&event, &buf);
}

static void nothing(void) {
}

static size_t stack_of(void (*run)(void)) {
    size_t untouched = 0;

    memset(stack, PAINT, sizeof stack);
    getcontext(&there);
    there.uc_stack.ss_sp = stack;
    there.uc_stack.ss_size = sizeof stack;
    there.uc_link = &here;
    makecontext(&there, run, 0);
    swapcontext(&here, &there);
    while (untouched < sizeof stack && stack[untouched] == PAINT)
        untouched++;
    return sizeof stack - untouched;
}

static void fill(enum ct_event_kind kind) {
    static const struct ct_mem mem = {1, 2, 3};
    static const char *const argv[] = {"a\xff", NULL};

    event = (struct ct_event){
        .kind = kind, .ts_ns = UINT64_MAX, .lost = 3, .site = {"/a\xff", "b\n", 1}};
    if (kind == CT_EVENT_CREATE)
        event.create = (struct ct_create){.flags = UINT64_MAX,
                                          .exit_signal = 64,
                                          .result = CT_RESULT_ERROR,
                                          .error = 9999,
                                          .mem = &mem};
    if (kind == CT_EVENT_IMAGE)
        event.image.argv = argv;
    if (kind == CT_EVENT_EXEC)
        event.exec = (struct ct_exec){.path = "/x\xff", .created = true, .error = 9999};
}

Test(encode_stack, stays_small_for_every_kind) {
    static char line[CT_LINE_MAX];

    for (int kind = 0; kind < CT_EVENT_KINDS; kind++) {
        size_t used;

        fill((enum ct_event_kind)kind);
        ct_buf_init(&buf, line, sizeof line);
        encode(); // resolves symbols, which takes stack once
        ct_buf_init(&buf, line, sizeof line);
        used = stack_of(encode) - stack_of(nothing);
        cr_assert_leq(used, STACK_LIMIT, "%s takes %zu bytes",
                      ct_event_kind_name((enum ct_event_kind)kind), used);
    }
}
