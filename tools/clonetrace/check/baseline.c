// SPDX-License-Identifier: MIT
// The violations that a gate puts up with. The file is made to be kept under version control: one
// entry a line, sorted, nothing in it that changes without reason.
#include "clonetrace/check/baseline.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/cli/savefile.h"
#include "clonetrace/trace/where.h"

#define VERSION 1

static struct ct_baseline_entry *append(struct ct_baseline *baseline) {
    struct ct_baseline_entry *entry;

    if (baseline->count == baseline->cap) {
        baseline->cap = baseline->cap ? baseline->cap * 2 : 16;
        baseline->entries =
            ct_realloc(baseline->entries, baseline->cap * sizeof *baseline->entries);
    }
    entry = &baseline->entries[baseline->count++];
    *entry = (struct ct_baseline_entry){0};
    return entry;
}

static char *copy(const char *text) {
    return text ? ct_format("%s", text) : NULL;
}

// A string is wanted under that key, or null where `may_be_null`. NULL with *wrong set where there
// is neither.
static char *member(const json_t *object, const char *key, bool may_be_null, const char **wrong) {
    const json_t *value = json_object_get(object, key);

    if (!json_is_string(value) && !(may_be_null && (!value || json_is_null(value))))
        *wrong = key;
    return copy(json_string_value(value));
}

static int read_entry(struct ct_baseline *baseline, const char *path, size_t index,
                      const json_t *object) {
    struct ct_baseline_entry *entry = append(baseline);
    const char *wrong = NULL;
    char *offset, *end = NULL;

    entry->rule = member(object, "rule", false, &wrong);
    entry->api = member(object, "api", false, &wrong);
    entry->flags = member(object, "flags", false, &wrong);
    entry->module = member(object, "module", true, &wrong);
    entry->symbol = member(object, "symbol", true, &wrong);
    offset = member(object, "offset", true, &wrong);
    if (offset)
        entry->offset = strtoull(offset, &end, 16);
    if (offset && (*end || !*offset || entry->symbol))
        wrong = "offset";
    free(offset);
    if (wrong)
        return ct_fail("baseline %s: entry %zu of \"accepted\" has no valid \"%s\"; write the file "
                       "anew with --write-baseline",
                       path, index + 1, wrong);
    return 0;
}

static int read_document(struct ct_baseline *baseline, const char *path, const json_t *document) {
    const json_t *version = json_object_get(document, "clonetrace-baseline"), *entry;
    const json_t *accepted = json_object_get(document, "accepted");
    size_t index;

    if (!json_is_integer(version) || !json_is_array(accepted))
        return ct_fail("%s is no baseline: it lacks \"clonetrace-baseline\" or \"accepted\"; write "
                       "one with --write-baseline",
                       path);
    if (json_integer_value(version) != VERSION)
        return ct_fail("baseline %s is of version %lld, and this clonetrace reads version %d", path,
                       (long long)json_integer_value(version), VERSION);
    json_array_foreach(accepted, index, entry) {
        if (read_entry(baseline, path, index, entry))
            return CT_EXIT_FAILED;
    }
    return 0;
}

// A FIFO would keep the gate waiting for ever, and a directory be taken for bad JSON. NULL with
// errno.
static FILE *open_file(const char *path) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat st;
    FILE *file;

    if (fd < 0)
        return NULL;
    errno = 0;
    if (!fstat(fd, &st) && !S_ISREG(st.st_mode))
        errno = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
    file = errno ? NULL : fdopen(fd, "r");
    if (!file)
        close(fd);
    return file;
}

int ct_baseline_read(struct ct_baseline *baseline, const char *path) {
    json_error_t error;
    FILE *file = open_file(path);
    json_t *document;
    int failed;

    if (!file && errno == ENOENT)
        return ct_fail("there is no baseline %s; make it with --write-baseline=%s", path, path);
    if (!file)
        return ct_fail("cannot read the baseline %s: %s", path,
                       errno == EINVAL ? "not a regular file" : strerror(errno));
    document = json_loadf(file, JSON_REJECT_DUPLICATES, &error);
    fclose(file);
    if (!document)
        return ct_fail("baseline %s:%d:%d: %s", path, error.line, error.column, error.text);
    failed = read_document(baseline, path, document);
    json_decref(document);
    return failed;
}

static struct ct_where where_of(const struct ct_baseline_entry *entry) {
    return (struct ct_where){entry->module, entry->symbol, entry->offset};
}

bool ct_baseline_has(struct ct_baseline *baseline, const struct ct_match *match) {
    struct ct_where where = ct_where_of(&match->site), known;
    bool has = false;

    for (size_t i = 0; i < baseline->count; i++) {
        struct ct_baseline_entry *entry = &baseline->entries[i];

        known = where_of(entry);
        if (strcmp(entry->rule, match->rule) != 0 || strcmp(entry->api, match->api) != 0 ||
            strcmp(entry->flags, match->flags) != 0 || ct_where_order(&known, &where))
            continue;
        entry->occurred = has = true;
    }
    return has;
}

size_t ct_baseline_gone(const struct ct_baseline *baseline) {
    size_t gone = 0;

    for (size_t i = 0; i < baseline->count; i++)
        gone += !baseline->entries[i].occurred;
    return gone;
}

void ct_baseline_add(struct ct_baseline *baseline, const struct ct_matches *matches) {
    for (size_t i = 0; i < matches->count; i++) {
        const struct ct_match *match = matches->list[i];
        struct ct_where where = ct_where_of(&match->site);
        struct ct_baseline_entry *entry;

        if (match->kind == CT_MATCH_WARN || ct_baseline_has(baseline, match))
            continue;
        entry = append(baseline);
        *entry = (struct ct_baseline_entry){.rule = copy(match->rule),
                                            .api = copy(match->api),
                                            .flags = copy(match->flags),
                                            .module = copy(where.module),
                                            .symbol = copy(where.symbol),
                                            .offset = where.offset,
                                            .occurred = true};
    }
}

static int by_key(const void *a, const void *b) {
    const struct ct_baseline_entry *x = a, *y = b;
    struct ct_where at = where_of(x), other = where_of(y);
    int orders[] = {strcmp(x->rule, y->rule), ct_where_order(&at, &other), strcmp(x->api, y->api),
                    strcmp(x->flags, y->flags)};

    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        if (orders[i])
            return orders[i];
    }
    return 0;
}

static void print_entry(FILE *out, const struct ct_baseline_entry *entry) {
    json_t *object = json_pack("{ss, ss, ss, ss?}", "rule", entry->rule, "api", entry->api, "flags",
                               entry->flags, "module", entry->module);
    char offset[24];

    snprintf(offset, sizeof offset, "0x%llx", entry->offset);
    json_object_set_new(object, entry->symbol ? "symbol" : "offset",
                        json_string(entry->symbol ? entry->symbol : offset));
    json_dumpf(object, out, JSON_PRESERVE_ORDER);
    json_decref(object);
}

int ct_baseline_write(struct ct_baseline *baseline, const char *path) {
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    int failed;

    if (!out)
        return -errno;
    if (baseline->count)
        qsort(baseline->entries, baseline->count, sizeof *baseline->entries, by_key);
    fprintf(out, "{\n  \"clonetrace-baseline\": %d,\n  \"accepted\": [", VERSION);
    for (size_t i = 0; i < baseline->count; i++) {
        fputs(i ? ",\n    " : "\n    ", out);
        print_entry(out, &baseline->entries[i]);
    }
    fputs(baseline->count ? "\n  ]\n}\n" : "]\n}\n", out);
    failed = fclose(out) ? -ENOMEM : ct_savefile(path, text, len);
    free(text);
    return failed;
}

void ct_baseline_finish(struct ct_baseline *baseline) {
    for (size_t i = 0; i < baseline->count; i++) {
        struct ct_baseline_entry *entry = &baseline->entries[i];

        free(entry->rule);
        free(entry->api);
        free(entry->flags);
        free(entry->module);
        free(entry->symbol);
    }
    free(baseline->entries);
    *baseline = (struct ct_baseline){0};
}
