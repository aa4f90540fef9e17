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

// Nothing comes after an exec or an exit that could tell of a loss.
static struct ct_moment moment_of(const struct ct_event *event) {
    const bool is_create = event->kind == CT_EVENT_CREATE;

    return (struct ct_moment){
        .now_ns = event->ts_ns + (is_create ? event->create.duration_ns : 0),
        .last = event->kind == CT_EVENT_EXEC || event->kind == CT_EVENT_EXIT,
    };
}

static void tell_losses(struct ct_event *event) {
    const struct ct_state *state = ct_state();

    event->lost += ct_sink_take_lost();
    if (event->kind != CT_EVENT_EXIT || !ct_state_own(event->tgid))
        return;
    event->exit.written = atomic_load(&state->written);
    event->exit.lost = atomic_load(&state->lost);
}

// False where the line does not fit. In its callers' frames, for one more would lie below the line
// on the stack.
static inline __attribute__((always_inline)) bool emit_in(struct ct_event *event, char *room,
                                                          size_t size) {
    struct ct_buf buf;

    do {
        tell_losses(event);
        ct_buf_init(&buf, room, size);
        if (ct_event_encode(event, &buf) != 0)
            return false;
    } while (ct_sink_write(buf.data, buf.len, event->tgid, event->lost, moment_of(event)) ==
             CT_SUNK_STALE);
    return true;
}

static void emit_long(struct ct_event *event) {
    char *line = ct_state_line_take();

    if (!line || !emit_in(event, line, CT_LINE_MAX))
        ct_sink_drop(event->lost);
    if (line)
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
    if (event->kind == CT_EVENT_EXEC && ct_gate_is_fork_child(event->tgid)) {
        if (emit_uncounted(event, &buf))
            return;
        ct_gate_adopt(event->tgid, event->tid); // there is a loss to be counted
    }
    if (!emit_in(event, line, sizeof line))
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
