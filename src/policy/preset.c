// SPDX-License-Identifier: MIT
// Finds a preset by its name. The texts are put into preset_texts.h when the library is built, by
// presets/embed.py; as one array, since pointers would have to be relocated in each process.
#include "policy/preset.h"

#include <string.h>

#include "event/suggest.h"

struct preset {
    char name[32];
    unsigned at; // in preset_texts
    unsigned len;
};

#include "preset_texts.h"

#define COUNT (sizeof presets / sizeof presets[0])

const char *ct_preset_name(unsigned index) {
    return index < COUNT ? presets[index].name : NULL;
}

const char *ct_preset_text(const char *name, size_t *len) {
    for (size_t i = 0; i < COUNT; i++) {
        if (strcmp(presets[i].name, name) != 0)
            continue;
        *len = presets[i].len;
        return preset_texts + presets[i].at;
    }
    return NULL;
}

const char *ct_preset_nearest(const char *name) {
    struct ct_suggest suggest = {.word = name, .distance = (size_t)-1};

    for (size_t i = 0; i < COUNT; i++)
        ct_suggest_offer(&suggest, presets[i].name);
    return ct_suggest_near(name, suggest.distance) ? suggest.best : NULL;
}
