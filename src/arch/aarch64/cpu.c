// SPDX-License-Identifier: MIT
#include "arch/arch.h"

#include "base/poison.h"

const char ct_arch_name[] = "aarch64";
const bool ct_arch_unhooked = false;
