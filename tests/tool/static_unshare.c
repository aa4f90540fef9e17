// SPDX-License-Identifier: MIT
// Asks for a namespace where no library can be: ends with the errno, 0 where it got one.
#include <errno.h>
#include <sched.h>

int main(void) {
    return unshare(CLONE_NEWUTS) ? errno : 0;
}
