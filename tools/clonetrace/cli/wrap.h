// SPDX-License-Identifier: MIT
#ifndef CT_WRAP_H
#define CT_WRAP_H

#include "clonetrace/cli/paint.h"

// Text in a column: starts where the cursor is, which is column `indent`, breaks at spaces before
// the width of the paint and goes on at `indent`. Ends the line. The text is trusted: ASCII, no
// control characters.
void ct_wrap_text(const struct ct_paint *paint, unsigned indent, const char *text);

#endif
