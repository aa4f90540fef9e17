// SPDX-License-Identifier: MIT
// `clonetrace flags --json`: the same facts as flags_text.c, for programs. Keys are documented in
// docs/clone-flags.md.
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "clonetrace/flags/flags_query.h"
#include "event/describe.h"
#include "event/encode.h"
#include "event/names.h"

static json_t *hex(uint64_t value) {
    char text[24];

    snprintf(text, sizeof text, "0x%" PRIx64, value);
    return json_string(text);
}

static json_t *signal_name(unsigned signal) {
    char text[24];
    struct ct_buf buf;

    if (!signal)
        return json_null();
    ct_buf_init(&buf, text, sizeof text);
    ct_signal_write(&buf, (int)signal);
    return json_stringn(text, buf.len);
}

static json_t *names_of(uint64_t flags) {
    json_t *names = json_array();
    uint64_t rest = flags;
    const struct ct_flag *flag;

    while ((flag = ct_flag_next(&rest, CT_FLAGS_CREATE)))
        json_array_append_new(names, json_string(flag->name));
    if (rest)
        json_array_append_new(names, hex(rest));
    return names;
}

static json_t *takes_of(unsigned takes) {
    json_t *entries = json_array();

    if (takes & CT_TAKES_CLONE)
        json_array_append_new(entries, json_string("clone"));
    if (takes & CT_TAKES_CLONE3)
        json_array_append_new(entries, json_string("clone3"));
    if (takes & CT_TAKES_UNSHARE)
        json_array_append_new(entries, json_string("unshare"));
    return entries;
}

static json_t *flag_json(const struct ct_flag_text *text) {
    return json_pack("{ss, so, ss, ss?, so, ss, ss?, ss}", "name", text->name, "value",
                     hex(text->value), "kind", ct_flag_kind_name(text->kind), "subject",
                     text->subject, "entries", takes_of(text->takes), "set", text->set, "clear",
                     text->clear, "since", text->since);
}

static void add_subjects(json_t *list, uint64_t flags, enum ct_flag_kind kind, bool set) {
    for (size_t i = 0; i < ct_flag_texts_count; i++) {
        const struct ct_flag_text *text = &ct_flag_texts[i];

        if (text->kind == kind && text->subject && !!(flags & text->value) == set)
            json_array_append_new(list, json_string(text->subject));
    }
}

static json_t *shared_subjects(uint64_t flags) {
    json_t *list = json_array();

    add_subjects(list, flags, CT_FLAG_SHARES, true);
    add_subjects(list, flags, CT_FLAG_JOINS, true);
    return list;
}

static json_t *copied_subjects(uint64_t flags) {
    json_t *list = json_array();

    add_subjects(list, flags, CT_FLAG_SHARES, false);
    return list;
}

static json_t *own_subjects(uint64_t flags) {
    json_t *list = json_array();

    add_subjects(list, flags, CT_FLAG_JOINS, false);
    add_subjects(list, flags, CT_FLAG_NEW, true);
    return list;
}

static json_t *producers(const struct ct_flag_set *set) {
    struct ct_producer found[CT_PRODUCERS_MAX];
    size_t count = ct_producers_find(set, found);
    json_t *list = json_array();

    for (size_t i = 0; i < count; i++)
        json_array_append_new(list,
                              json_pack("{ss, ss?, ss}", "who", found[i].who, "syscall",
                                        strcmp(found[i].entry, "none") ? found[i].entry : NULL,
                                        "when", found[i].when));
    return list;
}

static json_t *release(unsigned kernel) {
    char text[16];

    if (!kernel)
        return json_null();
    snprintf(text, sizeof text, "%u.%u", kernel >> 16, kernel & 0xffff);
    return json_string(text);
}

static json_t *refusal_json(const struct ct_refusal *refusal) {
    bool always = refusal->verdict == CT_REFUSES_ALWAYS;

    return json_pack("{ss, ss, sb, so, so, ss}", "errno", ct_errno_name(refusal->error), "reason",
                     refusal->reason, "conditional", !always, "since", release(refusal->from),
                     "until", release(refusal->until), "function", refusal->where);
}

static json_t *answer_json(const struct ct_flag_set *set, const struct ct_flags_answer *answer) {
    json_t *refusals = json_array();
    const struct ct_refusal *refusal;
    size_t at = 0;

    while ((refusal = ct_refusal_next(&at, set, answer->takes)))
        json_array_append_new(refusals, refusal_json(refusal));
    return json_pack("{sb, so, so, so}", "accepted", !answer->refused && !answer->lost, "unknown",
                     answer->unknown ? hex(answer->unknown) : json_null(), "lost",
                     names_of(answer->lost), "refusals", refusals);
}

static json_t *answers_json(const struct ct_flag_set *set) {
    struct ct_flags_answer answers[CT_FLAGS_ANSWERS];
    size_t count = ct_flags_query_answers(set, answers);
    json_t *object = json_object();

    for (size_t i = 0; i < count; i++)
        json_object_set_new(object, answers[i].entry, answer_json(set, &answers[i]));
    return object;
}

static json_t *details(uint64_t flags) {
    json_t *list = json_array();

    for (size_t i = 0; i < ct_flag_texts_count; i++)
        if (ct_flag_texts[i].takes != CT_TAKES_UNSHARE && flags & ct_flag_texts[i].value)
            json_array_append_new(list, flag_json(&ct_flag_texts[i]));
    return list;
}

json_t *ct_flags_json(const struct ct_flags_query *query) {
    const struct ct_flag_set *set = &query->set;
    // Jansson's integers end at 2^63; no kernel takes a flag up there.
    json_t *raw = set->flags > INT64_MAX ? json_real((double)set->flags)
                                         : json_integer((json_int_t)set->flags);
    json_t *object = json_pack("{ss%, so, so, so, so, so, so, so, so, so}", "input", query->text,
                               strlen(query->text), "flags", names_of(set->flags), "flags_raw", raw,
                               "exit_signal", signal_name(set->exit_signal), "details",
                               details(set->flags), "shared", shared_subjects(set->flags), "copied",
                               copied_subjects(set->flags), "own", own_subjects(set->flags),
                               "passed_by", producers(set), "kernel", answers_json(set));

    if (query->is_inside)
        json_object_set_new(object, "syscall", json_null());
    if (!query->is_api)
        return object;
    json_object_set_new(object, "syscall", json_string(ct_entry_name(query->here.entry)));
    json_object_set_new(object, "glibc", json_sprintf("2.%u", ct_producers_release(query->api)));
    return object;
}

json_t *ct_flags_json_table(void) {
    json_t *list = json_array();

    for (size_t i = 0; i < ct_flag_texts_count; i++)
        json_array_append_new(list, flag_json(&ct_flag_texts[i]));
    return list;
}
