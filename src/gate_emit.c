// SPDX-License-Identifier: MIT
// From an event to a line in the sink, on as little stack as it takes: what is rare has a function,
// and so a frame, of its own.
#include "gate.h"

#include "base/config.h"
#include "base/state.h"
#include "event/encode.h"
#include "event/stack.h"
#include "policy/policy.h"
#include "shim.h"
#include "sink/sink.h"
#include "base/poison.h"

// A create line is 400 to 600 bytes; what does not fit here takes a line of ct_state().
enum { LINE_ON_STACK = 640 };

// When the line is written. The last lines of a process ask the sink to look twice, since nothing
// comes after them that could tell of their loss.
static uint64_t now_of(const struct ct_event *event) {
    switch (event->kind) {
    case CT_EVENT_CREATE:
        return event->ts_ns + event->create.duration_ns;
    case CT_EVENT_EXEC:
    case CT_EVENT_EXIT:
        return 0;
    default:
        return event->ts_ns;
    }
}

static void emit_long(struct ct_event *event) {
    char *line = ct_state_line_take();
    struct ct_buf buf;

    if (!line) {
        ct_sink_drop(event->lost);
        return;
    }
    ct_buf_init(&buf, line, CT_LINE_MAX);
    if (ct_event_encode(event, &buf) == 0)
        ct_sink_write(buf.data, buf.len, event->tgid, event->lost, now_of(event));
    else
        ct_sink_drop(event->lost);
    ct_state_line_give(line);
}

// The exec of a forked child, which has no page to count in yet and, as a rule, will need none.
// False where the line has to go the long way, where a loss is counted, too.
static bool emit_uncounted(const struct ct_event *event, struct ct_buf *buf) {
    if (ct_event_encode(event, buf) != 0 || !ct_sink_write_only(buf->data, buf->len, event->tgid))
        return false;
    ct_gate_note_uncounted();
    return true;
}

void ct_gate_emit(struct ct_event *event) {
    char line[LINE_ON_STACK];
    struct ct_buf buf;

    ct_buf_init(&buf, line, sizeof line);
    if (event->kind == CT_EVENT_EXEC && ct_gate_is_fork_child(event->tgid) &&
        emit_uncounted(event, &buf))
        return;
    ct_buf_init(&buf, line, sizeof line);
    event->lost = ct_sink_take_lost();
    if (ct_event_encode(event, &buf) == 0)
        ct_sink_write(buf.data, buf.len, event->tgid, event->lost, now_of(event));
    else
        emit_long(event);
}

// Apart, so that its 2 KiB of frames lie on the stack only where they were asked for.
__attribute__((noinline)) static void emit_with_stack(struct ct_event *event) {
    struct ct_site frames[CT_CONFIG_STACK_MAX];

    event->create.nstack = ct_stack_capture(frames, ct_shim.config.stack, event->tgid, event->tid);
    event->create.stack = frames;
    ct_gate_emit(event);
    event->create.stack = NULL;
}

void ct_gate_emit_judged(struct ct_event *event, uint64_t matched) {
    event->matched = matched;
    if (matched)
        event->rules = ct_policy_matches(ct_shim.policy);
    if (event->kind == CT_EVENT_CREATE && ct_shim.config.stack)
        emit_with_stack(event);
    else
        ct_gate_emit(event);
}
