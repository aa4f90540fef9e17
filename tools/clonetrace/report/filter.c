// SPDX-License-Identifier: MIT
// --filter: which creations a report is about. Reading it, and asking it about a record.
#include "clonetrace/report/filter.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "clonetrace/cli/fail.h"
#include "event/encode.h"
#include "event/parse.h"
#include "event/suggest.h"

#define EXAMPLE "for example --filter api=fork,exe=*/gcc,module=*libc*,flag=CLONE_VM"

static int read_api(struct ct_report_filter *filter, const char *value) {
    struct ct_suggest suggest = {.word = value, .distance = (size_t)-1};

    for (enum ct_api api = 0; api < CT_API_EXECVE; api++)
        ct_suggest_offer(&suggest, ct_api_name(api));
    filter->api = value;
    if (!suggest.distance)
        return 0;
    if (ct_suggest_near(value, suggest.distance))
        return ct_fail("report: --filter: no function that creates tasks is called '%s'; did you "
                       "mean '%s'?",
                       value, suggest.best);
    return ct_fail("report: --filter: no function that creates tasks is called '%s'; "
                   "docs/log-format.md lists them",
                   value);
}

static int read_flag(struct ct_report_filter *filter, const char *value) {
    struct ct_parse_error error;
    struct ct_flag_set set;

    if (ct_flags_parse(value, &set, &error))
        return ct_fail("report: --filter: '%.*s' is no flag; 'clonetrace flags --all' lists them",
                       (int)error.len, error.at);
    if (set.exit_signal)
        return ct_fail("report: --filter: '%s' has an exit signal, which is no flag", value);
    filter->flags |= set.flags;
    return 0;
}

static int once(const char **member, const char *key, const char *value) {
    if (*member)
        return ct_fail("report: --filter: '%s' is there twice; a * in it matches several", key);
    *member = value;
    return 0;
}

static int unknown(const char *key) {
    static const char *const keys[] = {"api", "exe", "module", "flag"};
    struct ct_suggest suggest = {.word = key, .distance = (size_t)-1};

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        ct_suggest_offer(&suggest, keys[i]);
    if (ct_suggest_near(key, suggest.distance))
        return ct_fail("report: --filter: unknown key '%s'; did you mean '%s'?", key, suggest.best);
    return ct_fail("report: --filter: unknown key '%s'; there are api, exe, module and flag", key);
}

static int read_one(struct ct_report_filter *filter, char *key) {
    char *value = strchr(key, '=');

    if (!value || !value[1])
        return ct_fail("report: --filter: '%s' is not key=value; " EXAMPLE, key);
    *value++ = '\0';
    if (!strcmp(key, "api") && !filter->api)
        return read_api(filter, value);
    if (!strcmp(key, "api"))
        return once(&filter->api, key, value);
    if (!strcmp(key, "exe"))
        return once(&filter->exe, key, value);
    if (!strcmp(key, "module"))
        return once(&filter->module, key, value);
    if (!strcmp(key, "flag"))
        return read_flag(filter, value);
    return unknown(key);
}

int ct_filter_read(struct ct_report_filter *filter, char *text) {
    char *rest = text, *one;
    int status = 0;

    while (!status && (one = strsep(&rest, ",")))
        status = read_one(filter, one);
    return status;
}

bool ct_filter_any(const struct ct_report_filter *filter) {
    return filter->api || filter->exe || filter->module || filter->flags;
}

static bool matches(const char *glob, const char *text) {
    return !glob || (text && !fnmatch(glob, text, 0));
}

// The path of the program, or the name that it was run by: /usr/bin/gcc may be a link to
// x86_64-linux-gnu-gcc-12.
static bool runs(const char *glob, const struct ct_proc *caller) {
    char name[300];

    if (!caller)
        return false;
    snprintf(name, sizeof name, "/%s", caller->program);
    return matches(glob, caller->exe) || matches(glob, name) || matches(glob, caller->program);
}

bool ct_filter_passes(const struct ct_report_filter *filter, const struct ct_record *record,
                      const struct ct_report_machine *machine) {
    if (!ct_filter_any(filter))
        return true;
    if (record->kind != CT_EVENT_CREATE || (filter->api && strcmp(filter->api, record->api) != 0) ||
        (record->flags & filter->flags) != filter->flags ||
        !matches(filter->module, record->site.module))
        return false;
    return !filter->exe || runs(filter->exe, ct_tree_image(&machine->trace.tree, record->who.tgid));
}
