// SPDX-License-Identifier: MIT
// One C11 thread.
#include <threads.h>

#include "guest.h"

static int work(void *arg) {
    return *(int *)arg + 1;
}

int main(void) {
    thrd_t thread;
    int arg = 6, result = 0;

    require(thrd_create(&thread, work, &arg) == thrd_success, "thrd_create");
    require(thrd_join(thread, &result) == thrd_success, "thrd_join");
    printf("thread %d\n", result);
    return 0;
}
