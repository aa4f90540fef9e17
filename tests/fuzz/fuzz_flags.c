// SPDX-License-Identifier: MIT
// The argument of `clonetrace flags`: any text is either refused with a part of it as the reason,
// or gives a set that reads back from its own names.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "event/names.h"
#include "event/parse.h"
#include "fuzz.h"

const char *const ct_fuzz_seeds[] = {"0x4111",
                                     "CLONE_VM|CLONE_VFORK|SIGCHLD",
                                     " vm | fs |0377",
                                     "SIGRTMIN+3|newtime",
                                     "18446744073709551615",
                                     "UNSHARE_EMPTY_MNTNS",
                                     NULL};
const char *const ct_fuzz_words[] = {"|",
                                     " ",
                                     "CLONE_",
                                     "SIG",
                                     "SIGRTMIN+",
                                     "SIGRTMAX-",
                                     "0x",
                                     "VM",
                                     "THREAD",
                                     "0",
                                     "99999999999999999999",
                                     "\xff",
                                     "SIGCHLD",
                                     "PIDFD_",
                                     "\t",
                                     NULL};

static void check(bool holds, const char *what) {
    if (holds)
        return;
    fprintf(stderr, "fuzz_flags: %s\n", what);
    abort();
}

static void check_error(const char *text, const struct ct_parse_error *error) {
    check(error->fault != CT_PARSE_OK, "an error without a fault");
    check(error->at >= text && error->at + error->len <= text + strlen(text),
          "the part is not within the text");
}

// The set written as names joined by |, the way that `clonetrace flags` shows it.
static void write_names(struct ct_buf *buf, const struct ct_flag_set *set) {
    uint64_t rest = set->flags;
    const struct ct_flag *flag;

    while ((flag = ct_flag_next(&rest, CT_FLAGS_CREATE))) {
        ct_buf_mem(buf, flag->name, flag->len);
        ct_buf_char(buf, '|');
    }
    ct_buf_hex(buf, rest);
    if (set->exit_signal) {
        ct_buf_char(buf, '|');
        ct_signal_write(buf, (int)set->exit_signal);
    }
    ct_buf_char(buf, '\0');
}

static void check_set(const struct ct_flag_set *set) {
    char names[2048];
    struct ct_buf buf;
    struct ct_flag_set again;
    struct ct_parse_error error;

    check(set->exit_signal <= 255, "an exit signal above 255");
    check(!(set->flags & CT_FLAG_CSIGNAL & ~0x80u), "flags in the byte of the signal");
    ct_buf_init(&buf, names, sizeof names);
    write_names(&buf, set);
    check(!buf.full, "names that fill the buffer");
    check(ct_flags_parse(names, &again, &error) == 0, "names that are not read back");
    check(again.flags == set->flags && again.exit_signal == set->exit_signal,
          "names that give another set");
}

static void check_refusals(const struct ct_flag_set *set) {
    static const unsigned entries[] = {CT_TAKES_CLONE, CT_TAKES_CLONE3, CT_TAKES_UNSHARE};

    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++) {
        const struct ct_refusal *refusal;
        size_t at = 0;

        while ((refusal = ct_refusal_next(&at, set, entries[i])))
            check((set->flags & refusal->all) == refusal->all, "a rule that does not apply");
        check(!(ct_flags_unknown(set->flags, entries[i], CT_KERNEL_KNOWN) & ~set->flags),
              "unknown bits that are not in the set");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = malloc(size + 1); // exactly as long, so that a sanitizer sees one byte too far
    struct ct_parse_error error;
    struct ct_flag_set set;
    int result;

    if (!text)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    result = ct_flags_parse(text, &set, &error);
    check(result == 0 || result == -EINVAL, "a result that is neither 0 nor -EINVAL");
    if (result) {
        check_error(text, &error);
    } else {
        check_set(&set);
        check_refusals(&set);
    }
    free(text);
    return 0;
}
