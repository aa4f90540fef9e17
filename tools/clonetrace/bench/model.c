// SPDX-License-Identifier: MIT
// The model of a machine: what it says of a process, and whose it is. The file is model_file.c's.
#include "clonetrace/bench/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "clonetrace/cli/fail.h"

double ct_model_cost(const struct ct_model_line *line, const struct ct_model_state *state) {
    double cost = line->fixed + line->entry * state->pte_entries +
                  line->huge * state->huge_entries + line->mapping * state->mappings +
                  line->descriptor * state->descriptors + line->thread * state->threads;

    return cost > 0 ? cost : 0; // of NaN, too
}

// The XDG base directory specification: a relative path in the variable is to be ignored.
char *ct_model_path(void) {
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

    if (cache && *cache == '/')
        return ct_format("%s/clonetrace/model.json", cache);
    if (home && *home == '/')
        return ct_format("%s/.cache/clonetrace/model.json", home);
    return NULL;
}

char *ct_model_mismatch(const struct ct_model *model, const char *kernel) {
    struct utsname here;

    if (!kernel && uname(&here))
        return NULL;
    if (!kernel)
        kernel = here.release;
    if (!strcmp(model->kernel, kernel))
        return NULL;
    return ct_format("the model is of kernel %s, not of %s; measure again: clonetrace bench "
                     "--save-model",
                     model->kernel, kernel);
}
