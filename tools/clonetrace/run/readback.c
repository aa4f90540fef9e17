// SPDX-License-Identifier: MIT
// Reading the log of a run at its end, in the order in which things may vanish: what is waited for
// first, then what is known only while the log is there, then the rest.
#include "clonetrace/run/readback.h"

#include <unistd.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/trace/unseen.h"

#define LOOK_RECORDS 1024 // after that many, whether a signal came

void ct_readback_init(struct ct_readback *back, int log_fd, const struct ct_ending *ending) {
    *back = (struct ct_readback){.moved.fd = -1};
    ct_trace_init(&back->trace);
    ct_log_init(&back->log, log_fd);
    ct_tree_expect(&back->trace.tree, ending->pid, ending->start_ns);
}

void ct_readback_finish(struct ct_readback *back) {
    ct_moved_finish(&back->moved);
    ct_log_finish(&back->log);
    ct_trace_finish(&back->trace);
}

// Returns 0 or -errno; early where a signal asked to end and `heed` says so.
static int read_on(struct ct_readback *back, struct ct_supervisor *supervisor, bool heed) {
    struct ct_record record;
    int got;

    while ((got = ct_log_next(&back->log, &record)) > 0) {
        ct_trace_add(&back->trace, &record);
        ct_record_finish(&record);
        if (heed && back->log.records % LOOK_RECORDS == 0 && !ct_supervise_pause(supervisor, 0))
            return 0;
    }
    return got;
}

void ct_readback_wait(struct ct_readback *back, struct ct_supervisor *supervisor,
                      unsigned patience_ms) {
    unsigned patience = patience_ms ? patience_ms : CT_READBACK_SETTLE_MS;
    int failed = read_on(back, supervisor, !patience_ms);

    for (; !supervisor->asked && !failed && patience >= CT_READBACK_SETTLE_MS &&
           ct_tree_look(&back->trace.tree);
         patience -= CT_READBACK_SETTLE_MS) {
        ct_supervise_pause(supervisor, CT_READBACK_SETTLE_MS);
        failed = read_on(back, supervisor, !patience_ms);
    }
    ct_log_last(&back->log);
    if (!failed)
        failed = read_on(back, supervisor, !patience_ms);
    if (failed)
        back->trouble = "it could not be read to its end";
}

void ct_readback_look(struct ct_readback *back, const struct ct_logfile *file) {
    ct_moved_look(&back->moved, file);
    if (back->trouble)
        return;
    if (back->moved.fd >= 0)
        back->trouble = "it was removed or replaced while the program ran; the file that has its "
                        "name now was read, too";
    else if (back->moved.moved)
        back->trouble = "it was removed or replaced while the program ran";
    else
        back->trouble = ct_logfile_trouble(file);
}

void ct_readback_switch(struct ct_log *log, int fd) {
    ct_lines_finish(&log->lines);
    ct_lines_init(&log->lines, fd);
    ct_log_last(log);
    log->in_foreign = false;
}

void ct_readback_rest(struct ct_readback *back) {
    if (back->moved.fd < 0)
        return;
    back->before = back->log.records;
    ct_readback_switch(&back->log, back->moved.fd);
    if (ct_trace_read(&back->trace, &back->log))
        back->trouble = "the file that has its name now could not be read to its end";
}

void ct_readback_again(struct ct_readback *back) {
    lseek(back->log.lines.fd, 0, SEEK_SET);
    ct_log_last(&back->log);
    if (ct_trace_read(&back->trace, &back->log))
        back->trouble = "it could not be read to its end";
    if (back->moved.fd >= 0)
        lseek(back->moved.fd, 0, SEEK_SET);
    ct_readback_rest(back);
}

void ct_readback_tell(struct ct_readback *back) {
    struct ct_unseen unseen;

    if (back->trouble)
        ct_fail("the log is not whole: %s", back->trouble);
    ct_tree_look(&back->trace.tree);
    ct_tree_link(&back->trace.tree);
    ct_unseen_collect(&unseen, &back->trace, &back->log);
    for (size_t i = 0; i < unseen.count; i++) {
        if (unseen.items[i].group == CT_UNSEEN_LINES)
            ct_fail("%llu %s", (unsigned long long)unseen.items[i].count, unseen.items[i].what);
    }
    ct_unseen_finish(&unseen);
}
