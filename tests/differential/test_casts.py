"""Casts among all built-in dtypes against NumPy: values, IEEE flags, layouts; the small floats exhaustively."""
import random
import warnings

import numpy
import pytest

import pyndarray as np

from . import harness
from ..small_floats import SMALL_FLOATS

CHARS = "?bBhHiIlLqQefdgFDG"
SPECIAL = [0.0, -0.0, 1, -1, 1.5, -1.5, 0.5, 2.5, float("nan"), float("inf"), -float("inf"), 127, 128, 129, -128, -129, 255, 256, 300, -300, 32767, 32768,
           -32768, -32769, 65535, 65536, 70000, 65504, 65519, 65520, -65520, 6e-8, 3e-8, 2.98e-8, 1e-9, 6.1e-5, 2.0**31, 2.0**31 - 1, -2.0**31,
           -2.0**31 - 1, 2.0**32 - 1, 2.0**32, 2.0**53 + 1, 2.0**62, 2.0**63, -2.0**63, 2.0**64, 1e19, 1e30, 3.4e38, 3.5e38, 1e300, -1e300, 5e-324,
           1e-40, 1e-45, 3e9, -3e9, 1e10, -1e10, 0.999, -0.999]
FLAGS = {1: "divide by zero", 2: "overflow", 4: "underflow", 8: "invalid"}


def values(char, seed=5):
    """Special values, limits and random ones of a dtype, as a NumPy array."""
    rng, dtype = numpy.random.default_rng(seed), numpy.dtype(char)
    with numpy.errstate(all="ignore"):
        if dtype.kind == "b":
            return rng.integers(0, 2, 200).astype("?")
        if dtype.kind in "iu":
            info = numpy.iinfo(dtype)
            fit = [int(x) for x in SPECIAL if x == x and abs(x) < 1e30 and info.min <= x <= info.max]
            return numpy.concatenate([numpy.array(fit + [info.min, info.max, info.max - 1], dtype), rng.integers(info.min, info.max, 200, dtype, True)])
        if dtype.kind == "f":
            return numpy.concatenate([numpy.array(SPECIAL, "g").astype(dtype), (rng.normal(size=200) * 10.0 ** rng.integers(-9, 25, 200)).astype(dtype),
                                      (rng.normal(size=200) * 300).astype(dtype)])
        parts = [values({"F": "f", "D": "d", "G": "g"}[char], seed + k) for k in (0, 1)]
        z = numpy.empty(parts[0].size, dtype)
        z.real, z.imag = parts[0], rng.permutation(parts[1])
        return z


def same(got, want):
    """Equal bits, up to NaN payloads, as an array of bools."""
    def equal(a, b):
        return ((a == b) & (numpy.signbit(a) == numpy.signbit(b))) | ((a != a) & (b != b))
    if want.dtype.kind == "c":
        return equal(got.real, want.real) & equal(got.imag, want.imag)
    return equal(got, want) if want.dtype.kind == "f" else got == want


def back(x):
    """Our array as a NumPy one, by its bytes alone."""
    return numpy.frombuffer(x.tobytes(), x.dtype.str).reshape(x.shape)


def ignore_numpys_uint32(ok, source, char, dtype):
    """NumPy's own vector and scalar paths differ for floats out of uint32's range (docs/differences.md, cast-uint32)."""
    if numpy.dtype(char).kind == "u" and numpy.dtype(char).itemsize == 4 and dtype.kind in "fc":
        real = source.real.astype("g")
        ok |= ~((real > -1) & (real < 2.0**32))
    return ok


@pytest.mark.parametrize("a", CHARS)
def test_values(a):
    source = values(a)
    for b in CHARS:
        for order in "<>":
            with warnings.catch_warnings(), numpy.errstate(all="ignore"), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                want = source.astype(order + b)
                ours = np.asarray(source.astype(order + a))
                results = [ours.astype(order + b), ours.astype(b), ours[::3].astype(b), ours[::-1].astype(order + b)]
            for got, expected, src in zip(results, [want, want, want[::3], want[::-1]], [source, source, source[::3], source[::-1]]):
                ok = ignore_numpys_uint32(same(back(got), expected), src, b, source.dtype)
                harness.count()
                assert ok.all(), (a, b, order, src[~ok][:5], back(got)[~ok][:5], expected[~ok][:5])


def raised(module, array, dtype):
    """Flags that one cast raises, by errstate(call=...)."""
    seen = []
    with warnings.catch_warnings(), module.errstate(all="call", call=lambda text, flags: seen.append(flags)):
        warnings.simplefilter("ignore")
        array.astype(dtype)
    return seen[0] if seen else 0


@pytest.mark.parametrize("a", "bBhHiIlLefdgFDG")
def test_flags(a):
    rng = random.Random(a)
    source = values(a)
    for b in CHARS:
        for i in rng.sample(range(source.size), min(source.size, 60)) + list(range(min(source.size, len(SPECIAL)))):
            one = source[i:i + 1]
            theirs = raised(numpy, one, b)
            if b == "I" and one.dtype.kind in "fc" and not (-1 < one.real.astype("g")[0] < 2.0**32):
                continue
            harness.count()
            assert raised(np, np.asarray(one), b) == theirs, (a, b, one, FLAGS.get(theirs))


def test_warnings_are_worded_as_numpys():
    with pytest.warns(RuntimeWarning, match="invalid value encountered in cast"):
        np.asarray([np.nan if hasattr(np, "nan") else float("nan")]).astype("i4")
    with pytest.warns(RuntimeWarning, match="overflow encountered in cast"):
        np.asarray([1e300]).astype("f4")
    with pytest.warns(RuntimeWarning, match="overflow encountered in cast"):
        np.asarray([1e6]).astype("f2")


def test_longdouble_padding_is_zero():
    for source in (numpy.arange(7.0), numpy.arange(7), numpy.arange(7) * 1j):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            got = np.asarray(source).astype("g")
        assert not numpy.frombuffer(got.tobytes(), "u1").reshape(-1, 16)[:, 10:].any()


# ---- small floats --------------------------------------------------------------------------------------------------------------------

SMALL = [("float16", numpy.float16, 0x7C00)] + [row[:3] for row in SMALL_FLOATS]


def codes(name):
    itemsize = np.dtype(name).itemsize
    return numpy.arange(2 ** (8 * itemsize)).astype(f"u{itemsize}")


def typed(bits, name):
    return np.asarray(bits).view(name)


@pytest.mark.parametrize("name, theirs, top", SMALL, ids=lambda v: v if isinstance(v, str) else "")
@pytest.mark.parametrize("to", CHARS)
def test_all_codes_widen_exactly(name, theirs, top, to):
    bits = codes(name)
    with warnings.catch_warnings(), np.errstate(all="ignore"), numpy.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        want = bits.view(theirs).astype("f4")
        ok = same(back(typed(bits, name).astype(to)), want.astype(to))
    assert ignore_numpys_uint32(ok, want, to, want.dtype).all()


@pytest.mark.parametrize("name, theirs, top", SMALL, ids=lambda v: v if isinstance(v, str) else "")
def test_all_codes_come_back(name, theirs, top):
    bits = codes(name)
    for through in ("f4", "f8", "g", "c8", ">f4"):
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            got = typed(bits, name).astype(through).astype(name)
        got, want = back(got.view(bits.dtype.str)), bits
        nan = numpy.isnan(bits.view(theirs).astype("f4"))
        assert (got[~nan] == want[~nan]).all()
        assert numpy.isnan(got[nan].view(theirs).astype("f4")).all()


def nearest(x, theirs, top):
    """Codes without sign of the nearest values, ties to even; `top` for what overflows; exact in longdouble."""
    itemsize = numpy.dtype(theirs).itemsize
    table = numpy.arange(top).astype(f"u{itemsize}").view(theirs).astype("g")
    magnitude = numpy.abs(x.astype("g"))
    limit = table[-1] + (table[-1] - table[-2]) / 2
    i = numpy.clip(numpy.searchsorted(table, numpy.where(numpy.isfinite(magnitude), magnitude, 0)), 1, top - 1)
    below, above = magnitude - table[i - 1], table[i] - magnitude
    code = numpy.where(below < above, i - 1, numpy.where(above < below, i, numpy.where(i % 2 == 0, i, i - 1)))
    code = numpy.where(magnitude >= table[-1], top - 1, code)
    return numpy.where((magnitude > limit) | ((magnitude == limit) & (top % 2 == 0)), top, code)


def hard_cases(theirs, top, char):
    """Every value of the format, every midpoint, their neighbours; for integers what of it they hold."""
    itemsize, dtype = numpy.dtype(theirs).itemsize, numpy.dtype(char)
    table = numpy.arange(top).astype(f"u{itemsize}").view(theirs).astype("g")
    middle = (table[1:] + table[:-1]) / 2
    past = table[-1] + (table[-1] - table[-2]) * numpy.array([0.5, 1, 2, 1000], "g")
    cases = numpy.concatenate([table, middle, numpy.nextafter(middle, numpy.longdouble(0)), numpy.nextafter(middle, numpy.longdouble("inf")), past])
    cases = numpy.concatenate([cases, -cases])
    with numpy.errstate(all="ignore"):
        if dtype.kind not in "iu":
            return cases.astype(dtype)
        info, rng = numpy.iinfo(dtype), numpy.random.default_rng(1)
        held = numpy.unique(cases[(cases >= info.min) & (cases <= info.max)].astype(dtype))
        shifted = rng.integers(1, info.max, 5000, dtype) >> rng.integers(0, 8 * dtype.itemsize - 1, 5000).astype(dtype)
        return numpy.concatenate([held, held + dtype.type(1), held - dtype.type(1), shifted, shifted | dtype.type(1)])


@pytest.mark.parametrize("char", "bBhHiIlLqQfdgFDG")
@pytest.mark.parametrize("name, theirs, top", SMALL, ids=lambda v: v if isinstance(v, str) else "")
def test_narrowing_rounds_once(name, theirs, top, char):
    source = hard_cases(theirs, top, char)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        bits = back(np.asarray(source).astype(name).view(f"u{np.dtype(name).itemsize}"))
    sign_bit = 8 * bits.itemsize - 1
    want = nearest(source.real, theirs, top)
    assert ((bits & ((1 << sign_bit) - 1)) == want).all()
    assert ((bits >> sign_bit != 0) == numpy.signbit(source.real.astype("g"))).all()


@pytest.mark.parametrize("name, theirs, top", SMALL, ids=lambda v: v if isinstance(v, str) else "")
def test_narrowing_agrees_with_the_peer(name, theirs, top):
    source = hard_cases(theirs, top, "f")
    with warnings.catch_warnings(), np.errstate(all="ignore"), numpy.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        special = numpy.array([numpy.nan, -numpy.nan, numpy.inf, -numpy.inf, 1e38, 3.4e38, 1e-45], "f4")
        source = numpy.concatenate([source, special, numpy.random.default_rng(2).integers(0, 2**32, 100000, "u4").view("f4")])
        got, want = back(np.asarray(source).astype(name).view(f"u{np.dtype(name).itemsize}")).view(theirs), source.astype(theirs)
    assert same(got.astype("f4"), want.astype("f4")).all()


@pytest.mark.parametrize("a", [n for n, _, _ in SMALL])
@pytest.mark.parametrize("b", [n for n, _, _ in SMALL])
def test_small_to_small_goes_through_float(a, b):
    bits = codes(a)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        direct, through = typed(bits, a).astype(b), typed(bits, a).astype("f4").astype(b)
    got, want = (back(x.astype("f4")) for x in (direct, through))
    assert same(got, want).all()
    if np.can_cast(a, b, "safe"):
        assert same(got, back(typed(bits, a).astype("f4"))).all()
