// SPDX-License-Identifier: MIT
#ifndef CT_SITE_H
#define CT_SITE_H

#include "clonetrace/cli/jsonout.h"
#include "clonetrace/cli/paint.h"
#include "clonetrace/report/code.h"

// A place in the code in words, with what the files of this machine say about it.

// "start_worker at src/pool.c:42", "start_worker", "/usr/bin/app+0x12df", in at most `room`
// columns: of a path that does not fit the end is shown. Returns the columns used.
unsigned ct_site_show(const struct ct_paint *paint, const struct ct_record_site *site,
                      const struct ct_code_place *place, unsigned room);

// "/usr/bin/app+0x12df", "an unknown place".
unsigned ct_site_show_module(const struct ct_paint *paint, const struct ct_record_site *site,
                             unsigned room);

// Members of an object: module, offset, symbol, function, file, line, column, code, inlined.
void ct_site_json(struct ct_jsonout *json, const struct ct_record_site *site,
                  const struct ct_code_place *place);

// A call stack, innermost first. As lines, `indent` columns in, those of at most `most` callers of
// the first frame (0: all); or as members of an array.
struct ct_site_stack {
    const struct ct_record_site *frames;
    size_t count;
    struct ct_code *code;
    struct ct_code_time time;
};

void ct_site_show_stack(const struct ct_paint *paint, const struct ct_site_stack *stack,
                        unsigned indent, size_t most);
void ct_site_stack_json(struct ct_jsonout *json, const struct ct_site_stack *stack);

#endif
