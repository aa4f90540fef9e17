// SPDX-License-Identifier: MIT
// Reading the environment: values that make sense, and what is said of those that do not.
#include "base/config.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const kinds[] = {"create", "image", "exec"};
static char said[4096];

static void hear(const char *line, size_t len) {
    strncat(said, line, len < sizeof said - strlen(said) ? len : 0);
}

static struct ct_config read_with(const char *const *environment) {
    struct ct_config config = {0};

    said[0] = 0;
    ct_config_read(&config, (char *const *)environment, kinds, 3, 0x3, hear);
    return config;
}

#define READ(...) read_with((const char *[]){__VA_ARGS__, NULL})

Test(config, without_variables_is_all_but_what_is_left_out_on_stderr) {
    struct ct_config config = READ("HOME=/", "PATH=/bin");

    cr_assert_eq(config.log, CT_LOG_STDERR);
    cr_assert_eq(config.events, 0x3);
    cr_assert_eq(config.stack, 0);
    cr_assert(!config.mem && !config.follow && !config.preloaded);
    cr_assert_str_empty(said);
}

Test(config, log_takes_its_four_forms) {
    cr_assert_eq(READ("CLONETRACE_LOG=stderr").log, CT_LOG_STDERR);
    cr_assert_eq(READ("CLONETRACE_LOG=off").log, CT_LOG_OFF);
    cr_assert_eq(READ("CLONETRACE_LOG=fd:7").fd, 7);
    cr_assert_str_eq(READ("CLONETRACE_LOG=/var/log/%p.json").path, "/var/log/%p.json");
    cr_assert_str_empty(said);
}

Test(config, a_relative_log_is_made_absolute) {
    char cwd[4096], expected[4200];

    cr_assert_not_null(getcwd(cwd, sizeof cwd));
    snprintf(expected, sizeof expected, "%s/sub/x.json", cwd);
    cr_assert_str_eq(READ("CLONETRACE_LOG=sub/x.json").path, expected);
}

// Longer than what is read onto the stack.
Test(config, a_relative_log_below_a_long_directory) {
    char directory[] = "/tmp/ct-config-XXXXXX", part[201], cwd[4096];
    const char *path;

    memset(part, 'd', sizeof part);
    part[sizeof part - 1] = 0;
    cr_assert(mkdtemp(directory) && chdir(directory) == 0);
    for (int i = 0; i < 8; i++)
        cr_assert(mkdir(part, 0700) == 0 && chdir(part) == 0);
    cr_assert_not_null(getcwd(cwd, sizeof cwd));
    path = READ("CLONETRACE_LOG=x.json").path;
    for (int i = 0; i < 8; i++)
        cr_assert(chdir("..") == 0 && rmdir(part) == 0);
    rmdir(directory);
    cr_assert_eq(strlen(path), strlen(cwd) + strlen("/x.json"));
    cr_assert(strncmp(path, cwd, strlen(cwd)) == 0);
    cr_assert_str_eq(path + strlen(cwd), "/x.json");
}

Test(config, a_percent_in_the_working_directory_is_no_pattern) {
    char directory[] = "/tmp/ct-%p-XXXXXX";
    char expected[64];

    cr_assert_not_null(mkdtemp(directory));
    cr_assert_eq(chdir(directory), 0);
    snprintf(expected, sizeof expected, "/tmp/ct-%%%%p-%s/%%p", directory + strlen("/tmp/ct-%p-"));
    cr_assert_str_eq(READ("CLONETRACE_LOG=%p").path, expected);
    rmdir(directory);
}

Test(config, numbers_and_flags_are_read) {
    struct ct_config config =
        READ("CLONETRACE_STACK=64", "CLONETRACE_MEM=1", "CLONETRACE_FOLLOW=0");

    cr_assert_eq(config.stack, 64);
    cr_assert(config.mem && !config.follow);
    cr_assert_str_empty(said);
}

Test(config, events_are_a_list_of_known_names) {
    cr_assert_eq(READ("CLONETRACE_EVENTS=exec").events, 0x4);
    cr_assert_eq(READ("CLONETRACE_EVENTS=create,exec").events, 0x5);
    cr_assert_str_empty(said);
}

struct nonsense {
    const char *variable, *value;
};

static const struct nonsense nonsense[] = {
    {"CLONETRACE_LOG", ""},
    {"CLONETRACE_LOG", "fd:"},
    {"CLONETRACE_LOG", "fd:-1"},
    {"CLONETRACE_LOG", "fd:7x"},
    {"CLONETRACE_STACK", "65"},
    {"CLONETRACE_STACK", "-1"},
    {"CLONETRACE_STACK", "many"},
    {"CLONETRACE_STACK", ""},
    {"CLONETRACE_STACK", "99999999999"},
    {"CLONETRACE_MEM", "yes"},
    {"CLONETRACE_MEM", "2"},
    {"CLONETRACE_FOLLOW", "on"},
    {"CLONETRACE_ENFORCE", "off"},
    {"CLONETRACE_EVENTS", ""},
    {"CLONETRACE_EVENTS", "spawn"},
    {"CLONETRACE_EVENTS", "create,,exec"},
    {"CLONETRACE_EVENTS", "creat"},
};

Test(config, nonsense_is_named_in_one_line_and_the_default_stands) {
    for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++) {
        char entry[100];
        struct ct_config config;

        snprintf(entry, sizeof entry, "%s=%s", nonsense[i].variable, nonsense[i].value);
        config = READ(entry);
        cr_assert(strstr(said, entry), "%s: said '%s'", entry, said);
        cr_assert_eq(strchr(said, '\n'), said + strlen(said) - 1, "%s: one line", entry);
        cr_assert_eq(config.log, CT_LOG_STDERR, "%s", entry);
        cr_assert_eq(config.events, 0x3, "%s", entry);
        cr_assert(config.stack == 0 && !config.mem && !config.follow && !config.observe, "%s",
                  entry);
    }
}

Test(config, a_following_shim_keeps_what_it_must_pass_on) {
    struct ct_config config =
        READ("CLONETRACE_FOLLOW=1", "A=b", "LD_PRELOAD=/x/libclonetrace.so:y.so");

    cr_assert_eq(config.kept_count, 2);
    cr_assert_str_eq(config.kept[0], "CLONETRACE_FOLLOW=1");
    cr_assert_str_eq(config.kept[1], "LD_PRELOAD=/x/libclonetrace.so",
                     "and not what else is preloaded");
    cr_assert(config.preloaded);
    cr_assert_eq(READ("CLONETRACE_FOLLOW=0", "LD_PRELOAD=/x/libclonetrace.so").kept_count, 0);
    cr_assert(!READ("LD_PRELOAD=/x/other.so").preloaded);
}

Test(config, what_is_kept_outlives_the_environment) {
    char entry[] = "CLONETRACE_LOG=/tmp/a.json";
    struct ct_config config = READ(entry);

    memset(entry, 'x', sizeof entry - 1);
    cr_assert_str_eq(config.path, "/tmp/a.json");
}

Test(config, long_values_are_kept_beside_short_ones) {
    static char entry[16000] = "CLONETRACE_LOG=/";
    struct ct_config config;

    memset(entry + strlen(entry), 'a', sizeof entry - 1 - strlen(entry));
    config = READ("CLONETRACE_FOLLOW=1", entry, "LD_PRELOAD=/x/libclonetrace.so");
    cr_assert_str_eq(config.path, entry + strlen("CLONETRACE_LOG="));
    cr_assert_eq(config.kept_count, 3);
    cr_assert_str_eq(config.kept[0], "CLONETRACE_FOLLOW=1");
    cr_assert_str_eq(config.kept[1], entry);
    cr_assert_str_eq(config.kept[2], "LD_PRELOAD=/x/libclonetrace.so");
}

Test(config, a_log_path_that_does_not_fit_is_nonsense) {
    static char entry[40000] = "CLONETRACE_LOG=/";

    memset(entry + strlen(entry), 'a', sizeof entry - 1 - strlen(entry));
    cr_assert_eq(READ(entry).log, CT_LOG_STDERR);
    cr_assert(strstr(said, "CLONETRACE_LOG="));
}
