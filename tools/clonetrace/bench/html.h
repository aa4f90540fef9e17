// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_HTML_H
#define CT_BENCH_HTML_H

#include <stdio.h>

#include "clonetrace/bench/result.h"

// One self-contained page: every plot that the result has points for, tables, the machine, and the
// result itself to be taken out as JSON or CSV. Whether it could be written is in ferror(out).
void ct_bench_html_write(FILE *out, const struct ct_bench_result *result);

#endif
