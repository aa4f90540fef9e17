// SPDX-License-Identifier: MIT
#ifndef CT_EVENT_SYMBOL_H
#define CT_EVENT_SYMBOL_H

#include <link.h>

// The exported function that holds `address` in a loaded module, or NULL. `bias` is the module's
// load bias, `dynamic` its dynamic section. Reads the module's own tables: .dynsym, .dynstr,
// .gnu.hash or .hash.
const char *ct_symbol_find(ElfW(Addr) bias, const ElfW(Dyn) * dynamic, ElfW(Addr) address);

#endif
