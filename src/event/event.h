// SPDX-License-Identifier: MIT
#ifndef CT_EVENT_EVENT_H
#define CT_EVENT_EVENT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

// What happened, before it is text. Filled by src/gate.c on the stack of the calling thread, turned
// into one JSON line by event/encode.c. Every pointer is borrowed: it must stay valid until the
// line is out. docs/log-format.md and docs/event.schema.json say the same for readers of the log.

enum ct_api {
#define CT_API(id, name) CT_API_##id,
#include "event/api.def"
#undef CT_API
    CT_API_COUNT
};

enum ct_event_kind {
    CT_EVENT_CREATE,
    CT_EVENT_IMAGE,
    CT_EVENT_EXEC,
    CT_EVENT_NAMESPACE,
    CT_EVENT_EXIT,
    CT_EVENT_THREAD_EXIT,
    CT_EVENT_BLIND,
    CT_EVENT_KINDS
};

// Those that are logged where nobody says which, one bit each.
#define CT_EVENTS_USUAL (((1u << CT_EVENT_KINDS) - 1) & ~(1u << CT_EVENT_THREAD_EXIT))

// The kernel entry that a creation reaches.
enum ct_entry { CT_ENTRY_CLONE, CT_ENTRY_CLONE3, CT_ENTRY_VFORK, CT_ENTRY_FORK };

enum ct_result { CT_RESULT_OK, CT_RESULT_ERROR, CT_RESULT_DENIED };

enum ct_blind {
    CT_BLIND_STATIC, // no program interpreter, so no loader that could preload
    CT_BLIND_SETUID, // AT_SECURE: the loader ignores the preload (ld.so(8), secure-execution mode)
    CT_BLIND_OTHER_ABI,   // another ELF class or machine
    CT_BLIND_OTHER_LIBC,  // an interpreter that is not this C library's
    CT_BLIND_UNREADABLE,  // the file may be executed but not read
    CT_BLIND_SECCOMP,     // the program's own filter would end it for the shim's system calls
    CT_BLIND_ENVIRONMENT, // the shim was dropped from the environment and could not be put back
    CT_BLIND_REASONS
};

// A place in the program's code. offset is the address minus the module's load bias, what addr2line
// takes.
struct ct_site {
    const char *module; // path, NULL where no module is known
    const char *symbol; // exported symbol that contains the address, or NULL
    uint64_t offset;    // bytes
};

// Memory of the creator at the call, from /proc/self/status and getrusage(2).
struct ct_mem {
    uint64_t rss_kib; // VmRSS
    uint64_t pte_kib; // VmPTE
    uint64_t minflt;  // ru_minflt of RUSAGE_SELF
};

struct ct_create {
    uint64_t flags;  // clone flags without the exit signal
    int exit_signal; // signal number, 0 for none
    enum ct_entry entry;
    bool from_caller; // the caller passed the flags; otherwise they are what libc is known to pass
    pid_t child_tgid; // 0 where it failed or where libc hides it
    pid_t child_tid;  // likewise
    enum ct_result result;
    int error; // errno value, where result is not ok
    uint64_t duration_ns;
    const struct ct_site *stack; // innermost first, nstack of them; NULL when not asked for
    unsigned nstack;
    const struct ct_mem *mem; // NULL when not asked for
};

struct ct_image {
    pid_t ppid;
    const char *exe;         // NULL without /proc
    const char *const *argv; // NULL-terminated or NULL
    unsigned argc;
    const char *libc_version; // gnu_get_libc_version(3)
    uint64_t realtime_ns;     // CLOCK_REALTIME at ts_ns
    const char *boot_id;      // 36 characters, or NULL without /proc
    const char *arch;         // "x86_64", "aarch64" or "generic"
    bool unhooked;            // this build has no vfork and syscall hooks
};

struct ct_exec {
    const char *path;   // the file as the kernel gets it; for the p-variants what PATH gave
    uint64_t minflt;    // ru_minflt of the process: since its creation, so since the fork
    int error;          // 0 in the event before the call; errno in the second one, after it failed
    bool created;       // this process was created by a hooked call and has not exec'd since
    enum ct_api by_api; // that call, its creator and its ts_ns
    pid_t by_tgid;
    pid_t by_tid;
    uint64_t by_ts_ns;
};

struct ct_namespace {
    uint64_t flags; // CLONE_NEW* and what else unshare(2) and setns(2) take
    enum ct_result result;
    int error;
};

struct ct_exit {
    bool has_status;
    int status; // the argument of exit, 0 to 255
    uint64_t minflt;
    uint64_t written; // lines of this process that reached the log
    uint64_t lost;    // lines that could not be written
};

struct ct_blind_event {
    const char *path; // the program that will not be seen
    enum ct_blind reason;
};

// A rule of the policy that matched, by its id, and what it says to do.
struct ct_event_match {
    const char *rule;
    const char *action;
};

struct ct_event {
    enum ct_event_kind kind;
    enum ct_api api; // create, exec, namespace, blind
    uint64_t ts_ns;  // CLOCK_MONOTONIC
    uint64_t lost;   // lines lost just before this one; 0 prints nothing
    pid_t tgid;      // of the calling task
    pid_t tid;
    struct ct_site site; // create, exec, namespace
    uint64_t matched;    // create, exec, namespace: 1 << index of each rule that matched
    const struct ct_event_match *rules; // all that there are, where `matched` is not 0
    union {
        struct ct_create create;
        struct ct_image image;
        struct ct_exec exec;
        struct ct_namespace ns;
        struct ct_exit exit;
        struct ct_blind_event blind;
    };
};

#define CT_LINE_MAX 4096 // bytes of a line, newline included: PIPE_BUF, so a pipe takes it whole

#endif
