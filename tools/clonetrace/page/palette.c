// SPDX-License-Identifier: MIT
// The colours of every page and picture, as CSS. A colour is written down in palette.def and
// nowhere else.
#include <stdbool.h>
#include <string.h>

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

// The colour whose name stands before a bracket; NULL for a variable of someone else.
static const char *value_of(const char *name, bool dark) {
    size_t len = strcspn(name, ")");

    for (int i = 0; i < CT_PAGE_COLOURS; i++) {
        const struct ct_page_colour *colour = &ct_page_palette[i];

        if (strlen(colour->name) == len && !strncmp(colour->name, name, len))
            return dark ? colour->dark : colour->light;
    }
    return NULL;
}

static void fixed(FILE *out, const char *css, bool dark) {
    static const char opening[] = "var(--";
    const char *at = css, *next;

    while ((next = strstr(at, opening))) {
        const char *name = next + strlen(opening), *value = value_of(name, dark);

        fwrite(at, 1, (size_t)(next - at), out);
        fputs(value ? value : "currentColor", out);
        at = name + strcspn(name, ")");
        at += *at == ')';
    }
    fputs(at, out);
}

void ct_page_palette_fixed(FILE *out, const char *css) {
    fixed(out, css, false);
    fputs("@media screen and (prefers-color-scheme:dark){\n", out);
    fixed(out, css, true);
    fputs("}\n", out);
}
