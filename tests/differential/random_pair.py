"""Two generators of one seed, the oracle's and ours, that are asked the same and must answer alike."""
import numpy as onp
import numpy.random as onpr

import pyndarray as np
import pyndarray.random as npr

# name -> parameter sets, of numbers and of arrays; every one valid in both families.
DISTRIBUTIONS = {
    "beta": [(0.5, 0.5), (2.0, 3.0), (1.0, 1.0), (0.01, 5), ([1, 2.5], 3)], "chisquare": [(1,), (0.3,), (40.0,), ([1, 2, 3.5],)],
    "exponential": [(), (2.5,), (0.0,), ([1.0, 3.0],)], "f": [(1, 2.5), (10, 30.0), ([1, 2], [[3.0], [4.0]])],
    "gamma": [(0.5,), (1.0, 2.0), (7.5, 0.1), (0.0, 1.0), ([0.5, 2.0], [[1.0], [3.0]])], "gumbel": [(), (1.5, 2), ([0, 1.0], 2)],
    "laplace": [(), (-3, 0.5), ([0, 1.0], 2)], "logistic": [(), (2, 3), ([0, 1.0], 2)], "lognormal": [(), (0.3, 0.2), ([0, 1.0], 0.5)],
    "noncentral_chisquare": [(0.5, 2), (3, 0.0), (3, 20.5), ([1, 2], 3)], "noncentral_f": [(2, 3, 1.5), ([2, 3], 3, 0.0)],
    "normal": [(), (5, 0.25), (0, 0.0), ([0, 1.0, 2], [[1.0], [2.0]])], "pareto": [(0.5,), (3,), ([1, 2.0],)], "power": [(0.5,), (3,), ([1, 2.0],)],
    "rayleigh": [(), (3,), ([1, 2.0],)], "standard_cauchy": [()], "standard_exponential": [()], "standard_gamma": [(0.3,), (1.0,), (5.5,), ([0.5, 4.0],)],
    "standard_normal": [()], "standard_t": [(1,), (5.5,), ([1, 2.0],)], "triangular": [(0, 0.5, 1), (-3, -3, 5.0), ([0, 1.0], 2, 3)],
    "uniform": [(), (-2, 5.5), (3, 3), ([0, 1.0], [[2.0], [5.0]])], "vonmises": [(0, 1.0), (1.5, 1e-9), (0, 1e7), (2, 30.0), ([0, 1.0], 2)],
    "wald": [(1, 2.0), (3.5, 0.5), ([1, 2.0], 3)], "weibull": [(0.5,), (3,), (0.0,), ([1, 2.0],)],
    "binomial": [(10, 0.5), (1000, 0.3), (10**6, 0.9), (0, 0.5), (5, 0.0), ([3, 400], [[0.2], [0.8]])], "geometric": [(0.5,), (0.01,), (1.0,), ([0.2, 0.7],)],
    "hypergeometric": [(10, 5, 7), (1000, 3000, 500), (3, 4, 0), ([5, 500], 30, 9)], "logseries": [(0.3,), (0.99,), ([0.2, 0.7],)],
    "negative_binomial": [(1, 0.5), (7.5, 0.1), ([3, 20.0], 0.4)], "poisson": [(), (0.0,), (3.5,), (5000.0,), ([0.1, 60],)], "zipf": [(1.5,), (4.0,), ([2.0, 3.0],)],
}
SIZES = [None, (), 0, 3, (2, 0), (4, 3), 37]
ROWS = [(name, parameters) for name, sets in DISTRIBUTIONS.items() for parameters in sets]
DISCRETE = {"binomial", "geometric", "hypergeometric", "logseries", "negative_binomial", "poisson", "zipf"}


def generators(seed=0, kind="PCG64"):
    return npr.Generator(getattr(npr, kind)(seed)), onpr.Generator(getattr(onpr, kind)(seed))


def states(seed=0):
    return npr.RandomState(seed), onpr.RandomState(seed)


def translated(value, module):
    """The oracle's arrays among the arguments, in the other package's."""
    if isinstance(value, onp.ndarray):
        return value.copy(order="K") if module is onp else np.array(value)
    return value


def outcome(generator, method, module, args, kwargs):
    args = [translated(a, module) for a in args]
    kwargs = {k: translated(v, module) for k, v in kwargs.items()}
    try:
        result = getattr(generator, method)(*args, **kwargs)
    except Exception as e:
        return "raised", type(e).__name__
    if result is None:  # in place
        result = args[0]
    if isinstance(result, (module.ndarray, module.generic)):
        if result.dtype.num == onp.dtype("longdouble").num:
            result = result.astype("f8")  # the padding is arbitrary
        return type(result).__name__, str(result.dtype), result.shape, result.tobytes()
    return type(result), repr(result)


def same(pair, method, /, *args, **kwargs):
    ours, theirs = pair
    a, b = outcome(ours, method, np, args, kwargs), outcome(theirs, method, onp, args, kwargs)
    assert a == b, f"{method}{args}{kwargs}: {a} instead of {b}"
    return a


def refused(pair, method, /, *args, **kwargs):
    """Both raise the same type, and ours has not moved."""
    before = str(pair[0]._bit_generator.state)
    result = same(pair, method, *args, **kwargs)
    assert result[0] == "raised", f"{method}{args}{kwargs} gave {result}"
    assert str(pair[0]._bit_generator.state) == before


def in_step(pair):
    """The streams stand at the same place, kept halves and gaussians included."""
    a, b = (g.__getstate__() or g.bit_generator.state for g in pair)
    assert repr(plain(a)) == repr(plain(b))


def plain(state):
    return {k: plain(v) for k, v in state.items()} if isinstance(state, dict) else state.tolist() if hasattr(state, "tolist") else state
