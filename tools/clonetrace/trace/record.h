// SPDX-License-Identifier: MIT
#ifndef CT_RECORD_H
#define CT_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "event/event.h"

struct ct_record_task {
    pid_t tgid; // 0 where the line does not say
    pid_t tid;
};

// A place in a program's code, as a line names it.
struct ct_record_site {
    const char *module; // NULL where it is not known
    const char *symbol; // NULL where none is exported there
    uint64_t offset;
};

// The creator's memory at the call, only in logs that were asked for it.
struct ct_record_memory {
    bool known;
    uint64_t rss_kib; // resident
    uint64_t pte_kib; // page tables
    uint64_t minflt;  // minor faults of the process until then
};

// A rule that matched, and what it does: "allow", "warn", "deny" or "kill".
struct ct_record_rule {
    const char *id;
    const char *action;
};

// One line of a log, read. Strings are borrowed from the record and live until ct_record_finish;
// bytes that were not UTF-8 stay the code points U+EF80 to U+EFFF. What a kind does not have is
// zero or NULL.
struct ct_record {
    enum ct_event_kind kind;
    uint64_t ts_ns;
    uint64_t lost;             // lines of this process missing just before
    struct ct_record_task who; // the caller; for an image, the program
    const char *api;
    const char *host; // that what ships logs added; NULL

    struct ct_record_task child; // create
    const char *entry;           // create: the kernel's, "clone3"
    bool thread;                 // create: relation
    enum ct_result result;       // create, namespace
    const char *error;           // create, exec, namespace: name of the errno
    uint64_t flags;              // create, namespace
    char flag_names[384];        // "VM|VFORK"; "CLONE_" is left out
    const char *exit_signal;     // create
    uint64_t duration_ns;        // create
    struct ct_record_memory mem; // create
    struct ct_record_site site;  // create, exec, namespace
    bool judged;                 // likewise: rules of a policy matched
    bool refused;                // and one of them kept the call from the kernel

    pid_t ppid;         // image
    const char *exe;    // image
    char command[256];  // image: argv as a shell would take it, cut where it is longer
    bool unhooked;      // image
    uint64_t real_ns;   // image: CLOCK_REALTIME at ts_ns; 0 unknown
    const char *boot;   // image: the host's boot id
    const char *libc;   // image: version of the C library
    const char *path;   // exec, blind
    const char *reason; // blind

    const char *since_api; // exec: the creation that made this process, if known
    pid_t since_tgid;
    uint64_t since_ns;
    uint64_t minflt; // exec, exit: minor faults of the process since it was created

    bool has_status; // exit
    int status;
    uint64_t written;    // exit: lines that this process wrote before
    uint64_t lost_total; // exit: all lines that it could not write

    void *document; // owns the strings, and what the two functions below read
};

enum ct_record_verdict {
    CT_RECORD_GOOD,
    CT_RECORD_BROKEN,  // not JSON
    CT_RECORD_FOREIGN, // JSON, but no line of a clonetrace log
    CT_RECORD_NEWER,   // a version or an event that this reader does not know
};

// Reads one line. Only after CT_RECORD_GOOD is there something in the record, and to finish.
enum ct_record_verdict ct_record_parse(struct ct_record *record, const char *text, size_t len);
void ct_record_finish(struct ct_record *record);

// The rules that matched this call, and its call stack, innermost first. Return how many of `max`
// are filled.
size_t ct_record_rules(const struct ct_record *record, struct ct_record_rule *rules, size_t max);
size_t ct_record_stack(const struct ct_record *record, struct ct_record_site *sites, size_t max);

// The arguments of an image as the line has them, NULL for one that is no string; cut where the
// line was. Returns how many of `max` are filled.
size_t ct_record_args(const struct ct_record *record, const char **args, size_t max);

// The flags with the exit signal, as they are shown: "VM|VFORK|SIGCHLD", "" for none. Returns
// `text`.
#define CT_RECORD_FLAG_SET 416
const char *ct_record_flag_set(const struct ct_record *record, char text[CT_RECORD_FLAG_SET]);

#endif
