// SPDX-License-Identifier: MIT
#ifndef CT_PAGE_PALETTE_H
#define CT_PAGE_PALETTE_H

#include <stdio.h>

// "#rrggbb" in light and in dark surroundings.
struct ct_page_colour {
    const char *name; // "series1": the CSS variable --series1
    const char *light, *dark;
};

enum ct_page_colours {
#define CT_COLOUR(name, light, dark) CT_PAGE_COLOUR_##name,
#include "clonetrace/page/palette.def"
#undef CT_COLOUR
    CT_PAGE_COLOURS
};

extern const struct ct_page_colour ct_page_palette[CT_PAGE_COLOURS];

// The palette as CSS variables of :root: dark where the reader's system asks for it, or where
// data-theme="light" or "dark" on the root says otherwise.
void ct_page_palette_css(FILE *out);

// `css` with its var(--name) of this palette replaced by what they stand for, once for light
// surroundings and once more in a media query for dark ones: for pictures outside a page, whose
// readers may know no variables.
void ct_page_palette_fixed(FILE *out, const char *css);

#endif
