// SPDX-License-Identifier: MIT
#ifndef CT_FOLLOW_H
#define CT_FOLLOW_H

#include <stdbool.h>

#include "clonetrace/trace/log.h"

// Copies a log's lines to a descriptor while it grows.
struct ct_follow {
    struct ct_log log;
    int notify; // inotify(7): readable when the log has grown; -1 where there is none to be had
    int to;
    bool broken; // nobody reads them any more
};

// `from` and `to` are borrowed; `path` is the log's name.
void ct_follow_init(struct ct_follow *follow, int from, const char *path, int to);
void ct_follow_finish(struct ct_follow *follow);

// Copies what is there by now. `data` is the struct ct_follow, as ct_supervise_wait wants it.
void ct_follow_tick(void *data);

// How often to look where `notify` cannot say when.
#define CT_FOLLOW_MS 100

#endif
