// SPDX-License-Identifier: MIT
// `run --json`: live lines. Only whole records are passed on, each group of lines in one write of
// at most PIPE_BUF bytes, so that what the program writes to the same stderr falls between lines,
// never into one.
#include "clonetrace/run/follow.h"

#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clonetrace/cli/output.h"

#define EVERY_MS 100 // where inotify(7) cannot say when the log has grown

static void tick(void *data) {
    ct_follow_tick(data);
}

void ct_follow_init(struct ct_follow *follow, int from, const char *path, int to) {
    int notify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);

    *follow = (struct ct_follow){0};
    ct_log_init(&follow->log, from);
    ct_outlet_init(&follow->to, to);
    if (notify >= 0 && inotify_add_watch(notify, path, IN_MODIFY) < 0) {
        close(notify);
        notify = -1;
    }
    follow->work = (struct ct_supervise_work){
        .readable = notify, .writable = -1, .every_ms = EVERY_MS, .tick = tick, .data = follow};
}

void ct_follow_finish(struct ct_follow *follow) {
    ct_log_finish(&follow->log);
    ct_outlet_finish(&follow->to);
    if (follow->work.readable >= 0)
        close(follow->work.readable);
}

static void forget_notices(int notify) {
    char notices[4096];

    while (notify >= 0 && read(notify, notices, sizeof notices) > 0)
        ;
}

// A log that was emptied begins again at its start, and nothing would ever come where this one
// reads.
static void notice_cut(struct ct_follow *follow) {
    int fd = follow->log.lines.fd;
    off_t at = lseek(fd, 0, SEEK_CUR);
    struct stat st;

    if (at < 0 || fstat(fd, &st) || st.st_size >= at)
        return;
    follow->cut = true;
    lseek(fd, 0, SEEK_SET);
}

// Adds whole lines for as long as there are some, and room for them. No line of clonetrace's is too
// long to be taken at all.
static void collect(struct ct_follow *follow) {
    struct ct_log *log = &follow->log;
    struct ct_record record;

    for (;;) {
        bool fits;

        if (!follow->held) {
            if (ct_log_next(log, &record) <= 0)
                return;
            ct_record_finish(&record);
        }
        fits = follow->used + log->raw_len + 1 <= sizeof follow->lines;
        follow->held = !fits && follow->used;
        if (follow->held)
            return;
        if (fits) {
            memcpy(follow->lines + follow->used, log->raw, log->raw_len);
            follow->used += log->raw_len;
            follow->lines[follow->used++] = '\n';
        }
    }
}

// Writes what was collected. Returns false where the reader has to take something first.
static bool let_out(struct ct_follow *follow) {
    while (follow->done < follow->used && !follow->broken) {
        ssize_t took =
            ct_outlet_write(&follow->to, follow->lines + follow->done, follow->used - follow->done);

        if (took == 0)
            return false;
        follow->broken = took < 0;
        follow->done += took > 0 ? (size_t)took : 0;
    }
    follow->used = follow->done = 0;
    return true;
}

void ct_follow_tick(struct ct_follow *follow) {
    bool room = let_out(follow);

    forget_notices(follow->work.readable);
    notice_cut(follow);
    while (room) {
        collect(follow);
        if (!follow->used)
            break;
        room = let_out(follow);
    }
    follow->work.writable = room || !follow->to.tells ? -1 : follow->to.fd;
}

void ct_follow_rest(struct ct_follow *follow) {
    notice_cut(follow);
    do {
        follow->broken =
            follow->broken || ct_output_all(follow->to.whole, follow->lines + follow->done,
                                            follow->used - follow->done);
        follow->used = follow->done = 0;
        collect(follow);
    } while (follow->used);
}
