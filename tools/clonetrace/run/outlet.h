// SPDX-License-Identifier: MIT
#ifndef CT_OUTLET_H
#define CT_OUTLET_H

#include <stdbool.h>
#include <sys/types.h>

// A descriptor that is written to without waiting for whoever reads it.
struct ct_outlet {
    int whole;   // borrowed; for who can wait
    int fd;      // the same, or one of its own for the same pipe or terminal
    bool own;    // so that it can be non-blocking without the program noticing
    bool socket; // asked not to wait at each write
    bool tells;  // poll(2) says when there is room
};

void ct_outlet_init(struct ct_outlet *outlet, int fd);
void ct_outlet_finish(struct ct_outlet *outlet);

// Writes what there is room for, of at most PIPE_BUF bytes. Returns how many bytes that was, 0
// where there is no room now, or -errno. SIGPIPE must be ignored.
ssize_t ct_outlet_write(struct ct_outlet *outlet, const char *text, size_t len);

#endif
