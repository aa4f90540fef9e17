// SPDX-License-Identifier: MIT
// Command lines for people to read. Nothing here is ever run.
#include "clonetrace/trace/command.h"

#include <string.h>

#define CUT "..."

void ct_command_init(struct ct_command *command, char *text, size_t size) {
    *command = (struct ct_command){.text = text, .size = size};
    text[0] = '\0';
}

void ct_command_cut(struct ct_command *command) {
    size_t room = command->size - sizeof CUT;

    if (command->cut)
        return;
    command->cut = true;
    if (command->len > room)
        command->len = room;
    while (command->len && (command->text[command->len] & 0xc0) == 0x80)
        command->len--; // not inside a character
    memcpy(command->text + command->len, CUT, sizeof CUT);
    command->len += sizeof CUT - 1;
}

static void put(struct ct_command *command, const char *text, size_t len) {
    if (command->cut)
        return;
    if (command->len + len >= command->size) {
        size_t fits = command->size - 1 - command->len;

        memcpy(command->text + command->len, text, fits);
        command->len += fits;
        ct_command_cut(command);
        return;
    }
    memcpy(command->text + command->len, text, len);
    command->len += len;
    command->text[command->len] = '\0';
}

const char *ct_command_base(const char *path) {
    const char *slash = strrchr(path, '/');

    return slash && slash[1] ? slash + 1 : path;
}

static bool plain(const char *arg) {
    return *arg && !strpbrk(arg, " \t\n\"'\\$&;|<>()*?[]#~`{}!");
}

void ct_command_add(struct ct_command *command, const char *arg) {
    if (!arg)
        return;
    if (command->any)
        put(command, " ", 1);
    else
        arg = ct_command_base(arg);
    command->any = true;
    if (plain(arg)) {
        put(command, arg, strlen(arg));
        return;
    }
    put(command, "'", 1);
    for (size_t len; *arg; arg += len) {
        len = strcspn(arg, "'");
        put(command, len ? arg : "'\\''", len ? len : 4);
        len = len ? len : 1;
    }
    put(command, "'", 1);
}
