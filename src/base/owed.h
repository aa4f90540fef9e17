// SPDX-License-Identifier: MIT
#ifndef CT_BASE_OWED_H
#define CT_BASE_OWED_H

#include <stdatomic.h>
#include <sys/types.h>

// The lines that threads owe the log: of calls whose task may exist already. Whoever ends this
// program, by exec or exit, waits for them.

// Where the debt of the thread `tid` is noted; NULL where it has one already, or where too many
// have.
_Atomic(pid_t) *ct_owed_begin(pid_t tid);
void ct_owed_end(_Atomic(pid_t) *place);
// Until nobody but `tid` owes a line, but not for ever: a handler may have jumped out of its debt.
void ct_owed_wait(pid_t tid);

#endif
