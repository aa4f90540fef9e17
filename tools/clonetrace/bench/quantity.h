// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_QUANTITY_H
#define CT_BENCH_QUANTITY_H

#include <stdint.h>

// Numbers with units, as people write them. Each takes the whole text and returns 0, or -EINVAL
// where it is nothing of the kind and -ERANGE where it is too large; then the value is untouched.

// What a message says about the forms that are accepted.
#define CT_SIZE_FORM "0, or a number with a unit: 64M, 1.5GiB, 100MB (K, M, G and T count in 1024s)"
#define CT_SHARE_FORM "a percentage from 0% to 100%, as 5% or 0.5%"
#define CT_TIME_FORM "a number of seconds, or one with a unit, as 90s or 2min"

// Bytes. K, KiB are 1024, KB is 1000, and so on up to T; a plain number or one with B is bytes.
int ct_quantity_size(const char *text, uint64_t *bytes);
// 0 to 1.
int ct_quantity_share(const char *text, double *share);
// Seconds, more than none, at most a week.
int ct_quantity_time(const char *text, double *seconds);
// A count, no unit.
int ct_quantity_count(const char *text, uint64_t *count);

#endif
