// SPDX-License-Identifier: MIT
// Where a value stands on an axis, and which values are written there.
#include "clonetrace/bench/scale.h"

#include <math.h>

#define ZERO_ROOM 46   // from the place of zero to where the logarithmic part starts
#define LEAST_SPAN 4.0 // between the ends, so that one point has a round value beside it
// What lies outside of these is no measurement, and would not leave a ratio that is finite.
#define LEAST 1e-12
#define MOST 1e30
#define MARGIN 0.04 // of the span, at either end

void ct_bench_scale_begin(struct ct_bench_scale *scale, enum ct_bench_unit unit) {
    *scale = (struct ct_bench_scale){.unit = unit};
}

void ct_bench_scale_add(struct ct_bench_scale *scale, double value) {
    if (!isfinite(value))
        return;
    if (value < LEAST) {
        scale->zero = true;
        return;
    }
    value = fmin(value, MOST);
    if (scale->low == 0 || value < scale->low)
        scale->low = value;
    if (value > scale->high)
        scale->high = value;
}

void ct_bench_scale_end(struct ct_bench_scale *scale, double from, double to) {
    double room = scale->zero ? ZERO_ROOM : 0, span;

    if (scale->low == 0) // nothing, or zeros only
        scale->low = scale->high = scale->unit == CT_BENCH_UNIT_BYTES ? 1 << 20 : 1000;
    span = scale->high / scale->low;
    if (span < LEAST_SPAN) {
        scale->low *= sqrt(span / LEAST_SPAN);
        scale->high = scale->low * LEAST_SPAN;
        span = LEAST_SPAN;
    }
    scale->low /= pow(span, MARGIN);
    scale->high *= pow(span, MARGIN);
    scale->from = from;
    scale->to = to;
    scale->start = from + (to > from ? room : -room);
}

double ct_bench_scale_at(const struct ct_bench_scale *scale, double value) {
    double share;

    if (value < LEAST)
        return scale->from;
    share = log(value / scale->low) / log(scale->high / scale->low);
    return scale->start + share * (scale->to - scale->start);
}

static size_t add(double ticks[CT_BENCH_TICKS], size_t count, const struct ct_bench_scale *scale,
                  double value) {
    bool inside = value >= scale->low && value <= scale->high;

    if (inside && count < CT_BENCH_TICKS)
        ticks[count++] = value;
    return count;
}

// Powers of two, each 2nd or 4th of them where there are many.
static size_t binary(const struct ct_bench_scale *scale, double ticks[CT_BENCH_TICKS],
                     size_t count) {
    int from = (int)floor(log2(scale->low)), to = (int)ceil(log2(scale->high));
    int step = to - from > 22 ? 4 : to - from > 9 ? 2 : 1;

    for (int power = from - (from % step + step) % step; power <= to; power += step)
        count = add(ticks, count, scale, ldexp(1, power));
    return count;
}

// 1, 2, 5 of each power of ten, or 1 alone where there are many.
static size_t decimal(const struct ct_bench_scale *scale, double ticks[CT_BENCH_TICKS],
                      size_t count) {
    int from = (int)floor(log10(scale->low)), to = (int)ceil(log10(scale->high));
    bool fine = log10(scale->high / scale->low) < 3.3;

    for (int power = from; power <= to; power++) {
        double one = pow(10, power);

        count = add(ticks, count, scale, one);
        if (fine) {
            count = add(ticks, count, scale, 2 * one);
            count = add(ticks, count, scale, 5 * one);
        }
    }
    return count;
}

size_t ct_bench_scale_ticks(const struct ct_bench_scale *scale, double ticks[CT_BENCH_TICKS]) {
    size_t count = 0;

    if (scale->zero)
        ticks[count++] = 0;
    return scale->unit == CT_BENCH_UNIT_BYTES ? binary(scale, ticks, count)
                                              : decimal(scale, ticks, count);
}
