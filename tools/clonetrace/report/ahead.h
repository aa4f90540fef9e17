// SPDX-License-Identifier: MIT
#ifndef CT_AHEAD_H
#define CT_AHEAD_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clonetrace/report/source.h"

#define CT_AHEAD_RECORDS 512
#define CT_AHEAD_BATCHES 4

// Records of a log, in its order, with their text.
struct ct_batch {
    struct ct_record records[CT_AHEAD_RECORDS];
    size_t start[CT_AHEAD_RECORDS + 1]; // of each record's text
    char *text;
    size_t count, cap;
    uint64_t at; // bytes of the file read when it was filled
};

// Reads and parses a log on a thread of its own while another takes what is there. A fixed number
// of batches goes round between the two.
struct ct_ahead {
    struct ct_source *source; // the thread's until ct_ahead_stop
    struct ct_batch *batches;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t moved;
    uint64_t filled, taken; // batches so far
    bool held;              // the latest one that was taken is still read
    bool done;              // no more will be filled
    bool unwanted;          // nobody will take more
    int error;              // -errno of reading
};

// Starts to read. Returns 0, or CT_EXIT_FAILED after telling.
int ct_ahead_start(struct ct_ahead *ahead, struct ct_source *source);

// The next batch, valid until the next call; NULL at the end, when ahead->error says how it went.
struct ct_batch *ct_ahead_next(struct ct_ahead *ahead);

// Ends the thread. The counts of source->log are complete if all batches were taken.
void ct_ahead_stop(struct ct_ahead *ahead);

#endif
