// SPDX-License-Identifier: MIT
// The model's file: JSON with a version, one number for each coefficient. Reading believes nothing.
#include "clonetrace/bench/model.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clonetrace/bench/number.h"
#include "clonetrace/cli/fail.h"
#include "clonetrace/cli/jsonout.h"
#include "clonetrace/cli/savefile.h"

#define FORMAT "clonetrace-model"
#define VERSION 1
#define SIZE_MAX_FILE 65536 // one that is larger was not written by --save-model

struct number {
    const char *key;
    size_t offset;
};

#define OF_MODEL(member)                                                                           \
    { #member, offsetof(struct ct_model, member) }
#define OF_LINE(member)                                                                            \
    { #member, offsetof(struct ct_model_line, member) }
#define OF_REACH(member)                                                                           \
    { #member, offsetof(struct ct_model_state, member) }

static const struct number costs[] = {OF_MODEL(cow_page_ns),
                                      OF_MODEL(cow_error),
                                      OF_MODEL(cow_huge_ns),
                                      OF_MODEL(touch_page_ns),
                                      OF_MODEL(reuse_page_ns),
                                      OF_MODEL(entry_bytes),
                                      {0}};
static const struct number coefficients[] = {
    OF_LINE(fixed),      OF_LINE(entry),     OF_LINE(mapping),
    OF_LINE(descriptor), OF_LINE(thread),    OF_LINE(r2),
    OF_LINE(error),      OF_LINE(error_max), {0}};
static const struct number reaches[] = {
    OF_REACH(pte_entries), OF_REACH(mappings), OF_REACH(descriptors), OF_REACH(threads), {0}};
static const struct number lines[] = {
    OF_MODEL(fork_call), OF_MODEL(fork_exec), OF_MODEL(spawn_exec), OF_MODEL(vfork_exec), {0}};

static void write_numbers(struct ct_jsonout *json, const struct number *numbers, const void *from) {
    for (; numbers->key; numbers++) {
        ct_jsonout_key(json, numbers->key);
        ct_bench_number_write(json->out, *(const double *)((const char *)from + numbers->offset));
    }
}

static void write_line(struct ct_jsonout *json, const char *key, const struct ct_model_line *line) {
    ct_jsonout_open(json, key, '{');
    write_numbers(json, coefficients, line);
    ct_jsonout_number(json, "fitted", line->fitted);
    ct_jsonout_number(json, "checked", line->checked);
    ct_jsonout_open(json, "reach", '{');
    write_numbers(json, reaches, &line->reach);
    ct_jsonout_close(json, '}');
    ct_jsonout_close(json, '}');
}

static void write_model(FILE *out, const struct ct_model *model) {
    struct ct_jsonout json = {.out = out};

    ct_jsonout_open(&json, NULL, '{');
    ct_jsonout_text(&json, "format", FORMAT);
    ct_jsonout_number(&json, "version", VERSION);
    ct_jsonout_text(&json, "machine", model->machine);
    ct_jsonout_text(&json, "kernel", model->kernel);
    ct_jsonout_text(&json, "thp", model->thp);
    ct_jsonout_signed(&json, "when", model->when);
    for (const struct number *line = lines; line->key; line++)
        write_line(&json, line->key,
                   (const struct ct_model_line *)((const char *)model + line->offset));
    write_numbers(&json, costs, model);
    ct_jsonout_close(&json, '}');
    putc('\n', out);
}

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
        write_model(out, model);
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

static bool read_numbers(const json_t *object, const struct number *numbers, void *into) {
    for (; numbers->key; numbers++) {
        const json_t *value = json_object_get(object, numbers->key);
        double number = json_number_value(value);

        if (!json_is_number(value) || !isfinite(number) || number < 0)
            return false;
        *(double *)((char *)into + numbers->offset) = number;
    }
    return true;
}

static bool read_count(const json_t *object, const char *key, unsigned *into) {
    const json_t *value = json_object_get(object, key);
    json_int_t number = json_integer_value(value);

    *into = (unsigned)number;
    return json_is_integer(value) && number >= 0 && number <= 1000000;
}

static bool read_line(const json_t *object, struct ct_model_line *line) {
    return read_numbers(object, coefficients, line) &&
           read_count(object, "fitted", &line->fitted) &&
           read_count(object, "checked", &line->checked) &&
           read_numbers(json_object_get(object, "reach"), reaches, &line->reach);
}

static bool read_text(const json_t *object, const char *key, char *into, size_t size) {
    const char *text = json_string_value(json_object_get(object, key));

    if (!text || strlen(text) >= size)
        return false;
    memcpy(into, text, strlen(text) + 1);
    return true;
}

static bool read_model(const json_t *root, struct ct_model *model) {
    const char *format = json_string_value(json_object_get(root, "format"));
    const json_t *when = json_object_get(root, "when");

    if (!format || strcmp(format, FORMAT) ||
        json_integer_value(json_object_get(root, "version")) != VERSION || !json_is_integer(when))
        return false;
    model->when = json_integer_value(when);
    for (const struct number *line = lines; line->key; line++) {
        if (!read_line(json_object_get(root, line->key),
                       (struct ct_model_line *)((char *)model + line->offset)))
            return false;
    }
    return read_text(root, "machine", model->machine, sizeof model->machine) &&
           read_text(root, "kernel", model->kernel, sizeof model->kernel) &&
           read_text(root, "thp", model->thp, sizeof model->thp) &&
           read_numbers(root, costs, model);
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
    json_t *root = failed ? NULL : json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);

    *model = (struct ct_model){0};
    if (!failed && !read_model(root, model))
        failed = -EINVAL;
    if (failed)
        *model = (struct ct_model){0};
    json_decref(root);
    free(text);
    return failed;
}
