"""Minimax polynomials for the elementary functions, with coefficients that are floats or doubles from the start.

    python tools/minimax.py            # prints every polynomial of csrc/kernels/elementary with its error
    python tools/minimax.py exp_f32    # one of them

Method: best approximation on a dense set of points by Stiefel's exchange, i.e. the dual simplex (E. W. Cheney,
Introduction to Approximation Theory, 1966, chapter 2), in multiple precision.  Coefficients are then rounded one at a time, lowest power first, and the others are fitted again
around the rounded one, which keeps the error near the optimum (the idea of Brisebarre and Chevillard's fpminimax, ARITH
18, 2007, without its lattice step).
"""
import sys

from mpmath import mp, mpf

mp.prec = 200


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


def series(f, lo, hi, powers, weight, single=True):
    return lambda: fit(f, weight, lo, hi, powers, [24 if single else 53] * len(powers)) + (powers, single)


POLYNOMIALS = {}


def show(name):
    c, worst, powers, single = POLYNOMIALS[name]()
    print(f"{name}: maximal relative error 2^{float(mp.log(worst, 2)):.2f}")
    for p, value in zip(powers, c):
        print(f"    x^{p:<2} {hexfloat(value, single)}")


if __name__ == "__main__":
    for each in sys.argv[1:] or POLYNOMIALS:
        show(each)
