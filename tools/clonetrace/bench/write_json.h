// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_WRITE_JSON_H
#define CT_BENCH_WRITE_JSON_H

#include "clonetrace/bench/members.h"
#include "clonetrace/cli/jsonout.h"

// Members of the object that is open.
void ct_bench_json_members(struct ct_jsonout *json, const struct ct_member *members,
                           const void *from);

// A model as the value of `key`, NULL for a document of its own.
void ct_bench_json_model(struct ct_jsonout *json, const char *key, const struct ct_model *model);

#endif
