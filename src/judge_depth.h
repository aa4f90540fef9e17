// SPDX-License-Identifier: MIT
#ifndef CT_JUDGE_DEPTH_H
#define CT_JUDGE_DEPTH_H

// How many processes lie between this one and the first that is traced, which has 0: the ancestors
// that have the library mapped. Asked of /proc once for a process; 0 without it, and for a process
// whose creators have ended.
unsigned ct_judge_depth(void);

#endif
