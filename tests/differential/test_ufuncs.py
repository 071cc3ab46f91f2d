"""Ufuncs, operators and reductions against the oracle, over dtypes, shapes, strides, byte orders and options."""
import operator
import zlib

import numpy as onp
import pytest

import pyndarray as np

from . import harness as h
from . import ledger

UNARY = [name for name in h.RULES if getattr(getattr(np, name), "nin", 0) == 1]
BINARY = [name for name in h.RULES if getattr(getattr(np, name), "nin", 0) == 2]
OPERATORS = {"add": operator.add, "subtract": operator.sub, "multiply": operator.mul, "divide": operator.truediv, "floor_divide": operator.floordiv,
             "remainder": operator.mod, "less": operator.lt, "less_equal": operator.le, "equal": operator.eq, "not_equal": operator.ne,
             "greater": operator.gt, "greater_equal": operator.ge, "bitwise_and": operator.and_, "bitwise_or": operator.or_,
             "bitwise_xor": operator.xor, "left_shift": operator.lshift, "right_shift": operator.rshift, "power": operator.pow, "divmod": divmod}


@pytest.fixture
def rng(request):
    """Each test draws from a stream of its own, so that its cases do not depend on what else runs."""
    return onp.random.default_rng([h.seed(), zlib.crc32(request.node.name.encode())])


@pytest.fixture(scope="module")
def operands():
    return h.Pool(onp.random.default_rng(h.seed()))


@pytest.fixture
def pool(operands, rng):
    operands.rng = rng
    return operands


def test_ledger_names_documented_rows():
    assert {row for row, _ in ledger.ENTRIES} <= ledger.rows()


@pytest.mark.parametrize("name", UNARY)
def test_unary(name, pool):
    n = h.case_count(700)
    f, g = getattr(np, name), getattr(onp, name)
    out = []
    for _ in range(n):
        o, x = pool.draw()
        out.append(h.check(f"{name}({h.describe(o)})", lambda: f(x), lambda: g(o), h.RULES[name]))
    h.assert_none(out, n)


@pytest.mark.parametrize("name", BINARY)
def test_binary(name, pool):
    n = h.case_count(2200)
    f, g = getattr(np, name), getattr(onp, name)
    out = []
    for _ in range(n):
        (o1, x1), (o2, x2) = pool.operand(), pool.operand()
        out.append(h.check(f"{name}({h.describe(o1)}, {h.describe(o2)})", lambda: f(x1, x2), lambda: g(o1, o2), h.RULES[name]))
    h.assert_none(out, n)


@pytest.mark.parametrize("name", OPERATORS)
def test_operators(name, pool):
    """Array with array or scalar, on either side, and in place."""
    n = h.case_count(1200)
    op = OPERATORS[name]
    inplace = getattr(operator, "i" + op.__name__.strip("_"), None)
    out = []
    for i in range(n):
        (o1, x1), (o2, x2) = pool.draw(), pool.operand()
        if i % 3 == 1:
            o1, x1, o2, x2 = o2, x2, o1, x1
        if i % 3 == 2 and inplace and isinstance(o1, onp.ndarray):
            o1, x1 = h.base_pair(o1.copy())
            out.append(h.check(f"{name} in place ({h.describe(o1)}, {h.describe(o2)})", lambda: inplace(x1, x2), lambda: inplace(o1, o2), h.RULES[name]))
            continue
        out.append(h.check(f"{name} operator({h.describe(o1)}, {h.describe(o2)})", lambda: op(x1, x2), lambda: op(o1, o2), h.RULES[name]))
    h.assert_none(out, n)


CASTINGS = ["no", "equiv", "safe", "same_kind", "unsafe"]


def options(rng, pool, shape):
    """Random keyword arguments, for the oracle and for us."""
    o_kw, x_kw = {}, {}
    if rng.integers(0, 2):
        dtype = h.DTYPES[int(rng.integers(0, len(h.DTYPES)))]
        wide = shape if rng.integers(0, 8) else (2, *shape)
        o_kw["out"], x_kw["out"] = h.lay_out(rng, dtype, wide, str(rng.choice(["c", "f", "reversed", "strided", "swapped", "unaligned"])))
    if rng.integers(0, 2) and "out" in o_kw:
        mask = h.base_pair(rng.integers(0, 2, shape).astype(bool)) if rng.integers(0, 2) else h.base_pair(onp.array(bool(rng.integers(0, 2))))
        o_kw["where"], x_kw["where"] = mask
    if rng.integers(0, 3) == 0:
        o_kw["dtype"] = x_kw["dtype"] = h.DTYPES[int(rng.integers(0, len(h.DTYPES)))]
    if rng.integers(0, 3) == 0:
        o_kw["casting"] = x_kw["casting"] = CASTINGS[int(rng.integers(0, 5))]
    if rng.integers(0, 4) == 0:
        o_kw["order"] = x_kw["order"] = "CFAK"[int(rng.integers(0, 4))]
    return o_kw, x_kw


@pytest.mark.parametrize("name", ["add", "multiply", "divide", "less", "logical_and", "bitwise_or", "maximum", "copysign", "nextafter", "negative", "sqrt", "absolute", "isnan"])
def test_options(name, rng, pool):
    n = h.case_count(1500)
    f, g = getattr(np, name), getattr(onp, name)
    out = []
    for _ in range(n):
        args = [pool.draw()] + ([pool.operand()] if f.nin == 2 else [])
        try:
            shape = onp.broadcast_shapes(*(onp.shape(o) for o, _ in args))
        except ValueError:
            shape = onp.shape(args[0][0])
        o_kw, x_kw = options(rng, pool, shape)
        if name == "less" and any(type(o) is int for o, _ in args):  # NumPy 2.4.6 frees uninitialised memory (and may crash) there
            o_kw.pop("where", None), x_kw.pop("where", None)
        rule = "relative(1e-6)" if name == "absolute" and "out" in o_kw else h.RULES[name]  # out may be wider than what was computed
        label = f"{name}({', '.join(h.describe(o) for o, _ in args)}, **{ {k: h.describe(v) for k, v in o_kw.items()} })"
        out.append(h.check(label, lambda: f(*(x for _, x in args), **x_kw), lambda: g(*(o for o, _ in args), **o_kw), rule))
        refused = o_kw.get("casting") == "equiv" and any(type(o) is int for o, _ in args)  # by NumPy alone: row equiv-python-scalar
        if "out" in o_kw and not refused:
            found = h.values_differ(h.to_oracle(x_kw["out"]), o_kw["out"], rule)
            if found and not ledger.explains(label, found, None, None, {}):
                out.append(f"{label}: the output array: {found}")
    h.assert_none(out, n)


@pytest.mark.parametrize("name", ["add", "subtract", "multiply", "maximum", "less"])
def test_overlap(name, rng):
    """Inputs and outputs that share memory: as if the inputs had been copied first."""
    n = h.case_count(600)
    f, g = getattr(np, name), getattr(onp, name)
    out = []
    for _ in range(n):
        dtype = str(rng.choice(["int8", "int32", "float32", "float64", "complex64"]))
        o, x = h.base_pair(h.values(rng, dtype, 40))
        cuts = []
        for _ in range(3):
            start, step, k = int(rng.integers(0, 12)), int(rng.choice([1, 1, 2, -1])), 12
            s = slice(start, start + k * step, step) if step > 0 else slice(start + k, start, step)
            cuts.append(s)
        if name == "less":
            cuts[2] = slice(0, 12)
            oo, xo = h.base_pair(onp.zeros(12, bool))
        else:
            oo, xo = o[cuts[2]], x[cuts[2]]
        label = f"{name}(x[{cuts[0]}], x[{cuts[1]}], out=x[{cuts[2]}]) of {dtype}"
        out.append(h.check(label, lambda: f(x[cuts[0]], x[cuts[1]], out=xo), lambda: g(o[cuts[0]], o[cuts[1]], out=oo), h.RULES[name]))
        found = h.values_differ(h.to_oracle(x), o, h.RULES[name])
        out.append(f"{label}: memory: {found}" if found else None)
    h.assert_none(out, n)


def random_axis(rng, ndim):
    kind = int(rng.integers(0, 5))
    if kind == 0 or ndim == 0:
        return None
    if kind == 1:
        return int(rng.integers(-ndim, ndim))
    if kind == 2:
        return int(rng.integers(-ndim - 1, ndim + 1))
    k = int(rng.integers(0, ndim + 1))
    return tuple(int(i) for i in rng.permutation(ndim)[:k])


EXACT_REDUCTIONS = ["max", "min", "any", "all", "argmax", "argmin", "ptp"]
ROUNDED_REDUCTIONS = ["sum", "prod", "mean", "var", "std", "cumsum", "cumprod"]


@pytest.mark.parametrize("name", EXACT_REDUCTIONS)
def test_exact_reductions(name, rng, pool):
    n = h.case_count(1500)
    f, g = getattr(np, name), getattr(onp, name)
    out = []
    for _ in range(n):
        o, x = pool.draw()
        kw = {"axis": random_axis(rng, o.ndim)} if rng.integers(0, 4) else {}
        if isinstance(kw.get("axis"), tuple) and name.startswith("arg"):
            continue
        if rng.integers(0, 3) == 0:
            kw["keepdims"] = bool(rng.integers(0, 2))
        if name in ("max", "min") and rng.integers(0, 3) == 0:
            kw["initial"] = int(rng.integers(0, 3))
        o_kw, x_kw = dict(kw), dict(kw)
        if name in ("max", "min", "any", "all") and rng.integers(0, 3) == 0:
            o_kw["where"], x_kw["where"] = h.base_pair(rng.integers(0, 2, o.shape).astype(bool))
        out.append(h.check(f"{name}({h.describe(o)}, {kw})", lambda: f(x, **x_kw), lambda: g(o, **o_kw)))
    h.assert_none(out, n)


def close_enough(ours, oracle, terms):
    """Relative to the largest partial result: a few units of rounding a term."""
    if oracle.dtype.kind not in "fc":
        return h.values_differ(ours, oracle, "bits")
    with onp.errstate(all="ignore"):
        finite = onp.isfinite(oracle) & onp.isfinite(ours)
        eps = onp.finfo(oracle.dtype).eps
        bad = finite & (abs(ours - oracle) > terms * eps)
    return f"{ours[bad][:3]} for {oracle[bad][:3]}" if bad.any() else None


@pytest.mark.parametrize("name", ROUNDED_REDUCTIONS)
def test_rounded_reductions(name, rng):
    """Shape, dtype, strides and warnings exactly; values within the sum of both libraries' error bounds, on moderate data."""
    n = h.case_count(1200)
    f, g = getattr(np, name), getattr(onp, name)
    out = []
    for _ in range(n):
        dtype = h.DTYPES[int(rng.integers(0, len(h.DTYPES)))]
        shape = h.SHAPES[int(rng.integers(0, len(h.SHAPES)))]
        dt = onp.dtype(dtype)
        low = 0 if dt.kind in "ub" else -3
        data = rng.integers(low, 2 if dt.kind == "b" else 4, shape).astype(dt)
        if dt.kind in "fc" and name not in ("prod", "cumprod"):
            data = data + (rng.integers(-8, 9, shape) / 8).astype(dt)
        o, x = h.base_pair(onp.ascontiguousarray(data, dtype=dt).reshape(shape))
        if rng.integers(0, 2):
            o, x = o.T, x.T
        axis = random_axis(rng, o.ndim)
        if name.startswith("cum") and isinstance(axis, tuple):
            axis = None
        kw = {"axis": axis}
        if not name.startswith("cum") and rng.integers(0, 3) == 0:
            kw["keepdims"] = bool(rng.integers(0, 2))
        if rng.integers(0, 4) == 0:
            kw["dtype"] = str(rng.choice(["float64", "float32", "complex128", "int64"]))
        if name in ("var", "std") and rng.integers(0, 2):
            kw["ddof"] = int(rng.integers(0, 3))
        label = f"{name}({h.describe(o)}, {kw})"
        mine, theirs = h.Outcome(lambda: f(x, **kw)), h.Outcome(lambda: g(o, **kw))
        found = h.difference(mine, theirs, "ulp(inf)")
        if not found and theirs.error is None:
            found = close_enough(h.to_oracle(mine.value), onp.asarray(theirs.value), 64 * 4.0 ** (2 if name in ("prod", "cumprod", "var") else 1))
        if found and h.ledger.explains(label, found, mine, theirs, {}):
            found = None
        out.append(f"{label}: {found}" if found else None)
    h.assert_none(out, n)


@pytest.mark.parametrize("name", ["add", "multiply", "maximum", "logical_or", "bitwise_and", "subtract", "divide"])
def test_ufunc_methods(name, rng, pool):
    """reduce, accumulate, reduceat, outer and at."""
    n = h.case_count(500)
    f, g = getattr(np, name), getattr(onp, name)
    out = []
    for _ in range(n):
        dtype = str(rng.choice(["bool", "int8", "int32", "uint16", "int64", "float32", "float64"]))
        shape = [(4,), (7,), (2, 3), (3, 4), (0,), (2, 0)][int(rng.integers(0, 6))]
        data = rng.integers(0 if dtype[0] in "ub" else -4, 2 if dtype == "bool" else 5, shape).astype(dtype)
        o, x = h.base_pair(data)
        axis = int(rng.integers(-len(shape), len(shape)))
        k = shape[axis]
        for method in ("reduce", "accumulate"):
            out.append(h.check(f"{name}.{method}({h.describe(o)}, {axis})", lambda: getattr(f, method)(x, axis), lambda: getattr(g, method)(o, axis)))
        index = [int(i) for i in rng.integers(0, max(k, 1), int(rng.integers(1, 4)))]
        out.append(h.check(f"{name}.reduceat({h.describe(o)}, {index}, {axis})", lambda: f.reduceat(x, index, axis), lambda: g.reduceat(o, index, axis)))
        out.append(h.check(f"{name}.outer({h.describe(o)})", lambda: f.outer(x, x), lambda: g.outer(o, o)))
        (oc, xc) = h.base_pair(data.copy())
        where = [int(i) for i in rng.integers(-shape[0] - 1, shape[0] + 1, 3)]
        value = int(rng.integers(1, 3))
        out.append(h.check(f"{name}.at({h.describe(o)}, {where}, {value})", lambda: f.at(xc, where, value), lambda: g.at(oc, where, value)))
        found = h.values_differ(h.to_oracle(xc), oc, "bits")
        out.append(f"{name}.at({h.describe(o)}, {where}, {value}): {found}" if found else None)
    h.assert_none(out, n)


@pytest.mark.parametrize("name", ["add", "multiply", "maximum", "fmin", "bitwise_xor", "subtract", "divide"])
def test_reductions_into_other_dtypes(name, rng, pool):
    """reduce and accumulate with an out of another dtype: the loop is that of (out, in)."""
    n = h.case_count(200)
    f, g = getattr(np, name), getattr(onp, name)
    dtypes = ["int8", "int32", "uint16", "int64", "uint64", "float16", "float32", "float64", "complex128"]
    out = []
    for _ in range(n):
        dtype, into = (str(d) for d in rng.choice(dtypes, 2))
        data = rng.integers(0, 1 << 62, 5).astype("int64") >> int(rng.choice([0, 30, 58, 60]))
        o, x = h.base_pair(data.astype(dtype))
        for method in ("reduce", "accumulate"):
            oo, xo = h.base_pair(onp.zeros(() if method == "reduce" else 5, into))
            label = f"{name}.{method}({h.describe(o)} {o.tolist()}, 'out': {into})"
            out.append(h.check(label, lambda: getattr(f, method)(x, out=xo), lambda: getattr(g, method)(o, out=oo)))
    h.assert_none(out, n)
