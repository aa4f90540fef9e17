// SPDX-License-Identifier: MIT
#ifndef CT_FOLLOW_H
#define CT_FOLLOW_H

#include <limits.h>
#include <stdbool.h>

#include "clonetrace/run/outlet.h"
#include "clonetrace/run/supervise.h"
#include "clonetrace/trace/log.h"

// Copies a log's lines to a descriptor while it grows, without ever waiting for the reader: what it
// does not take now stays in the log until it does.
struct ct_follow {
    struct ct_log log;
    struct ct_outlet to;
    struct ct_supervise_work work; // when to look, for ct_supervise_wait
    char lines[PIPE_BUF];          // to be written: `used` bytes, of which `done` are
    size_t used, done;
    bool held;   // the record that was read last is not among them yet
    bool cut;    // the log was shorter than what had been read: it was truncated
    bool broken; // nobody reads them any more
};

// `from` and `to` are borrowed; `path` is the log's name.
void ct_follow_init(struct ct_follow *follow, int from, const char *path, int to);
void ct_follow_finish(struct ct_follow *follow);

// Copies what is there by now, as far as there is room for it.
void ct_follow_tick(struct ct_follow *follow);

// Copies all of it, however long that takes.
void ct_follow_rest(struct ct_follow *follow);

#endif
