// SPDX-License-Identifier: MIT
// What `clonetrace policy export` writes, put on programs: violations fail, whoever makes them, and
// what the policy allows goes on.
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <string.h>

#include "stage.h"

TestSuite(kernel_filter, .init = stage_open, .fini = stage_close, .timeout = 240);

// The script with $F for the command that puts the filter on: once as a program, once as a profile.
static void gives(const char *preset, const char *script, const char *out) {
    static const char *const forms[][2] = {{"bpf", "f.bpf"}, {"oci-seccomp", "f.json"}};

    for (int i = 0; i < 2; i++) {
        char text[4096];
        struct acted acted;

        snprintf(text, sizeof text,
                 "$T policy export --%s -o %s preset:%s || exit\nF=\"$G/under_filter $PWD/%s\"\n%s",
                 forms[i][0], forms[i][1], preset, forms[i][1], script);
        acted = act(text);
        cr_assert_eq(acted.status, 0, "%s, %s: status %d: %s", preset, forms[i][0], acted.status,
                     acted.err);
        cr_assert_str_eq(acted.out, out, "%s, %s, %s:\n%s", preset, forms[i][0], script, acted.out);
    }
}

static void needs(const char *guest) {
    char script[128];

    snprintf(script, sizeof script, "test -x $G/%s", guest);
    if (act(script).status)
        cr_skip_test("%s is not built here", guest);
}

#define VM_PROCESS "0x111"   // CLONE_VM and SIGCHLD
#define VFORK "0x4111"       // with CLONE_VFORK
#define NEW_UTS "0x4000011"  // CLONE_NEWUTS and SIGCHLD
#define NEWUSER "0x10000000" // CLONE_NEWUSER

static void refuses_raw(const char *guest) {
    char script[512];

    needs(guest);
    snprintf(script, sizeof script,
             "for f in " VM_PROCESS " " VFORK " 17; do $F $G/%s clone $f; done; $F $G/%s clone3",
             guest, guest);
    gives("no-shared-memory-process", script, "refused 1\nchild\nchild\nrefused 38\n");
    snprintf(script, sizeof script,
             "$F $G/%s clone " NEW_UTS "; $F $G/%s clone 17; $F $G/%s unshare " NEWUSER
             "; $F $G/%s unshare 0x200; $F $G/%s setns 0 0",
             guest, guest, guest, guest, guest);
    gives("no-new-namespaces", script, "refused 1\nchild\nrefused 1\ndone\nrefused 1\n");
}

Test(kernel_filter, refuses_what_assembly_does) {
    refuses_raw("raw_call");
}

Test(kernel_filter, refuses_what_a_static_program_does) {
    refuses_raw("raw_call_static");
}

Test(kernel_filter, refuses_what_the_other_abi_does) {
    needs("raw_call_i386");
    if (act("$G/raw_call_i386 clone 17").status)
        cr_skip_test("this kernel runs no i386 programs");
    refuses_raw("raw_call_i386");
}

Test(kernel_filter, refuses_what_x32_calls_do) {
    needs("raw_call_i386"); // then this is x86_64
    gives("no-new-namespaces", "$F $G/raw_call x32_clone " NEW_UTS, "refused 1\n");
}

Test(kernel_filter, refuses_fork_and_vfork_where_they_are_calls) {
    needs("raw_call");
    if (strstr(act("$G/raw_call fork").out, "child"))
        gives("spawn-only", "$F $G/raw_call fork; $F $G/raw_call vfork; $F $G/raw_call clone 17",
              "refused 1\nrefused 1\nchild\n");
}

Test(kernel_filter, refuses_what_python_does) {
    static const char script[] =
        "$F python3 -c '\n"
        "import ctypes, threading, subprocess, os\n"
        "libc = ctypes.CDLL(None, use_errno=True)\n"
        "print(libc.unshare(0x10000000), ctypes.get_errno())\n"
        "print(libc.setns(0, 0), ctypes.get_errno())\n"
        "threads = [threading.Thread(target=int) for i in range(4)]\n"
        "[t.start() for t in threads]\n"
        "[t.join() for t in threads]\n"
        "print(subprocess.check_output([\"echo\", \"spawned\"]).decode(), end=\"\")\n"
        "pid = os.fork()\n"
        "if pid == 0: os._exit(3)\n"
        "print(os.WEXITSTATUS(os.waitpid(pid, 0)[1]))\n"
        "print(os.waitstatus_to_exitcode(os.system(\"exit 4\")) if "
        "hasattr(os, \"waitstatus_to_exitcode\") else 4)'";

    gives("no-new-namespaces", script, "-1 1\n-1 1\nspawned\n3\n4\n");
}

Test(kernel_filter, leaves_shells_and_makes_alone) {
    static const char script[] =
        "printf 'all: a b c\\na b c:\\n\\t@sleep 0; echo made >$@\\n' >Makefile\n"
        "$F make -s -j2 && cat a b c && rm a b c\n"
        "$F sh -c 'echo $(echo one | cat) & wait; (exit 5); echo $?'";

    gives("no-new-namespaces", script, "made\nmade\nmade\none\n5\n");
    gives("no-shared-memory-process", script, "made\nmade\nmade\none\n5\n");
}

Test(kernel_filter, refuses_threads_where_the_policy_does) {
    gives("single-threaded",
          "$F python3 -c '\n"
          "import threading, subprocess\n"
          "print(subprocess.check_output([\"echo\", \"spawned\"]).decode(), end=\"\")\n"
          "try: threading.Thread(target=int).start()\n"
          "except RuntimeError: print(\"no thread\")'",
          "spawned\nno thread\n");
}

Test(kernel_filter, ends_the_process_for_kill) {
    struct acted acted;

    needs("raw_call");
    acted =
        act("echo '{\"version\": 1, \"rules\": [{\"id\": \"a\", \"match\": {\"flags\": {\"any\": "
            "[\"CLONE_NEWUTS\"]}}, \"action\": \"kill\"}]}' >p.json\n"
            "$T policy export --bpf -o f.bpf p.json || exit\n"
            "$G/under_filter f.bpf $G/raw_call clone " NEW_UTS);
    cr_assert_eq(acted.status, 128 + 31, "status %d: %s", acted.status, acted.err); // SIGSYS
}

static void fails(const char *script, const char *says) {
    struct acted acted = act(script);

    cr_assert_eq(acted.status, 125, "%s: status %d", script, acted.status);
    cr_assert(strstr(acted.err, says), "%s: no \"%s\" in: %s", script, says, acted.err);
    cr_assert_str_empty(acted.out);
}

Test(kernel_filter, says_what_it_cannot_export) {
    fails("$T policy export --oci-seccomp -o f preset:max-tasks; s=$?; test ! -e f || exit 1; exit "
          "$s",
          "nothing was written");
    fails("$T policy export --bpf preset:max-tasks", "rule 'max-tasks' stays with the library");
    fails("$T policy export preset:no-exec", "Say --oci-seccomp or --bpf");
    fails("$T policy export --bpf --oci-seccomp preset:no-exec", "not both");
    fails("$T policy export --bpf", "which?");
    fails("$T policy export --bpf a b", "one policy at a time");
    fails("$T policy export --bpf no-such-file", "no-such-file: cannot open it");
    fails("$T policy export --bpf -o no/such/file preset:single-threaded", "no/such/file");
    fails("$T policy export --bpf preset:single-threaded >/dev/full", "No space left");
    fails(
        "script -qec \"$T policy export --bpf preset:single-threaded\" /dev/null </dev/null >out; "
        "s=$?; cat out >&2; exit $s",
        "not bytes to a terminal");
}
