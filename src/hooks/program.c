// SPDX-License-Identifier: MIT
// Looking at the program before (or, for a spawn, while) it starts. Runs in vfork children.
#include "hooks/program.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/kernel.h"
#include "base/raw.h"
#include "base/state.h"
#include "event/blind.h"
#include "gate.h"
#include "hooks/env.h"
#include "hooks/seen.h"
#include "base/poison.h"

static const char *search_path(void) {
    for (char **at = environ; at && *at; at++)
        if (strncmp(*at, "PATH=", 5) == 0)
            return *at + 5;
    return "/bin:/usr/bin"; // what glibc takes from confstr(_CS_PATH) without PATH
}

static bool is_program(const char *path) {
    struct statx st;

    return ct_raw(SYS_faccessat, AT_FDCWD, path, X_OK) == 0 &&
           ct_raw(SYS_statx, AT_FDCWD, path, 0L, STATX_TYPE, &st) == 0 && S_ISREG(st.stx_mode);
}

// "directory/file" in `line`; an empty directory is the current one.
static bool join(char *line, const char *directory, size_t len, const char *file) {
    struct ct_buf buf;

    ct_buf_init(&buf, line, CT_LINE_MAX);
    ct_buf_mem(&buf, directory, len);
    if (len)
        ct_buf_char(&buf, '/');
    ct_buf_str(&buf, file);
    ct_buf_char(&buf, 0);
    return !buf.full;
}

void ct_program_find(struct ct_program *program, const char *file, bool search) {
    program->path = file;
    program->line = NULL;
    if (!file || !search || !*file || strchr(file, '/') || !ct_kernel_may(CT_USE_FILES))
        return;
    program->line = ct_state_line_take();
    if (!program->line)
        return;
    for (const char *at = search_path();;) {
        size_t len = 0;
        while (at[len] && at[len] != ':')
            len++;
        if (join(program->line, at, len, file) && is_program(program->line)) {
            program->path = program->line;
            return;
        }
        if (!at[len])
            return;
        at += len + 1;
    }
}

void ct_program_finish(struct ct_program *program) {
    if (program->line)
        ct_state_line_give(program->line);
    program->line = NULL;
}

static bool looks_at_programs(void) {
    return ct_gate_wants(CT_EVENT_BLIND) && ct_kernel_may(CT_USE_FILES);
}

// Its exec's line, written a moment ago, tells; where none was asked for, the kernel does. In a
// vfork child that nobody saw made, its creator's pages say that it is none.
static bool is_forked_child(void) {
    return !ct_gate_knows_itself() &&
           (ct_gate_has_uncounted() || ct_gate_is_fork_child(ct_raw_getpid()));
}

// Once for each program: looked at, and told where it will not be seen. An environment differs from
// call to call.
static bool is_told(int dir, const char *path, int flags) {
    const bool absolute = *path == '/';
    uint64_t key, now_ns;

    if (is_forked_child())
        return false; // it knows nothing yet, and will not be asked again
    now_ns = ct_clock_ns(CLOCK_MONOTONIC);
    if (absolute && ct_seen_lately(path, now_ns))
        return true;
    key = ct_seen_key(dir, path, flags);
    if (absolute)
        ct_seen_note(path, now_ns);
    return key && ct_seen_before(key);
}

static bool tells_environment(enum ct_api api, const char *path, char *const *envp) {
    if (!ct_env_loses_shim(envp))
        return false;
    ct_gate_blind(api, path, CT_BLIND_ENVIRONMENT);
    return true;
}

void ct_program_inspect(enum ct_api api, const char *path, char *const *envp) {
    enum ct_blind reason = CT_BLIND_STATIC;

    if (!path || !looks_at_programs() || tells_environment(api, path, envp) ||
        is_told(AT_FDCWD, path, 0))
        return;
    if (ct_blind_inspect(path, &reason) > 0)
        ct_gate_blind(api, path, reason);
}

void ct_program_inspect_fd(enum ct_api api, int fd, const char *path, char *const *envp) {
    enum ct_blind reason = CT_BLIND_STATIC;

    if (!looks_at_programs() || tells_environment(api, path, envp) ||
        is_told(fd, "", AT_EMPTY_PATH))
        return;
    if (ct_blind_inspect_fd(fd, &reason) > 0)
        ct_gate_blind(api, path, reason);
}

void ct_program_inspect_at(enum ct_api api, int dir, const char *path, char *const *envp) {
    long fd;

    if (!looks_at_programs())
        return;
    if (!path || *path == '/' || dir == AT_FDCWD) {
        ct_program_inspect(api, path, envp);
        return;
    }
    fd = ct_raw(SYS_openat, dir, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return;
    ct_program_inspect_fd(api, (int)fd, path, envp);
    ct_raw(SYS_close, fd);
}
