// SPDX-License-Identifier: MIT
#ifndef CT_SCAN_H
#define CT_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "event/event.h"

// What a program file tells before it runs: will the library be in it, and what could it do that
// the library does not see? Nothing is executed. Strings belong to the struct.

#define CT_SCAN_SITES 128    // system call instructions kept of each file; the rest is counted
#define CT_SCAN_OBJECTS 2048 // files: the program and its libraries

// A system call instruction outside the C library that creates a task, starts a program or changes
// namespaces, or of which that cannot be told.
struct ct_scan_site {
    uint64_t offset;  // as in the log and for addr2line: the address minus the load bias
    int number;       // -1 where it cannot be told
    const char *name; // "clone", "execve", …; NULL where the number cannot be told
    char *symbol;     // the function around it, or NULL
};

enum ct_scan_form {
    CT_SCAN_STATIC,
    CT_SCAN_STATIC_PIE,
    CT_SCAN_FIXED, // dynamic, at a fixed address
    CT_SCAN_PIE,
    CT_SCAN_LIBRARY // a shared object that is no program
};

// One ELF file.
struct ct_scan_object {
    char *path;
    enum ct_scan_form form;
    unsigned bits;    // 32 or 64
    unsigned machine; // EM_…
    bool big_endian;
    bool is_libc; // part of the C library: its system calls are what the hooks stand in front of
    bool go;
    bool musl;
    bool loads;               // calls dlopen: there may be more at run time
    bool calls[CT_API_COUNT]; // functions that it imports
    bool searched;            // its code was searched for system calls: the CPU is known
    struct ct_scan_site *sites;
    size_t nsites;
    size_t found;  // how many such sites there are, nsites of them kept
    size_t others; // system calls whose number is known and creates nothing
    char *interpreter;
    char *soname, *rpath, *runpath;
    char **needed;
    size_t nneeded;
    size_t needed_by; // index of the object that brought it, 0 for the program itself
};

enum ct_scan_verdict { CT_SCAN_SEEN, CT_SCAN_PARTLY, CT_SCAN_NOT };

struct ct_scan {
    char **chain; // a script: the script itself, then the interpreters that are scripts, or env(1)
    size_t nchain;
    bool blind; // the library will not be there
    enum ct_blind reason;
    bool setuid, setgid, capabilities;
    uid_t owner;
    gid_t group;
    struct ct_scan_object *objects; // [0] the program, then its libraries; none where unreadable
    size_t nobjects;
    char **missing; // libraries that were not found
    size_t nmissing;
    enum ct_scan_verdict verdict;
    char *why;     // what follows the verdict, NULL where all will be seen
    char *problem; // why there is no answer
};

// Looks at a program, at the interpreters of a script, and at the libraries that it needs, found as
// ld.so(8) finds them. Returns 0, or -1 with only `problem` set. Finish it in both cases.
int ct_scan_file(const char *path, struct ct_scan *scan);
void ct_scan_finish(struct ct_scan *scan);

// "will be seen", "partly", "will not".
const char *ct_scan_verdict_name(enum ct_scan_verdict verdict);
const char *ct_scan_form_name(enum ct_scan_form form);
const char *ct_scan_machine_name(const struct ct_scan_object *object, char text[32]);

// Two ways to show it.
struct ct_paint;
struct json_t;
void ct_scan_print(const struct ct_paint *paint, const char *path, const struct ct_scan *scan);
struct json_t *ct_scan_json(const char *path, const struct ct_scan *scan); // the caller's

#endif
