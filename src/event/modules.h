// SPDX-License-Identifier: MIT
#ifndef CT_EVENT_MODULES_H
#define CT_EVENT_MODULES_H

#include <link.h>
#include <stdbool.h>

// A loaded object. Strings and tables belong to the loader.
struct ct_module {
    const void *start; // of its mapping
    ElfW(Addr) bias;   // difference between addresses and those in its file
    const char *name;  // as the loader has it; empty for the main program
    const ElfW(Dyn) * dynamic;
};

// Takes the loader's lock, the first time. To be called before there is a thread or a child.
void ct_modules_init(void);
// Lock-free, once that was done. False where no module holds the address (code made at run time).
bool ct_modules_find(const void *address, struct ct_module *module);

// True for code of the C library outside libc.so itself that reaches libc by its exported names:
// what it creates was asked for by a function that has its own hook. Never true from glibc 2.34 on,
// where all of it is libc.so.
bool ct_modules_is_libc(const void *address);

#endif
