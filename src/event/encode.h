// SPDX-License-Identifier: MIT
#ifndef CT_EVENT_ENCODE_H
#define CT_EVENT_ENCODE_H

#include "base/buf.h"
#include "event/event.h"

// Appends the event as one JSON object and a newline. Returns 0, or -ENOSPC when the buffer is too
// small: then nothing in it is to be used, and the same event encoded into CT_LINE_MAX bytes always
// fits (long strings are cut, `"truncated":true` says so). No allocation, no errno, nothing but its
// arguments, so it may run in a vfork child and in a signal handler. A test holds its stack: 320
// bytes in an optimised build, of which a create takes 260.
int ct_event_encode(const struct ct_event *event, struct ct_buf *buf);

// Name of an API as the program calls it, of an event kind as the log names it.
const char *ct_api_name(enum ct_api api);
const char *ct_event_kind_name(enum ct_event_kind kind);

#endif
