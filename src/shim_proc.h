// SPDX-License-Identifier: MIT
#ifndef CT_SHIM_PROC_H
#define CT_SHIM_PROC_H

// What the image event takes from /proc. NULL where /proc is not there.

// Path of the running program; kept for the life of the process. `argv` as the program got it, NULL
// where it is not known.
const char *ct_proc_exe(char *const *argv);
// The 36 characters of this boot's id, in `text` of at least 37 bytes.
const char *ct_proc_boot_id(char *text);

#endif
