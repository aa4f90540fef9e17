// SPDX-License-Identifier: MIT
// The policy that a program is to run under, judged before anything runs: every program of the run
// will load it again, and a policy that it cannot load would end it.
#include "clonetrace/run/launch_policy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/policy/policy_file.h"
#include "policy/preset.h"

// Where there is nothing to look at, the loader will say so.
static int refuse_special(const char *named) {
    struct stat st;

    if (!strcmp(named, "-") || (!stat(named, &st) && !S_ISREG(st.st_mode)))
        return ct_fail("the policy %s is not a regular file; every program of the run reads "
                       "it anew, so it has to be one",
                       named);
    return 0;
}

int ct_launch_policy(const char *named, struct ct_policy **policy, char **name) {
    bool preset = !strncmp(named, CT_PRESET_PREFIX, strlen(CT_PRESET_PREFIX));
    struct ct_policy_error error;

    if (!preset && refuse_special(named))
        return CT_EXIT_FAILED;
    if (ct_policy_file_load(named, policy, &error))
        return ct_policy_file_refuse(named, &error);
    *name = preset ? ct_format("%s", named) : realpath(named, NULL);
    if (!*name)
        return ct_fail("cannot find the policy %s: %s", named, strerror(errno));
    return 0;
}
