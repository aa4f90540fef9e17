// SPDX-License-Identifier: MIT
// The flag table and walking a set of flags. Runs in vfork children and signal handlers: touches
// nothing but its arguments and constant data.
#include "event/flags.h"

// By bit number, so that finding a flag is one look.
static const struct ct_flag table[] = {
#define CT_FLAG(name, value, takes, kind, subject, set, clear, since)                              \
    [__builtin_ctzll(value)] = {value, takes, sizeof #name - 1, #name},
#define CT_FLAG_UNSHARE(name, value, set, since)
#include "event/flags.def"
#undef CT_FLAG
#undef CT_FLAG_UNSHARE
};

static const struct ct_flag unshare_table[] = {
#define CT_FLAG(name, value, takes, kind, subject, set, clear, since)
#define CT_FLAG_UNSHARE(name, value, set, since) {value, CT_TAKES_UNSHARE, sizeof #name - 1, #name},
#include "event/flags.def"
#undef CT_FLAG
#undef CT_FLAG_UNSHARE
};

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

const struct ct_flag *ct_flag_at(unsigned bit, enum ct_flag_space space) {
    if (space == CT_FLAGS_UNSHARE)
        for (size_t i = 0; i < COUNT(unshare_table); i++)
            if (unshare_table[i].value == 1ull << bit)
                return &unshare_table[i];
    return bit < COUNT(table) && table[bit].len ? &table[bit] : NULL;
}

const struct ct_flag *ct_flag_next(uint64_t *rest, enum ct_flag_space space) {
    for (uint64_t left = *rest; left; left &= left - 1) {
        const struct ct_flag *flag = ct_flag_at((unsigned)__builtin_ctzll(left), space);

        if (flag) {
            *rest &= ~flag->value;
            return flag;
        }
    }
    return NULL;
}
