// SPDX-License-Identifier: MIT
// System call numbers and machines, from libseccomp: a program may change to another ABI of the
// kernel at any time, so a filter must know all of them.
#include <linux/audit.h>
#include <seccomp.h>

#include "base/audit.h"
#include "clonetrace/policy/kernel_plan.h"

struct family {
    uint32_t native;
    struct ct_kernel_machine machines[3];
};

// x32 is AUDIT_ARCH_X86_64 with bit 30 of the number set (seccomp(2)).
static const struct family families[] = {
    {AUDIT_ARCH_X86_64,
     {{"SCMP_ARCH_X86_64", AUDIT_ARCH_X86_64, SCMP_ARCH_X86_64},
      {"SCMP_ARCH_X86", AUDIT_ARCH_I386, SCMP_ARCH_X86},
      {"SCMP_ARCH_X32", AUDIT_ARCH_X86_64, SCMP_ARCH_X32}}},
    {AUDIT_ARCH_AARCH64,
     {{"SCMP_ARCH_AARCH64", AUDIT_ARCH_AARCH64, SCMP_ARCH_AARCH64},
      {"SCMP_ARCH_ARM", AUDIT_ARCH_ARM, SCMP_ARCH_ARM}}},
};

const struct ct_kernel_machine *ct_kernel_machine(unsigned index) {
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (families[i].native == CT_AUDIT_ARCH && index < 3 && families[i].machines[index].name)
            return &families[i].machines[index];
    return NULL;
}

const char *ct_kernel_call_name(enum ct_kernel_call call) {
    static const char names[][8] = {"clone", "clone3", "fork", "vfork", "unshare", "setns"};

    return names[call];
}

unsigned ct_kernel_call_argument(enum ct_kernel_call call) {
    return call == CT_KERNEL_SETNS ? 1 : 0;
}

int ct_kernel_number(const struct ct_kernel_machine *machine, enum ct_kernel_call call) {
    return seccomp_syscall_resolve_name_arch(machine->token, ct_kernel_call_name(call));
}
