// SPDX-License-Identifier: MIT
// Notes below tables: why places have no functions and lines, or which to doubt.
#include "clonetrace/cli/wrap.h"
#include "clonetrace/report/code.h"

struct note {
    enum ct_code_state state;
    const char *one, *many, *then;
};

static const struct note notes[] = {
    {CT_CODE_ABSENT, "module is not on this machine", "modules are not on this machine",
     "Places in it have offsets only; --sysroot=DIR says below which directory it is."},
    {CT_CODE_NO_ELF, "module is no ELF file here", "modules are no ELF files here",
     "Places in it have offsets only."},
    {CT_CODE_NEWER, "module was written after it was traced",
     "modules were written after they were traced",
     "Its lines may be others now, so places in it have offsets only."},
    {CT_CODE_DIFFERS, "module is not the one that was traced",
     "modules are not the ones that were traced",
     "Where a call returned to is no call in this file, or another symbol: such places have "
     "offsets only."},
    {CT_CODE_TOUCHED, "module was moved or replaced after it was traced",
     "modules were moved or replaced after they were traced",
     "Its lines are right only if it was replaced by the same; a log has no build ids to tell."},
    {CT_CODE_OTHER_BOOT, "module has lines from the file that is here now",
     "modules have lines from the files that are here now",
     "The log is of another boot or machine; the file agrees with it as far as it tells, but it "
     "has "
     "no build ids."},
};

void ct_code_note(struct ct_code *code, const struct ct_paint *paint) {
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++) {
        const char *first = NULL;
        size_t count = ct_code_tell(code, notes[i].state, &first);

        if (!count)
            continue;
        fprintf(paint->out, "%zu %s: ", count, count == 1 ? notes[i].one : notes[i].many);
        ct_paint_text(paint, first, 300);
        fputs(count == 1 ? "\n" : " and more\n", paint->out);
        ct_paint_spaces(paint, 2);
        ct_wrap_text(paint, 2, notes[i].then);
    }
}
