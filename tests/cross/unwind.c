// SPDX-License-Identifier: MIT
// Stands in for libunwind, whose package for another CPU is not to be had without turning the
// machine into a multiarch one: the one function that the library looks up, by libgcc's unwinder,
// which reads the same unwind tables. Like libunwind's it leaves itself out.
#include <unwind.h>

struct walk {
    void **addresses;
    int room, count;
};

int unw_backtrace(void **addresses, int room);

static _Unwind_Reason_Code visit(struct _Unwind_Context *context, void *data) {
    struct walk *walk = data;
    void *address = (void *)_Unwind_GetIP(context);

    if (!address || walk->count == walk->room)
        return _URC_END_OF_STACK;
    if (walk->count >= 0)
        walk->addresses[walk->count] = address;
    walk->count++;
    return _URC_NO_REASON;
}

int unw_backtrace(void **addresses, int room) {
    struct walk walk = {addresses, room, -1};

    _Unwind_Backtrace(visit, &walk);
    return walk.count > 0 ? walk.count : 0;
}
