// SPDX-License-Identifier: MIT
// A log, read ahead. Parsing takes about as long as everything that is done with what was parsed,
// so on two processors the two go side by side. Only batches and the counts under the lock are
// shared.
#include "clonetrace/report/ahead.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"

static void keep_text(struct ct_batch *batch, const char *text, size_t len) {
    size_t start = batch->start[batch->count];

    if (start + len > batch->cap) {
        batch->cap = (start + len) * 2;
        batch->text = ct_realloc(batch->text, batch->cap);
    }
    memcpy(batch->text + start, text, len);
    batch->start[batch->count + 1] = start + len;
}

static void empty(struct ct_batch *batch) {
    for (size_t i = 0; i < batch->count; i++)
        ct_record_finish(&batch->records[i]);
    batch->count = 0;
}

// Returns 1 as long as there may be more, else as ct_log_next.
static int fill(struct ct_source *source, struct ct_batch *batch) {
    int got = 1;

    while (batch->count < CT_AHEAD_RECORDS) {
        got = ct_log_next(&source->log, &batch->records[batch->count]);
        if (got <= 0)
            break;
        keep_text(batch, source->log.raw, source->log.raw_len);
        batch->count++;
    }
    batch->at = ct_source_at(source);
    return got;
}

// A batch to fill, when there is one that nobody reads.
static struct ct_batch *free_one(struct ct_ahead *ahead) {
    struct ct_batch *batch;

    pthread_mutex_lock(&ahead->lock);
    while (ahead->filled - ahead->taken + ahead->held >= CT_AHEAD_BATCHES && !ahead->unwanted)
        pthread_cond_wait(&ahead->moved, &ahead->lock);
    batch = ahead->unwanted ? NULL : &ahead->batches[ahead->filled % CT_AHEAD_BATCHES];
    pthread_mutex_unlock(&ahead->lock);
    return batch;
}

static void *read_all(void *data) {
    struct ct_ahead *ahead = data;
    struct ct_batch *batch;
    int got = 1;

    while (got > 0 && (batch = free_one(ahead))) {
        got = fill(ahead->source, batch);
        pthread_mutex_lock(&ahead->lock);
        ahead->filled += batch->count > 0;
        pthread_cond_signal(&ahead->moved);
        pthread_mutex_unlock(&ahead->lock);
    }
    pthread_mutex_lock(&ahead->lock);
    ahead->done = true;
    ahead->error = got < 0 ? got : 0;
    pthread_cond_signal(&ahead->moved);
    pthread_mutex_unlock(&ahead->lock);
    return NULL;
}

int ct_ahead_start(struct ct_ahead *ahead, struct ct_source *source) {
    sigset_t all, before;
    int failed;

    *ahead = (struct ct_ahead){.source = source};
    ahead->batches = ct_alloc(CT_AHEAD_BATCHES * sizeof *ahead->batches);
    pthread_mutex_init(&ahead->lock, NULL);
    pthread_cond_init(&ahead->moved, NULL);
    sigfillset(&all); // signals are for the thread that looks after files
    pthread_sigmask(SIG_SETMASK, &all, &before);
    failed = pthread_create(&ahead->thread, NULL, read_all, ahead);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!failed)
        return 0;
    free(ahead->batches);
    return ct_fail("report: cannot create a thread: %s", strerror(failed));
}

struct ct_batch *ct_ahead_next(struct ct_ahead *ahead) {
    struct ct_batch *batch = NULL;

    if (ahead->held)
        empty(&ahead->batches[(ahead->taken - 1) % CT_AHEAD_BATCHES]);
    pthread_mutex_lock(&ahead->lock);
    ahead->held = false;
    pthread_cond_signal(&ahead->moved);
    while (ahead->filled == ahead->taken && !ahead->done)
        pthread_cond_wait(&ahead->moved, &ahead->lock);
    if (ahead->filled != ahead->taken) {
        batch = &ahead->batches[ahead->taken++ % CT_AHEAD_BATCHES];
        ahead->held = true;
    }
    pthread_mutex_unlock(&ahead->lock);
    return batch;
}

void ct_ahead_stop(struct ct_ahead *ahead) {
    pthread_mutex_lock(&ahead->lock);
    ahead->unwanted = true;
    pthread_cond_signal(&ahead->moved);
    pthread_mutex_unlock(&ahead->lock);
    pthread_join(ahead->thread, NULL);
    for (size_t i = 0; i < CT_AHEAD_BATCHES; i++) {
        empty(&ahead->batches[i]);
        free(ahead->batches[i].text);
    }
    free(ahead->batches);
    pthread_cond_destroy(&ahead->moved);
    pthread_mutex_destroy(&ahead->lock);
}
