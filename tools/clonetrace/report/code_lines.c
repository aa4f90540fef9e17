// SPDX-License-Identifier: MIT
// From an address to functions and lines. Debug information in a file of its own counts only where
// its build id is the module's (libdwfl compares them), or without build ids the checksum.
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <stdlib.h>

#include "clonetrace/report/code_file.h"

// The line of the instruction itself.
static void own_line(struct ct_code_file *file, uint64_t offset, struct ct_code_line *line) {
    Dwfl_Line *found = dwfl_module_getsrc(file->module, offset);
    int row = 0, column = 0;

    if (!found)
        return;
    line->file = dwfl_lineinfo(found, NULL, &row, &column, NULL, NULL);
    line->line = row > 0 ? (unsigned)row : 0;
    line->column = column > 0 ? (unsigned)column : 0;
}

static unsigned number(Dwarf_Die *die, unsigned name) {
    Dwarf_Attribute attribute;
    Dwarf_Word value = 0;

    if (!dwarf_attr(die, name, &attribute) || dwarf_formudata(&attribute, &value))
        return 0;
    return value <= INT32_MAX ? (unsigned)value : 0;
}

// Where the outer function has the one that was compiled into it.
static void line_of_call(Dwarf_Die *unit, Dwarf_Die *inlined, struct ct_code_line *line) {
    Dwarf_Files *files;
    size_t count;

    if (dwarf_getsrcfiles(unit, &files, &count) || !dwarf_hasattr(inlined, DW_AT_call_file))
        return;
    line->file = dwarf_filesrc(files, number(inlined, DW_AT_call_file), NULL, NULL);
    line->line = number(inlined, DW_AT_call_line);
    line->column = number(inlined, DW_AT_call_column);
}

// The scopes of an address within its function, not those of the definition of what was compiled
// into it, which is what dwarf_getscopes goes on with.
static int scopes_at(struct ct_code_file *file, Dwarf_Die *unit, uint64_t address,
                     Dwarf_Die **scopes) {
    Dwarf_Die *at = NULL, innermost;
    Dwarf_Addr bias;
    int count = dwarf_getscopes(unit, address, &at);

    if (count <= 0)
        return 0;
    count =
        dwarf_offdie(dwfl_module_getdwarf(file->module, &bias), dwarf_dieoffset(&at[0]), &innermost)
            ? dwarf_getscopes_die(&innermost, scopes)
            : 0;
    free(at);
    return count;
}

static size_t functions(struct ct_code_file *file, uint64_t offset, struct ct_code_line *lines,
                        size_t max) {
    Dwarf_Addr bias = 0;
    Dwarf_Die *unit = dwfl_module_addrdie(file->module, offset, &bias), *scopes = NULL;
    int count = unit ? scopes_at(file, unit, offset - bias, &scopes) : 0;
    size_t used = 0;

    for (int i = 0; i < count && used < max; i++) {
        int tag = dwarf_tag(&scopes[i]);

        if (tag != DW_TAG_subprogram && tag != DW_TAG_inlined_subroutine)
            continue;
        lines[used++].function = dwarf_diename(&scopes[i]);
        if (tag == DW_TAG_subprogram)
            break;
        if (used < max)
            line_of_call(unit, &scopes[i], &lines[used]);
    }
    free(scopes);
    return used;
}

// Without debug information there may still be a symbol table.
static const char *symbol_at(struct ct_code_file *file, uint64_t offset) {
    GElf_Off within = 0;
    GElf_Sym symbol;
    const char *name =
        dwfl_module_addrinfo(file->module, offset, &within, &symbol, NULL, NULL, NULL);

    return name && *name && within < symbol.st_size ? name : NULL;
}

size_t ct_code_file_lines(struct ct_code_file *file, uint64_t offset, struct ct_code_line *lines,
                          size_t max) {
    size_t count;

    for (size_t i = 0; i < max; i++)
        lines[i] = (struct ct_code_line){0};
    own_line(file, offset, &lines[0]);
    count = functions(file, offset, lines, max);
    if (!count)
        lines[0].function = symbol_at(file, offset);
    return count ? count : lines[0].function || lines[0].file;
}
