// SPDX-License-Identifier: MIT
// Looks at a program before it starts: is there a loader that will load the shim? Reads the first
// page of the file and nothing else; must not allocate, and leaves no descriptor behind.
#include "event/blind.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>

#include "base/raw.h"
#include "base/poison.h"

extern const ElfW(Ehdr) __ehdr_start __attribute__((visibility("hidden")));

// 832 bytes are what glibc's own loader reads: program headers and the interpreter's name are in
// them, as a rule.
enum { HEAD = 832, INTERPRETERS = 5 }; // the kernel follows four `#!` lines (BINPRM_MAX_RECURSION)

// The beginning of a program, and the rest where that does not do.
struct program {
    int fd;
    long len; // of head
    char head[HEAD] __attribute__((aligned(8)));
};

// A set-user-ID file gains nothing where its owner is who runs it already; then the loader trusts
// the environment. File capabilities count where not root executes (capabilities(7)).
static bool gains_privilege(int fd) {
    struct statx st;

    if (ct_raw(SYS_statx, fd, "", AT_EMPTY_PATH, STATX_MODE | STATX_UID | STATX_GID, &st))
        return false;
    if ((st.stx_mode & S_ISUID) && st.stx_uid != (uint32_t)ct_raw(SYS_getuid))
        return true;
    if ((st.stx_mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP) &&
        st.stx_gid != (uint32_t)ct_raw(SYS_getgid))
        return true;
    return ct_raw(SYS_geteuid) != 0 &&
           ct_raw(SYS_fgetxattr, fd, "security.capability", NULL, 0) > 0;
}

// The name of the program interpreter tells the C library: glibc's all begin alike
// (ld-linux-x86-64.so.2, ld-linux-aarch64.so.1, ld64.so.2), musl's with ld-musl.
static bool is_glibc_loader(const char *path) {
    const char *name = path;

    for (const char *at = path; *at; at++)
        if (*at == '/')
            name = at + 1;
    return strncmp(name, "ld-linux", 8) == 0 || strncmp(name, "ld64.so", 7) == 0 ||
           strncmp(name, "ld.so", 5) == 0 || strncmp(name, "ld-2", 4) == 0;
}

static bool read_at(const struct program *program, void *to, size_t size, uint64_t at) {
    if (at + size < at)
        return false;
    if (at + size > (uint64_t)program->len)
        return ct_raw(SYS_pread64, program->fd, to, size, at) == (long)size;
    memcpy(to, program->head + at, size);
    return true;
}

static int inspect_interpreter(const struct program *program, const ElfW(Phdr) * segment,
                               enum ct_blind *reason) {
    char name[128];
    size_t want = segment->p_filesz < sizeof name - 1 ? segment->p_filesz : sizeof name - 1;

    if (!read_at(program, name, want, segment->p_offset))
        return -ENOEXEC;
    name[want] = 0;
    *reason = CT_BLIND_OTHER_LIBC;
    return !is_glibc_loader(name);
}

static int inspect_elf(const struct program *program, enum ct_blind *reason) {
    const ElfW(Ehdr) *header = (const ElfW(Ehdr) *)program->head;
    ElfW(Phdr) segment;

    *reason = CT_BLIND_OTHER_ABI;
    if (header->e_ident[EI_CLASS] != __ehdr_start.e_ident[EI_CLASS] ||
        header->e_machine != __ehdr_start.e_machine)
        return 1;
    for (unsigned i = 0; i < header->e_phnum; i++) {
        if (!read_at(program, &segment, sizeof segment, header->e_phoff + i * sizeof segment))
            return -ENOEXEC;
        if (segment.p_type == PT_INTERP)
            return inspect_interpreter(program, &segment, reason);
    }
    *reason = CT_BLIND_STATIC;
    return 1;
}

// Cuts the path out of "#! /path arg"; false where there is none.
static bool script_interpreter(char *head, size_t len, char **path) {
    size_t at = 2, end;

    while (at < len && (head[at] == ' ' || head[at] == '\t'))
        at++;
    end = at;
    while (end < len && head[end] != ' ' && head[end] != '\t' && head[end] != '\n')
        end++;
    if (end == at || end == len)
        return false;
    head[end] = 0;
    *path = head + at;
    return true;
}

// Looks at one file. 2 with `*next` inside its head where it is a script.
static int inspect_file(struct program *program, char **next, enum ct_blind *reason) {
    char *head = program->head;

    program->len = ct_raw(SYS_pread64, program->fd, head, HEAD, 0L);
    if (program->len < 0)
        return (int)program->len;
    if (program->len > 2 && head[0] == '#' && head[1] == '!')
        return script_interpreter(head, (size_t)program->len, next) ? 2 : -ENOEXEC;
    if ((size_t)program->len < sizeof(ElfW(Ehdr)) || memcmp(head, ELFMAG, SELFMAG) != 0)
        return -ENOEXEC;
    *reason = CT_BLIND_SETUID;
    return gains_privilege(program->fd) ? 1 : inspect_elf(program, reason);
}

static long open_program(const char *path) {
    return ct_raw(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
}

static int inspect_chain(int fd, bool close_first, enum ct_blind *reason) {
    struct program program; // its head is too large to be cleared for nothing
    char *next = NULL;
    int found = 2;

    program.fd = fd;
    for (int depth = 0; found == 2 && depth < INTERPRETERS; depth++) {
        if (depth > 0) {
            program.fd = (int)open_program(next);
            if (program.fd < 0)
                return program.fd;
        }
        found = inspect_file(&program, &next, reason);
        if (depth > 0 || close_first)
            ct_raw(SYS_close, program.fd);
    }
    return found == 2 ? -ELOOP : found;
}

int ct_blind_inspect_fd(int fd, enum ct_blind *reason) {
    return inspect_chain(fd, false, reason);
}

int ct_blind_inspect(const char *path, enum ct_blind *reason) {
    long fd = open_program(path);

    if (fd == -EACCES && ct_raw(SYS_faccessat, AT_FDCWD, path, 1 /* X_OK */) == 0) {
        *reason = CT_BLIND_UNREADABLE;
        return 1;
    }
    return fd < 0 ? (int)fd : inspect_chain((int)fd, true, reason);
}
