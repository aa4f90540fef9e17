// SPDX-License-Identifier: MIT
// The environments that are compared. What the driver was itself started under never leaks into
// them.
#include "conditions.h"
#include "installed.h"
#include "scratch.h"

#include <err.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OWN_VARIABLES 8 // LD_PRELOAD, CLONETRACE_LOG and those of --with

static bool passed_on(const char *variable) {
    return strncmp(variable, "LD_PRELOAD=", 11) != 0 && strncmp(variable, "CLONETRACE_", 11) != 0;
}

static char **base_environment(void) {
    size_t total = 0, count = 0;
    while (environ[total])
        total++;
    char **env = calloc(total + OWN_VARIABLES + 1, sizeof(*env));
    if (!env)
        err(1, "environment");
    for (size_t i = 0; i < total; i++)
        if (passed_on(environ[i]))
            env[count++] = environ[i];
    return env;
}

// Replaces the variable where env has it: getenv(3) would find the first of two. env has room.
static void set_variable(char **env, char *assignment) {
    size_t name = strcspn(assignment, "=") + 1, i = 0;
    while (env[i] && strncmp(env[i], assignment, name) != 0)
        i++;
    env[i] = assignment;
}

static char *assignment(const char *variable, const char *value) {
    char *text;
    if (asprintf(&text, "%s=%s", variable, value) < 0)
        err(1, "environment");
    return text;
}

static struct bench_condition *add(struct bench_conditions *conditions, const char *name,
                                   const char *library) {
    struct bench_condition *condition = &conditions->list[conditions->count++];
    char **env = base_environment();
    char *log = assignment("log", name);
    *condition = (struct bench_condition){.name = name, .env = env, .log = bench_scratch_path(log)};
    free(log);
    if (!library)
        return condition;
    char *path = realpath(library, NULL);
    if (!path || access(path, R_OK) != 0)
        err(1, "no library to preload at %s (build it, or see bench --help)", library);
    condition->library = path;
    path = bench_installed(name, path);
    if (strpbrk(path, " :"))
        errx(1, "%s: ld.so(8) splits LD_PRELOAD at blanks and colons (set TMPDIR)", path);
    set_variable(env, assignment("LD_PRELOAD", path));
    free(path);
    set_variable(env, assignment("CLONETRACE_LOG", condition->log));
    return condition;
}

// text is NAME:LIBRARY[:VARIABLE=VALUE]…
static void add_further(struct bench_conditions *conditions, const char *text) {
    char *copy = strdup(text), *rest = copy;
    if (!copy)
        err(1, "%s", text);
    const char *name = strsep(&rest, ":");
    struct bench_condition *condition = add(conditions, name, strsep(&rest, ":"));
    for (size_t own = 2; rest; own++) {
        if (own == OWN_VARIABLES)
            errx(2, "%s: too many variables", text);
        char *assigned = strsep(&rest, ":");
        if (!strchr(assigned, '='))
            errx(2, "--with %s: %s is no VARIABLE=VALUE", text, assigned);
        set_variable(condition->env, assigned);
    }
}

void bench_conditions_create(struct bench_conditions *conditions,
                             const struct bench_options *options, const char *programs) {
    char empty[PATH_MAX], shim[PATH_MAX];
    snprintf(empty, sizeof(empty), "%s/libbench-empty.so", programs);
    snprintf(shim, sizeof(shim), "%s/../../src/libclonetrace.so", programs);
    add(conditions, "native", NULL);
    add(conditions, "empty", empty);
    add(conditions, "shim", options->library ? options->library : shim)->traced = true;
    for (size_t i = 0; i < options->with_count; i++)
        add_further(conditions, options->with[i]);
}

void bench_conditions_clear_logs(const struct bench_conditions *conditions) {
    for (size_t i = 0; i < conditions->count; i++)
        unlink(conditions->list[i].log);
}

size_t bench_conditions_lines(const struct bench_condition *condition) {
    static char block[1 << 16];
    size_t lines = 0, length;
    FILE *file = fopen(condition->log, "r");
    while (file && (length = fread(block, 1, sizeof(block), file)) > 0)
        for (size_t i = 0; i < length; i++)
            lines += block[i] == '\n';
    if (file)
        fclose(file);
    return lines;
}
