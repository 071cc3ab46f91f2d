"""Elementary functions: errors against MPFR and float64, special values, warnings and types against the oracle.

Bits on every tier, layouts and all float16 inputs: tests/c/test_math.c.  Larger samples: tools/accuracy.py.
"""
import importlib.util
import warnings
from pathlib import Path

import numpy as onp
import pytest

import pyndarray as np

spec = importlib.util.spec_from_file_location("pnd_accuracy", Path(__file__).resolve().parents[2] / "tools/accuracy.py")
accuracy = importlib.util.module_from_spec(spec)
spec.loader.exec_module(accuracy)

UNARY = ["sqrt", "exp", "log", "tanh", "sin", "cos"]
FLOATS, COMPLEX = "efdg", "FDG"


@pytest.mark.parametrize("name", UNARY)
def test_float32_is_within_one_ulp(name):
    error, at = accuracy.measure_f32(name, count=1 << 20)
    assert error <= 1, at


@pytest.mark.parametrize("name", [*UNARY, "power"])
def test_float64_is_within_one_ulp(name):
    error, at = accuracy.measure_f64(name, 2500, seed=3)
    assert error <= 1, at


def test_float32_power_is_within_one_ulp():
    error, at = accuracy.measure_f32_power(1 << 20)
    assert error <= 1, at


@pytest.mark.parametrize("name", UNARY)
def test_float8_is_correctly_rounded(name):
    assert accuracy.measure_narrow(name, "float8_e4m3fn") == (0, 256)


def outcome(function, *args):
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        try:
            value = onp.asarray(function(*args))
        except Exception as e:
            return type(e).__name__, str(e), None
    return value.dtype.name, sorted(str(w.message).replace("scalar ", "") for w in seen), value


def same(a, b):
    """Equal or 2 ULP apart (the oracle's longdouble and complex are the C library's, as ours are); equal signs of zeros."""
    with onp.errstate(all="ignore"):
        near = onp.abs(a - b) <= onp.abs(a) * onp.finfo(a.dtype).eps * 2
    signs = onp.signbit(a.real) == onp.signbit(b.real)
    return bool(onp.all(onp.isnan(a) & onp.isnan(b) | ((a == b) | near) & (signs | onp.isnan(a.real))))


SPECIAL = [0.0, -0.0, 1, -1, 0.5, -0.5, 2, 3, -3, 1e-5, 700, -700, 1e4, -1e4, onp.inf, -onp.inf, onp.nan, 1e-310, 88, 11, -8, 65504, 1e300]


@pytest.mark.parametrize("char", FLOATS + COMPLEX)
@pytest.mark.parametrize("name", UNARY)
def test_special_values_and_warnings(name, char):
    points = [complex(a, b) for a in SPECIAL for b in SPECIAL] if char in COMPLEX else SPECIAL
    with onp.errstate(all="ignore"):
        points = onp.array(points).astype(char)
    for v in points:
        x = onp.array([v] * 5)
        theirs, ours = outcome(getattr(onp, name), x), outcome(getattr(np, name), np.asarray(x))
        assert ours[:2] == theirs[:2], (name, v)
        assert same(theirs[2], ours[2]), (name, v, theirs[2][0], ours[2][0])


POWERS = [0.0, -0.0, 1, -1, 0.5, -0.5, 2, 3, -3, 2.5, 10, -10, onp.inf, -onp.inf, onp.nan, 1e-5, 1e4, 100]


@pytest.mark.parametrize("char", FLOATS + COMPLEX)
def test_powers_of_special_values(char):
    parts = [0.0, -0.0, 1, -1, 2, -3, 0.5, 2.5, onp.inf, onp.nan]
    with onp.errstate(all="ignore"):
        points = onp.array([complex(a, b) for a in parts for b in (0.0, 1, -2, onp.inf)] if char in COMPLEX else POWERS).astype(char)
    for u in points:
        for v in points:
            for exponent in (onp.array(v), onp.array([v] * 5)):
                x = onp.array([u] * 5)
                theirs, ours = outcome(onp.power, x, exponent), outcome(np.power, np.asarray(x), np.asarray(exponent))
                if u in (-onp.inf, 0) and v == 0.5 and exponent.ndim == 0:
                    continue  # docs/differences.md, power-half
                if u == 0 and v == -onp.inf:
                    theirs = (theirs[0], [], theirs[2])  # power-flags
                assert ours[:2] == theirs[:2], (u, v, exponent.ndim)
                assert same(theirs[2], ours[2]), (u, v, exponent.ndim, theirs[2][0], ours[2][0])


@pytest.mark.parametrize("char", "bBhHiIlLqQ?")
def test_integer_powers(char):
    x, y = onp.arange(-5, 6).astype(char), onp.arange(0, 11).astype(char)
    for exponent in (y, onp.array(7).astype(char), onp.array(0).astype(char), y[::-1]):
        theirs, ours = outcome(onp.power, x, exponent), outcome(np.power, np.asarray(x), np.asarray(exponent))
        assert ours[:2] == theirs[:2]
        onp.testing.assert_array_equal(ours[2], theirs[2])
    if char in "bhilq":
        for exponent in (-1, onp.array([2, -1, 3] * 3 + [0, 0]).astype(char)):
            theirs, ours = outcome(onp.power, x, exponent), outcome(np.power, np.asarray(x), exponent if isinstance(exponent, int) else np.asarray(exponent))
            assert ours == theirs
            assert ours[0] == "ValueError"


def test_types():
    """The loops of each function, in the oracle's order where the oracle has them."""
    for name in [*UNARY, "power"]:
        theirs = list(dict.fromkeys(getattr(onp, name).types))
        ours = [t for t in getattr(np, name).types if not set(t) & set("E45")]
        assert ours == theirs, name


def test_integers_go_to_floats():
    for char in "?bBhHiIlLqQ":
        x = onp.arange(1, 6).astype(char)
        for name in UNARY:
            theirs, ours = outcome(getattr(onp, name), x), outcome(getattr(np, name), np.asarray(x))
            assert ours[:2] == theirs[:2], (name, char)
            assert onp.abs(ours[2] - theirs[2]).max() <= onp.finfo(theirs[2].dtype).eps * 8


def test_repeated_exponents_agree_with_arrays_of_them():
    """The short cuts are within the last place of the general way, and within an ULP of the truth (tests/c)."""
    rng = onp.random.default_rng(5)
    for dtype in ("float32", "float64"):
        x = rng.standard_normal(2000).astype(dtype)
        for e in (2.0, 3.0, -1.0, -2.0, 0.5, 1.0, 0.0):
            with np.errstate(all="ignore"):
                one = onp.asarray(np.power(np.asarray(x), np.asarray(onp.array(e, dtype))))
                many = onp.asarray(np.power(np.asarray(x), np.asarray(onp.full(2000, e, dtype))))
            assert onp.array_equal(onp.isnan(one), onp.isnan(many))
            good = ~onp.isnan(one)
            assert (onp.abs(one[good] - many[good]) <= onp.spacing(onp.abs(one[good]))).all(), (dtype, e)


def test_reductions_into_another_dtype():
    """The loop is that of op(out, in, out=out)."""
    a = np.array([1000, -5, 3, 300], "i4")
    out = np.zeros((), "i1")
    assert np.maximum.reduce(a, out=out) is out and out == np.array(1000).astype("i1")
    with pytest.raises(TypeError):
        np.bitwise_xor.reduce(a.astype("i8"), out=np.zeros((), "u8"))
    assert np.bitwise_xor.reduce(a, out=np.zeros((), "i8")) == 1000 ^ -5 ^ 3 ^ 300
    big = np.array([2**53 + 1, 1], "u8")  # float64 stands between uint64 and int64
    assert np.add.accumulate(big, out=np.zeros(2, "i8")).tolist() == [2**53, 2**53]
    assert np.add.reduce(np.array([100, 100], "i1"), out=np.zeros((), "i1")) == -56
    with pytest.warns(np.exceptions.ComplexWarning):
        np.add.reduce(np.array([1j, 1]), out=np.zeros(()))
    z = np.sign(np.array([1.79e308 * (1 + 1j)]))
    assert abs(z - (1 + 1j) / 2**0.5).max() < 1e-15
