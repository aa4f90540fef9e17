// SPDX-License-Identifier: MIT
#ifndef CT_ASKED_H
#define CT_ASKED_H

#include <stdint.h>

// The events that the library logs with this value of CLONETRACE_EVENTS, one bit for each kind;
// NULL where the variable is not set.
uint32_t ct_asked_events(const char *value);

#endif
