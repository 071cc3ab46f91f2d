"""Text of arrays and scalars against NumPy's, character by character."""
import random

import numpy as np
import pytest

import pyndarray as pnd

from . import harness

SEED = 20260117
DTYPES = "?bBhHiIlLqQefdgFDG"
LONG = np.dtype("g").itemsize


def twin(a):
    """The same array in pyndarray: copied through bytes, so that byte order and strides can be kept."""
    b = pnd.frombuffer(bytearray(a.tobytes()), dtype=a.dtype.newbyteorder("=").char)
    b = b.reshape(a.shape)
    if not a.dtype.isnative:
        b = pnd.frombuffer(bytearray(a.tobytes()), dtype=a.dtype.str).reshape(a.shape)
    return b


def floats(rng, n):
    kind = rng.randrange(8)
    scale = 10.0 ** rng.randint(-12, 12)
    if kind == 0:
        out = [rng.random() * scale for _ in range(n)]
    elif kind == 1:
        out = [float(rng.randint(-1000, 1000)) for _ in range(n)]
    elif kind == 2:
        out = [round(rng.uniform(-100, 100), rng.randint(0, 4)) for _ in range(n)]
    elif kind == 3:
        out = [rng.choice([0.0, -0.0, 1.0, 1e-4, 1e8, 0.5, 123456.75, 99999999.0, 1e-5, 1e16, 0.1]) for _ in range(n)]
    elif kind == 4:
        out = [10.0 ** rng.randint(-5, 9) for _ in range(n)]
    elif kind == 5:
        out = [2.0 ** rng.randint(-200, 200) for _ in range(n)]
    elif kind == 6:
        out = [rng.uniform(1, 1000) for _ in range(n)]
    else:
        out = [rng.gauss(0, 1) for _ in range(n)]
    if rng.random() < 0.3:
        out = [rng.choice([float("nan"), float("inf"), -float("inf"), x]) for x in out]
    return out


def array(rng, dtypes=DTYPES, limit=40):
    ndim = rng.choice([0, 1, 1, 1, 2, 2, 3, 4])
    shape = tuple(rng.choice([0, 1, 2, 3, 4, 7] if ndim > 1 else [0, 1, 2, 3, 5, 11, limit]) for _ in range(ndim))
    dtype = np.dtype(rng.choice(dtypes))
    n = int(np.prod(shape))
    with np.errstate(all="ignore"):
        if dtype.kind == "b":
            a = np.array([rng.random() < 0.5 for _ in range(n)], dtype)
        elif dtype.kind in "iu":
            low, high = (np.iinfo(dtype).min, np.iinfo(dtype).max) if rng.random() < 0.3 else (-9 if dtype.kind == "i" else 0, 100)
            a = np.array([rng.randint(low, high) for _ in range(n)], dtype)
        elif dtype.kind == "f":
            a = np.array(floats(rng, n), dtype)
            if dtype.char == "g" and rng.random() < 0.3:
                a = a / np.longdouble(3)
        else:
            a = (np.array(floats(rng, n), dtype) + 1j * np.array(floats(rng, n), dtype)).astype(dtype)
    a = a.reshape(shape)
    return a.astype(dtype.newbyteorder()) if rng.random() < 0.05 else a


def options(rng):
    o = {}
    if rng.random() < 0.4:
        o["precision"] = rng.randint(0, 20)
    if rng.random() < 0.3:
        o["suppress"] = rng.random() < 0.7
    if rng.random() < 0.3:
        o["floatmode"] = rng.choice(["fixed", "unique", "maxprec", "maxprec_equal"])
    if rng.random() < 0.3:
        o["sign"] = rng.choice("-+ ")
    if rng.random() < 0.3:
        o["linewidth"] = rng.choice([1, 5, 20, 40, 60, 75, 120])
    if rng.random() < 0.3:
        o["threshold"] = rng.choice([0, 1, 5, 20, float("inf")])
    if rng.random() < 0.3:
        o["edgeitems"] = rng.choice([1, 1, 2, 3, 5])
    if rng.random() < 0.1:
        o["nanstr"] = rng.choice(["N", "missing", "nän"])
    if rng.random() < 0.1:
        o["infstr"] = rng.choice(["I", "infinity", "∞"])
    return o


@pytest.mark.parametrize("block", range(8))
def test_repr_and_str(block):
    rng = random.Random(f"{SEED} {block}")
    for _ in range(500):
        a, o = array(rng), options(rng) if rng.random() < 0.7 else {}
        b = twin(a)
        with np.printoptions(**o), pnd.printoptions(**o):
            harness.count(2)
            assert repr(b) == repr(a), (a.dtype, a.shape, o)
            assert str(b) == str(a), (a.dtype, a.shape, o)


def test_array2string_arguments():
    rng = random.Random(SEED)
    for _ in range(600):
        a = array(rng)
        k = options(rng)
        k.pop("nanstr", None), k.pop("infstr", None)
        k = {{"linewidth": "max_line_width", "suppress": "suppress_small"}.get(n, n): v for n, v in k.items()}
        if rng.random() < 0.5:
            k["separator"] = rng.choice([" ", ",", ", ", "; ", "", " | ", "→"])
        if rng.random() < 0.5:
            k["prefix"] = rng.choice(["", "array(", "é = "])
        if rng.random() < 0.5:
            k["suffix"] = rng.choice(["", ")", ", dtype=x)"])
        harness.count()
        assert pnd.array2string(twin(a), **k) == np.array2string(a, **k), (a.dtype, a.shape, k)


LEGACY = ["1.13", "1.21", "1.25", "2.1", "2.2", False]
FORMATTERS = [{"float": lambda v: f"<{float(v):.2e}>"}, {"int_kind": lambda v: hex(int(v))}, {"all": str}, {"complex_kind": lambda v: "z\nz"},
              {"bool": lambda v: "yes" if v else "no"}, {"longfloat": repr}, {"float_kind": lambda v: "%.1f" % v}]


@pytest.mark.parametrize("legacy", LEGACY)
def test_every_option_in_every_legacy_mode(legacy):
    rng = random.Random(f"{SEED} {legacy}")
    for _ in range(harness.case_count(500)):
        a, o = array(rng, limit=rng.choice([40, 1100])), options(rng)
        if legacy == "1.13" and o.get("floatmode") == "unique":
            continue  # docs/differences.md: legacy-printing
        o["legacy"] = legacy
        if rng.random() < 0.15:
            o["formatter"] = rng.choice(FORMATTERS)
        if rng.random() < 0.2:
            o["edgeitems"] = rng.choice([0, 2])
        b = twin(a)
        if rng.random() < 0.2 and a.ndim:
            a, b = a[::-1], b[::-1]
        k = {n: v for n, v in o.items() if n in ("precision", "threshold", "edgeitems", "sign", "floatmode", "legacy", "formatter")}
        k.update(separator=rng.choice([" ", ", ", ",", " | ", ",\n", "  "]), prefix=rng.choice(["", "abc", "a" * 30]), suffix=rng.choice(["", "xyz"]))
        harness.count(4)
        with np.printoptions(**o), pnd.printoptions(**o):
            assert pnd.get_printoptions() == {**np.get_printoptions(), "html": True}
            assert repr(b) == repr(a), (a.dtype, a.shape, o)
            assert str(b) == str(a), (a.dtype, a.shape, o)
            assert pnd.array_repr(b, max_line_width=50) == np.array_repr(a, max_line_width=50), (a.dtype, a.shape, o)
        assert pnd.array2string(b, **k) == np.array2string(a, **k), (a.dtype, a.shape, k)


@pytest.mark.parametrize("legacy", LEGACY)
def test_scalars_in_every_legacy_mode(legacy):
    rng = random.Random(f"{SEED} {legacy}")
    with np.printoptions(legacy=legacy), pnd.printoptions(legacy=legacy):
        for _ in range(harness.case_count(200)):
            for x in array(rng).ravel()[:4]:
                if x.dtype.isnative:
                    y = twin(np.array([x]))[0]
                    harness.count(3)
                    assert (repr(y), str(y), f"{y}") == (repr(x), str(x), f"{x}"), x.dtype


def test_subtypes_of_scalars_show_their_name():
    for name in ("int16", "uint8", "int64", "float64", "float32", "longdouble", "complex64", "complex128"):
        ours, theirs = (type("Mine", (getattr(m, name),), {})(3) for m in (pnd, np))
        assert repr(ours) == repr(theirs) and str(ours) == str(theirs)


def test_too_long_floats():
    for k in ({"pad_left": 10**5}, {"pad_right": 2**31 - 1}, {"precision": 10**5, "unique": False}):
        with pytest.raises(RuntimeError, match="Float formatting result too large"):
            pnd.format_float_positional(np.float32(1.047), **k)
    assert len(pnd.format_float_positional(1.5, pad_left=16380)) == 16382


def test_summaries_of_many_axes():
    for shape in [(1001,), (2000,), (30, 40), (40, 30), (7, 8, 40), (3, 400), (400, 3), (2, 1001), (1001, 2), (11, 11, 11), (1, 1, 2000)]:
        for dtype in "dfil?D":
            a = np.arange(int(np.prod(shape))).reshape(shape).astype(dtype)
            assert repr(twin(a)) == repr(a)
            assert str(twin(a)) == str(a)


def test_formatters():
    a = np.arange(6.0).reshape(2, 3) / 3
    for f in [{"float": "{:.2f}".format}, {"float_kind": lambda x: "x"}, {"all": lambda x: type(x).__name__}, {"int": hex},
              {"float_kind": lambda x: "k", "float": lambda x: "f"}, {"float": lambda x: "two\nlines"}]:
        assert pnd.array2string(twin(a), formatter=f) == np.array2string(a, formatter=f)
        with np.printoptions(formatter=f), pnd.printoptions(formatter=f):
            assert repr(twin(a)) == repr(a)
    i = np.arange(3)
    assert pnd.array2string(twin(i), formatter={"int": hex}) == np.array2string(i, formatter={"int": hex})


def scalars(rng, n):
    for _ in range(n):
        t = rng.choice("efdg")
        size = np.dtype(t).itemsize
        if t == "g":
            raw = rng.getrandbits(64) | 1 << 63
            power = rng.randint(1, 0x7FFE) if rng.random() < 0.2 else rng.randint(16383 - 70, 16383 + 70)
            bits = raw.to_bytes(8, "little") + power.to_bytes(2, "little") + bytes(6)
            yield np.frombuffer(bits, t)[0]
        elif rng.random() < 0.5:
            yield np.frombuffer(rng.getrandbits(8 * size).to_bytes(size, "little"), t)[0]
        else:
            with np.errstate(all="ignore"):
                yield np.dtype(t).type(rng.choice(floats(rng, 3)))


def test_scalars():
    rng = random.Random(SEED)
    for x in scalars(rng, 4000):
        y = twin(np.array([x]))[0]
        harness.count(4)
        assert repr(y) == repr(x)
        assert str(y) == str(x)
        assert f"{y:.3e}" == f"{x:.3e}" and f"{y}" == f"{x}"
    for dtype in DTYPES:
        for _ in range(100):
            a = array(rng, dtype)
            if a.size and a.dtype.isnative:
                x, y = a.ravel()[0], twin(a).ravel()[0]
                assert repr(y) == repr(x) and str(y) == str(x) and format(y) == format(x)


def test_powers_of_two():
    """The gap below a power of two is half the gap above."""
    for e in range(-1074, 1024):
        x = np.float64(2.0) ** e if e > -1022 else np.float64(5e-324) * 2.0 ** (e + 1074)
        assert str(twin(np.array([x]))[0]) == str(x)
        assert pnd.format_float_scientific(float(x)) == np.format_float_scientific(x)
    for e in range(-149, 128):
        x = np.ldexp(np.float32(1), e)
        assert str(twin(np.array([x]))[0]) == str(x)


@pytest.mark.parametrize("scientific", [False, True])
def test_format_float(scientific):
    rng = random.Random(f"{SEED} {scientific}")
    theirs, ours = (np.format_float_scientific, pnd.format_float_scientific) if scientific else (np.format_float_positional, pnd.format_float_positional)
    for x in scalars(rng, 5000):
        if not np.isfinite(x) and rng.random() < 0.9:
            continue
        harness.count()
        k = {"trim": rng.choice("k.0-"), "unique": rng.random() < 0.8}
        if not k["unique"] or rng.random() < 0.6:
            k["precision"] = rng.randint(0, 22)
        if k["unique"] and rng.random() < 0.3:
            k["min_digits"] = rng.randint(0, k.get("precision", 22))
        if rng.random() < 0.2:
            k["sign"] = True
        if rng.random() < 0.2:
            k["pad_left"] = rng.randint(0, 12)
        if scientific and rng.random() < 0.2:
            k["exp_digits"] = rng.randint(1, 4)
        if not scientific and rng.random() < 0.2:
            k["pad_right"] = rng.randint(0, 12)
        if not scientific and rng.random() < 0.15 and k.get("precision", 1) > 0:
            k["fractional"] = False
        y = twin(np.array([x]))[0]
        assert ours(y, **k) == theirs(x, **k), (x, k)


def test_format_float_errors():
    for k in [{"precision": -1}, {"min_digits": -1}, {"trim": "x"}, {"unique": False}, {"precision": 2, "min_digits": 5}, {"precision": 0, "fractional": False}]:
        with pytest.raises(Exception) as theirs:
            np.format_float_positional(1.5, **k)
        with pytest.raises(type(theirs.value)):
            pnd.format_float_positional(1.5, **k)
    for x in ["a", None, 1j]:
        with pytest.raises(TypeError):
            pnd.format_float_positional(x)


def test_option_errors():
    for k in [{"floatmode": "x"}, {"sign": "x"}, {"threshold": "x"}, {"threshold": float("nan")}, {"precision": 1.5}, {"precision": "x"}]:
        with pytest.raises(Exception) as theirs:
            np.set_printoptions(**k)
        with pytest.raises(type(theirs.value)) as ours:
            pnd.set_printoptions(**k)
        assert str(ours.value) == str(theirs.value)
    assert pnd.get_printoptions() == {**np.get_printoptions(), "html": True}
