// SPDX-License-Identifier: MIT
// Words for a place in the code and for what was called there.
#include "clonetrace/check/place.h"

#include <stdio.h>

#include "clonetrace/trace/command.h"

const char *ct_place_name(char text[CT_PLACE_MAX], const struct ct_record_site *site) {
    unsigned long long offset = site->offset;

    if (!site->module)
        snprintf(text, CT_PLACE_MAX, "an unknown place");
    else if (site->symbol)
        snprintf(text, CT_PLACE_MAX, "%.1500s (%.2500s+0x%llx)", site->symbol, site->module,
                 offset);
    else
        snprintf(text, CT_PLACE_MAX, "%.2500s+0x%llx", site->module, offset);
    return text;
}

const char *ct_place_call(char text[CT_PLACE_MAX], const struct ct_match *match) {
    const char *what = *match->flags ? match->flags : match->path;

    snprintf(text, CT_PLACE_MAX, "%.64s%s%.2500s, %llu call%s%s%.32s", match->api,
             !what           ? ""
             : *match->flags ? " with "
                             : " of ",
             what ? what : "", (unsigned long long)match->count, match->count == 1 ? "" : "s",
             match->error ? ", refused with " : "", match->error ? match->error : "");
    return text;
}

const char *ct_place_key(char text[CT_PLACE_MAX], const struct ct_match *match) {
    const char *module = match->site.module ? ct_command_base(match->site.module) : "?";
    char offset[24];

    snprintf(offset, sizeof offset, "0x%llx", (unsigned long long)match->site.offset);
    snprintf(text, CT_PLACE_MAX, "%.64s %.64s %.500s %.1000s %.1500s", match->rule, match->api,
             match->flags, module, match->site.symbol ? match->site.symbol : offset);
    return text;
}
