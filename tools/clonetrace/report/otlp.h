// SPDX-License-Identifier: MIT
#ifndef CT_OTLP_H
#define CT_OTLP_H

#include "clonetrace/cli/jsonout.h"
#include "clonetrace/report/report.h"

// Writes one logRecord. `observed_ns` is when it was read from the log, on the clock of the day.
void ct_otlp_record(struct ct_jsonout *json, const struct ct_report_event *event,
                    uint64_t observed_ns);

// Members of an "attributes" array; without a value there is no member, and int64 is a string
// (OTLP's JSON follows protobuf's mapping).
void ct_otlp_text(struct ct_jsonout *json, const char *key, const char *text);
void ct_otlp_number(struct ct_jsonout *json, const char *key, uint64_t value);
void ct_otlp_texts(struct ct_jsonout *json, const char *key, const char *const *texts,
                   size_t count);

#endif
