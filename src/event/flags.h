// SPDX-License-Identifier: MIT
#ifndef CT_EVENT_FLAGS_H
#define CT_EVENT_FLAGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The clone flags, as event/flags.def lists them.

// Kernel entries that take a flag, as a set. clone is the whole family that packs an exit signal
// into the low byte: clone(2), and fork and vfork, which have no flags of their own.
enum {
    CT_TAKES_CLONE = 1,
    CT_TAKES_CLONE3 = 2,
    CT_TAKES_UNSHARE = 4,
};

struct ct_flag {
    uint64_t value; // one bit
    uint8_t takes;  // CT_TAKES_*
    uint8_t len;    // of name
    char name[30];  // inline: a pointer would have to be relocated in every traced process
};

// What the bits of a set mean: unshare(2) has a flag of its own on the bit of CLONE_PARENT_SETTID.
enum ct_flag_space { CT_FLAGS_CREATE, CT_FLAGS_UNSHARE };

#define CT_FLAG_CSIGNAL 0xffu // where clone(2) takes the exit signal

// The flag on a bit, 0 to 63; NULL when no flag has it.
const struct ct_flag *ct_flag_at(unsigned bit, enum ct_flag_space space);

// Walks a set from its lowest bit: takes the next known flag out of *rest and returns it. When only
// unknown bits are left it returns NULL, and *rest holds them.
const struct ct_flag *ct_flag_next(uint64_t *rest, enum ct_flag_space space);

#endif
