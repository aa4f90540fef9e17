// SPDX-License-Identifier: MIT
#ifndef CT_PLACE_H
#define CT_PLACE_H

#include "clonetrace/trace/matches.h"

// Places and calls as one line of text, for verdicts and reports. The text is as little trusted as
// the log: whoever shows it escapes it.

#define CT_PLACE_MAX 4352

// "start_worker (/opt/app/libfoo.so+0x12f0)", "/usr/bin/app+0x1139", "an unknown place".
const char *ct_place_name(char text[CT_PLACE_MAX], const struct ct_record_site *site);

// "clone with VM|FS|SIGCHLD, 3 calls, refused with EPERM".
const char *ct_place_call(char text[CT_PLACE_MAX], const struct ct_match *match);

// The same in every run of the same program, whatever the directory it is in: what a baseline
// knows it by, as one line.
const char *ct_place_key(char text[CT_PLACE_MAX], const struct ct_match *match);

#endif
