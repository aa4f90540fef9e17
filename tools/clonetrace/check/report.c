// SPDX-License-Identifier: MIT
// Which report goes where.
#include "clonetrace/check/report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/cli/savefile.h"

static const struct ct_check_report_format formats[] = {
    {"junit", ct_check_report_junit},
    {"sarif", ct_check_report_sarif},
    {"json", ct_check_report_json},
};

int ct_check_report_parse(struct ct_check_report *report, const char *text) {
    size_t len = strcspn(text, "=");

    *report = (struct ct_check_report){0};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (strlen(formats[i].name) == len && !strncmp(formats[i].name, text, len))
            report->format = &formats[i];
    }
    if (!report->format)
        return ct_fail("check: --report takes junit=FILE, sarif=FILE or json=FILE, not '%s'", text);
    report->path = text[len] ? text + len + 1 : "";
    if (!*report->path || !strcmp(report->path, "-"))
        return ct_fail("check: --report %s needs a file: --report %s=FILE; stdout is the program's",
                       report->format->name, report->format->name);
    return 0;
}

int ct_check_report_write(const struct ct_check_report *report, const struct ct_verdict *verdict) {
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    int failed = out ? 0 : -errno;

    if (out) {
        report->format->write(out, verdict);
        failed = fclose(out) ? -ENOMEM : ct_savefile(report->path, text, len);
    }
    free(text);
    if (failed)
        return ct_fail("cannot write the %s report %s: %s", report->format->name, report->path,
                       strerror(-failed));
    return 0;
}
