// SPDX-License-Identifier: MIT
// Exit statuses of `clonetrace run`, and the one line that comes with each that is clonetrace's
// own.
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <string.h>

#include "stage.h"

TestSuite(run_status, .init = stage_open, .fini = stage_close, .timeout = 120);

Test(run_status, is_the_programs_own) {
    cr_assert_eq(act("$T run -- sh -c 'exit 0'").status, 0);
    cr_assert_eq(act("$T run -- sh -c 'exit 7'").status, 7);
    cr_assert_eq(act("$T run -- sh -c 'exit 255'").status, 255);
    cr_assert_eq(act("$T run sh -c 'exit 6'").status, 6, "the -- may be left out");
}

Test(run_status, of_a_signal_is_128_more) {
    struct acted acted = act("$T run -- sh -c 'kill -TERM $$'");

    cr_assert_eq(acted.status, 128 + 15);
    cr_assert(strstr(acted.err, "was killed by SIGTERM"), "%s", acted.err);
    cr_assert_eq(act("$T run -- sh -c 'kill -KILL $$'").status, 128 + 9);
}

Test(run_status, of_a_program_that_is_not_there_is_127) {
    act_fails("$T run -- no-such-command", 127, "command not found; check the name or PATH");
    act_fails("$T run -- ./no-such-file", 127, "no such file");
    act_fails("$T run -- ''", 127, "cannot run a program without a name: the command is ''");
    act_fails("echo x >file; $T run -- ./file/below", 127, "no such file");
    act_fails("printf '#!/no/such/interpreter\\n' >script; chmod +x script; $T run -- ./script",
              127, "interpreter");
}

Test(run_status, of_a_program_that_cannot_be_run_is_126) {
    act_fails("echo x >file; $T run -- ./file", 126, "chmod +x");
    act_fails("mkdir dir; $T run -- ./dir", 126, "directory");
    act_fails("echo x >my-file; PATH=.:$PATH; $T run -- my-file", 126, "permission denied");
    act_fails("printf '\\177ELF\\002' >file; chmod +x file; $T run -- ./file", 126, "format");
}

Test(run_status, of_a_bad_option_is_125) {
    act_fails("$T run --jsn -- true", 125, "did you mean '--json'?");
    act_fails("$T run --nothing-like-it -- true", 125, "clonetrace run --help");
    act_fails("$T run --stack -- true", 125, "a number of frames");
    act_fails("$T run --stack=65 true", 125, "from 0 to 64");
    act_fails("$T run --stack= true", 125, "from 0 to 64");
    act_fails("$T run --mem=1 true", 125, "takes no value");
    act_fails("$T run -o", 125, "needs a value");
    act_fails("$T run -o - true", 125, "--json");
    act_fails("$T run", 125, "no program to run");
    act_fails("$T run --", 125, "no program to run");
}

Test(run_status, of_a_bad_command_is_125) {
    act_fails("$T", 125, "clonetrace --help");
    act_fails("$T rum -- true", 125, "did you mean 'run'?");
    act_fails("$T true", 125, "clonetrace run -- true");
    act_fails("$T --hlep", 125, "did you mean '--help'?");
}

Test(run_status, of_an_unwritable_log_is_125_before_the_program_runs) {
    act_fails("$T run -o no/such/log -- touch ran; s=$?; test ! -e ran || exit 1; exit $s", 125,
              "no/such/log");
    act_fails("$T run -o . -- true", 125, "choose another file");
    act_fails("mkfifo fifo; $T run -o fifo -- true", 125, "FIFO");
    act_fails("mkdir t; chmod 000 t; TMPDIR=$PWD/t/none $T run -- true", 125, "TMPDIR");
    act_fails("$T run --json -o /dev/null -- true", 125, "regular file");
}

Test(run_status, a_typing_error_costs_no_old_log) {
    struct acted acted = act("echo old >log; $T run -o log -- no-such-command; cat log");

    cr_assert_str_eq(acted.out, "old\n");
}

Test(run_status, without_the_library_is_125) {
    act_fails("rm $L/src/libclonetrace.so; $T run -- true", 125, "libclonetrace.so");
}

Test(run_status, with_a_path_that_LD_PRELOAD_cannot_name_is_125) {
    act_fails("mkdir 'a b'; cp -r $L/tools $L/src 'a b'; 'a b/tools/clonetrace' run -- true", 125,
              "LD_PRELOAD");
}

Test(run_status, a_text_without_an_interpreter_line_is_the_shells) {
    struct acted acted =
        act("echo 'echo \"$0 $1\"; exit 5' >text; chmod +x text; $T run -- ./text argument");

    cr_assert_eq(acted.status, 5, "%s", acted.err);
    cr_assert_str_eq(acted.out, "./text argument\n");
}

Test(run_status, help_and_version_are_0_on_stdout) {
    struct acted help = act("$T --help && $T run --help"),
                 version = act("$T --version; $T run --version");

    cr_assert_eq(help.status, 0);
    cr_assert_str_empty(help.err);
    cr_assert(strstr(help.out, "usage: clonetrace run"));
    cr_assert_eq(times(version.out, "clonetrace " CT_VERSION "\n"), 2);
    cr_assert_eq(act("$T --help >/dev/full").status, 125);
}

Test(run_status, finds_the_library_where_it_is_installed) {
    struct acted acted =
        act("mkdir -p p/" CT_BINDIR " p/" CT_BINDIR "/" CT_BIN_TO_LIB "\n"
            "cp $T p/" CT_BINDIR "\n"
            "cp $L/src/libclonetrace.so p/" CT_BINDIR "/" CT_BIN_TO_LIB "\n"
            "p/" CT_BINDIR "/clonetrace run -o log -- sh -c 'echo $LD_PRELOAD'; grep -c image log");

    cr_assert_eq(times(acted.out, "/p/"), 1, "%s%s", acted.out, acted.err);
    cr_assert(strstr(acted.out, "\n1\n"));
}
