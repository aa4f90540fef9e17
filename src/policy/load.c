// SPDX-License-Identifier: MIT
// A policy file to a policy: the whole, its members and its rules. What a rule matches is read in
// match.c. Runs before anything is judged; allocates and formats, so never on the way of a call.
#include "policy/load.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "policy/reach.h"
#include "policy/read.h"
#include "policy/settle.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])
#define LEVELS_MAX 16 // of brackets; a policy needs six

static bool fail_at(struct ct_reader *reader, size_t offset, const char *format, const char *text) {
    struct ct_position position = ct_position_of(reader->text, reader->len, offset);
    char *message = reader->error->message;

    reader->error->line = position.line;
    reader->error->column = position.column;
    snprintf(message, sizeof reader->error->message, format, text);
    for (; *message; message++) // Jansson quotes the text as it is
        if ((unsigned char)*message < ' ' || (unsigned char)*message >= 0x7f)
            *message = '?';
    return false;
}

static bool refuse_syntax(struct ct_reader *reader, const json_error_t *error) {
    size_t end = error->position > 0 ? (size_t)error->position : 0;
    size_t at = ct_position_token(reader->text, reader->len, end);

    switch (json_error_code(error)) {
    case json_error_premature_end_of_input:
        return fail_at(reader, reader->len, "the text ends in the middle of the policy", "");
    case json_error_duplicate_key:
        return fail_at(reader, at, "this key is the second of its name in the object", "");
    case json_error_end_of_input_expected:
        return fail_at(reader, at,
                       "expected the end of the file, which has a whole policy before this", "");
    default:
        return fail_at(reader, at, "not JSON: %s", error->text);
    }
}

static bool is_blank(const char *text, size_t len) {
    for (size_t i = 0; i < len; i++)
        if (!strchr(" \t\r\n", text[i]) || !text[i])
            return false;
    return true;
}

// What Jansson would stumble over with a message that does not help.
static bool check_bytes(struct ct_reader *reader) {
    size_t deep = ct_position_too_deep(reader->text, reader->len, LEVELS_MAX);
    const char *nul = memchr(reader->text, '\0', reader->len);

    if (is_blank(reader->text, reader->len))
        return fail_at(reader, 0,
                       "the text is empty, expected a policy: {\"version\": 1, \"rules\": [...]}",
                       "");
    if (nul)
        return fail_at(reader, (size_t)(nul - reader->text), "a byte of value 0, no text has it",
                       "");
    if (reader->len >= 3 && !memcmp(reader->text, "\xef\xbb\xbf", 3))
        return fail_at(reader, 0, "a byte order mark, which JSON must not begin with", "");
    if (deep < reader->len)
        return fail_at(reader, deep, "brackets nested more than 16 deep; a policy needs six", "");
    return true;
}

// Returns NULL after filling the error; *result then says whether it was memory.
static json_t *parse(struct ct_reader *reader, int *result) {
    json_error_t error;
    json_t *root;

    *result = -EINVAL;
    if (!check_bytes(reader))
        return NULL;
    root = json_loadb(reader->text, reader->len, JSON_REJECT_DUPLICATES, &error);
    if (!root && json_error_code(&error) == json_error_out_of_memory)
        *result = -ENOMEM;
    if (!root)
        refuse_syntax(reader, &error);
    return root;
}

static bool read_action(struct ct_reader *reader, const json_t *object, struct ct_rule *rule) {
    const json_t *error = json_object_get(object, "errno");
    int word;

    ct_read_enter_key(reader, "action");
    if (!ct_read_word(reader, json_object_get(object, "action"), CT_WORDS_ACTION, &word))
        return false;
    ct_read_leave(reader);
    rule->action = (uint8_t)word;
    rule->error = word == CT_ACTION_DENY ? EPERM : 0;
    if (!error)
        return true;
    ct_read_enter_key(reader, "errno");
    if (word != CT_ACTION_DENY)
        return ct_read_fail(reader, CT_READ_KEY,
                            "\"errno\" belongs to the action \"deny\", and this one is \"%s\"",
                            ct_action_name(rule->action));
    if (!ct_read_word(reader, error, CT_WORDS_ERRNO, &word))
        return false;
    ct_read_leave(reader);
    rule->error = (uint16_t)word;
    return true;
}

static bool is_id(const char *text) {
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";

    return text && *text && strlen(text) <= 63 && text[strspn(text, allowed)] == '\0';
}

static bool read_id(struct ct_reader *reader, const json_t *value, unsigned index) {
    static const char expected[] = "an id of 1 to 63 characters of A-Z a-z 0-9 . _ -";
    struct ct_policy *policy = reader->policy;

    ct_read_enter_key(reader, "id");
    if (!is_id(json_string_value(value)))
        return ct_read_expected(reader, value, expected);
    for (unsigned i = 0; i < index; i++)
        if (!strcmp(ct_policy_rule_id(policy, i), json_string_value(value)))
            return ct_read_fail(reader, CT_READ_VALUE, "rules[%u] has the id \"%s\" already", i,
                                json_string_value(value));
    if (!ct_read_string(reader, value, 1, 63, expected, &policy->rules[index].id))
        return false;
    ct_read_leave(reader);
    return true;
}

static bool check_reachable(struct ct_reader *reader, unsigned index) {
    struct ct_policy *policy = reader->policy;

    for (unsigned i = 0; i < index; i++)
        if (policy->rules[i].action != CT_ACTION_WARN && ct_reach_covers(policy, i, index))
            return ct_read_fail(reader, CT_READ_VALUE,
                                "the rule \"%s\" can never be reached: rules[%u] \"%s\" decides "
                                "every call that it matches",
                                ct_policy_rule_id(policy, index), i, ct_policy_rule_id(policy, i));
    return true;
}

static bool read_reason(struct ct_reader *reader, const json_t *value, struct ct_rule *rule) {
    rule->reason = reader->policy->description;
    if (!value)
        return true;
    ct_read_enter_key(reader, "reason");
    if (!ct_read_string(reader, value, 1, 255, "one line of text of 1 to 255 bytes", &rule->reason))
        return false;
    ct_read_leave(reader);
    return true;
}

static bool read_rule(struct ct_reader *reader, const json_t *object, unsigned index) {
    static const char keys[][CT_READ_KEY_MAX] = {"id", "match", "action", "errno", "reason"};
    struct ct_rule *rule = &reader->policy->rules[index];

    if (!json_is_object(object))
        return ct_read_expected(reader, object, "a rule, an object with id, match and action");
    if (!ct_read_keys(reader, object, keys, COUNT(keys)))
        return false;
    for (unsigned i = 0; i < 3; i++)
        if (!json_object_get(object, keys[i]))
            return ct_read_fail(reader, CT_READ_VALUE, "this rule has no \"%s\"%s", keys[i],
                                i == 1 ? "; {} matches everything" : "");
    if (!read_id(reader, json_object_get(object, "id"), index) ||
        !read_action(reader, object, rule) ||
        !read_reason(reader, json_object_get(object, "reason"), rule))
        return false;
    ct_read_enter_key(reader, "match");
    if (!ct_read_match(reader, json_object_get(object, "match"), rule))
        return false;
    ct_read_leave(reader);
    return check_reachable(reader, index);
}

static bool read_rules(struct ct_reader *reader, const json_t *rules) {
    for (unsigned i = 0; i < json_array_size(rules); i++) {
        ct_read_enter_index(reader, i);
        if (!read_rule(reader, json_array_get(rules, i), i))
            return false;
        ct_read_leave(reader);
        ct_settle_rule(reader->policy, i);
    }
    return true;
}

// All but the rules themselves, whose number decides where in the block the strings begin.
static bool check_outline(struct ct_reader *reader, const json_t *root) {
    static const char keys[][CT_READ_KEY_MAX] = {"version", "rules", "description"};
    const json_t *version = json_object_get(root, "version");
    const json_t *rules = json_object_get(root, "rules");

    if (!json_is_object(root))
        return ct_read_expected(reader, root, "a policy, an object with version and rules");
    if (!ct_read_keys(reader, root, keys, COUNT(keys)))
        return false;
    for (unsigned i = 0; i < 2; i++)
        if (!json_object_get(root, keys[i]))
            return ct_read_fail(reader, CT_READ_VALUE, "the policy has no \"%s\"", keys[i]);
    ct_read_enter_key(reader, "version");
    if (!json_is_integer(version) || json_integer_value(version) != 1)
        return ct_read_expected(reader, version, "the version 1");
    ct_read_leave(reader);
    ct_read_enter_key(reader, "rules");
    if (!json_is_array(rules))
        return ct_read_expected(reader, rules, "an array of rules");
    if (json_array_size(rules) == 0)
        return ct_read_fail(reader, CT_READ_VALUE, "expected 1 to 64 rules, found none");
    if (json_array_size(rules) > CT_POLICY_RULES_MAX) {
        ct_read_enter_index(reader, CT_POLICY_RULES_MAX);
        return ct_read_fail(reader, CT_READ_VALUE, "this is the 65th rule, expected at most 64");
    }
    return true;
}

static bool fill(struct ct_reader *reader, const json_t *root) {
    const json_t *description = json_object_get(root, "description");
    struct ct_policy *policy = reader->policy;

    policy->rule_count = (uint32_t)json_array_size(json_object_get(root, "rules"));
    policy->size = (uint32_t)(sizeof *policy + policy->rule_count * sizeof policy->rules[0]);
    policy->description = policy->size++; // the empty string
    policy->matches =
        (struct ct_event_match *)(void *)((char *)policy +
                                          ct_read_room(reader, policy->rule_count *
                                                                   sizeof *policy->matches));
    reader->depth = 0;
    ct_read_enter_key(reader, "rules");
    if (!read_rules(reader, json_object_get(root, "rules")))
        return false;
    reader->depth = 0;
    ct_read_enter_key(reader, "description");
    return !description ||
           ct_read_string(reader, description, 1, 1023, "one line of text of 1 to 1023 bytes",
                          &policy->description);
}

static int build(struct ct_reader *reader, const json_t *root) {
    size_t rules = json_array_size(json_object_get(root, "rules"));
    size_t room = ct_read_block(reader, rules);
    struct ct_policy *policy =
        mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (policy == MAP_FAILED) {
        fail_at(reader, 0, "no memory for the policy", "");
        return -ENOMEM;
    }
    reader->policy = policy;
    if (!fill(reader, root)) {
        munmap(policy, room);
        return -EINVAL;
    }
    policy->room = (uint32_t)room;
    mprotect(policy, room, PROT_READ);
    return 0;
}

int ct_policy_load(const char *text, size_t len, struct ct_policy **policy,
                   struct ct_policy_error *error) {
    struct ct_reader reader = {.text = text, .len = len, .error = error};
    int result;
    json_t *root;

    *policy = NULL;
    *error = (struct ct_policy_error){0};
    if (len > CT_POLICY_TEXT_MAX) {
        snprintf(error->message, sizeof error->message,
                 "larger than 1 MiB, which no policy of 64 rules needs");
        return -EFBIG;
    }
    root = parse(&reader, &result);
    if (!root)
        return result;
    result = check_outline(&reader, root) ? build(&reader, root) : -EINVAL;
    if (result == 0)
        *policy = reader.policy;
    json_decref(root);
    return result;
}

void ct_policy_destroy(struct ct_policy *policy) {
    if (policy)
        munmap(policy, policy->room);
}
