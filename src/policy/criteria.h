// SPDX-License-Identifier: MIT
// Before each `#include "policy/criteria.def"`: those of the three macros that the includer does
// not define stand for nothing. No include guard: it is meant to come more than once.
#ifndef CT_BOOL
#define CT_BOOL(id, key, fact, events, if_true, if_false)
#endif
#ifndef CT_OVER
#define CT_OVER(id, key, fact, scale, max, events, before, after)
#endif
#ifndef CT_GLOB
#define CT_GLOB(id, key, fact, events, before)
#endif
#include "policy/criteria.def"
#undef CT_BOOL
#undef CT_OVER
#undef CT_GLOB
