// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_HELP_H
#define CT_BENCH_HELP_H

extern const char ct_bench_help[];

#endif
