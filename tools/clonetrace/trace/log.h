// SPDX-License-Identifier: MIT
#ifndef CT_LOG_H
#define CT_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clonetrace/trace/lines.h"
#include "clonetrace/trace/record.h"

// A log, record by record. What cannot be used is skipped and counted, never fatal: lines that were
// torn by a kill -9 in the middle of a write, text that other programs put in between, versions to
// come.
struct ct_log {
    struct ct_lines lines;
    const char *rest; // of the physical line at hand
    size_t rest_len;
    const char *raw; // the text of the record just returned, raw_len bytes without newline
    size_t raw_len;
    bool in_foreign; // the physical line at hand already counts as foreign

    uint64_t records; // good ones
    uint64_t torn;    // starts of lines without their end
    uint64_t foreign; // physical lines with something that is no record
    uint64_t newer;   // of a version or event unknown here
};

// fd stays the caller's; a path of "-" is standard input where a command opens files by name.
void ct_log_init(struct ct_log *log, int fd);
void ct_log_finish(struct ct_log *log);

// Returns 1 with a record, which the caller finishes; 0 when there is none yet; -errno when
// reading failed. Before ct_log_last a line without its newline is waited for, after it it is torn.
int ct_log_next(struct ct_log *log, struct ct_record *record);
void ct_log_last(struct ct_log *log);

#endif
