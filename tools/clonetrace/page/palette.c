// SPDX-License-Identifier: MIT
// The colours of every page and picture, as CSS. A colour is written down in palette.def and
// nowhere else.
#include <stdbool.h>

#include "clonetrace/page/palette.h"

const struct ct_page_colour ct_page_palette[CT_PAGE_COLOURS] = {
#define CT_COLOUR(name, light, dark) {#name, light, dark},
#include "clonetrace/page/palette.def"
#undef CT_COLOUR
};

static void variables(FILE *out, const char *selector, bool dark) {
    fprintf(out, "%s{color-scheme:%s", selector, dark ? "dark" : "light");
    for (int i = 0; i < CT_PAGE_COLOURS; i++) {
        const struct ct_page_colour *colour = &ct_page_palette[i];

        fprintf(out, ";--%s:%s", colour->name, dark ? colour->dark : colour->light);
    }
    fputs("}\n", out);
}

void ct_page_palette_css(FILE *out) {
    variables(out, ":root", false);
    fputs("@media screen and (prefers-color-scheme:dark){\n", out);
    variables(out, ":root:not([data-theme=light])", true);
    fputs("}\n@media screen{\n", out);
    variables(out, ":root[data-theme=dark]", true);
    fputs("}\n", out);
}
