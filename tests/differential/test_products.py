"""matmul, dot, inner and vdot against the oracle: dtypes, dimensions, layouts, out=, errors.

Elements are small non-zero integers, so that every sum is exact and results must have equal bits whatever the order of adding.
"""
import numpy as onp
import pytest

import pyndarray as np

from . import harness as h

LAYOUTS = [layout for layout in h.LAYOUTS if layout != "broadcast"]


@pytest.fixture(scope="module")
def rng():
    return onp.random.default_rng(h.seed())


def operand(rng, dtype, shape):
    """A pair of arrays in a random layout, holding small numbers."""
    o, x = h.lay_out(rng, dtype, shape, str(rng.choice(LAYOUTS)))
    numbers = rng.choice([-2, -1, 1, 2, 3], size=shape)
    if o.dtype.kind in "bu":
        numbers = abs(numbers)
    numbers = numbers.astype(o.dtype.newbyteorder("="))
    if o.dtype.kind == "c":
        numbers += (1j * rng.choice([-1, 1, 2], size=shape)).astype(numbers.dtype)
    o.flags.writeable = x.flags.writeable = True
    o[...] = numbers
    x[...] = np.asarray(h.base_pair(numbers)[1])
    return o, x


def dtypes(rng):
    a = str(rng.choice(h.DTYPES))
    return a, a if rng.integers(0, 3) else str(rng.choice(h.DTYPES))


def length(rng):
    return int(rng.choice([0, 1, 1, 2, 3, 4, 5, 9, 17]))


def matmul_shapes(rng):
    m, k, n = length(rng), length(rng), length(rng)
    batch = tuple(int(b) for b in rng.integers(0, 4, int(rng.integers(0, 3))))
    other = tuple(b if rng.integers(0, 3) else 1 for b in batch)[int(rng.integers(0, len(batch) + 1)):]
    a = (k,) if rng.integers(0, 6) == 0 else batch + (m, k)
    b = (k,) if rng.integers(0, 6) == 0 else other + (k, n)
    if rng.integers(0, 15) == 0:
        b = b + (2,)
    return a, b


def dot_shapes(rng, inner):
    k = length(rng)
    a = tuple(int(v) for v in rng.integers(0, 4, int(rng.integers(0, 3)))) + (k,)
    b = tuple(int(v) for v in rng.integers(0, 4, int(rng.integers(0, 3))))
    b = b + (k,) if inner or not b else b[:-1] + (k, b[-1])
    spoiled = rng.integers(0, 12)
    return (a if spoiled else a + (2,)), (b if spoiled != 1 else ())


CASES = {"matmul": matmul_shapes, "dot": lambda rng: dot_shapes(rng, False), "inner": lambda rng: dot_shapes(rng, True)}


@pytest.mark.parametrize("name", CASES)
def test_products(name, rng):
    n, out = h.case_count(2500), []
    f, g = getattr(np, name), getattr(onp, name)
    for _ in range(n):
        da, db = dtypes(rng)
        sa, sb = CASES[name](rng)
        (oa, xa), (ob, xb) = operand(rng, da, sa), operand(rng, db, sb)
        layout = oa.size > 0 and ob.size > 0  # fresh empty arrays have steps of their own
        out.append(h.check(f"{name}({h.describe(oa)}, {h.describe(ob)})", lambda: f(xa, xb), lambda: g(oa, ob), layout=layout))
    h.assert_none(out, n)


def test_vdot(rng):
    n, out = h.case_count(600), []
    for _ in range(n):
        da, db = dtypes(rng)
        shape = tuple(int(v) for v in rng.integers(1, 5, int(rng.integers(0, 4))))
        other = shape[::-1] if rng.integers(0, 2) else (int(onp.prod(shape)) + int(rng.integers(0, 8) == 0),)
        (oa, xa), (ob, xb) = operand(rng, da, shape), operand(rng, db, other)
        out.append(h.check(f"vdot({h.describe(oa)}, {h.describe(ob)})", lambda: np.vdot(xa, xb), lambda: onp.vdot(oa, ob)))
    h.assert_none(out, n)


@pytest.mark.parametrize("name", ["matmul", "dot"])
def test_out(name, rng):
    n, out = h.case_count(600), []
    f, g = getattr(np, name), getattr(onp, name)
    for _ in range(n):
        m, k, p = length(rng), length(rng), length(rng)
        dtype = str(rng.choice(h.DTYPES))
        (oa, xa), (ob, xb) = operand(rng, dtype, (m, k)), operand(rng, dtype, (k, p))
        (oo, xo) = operand(rng, dtype if rng.integers(0, 4) else str(rng.choice(h.DTYPES)), (m, p) if rng.integers(0, 8) else (m, p + 1))
        if rng.integers(0, 5) == 0 and m == k == p:
            oo, xo = oa, xa  # the product overwrites an operand
        label = f"{name}({h.describe(oa)}, {h.describe(ob)}, out={h.describe(oo)})"
        found = h.check(label, lambda: f(xa, xb, out=xo), lambda: g(oa, ob, out=oo), layout=False)  # what `out` has
        out.append(found or (h.values_differ(h.to_oracle(xo), oo, "bits") and f"{label}: out differs"))
    h.assert_none(out, n)


def test_out_is_returned():
    a, out = np.ones((2, 2)), np.zeros((2, 2))
    assert np.dot(a, a, out=out) is out and np.matmul(a, a, out=out) is out
    assert out.tolist() == [[2, 2], [2, 2]]


@pytest.mark.parametrize("a, b", [(2, 3), (2, [1, 2]), ([1.5, 2], 2), (True, [True, False]), ([[1, 2], [3, 4]], (5, 6)), ([], []), (2j, 3)])
def test_python_operands(a, b):
    for name in ("dot", "inner", "vdot", "matmul"):
        assert not h.check(f"{name}({a!r}, {b!r})", lambda: getattr(np, name)(a, b), lambda: getattr(onp, name)(a, b))


def test_messages():
    for a, b in [((2, 3), (4,)), ((2, 3), (4, 5, 6)), ((3,), (2,))]:
        with pytest.raises(ValueError) as mine:
            np.dot(np.ones(a), np.ones(b))
        with pytest.raises(ValueError) as theirs:
            onp.dot(onp.ones(a), onp.ones(b))
        assert str(mine.value) == str(theirs.value)


def test_small_floats_round_once():
    a = np.array([2048] + [1] * 300, dtype="float16")
    assert float(np.dot(a, np.ones(301, dtype="float16"))) == 2348
    b = np.array([256] + [1] * 300, dtype="bfloat16")
    assert float(np.dot(b, np.ones(301, dtype="bfloat16"))) == 556
    assert (np.ones((2, 3), "float8_e4m3fn") @ np.ones((3, 2), "float8_e4m3fn")).tolist() == [[3, 3], [3, 3]]


def test_invalid_is_reported():
    with pytest.warns(RuntimeWarning, match="invalid value encountered in dot"):
        np.dot(np.array([float("inf")]), np.array([0.0]))
