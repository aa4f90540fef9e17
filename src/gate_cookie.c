// SPDX-License-Identifier: MIT
// A call in eight words, for arch/<cpu>/: what its leave needs, and nothing that can be asked
// again.
#include "gate.h"

#include <string.h>

#include "arch/arch.h"
#include "base/poison.h"

enum { TGID_AT = 34, TGID_BITS = 22 }; // PID_MAX_LIMIT, include/linux/threads.h

// Words: 0 ts, 1 what start and faults differ by from it, 2 rss and pte, 3 the rules that matched,
// 4 flags and exit signal, 5 and 6 before, 7 all that is small.
void ct_gate_pack(const struct ct_call *call, struct ct_cookie *cookie) {
    const struct ct_since *before = &call->before;

    cookie->word[0] = call->ts_ns;
    cookie->word[1] = (call->start_ns - call->ts_ns) << 32 | (uint32_t)call->mem.minflt;
    cookie->word[2] = call->mem.rss_kib << 32 | (uint32_t)call->mem.pte_kib;
    cookie->word[3] = call->matched;
    cookie->word[4] = call->create.flags << 8 | (uint8_t)call->create.exit_signal;
    cookie->word[5] = before->ts_ns;
    cookie->word[6] = (uint64_t)before->tgid << 32 | (uint32_t)before->tid;
    cookie->word[7] = (uint64_t)call->on << 63 |
                      (uint64_t)(call->owns ? call->tgid : 0) << TGID_AT |
                      (uint64_t)call->create.from_caller << 32 | (uint64_t)before->api << 24 |
                      (uint64_t)call->api << 16 | (uint64_t)call->create.entry << 8;
}

void ct_gate_unpack(struct ct_call *call, const struct ct_cookie *cookie) {
    const uint64_t last = cookie->word[7];

    memset(call, 0, sizeof *call);
    call->on = last >> 63;
    call->tgid = (pid_t)(last >> TGID_AT & ((1u << TGID_BITS) - 1));
    call->owns = call->tgid;
    call->api = (enum ct_api)(last >> 16 & 0xff);
    call->ts_ns = cookie->word[0];
    call->start_ns = call->ts_ns + (cookie->word[1] >> 32);
    call->mem = (struct ct_mem){cookie->word[2] >> 32, (uint32_t)cookie->word[2],
                                (uint32_t)cookie->word[1]};
    call->matched = cookie->word[3];
    call->before =
        (struct ct_since){cookie->word[5], (pid_t)(cookie->word[6] >> 32),
                          (pid_t)(uint32_t)cookie->word[6], (enum ct_api)(last >> 24 & 0xff)};
    call->create.flags = cookie->word[4] >> 8;
    call->create.exit_signal = (int)(cookie->word[4] & 0xff);
    call->create.entry = (enum ct_entry)(last >> 8 & 0xff);
    call->create.from_caller = last >> 32 & 1;
}
