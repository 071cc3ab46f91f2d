"""Printing: what the oracle has no dtype for, options, formatters that misbehave, round trips."""
import random
import sys
import threading

import pytest

import pyndarray as np

SMALL = [t for t in ("bfloat16", "float8_e4m3fn", "float8_e5m2") if hasattr(np, t)]


def every(dtype):
    """Each value of a small dtype."""
    bits = np.dtype(dtype).itemsize * 8
    return np.arange(2**bits, dtype=f"u{bits // 8}").view(dtype)


@pytest.mark.parametrize("dtype", [*SMALL, "float16"])
def test_scalars_of_small_dtypes_read_back(dtype):
    a = every(dtype)
    step = 1 if a.itemsize == 1 else 7
    for x in a[::step]:
        text = str(x)
        y = np.array(float(text), dtype=dtype)[()]
        assert x != x and y != y or x == y, text
        assert repr(x) == f"np.{dtype}({text})"


@pytest.mark.parametrize("dtype", SMALL)
def test_small_dtypes_are_as_short_as_can_be(dtype):
    """No shorter decimal reads back as the same number."""
    for x in every(dtype)[:: 1 if np.dtype(dtype).itemsize == 1 else 101]:
        if not np.isfinite(x) or x == 0:
            continue
        digits = str(x).replace("-", "", 1).split("e")[0].replace(".", "").strip("0")
        for n in range(1, len(digits)):
            assert np.array(float(f"{float(x):.{n - 1}e}"), dtype=dtype)[()] != x


def test_small_arrays():
    assert repr(np.array([1.5, 2, -0.1], "bfloat16")) == "array([ 1.5,  2. , -0.1], dtype=bfloat16)"
    assert repr(np.array([448, 0.002, -1], "float8_e4m3fn")) == "array([ 4.5e+02,  2.0e-03, -1.0e+00], dtype=float8_e4m3fn)"
    assert str(np.array([1.5, float("nan")], "bfloat16")) == "[1.5 nan]"
    assert repr(np.zeros((0, 2), "bfloat16")) == "array([], shape=(0, 2), dtype=bfloat16)"


def test_floats_read_back():
    rng = random.Random(5)
    for _ in range(3000):
        x = rng.choice([rng.random(), rng.uniform(-1e6, 1e6), rng.random() * 10.0 ** rng.randint(-300, 300), float(rng.randint(-(2**60), 2**60))])
        assert float(np.format_float_scientific(x)) == x and float(np.format_float_positional(x)) == x
        assert str(np.float64(x)) == repr(x) or float(str(np.float64(x))) == x


def test_exact_digits():
    assert np.format_float_positional(0.1, unique=False, precision=55) == "0.1000000000000000055511151231257827021181583404541015625"
    assert np.format_float_positional(2.0**-1074, unique=False, precision=20) == "0.00000000000000000000"
    assert np.format_float_scientific(2.0**-1074, unique=False, precision=5) == "4.94066e-324"
    assert np.format_float_positional(2.0**1023, unique=False, precision=0) == str(2**1023) + "."
    assert len(np.format_float_scientific(2.0**-1074, unique=False, precision=800)) == 807


def test_options_are_per_context():
    seen = []

    def other():
        seen.append(np.get_printoptions()["precision"])

    with np.printoptions(precision=3) as o:
        assert o["precision"] == 3 and str(np.array(1 / 3 + np.zeros(1))) == "[0.333]"
        t = threading.Thread(target=other)
        t.start()
        t.join()
    assert np.get_printoptions()["precision"] == 8 and seen == [8]
    before = np.get_printoptions()
    with pytest.raises(KeyError), np.printoptions(precision=2):
        raise KeyError
    assert np.get_printoptions() == before
    options = np.get_printoptions()
    options["precision"] = 1
    assert np.get_printoptions()["precision"] == 8


def test_override_repr():
    with np.printoptions(override_repr=lambda a: f"<{a.shape}>"):
        assert repr(np.zeros(3)) == "<(3,)>" and str(np.zeros(1)) == "[0.]"
    assert repr(np.zeros(1)) == "array([0.])"


def test_formatters_that_misbehave():
    a = np.arange(3.0)
    with pytest.raises(KeyError):
        np.array2string(a, formatter={"float": lambda x: {}[x]})
    with pytest.raises(TypeError, match="must return str"):
        np.array2string(a, formatter={"float": lambda x: 3})

    def shrink(x):
        for action in (lambda: a.resize(1, refcheck=False), lambda: setattr(a, "shape", (3, 1))):
            try:
                action()
            except (ValueError, RuntimeError, AttributeError, TypeError):
                pass
        return "x"

    assert np.array2string(a, formatter={"float": shrink}) == "[x x x]"
    assert np.array2string(a, formatter={"float": lambda x: repr(a)}).startswith("[array")


def test_strange_layouts():
    a = np.arange(24.0).reshape(2, 3, 4)
    assert repr(a.transpose(2, 0, 1)) == repr(np.array(a.transpose(2, 0, 1)))
    assert str(a[::-1, :, ::2]) == str(np.array(a[::-1, :, ::2]))
    assert str(np.broadcast_to(np.arange(3), (2, 3))) == "[[0 1 2]\n [0 1 2]]"
    one = np.zeros((1,) * 64)
    assert repr(one) == "array(" + "[" * 64 + "0." + "]" * 64 + ")"


def test_summary_does_not_visit_everything():
    a = np.broadcast_to(np.arange(3.0), (2**40, 3)) if sys.maxsize > 2**32 else np.zeros((5000, 3))
    assert str(a).count("\n") == 6 and "..." in str(a)


def test_subclass_names_itself():
    class Mine(np.ndarray):
        pass

    assert repr(np.arange(2).view(Mine)) == "Mine([0, 1])"


def test_format():
    assert f"{np.float32(0.1):.3f}" == "0.100" and f"{np.int8(3):5d}" == "    3" and f"{np.bool_(True)!s:>6}" == "  True"
    assert f"{np.array(1.5):.2f}" == "1.50" and f"{np.array([1.5])}" == "[1.5]"
    with pytest.raises(TypeError):
        f"{np.array([1.5]):.2f}"
    assert "%s %d" % (np.float64(1.5), np.int64(3)) == "1.5 3"
