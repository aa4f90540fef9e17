// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_INTERRUPT_H
#define CT_BENCH_INTERRUPT_H

#include <signal.h>

// From here on SIGINT, SIGTERM and SIGHUP are noted, so that what was measured can still be given
// out; a second one of them ends the command at once. They are blocked but in
// ct_bench_interrupt_wait.
void ct_bench_interrupt_catch(void);

// The signal that came, 0 for none.
int ct_bench_interrupt_came(void);

// Waits until `fd` can be read, up to `ms`. Returns 1, 0 when the time is over, -EINTR when a
// signal asks for the end, or another -errno.
int ct_bench_interrupt_wait(int fd, int ms);

// Measuring is over: a first signal is still only noted, a second one ends the command.
void ct_bench_interrupt_release(void);

#endif
