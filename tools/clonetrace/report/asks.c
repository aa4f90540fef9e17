// SPDX-License-Identifier: MIT
// Options of the tables. What cannot be used is refused here, before a log is read.
#include "clonetrace/report/asks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/report/cost.h"

static int directory(const char *option, const char *path) {
    struct stat st;

    if (stat(path, &st))
        return ct_fail("report: --%s: %s: %s", option, path, strerror(errno));
    if (!S_ISDIR(st.st_mode))
        return ct_fail("report: --%s: %s is no directory", option, path);
    return 0;
}

static int no_debuginfo(struct ct_report_wishes *wishes, char *value) {
    (void)value;
    wishes->code.off = true;
    return 0;
}

// libdwfl takes a list with colons.
static int debug_dir(struct ct_report_wishes *wishes, char *value) {
    if (strchr(value, ':'))
        return ct_fail("report: --debug-dir: %s: a directory with a colon cannot be searched; make "
                       "a symbolic link to it",
                       value);
    wishes->code.debug_dir = value;
    return directory("debug-dir", value);
}

static int sysroot(struct ct_report_wishes *wishes, char *value) {
    wishes->code.sysroot = value;
    return directory("sysroot", value);
}

static int model(struct ct_report_wishes *wishes, char *value) {
    wishes->model = value;
    return ct_cost_model_check(value);
}

static int threshold(struct ct_report_wishes *wishes, char *value) {
    return ct_limits_read(&wishes->limits, value);
}

const struct ct_report_ask ct_report_asks[] = {
    {"no-debuginfo", NULL, "read no program for functions and lines", no_debuginfo},
    {"debug-dir", "DIR", "has debug files, by build id, beside /usr/lib/debug", debug_dir},
    {"sysroot", "DIR", "has the programs of the log below it", sysroot},
    {"model", "FILE", "of 'clonetrace bench --save-model=FILE', for the fork cost", model},
    {"threshold", "KEY=N,…", "from where on it is a hazard: see docs/hazards.md", threshold},
    {0},
};
