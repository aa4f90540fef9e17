// SPDX-License-Identifier: MIT
// The model's file, and a model inside a result. Reading believes nothing.
#include "clonetrace/bench/model.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clonetrace/bench/field_json.h"
#include "clonetrace/bench/write_json.h"
#include "clonetrace/cli/fail.h"
#include "clonetrace/cli/savefile.h"

#define SIZE_MAX_FILE 65536 // one that is larger was not written by --save-model

// The directories above `path`, as the XDG base directory specification wants them: 0700.
static int make_above(const char *path) {
    char *above = ct_format("%s", path);
    int failed = 0;

    for (char *at = strchr(above + 1, '/'); at && !failed; at = strchr(at + 1, '/')) {
        *at = '\0';
        if (mkdir(above, 0700) && errno != EEXIST)
            failed = -errno;
        *at = '/';
    }
    free(above);
    return failed;
}

int ct_model_save(const struct ct_model *model, const char *path) {
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    int failed = out ? 0 : -errno;

    if (out) {
        struct ct_jsonout json = {.out = out};

        ct_bench_json_model(&json, NULL, model);
        putc('\n', out);
        if (fclose(out))
            failed = -errno;
    }
    if (!failed)
        failed = make_above(path);
    if (!failed)
        failed = ct_savefile(path, text, len);
    free(text);
    return failed;
}

static bool all_positive(const struct ct_member *members, const void *of) {
    for (; members->key; members++) {
        if (members->type == CT_MEMBER_REAL &&
            *(const double *)((const char *)of + members->offset) < 0)
            return false;
    }
    return true;
}

static bool read_line(const json_t *object, const struct ct_json_at *at,
                      struct ct_model_line *line) {
    struct ct_json_at reach = {at, "reach", 0};

    if (!ct_json_members(object, at, ct_members_line, line) ||
        !ct_json_members(json_object_get(object, "reach"), &reach, ct_members_reach, &line->reach))
        return false;
    return (all_positive(ct_members_line, line) && all_positive(ct_members_reach, &line->reach)) ||
           ct_json_bad(at, "numbers that are not negative");
}

bool ct_json_model(const json_t *object, const struct ct_json_at *at, struct ct_model *model) {
    const char *format = json_string_value(json_object_get(object, "format"));

    if (!format || strcmp(format, CT_MODEL_FORMAT) != 0 ||
        json_integer_value(json_object_get(object, "version")) != CT_BENCH_VERSION)
        return ct_json_bad(at, "a model of version 1");
    for (const struct ct_member *member = ct_members_lines; member->key; member++) {
        struct ct_json_at here = {at, member->key, 0};
        char *line = (char *)model + member->offset;

        if (!read_line(json_object_get(object, member->key), &here,
                       (struct ct_model_line *)(void *)line))
            return false;
    }
    return ct_json_members(object, at, ct_members_model, model) &&
           ct_json_members(object, at, ct_members_costs, model) &&
           (all_positive(ct_members_costs, model) ||
            ct_json_bad(at, "costs that are not negative"));
}

// All of a small plain file; what is not one could keep the tool waiting.
static int slurp(const char *path, char *text, size_t *len) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY), failed = 0;
    struct stat st;
    ssize_t got;

    if (fd < 0)
        return -errno;
    if (fstat(fd, &st))
        failed = -errno;
    else if (!S_ISREG(st.st_mode) || st.st_size > SIZE_MAX_FILE)
        failed = -EINVAL;
    for (*len = 0; !failed && *len < SIZE_MAX_FILE; *len += (size_t)got) {
        got = read(fd, text + *len, SIZE_MAX_FILE - *len);
        if (got < 0)
            failed = -errno;
        if (got <= 0)
            break;
    }
    close(fd);
    return failed;
}

int ct_model_load(struct ct_model *model, const char *path) {
    char *text = ct_alloc(SIZE_MAX_FILE);
    size_t len = 0;
    int failed = slurp(path, text, &len);
    struct ct_json_at silent = {0};
    json_t *root = failed ? NULL : json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);

    *model = (struct ct_model){0};
    if (!failed && !ct_json_model(root, &silent, model))
        failed = -EINVAL;
    if (failed)
        *model = (struct ct_model){0};
    json_decref(root);
    free(text);
    return failed;
}
