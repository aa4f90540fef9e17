// SPDX-License-Identifier: MIT
// Thresholds of hazards, and --threshold.
#include "clonetrace/report/limits.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"
#include "event/suggest.h"

static const struct {
    const char *name;
    uint64_t otherwise;
} known[CT_LIMITS] = {
    [CT_LIMIT_STORM_RATE] = {"storm-rate", 500}, [CT_LIMIT_STORM_DEPTH] = {"storm-depth", 32},
    [CT_LIMIT_CHURN] = {"churn", 100},           [CT_LIMIT_CHURN_MS] = {"churn-ms", 10},
    [CT_LIMIT_VFORK_MS] = {"vfork-ms", 500},     [CT_LIMIT_VFORK_FAULTS] = {"vfork-faults", 32},
};

uint64_t ct_limit(const struct ct_limits *limits, enum ct_limit limit) {
    return limits->set[limit] ? limits->set[limit] : known[limit].otherwise;
}

static int unknown(const char *name) {
    struct ct_suggest suggest = {.word = name, .distance = (size_t)-1};

    for (size_t i = 0; i < CT_LIMITS; i++)
        ct_suggest_offer(&suggest, known[i].name);
    if (ct_suggest_near(name, suggest.distance))
        return ct_fail("report: --threshold: unknown '%s'; did you mean '%s'?", name, suggest.best);
    return ct_fail("report: --threshold: unknown '%s'; there are storm-rate, storm-depth, churn, "
                   "churn-ms, vfork-ms and vfork-faults",
                   name);
}

static int read_one(struct ct_limits *limits, char *text) {
    char *value = strchr(text, '='), *rest = NULL;
    unsigned long long number = 0;

    if (value)
        *value++ = '\0';
    for (size_t i = 0; i < CT_LIMITS; i++) {
        if (strcmp(text, known[i].name) != 0)
            continue;
        errno = 0;
        if (value && *value >= '0' && *value <= '9')
            number = strtoull(value, &rest, 10);
        if (!rest || *rest || errno || !number || number > 1000000000)
            return ct_fail("report: --threshold: %s needs a number from 1 to 1000000000: %s=%llu",
                           text, text, (unsigned long long)known[i].otherwise);
        limits->set[i] = number;
        return 0;
    }
    return unknown(text);
}

int ct_limits_read(struct ct_limits *limits, char *text) {
    char *rest = text, *one;
    int status = 0;

    while (!status && (one = strsep(&rest, ",")))
        status = read_one(limits, one);
    return status;
}
