// SPDX-License-Identifier: MIT
#ifndef CT_TEST_ENCODED_H
#define CT_TEST_ENCODED_H

#include <jansson.h>

#include "event/event.h"

// The event as a line in `cap` bytes, checked to be one line of at most CT_LINE_MAX bytes, and read
// back by Jansson, which refuses duplicate keys. NULL where the encoder says -ENOSPC. The caller
// owns the object.
json_t *encoded(const struct ct_event *event, size_t cap);

// Members that must be there; a failed assertion otherwise.
const char *text_at(json_t *object, const char *key);
long long number_at(json_t *object, const char *key);
json_t *object_at(json_t *object, const char *key);

// A task has these ids; the line's flags are these names, NULL at the end.
void assert_task(json_t *task, int tgid, int tid);
void assert_flags(json_t *line, const char *const *names);

// The keys in the order of the line, joined by spaces; static storage.
const char *keys_of(json_t *object);

#endif
