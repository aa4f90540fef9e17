// SPDX-License-Identifier: MIT
#ifndef CT_PAGE_ESCAPE_H
#define CT_PAGE_ESCAPE_H

#include <stddef.h>
#include <stdio.h>

// Text that is not trusted, for HTML and XML: between tags and inside quoted attributes. What
// neither may hold (control characters, bytes that are not UTF-8, U+FFFE and U+FFFF) appears as
// \xNN; tab and newline stay.
void ct_page_text(FILE *out, const char *text);
void ct_page_text_n(FILE *out, const char *text, size_t len);

#endif
