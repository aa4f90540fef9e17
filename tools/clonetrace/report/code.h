// SPDX-License-Identifier: MIT
#ifndef CT_CODE_H
#define CT_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clonetrace/cli/paint.h"
#include "clonetrace/trace/record.h"

// What is known of the code that a log names, from the files of this machine: functions, lines,
// instructions. Nothing is fetched from elsewhere.
struct ct_code;

// Whether a module's file says something about the code that was traced. A log has no build ids, so
// the file has to agree with what the log does say: see docs/report.md.
enum ct_code_state {
    CT_CODE_GOOD,
    CT_CODE_OTHER_BOOT, // agrees, but the log is of another boot or machine
    CT_CODE_TOUCHED,    // agrees, but its inode was changed after the trace began
    CT_CODE_ABSENT,
    CT_CODE_NO_ELF,
    CT_CODE_NEWER,   // was modified after the call
    CT_CODE_DIFFERS, // other code or another symbol is there
    CT_CODE_OFF      // nobody asked
};

// When and where a call was made.
struct ct_code_time {
    int64_t real_ns;  // CLOCK_REALTIME; 0 unknown
    const char *boot; // NULL unknown
};

// A line of a function; one that was compiled into another comes before it.
struct ct_code_line {
    const char *function;  // NULL unknown
    const char *file;      // likewise
    unsigned line, column; // 0 unknown
};

#define CT_CODE_INLINED 8

struct ct_code_place {
    enum ct_code_state state;
    struct ct_code_line lines[CT_CODE_INLINED]; // the last is the function itself
    size_t count;                               // 0 where nothing is known
};

struct ct_code_wishes {
    bool off;              // look at no file
    const char *sysroot;   // modules are below it; NULL
    const char *debug_dir; // has separate debug files; NULL
};

struct ct_code *ct_code_new(const struct ct_code_wishes *wishes);
void ct_code_free(struct ct_code *code); // NULL is fine

// What is at a site. A call's site is where it returns to; `exact` says that it is the instruction
// itself, as below a signal handler. Strings live as long as the code. Everything but a state that
// says so (GOOD, OTHER_BOOT, TOUCHED) leaves the place empty.
struct ct_code_place ct_code_find(struct ct_code *code, const struct ct_record_site *site,
                                  const struct ct_code_time *time, bool exact);

// Whether the site is where the kernel lets a signal handler return to: the frame above it is the
// handler's.
bool ct_code_is_signal_return(struct ct_code *code, const struct ct_record_site *site);

// How many modules were found in that state, and the path of the first of them, the first time that
// there are any; then 0.
size_t ct_code_tell(struct ct_code *code, enum ct_code_state state, const char **first);

// Says for people why modules have no lines, or doubtful ones, if that was not said before.
void ct_code_note(struct ct_code *code, const struct ct_paint *paint);

const char *ct_code_state_name(enum ct_code_state state); // one word, for JSON

#endif
