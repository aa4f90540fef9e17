// SPDX-License-Identifier: MIT
#ifndef CT_POLICY_READ_H
#define CT_POLICY_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/load.h"
#include "policy/position.h"
#include "policy/rule.h"
#include "policy/words.h"

// What the parts of the loader share: where in the text they are, and how they refuse it. Every
// function that returns bool returns false after it has filled the error.

#define CT_READ_DEPTH 8

struct json_t; // Jansson's

struct ct_reader {
    const char *text;
    size_t len;
    struct ct_policy_error *error;
    struct ct_policy *policy; // under construction; strings are kept behind its rules
    struct ct_step path[CT_READ_DEPTH];
    unsigned depth;
};

// Into a member or an element of the value that is being read, and back out.
void ct_read_enter_key(struct ct_reader *reader, const char *key);
void ct_read_enter_index(struct ct_reader *reader, size_t index);
void ct_read_leave(struct ct_reader *reader);

// Refuses the value that is being read, or, with CT_READ_KEY, its key. Always returns false.
enum ct_read_what { CT_READ_VALUE, CT_READ_KEY };
bool ct_read_fail(struct ct_reader *reader, enum ct_read_what what, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
// "expected …, found …".
bool ct_read_expected(struct ct_reader *reader, const struct json_t *found, const char *expected);

// A value as text for a message, all of it ASCII, cut where it is long.
#define CT_READ_SHOWN 64
const char *ct_read_show(const struct json_t *value, char text[CT_READ_SHOWN]);

// Refuses members of an object that are not among `count` keys.
#define CT_READ_KEY_MAX 16
bool ct_read_keys(struct ct_reader *reader, const struct json_t *object,
                  const char keys[][CT_READ_KEY_MAX], unsigned count);

// Room in the policy for what a rule refers to, aligned for it, at a byte from its start. Its size
// is counted in ct_read_block().
uint32_t ct_read_room(struct ct_reader *reader, size_t size);
// How much room a policy of so many rules, from the text of this reader, can need.
size_t ct_read_block(const struct ct_reader *reader, size_t rules);

// A string of `min` to `max` bytes without control characters, kept in the policy.
bool ct_read_string(struct ct_reader *reader, const struct json_t *value, size_t min, size_t max,
                    const char *expected, uint32_t *at);
// A name, as the value of it.
bool ct_read_word(struct ct_reader *reader, const struct json_t *value, enum ct_words words,
                  int *word);

// match.c: the criteria of a rule, the value of "match".
bool ct_read_match(struct ct_reader *reader, const struct json_t *match, struct ct_rule *rule);
// match_flags.c: the criteria "flags" and "relation"; narrows *places, a set of 1 << CT_ON_*, to
// the kinds of event that can have them.
bool ct_read_flags(struct ct_reader *reader, const struct json_t *flags, struct ct_rule *rule,
                   unsigned *places);
bool ct_read_relation(struct ct_reader *reader, const struct json_t *relation,
                      struct ct_rule *rule);
// Leaves out of *places the kinds of event that the present criterion, which fits `fit`, has not;
// refuses it where none is left.
bool ct_read_narrow(struct ct_reader *reader, unsigned *places, unsigned fit);

#endif
