"""fromstring, logspace and geomspace, isclose, allclose and nan_to_num against the oracle: drawn operands of every dtype and layout."""
import random

import numpy as onp
import pytest

import pyndarray as np

from . import harness

# ---- fromstring ---------------------------------------------------------------------------------------------------------

TEXTS = ["1 2 3", "1,2,3", " 1 , 2 ,3 ", "1,,2", "1 2 3 ", "1, 2, 3,", "", "x", "1 x", "nan inf -inf", "1e3 .5 5.", "1_0", "+5 -5", "1+2j 3j", "True False",
         "1.5 2", "100 -1", "1+2j 3j 4", "1e3", "1xx2xx3", "1 x 2x3", "1a2", "1\n2\t3", "1\0002", "1-2", "\u00e9", "1e400", "-0.0 3", "1.1 2.2 3.3", "infinity",
         "1e", "1+", "1+2", "1j", "1 2 3 4 5 6 7 8 9 " * 20]


@pytest.mark.parametrize("dtype", ["f8", "i8", "i1", "u1", "f4", "c16", "g", "?", "f2", "u8", "F"])
def test_fromstring(dtype):
    bad = []
    odd = {"u": "+", "c": "12", "F": "12"}.get(dtype[0], "")  # NumPy refuses a plus of unsigned integers, and reads 1-2 as a complex number
    for text in [t for t in TEXTS if not odd or not (odd in t or (odd == "12" and t in ("1-2", "1+2")))]:
        for sep in (" ", ",", ", ", "xx", " x ", "a ", "\n"):
            for count in (-1, 0, 1) if text else (-1, 0):
                for given in (text, text.encode()):
                    bad.append(harness.check(f"{text!r} {sep!r} {count}", lambda: np.fromstring(given, dtype, count, sep=sep),
                                             lambda: onp.fromstring(given, dtype, count, sep=sep), layout=bool(text)))
    harness.assert_none(bad, len(bad))


def test_fromstring_differs():
    """Row fromstring-range, and arguments."""
    assert np.fromstring("1 2", ">i4", sep=" ").tolist() == [1, 2] and np.fromstring("  ", sep=" ").size == 0
    assert np.fromstring("1+2j", "G", sep=" ").tolist() == [1 + 2j]
    for text, kw, error in [("300", {"dtype": "i1"}, OverflowError), ("-1", {"dtype": "u1"}, ValueError), ("1 2", {"count": 3}, ValueError)]:
        with pytest.raises(error):
            np.fromstring(text, sep=" ", **kw)
    for args, kw, error in [(("1",), {}, TypeError), (("1",), {"sep": ""}, ValueError), (("1",), {"sep": 5}, TypeError), ((5,), {"sep": " "}, TypeError)]:
        with pytest.raises(error):
            np.fromstring(*args, **kw)


# ---- isclose, allclose, nan_to_num -----------------------------------------------------------------------------------------

CLOSE_DTYPES = ["float32", "float64", "longdouble", "complex64", "complex128", "clongdouble", "float16", "int8", "uint64", "bool"]


@pytest.mark.parametrize("dtype", CLOSE_DTYPES)
def test_close(dtype):
    """Both operands of one dtype, near one another; mixed dtypes differ in the rounding of the tolerance (row isclose-steps)."""
    rng, failures = onp.random.default_rng([harness.seed(), *dtype.encode()]), []
    total = harness.case_count(400)
    for _ in range(total):
        shape = harness.SHAPES[int(rng.integers(0, len(harness.SHAPES)))]
        o, x = harness.lay_out(rng, dtype, shape, str(rng.choice(["c", "f", "reversed", "strided", "unaligned", "swapped"])))
        with onp.errstate(all="ignore"):
            near = onp.array(o)
            if dtype != "bool":
                near = (near * rng.choice([1, 1 + 1e-6, 1 + 1e-3, 1 - 1e-4], near.shape)).astype(dtype)
        if rng.integers(0, 4) == 0 and near.ndim:
            near = near[..., :1]
        y, z = harness.base_pair(onp.ascontiguousarray(near).reshape(near.shape))
        kw = {} if rng.integers(0, 2) else {"rtol": float(rng.choice([0, 1e-3, 0.1, 1])), "atol": rng.choice([0, 1e-3, 1]).item(),
                                            "equal_nan": bool(rng.integers(0, 2))}
        label = f"isclose {dtype} {harness.describe(o)} {harness.describe(y)} {kw}"
        failures.append(harness.check(label, lambda: np.isclose(x, z, **kw), lambda: onp.isclose(o, y, **kw), layout=False))
        failures.append(harness.check("all" + label[2:], lambda: np.allclose(x, z, **kw), lambda: onp.allclose(o, y, **kw)))
    harness.assert_none(failures, 2 * total)


@pytest.mark.parametrize("name", ["logspace", "geomspace"])
def test_sequences(name):
    """Values are a power's, or a power of a logarithm's: near the oracle's."""
    r, failures, total = random.Random(f"{harness.seed()} {name}"), [], harness.case_count(400)
    for _ in range(total):
        ends = [r.choice([-3, -1, 1, 2, 5.5, 1 + 1j, [1, 2.5], [[-1], [3]]]) for _ in range(2)]
        kw = {"num": r.choice([0, 1, 2, 5, 20]), "endpoint": r.random() < 0.7, "dtype": r.choice([None, None, "f8", "f4", "c16"]), "axis": r.choice([0, 0, -1, 1])}
        if name == "logspace" and r.random() < 0.4:
            kw["base"] = r.choice([2, 2.5, [2.0, 10.0]])
        call = lambda m: getattr(m, name)(*ends, **kw)  # noqa: E731
        failures.append(harness.check(f"{name} {ends} {kw}", lambda: call(np), lambda: call(onp), "relative(2e-6)" if kw["dtype"] == "f4" else "relative(4e-14)",
                                      layout=False))
    harness.assert_none(failures, total)


@pytest.mark.parametrize("dtype", harness.DTYPES)
def test_nan_to_num(dtype):
    rng, failures = onp.random.default_rng([harness.seed(), 7, *dtype.encode()]), []
    total = harness.case_count(150)
    for _ in range(total):
        shape = harness.SHAPES[int(rng.integers(0, len(harness.SHAPES)))]
        o, x = harness.lay_out(rng, dtype, shape, str(rng.choice(harness.LAYOUTS)))
        kw = {} if rng.integers(0, 2) else {"nan": float(rng.choice([0, 5, -100])), "posinf": rng.choice([None, 7, 100]), "neginf": rng.choice([None, -7, 100])}
        label = f"nan_to_num {harness.describe(o)} {kw}"
        failures.append(harness.check(label, lambda: np.nan_to_num(x, **kw), lambda: onp.nan_to_num(o, **kw)))
    harness.assert_none(failures, total)


@pytest.mark.parametrize("dtype", harness.DTYPES)
def test_angle(dtype):
    rng, failures = onp.random.default_rng([harness.seed(), 8, *dtype.encode()]), []
    total = harness.case_count(100)
    for _ in range(total):
        shape = harness.SHAPES[int(rng.integers(0, len(harness.SHAPES)))]
        o, x = harness.lay_out(rng, dtype, shape, str(rng.choice(harness.LAYOUTS)))
        deg = bool(rng.integers(0, 2))
        failures.append(harness.check(f"angle {dtype} {shape} {deg}", lambda: np.angle(x, deg), lambda: onp.angle(o, deg), "ulp(2)", layout=False))
    harness.assert_none(failures, total)
