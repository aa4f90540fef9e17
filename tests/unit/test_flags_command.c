// SPDX-License-Identifier: MIT
// `clonetrace flags` as a user runs it.
#include <criterion/criterion.h>
#include <gnu/libc-version.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "event/describe.h"

static void assert_says(const struct command *command, const char *text) {
    cr_assert_eq(command->status, 0, "status %d: %s", command->status, command->err);
    cr_assert_str_empty(command->err);
    cr_assert(strstr(command->out, text), "no \"%s\" in:\n%s", text, command->out);
}

static json_t *parsed(const struct command *command) {
    json_error_t error;
    json_t *value = json_loads(command->out, JSON_REJECT_DUPLICATES, &error);

    cr_assert_eq(command->status, 0, "%s", command->err);
    cr_assert_not_null(value, "%s: %s", error.text, command->out);
    return value;
}

static const char *word(json_t *object, const char *key) {
    return json_string_value(json_object_get(object, key));
}

Test(flags_command, decodes_a_number) {
    struct command *command = COMMAND("0x4111");

    assert_says(command, "CLONE_VM | CLONE_VFORK, exit signal SIGCHLD\n");
    assert_says(command, "shared         memory\n");
    assert_says(command, "vfork (vfork; every glibc)");
    assert_says(command,
                "posix_spawn, posix_spawnp, system, popen, wordexp (clone3; glibc 2.34 to 2.37)");
    assert_says(command, "clone, clone3  accepted\n");
    free(command);
}

Test(flags_command, the_same_set_in_any_notation_gives_the_same_page) {
    static const char *const same[] = {"16657", "040421", "CLONE_VM|CLONE_VFORK|SIGCHLD",
                                       "vfork | vm | 0x11"};
    struct command *first = COMMAND("0x4111");

    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        struct command *command = COMMAND(same[i]);

        cr_assert_str_eq(command->out, first->out);
        free(command);
    }
    free(first);
}

Test(flags_command, an_api_gives_what_it_passes_here) {
    struct command *command = COMMAND("pthread_create");

    assert_says(command, "pthread_create: CLONE_VM | CLONE_FS");
    assert_says(command, "0x3d0f00 through clone");
    free(command);
    command = COMMAND("fork");
    assert_says(command, "0x1200011 through clone, as glibc");
    assert_says(command, "fork, daemon, forkpty (clone; every glibc)");
    free(command);
}

Test(flags_command, knows_kernel_threads_and_other_libcs) {
    struct command *command = COMMAND("VM|UNTRACED");

    assert_says(command, "kernel_thread (inside the kernel)");
    free(command);
    command = COMMAND("0x7d0f00");
    assert_says(command, "pthread_create, thrd_create (clone; musl)");
    free(command);
    command = COMMAND("VM|NEWNET");
    assert_says(command, "nobody that clonetrace knows of passes exactly this set");
    free(command);
}

Test(flags_command, a_function_of_the_kernel_gives_what_it_passes) {
    struct command *command = COMMAND("kernel_thread");
    json_t *object;

    assert_says(command, "kernel_thread: CLONE_VM | CLONE_UNTRACED, no exit signal\n"
                         "0x800100, what this function inside the kernel passes by itself\n");
    assert_says(command, "kernel_thread (inside the kernel)");
    free(command);
    command = COMMAND("call_usermodehelper");
    assert_says(command, "CLONE_VM | CLONE_UNTRACED, exit signal SIGCHLD\n");
    free(command);
    command = COMMAND("--json", "kernel_thread");
    object = parsed(command);
    cr_assert_eq(json_integer_value(json_object_get(object, "flags_raw")), 0x800100);
    cr_assert(json_is_null(json_object_get(object, "syscall")));
    cr_assert_null(json_object_get(object, "glibc"));
    json_decref(object);
    free(command);
}

static bool passes(json_t *object, const char *who) {
    const char *entry = word(object, "syscall");
    size_t index;
    json_t *row;

    json_array_foreach(json_object_get(object, "passed_by"), index, row) {
        if (!strcmp(word(row, "who"), who) && !strcmp(word(row, "syscall"), entry))
            return true;
    }
    return false;
}

Test(flags_command, a_function_passes_the_set_that_it_is_shown_with) {
    static const char *const functions[] = {"fork", "_Fork", "posix_spawn", "pidfd_spawn",
                                            "pthread_create"};

    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        struct command *command = COMMAND("--json", functions[i]);
        json_t *object = parsed(command);

        cr_expect(passes(object, functions[i]), "%s", command->out);
        cr_expect(word(object, "glibc"), "%s", command->out);
        json_decref(object);
        free(command);
    }
}

Test(flags_command, a_function_too_new_for_this_libc_is_the_first_that_has_it) {
    unsigned minor = (unsigned)atoi(strchr(gnu_get_libc_version(), '.') + 1);
    struct command *command = COMMAND("pidfd_spawn");

    assert_says(command, minor < 39 ? ", as glibc 2.39 would here, the first that has it\n"
                                    : " passes it on this machine\n");
    free(command);
}

Test(flags_command, says_why_the_kernel_refuses) {
    struct command *command = COMMAND("THREAD");

    assert_says(command, "clone, clone3  refused\n");
    assert_says(command, "EINVAL: CLONE_THREAD needs CLONE_SIGHAND");
    assert_says(command, "[copy_process]");
    free(command);
}

Test(flags_command, tells_clone_from_clone3) {
    struct command *command = COMMAND("DETACHED");

    assert_says(command, "clone          accepted\n");
    assert_says(command, "clone3         refused\n");
    free(command);
    command = COMMAND("VM|CLEAR_SIGHAND");
    assert_says(command, "clone          cannot carry this set\n");
    assert_says(command, "it ignores what is above 32 bits: CLONE_CLEAR_SIGHAND");
    assert_says(command, "clone3         accepted\n");
    free(command);
    command = COMMAND("NEWTIME");
    assert_says(command, "unshare        accepted");
    free(command);
}

Test(flags_command, several_sets_one_page_each) {
    struct command *command = COMMAND("0x11", "VM");

    assert_says(command, "no flags, exit signal SIGCHLD\n");
    assert_says(command, "accepted\n\nCLONE_VM, no exit signal\n");
    free(command);
}

Test(flags_command, json_has_the_same_facts) {
    struct command *command = COMMAND("--json", "THREAD|VM|SIGCHLD");
    json_t *object = parsed(command);
    json_t *clone3 = json_object_get(json_object_get(object, "kernel"), "clone3");

    cr_assert_str_eq(word(object, "input"), "THREAD|VM|SIGCHLD");
    cr_assert_eq(json_array_size(json_object_get(object, "flags")), 2);
    cr_assert_eq(json_integer_value(json_object_get(object, "flags_raw")), 0x10100);
    cr_assert_str_eq(word(object, "exit_signal"), "SIGCHLD");
    cr_assert_eq(json_array_size(json_object_get(object, "details")), 2);
    cr_assert_eq(json_array_size(json_object_get(object, "passed_by")), 0);
    cr_assert(json_is_false(json_object_get(clone3, "accepted")));
    cr_assert_eq(json_array_size(json_object_get(clone3, "refusals")), 3);
    json_decref(object);
    free(command);
}

Test(flags_command, json_is_one_object_a_line) {
    struct command *command = COMMAND("0x11", "--json", "vfork", "0x8000000000000000");
    size_t lines = 0;

    cr_assert_eq(command->status, 0, "%s", command->err);
    for (char *line = strtok(command->out, "\n"); line; line = strtok(NULL, "\n"), lines++) {
        json_t *object = json_loads(line, 0, NULL);

        cr_assert(json_is_object(object), "%s", line);
        json_decref(object);
    }
    cr_assert_eq(lines, 3);
    free(command);
}

Test(flags_command, all_lists_the_whole_table) {
    struct command *command = COMMAND("--all");
    struct command *json = COMMAND("--all", "--json");
    json_t *table = parsed(json);

    cr_assert_eq(json_array_size(table), ct_flag_texts_count);
    for (size_t i = 0; i < ct_flag_texts_count; i++) {
        assert_says(command, ct_flag_texts[i].name);
        cr_assert_str_eq(word(json_array_get(table, i), "name"), ct_flag_texts[i].name);
    }
    json_decref(table);
    free(json);
    free(command);
}

static void assert_fails(const char *const *args, const char *text) {
    struct command *command = command_run(args);

    cr_assert_eq(command->status, 125, "status %d for %s", command->status, args[0]);
    cr_assert_str_empty(command->out);
    cr_assert_eq(strncmp(command->err, "clonetrace: flags: ", 19), 0, "%s", command->err);
    cr_assert_eq(strchr(command->err, '\n'), command->err + strlen(command->err) - 1,
                 "one line: %s", command->err);
    cr_assert(strstr(command->err, text), "no \"%s\" in: %s", text, command->err);
    free(command);
}

#define FAILS(text, ...) assert_fails((const char *const[]){__VA_ARGS__, NULL}, text)

Test(flags_command, nonsense_is_one_line_that_names_the_part) {
    FAILS("'CLONE_VN'; did you mean 'CLONE_VM'?", "FS|CLONE_VN");
    FAILS("did you mean 'SIGCHLD'?", "SIGCHILD");
    FAILS("did you mean 'pthread_create'?", "pthread_creat");
    FAILS("'0x41z' is no number", "0x41z");
    FAILS("more than 64 bits", "0x123456789abcdef01");
    FAILS("an empty argument", "");
    FAILS("nothing before or after a |", "VM|");
    FAILS("second exit signal", "SIGCHLD|SIGHUP");
    FAILS("'fork' is a function", "VM|fork");
    FAILS("'kernel_thread' is a function", "VM|kernel_thread");
    FAILS("did you mean 'kernel_thread'?", "kernel_thred");
    FAILS("execve creates no task", "execve");
    FAILS("clone passes what its caller gives it", "clone");
    FAILS("unknown option '--jsno'; did you mean '--json'?", "--jsno");
    FAILS("--all takes no set", "--all", "VM");
    FAILS("--markdown is for --all", "--markdown", "VM");
    FAILS("which?", NULL);
}

Test(flags_command, a_wrong_argument_keeps_the_right_ones_from_printing) {
    FAILS("'nonsense'", "0x11", "nonsense");
}

Test(flags_command, what_was_typed_cannot_reach_the_terminal_as_an_escape) {
    FAILS("?[31m?", "\033[31m\n");
}

Test(flags_command, help_explains_itself) {
    struct command *command = COMMAND("--help");

    assert_says(command, "usage: clonetrace flags");
    free(command);
}

Test(flags_command, colour_only_on_a_terminal_and_without_no_color) {
    static const char *const args[] = {"0x4111", NULL};
    struct command *plain = command_run(args);
    struct command *colour = command_run_on_terminal(args, NULL);
    struct command *without = command_run_on_terminal(args, "NO_COLOR=1");
    struct command *dumb = command_run_on_terminal(args, "TERM=dumb");

    cr_assert_null(strchr(plain->out, '\033'));
    cr_assert_not_null(strchr(colour->out, '\033'), "%s", colour->out);
    cr_assert_null(strchr(without->out, '\033'));
    cr_assert_null(strchr(dumb->out, '\033'));
    cr_assert_eq(colour->status, 0);
    free(plain);
    free(colour);
    free(without);
    free(dumb);
}

Test(flags_command, lines_fit_the_terminal) {
    static const char *const args[] = {"0x3d0f00", "0x7fffff00", NULL};
    struct command *command = command_run_on_terminal(args, "NO_COLOR=1");

    for (char *line = strtok(command->out, "\n"); line; line = strtok(NULL, "\n"))
        cr_assert_leq(strlen(line), 80, "%s", line);
    free(command);
}
