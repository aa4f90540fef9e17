// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_ASSETS_H
#define CT_BENCH_ASSETS_H

// Files of this folder, put into the command by page/embed.py.
extern const char ct_bench_plot_css[];
extern const char ct_bench_bench_css[];
extern const char ct_bench_bench_js[];

#endif
