"""Minimax polynomials for the elementary functions, with coefficients that are floats or doubles from the start.

    python tools/minimax.py            # prints every polynomial of csrc/kernels/elementary with its error
    python tools/minimax.py exp_f32    # one of them
    python tools/minimax.py --check    # the headers have these coefficients

Method: best approximation on a dense set of points by Stiefel's exchange, i.e. the dual simplex (E. W. Cheney,
Introduction to Approximation Theory, 1966, chapter 2), in multiple precision.  Coefficients are then rounded one at a time, lowest power first, and the others are fitted again
around the rounded one, which keeps the error near the optimum (the idea of Brisebarre and Chevillard's fpminimax, ARITH
18, 2007, without its lattice step).
"""
import sys
from pathlib import Path

from mpmath import mp, mpf

mp.prec = 300


def _round(value, bits):
    with mp.workprec(bits):
        return +mpf(value)


def minimax(rows, target):
    """Coefficients c that minimise max_j |sum_k rows[j][k] c_k - target[j]|, and that maximum."""
    n, m = len(rows[0]), len(rows)
    chosen = [min(m - 1, (2 * i + 1) * m // (2 * (n + 1))) for i in range(n + 1)]
    null = _null_vector([rows[j] for j in chosen])
    signs = [1 if v >= 0 else -1 for v in null]
    share = [abs(v) / sum(abs(u) for u in null) for v in null]
    for _ in range(400):
        # Levelled solution on the n + 1 chosen points: rows c + sign * h = target.
        a = mp.matrix(n + 1, n + 1)
        for i, (j, s) in enumerate(zip(chosen, signs)):
            for k in range(n):
                a[i, k] = rows[j][k]
            a[i, n] = s
        solution = mp.lu_solve(a, mp.matrix([target[j] for j in chosen]))
        c, level = [solution[k] for k in range(n)], solution[n]
        errors = [t - sum(x * y for x, y in zip(row, c)) for row, t in zip(rows, target)]
        worst = max(range(m), key=lambda j: abs(errors[j]))
        if abs(errors[worst]) <= level * mpf("1.00001"):
            break
        # The worst point enters; the dual ratio test says which one leaves.
        s = 1 if errors[worst] > 0 else -1
        d = mp.lu_solve(a.T * mp.diag(signs), mp.matrix([s * x for x in rows[worst]] + [1]))
        leave = min((i for i in range(n + 1) if d[i] > 0), key=lambda i: share[i] / d[i])
        step = share[leave] / d[leave]
        share = [v - step * d[i] for i, v in enumerate(share)]
        chosen[leave], signs[leave], share[leave] = worst, s, step
    return c, max(abs(e) for e in errors)


def _null_vector(rows):
    """v with sum_i v_i rows[i] = 0 for n + 1 rows of length n."""
    n = len(rows[0])
    a = mp.matrix(n, n)
    for i in range(n):
        for k in range(n):
            a[k, i] = rows[i][k]
    v = mp.lu_solve(a, mp.matrix([-x for x in rows[n]]))
    return [v[i] for i in range(n)] + [mpf(1)]


def fit(target, weight, lo, hi, powers, bits):
    """Coefficients of sum c_k x**powers[k], c_k rounded to bits[k] bits, and the maximal weighted error."""
    lo, hi = mpf(lo), mpf(hi)
    size = 40 * (len(powers) + 1) + 1 # odd, so that no point is 0 on a symmetric interval
    grid = [(lo + hi) / 2 - (hi - lo) / 2 * mp.cos(mp.pi * k / size) for k in range(size + 1)]
    weights, values = [weight(x) for x in grid], [target(x) for x in grid]
    fixed = []
    for k in range(len(powers)):
        rest = [w * (v - sum(c * x ** p for c, p in zip(fixed, powers))) for x, w, v in zip(grid, weights, values)]
        c, worst = minimax([[w * x ** p for p in powers[k:]] for x, w in zip(grid, weights)], rest)
        fixed.append(_round(c[0], bits[k]))
    worst = max(abs(w * (v - sum(c * x ** p for c, p in zip(fixed, powers)))) for x, w, v in zip(grid, weights, values))
    return fixed, worst


def hexfloat(c, single):
    text = float(c).hex()
    mantissa, exponent = text.split("p")
    mantissa = mantissa.rstrip("0") if "." in mantissa else mantissa
    return f"{mantissa.rstrip('.')}p{exponent}{'f' if single else ''}"


# ---- The polynomials and tables of csrc/kernels/elementary ----

HALF_LN2 = mp.log(2) / 2 * mpf("1.0001")
SQRT_HALF = mp.sqrt(mpf(1) / 2)
POW_C = [mpf(k) / 64 for k in (64, 60, 57, 54, 51, 49, 46, 44, 43, 41, 39, 38, 37, 35, 34, 33)]
POW_R = mpf("0.0344")


def sine(s):
    return (mp.sin(mp.sqrt(s)) / mp.sqrt(s) - 1) / s


def sine_weight(s):
    return s * mp.sqrt(s) / mp.sin(mp.sqrt(s))


def cosine(s):
    return (mp.cos(mp.sqrt(s)) - 1 + s / 2) / s ** 2


def atanh_series(z):
    return (mp.log((1 + mp.sqrt(z)) / (1 - mp.sqrt(z))) / mp.sqrt(z) - 2) / z


ATANH_LIMIT = ((mp.sqrt(2) - 1) / (mp.sqrt(2) + 1)) ** 2 * mpf("1.0001")

# name: (header, function, weight, interval, number of coefficients, bits)
POLYNOMIALS = {
    "exp_f32": ("exp_log_f32.h", lambda x: (mp.exp(x) - 1 - x) / x ** 2, lambda x: x * x / mp.exp(x), (-HALF_LN2, HALF_LN2), 5, 24),
    "log_f32": ("exp_log_f32.h", lambda x: (mp.log1p(x) - x + x * x / 2) / x ** 3, lambda x: x ** 3 / mp.log1p(x),
                (SQRT_HALF - 1 - mpf(2) ** -20, 2 * SQRT_HALF - 1 + mpf(2) ** -20), 8, 24),
    "sin_f32": ("trig_f32.h", sine, sine_weight, (mpf(10) ** -6, mpf("0.80") ** 2), 3, 24),
    "cos_f32": ("trig_f32.h", cosine, lambda s: s * s / mp.cos(mp.sqrt(s)), (mpf(10) ** -6, mpf("0.80") ** 2), 3, 24),
    "exp_f64": ("exp_log_f64.h", lambda x: (mp.exp(x) - 1 - x) / x ** 2, lambda x: x * x / mp.exp(x), (-HALF_LN2, HALF_LN2), 10, 53),
    "log_f64": ("exp_log_f64.h", atanh_series, lambda z: z / 2, (mpf(10) ** -8, ATANH_LIMIT), 7, 53),
    "sin_f64": ("trig_f64.h", sine, sine_weight, (mpf(10) ** -8, mpf("0.7855") ** 2), 6, 53),
    "cos_f64": ("trig_f64.h", cosine, lambda s: s * s / mp.cos(mp.sqrt(s)), (mpf(10) ** -8, mpf("0.7855") ** 2), 6, 53),
    "tanh_f64": ("tanh_f64.h", lambda x: (mp.exp(x) - 1 - x - x * x / 2) / x ** 3, lambda x: x ** 3 / mp.expm1(x), (-HALF_LN2, HALF_LN2), 10, 53),
    "pow_log": ("pow.h", lambda r: (mp.log1p(r) - r + r * r / 2) / r ** 3, lambda r: r ** 3 / mp.log1p(r), (-POW_R, POW_R), 10, 53),
    "pow_log2": ("pow.h", lambda r: mp.log1p(r) / r / mp.log(2), lambda r: r / mp.log1p(r), (-POW_R, POW_R), 7, 53),
    "pow_exp2": ("pow.h", lambda f: mpf(2) ** f, lambda f: mpf(2) ** -f, (mpf("-0.5001"), mpf("0.5001")), 8, 53),
}


def polynomial(name):
    header, target, weight, (lo, hi), n, bits = POLYNOMIALS[name]
    c, worst = fit(target, weight, lo, hi, list(range(n)), [bits] * n)
    print(f"{name}: maximal relative error 2^{float(mp.log(worst, 2)):.2f}")
    text = [hexfloat(x, bits == 24) for x in c]
    for k, x in enumerate(text):
        print(f"    x^{k:<2} {x}")
    return header, text


def pow_tables():
    """-log(c) as a multiple of 2^-42 and a rest, -log2(c)."""
    high = [mp.nint(-mp.log(c) * mpf(2) ** 42) / mpf(2) ** 42 for c in POW_C]
    tables = [POW_C, high, [_round(-mp.log(c) - h, 53) for c, h in zip(POW_C, high)], [_round(-mp.log(c, 2), 53) for c in POW_C]]
    text = [[hexfloat(x, False) for x in row] for row in tables]
    print("pow_tables:", *(", ".join(row) for row in text), sep="\n    ")
    return "pow.h", [x for row in text for x in row]


def nearly_float(f, centre, width):
    """A float near the centre whose image is nearly a float (Gal), and the image."""
    step = mpf(2) ** -20 * width * mpf("0.7")
    best = None
    for k in range(4000):
        x = _round(centre + (-1) ** k * (k // 2) * step, 24)
        image = _round(f(x), 24)
        error = abs(image - f(x)) / abs(f(x))
        if best is None or error < best[0]:
            best = (error, x, image)
    return best[1:]


def tanh_row(k, lo, hi, degree=7):
    """Centre and coefficients of interval k of tanh_f32; the first one is x + x q(x) with q(0) = 2^-31."""
    if k == 0:
        centre, c, first = mpf(0), [mpf(0), mpf(2) ** -31], 2
        grid = [hi * j / 200 for j in range(1, 201)]
    else:
        middle = (lo + hi) / 2 if k < 15 else 25 * mp.log(2) / 2  # the last: 1 - 2^-24
        centre, value = nearly_float(mp.tanh, middle, hi - lo)
        c, first = [value], 1
        grid = [(lo - centre) + (hi - lo) * j / 200 for j in range(201)]
    scale = [mp.tanh(centre + t) for t in grid] if k else grid
    target = [mp.tanh(centre + t) - (0 if k else t) for t in grid]
    for p in range(first, degree + 1):
        rest = [(v - sum(a * t ** q for q, a in enumerate(c))) / w for t, v, w in zip(grid, target, scale)]
        solution, _ = minimax([[t ** q / w for q in range(p, degree + 1)] for t, w in zip(grid, scale)], rest)
        c.append(_round(solution[0], 24))
    worst = max(abs((v - sum(a * t ** q for q, a in enumerate(c))) / w) for t, v, w in zip(grid, target, scale))
    return [centre, *c], worst


def tanh_f32():
    edges = [mpf(0)] + [mpf(2) ** e * m for e in range(-4, 4) for m in (1, mpf("1.5"))][:15] + [mpf("9.03")]
    rows, worst = zip(*(tanh_row(k, edges[k], edges[k + 1]) for k in range(16)))
    text = [[hexfloat(row[j], True) for row in rows] for j in range(9)]
    print(f"tanh_f32: maximal relative error 2^{float(mp.log(max(worst), 2)):.2f}")
    for j, row in enumerate(text):
        print("    centres" if j == 0 else f"    t^{j - 1}", ", ".join(row))
    return "tanh_f32.h", [x for row in text for x in row]


TABLES = {"pow_tables": pow_tables, "tanh_f32": tanh_f32}


def main(names, check):
    for name in names or [*POLYNOMIALS, *TABLES]:
        header, text = polynomial(name) if name in POLYNOMIALS else TABLES[name]()
        if check:
            source = (Path(__file__).resolve().parent.parent / "csrc/kernels/elementary" / header).read_text()
            missing = [x for x in text if x.replace("+", "") not in source.replace("p+", "p")]
            if missing:
                sys.exit(f"{header} does not have {', '.join(missing)}")


if __name__ == "__main__":
    main([a for a in sys.argv[1:] if a != "--check"], "--check" in sys.argv)
