// SPDX-License-Identifier: MIT
// Facts about this process that only /proc knows. Read once, at the start.
#include "shim_proc.h"

#include <fcntl.h>
#include <stddef.h>

#include "base/config.h"
#include "base/raw.h"
#include "base/poison.h"

const char *ct_proc_exe(void) {
    size_t room;
    char *exe = ct_config_room(&room);
    long len = ct_raw(SYS_readlinkat, AT_FDCWD, "/proc/self/exe", exe, room - 1);

    if (len <= 0 || (size_t)len == room - 1)
        return NULL;
    exe[len] = 0;
    ct_config_claim((size_t)len + 1);
    return exe;
}

const char *ct_proc_boot_id(char *text) {
    long fd = ct_raw(SYS_openat, AT_FDCWD, "/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
    long len = fd < 0 ? -1 : ct_raw(SYS_read, fd, text, 36L);

    if (fd >= 0)
        ct_raw(SYS_close, fd);
    text[36] = 0;
    return len == 36 ? text : NULL;
}
