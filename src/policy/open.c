// SPDX-License-Identifier: MIT
// Reading a policy for the library, in a process that has not begun: stdio and malloc(3) are
// allowed here, and nowhere else near the hooks.
#include "policy/open.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "policy/load.h"
#include "policy/preset.h"
#include "policy/settle.h"

static int fail(char *message, const char *where, const char *why) {
    snprintf(message, CT_POLICY_MESSAGE_MAX, "%s: %s; the program is not run", where, why);
    return -1;
}

static int parse(const char *where, const char *text, size_t len, struct ct_policy **policy,
                 char *message) {
    struct ct_policy_error error;

    if (ct_policy_load(text, len, policy, &error) == 0)
        return 0;
    if (error.line)
        snprintf(message, CT_POLICY_MESSAGE_MAX, "%s:%u:%u: %s; the program is not run", where,
                 error.line, error.column, error.message);
    else
        snprintf(message, CT_POLICY_MESSAGE_MAX, "%s: %s; the program is not run", where,
                 error.message);
    return -1;
}

// The whole file, or as much of it as shows that it is too large.
static char *read_all(int fd, size_t *len) {
    const size_t room = CT_POLICY_TEXT_MAX + 1;
    char *text = malloc(room);
    ssize_t got = text ? 1 : -1;

    for (*len = 0; got > 0 && *len < room;) {
        got = read(fd, text + *len, room - *len);
        if (got > 0)
            *len += (size_t)got;
        else if (got < 0 && errno == EINTR)
            got = 1;
    }
    if (got < 0) {
        free(text);
        return NULL;
    }
    return text;
}

// A pipe gives its text to the first program alone, and may keep it waiting for ever.
static bool may_give_again(int fd) {
    struct stat st;

    return fstat(fd, &st) == 0 && (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode));
}

static int open_file(const char *where, struct ct_policy **policy, char *message) {
    size_t len;
    int fd = open(where, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY), result;
    char *text = NULL;

    if (fd >= 0 && !may_give_again(fd)) {
        close(fd);
        return fail(message, where, "is not a regular file");
    }
    if (fd >= 0) {
        text = read_all(fd, &len);
        close(fd);
    }
    if (!text)
        return fail(message, where, strerror(errno));
    result = parse(where, text, len, policy, message);
    free(text);
    return result;
}

static int open_policy(const char *where, struct ct_policy **policy, char *message) {
    const size_t prefix = strlen(CT_PRESET_PREFIX);
    const char *text;
    size_t len;

    if (strncmp(where, CT_PRESET_PREFIX, prefix) != 0)
        return open_file(where, policy, message);
    text = ct_preset_text(where + prefix, &len);
    if (!text)
        return fail(message, where,
                    "there is no preset of that name, see `clonetrace policy list`");
    return parse(where, text, len, policy, message);
}

int ct_policy_open(const char *where, const char *exe, struct ct_policy **policy, char *message) {
    if (open_policy(where, policy, message) != 0)
        return -1;
    ct_settle_exe(*policy, exe);
    return 0;
}
