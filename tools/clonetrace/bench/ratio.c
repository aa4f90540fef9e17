// SPDX-License-Identifier: MIT
// An interval of a ratio out of those of its two medians, on the scale of logarithms, where it is
// one of a difference (Zou and Donner, Construction of confidence limits about effect measures,
// Statistics in Medicine 27, 2008).
#include "clonetrace/bench/ratio.h"

#include <math.h>

bool ct_bench_ratio_find(struct ct_bench_ratio *ratio, const struct ct_bench_series *dear,
                         const struct ct_bench_series *cheap) {
    if (!(dear->low > 0) || !(cheap->low > 0))
        return false;
    ratio->times = dear->median / cheap->median;
    ratio->low =
        ratio->times * exp(-hypot(log(dear->median / dear->low), log(cheap->high / cheap->median)));
    ratio->high =
        ratio->times * exp(hypot(log(dear->high / dear->median), log(cheap->median / cheap->low)));
    return true;
}
