// SPDX-License-Identifier: MIT
#ifndef CT_EVENT_FLAG_BITS_H
#define CT_EVENT_FLAG_BITS_H

#include "event/flags.h"

// The flags of event/flags.def as constants, also those that <linux/sched.h> of the machine that
// builds does not have yet. Not together with <sched.h> or <linux/sched.h>, whose macros have the
// same names: the compiler says so.
enum ct_flag_bits {
#define CT_FLAG(name, value, takes, kind, subject, set, clear, since) name = value,
#define CT_FLAG_UNSHARE(name, value, set, since) name = value,
#include "event/flags.def"
#undef CT_FLAG
#undef CT_FLAG_UNSHARE
};

#endif
