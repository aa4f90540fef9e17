// SPDX-License-Identifier: MIT
#ifndef CT_FUZZ_H
#define CT_FUZZ_H

#include <stddef.h>
#include <stdint.h>

// What libFuzzer calls, and driver.c where there is no libFuzzer. Must not keep anything from one
// call to the next.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// For driver.c: inputs to start from, NULL at the end, and words to put into them.
extern const char *const ct_fuzz_seeds[];
extern const char *const ct_fuzz_words[];

#endif
