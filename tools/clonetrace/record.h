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

// One line of a log, read. Strings are borrowed from the record and live until ct_record_finish;
// bytes that were not UTF-8 stay the code points U+EF80 to U+EFFF. What a kind does not have is
// zero or NULL.
struct ct_record {
    enum ct_event_kind kind;
    uint64_t ts_ns;
    uint64_t lost;             // lines of this process missing just before
    struct ct_record_task who; // the caller; for an image, the program
    const char *api;

    struct ct_record_task child; // create
    bool thread;                 // create: relation
    enum ct_result result;       // create, namespace
    const char *error;           // create, exec, namespace: name of the errno
    uint64_t flags;              // create, namespace
    char flag_names[384];        // "VM|VFORK"; "CLONE_" is left out
    const char *exit_signal;     // create
    uint64_t duration_ns;        // create

    pid_t ppid;         // image
    const char *exe;    // image
    char command[256];  // image: argv as a shell would take it, cut where it is longer
    bool unhooked;      // image
    const char *path;   // exec, blind
    const char *reason; // blind

    const char *since_api; // exec: the creation that made this process, if known
    pid_t since_tgid;
    uint64_t since_ns;

    bool has_status; // exit
    int status;
    uint64_t lost_total; // exit: all lines that this process could not write

    void *document; // owns the strings
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

#endif
