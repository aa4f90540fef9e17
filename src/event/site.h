// SPDX-License-Identifier: MIT
#ifndef CT_EVENT_SITE_H
#define CT_EVENT_SITE_H

#include <stdbool.h>

#include "event/event.h"

// `exe` names the main program, whose own name the loader keeps empty.
void ct_site_init(const char *exe);

// The module and exported symbol that hold the return address `address`. Lock-free and without
// allocation, so for children and signal handlers too. The strings belong to the module and stay as
// long as it is loaded, which it is while its code is calling.
void ct_site_find(const void *address, struct ct_site *site);
// The same, and keeps nothing: for a forked child, to which what was kept, and keeping it, are a
// page fault each.
void ct_site_find_once(const void *address, struct ct_site *site);

// True for addresses inside this library (or, in the tool, this program).
bool ct_site_is_own(const void *address);

#endif
