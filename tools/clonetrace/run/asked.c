// SPDX-License-Identifier: MIT
// Reads a variable as the library in the program will. Says nothing about one that makes no sense:
// the library does.
#include "clonetrace/run/asked.h"

#include <stdlib.h>

#include "base/config.h"
#include "clonetrace/cli/fail.h"
#include "event/event.h"
#include "event/encode.h"
#include "event/names.h"

static void ignore(const char *line, size_t len) {
    (void)line;
    (void)len;
}

uint32_t ct_asked_events(const char *value) {
    const char *kinds[CT_EVENT_KINDS];
    struct ct_config config = {0};
    char *variable[2] = {NULL};

    if (!value)
        return CT_EVENTS_USUAL;
    for (enum ct_event_kind kind = 0; kind < CT_EVENT_KINDS; kind++)
        kinds[kind] = ct_event_kind_name(kind);
    variable[0] = ct_format("CLONETRACE_EVENTS=%s", value);
    ct_config_read(&config, variable, kinds, CT_EVENT_KINDS, CT_EVENTS_USUAL, ignore);
    free(variable[0]);
    return config.events;
}
