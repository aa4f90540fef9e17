// SPDX-License-Identifier: MIT
#ifndef CT_BASE_PLACED_H
#define CT_BASE_PLACED_H

// The library has no .bss: it would be one more mapping to copy at each fork. What every process
// writes lies together at the start of .data, on the page that the loader relocates anyway; large
// things that are written little or late lie behind it.
#define CT_HOT __attribute__((section(".data")))
#define CT_COLD __attribute__((section("ct_cold")))

#endif
