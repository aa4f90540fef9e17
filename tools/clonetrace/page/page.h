// SPDX-License-Identifier: MIT
#ifndef CT_PAGE_PAGE_H
#define CT_PAGE_PAGE_H

#include <stdio.h>

// One self-contained HTML page. It may load nothing (its content security policy says so), knows
// light and dark (palette.def, base.css) and has a button to switch between them.
struct ct_page {
    const char *title;          // not trusted
    const char *subtitle;       // under it; not trusted, NULL for none
    const char *const *styles;  // CSS beside base.css, NULL-ended; NULL for none
    const char *const *scripts; // run at the end of the body; likewise. Never hold "</script"
};

// Everything up to where the caller writes the content of <main>, and all that follows it.
void ct_page_begin(FILE *out, const struct ct_page *page);
void ct_page_end(FILE *out, const struct ct_page *page);

// Around JSON (cli/jsonout.h) that scripts read:
// JSON.parse(document.getElementById(id).textContent).
void ct_page_data_begin(FILE *out, const char *id);
void ct_page_data_end(FILE *out);

// Files of this folder, from page/embed.py. Another folder's are declared in that folder:
// report/timeline.js is ct_report_timeline_js.
extern const char ct_page_base_css[];
extern const char ct_page_theme_js[];

#endif
