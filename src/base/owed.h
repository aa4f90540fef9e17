// SPDX-License-Identifier: MIT
#ifndef CT_BASE_OWED_H
#define CT_BASE_OWED_H

#include <stdatomic.h>
#include <stdint.h>
#include <sys/types.h>

// The lines that threads owe the log: of calls whose task may exist already. Whoever ends this
// program, by exec or exit, waits for them.

struct ct_debt {
    _Atomic uint32_t *place; // NULL: not noted
    uint32_t noted;
};

// Notes a debt of the thread `tid`, unless it has one already or too many others have.
struct ct_debt ct_owed_begin(pid_t tid);
void ct_owed_end(struct ct_debt debt);
// Until the others than `tid` have written what they owe at this moment, but not for ever: a
// handler may have jumped out of its debt.
void ct_owed_wait(pid_t tid);

#endif
