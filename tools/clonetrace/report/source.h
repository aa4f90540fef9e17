// SPDX-License-Identifier: MIT
#ifndef CT_SOURCE_H
#define CT_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "clonetrace/trace/log.h"

// A log by name: a file, plain or gzip, or "-" for standard input, which may be either, too.
struct ct_source {
    const char *path; // borrowed
    struct ct_log log;
    struct gzFile_s *gz;
    uint64_t size; // bytes of the file; 0 where it is not known
    bool cut;      // a gzip stream ended before its end
};

// Whether it can be opened and is something to read from, and how many bytes it has, which are
// added to *total. Tells what is wrong, returns 0 or CT_EXIT_FAILED. Reads nothing.
int ct_source_check(const char *path, uint64_t *total);

// Return 0, or CT_EXIT_FAILED after telling.
int ct_source_open(struct ct_source *source, const char *path);
int ct_source_failed(const struct ct_source *source, int error); // always CT_EXIT_FAILED
void ct_source_close(struct ct_source *source);

// Bytes of the file that have been read.
uint64_t ct_source_at(const struct ct_source *source);

#endif
