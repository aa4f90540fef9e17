// SPDX-License-Identifier: MIT
// Facts about this process for its image event. /proc would tell the program's path in one call,
// but the kernel makes the whole /proc/PID of a new process for it, and takes that down again at
// its end: 35 µs, more than all else that a start costs here. So the path is taken from the
// auxiliary vector and followed, and /proc asked where that does not do.
#include "shim_proc.h"

#include <elf.h>
#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <string.h>
#include <sys/auxv.h>

#include "base/config_room.h"
#include "base/raw.h"
#include "shim_path.h"
#include "base/poison.h"

static const char *from_proc(void) {
    size_t room;
    char *exe = ct_config_room(PATH_MAX, &room);
    long len = exe ? ct_raw(SYS_readlinkat, AT_FDCWD, "/proc/self/exe", exe, room - 1) : 0;

    if (len <= 0 || (size_t)len == room - 1)
        return NULL;
    exe[len] = 0;
    ct_config_claim((size_t)len + 1);
    return exe;
}

// Of a script AT_EXECFN is the script, which its interpreter then has as its first or second
// argument; of a program that was executed by descriptor it is /dev/fd/N.
static bool may_be_script(const char *executed, char *const *argv) {
    if (!argv)
        return true;
    for (int i = 0; i < 3 && argv[i]; i++)
        if (i > 0 && strcmp(argv[i], executed) == 0)
            return true;
    return false;
}

static bool is_elf(const char *path) {
    char head[SELFMAG];
    long fd = ct_raw(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    long len = fd < 0 ? 0 : ct_raw(SYS_read, fd, head, sizeof head);

    if (fd >= 0)
        ct_raw(SYS_close, fd);
    return len == SELFMAG && memcmp(head, ELFMAG, SELFMAG) == 0;
}

const char *ct_proc_exe(char *const *argv) {
    const char *executed = (const char *)getauxval(AT_EXECFN);
    size_t room;
    char *exe = ct_config_room(1, &room);

    if (!exe || !executed || strncmp(executed, "/dev/fd/", 8) == 0 ||
        strncmp(executed, "/proc/", 6) == 0 || !ct_path_resolve(executed, exe, room) ||
        (may_be_script(executed, argv) && !is_elf(exe)))
        return from_proc();
    ct_config_claim(strlen(exe) + 1);
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
