// SPDX-License-Identifier: MIT
// Calls that a policy has something to say about, one entry for each rule and place. Grows with the
// places in the code, not with the calls.
#include "clonetrace/trace/matches.h"

#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"

#define RULES_MAX 64 // of one call

static const char *const kind_names[] = {"warn", "deny", "kill"};

const char *ct_match_kind_name(enum ct_match_kind kind) {
    return kind_names[kind];
}

void ct_matches_init(struct ct_matches *matches, struct ct_names *names) {
    *matches = (struct ct_matches){.names = names};
}

// False for "allow", which leaves nothing to say.
static bool kind_of(const char *action, enum ct_match_kind *kind) {
    for (*kind = CT_MATCH_WARN; *kind <= CT_MATCH_KILL; *kind += 1) {
        if (!strcmp(action, kind_names[*kind]))
            return true;
    }
    return false;
}

static struct ct_record_site keep(struct ct_names *names, const struct ct_record_site *site) {
    return (struct ct_record_site){.module = ct_names_keep(names, site->module),
                                   .symbol = ct_names_keep(names, site->symbol),
                                   .offset = site->offset};
}

static bool same(const struct ct_match *a, const struct ct_match *b) {
    return a->rule == b->rule && a->kind == b->kind && a->api == b->api && a->flags == b->flags &&
           a->site.module == b->site.module && a->site.symbol == b->site.symbol &&
           (a->site.symbol || a->site.offset == b->site.offset);
}

// The entry with that key, or NULL.
static struct ct_match *find(const struct ct_matches *matches, const struct ct_match *key,
                             uint64_t *hash) {
    const void *parts[] = {key->rule, key->api, key->flags, key->site.module, key->site.symbol};
    uint64_t place = key->site.symbol ? 0 : key->site.offset;
    struct ct_match *match;

    *hash = ct_map_hash(place ^ (uint64_t)key->kind, parts, sizeof parts);
    match = ct_map_get(&matches->by_hash, *hash);
    while (match && !same(match, key))
        match = match->same_hash;
    return match;
}

static void describe(struct ct_matches *matches, struct ct_match *match,
                     const struct ct_record *record, const char *command) {
    match->command = command;
    if (match->kind != CT_MATCH_WARN && record->refused) // else the error is another's
        match->error = ct_names_keep(matches->names, record->error);
    match->path = ct_names_keep(matches->names, record->path);
    match->tgid = record->who.tgid;
    match->tid = record->who.tid;
    match->frames = ct_record_stack(record, match->stack, CT_MATCH_FRAMES);
    for (size_t i = 0; i < match->frames; i++)
        match->stack[i] = keep(matches->names, &match->stack[i]);
}

static void add_rule(struct ct_matches *matches, const struct ct_record *record,
                     const char *command, const struct ct_record_rule *rule) {
    char flags[CT_RECORD_FLAG_SET];
    struct ct_match key = {.api = ct_names_keep(matches->names, record->api),
                           .rule = ct_names_keep(matches->names, rule->id),
                           .flags =
                               ct_names_keep(matches->names, ct_record_flag_set(record, flags)),
                           .site = keep(matches->names, &record->site)};
    struct ct_match *match;
    uint64_t hash;

    if (!kind_of(rule->action, &key.kind))
        return;
    // An exec that failed was counted by the line in front of it, unless it is the policy's doing.
    if (record->kind == CT_EVENT_EXEC && record->error && key.kind == CT_MATCH_WARN)
        return;
    match = find(matches, &key, &hash);
    if (!match) {
        match = ct_alloc(sizeof *match);
        *match = key;
        describe(matches, match, record, command);
        match->same_hash = ct_map_get(&matches->by_hash, hash);
        ct_map_put(&matches->by_hash, hash, match);
        if (matches->count == matches->cap) {
            matches->cap = matches->cap ? matches->cap * 2 : 16;
            matches->list = ct_realloc(matches->list, matches->cap * sizeof(struct ct_match *));
        }
        matches->list[matches->count++] = match;
    }
    match->count++;
}

void ct_matches_add(struct ct_matches *matches, const struct ct_record *record,
                    const char *command) {
    struct ct_record_rule rules[RULES_MAX];
    size_t count = ct_record_rules(record, rules, RULES_MAX);

    if (!record->api)
        return;
    for (size_t i = 0; i < count; i++)
        add_rule(matches, record, command, &rules[i]);
}

static int by_weight(const void *a, const void *b) {
    const struct ct_match *x = *(struct ct_match *const *)a, *y = *(struct ct_match *const *)b;
    int rules = strcmp(x->rule, y->rule);

    if (x->kind != y->kind)
        return x->kind > y->kind ? -1 : 1;
    if (rules)
        return rules;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return x->site.offset < y->site.offset ? -1 : x->site.offset > y->site.offset;
}

void ct_matches_sort(struct ct_matches *matches) {
    if (matches->count)
        qsort(matches->list, matches->count, sizeof *matches->list, by_weight);
}

void ct_matches_finish(struct ct_matches *matches) {
    for (size_t i = 0; i < matches->count; i++)
        free(matches->list[i]);
    free(matches->list);
    ct_map_finish(&matches->by_hash);
}
