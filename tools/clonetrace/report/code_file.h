// SPDX-License-Identifier: MIT
#ifndef CT_CODE_FILE_H
#define CT_CODE_FILE_H

#include <elfutils/libdwfl.h>
#include <gelf.h>

#include "clonetrace/report/code.h"

// A module's file, open or not. Only files of code.c, code_file.c and code_lines.c know of libdwfl.
struct ct_code_file {
    Dwfl *dwfl; // NULL: not open
    Dwfl_Module *module;
    Elf *elf;
    unsigned machine;              // e_machine
    int64_t modified_ns, inode_ns; // st_mtim, st_ctim
};

// Opens a plain ELF file, and nothing else whatever the path names. `debug_path` is what
// dwfl_standard_find_debuginfo(3) takes, and must live as long. Returns CT_CODE_GOOD,
// CT_CODE_ABSENT or CT_CODE_NO_ELF; closing what is not open does nothing.
enum ct_code_state ct_code_file_open(struct ct_code_file *file, const char *path,
                                     char **debug_path);
void ct_code_file_close(struct ct_code_file *file);

// The bytes from an offset of a site on, or false.
bool ct_code_file_bytes(struct ct_code_file *file, uint64_t offset, void *bytes, size_t size);

// Whether an instruction that calls ends at the offset; true where that cannot be told.
bool ct_code_file_calls(struct ct_code_file *file, uint64_t offset);

// Whether the file exports the symbol over that offset.
bool ct_code_file_exports(struct ct_code_file *file, const char *symbol, uint64_t offset);

bool ct_code_file_returns_signal(struct ct_code_file *file, uint64_t offset);

// Functions and lines at the offset, innermost first. Strings live as long as the file is open.
size_t ct_code_file_lines(struct ct_code_file *file, uint64_t offset, struct ct_code_line *lines,
                          size_t max);

#endif
