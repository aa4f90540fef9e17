// SPDX-License-Identifier: MIT
// The verdict of a scan in one sentence, and the names of what it found.
#include "clonetrace/scan/scan_verdict.h"

#include <elf.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"

const char *ct_scan_verdict_name(enum ct_scan_verdict verdict) {
    static const char *const names[] = {"will be seen", "partly", "will not"};

    return names[verdict];
}

const char *ct_scan_form_name(enum ct_scan_form form) {
    static const char *const names[] = {
        [CT_SCAN_STATIC] = "static",          [CT_SCAN_STATIC_PIE] = "static PIE",
        [CT_SCAN_FIXED] = "dynamic, not PIE", [CT_SCAN_PIE] = "PIE",
        [CT_SCAN_LIBRARY] = "shared library",
    };

    return names[form];
}

const char *ct_scan_machine_name(const struct ct_scan_object *object, char text[32]) {
    bool wide = object->bits == 64;

    switch (object->machine) {
    case EM_X86_64:
        return wide ? "x86_64" : "x32";
    case EM_386:
        return "i386";
    case EM_AARCH64:
        return object->big_endian ? "aarch64_be" : "aarch64";
    case EM_ARM:
        return "arm";
    case EM_RISCV:
        return wide ? "riscv64" : "riscv32";
    case EM_PPC64:
        return object->big_endian ? "ppc64" : "ppc64le";
    case EM_S390:
        return wide ? "s390x" : "s390";
    }
    snprintf(text, 32, "machine %u", object->machine);
    return text;
}

static void add(struct ct_scan *scan, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

// Adds a part to the sentence.
static void add(struct ct_scan *scan, const char *format, ...) {
    char part[512];
    va_list args;
    char *longer;

    va_start(args, format);
    vsnprintf(part, sizeof part, format, args);
    va_end(args);
    longer = ct_format("%s%s%s", scan->why ? scan->why : "", scan->why ? "; " : "", part);
    free(scan->why);
    scan->why = longer;
}

static void say_blind(struct ct_scan *scan) {
    const struct ct_scan_object *program = scan->nobjects ? &scan->objects[0] : NULL;
    char text[32];

    switch (scan->reason) {
    case CT_BLIND_STATIC:
        add(scan, "statically linked, so no loader puts the library in");
        break;
    case CT_BLIND_SETUID:
        add(scan, "it gains privileges, so the loader ignores LD_PRELOAD");
        break;
    case CT_BLIND_OTHER_ABI:
        add(scan, "built for %s, which the library is not",
            program ? ct_scan_machine_name(program, text) : "another machine");
        break;
    case CT_BLIND_OTHER_LIBC:
        add(scan, "its C library is %s, not glibc", program && program->musl ? "musl" : "another");
        break;
    case CT_BLIND_UNREADABLE:
        add(scan, "it may be executed but not read");
        break;
    default:
        add(scan, "%s", "the library cannot be loaded");
    }
}

// The names that occur in sites whose number is known, each once.
static void say_named(struct ct_scan *scan) {
    char names[256] = "";

    for (size_t i = 0; i < scan->nobjects; i++) {
        const struct ct_scan_object *object = &scan->objects[i];

        for (size_t j = 0; j < object->nsites; j++) {
            const char *name = object->sites[j].name;
            size_t len = strlen(names);
            char word[32];

            snprintf(word, sizeof word, " %s,", name ? name : "");
            if (!name || strstr(names, word) || len + strlen(word) >= sizeof names)
                continue;
            memcpy(names + len, word, strlen(word) + 1);
        }
    }
    if (*names) {
        names[strlen(names) - 1] = '\0';
        add(scan, "raw system calls:%s", names);
    }
}

static void say_unknown(struct ct_scan *scan) {
    size_t count = 0;

    for (size_t i = 0; i < scan->nobjects; i++) {
        const struct ct_scan_object *object = &scan->objects[i];

        count += object->found - object->nsites;
        for (size_t j = 0; j < object->nsites; j++)
            count += !object->sites[j].name;
    }
    if (count == 1)
        add(scan, "a raw system call of unknown number");
    else if (count)
        add(scan, "%zu raw system calls of unknown number", count);
}

static void say_missing(struct ct_scan *scan) {
    if (scan->nmissing == 1)
        add(scan, "%.200s was not found", scan->missing[0]);
    else if (scan->nmissing)
        add(scan, "%zu libraries were not found", scan->nmissing);
    for (size_t i = 0; i < scan->nobjects; i++) {
        if (!scan->objects[i].searched) {
            add(scan, "raw system calls cannot be recognised on this CPU");
            return;
        }
    }
}

void ct_scan_decide(struct ct_scan *scan) {
    scan->verdict = CT_SCAN_NOT;
    if (scan->blind) {
        say_blind(scan);
        return;
    }
    say_named(scan);
    say_unknown(scan);
    say_missing(scan);
    scan->verdict = scan->why ? CT_SCAN_PARTLY : CT_SCAN_SEEN;
}
