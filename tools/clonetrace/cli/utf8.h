// SPDX-License-Identifier: MIT
#ifndef CT_UTF8_H
#define CT_UTF8_H

// Bytes of the UTF-8 character at s, which a NUL ends; 0 where there is none: RFC 3629, so no
// surrogates, no overlong forms.
unsigned ct_utf8_len(const char *s);

#endif
