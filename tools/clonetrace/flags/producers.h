// SPDX-License-Identifier: MIT
#ifndef CT_PRODUCERS_H
#define CT_PRODUCERS_H

#include <stddef.h>

#include "event/event.h"
#include "event/refuse.h"

// Who passes exactly which flags to the kernel: glibc's functions by release, other C libraries,
// the kernel itself.

#define CT_PRODUCER_WHEN 64
#define CT_PRODUCERS_MAX 64

struct ct_producer {
    const char *who;
    const char *entry; // the kernel entry: "clone3"; "none" for a function inside the kernel
    char when[CT_PRODUCER_WHEN];
    struct ct_flag_set set;
};

// Those that pass exactly this set; returns how many of `found` are filled, at most
// CT_PRODUCERS_MAX.
size_t ct_producers_find(const struct ct_flag_set *set, struct ct_producer *found);

// Every set that one API of glibc passes, by release; returns as above, 0 for an API whose caller
// passes the flags.
size_t ct_producers_of(enum ct_api api, struct ct_producer *found);

// The functions inside the kernel that can be asked for by name, with the set that each passes by
// itself. `at` begins with 0; NULL after the last.
const char *ct_producers_inside(size_t *at, struct ct_flag_set *set);

// The release of glibc, 2.N, that an API is described for: this process's, or the first that has
// it.
unsigned ct_producers_release(enum ct_api api);

// What that release passes here for an API; the same errors as ct_libc_flags.
int ct_producers_here(enum ct_api api, struct ct_create *create);

#endif
