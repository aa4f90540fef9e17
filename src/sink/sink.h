// SPDX-License-Identifier: MIT
#ifndef CT_SINK_SINK_H
#define CT_SINK_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/config.h"

// Where lines go. One line is one write(2) in append mode; what cannot be written is counted in
// ct_state() and never waited for. Every function may run in a vfork child and in a signal handler.

// Remembers the target. Opens nothing that the configuration does not name. `config` must stay
// valid.
void ct_sink_init(const struct ct_config *config, pid_t tgid);

// Lines that were lost since the last that was written, for the `lost` key of the line being built.
// They count as told: the following ct_sink_write() puts them back if it fails.
uint64_t ct_sink_take_lost(void);

// What became of a line. STALE: the log turned out to have lost its name, and earlier lines with
// it. This one is neither written nor counted; it is to be formed again, with what there is to tell
// now.
enum ct_sunk { CT_SUNK_WRITTEN, CT_SUNK_LOST, CT_SUNK_STALE };

// When a line is written: at about `now_ns` (CLOCK_MONOTONIC), and whether it may be the last of
// its process, so that nothing comes after it that could tell of a loss.
struct ct_moment {
    uint64_t now_ns;
    bool last;
};

// Writes a whole line for the thread group `tgid`, which announced `lost` lines.
enum ct_sunk ct_sink_write(const char *line, size_t len, pid_t tgid, uint64_t lost,
                           struct ct_moment moment);

// A line of a forked child that has not counted anything yet: neither is this, and no page of the
// state is touched. False where it could not be written.
bool ct_sink_write_only(const char *line, size_t len, pid_t tgid);

// The line could not even be formed: counts it, and puts back what it would have announced.
void ct_sink_drop(uint64_t lost);

// One line for people, on descriptor 2, as quietly as the log's own.
void ct_sink_say(const char *line, size_t len);

// The number that the log's descriptor gets, or the next free one above it. Not one that scripts
// take, as they do 200 for flock(1): bash restores, after `exec N>file`, what was close-on-exec at
// an N from 10 up (its redir.c, add_undo_redirect), and the script would write to the log. Below
// 256, so that the table of descriptors that a fork copies stays small.
#define CT_SINK_KEPT_FD 187

// The descriptor of the log, -1 where it is not open.
int ct_sink_fd(void);

#endif
