// SPDX-License-Identifier: MIT
// Who made a file: Go, and which C library.
#include <string.h>

#include "clonetrace/trace/command.h"
#include "clonetrace/scan/scan_sites.h"

static void recognise_go(const struct ct_elf *elf, struct ct_scan_object *object) {
    Elf_Scn *section = NULL;
    GElf_Shdr header;
    size_t names;

    if (!elf->nsections || elf_getshdrstrndx(elf->elf, &names))
        return;
    while ((section = elf_nextscn(elf->elf, section))) {
        const char *name =
            gelf_getshdr(section, &header) ? elf_strptr(elf->elf, names, header.sh_name) : NULL;

        if (name && (!strcmp(name, ".go.buildinfo") || !strcmp(name, ".note.go.buildid")))
            object->go = true;
    }
}

// musl's loader and library are named after it; a static program betrays it by what strerror(3)
// says of a number that it does not know.
static void recognise_musl(const struct ct_elf *elf, struct ct_scan_object *object) {
    static const char unknown[] = "No error information";

    if (object->interpreter)
        object->musl = !strncmp(ct_command_base(object->interpreter), "ld-musl", 7);
    for (size_t i = 0; i < object->nneeded; i++)
        object->musl |= !strncmp(object->needed[i], "libc.musl", 9);
    if (!object->interpreter && !object->go && object->form != CT_SCAN_LIBRARY)
        object->musl |= memmem(elf->bytes, elf->size, unknown, sizeof unknown) != NULL;
}

// Parts of the C library call the kernel themselves; that is what the hooks stand in front of.
static bool is_libc(const char *name) {
    static const char *const parts[] = {"libc.so.6",    "libpthread.so.0",  "librt.so.1",
                                        "libdl.so.2",   "libm.so.6",        "libutil.so.1",
                                        "libanl.so.1",  "libresolv.so.2",   "libnsl.so.1",
                                        "libmvec.so.1", "libthread_db.so.1"};

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!strcmp(name, parts[i]))
            return true;
    }
    return !strncmp(name, "ld-linux", 8) || !strncmp(name, "ld64.so", 7) ||
           !strncmp(name, "libc.musl", 9) || !strncmp(name, "ld-musl", 7);
}

void ct_scan_recognise(const struct ct_elf *elf, struct ct_scan_object *object) {
    recognise_go(elf, object);
    recognise_musl(elf, object);
    object->is_libc = is_libc(object->soname ? object->soname : ct_command_base(object->path));
}
