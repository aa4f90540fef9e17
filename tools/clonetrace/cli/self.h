// SPDX-License-Identifier: MIT
#ifndef CT_SELF_H
#define CT_SELF_H

// The directory that the command itself lies in, from which it finds what was built or installed
// with it. The caller frees it; NULL where the kernel does not tell, after saying so.
char *ct_self_directory(void);

#endif
