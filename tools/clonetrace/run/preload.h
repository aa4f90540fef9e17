// SPDX-License-Identifier: MIT
#ifndef CT_PRELOAD_H
#define CT_PRELOAD_H

// Finds libclonetrace.so relative to the running executable: where both are installed, or in the
// build tree. Returns its absolute path, which the caller frees, or NULL after telling the user.
char *ct_preload_find(void);

// The value of LD_PRELOAD with the library first, then what `old` (may be NULL) has. The caller
// frees it.
char *ct_preload_value(const char *library, const char *old);

// Whether the library can load policies: another one beside it does. Returns 0, or CT_EXIT_FAILED
// after telling.
int ct_preload_policy(const char *library);

#endif
