// SPDX-License-Identifier: MIT
// A stack of the child's own needs assembly that this CPU has none of: the method is left out.
#include "clonetrace/bench/worker/clone3.h"

#include <errno.h>

long ct_worker_clone3(struct clone_args *args, size_t size, void (*child)(const void *),
                      const void *argument) {
    return -ENOSYS;
}
