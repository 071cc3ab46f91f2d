"""Measures the errors of the elementary functions and writes docs/accuracy.md.

    python tools/accuracy.py               # what CI can afford: a few minutes
    python tools/accuracy.py --exhaustive  # every float32 of each function (nightly: about two minutes a function)
    python tools/accuracy.py --write       # the table goes to docs/accuracy.md

References: MPFR (gmpy2, 200 bits) for float64, float16, bfloat16 and float8; the oracle's float64 functions for float32,
whose own error (4 ULP of float64) is under 2**-26 of a float32 ULP.  An error is counted in units in the last place
of the correctly rounded result, with unbounded exponents above and gradual underflow below.
"""
import argparse
import math
import os
import platform
import sys
from pathlib import Path

import gmpy2
import numpy as onp
from gmpy2 import mpfr

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
import pyndarray as np  # noqa: E402

UNARY = ["exp", "log", "tanh", "sin", "cos", "sqrt"]
NARROW = ["float16", "bfloat16", "float8_e4m3fn"]
gmpy2.get_context().precision = 200
quiet_oracle = onp.errstate(all="ignore")


def quiet(function, *args):
    with np.errstate(all="ignore"):
        return onp.asarray(function(*[np.asarray(a) for a in args]))


# ---- float32 against float64 ----

def ulps_f32(ours, exact):
    """|ours - exact| in float32 ULPs of exact (float64); 0 where both are the same special value."""
    exponent = onp.clip(onp.frexp(exact)[1], -125, 128)
    error = onp.abs(ours.astype("f8") - exact) / onp.ldexp(1.0, exponent - 24)
    rounded = exact.astype("f4")
    special = ~onp.isfinite(rounded) | ~onp.isfinite(ours)
    same = (ours == rounded) | (onp.isnan(ours) & onp.isnan(rounded))
    return onp.where(special, onp.where(same, 0, onp.inf), error)


@quiet_oracle
def worst_f32(name, bits):
    x = bits.view("f4")
    errors = ulps_f32(quiet(getattr(np, name), x), getattr(onp, name)(x.astype("f8")))
    k = int(errors.argmax())
    return float(errors[k]), float(x[k]), int(x.size)


def f32_chunks(exhaustive, count):
    if exhaustive:
        for start in range(0, 1 << 32, 1 << 21):
            yield onp.arange(start, start + (1 << 21), dtype="u8").astype("u4")
    else: # evenly spread over all bit patterns, and another offset in each function
        step = (1 << 32) // count | 1
        for start in range(0, count, 1 << 20):
            yield (onp.arange(start, min(start + (1 << 20), count), dtype="u8") * step % (1 << 32)).astype("u4")


def measure_f32(name, exhaustive=False, count=20_000_000):
    return max(worst_f32(name, bits) for bits in f32_chunks(exhaustive, count))[:2]


@quiet_oracle
def measure_f32_power(count=20_000_000, seed=1):
    rng, worst = onp.random.default_rng(seed), (0.0, None)
    for k in range(0, count, 1 << 20):
        if k // (1 << 20) % 2:
            x = rng.integers(0, 1 << 32, 1 << 20, "u4").view("f4")
            y = rng.integers(0, 1 << 32, 1 << 20, "u4").view("f4")
        else:
            x = onp.exp(rng.uniform(-80, 80, 1 << 20)).astype("f4")
            y = (rng.uniform(-100, 90, 1 << 20) / onp.log(x)).astype("f4")
        errors = ulps_f32(quiet(np.power, x, y), onp.power(x.astype("f8"), y.astype("f8")))
        i = int(errors.argmax())
        worst = max(worst, (float(errors[i]), (float(x[i]), float(y[i]))), key=lambda w: w[0])
    return worst


# ---- float64 against MPFR ----

MPFR = {"exp": gmpy2.exp, "log": gmpy2.log, "tanh": gmpy2.tanh, "sin": gmpy2.sin, "cos": gmpy2.cos, "sqrt": gmpy2.sqrt,
        "power": lambda x, y: x ** y}


def ulps_f64(ours, exact):
    if gmpy2.is_nan(exact) or math.isnan(ours):
        return 0.0 if gmpy2.is_nan(exact) and math.isnan(ours) else math.inf
    if math.isinf(ours) or gmpy2.is_infinite(exact) or abs(exact) >= mpfr(2) ** 1024:
        limit = mpfr(2) ** 1024 * (1 - mpfr(2) ** -54)  # rounds to infinity from here on
        return 0.0 if math.isinf(ours) and abs(exact) >= limit and (ours > 0) == (exact > 0) else math.inf
    if exact == 0:
        return 0.0 if ours == 0 else math.inf
    exponent = max(gmpy2.get_exp(exact), -1021)
    return float(abs(mpfr(ours) - exact) * mpfr(2) ** (53 - exponent))


def near(values, rng, width=3):
    """Each double and some of its neighbours."""
    values = onp.asarray(values, "f8")
    bits = values.view("i8")
    out = [(bits + d).view("f8") for d in range(-width, width + 1)]
    out = onp.concatenate(out)
    return out[onp.isfinite(out)]


@quiet_oracle
def points_f64(name, count, seed=1):
    """Random points of several kinds, and the neighbourhoods where a reduction or a table changes its mind."""
    rng = onp.random.default_rng(seed)
    any_bits = rng.integers(0, 1 << 63, count // 5, "u8").view("f8") * rng.choice([-1.0, 1.0], count // 5)
    parts = [any_bits[onp.isfinite(any_bits)], rng.standard_normal(count // 5)]
    n = count // 5
    if name in ("exp", "tanh"):
        k = onp.arange(-1100, 1100)
        parts += [rng.uniform(-746, 710, n), rng.uniform(-1, 1, n), near(k * math.log(2) / 2, rng), near([709.782712893384, -708.396, -745.133], rng, 50),
                  onp.exp2(rng.uniform(-60, 6, n)), near([0.173286795139986, 19.0615, 2.0 ** -28], rng, 50)]
    elif name in ("log", "sqrt"):
        parts += [onp.abs(parts[1]), 1 + rng.uniform(-0.05, 0.05, n), 1 + rng.uniform(-1, 1, n) * 2.0 ** rng.integers(-50, -3, n),
                  near(onp.sqrt(0.5) * 2.0 ** onp.arange(-1000, 1000, 7), rng), onp.exp2(rng.uniform(-1074, 1023, n)), rng.uniform(0.65, 0.75, n)]
    else:
        k = rng.integers(1, 1 << 20, n)
        parts += [near(k * (math.pi / 2), rng, 1)[:n], rng.uniform(-10, 10, n), onp.exp2(rng.uniform(-30, 1023, n)),
                  near([6381956970095103 * 2.0 ** 797, 2.0 ** 30, 2.0 ** -27], rng, 20), near(k[:n // 10] * (math.pi / 4), rng, 1)]
        with gmpy2.context(precision=1200):
            half_pi = gmpy2.const_pi() / 2
            parts.append(onp.array([float(half_pi * (mpfr(2) ** int(e) + int(j))) for e, j in zip(rng.integers(20, 1000, n // 5), rng.integers(0, 999, n // 5))]))
    return onp.concatenate(parts)


@quiet_oracle
def pairs_f64(count, seed=1):
    rng, n = onp.random.default_rng(seed), count // 5
    x = onp.exp(rng.uniform(-700, 700, n))
    near_one = 1 + rng.uniform(-0.035, 0.035, n)
    tiny = 1 + rng.choice([-1, 1], n) * 2.0 ** rng.uniform(-50, -5, n)
    bits = rng.integers(0, 1 << 63, n, "u8").view("f8")
    xs = [x, near_one, tiny, rng.uniform(0.01, 10, n), bits]
    ys = [rng.uniform(-740, 709, n) / onp.log(x), rng.uniform(-740, 709, n) / onp.log(near_one), rng.uniform(-740, 709, n) / onp.log(tiny),
          rng.uniform(-10, 10, n), rng.uniform(-1.5, 1.5, n)]
    x, y = onp.concatenate(xs), onp.concatenate(ys)
    good = onp.isfinite(x) & onp.isfinite(y)
    return x[good], y[good]


def mpfr_value(name, *args):
    if name in ("sin", "cos"):  # cancellation: enough bits for the largest arguments
        with gmpy2.context(precision=200 + max(0, math.frexp(args[0])[1])):
            return MPFR[name](mpfr(args[0]))
    return MPFR[name](*[mpfr(a) for a in args])


def measure_f64(name, count=100_000, seed=1):
    args = pairs_f64(count, seed) if name == "power" else (points_f64(name, count, seed),)
    ours, worst = quiet(getattr(np, name), *args), (0.0, None)
    for y, *x in zip(ours.tolist(), *[a.tolist() for a in args]):
        error = ulps_f64(y, mpfr_value(name, *x))
        if error > worst[0]:
            worst = (error, tuple(x) if len(x) > 1 else x[0])
    return worst


# ---- narrow floats: all inputs, correctly rounded or not ----

@quiet_oracle
def narrow_values(dtype):
    """All bit patterns of a narrow dtype, and their values."""
    item = np.dtype(dtype).itemsize
    bits = onp.arange(1 << (8 * item), dtype=f"u{item}")
    with np.errstate(all="ignore"):
        return bits, onp.asarray(np.asarray(bits).view(dtype).astype("float64"))


def nearest(exact, table, patterns):
    """Bit pattern of the table's value nearest to an MPFR number, ties to the even pattern; table is sorted."""
    k = int(onp.searchsorted(table, float(exact)))  # float() may round across a value, so both sides are looked at
    best = None
    for j in range(max(k - 2, 0), min(k + 2, len(table))):
        d = abs(mpfr(table[j]) - exact)
        if best is None or d < best[0] or (d == best[0] and patterns[j] % 2 == 0):
            best = (d, j)
    return best[1]


def measure_narrow(name, dtype):
    """How many of all inputs give a result that is not the correctly rounded one."""
    bits, values = narrow_values(dtype)
    ours = onp.asarray(quiet_narrow(name, bits, dtype))
    finite = onp.isfinite(values)
    order = onp.argsort(values[finite], kind="stable")
    table, patterns = values[finite][order], bits[finite][order]
    top = mpfr(table[-1])
    half_step = (top - mpfr(table[-2])) / 2  # beyond the largest number by half a step: infinity (NaN where there is none)
    wrong = 0
    for x, y in zip(values.tolist(), ours.tolist()):
        exact = mpfr_value(name, x) if not math.isinf(x) or name not in ("sin", "cos") else mpfr("nan")
        if gmpy2.is_nan(exact):
            wrong += not math.isnan(y)
        elif abs(exact) >= top + half_step and not (abs(exact) == top + half_step and patterns[-1] % 2 == 0):
            wrong += math.isfinite(y)
        elif exact == 0:
            wrong += y != 0
        else:
            wrong += y != table[nearest(exact, table, patterns)]
    return wrong, len(bits)


def quiet_narrow(name, bits, dtype):
    with np.errstate(all="ignore"):
        return getattr(np, name)(np.asarray(bits).view(dtype)).astype("float64")


# ---- report ----

HEADER = """# Accuracy of the elementary functions

The largest error found, in units in the last place (ULP) of the result's dtype; 0.5 is correct rounding, at most 1 is
promised for float32 and float64, correct rounding for the narrower floats. Results are the same bits on every
instruction-set tier. longdouble and complex are the C library's.

Made by `{command}` on {machine}.

| function | float32: ULP | at | float64: ULP | at | float16, bfloat16, float8_e4m3fn: wrongly rounded inputs |
|---|---|---|---|---|---|
"""

FOOTER = """
float32: {f32} against float64. float64: {f64:,} points a function, random and near the places where reductions and
tables change, against MPFR with 200 bits. Narrow floats: all inputs, against MPFR. power: {f32_pairs} pairs in float32,
{f64:,} in float64; float16 and its kin are computed as float64 and rounded once. A repeated exponent of 2, 3, -1, -2 or
0.5 takes a short cut, held to 1 ULP by `tests/c/test_math.c`.
"""


def show(x):
    return ", ".join(f"{v:.9g}" for v in x) if isinstance(x, tuple) else f"{x:.17g}"


def report(exhaustive, count, points):
    rows = []
    for name in [*UNARY, "power"]:
        f32 = measure_f32_power(count) if name == "power" else measure_f32(name, exhaustive, count)
        f64 = measure_f64(name, points)
        narrow = "" if name == "power" else ", ".join("{} of {:,}".format(*measure_narrow(name, d)) for d in NARROW)
        rows.append(f"| {name} | {f32[0]:.3f} | {show(f32[1])} | {f64[0]:.3f} | {show(f64[1])} | {narrow} |")
        print(rows[-1], flush=True)
    return "\n".join(rows) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--exhaustive", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--count", type=int, default=20_000_000, help="float32 samples of a function")
    parser.add_argument("--points", type=int, default=100_000, help="float64 points of a function")
    options = parser.parse_args()
    rows = report(options.exhaustive, options.count, options.points)
    if options.write:
        command = "python tools/accuracy.py " + " ".join(sys.argv[1:])
        head = HEADER.format(command=command, machine=f"{platform.machine()}, glibc {os.confstr('CS_GNU_LIBC_VERSION').split()[-1]}")
        foot = FOOTER.format(f32="all 2^32 inputs" if options.exhaustive else f"{options.count:,} inputs", f64=options.points, f32_pairs=f"{options.count:,}")
        (ROOT / "docs/accuracy.md").write_text(head + rows + foot)


if __name__ == "__main__":
    main()
