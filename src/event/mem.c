// SPDX-License-Identifier: MIT
// The creator's memory, by system calls alone.
#include "event/mem.h"

#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/resource.h>

#include "base/kernel.h"
#include "base/raw.h"
#include "base/poison.h"

// The number behind `name` at the start of a line, or 0.
static uint64_t field(const char *text, size_t len, const char *name) {
    const size_t name_len = strlen(name);
    uint64_t value = 0;

    for (size_t i = 0; i + name_len < len; i++) {
        if ((i && text[i - 1] != '\n') || memcmp(text + i, name, name_len) != 0)
            continue;
        for (i += name_len; i < len && text[i] != '\n'; i++)
            if (text[i] >= '0' && text[i] <= '9')
                value = value * 10 + (uint64_t)(text[i] - '0');
        break;
    }
    return value;
}

uint64_t ct_mem_minor_faults(void) {
    struct rusage usage;

    if (!ct_kernel_may(CT_USE_FAULTS) || ct_raw(SYS_getrusage, RUSAGE_SELF, &usage) != 0)
        return 0;
    return (uint64_t)usage.ru_minflt;
}

void ct_mem_read(struct ct_mem *mem) {
    char text[1536]; // VmPTE comes within the first 1000 bytes
    long fd = -1;
    long len = 0;

    if (ct_kernel_may(CT_USE_FILES))
        fd = ct_raw(SYS_openat, AT_FDCWD, "/proc/self/status", O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        len = ct_raw(SYS_read, fd, text, sizeof text);
        ct_raw(SYS_close, fd);
    }
    len = len < 0 ? 0 : len;
    mem->rss_kib = field(text, (size_t)len, "VmRSS:");
    mem->pte_kib = field(text, (size_t)len, "VmPTE:");
    mem->minflt = ct_mem_minor_faults();
}
