// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_SVG_H
#define CT_BENCH_SVG_H

#include <stdio.h>

#include "clonetrace/bench/result.h"

// A picture that stands alone: cost against memory until the child is reaped and until the call
// returns, and what a page costs to write. Whether it could be written is in ferror(out).
void ct_bench_svg_write(FILE *out, const struct ct_bench_result *result);

#endif
