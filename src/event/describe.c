// SPDX-License-Identifier: MIT
// The texts of the flag table.
#include "event/describe.h"

#include "event/flags.h"

const struct ct_flag_text ct_flag_texts[] = {
#define CT_FLAG(name, value, takes, kind, subject, set, clear, since)                              \
    {#name, value, takes, CT_FLAG_##kind, subject, set, clear, since},
#define CT_FLAG_UNSHARE(name, value, set, since)                                                   \
    {#name, value, CT_TAKES_UNSHARE, CT_FLAG_DOES, NULL, set, NULL, since},
#include "event/flags.def"
#undef CT_FLAG
#undef CT_FLAG_UNSHARE
};

const size_t ct_flag_texts_count = sizeof ct_flag_texts / sizeof ct_flag_texts[0];

const char *ct_flag_kind_name(enum ct_flag_kind kind) {
    switch (kind) {
    case CT_FLAG_SHARES:
        return "shares";
    case CT_FLAG_JOINS:
        return "joins";
    case CT_FLAG_NEW:
        return "new";
    case CT_FLAG_DOES:
        return "does";
    }
    return "unknown";
}
