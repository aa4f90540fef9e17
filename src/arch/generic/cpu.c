// SPDX-License-Identifier: MIT
// A CPU without assembly here: vfork and syscall(3) stay libc's, and the image event says so.
#include "arch/arch.h"

#include "base/poison.h"

const char ct_arch_name[] = "generic";
const bool ct_arch_unhooked = true;
