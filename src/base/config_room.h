// SPDX-License-Identifier: MIT
#ifndef CT_BASE_CONFIG_ROOM_H
#define CT_BASE_CONFIG_ROOM_H

#include <stddef.h>

// Memory that lives as long as the process, at least `least` bytes, of which the caller may use
// what it then claims. NULL where there is none.
char *ct_config_room(size_t least, size_t *size);
void ct_config_claim(size_t size);

// Copies that live for the life of the process. NULL where there is no memory for one.
char *ct_config_keep(const char *text, size_t len);

// A path, made absolute where it is relative, so that it means the same after chdir(2). Without a
// working directory that has a name it stays as it is. A `%` of that directory stands for itself,
// as `%%`.
const char *ct_config_absolute(const char *path);

#endif
