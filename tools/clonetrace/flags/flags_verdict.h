// SPDX-License-Identifier: MIT
#ifndef CT_FLAGS_VERDICT_H
#define CT_FLAGS_VERDICT_H

#include "clonetrace/cli/paint.h"
#include "event/refuse.h"

// What the kernel says to a set, entry by entry, for people.
void ct_flags_print_verdict(const struct ct_paint *paint, const struct ct_flag_set *set);

// flags_text.c: shared pieces of the page.
#define CT_FLAGS_LABEL 17 // column of what stands right of a label
void ct_flags_label(const struct ct_paint *paint, const char *text);
void ct_flags_styled(const struct ct_paint *paint, enum ct_style style, const char *text);
char *ct_flags_names(uint64_t flags); // "CLONE_VM | 0x1"; the caller frees

#endif
