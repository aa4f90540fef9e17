// SPDX-License-Identifier: MIT
// What every page starts and ends with. Must never write a byte that a reader's browser would have
// to fetch something for.
#include "clonetrace/page/page.h"
#include "clonetrace/page/escape.h"
#include "clonetrace/page/palette.h"

static void head(FILE *out, const struct ct_page *page) {
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
          "style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n"
          "<meta name=\"generator\" content=\"clonetrace " CT_VERSION "\">\n"
          "<link rel=\"icon\" href=\"data:,\">\n<title>",
          out);
    ct_page_text(out, page->title);
    fputs("</title>\n<style>\n", out);
    ct_page_palette_css(out);
    fputs(ct_page_base_css, out);
    for (const char *const *style = page->styles; style && *style; style++)
        fputs(*style, out);
    // In the head, so that a page kept dark never flashes in light.
    fprintf(out, "</style>\n<script>\n%s</script>\n</head>\n", ct_page_theme_js);
}

void ct_page_begin(FILE *out, const struct ct_page *page) {
    head(out, page);
    fputs("<body>\n<a class=\"skip\" href=\"#main\">Skip to the content</a>\n"
          "<header class=\"top\">\n<div><h1>",
          out);
    ct_page_text(out, page->title);
    fputs("</h1>", out);
    if (page->subtitle) {
        fputs("<p>", out);
        ct_page_text(out, page->subtitle);
        fputs("</p>", out);
    }
    fputs("</div>\n<button type=\"button\" id=\"theme\" hidden>Theme</button>\n</header>\n"
          "<main id=\"main\" tabindex=\"-1\">\n",
          out);
}

void ct_page_end(FILE *out, const struct ct_page *page) {
    fputs("</main>\n<footer>Written by clonetrace " CT_VERSION ".</footer>\n", out);
    for (const char *const *script = page->scripts; script && *script; script++)
        fprintf(out, "<script>\n%s</script>\n", *script);
    fputs("</body>\n</html>\n", out);
}

void ct_page_data_begin(FILE *out, const char *id) {
    fprintf(out, "<script type=\"application/json\" id=\"%s\">", id);
}

void ct_page_data_end(FILE *out) {
    fputs("</script>\n", out);
}
