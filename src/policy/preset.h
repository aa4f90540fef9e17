// SPDX-License-Identifier: MIT
#ifndef CT_POLICY_PRESET_H
#define CT_POLICY_PRESET_H

#include <stddef.h>

// The policies of presets/, which are part of the library and of the command: `preset:NAME`.

#define CT_PRESET_PREFIX "preset:"

// Names in alphabetical order; NULL behind the last.
const char *ct_preset_name(unsigned index);

// The policy file as text, NULL for a name that is none.
const char *ct_preset_text(const char *name, size_t *len);

// The name that was probably meant, or NULL.
const char *ct_preset_nearest(const char *name);

#endif
