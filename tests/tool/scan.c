// SPDX-License-Identifier: MIT
// `clonetrace scan` on programs of each kind, and on files that are none.
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stage.h"

TestSuite(scan, .init = stage_open, .fini = stage_close, .timeout = 120);

// The status, and that stdout has `says`.
static void says(const char *script, int status, const char *text) {
    struct acted acted = act(script);

    cr_assert_eq(acted.status, status, "%s: status %d, not %d: %s%s", script, acted.status, status,
                 acted.out, acted.err);
    cr_assert(strstr(acted.out, text), "%s: no \"%s\" in: %s", script, text, acted.out);
    cr_assert_str_empty(acted.err);
}

// Status 125, nothing on stdout, and a single line on stderr that has `text`.
static void fails(const char *script, const char *text) {
    struct acted acted = act(script);

    cr_assert_eq(acted.status, 125, "%s: status %d: %s", script, acted.status, acted.out);
    cr_assert(one_line(acted.err), "%s: not one line: %s", script, acted.err);
    cr_assert(strstr(acted.err, text), "%s: no \"%s\" in: %s", script, text, acted.err);
    cr_assert_str_empty(acted.out);
}

static void skip(const char *why) {
    stage_close(); // a skipped test's .fini is not run
    cr_skip_test("%s", why);
}

static void needs_guest(const char *name) {
    char path[1024];

    snprintf(path, sizeof path, "%s/%s", getenv("CT_TEST_GUESTS"), name);
    if (access(path, R_OK))
        skip("this guest is not built here");
}

Test(scan, a_dynamic_program_will_be_seen) {
    says("$T scan $G/scan_plain", 0, "/scan_plain: will be seen\n");
    says("$T scan $G/scan_plain", 0, "PIE, glibc\n");
    says("$T scan $G/scan_fixed", 0, "dynamic, not PIE, glibc\n");
}

Test(scan, a_static_program_will_not) {
    needs_guest("static_guest");
    says("$T scan $G/static_guest", 1, "/static_guest: will not: statically linked");
}

Test(scan, calls_of_a_needed_library_are_named_with_it) {
    says("$T scan $G/scan_needs", 0, "libscan_needed.so: pthread_create\n");
}

Test(scan, a_library_that_is_not_there_is_named) {
    says("cp $G/scan_needs .\n"
         "sed -i 's,libscan_needed,libscan_absent,' scan_needs; $T scan ./scan_needs",
         1, "partly: libscan_absent.so was not found\n");
}

Test(scan, libraries_are_found_as_the_loader_finds_them) {
    says("cp $G/scan_needs .; cp $G/libscan_needed.so libscan_absent.so; mkdir far\n"
         "sed -i 's,libscan_needed,libscan_absent,' scan_needs; mv libscan_absent.so far\n"
         "LD_LIBRARY_PATH=far $T scan ./scan_needs",
         0, "libscan_absent.so: pthread_create\n");
    // One of another machine is passed over.
    says("mkdir near; printf '\\177ELF\\2\\1\\1' >near/libscan_absent.so\n"
         "LD_LIBRARY_PATH=near:far $T scan ./scan_needs",
         0, "libscan_absent.so: pthread_create\n");
}

Test(scan, system_calls_past_libc_are_found) {
    needs_guest("scan_raw");
    says("$T scan $G/scan_raw", 1, "a raw system call of unknown number\n");
    says("$T scan $G/scan_raw | grep '(copied)'", 0, " clone3 at 0x");
    says("$T scan $G/scan_raw | grep '(pushed)'", 0, " execve at 0x");
    says("$T scan $G/scan_raw | grep '(unknown)'", 0, " number unknown at 0x");
    cr_assert_eq(times(act("$T scan $G/scan_raw").out, "(harmless)"), 0);
}

Test(scan, system_calls_are_found_without_section_headers) {
    needs_guest("scan_raw");
    says(
        "cp $G/scan_raw .; chmod u+w scan_raw\n"
        "printf '\\0\\0\\0\\0\\0\\0\\0\\0' | dd of=scan_raw bs=1 seek=40 conv=notrunc 2>/dev/null\n"
        "printf '\\0\\0\\0\\0' | dd of=scan_raw bs=1 seek=60 conv=notrunc 2>/dev/null\n"
        "$T scan ./scan_raw",
        1, " clone3 at 0x");
}

// The objects of a JSON array that have `key`, and of those the one whose key is `text`.
static json_t *with(json_t *array, const char *key, const char *text) {
    json_t *object;
    size_t i;

    json_array_foreach(array, i, object) {
        const char *value = json_string_value(json_object_get(object, key));

        if (value && !strcmp(value, text))
            return object;
    }
    return NULL;
}

Test(scan, json_has_the_numbers) {
    struct acted acted;
    json_t *object, *raw, *sites;

    needs_guest("scan_raw");
    acted = act("$T scan --json $G/scan_raw");
    object = json_loads(acted.out, 0, NULL);
    cr_assert(object && one_line(acted.out), "not one object: %s", acted.out);
    cr_assert_str_eq(json_string_value(json_object_get(object, "verdict")), "partly");
    raw = json_object_get(json_array_get(json_object_get(object, "files"), 0), "raw");
    sites = json_object_get(raw, "sites");
    cr_assert_eq(json_integer_value(json_object_get(raw, "harmless")), 1);
    cr_assert_eq(json_integer_value(json_object_get(raw, "found")), 4);
    cr_assert_eq(json_integer_value(json_object_get(with(sites, "symbol", "copied"), "number")),
                 435);
    cr_assert(json_is_null(json_object_get(with(sites, "symbol", "unknown"), "number")));
    json_decref(object);
}

Test(scan, a_script_leads_to_its_program) {
    says("printf '#!%s -x\\n' $G/scan_plain >one; printf '#!./one\\n' >two; $T scan two", 0,
         "script, run by ./one, run by ");
    needs_guest("static_guest");
    says("printf '#!%s\\n' $G/static_guest >one; $T scan one", 1, "one: will not: statically");
    says("printf '#!/usr/bin/env static_guest\\n' >two; PATH=$G:$PATH; $T scan two", 1,
         "two: will not: statically");
    says("printf '#!/usr/bin/env -S static_guest -x\\n' >two; PATH=$G:$PATH; $T scan two", 1,
         "two: will not: statically");
}

Test(scan, a_script_without_its_program_is_125) {
    fails("printf '#!/no/such/program\\n' >one; $T scan one", "/no/such/program: no such file");
    fails("printf '#!./one\\n' >one; $T scan one", "too many interpreters");
}

Test(scan, another_machine_or_libc_will_not) {
    says("cp $G/scan_plain p; chmod u+w p\n"
         "printf '\\363\\0' | dd of=p bs=1 seek=18 conv=notrunc 2>/dev/null; $T scan p",
         1, "will not: built for riscv64");
    says("LC_ALL=C sed 's,/ld-linux-,/ld-musl--,' $G/scan_plain >q; $T scan q", 1,
         "will not: its C library is musl");
}

Test(scan, a_32_bit_program_will_not) {
    struct acted acted = act(
        "printf '\\177ELF\\1\\1\\1\\0\\0\\0\\0\\0\\0\\0\\0\\0\\2\\0\\3\\0\\1\\0\\0\\0' >e\n"
        "printf '\\0\\0\\0\\0\\064\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\064\\0\\040\\0\\1\\0' >>e\n"
        "printf '\\050\\0\\0\\0\\0\\0' >>e\n"
        "printf '\\1\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0' >>e\n"
        "printf '\\0\\0\\0\\0\\5\\0\\0\\0\\0\\020\\0\\0' >>e\n"
        "$T scan e");

    cr_assert_eq(acted.status, 1, "%s", acted.err);
    cr_assert(strstr(acted.out, "will not: built for i386"), "%s", acted.out);
}

Test(scan, a_program_that_gains_privileges_will_not) {
    if (getuid())
        skip("only root can make a program that another user owns");
    says("cp $G/scan_plain s; chown 65534 s; chmod 4755 s; $T scan s", 1,
         "will not: it gains privileges");
    says("cp $G/scan_plain s; chown 0 s; chmod 4755 s; $T scan s", 0, "set-user-ID root; not seen");
}

Test(scan, what_is_no_program_is_125) {
    fails("$T scan", "which program?");
    fails("$T scan --jsno x", "did you mean '--json'?");
    fails("$T scan no-such-file", "no such file");
    fails("$T scan -", "not on standard input");
    fails("$T scan .", "a directory");
    fails("mkfifo fifo; $T scan fifo", "not a regular file");
    fails("$T scan /dev/null", "not a regular file");
    fails(": >empty; $T scan empty", "neither an ELF program nor a script");
    fails("echo text >text; $T scan text", "neither an ELF program nor a script");
    fails("printf '\\177ELF' >head; $T scan head", "ELF");
    fails("$T scan \"$(printf 'a\\nb')\"", "a?b: no such file");
}

Test(scan, a_truncated_program_is_125_wherever_it_ends) {
    struct acted acted =
        act("size=$(stat -c %s $G/scan_needs); at=0; seen=0\n"
            "while [ $at -lt $size ]; do\n"
            "  head -c $at $G/scan_needs >cut; $T scan cut >out 2>err; s=$?\n"
            "  case $s in 125) seen=$((seen + 1)) ;; 0 | 1) ;; *) echo \"$at: $s\" ;; esac\n"
            "  at=$((at + 509))\n"
            "done; echo refused $seen");

    cr_assert(!strncmp(acted.out, "refused ", 8), "%s", acted.out);
    cr_assert_gt(strtol(acted.out + 8, NULL, 10), 5, "%s", acted.out);
}

Test(scan, every_file_gets_its_answer) {
    struct acted acted = act("$T scan $G/scan_plain no-such-file $G/scan_fixed");

    cr_assert_eq(acted.status, 125);
    cr_assert_eq(times(acted.out, "will be seen"), 2, "%s", acted.out);
    cr_assert(one_line(acted.err));
    cr_assert_eq(times(act("$T scan --json $G/scan_plain $G/scan_fixed").out, "\n"), 2);
    cr_assert_eq(act("$T scan $G/scan_plain >/dev/full").status, 125);
}

Test(scan, nothing_is_run) {
    struct acted acted = act("printf '#!/bin/sh\\ntouch ran\\n' >s; chmod +x s; $T scan s; ls");

    cr_assert_eq(times(acted.out, "ran"), 0, "%s", acted.out);
}
