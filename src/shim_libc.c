// SPDX-License-Identifier: MIT
// The C library's version, read once, from its file: the kernel maps sixteen pages around the one
// that holds the text in memory, of which a program that does little needs none.
#include "shim_libc.h"

#include <elf.h>
#include <fcntl.h>
#include <gnu/libc-version.h>
#include <link.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>

#include "base/config_room.h"
#include "base/raw.h"
#include "base/poison.h"

// Not in musl, whose loader would end the program for a symbol that it cannot find.
#pragma weak gnu_get_libc_version

// "2.36", of one that is being developed "2.36.9000"; and the part of a file that holds its headers
// and build id, as a rule.
enum { LONGEST = 16, HEAD = 1024 };

// The loader's list, by way of the program's DT_DEBUG (elf.h): its own symbol would be one more to
// look up. NULL where the program is laid out in another way.
static const struct link_map *loaded(void) {
    const ElfW(Phdr) *segment = (const void *)getauxval(AT_PHDR);
    const unsigned long count = getauxval(AT_PHNUM);
    const ElfW(Dyn) *entry = NULL;
    uintptr_t bias = 0;
    bool known = false; // PT_PHDR comes before the others (elf(5))

    for (unsigned long i = 0; segment && i < count; i++) {
        if (segment[i].p_type == PT_PHDR) {
            bias = (uintptr_t)segment - segment[i].p_vaddr;
            known = true;
        } else if (segment[i].p_type == PT_DYNAMIC && known)
            entry = (const void *)(bias + segment[i].p_vaddr);
    }
    for (; entry && entry->d_tag != DT_NULL; entry++)
        if (entry->d_tag == DT_DEBUG && entry->d_un.d_ptr)
            return ((const struct r_debug *)entry->d_un.d_ptr)->r_map;
    return NULL;
}

// False for one that was linked for an address of its own: `l_addr` says how far it was moved from
// there.
static bool begins_at_bias(const struct link_map *map) {
    const uintptr_t dynamic = (uintptr_t)map->l_ld;

    return map->l_addr && dynamic > map->l_addr && dynamic - map->l_addr < 1u << 28;
}

// The object around `at`: the last that begins before it. Its first page holds its headers, which
// the loader has read there.
static const struct link_map *object_around(uintptr_t at) {
    const struct link_map *found = NULL;

    for (const struct link_map *map = loaded(); map; map = map->l_next)
        if (begins_at_bias(map) && map->l_addr <= at && (!found || map->l_addr > found->l_addr))
            found = map;
    return found && memcmp((const void *)found->l_addr, ELFMAG, SELFMAG) == 0 ? found : NULL;
}

// Where the file has what is loaded at `at`, in a segment that is as the file is; -1 elsewhere.
static long offset_of(uintptr_t at, const struct link_map *object) {
    const ElfW(Ehdr) *header = (const void *)object->l_addr;
    const ElfW(Phdr) *segment = (const void *)(object->l_addr + header->e_phoff);

    if (header->e_phoff > HEAD || header->e_phnum > (HEAD - header->e_phoff) / sizeof *segment)
        return -1;
    for (unsigned i = 0; i < header->e_phnum; i++, segment++) {
        const uintptr_t start = object->l_addr + segment->p_vaddr;
        if (segment->p_type == PT_LOAD && !(segment->p_flags & PF_W) && at >= start &&
            at + LONGEST <= start + segment->p_filesz)
            return (long)(at - start + segment->p_offset);
    }
    return -1;
}

// Digits and points with a NUL behind them.
static bool is_version(const char *text) {
    size_t len = 0;

    while (len < LONGEST && ((text[len] >= '0' && text[len] <= '9') || (len && text[len] == '.')))
        len++;
    return len >= 3 && len < LONGEST && !text[len];
}

// It may have been replaced since the loader opened it.
static bool is_that_file(long fd, const struct link_map *object) {
    char head[HEAD];

    return ct_raw(SYS_pread64, fd, head, (long)HEAD, 0L) == HEAD &&
           memcmp(head, (const void *)object->l_addr, HEAD) == 0;
}

static bool read_file(const char *at, char *text) {
    const struct link_map *object = object_around((uintptr_t)at);
    const long offset = object ? offset_of((uintptr_t)at, object) : -1;
    long fd = -1, got = 0;

    if (offset >= 0 && *object->l_name == '/')
        fd = ct_raw(SYS_openat, AT_FDCWD, object->l_name, O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        if (is_that_file(fd, object))
            got = ct_raw(SYS_pread64, fd, text, (long)LONGEST, offset);
        ct_raw(SYS_close, fd);
    }
    return got == LONGEST && is_version(text);
}

bool ct_shim_libc_is_glibc(void) {
    return gnu_get_libc_version != NULL;
}

const char *ct_shim_libc_version(void) {
    const char *version = gnu_get_libc_version();
    size_t room;
    char *copy = ct_config_room(LONGEST, &room);

    if (!copy || !read_file(version, copy))
        return version;
    ct_config_claim(strlen(copy) + 1);
    return copy;
}

unsigned ct_shim_libc_minor(const char *version) {
    unsigned minor = 0;

    while (*version && *version != '.')
        version++;
    while (*version && *++version >= '0' && *version <= '9')
        minor = minor * 10 + (unsigned)(*version - '0');
    return minor;
}
