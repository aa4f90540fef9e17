// SPDX-License-Identifier: MIT
#ifndef CT_LINES_H
#define CT_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

// What opens every line of a log, and nothing inside one: in a JSON string the quotes would be
// escaped.
#define CT_LINES_MARK "{\"v\":"

// read(2) of something else than a descriptor: bytes, 0 at the end, or -1 and errno.
typedef ssize_t ct_lines_read(void *from, char *data, size_t size);

// Cuts a stream into lines within a fixed buffer, however long a line gets.
struct ct_lines {
    int fd; // borrowed; not used where `read` is set
    ct_lines_read *read;
    void *from;   // of `read`
    char *data;   // CT_LINES_BUFFER bytes
    size_t at;    // first byte not yet handed out
    size_t seen;  // bytes behind `at` known to hold no newline
    size_t end;   // behind the last byte read
    bool partial; // the chunk just handed out did not end its line
    bool last;    // no more will come: hand out what has no newline, too
};

#define CT_LINES_BUFFER ((size_t)64 * 1024)

void ct_lines_init(struct ct_lines *lines, int fd);
void ct_lines_finish(struct ct_lines *lines);

// Hands out the next line without its newline, valid until the next call. A line that does not fit
// comes in chunks, cut in front of the last CT_LINES_MARK where there is one. Returns 1, 0 when
// nothing whole is there (more may come: call again), or -errno of read(2).
int ct_lines_next(struct ct_lines *lines, const char **text, size_t *len);

#endif
