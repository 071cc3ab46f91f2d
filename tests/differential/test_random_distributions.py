"""Every distribution of Generator and RandomState against the oracle's: values bit for bit, and the state that is left behind.

PND_CASES scales the draws of each parameter set (10**5 at 1).
"""
import itertools
import math

import numpy as onp
import numpy.random as onpr
import pytest

import pyndarray as np
import pyndarray.random as npr

from .harness import case_count

SHAPES = [0, 1e-3, .05, .3, .5, .7, .9, .999, 1, 1.0001, 1.5, 2, 2.5, 3.3, 7, 20, 57, 100, 1e4, 1e8]
POSITIVE = [*SHAPES[1:], 1e5]
PROBABILITIES = [1e-9, 1e-4, 1e-3, .01, .05, .1, .2, .25, .3, .333333333333, .3333333333333334, .34, .4, .5, .6, .7, .8, .9, .99, .999999, 1]
PAIRS = [(a, b) for a in (.05, .3, 1, 1.7, 30, 1e4) for b in (.05, .7, 1, 2.5)]
LOC_SCALE = [(m, s) for m in (0, 1.5, -3, 1e10, -1e-5) for s in (0, 1e-3, 1, 2.5, 1e100)]

# Parameter sets of each distribution, as the methods take them.
CONTINUOUS = {
    "beta": [*PAIRS, (1e-5, 1e-5), (1e-4, 3e-6), (1e-200, 1e-200), (1e-110, 3e-104)],
    "chisquare": POSITIVE,
    "exponential": SHAPES,
    "f": PAIRS,
    "gamma": [(s, 2.5) for s in SHAPES],
    "gumbel": LOC_SCALE,
    "laplace": LOC_SCALE,
    "logistic": LOC_SCALE,
    "lognormal": [(m, s) for m in (0, 1.5, -3, 20) for s in (0, 1e-3, .3, 1, 2.5)],
    "noncentral_chisquare": [(a, b) for a in (.2, 1, 1.5, 5, 90) for b in (0, .1, 3, 50)],
    "noncentral_f": [(a, b, c) for a in (.2, 1, 5) for b in (.5, 3) for c in (0, .1, 3, 30)],
    "normal": LOC_SCALE,
    "pareto": POSITIVE,
    "power": POSITIVE,
    "rayleigh": SHAPES,
    "standard_gamma": SHAPES,
    "standard_t": POSITIVE,
    "triangular": [(a, a + m * w, a + w) for a in (0, -5, 1e-3, 1e6) for m in (0, .3, .5, .9, 1) for w in (1, 1e3)],
    "uniform": [(a, a + w) for a in (0, -3, 1e9, -1e-3) for w in (1, 1e-3, 5, 1e5, 1e-6)],
    "vonmises": [(m, k) for m in (0, 1.5, -3, 3.1) for k in (0, 1e-9, 1e-6, 1e-3, .5, 1, 4, 100, 1e5)],
    "wald": [*PAIRS, (1e5, 1e-5), (1e-5, 1e5)],
    "weibull": SHAPES,
}
DISCRETE = {
    "binomial": [(n, p) for n in (0, 1, 10, 29, 61, 100, 1000, 10**9) for p in (0, 1e-6, .01, .3, .5, .7, 1)],
    "geometric": PROBABILITIES,
    "hypergeometric": [
        (5, 5, 3), (0, 5, 3), (5, 0, 3), (10, 20, 9), (10, 20, 10), (10, 20, 11), (20, 10, 15), (20, 10, 19), (20, 10, 21), (20, 10, 25), (100, 100, 50), (1000, 10, 500),
        (10, 1000, 900), (10**6, 10**7, 10**5), (10**8, 10**8, 10**8), (15, 15, 20), (15, 15, 21), (3, 3, 6), (130, 130, 129), (10**9 - 2, 1, 10**8)],
    "logseries": [1e-9, 1e-3, .01, .05, .1, .2, .3, .4, .5, .6, .7, .8, .85, .9, .95, .98, .99, .9999, .99999, .9999999],
    "negative_binomial": [(n, p) for n in (.1, 1, 2.5, 20, 1e5) for p in (.01, .3, .5, .9, 1)],
    "poisson": [0, 1e-6, .1, .5, 1, 2, 3.5, 5, 7, 9.99, 10, 10.01, 11, 30, 100, 300, 1e3, 1e5, 1e9, 1e15],
    "zipf": [1.01, 1.05, 1.1, 1.2, 1.3, 1.5, 1.7, 2, 2.2, 2.5, 3, 4, 5, 7, 10, 20, 50, 100, 500, 1024],
}
ALL = CONTINUOUS | DISCRETE
# Only the Generator ends, or accepts, these.
GENERATOR_ONLY = {"vonmises": [(0, 1e6), (3.1, 1.1e6), (-3, 1e9)], "zipf": [1025, 2000]}
PARAMETERLESS = ["random", "standard_normal", "standard_exponential", "standard_cauchy"]
NATIVE_F32 = ["random", "standard_normal", "standard_exponential", "standard_gamma"]  # the oracle has float32 of these
BIT_GENERATORS = ["PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64"]
FAMILIES = ["Generator", "RandomState"]


def pair(family, seed, bit_generator="PCG64"):
    if family == "RandomState":
        return npr.RandomState(seed), onpr.RandomState(seed)
    return npr.Generator(getattr(npr, bit_generator)(seed)), onpr.Generator(getattr(onpr, bit_generator)(seed))


def plain(state):
    if isinstance(state, dict):
        return {k: plain(v) for k, v in state.items()}
    return state.tolist() if hasattr(state, "dtype") else state


def state(generator):
    return plain(generator.get_state(legacy=False)) if hasattr(generator, "get_state") else plain(generator.bit_generator.state)


def equal(x, y, *what):
    """Same dtype, shape and bits (NaN as NaN)."""
    x, y = onp.asarray(x), onp.asarray(y)
    assert (x.dtype, x.shape) == (y.dtype, y.shape), what
    if x.tobytes() == y.tobytes():
        return
    differ = x != y if x.dtype.kind != "f" else ~((x == y) & (onp.signbit(x) == onp.signbit(y)) | onp.isnan(x) & onp.isnan(y))
    where = onp.argwhere(differ)
    assert not len(where), (*what, f"{len(where)} differ, first at {where[0]}: {x[tuple(where[0])]!r} for {y[tuple(where[0])]!r}")


def both(x, y, method, /, *args, **kwargs):
    """One call on each: same values, same state."""
    equal(getattr(x, method)(*args, **kwargs), getattr(y, method)(*args, **kwargs), method, args, kwargs)
    assert state(x) == state(y), (method, args, kwargs)


def tuples(params):
    return [p if isinstance(p, tuple) else (p,) for p in params]


# ---- one parameter set a call -----------------------------------------------------------------------------------------

@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("family", FAMILIES)
def test_values(family, name):
    n = case_count(10**5)
    for params in tuples(ALL[name] + (GENERATOR_ONLY.get(name, []) if family == "Generator" else [])):
        x, y = pair(family, 20260404)
        both(x, y, name, *params, size=n)
        both(x, y, name, *params)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("bit_generator", BIT_GENERATORS[1:])
def test_values_of_other_streams(bit_generator, name):
    for params in tuples(ALL[name])[::3]:
        x, y = pair("Generator", 7, bit_generator)
        both(x, y, name, *params, size=case_count(2000))


@pytest.mark.parametrize("n", [1, 2, 3, 7, 511, 512, 513, 1025, 10**5])
@pytest.mark.parametrize("bit_generator", BIT_GENERATORS)
def test_fills_of_any_length(bit_generator, n):
    """Fills take their words ahead; what comes after must not notice."""
    x, y = pair("Generator", n, bit_generator)
    for name, dtype in itertools.product(["random", "standard_normal", "standard_exponential"], ["f8", "f4"]):
        both(x, y, name, size=n, dtype=dtype)
        both(x, y, "integers", 2**32 - 1, size=3, dtype="u4")
    for dtype in ["f8", "f4"]:
        both(x, y, "standard_exponential", size=n, dtype=dtype, method="inv")
        both(x, y, "standard_gamma", 2.5, size=n, dtype=dtype)


def test_the_kept_gaussian():
    x, y = pair("RandomState", 5)
    for n in [1, 2, 3, 1, 0, 5, 600, 513, 1, 4, 1025, 7, 512]:
        both(x, y, "standard_normal", size=n)
        both(x, y, "normal", 2.0, 3.0, size=n)
        both(x, y, "random_sample", size=n % 3)


# ---- parameters that broadcast ----------------------------------------------------------------------------------------

@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("family", FAMILIES)
def test_broadcast(family, name):
    columns = list(zip(*tuples(ALL[name])))
    integer = name in ("binomial", "hypergeometric")
    for seed in range(3):
        x, y = pair(family, seed)
        arrays = [onp.array(c, dtype="i8" if integer and all(isinstance(v, int) for v in c) else "f8") for c in columns]
        size = (case_count(300), len(columns[0]))
        equal(getattr(x, name)(*[np.array(a.tolist(), dtype=a.dtype.str) for a in arrays], size=size), getattr(y, name)(*arrays, size=size), name)
        equal(getattr(x, name)(*[a.tolist() for a in arrays]), getattr(y, name)(*arrays), name)
        assert state(x) == state(y)


# ---- integers ---------------------------------------------------------------------------------------------------------

RANGES = [0, 1, 2, 4, 9, 99, 126, 127, 128, 200, 254, 255, 256, 1000, 32767, 32768, 65534, 65535, 65536, 10**6, 2**31 - 1, 2**31, 2**32 - 2, 2**32 - 1, 2**32, 10**12,
          2**63 - 1, 2**63, 2**63 + 9, 2**64 - 2, 2**64 - 1]


@pytest.mark.parametrize("dtype", ["?", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8"])
@pytest.mark.parametrize("family", FAMILIES)
def test_integers(family, dtype):
    least, most = (0, 1) if dtype == "?" else (int(onp.iinfo(dtype).min), int(onp.iinfo(dtype).max))
    for span in RANGES:
        for low in {least, max(least, -3), most - span}:
            if not least <= low <= most - span:
                continue
            for n in [1, 5, 513, case_count(20000)]:
                x, y = pair(family, 11)
                if family == "Generator":
                    both(x, y, "integers", low, low + span, size=n, dtype=dtype, endpoint=True)
                    both(x, y, "integers", low, low + span, dtype=dtype, endpoint=True)
                else:
                    both(x, y, "randint", low, low + span + 1, size=n, dtype=dtype)
                    both(x, y, "randint", low, low + span + 1, dtype=dtype)


@pytest.mark.parametrize("dtype", ["?", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8"])
@pytest.mark.parametrize("family", FAMILIES)
def test_integers_broadcast(family, dtype):
    least, most = (0, 1) if dtype == "?" else (int(onp.iinfo(dtype).min), int(onp.iinfo(dtype).max))
    spans = [s for s in RANGES if s < most - least]
    low = [least + (most - least - s) // 2 for s in spans]
    high = [a + s + 1 for a, s in zip(low, spans)]
    kind = "u8" if dtype == "u8" else "i8"
    x, y = pair(family, 3)
    method = "integers" if family == "Generator" else "randint"
    for _ in range(20):
        ours = getattr(x, method)(np.array(low, dtype=kind), np.array(high, dtype=kind), size=(50, len(low)), dtype=dtype)
        equal(ours, getattr(y, method)(onp.array(low, dtype=kind), onp.array(high, dtype=kind), size=(50, len(low)), dtype=dtype))
        assert state(x) == state(y)


# ---- several variates at once -----------------------------------------------------------------------------------------

@pytest.mark.parametrize("family", FAMILIES)
def test_multinomial(family):
    n = case_count(3000)
    for trials, p in [(0, [.5, .5]), (10, [.1, .2, .7]), (1000, [.25] * 4), (100, [1, 0, 0]), (100, [0, 0, 1]), (10**6, [1 / 7] * 7), (50, [.1] * 10), (20, [.3, .3, .4, 0])]:
        x, y = pair(family, 9)
        both(x, y, "multinomial", trials, p, size=n)


@pytest.mark.parametrize("family", FAMILIES)
def test_dirichlet(family):
    for alpha in [[1, 1, 1], [.01, .02, .05], [.09, .05], [.3, 5, 100], [.1, .1, .1], [1e-3, 1e-4, 2e-4], [5.]]:
        x, y = pair(family, 9)
        both(x, y, "dirichlet", alpha, size=case_count(3000))


@pytest.mark.parametrize("method", ["count", "marginals"])
def test_multivariate_hypergeometric(method):
    for colors, sample in [([5, 7, 9], 4), ([5, 7, 9], 15), ([5, 0, 9], 14), ([100, 200, 1000, 3], 40), ([100, 200, 1000, 3], 1000), ([5], 3), ([3, 4], 0), ([3, 4], 7), ([0, 0], 0),
                           ([1000] * 5, 2500)]:
        x, y = pair("Generator", 9)
        both(x, y, "multivariate_hypergeometric", colors, sample, size=case_count(1000), method=method)


# ---- one stream, many users -------------------------------------------------------------------------------------------

def random_call(choose, family):
    """(method, arguments, keywords) of a call that both take."""
    sizes = [None, 1, 2, 3, 17, 600, (2, 5)]
    size = sizes[choose.integers(len(sizes))]
    kind = choose.integers(4)
    if kind == 0:
        dtype = ["?", "u1", "i2", "u4", "i8"][choose.integers(5)]
        most = 2 if dtype == "?" else int(choose.integers(1, onp.iinfo(dtype).max))
        return "integers" if family == "Generator" else "randint", (most,), {"size": size, "dtype": dtype}
    if kind == 1 and family == "Generator":
        return PARAMETERLESS[choose.integers(3)], (), {"size": size, "dtype": ["f8", "f4"][choose.integers(2)]}
    if kind == 1:
        return ["random_sample", *PARAMETERLESS[1:]][choose.integers(4)], (), {"size": size}
    name = list(ALL)[choose.integers(len(ALL))]
    params = tuples(ALL[name])
    return name, params[choose.integers(len(params))], {"size": size}


@pytest.mark.parametrize("family,bit_generator", [("RandomState", "MT19937"), *[("Generator", b) for b in BIT_GENERATORS]])
def test_interleaved(family, bit_generator):
    choose = onpr.default_rng(4)
    x, y = pair(family, 1, bit_generator)
    for _ in range(case_count(1000)):
        method, args, kwargs = random_call(choose, family)
        both(x, y, method, *args, **kwargs)


# ---- beyond the oracle ------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("name", CONTINUOUS)
def test_float32_is_the_double_rounded(name):
    """Where the oracle has no float32, ours is the double of the same draws rounded, and kept inside a half-open interval."""
    if name in (*NATIVE_F32, "normal", "exponential", "gamma"):
        pytest.skip("drawn as float32 from the start")
    for params in tuples(CONTINUOUS[name])[::2]:
        x, y = pair("Generator", 8)
        single = onp.asarray(getattr(x, name)(*params, size=2000, dtype="float32"))
        with onp.errstate(over="ignore"):
            double = getattr(y, name)(*params, size=2000)
            rounded = double.astype("f4")
        assert single.dtype == onp.float32
        if name == "uniform":
            assert (single.astype("f8") < params[1]).all() and (single.astype("f8") >= onp.float32(params[0]).astype("f8").clip(None, params[0])).all()
            keep = (rounded.astype("f8") < params[1]) & (rounded.astype("f8") >= params[0])
            equal(single[keep], rounded[keep], params)
        else:
            near = (single == rounded) | (onp.nextafter(single, onp.float32(math.inf)) == rounded) | (onp.nextafter(single, onp.float32(-math.inf)) == rounded)
            assert (near | onp.isnan(single) & onp.isnan(rounded)).all(), params
        assert state(x) == state(y)


def test_frozen_draws_that_the_oracle_does_not_end():
    x = npr.RandomState(1)
    assert onp.asarray(x.zipf(2000.0, size=3)).tolist() == [1, 1, 1]
    assert math.isfinite(x.vonmises(0.0, 1e17))
