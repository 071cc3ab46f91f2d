"""Short programs over arrays against the oracle, made by hypothesis, so that what differs is reported at its smallest.

A program is an array (dtype, shape, values, byte order), a chain of views on it, and one call on the view: a ufunc with
another array or a Python number, a reduction, an index, or an assignment.  The other differential tests draw more cases
and wider values; these fail with the fewest axes, elements and steps that still show the difference.
"""
import numpy as onp
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

import pyndarray as np

from . import harness as h

RUN = settings(max_examples=h.case_count(400), deadline=None, database=None, suppress_health_check=list(HealthCheck))
REDUCTIONS = ["sum", "prod", "min", "max", "any", "all", "argmin", "argmax", "mean"]
SMALL = {"b": st.booleans(), "i": st.integers(-128, 127), "u": st.integers(0, 255),
         "f": st.sampled_from([0.0, -0.0, 1.0, -1.5, 2.0, 7.25, float("inf"), float("-inf"), float("nan")])}


def elements(dtype):
    kind = onp.dtype(dtype).kind
    return st.builds(complex, SMALL["f"], SMALL["f"]) if kind == "c" else SMALL[kind]


@st.composite
def arrays(draw):
    """A pair of equal arrays of any dtype, native or swapped."""
    dtype = draw(st.sampled_from(h.DTYPES))
    shape = tuple(draw(st.lists(st.integers(0, 4), max_size=3)))
    n = int(onp.prod(shape))
    values = draw(st.lists(elements(dtype), min_size=n, max_size=n))
    o = onp.array(values, dtype=dtype).reshape(shape)
    return h.base_pair(o.astype(o.dtype.newbyteorder()) if draw(st.booleans()) else o)


def step(draw):
    return draw(st.sampled_from([slice(None), slice(None, None, -1), slice(None, None, 2), slice(1, None), slice(0, 1), slice(2, 0, -1)]))


@st.composite
def views(draw):
    """An array seen through up to three views."""
    o, x = draw(arrays())
    for kind in draw(st.lists(st.sampled_from(["slice", "T", "newaxis", "ravel", "reshape", "readonly"]), max_size=3)):
        if kind == "slice" and o.ndim:
            index = tuple(step(draw) for _ in range(o.ndim))
            o, x = o[index], x[index]
        elif kind == "T":
            o, x = o.T, x.T
        elif kind == "newaxis":
            o, x = o[None], x[None]
        elif kind == "ravel":
            o, x = o.ravel(), x.ravel()
        elif kind == "reshape" and o.size:
            o, x = o.reshape(-1, 1), x.reshape(-1, 1)
        elif kind == "readonly":
            o.flags.writeable = x.flags.writeable = False
    assert o.shape == x.shape and o.strides == x.strides
    return o, x


numbers = st.one_of(st.integers(-300, 300), st.sampled_from([2**31, 2**63, -2**63, 2**64]), SMALL["f"], st.booleans(), st.builds(complex, SMALL["f"], SMALL["f"]))
operands = st.one_of(views(), numbers.map(lambda v: (v, v)))


def agree(label, ours, oracle, rule="bits", layout=True):
    found = h.check(label, ours, oracle, rule, layout)
    assert not found, found


@seed(h.seed())
@RUN
@given(st.sampled_from(sorted(name for name in h.RULES if getattr(getattr(np, name), "nin", 0) == 2)), operands, operands)
def test_binary(name, a, b):
    agree(f"{name}({h.describe(a[0])}, {h.describe(b[0])})", lambda: getattr(np, name)(a[1], b[1]), lambda: getattr(onp, name)(a[0], b[0]), h.RULES[name])


@seed(h.seed())
@RUN
@given(st.sampled_from(sorted(name for name in h.RULES if getattr(getattr(np, name), "nin", 0) == 1)), views())
def test_unary(name, a):
    agree(f"{name}({h.describe(a[0])})", lambda: getattr(np, name)(a[1]), lambda: getattr(onp, name)(a[0]), h.RULES[name])


@seed(h.seed())
@RUN
@given(st.sampled_from(REDUCTIONS), views(), st.data())
def test_reduction(name, a, data):
    axis = data.draw(st.one_of(st.none(), st.integers(-4, 3)))
    keep = data.draw(st.booleans())
    rule = "bits" if name in ("min", "max", "any", "all", "argmin", "argmax") else "relative(1e-2)" if a[0].dtype.char == "e" else "relative(1e-5)"
    agree(f"{name}({h.describe(a[0])}, axis={axis}, keepdims={keep})", lambda: getattr(np, name)(a[1], axis=axis, keepdims=keep),
          lambda: getattr(onp, name)(a[0], axis=axis, keepdims=keep), rule, layout=False)


def indexes(draw):
    entry = st.one_of(st.integers(-5, 4), st.builds(slice, *[st.one_of(st.none(), st.integers(-5, 5))] * 2, st.sampled_from([None, 1, 2, -1, -3])),
                      st.none(), st.just(Ellipsis), st.lists(st.integers(-4, 3), max_size=3), st.booleans())
    return tuple(draw(st.lists(entry, max_size=4)))


@seed(h.seed())
@RUN
@given(views(), st.data())
def test_index(a, data):
    index = indexes(data.draw)
    agree(f"{h.describe(a[0])}[{index}]", lambda: a[1][index], lambda: a[0][index])


@seed(h.seed())
@RUN
@given(views(), operands, st.data())
def test_assignment(a, value, data):
    """The array as it stands after an assignment that holds or raises."""
    index = indexes(data.draw)

    def assign(x, v):
        try:
            x[index] = v
        finally:
            last.append(x.copy())

    last = []
    chosen = h.Outcome(lambda: a[0][index])
    if chosen.value is not None and chosen.value.size == 0:  # whether a value that goes nowhere is looked at is open too
        assert h.Outcome(lambda: assign(a[1], value[1])).error in (None, "ValueError", "OverflowError", "TypeError")
        return
    if chosen.error:  # a bad value as well: then it is open which of the two is told
        assert h.Outcome(lambda: assign(a[1], value[1])).error
        return
    agree(f"{h.describe(a[0])}[{index}] = {h.describe(value[0])}", lambda: assign(a[1], value[1]), lambda: assign(a[0], value[0]))
    if len(last) == 2 and not (onp.iscomplexobj(value[0]) or onp.asarray(value[0]).dtype.kind == "f" and a[0].dtype.kind in "iu"):
        assert not h.values_differ(h.to_oracle(last[1]), last[0], "bits")
