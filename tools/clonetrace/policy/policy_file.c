// SPDX-License-Identifier: MIT
// Where a policy comes from. Reads no more of a file than a policy may have.
#include "clonetrace/policy/policy_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clonetrace/cli/fail.h"
#include "policy/preset.h"

static int blame_system(struct ct_policy_error *error, const char *verb, int number) {
    *error = (struct ct_policy_error){0};
    snprintf(error->message, sizeof error->message, "cannot %s it: %s", verb, strerror(number));
    return -number;
}

// Into `text` until the end or until it is full; returns the length or -errno.
static ssize_t read_all(int fd, char *text, size_t size) {
    size_t len = 0;

    while (len < size) {
        ssize_t got = read(fd, text + len, size - len);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -errno;
        if (got == 0)
            break;
        len += (size_t)got;
    }
    return (ssize_t)len;
}

static int load_open(int fd, struct ct_policy **policy, struct ct_policy_error *error) {
    size_t size = CT_POLICY_TEXT_MAX + 1; // one byte more tells that there is more
    char *text = ct_alloc(size);
    ssize_t len = read_all(fd, text, size);
    int result = len < 0 ? blame_system(error, "read", (int)-len)
                         : ct_policy_load(text, (size_t)len, policy, error);

    free(text);
    return result;
}

static int load_preset(const char *name, struct ct_policy **policy, struct ct_policy_error *error) {
    size_t len;
    const char *text = ct_preset_text(name, &len);
    const char *near = ct_preset_nearest(name);

    if (text)
        return ct_policy_load(text, len, policy, error);
    *error = (struct ct_policy_error){0};
    if (near)
        snprintf(error->message, sizeof error->message, "no such preset; did you mean '%s%s'?",
                 CT_PRESET_PREFIX, near);
    else
        snprintf(error->message, sizeof error->message,
                 "no such preset; 'clonetrace policy list' has them all");
    return -ENOENT;
}

int ct_policy_file_load(const char *name, struct ct_policy **policy,
                        struct ct_policy_error *error) {
    size_t prefix = strlen(CT_PRESET_PREFIX);
    int fd, result;

    *policy = NULL;
    if (!strcmp(name, "-"))
        return load_open(STDIN_FILENO, policy, error);
    if (!strncmp(name, CT_PRESET_PREFIX, prefix))
        return load_preset(name + prefix, policy, error);
    fd = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return blame_system(error, "open", errno);
    result = load_open(fd, policy, error);
    close(fd);
    return result;
}

const char *ct_policy_file_shown(const char *name) {
    return strcmp(name, "-") ? name : "<stdin>";
}

static void put_visible(char *text) {
    for (; *text; text++)
        if ((unsigned char)*text < ' ' || *text == 0x7f)
            *text = '?';
}

int ct_policy_file_refuse(const char *name, const struct ct_policy_error *error) {
    char *place =
        error->line ? ct_format(":%u:%u", error->line, error->column) : ct_format("%s", "");
    char *line = ct_format("%s%s: %s", ct_policy_file_shown(name), place, error->message);

    put_visible(line);
    fprintf(stderr, "%s\n", line);
    free(line);
    free(place);
    return CT_EXIT_FAILED;
}
