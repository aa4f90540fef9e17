// SPDX-License-Identifier: MIT
#ifndef CT_EVENT_PARSE_H
#define CT_EVENT_PARSE_H

#include <stddef.h>

#include "event/refuse.h"

// Text to a set of flags: `0x4111`, `CLONE_VM|CLONE_VFORK|SIGCHLD`, `vm | 0x4000`.

enum ct_parse_fault {
    CT_PARSE_OK,
    CT_PARSE_EMPTY,       // nothing, or nothing between two bars
    CT_PARSE_NUMBER,      // begins as a number, but is none
    CT_PARSE_RANGE,       // needs more than 64 bits
    CT_PARSE_NAME,        // no flag and no signal
    CT_PARSE_UNSHARE,     // a flag that only unshare(2) takes
    CT_PARSE_TWO_SIGNALS, // a second, different exit signal
};

struct ct_parse_error {
    enum ct_parse_fault fault;
    const char *at; // the part that is wrong, within the text that was parsed
    size_t len;
};

// Names joined by `|`, spaces around them allowed; upper or lower case, CLONE_ may be left out;
// signals with SIG; numbers hexadecimal (0x), octal (0) or decimal. In a number the low byte is the
// exit signal, as clone(2) packs it, except that bit 0x80 is CLONE_NEWTIME where the rest of the
// byte is a signal or 0: no signal is above 64. Returns 0, or -EINVAL and fills *error.
int ct_flags_parse(const char *text, struct ct_flag_set *set, struct ct_parse_error *error);

// A signal's name, SIG included, any case, with the aliases of signal(7), SIGRTMIN+n, SIGRTMAX-n
// and SIGn. Returns its number or 0.
int ct_signal_parse(const char *name, size_t len);

#endif
