// SPDX-License-Identifier: MIT
// `run --json`: live lines. Only whole records are passed on, each group of lines in one write of
// at most PIPE_BUF bytes, so that what the program writes to the same stderr falls between lines,
// never into one.
#include "clonetrace/run/follow.h"

#include <limits.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "clonetrace/cli/output.h"

void ct_follow_init(struct ct_follow *follow, int from, const char *path, int to) {
    *follow = (struct ct_follow){.to = to};
    ct_log_init(&follow->log, from);
    follow->notify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (follow->notify >= 0 && inotify_add_watch(follow->notify, path, IN_MODIFY) < 0) {
        close(follow->notify);
        follow->notify = -1;
    }
}

void ct_follow_finish(struct ct_follow *follow) {
    ct_log_finish(&follow->log);
    if (follow->notify >= 0)
        close(follow->notify);
}

static void forget_notices(int notify) {
    char notices[4096];

    while (notify >= 0 && read(notify, notices, sizeof notices) > 0)
        ;
}

void ct_follow_tick(void *data) {
    struct ct_follow *follow = data;
    struct ct_record record;
    char lines[PIPE_BUF];
    size_t used = 0;

    forget_notices(follow->notify);
    while (ct_log_next(&follow->log, &record) > 0) {
        const struct ct_log *log = &follow->log;

        if (used + log->raw_len + 1 > sizeof lines) {
            follow->broken = follow->broken || ct_output_all(follow->to, lines, used);
            used = 0;
        }
        if (log->raw_len < sizeof lines) {
            memcpy(lines + used, log->raw, log->raw_len);
            used += log->raw_len;
            lines[used++] = '\n';
        }
        ct_record_finish(&record);
    }
    follow->broken = follow->broken || ct_output_all(follow->to, lines, used);
}
