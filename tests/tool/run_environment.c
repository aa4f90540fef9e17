// SPDX-License-Identifier: MIT
// What the program finds around it: the same as alone, and the variables of the library.
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "stage.h"

TestSuite(run_environment, .init = stage_open, .fini = stage_close, .timeout = 120);

Test(run_environment, input_and_output_are_the_programs) {
    struct acted acted = act("printf 'a\\nb\\n' | $T run -- cat 2>err; $T run -- sh -c 'echo to "
                             "stderr >&2' 2>&1 >/dev/null"
                             " | head -n 1");

    cr_assert_str_eq(acted.out, "a\nb\nto stderr\n");
    cr_assert_str_empty(acted.err);
}

Test(run_environment, descriptors_are_those_it_has_alone) {
    const char *closed[] = {"", "<&-", ">&-", "3</dev/null 5>&1", "<&- 2>&-"};

    for (unsigned i = 0; i < sizeof closed / sizeof *closed; i++) {
        char script[512];
        struct acted acted;

        // ls has its log, if any, far above, and one for the directory.
        snprintf(script, sizeof script,
                 "exec 9>list; sh -c 'exec ls /proc/self/fd >&9' %s; sort -n list | head -n 8 "
                 ">native; : >list\n"
                 "$T run -- sh -c 'exec ls /proc/self/fd >&9' %s; sort -n list | awk '$1 < 64' | "
                 "head -n 8 >traced\n"
                 "cmp native traced || cat native traced",
                 closed[i], closed[i]);
        acted = act(script);
        cr_assert_eq(acted.status, 0, "%s: %s%s", closed[i], acted.out, acted.err);
    }
}

Test(run_environment, a_closed_stderr_does_not_send_the_summary_into_the_log) {
    struct acted acted = act("$T run -o log -- true 2>&-; grep -vc '^{\"v\":1,' log");

    cr_assert_str_eq(acted.out, "0\n", "%s", content("log"));
}

Test(run_environment, variables_tell_the_library_what_to_do) {
    struct acted acted =
        act("$T run -o log --stack 3 --mem --lifetimes -- env | grep ^CLONETRACE_ | sort");
    char expected[1024];
    char here[512];

    cr_assert(getcwd(here, sizeof here));
    snprintf(expected, sizeof expected,
             "CLONETRACE_EVENTS=create,image,exec,namespace,exit,thread_exit,blind\nCLONETRACE_"
             "FOLLOW=1\n"
             "CLONETRACE_LOG=%s/log\nCLONETRACE_MEM=1\nCLONETRACE_STACK=3\n",
             here);
    cr_assert_str_eq(acted.out, expected);
    acted = act("$T run -o log -- env | grep ^CLONETRACE_ | sort | cut -d= -f1 | tr '\\n' ' '");
    cr_assert_str_eq(acted.out, "CLONETRACE_FOLLOW CLONETRACE_LOG ");
}

Test(run_environment, a_preload_of_the_users_stays_behind_the_library) {
    struct acted acted;

    needs_library();
    acted = act("LD_PRELOAD=libm.so.6 $T run -- sh -c 'echo ${LD_PRELOAD##*/}; echo $LD_PRELOAD'");

    cr_assert_eq(strncmp(acted.out, "libclonetrace.so:libm.so.6\n/", 28), 0, "%s", acted.out);
    acted = act("LD_PRELOAD=$L/src/libclonetrace.so $T run -- sh -c 'echo $LD_PRELOAD'");
    cr_assert_eq(times(acted.out, "libclonetrace.so"), 1, "%s", acted.out);
}

Test(run_environment, a_run_within_a_run_has_a_log_of_its_own) {
    struct acted acted;

    needs_library();
    acted = act("$T run -o outer -- $T run -o inner -- true; grep -c '\"image\"' inner outer");

    cr_assert_eq(strncmp(acted.out, "inner:1\nouter:1\n", 16), 0, "%s", acted.out);
}
