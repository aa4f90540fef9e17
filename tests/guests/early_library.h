// SPDX-License-Identifier: MIT
#ifndef CT_GUEST_EARLY_LIBRARY_H
#define CT_GUEST_EARLY_LIBRARY_H

// How many tasks the library's constructor created.
int early_created(void);

#endif
