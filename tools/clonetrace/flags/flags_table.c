// SPDX-License-Identifier: MIT
// `clonetrace flags --all`: the whole flag table on a terminal, and as the page
// docs/clone-flags.md, which a test compares with what this file prints.
#include <inttypes.h>
#include <string.h>

#include "clonetrace/flags/flags_query.h"
#include "clonetrace/cli/wrap.h"
#include "event/describe.h"
#include "event/names.h"

#define LABEL 11 // column of a text right of its label
#define INDENT 2

static void row(const struct ct_paint *paint, const char *name, const char *text) {
    ct_paint_spaces(paint, INDENT);
    ct_paint_style(paint, CT_STYLE_DIM);
    fprintf(paint->out, "%-*s", LABEL - INDENT, name);
    ct_paint_style(paint, CT_STYLE_PLAIN);
    ct_wrap_text(paint, LABEL, text);
}

static const char *takes_of(unsigned takes) {
    switch (takes) {
    case CT_TAKES_CLONE:
        return "clone";
    case CT_TAKES_CLONE3:
        return "clone3";
    case CT_TAKES_UNSHARE:
        return "unshare";
    case CT_TAKES_CLONE | CT_TAKES_CLONE3:
        return "clone, clone3";
    case CT_TAKES_CLONE3 | CT_TAKES_UNSHARE:
        return "clone3, unshare";
    default:
        return "clone, clone3, unshare";
    }
}

void ct_flags_print_table(const struct ct_paint *paint) {
    for (size_t i = 0; i < ct_flag_texts_count; i++) {
        const struct ct_flag_text *text = &ct_flag_texts[i];

        ct_paint_style(paint, CT_STYLE_TITLE);
        fprintf(paint->out, "%s", text->name);
        ct_paint_style(paint, CT_STYLE_PLAIN);
        fprintf(paint->out, " = 0x%" PRIx64, text->value);
        ct_paint_style(paint, CT_STYLE_DIM);
        fprintf(paint->out, "  %s; Linux %s\n", takes_of(text->takes), text->since);
        ct_paint_style(paint, CT_STYLE_PLAIN);
        row(paint, "set", text->set);
        if (text->clear)
            row(paint, "not set", text->clear);
    }
}

static void markdown_refusals(FILE *out) {
    const struct ct_refusal *refusal;

    fputs("\n## What the kernel refuses\n\n"
          "Checked in this order. *Only*: the situation in which it is refused; the others are "
          "refused for everyone.\n\n"
          "| entries | errno | why | Linux | kernel function |\n|---|---|---|---|---|\n",
          out);
    for (size_t i = 0; (refusal = ct_refusal_at(i)); i++) {
        fprintf(out, "| %s | %s | %s%s | ", takes_of(refusal->entries),
                ct_errno_name(refusal->error),
                refusal->verdict == CT_REFUSES_STATE ? "*only* " : "", refusal->reason);
        if (refusal->from)
            fprintf(out, "from %u.%u", refusal->from >> 16, refusal->from & 0xffff);
        if (refusal->until)
            fprintf(out, "%sbefore %u.%u", refusal->from ? ", " : "", refusal->until >> 16,
                    refusal->until & 0xffff);
        fprintf(out, " | `%s` |\n", refusal->where);
    }
}

static void markdown_json(FILE *out) {
    fputs(
        "\n## clonetrace flags --json\n\n"
        "One object a line for each argument.\n\n"
        "| key | value |\n|---|---|\n"
        "| `input` | the argument |\n"
        "| `flags`, `flags_raw`, `exit_signal` | as in the log: [log-format.md](log-format.md) |\n"
        "| `syscall` | only for a function: the entry through which it passes the set here, null "
        "inside the kernel |\n"
        "| `glibc` | only for a function of the C library: the release that it is described for, "
        "this machine's or the first that has it |\n"
        "| `details` | for each flag `name`, `value`, `kind` (`shares`: shared or copied, "
        "`joins`: shared or fresh, `new`: a namespace, `does`: anything else), `subject`, "
        "`entries` that take it, `set`, `clear`, `since` |\n"
        "| `shared`, `copied`, `own` | what the child shares, gets a copy of, has of its own |\n"
        "| `passed_by` | who passes exactly this set: `who`, `syscall` (null inside the kernel), "
        "`when` |\n"
        "| `kernel` | for each entry `accepted`, `unknown` bits that it refuses, flags `lost` on "
        "it, and `refusals`: `errno`, `reason`, `conditional` (only in the situation that the "
        "reason names), `since` and `until` (the first kernel that refuses and the first that no "
        "longer does), `function` |\n\n"
        "With `--all`: an array of what `details` has.\n",
        out);
}

void ct_flags_print_markdown(FILE *out) {
    fputs("<!-- Written by `clonetrace flags --all --markdown` from src/event/flags.def and "
          "refusals.def. -->\n"
          "# Clone flags\n\n"
          "Every flag of `clone`, `clone3` and `unshare` up to Linux 7.1. "
          "`clonetrace flags SET` explains a set of them.\n\n"
          "`clone` and its kin take the exit signal in the low byte of the same number; `clone3` "
          "has a field of its own for it. `unshare` reverses the meaning of a flag: what it names "
          "is no longer "
          "shared.\n\n"
          "| flag | value | set | not set | taken by | Linux |\n|---|---|---|---|---|---|\n",
          out);
    for (size_t i = 0; i < ct_flag_texts_count; i++) {
        const struct ct_flag_text *text = &ct_flag_texts[i];

        fprintf(out, "| `%s` | `0x%" PRIx64 "` | %s | %s | %s | %s |\n", text->name, text->value,
                text->set, text->clear ? text->clear : "", takes_of(text->takes), text->since);
    }
    markdown_refusals(out);
    markdown_json(out);
}
