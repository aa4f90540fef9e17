// SPDX-License-Identifier: MIT
#ifndef CT_TESTS_PROFILE_H
#define CT_TESTS_PROFILE_H

struct json_t;

// A profile for containers as a container runtime reads it: a filter of libseccomp (an
// scmp_filter_ctx), which the caller releases. NULL, with a line on stderr, where it is none.
void *profile_read(const struct json_t *profile);

#endif
