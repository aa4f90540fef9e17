// SPDX-License-Identifier: MIT
#ifndef CT_OUTPUT_H
#define CT_OUTPUT_H

#include <stddef.h>

// Writes all of it, waiting where the descriptor is non-blocking (its open file description is
// shared with whoever made it so). Returns 0 or -errno; SIGPIPE must be ignored.
int ct_output_all(int fd, const char *text, size_t len);

// Makes sure that descriptors 0 to 2 are open, so that nothing else gets their numbers. Where one
// is closed it becomes /dev/null here and stays closed for a program that clonetrace starts.
void ct_output_reserve(void);

#endif
