"""dtype=object against the oracle: the same Python objects in arrays of both, the same calls, results compared by type and value.

Elements are drawn from mixed kinds (bools, ints of any size, floats, NaN, complex, Fraction, Decimal, None, text, lists).  An
expression is text in which `mod` is either library and a, b, c are arrays; what is compared is the outcome: result type, dtype,
shape and every element's type and value, or the exception's type and text.
"""
import copy
import operator
import pickle
import random
import re
import warnings
from decimal import Decimal
from fractions import Fraction

import numpy as onp
import pytest

import pyndarray as np

from . import harness as h

NAN = float("nan")
KINDS = {
    "ints": [0, 1, -1, 2, 3, 7, -5, 2**31, 2**63, -2**70, 10**30],
    "small": [0, 1, 2, 3, -1, -2, 5],
    "floats": [0.0, -0.0, 1.5, -2.5, 1e300, float("inf"), NAN],
    "bools": [True, False],
    "complex": [1j, 2 - 3j, 0j],
    "fractions": [Fraction(1, 2), Fraction(-7, 3), Fraction(4)],
    "decimals": [Decimal("1.5"), Decimal("-3"), Decimal("0")],
    "text": ["", "a", "bc", "42", "-1.5"],
    "none": [None],
    "lists": [[], [1], [1, 2]],
    "mixed": [0, 1, 2**70, 1.5, NAN, Fraction(1, 3), Decimal("2.5"), None, "a", "", [1], True, 1j, (), {}, b"x"],
}
SHAPES = [(), (0,), (1,), (2,), (3,), (5,), (2, 3), (3, 1), (1, 4), (2, 0), (2, 2, 2), (20,)]


def fill(mod, shape, items, layout):
    """An array of these items: `items` in C order, however it lies in memory."""
    if layout == "f" and len(shape) > 1:
        a = mod.empty(shape, object, order="F")
    elif layout == "strided" and shape:
        a = mod.empty(tuple(2 * n for n in shape), object)[tuple(slice(None, None, 2) for _ in shape)]
    elif layout == "reversed" and shape:
        a = mod.empty(shape, object)[tuple(slice(None, None, -1) for _ in shape)]
    else:
        a = mod.empty(shape, object)
    if not shape:
        a[()] = items[0]
        return a
    for index, item in zip(onp.ndindex(shape), items):
        a[index] = item
    return a


def pair(rng, kind=None, shape=None, layouts=("c", "c", "f", "strided", "reversed")):
    kind = kind or rng.choice(list(KINDS))
    shape = rng.choice(SHAPES) if shape is None else shape
    items = [rng.choice(KINDS[kind]) for _ in range(int(onp.prod(shape, dtype=int)) or 1)]
    layout = rng.choice(layouts)
    return fill(onp, shape, items, layout), fill(np, shape, items, layout)


def element(x):
    """A value with its type; the two libraries' scalars of one name are alike."""
    if isinstance(x, (onp.ndarray, np.ndarray)):
        return described(x)
    if isinstance(x, float):
        return type(x).__name__, repr(float(x))
    if isinstance(x, (list, tuple)):
        return type(x).__name__, [element(y) for y in x]
    return type(x).__name__, re.sub(r" at 0x[0-9a-f]+|\b(numpy|pyndarray|np)\.", "", repr(x))


def described(x):
    if isinstance(x, (onp.ndarray, np.ndarray)):
        flat = [element(y) for y in x.ravel().tolist()] if x.dtype == object else [repr(y) for y in x.ravel().tolist()]
        return "array", x.dtype.str, x.shape, flat
    if isinstance(x, tuple):
        return "tuple", [described(y) for y in x]
    return element(x)


def clean(text):
    return re.sub(r" at 0x[0-9a-f]+", "", re.sub(r"\b(numpy|pyndarray)(\.\w+)*\.", "", text))


def outcome(mod, call, names):
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        try:
            result = described(eval(call, {"mod": mod, "operator": operator, "copy": copy, "pickle": pickle, "Fraction": Fraction, "Decimal": Decimal, "NAN": NAN}, names))
        except Exception as e:
            result = ("error", type(e).__name__.lstrip("_"), clean(str(e)))
    return result, sorted({(w.category.__name__, str(w.message)) for w in seen if issubclass(w.category, RuntimeWarning)})


LOOSE = re.compile(r"could not be safely coerced|truth value of|setting an array element|broadcast|not aligned|different sizes|out of bounds|could not convert|^float\(\)|^Cannot cast|with a sequence|not supported between instances|takes exactly one argument")


def same(call, theirs, ours, exact_text=True):
    h.count()
    (a, wa), (b, wb) = outcome(onp, call, theirs), outcome(np, call, ours)
    if b[0] == "error" and "not supported yet" in b[2] or b[0:2] == ("error", "AttributeError") and "has no attribute" in b[2] and a[0:2] != b[0:2]:
        return  # a dtype or a function still to come
    if a[0] == "error" and b[0] == "error":
        alike = a[:2] == b[:2] and (not exact_text or a[2] == b[2] or LOOSE.search(a[2]) or LOOSE.search(b[2]))
    else:
        alike = a == b and wa == wb
    assert alike, (call, {k: v.tolist() if hasattr(v, "tolist") else v for k, v in theirs.items()}, a, wa, b, wb)


def run(calls, seed, rounds, kinds=None, shapes=None, exact_text=True, layouts=("c", "c", "f", "strided", "reversed")):
    rng = random.Random(f"{h.seed()} {seed}")
    for _ in range(max(h.case_count(rounds), min(rounds, 10))):  # scaled down to nothing, the sanitizer would see nothing
        kind = rng.choice(kinds) if kinds else None
        shape = rng.choice(shapes) if shapes else None
        (oa, a), (ob, b), (oc, c) = pair(rng, kind, shape, layouts), pair(rng, kind if rng.random() < 0.7 else None, shape), pair(rng, "small", shape)
        for call in calls:
            o, x = {"a": oa.copy(), "b": ob.copy(), "c": oc.copy()}, {"a": a.copy(), "b": b.copy(), "c": c.copy()}
            if rng.random() < 0.5:
                o["a"], x["a"] = oa, a
                if call.startswith("INPLACE"):
                    o["a"], x["a"] = oa.copy(), a.copy()
            same(call.replace("INPLACE ", ""), o, x, exact_text)


BINARY = ["add", "subtract", "multiply", "divide", "floor_divide", "remainder", "power", "bitwise_and", "bitwise_or", "bitwise_xor", "left_shift", "right_shift", "maximum", "minimum", "fmax", "fmin", "equal", "not_equal", "less", "less_equal", "greater", "greater_equal", "logical_and", "logical_or", "logical_xor"]
UNARY = ["negative", "positive", "absolute", "invert", "square", "reciprocal", "sign", "floor", "ceil", "trunc", "rint", "conjugate", "sqrt", "exp", "log", "sin", "cos", "tanh", "fabs", "logical_not", "isnan", "isinf", "isfinite", "signbit"]


@pytest.mark.parametrize("name", BINARY)
def test_binary(name):
    small = ["left_shift", "power"]
    kinds = ["small", "floats", "fractions", "text", "none", "bools"] if name in small else None
    run([f"mod.{name}(a, b)", f"mod.{name}(a, 2)", f"mod.{name}(3, a)", f"mod.{name}(a, c.astype(float)) if '{name}' not in {small} else 0", f"mod.{name}(a, b, dtype=object)", f"mod.{name}(a, None)"], name, 12, kinds)


@pytest.mark.parametrize("name", UNARY)
def test_unary(name):
    run([f"mod.{name}(a)", f"mod.{name}(a, dtype=object)", f"mod.{name}(a[..., :1] if a.ndim else a)"], name, 25)


OPERATORS = ["a + b", "a - 1", "2 * a", "a / b", "a // 3", "a % b", "a == b", "a != None", "a < b", "a >= 1", "-a", "+a", "abs(a)", "~a", "a & b", "a | 1", "a ^ b", "a == 'a'", "a != 'bc'", "a + 'x'", "a == [1]",
             "a @ c", "a + 2**70", "a * 1.5", "a + 1j", "a == 1.5", "bool(a)", "int(a)", "float(a)", "complex(a)", "divmod(a, b)", "operator.iadd(a, c)", "operator.imul(a, b)", "operator.isub(c, a)", "hash(a)", "operator.index(a)", "len(a)", "1 in a", "None in a", "'a' in a"]


def test_operators():
    run(OPERATORS, "operators", 40)


REDUCTIONS = ["a.sum()", "a.prod()", "a.max()", "a.min()", "a.any()", "a.all()", "a.argmax()", "a.argmin()", "a.cumsum()", "a.cumprod()", "a.mean()", "mod.ptp(a)", "a.sum(axis=0)", "a.sum(axis=-1, keepdims=True)", "a.max(axis=0)",
              "a.any(axis=0)", "a.all(axis=-1)", "a.argmax(axis=0)", "mod.add.reduce(a, axis=None)", "mod.logical_or.reduce(a)", "mod.logical_and.reduce(a, axis=None)", "mod.multiply.reduce(a, initial=2)", "mod.add.reduce(a, axis=None, initial='z')",
              "mod.maximum.reduce(a, axis=None, initial=3)", "mod.add.accumulate(a)", "mod.multiply.accumulate(a, axis=-1)", "mod.add.reduceat(a, [0, 0]) if a.ndim else 0", "mod.add.reduce(a, where=c.astype(bool), initial=0)", "mod.add.reduce(a, where=c.astype(bool))",
              "c.sum(dtype=float)", "c.sum(dtype=object)", "c.astype(int).sum(dtype=object)", "mod.add.reduce(c.astype('f4'), axis=None, dtype=object)", "mod.subtract.reduce(a)", "mod.bitwise_and.reduce(c, axis=None)", "mod.add.outer(c.ravel()[:3], a.ravel()[:2])", "mod.equal.reduce(a)",
              "mod.add.accumulate(c.astype(int), dtype=object)", "mod.add.reduce(a, out=mod.empty((), object), axis=None)", "mod.any(a)", "mod.all(a.ravel().tolist())", "mod.count_nonzero(a)", "mod.nonzero(a)", "mod.minimum.accumulate(c)"]


def test_reductions():
    run(REDUCTIONS, "reductions", 40, layouts=["c"])  # docs/differences.md, object-reduction-order: what is not commutative is added in C order


def test_var_std():
    run(["a.var()", "a.var(ddof=1)", "a.var(axis=0, dtype=object)", "mod.var(c, axis=-1, keepdims=True)"], "var", 20, ["fractions"], [(3,), (2, 3), (5,)], exact_text=False)


PRODUCTS = ["mod.matmul(a, c)", "mod.dot(a, c)", "mod.inner(a, c)", "mod.vdot(a, c) if a.size and 'str' not in str(list(map(type, a.flat))) else 0", "a @ c.T", "mod.dot(a, 2)", "mod.matmul(c.astype(int), a)"]


def test_products():
    run(PRODUCTS, "products", 30, ["small", "fractions", "floats", "complex", "text", "decimals"])


MOVES = ["a.copy()", "a.T", "a[::-1] if a.ndim else a", "a.ravel()", "a.flatten('F')", "a.reshape(-1)", "a.tolist()", "a.item()", "a.item(0)", "a.take([0, -1, 0])", "a.take([0], axis=0)", "a.take([9], mode='clip')", "a.repeat(2)", "a.repeat(2, axis=0)", "mod.concatenate([a, b])", "mod.concatenate([a, c.astype(int)])",
         "mod.stack([a, b])", "mod.vstack([a, c])", "mod.hstack([a, [1, 2]])", "mod.where(c, a, b)", "mod.where(a, 1, 2)", "mod.where(c.astype(bool), a, 5)", "a[c.astype(bool)]", "a[a == 1]", "a[[0, 0]]", "a[mod.array([], int)]", "a[..., None]", "a[0]", "a[-1:]", "a.astype(object)", "a.astype(bool)", "a.astype(int)",
         "a.astype(float)", "a.astype(complex)", "a.astype('i1')", "a.astype('>f4')", "a.astype('u8')", "a.astype('e')", "mod.array(a)", "mod.array(a, dtype=float)", "mod.asarray(a.tolist(), dtype=object)", "mod.array(a.tolist())", "mod.array([a, b], dtype=object)", "mod.array([a.tolist(), b.tolist()], dtype=object)",
         "mod.full(3, a)", "mod.full_like(a, None)", "mod.zeros_like(a)", "mod.ones_like(a)", "mod.empty_like(a)", "a.swapaxes(0, -1)", "a.squeeze()", "mod.broadcast_to(a, (2,) + a.shape)", "a.diagonal()", "a.view(object)", "a.view(int)", "a.real", "a.imag", "a.conj()", "a.nbytes", "a.itemsize", "a.dtype.hasobject",
         "copy.copy(a)", "copy.deepcopy(a)", "[pickle.loads(pickle.dumps(a, p)) for p in range(6)][-1]", "list(a)", "list(a.flat)", "a.flat[0]", "a.flat[::2]", "a.byteswap()", "mod.diag(a)", "mod.tril(a)", "mod.eye(2, dtype=object)", "mod.atleast_2d(a)", "mod.expand_dims(a, 0)", "mod.moveaxis(a, 0, -1)", "mod.flip(a)", "mod.result_type(a, 1.0)",
         "mod.result_type(a, c.astype('i1'))", "mod.promote_types(a.dtype, 'f4')", "mod.can_cast(a.dtype, float)", "mod.can_cast('f8', a.dtype)", "mod.min_scalar_type(a)", "a.choose([b, c]) if a.ndim else 0", "mod.size(a)", "mod.ndim(a)", "a.astype(int, casting='same_kind')", "a.astype(float, casting='same_value')", "c.astype(int).astype(object)",
         "c.astype('f4').astype(object)", "c.astype('>i2').astype(object)", "c.astype('g').astype(object)", "c.astype(complex).astype(object)", "c.astype(bool).astype('O')", "mod.array([c.astype('f4')[()] if not c.ndim else 0], dtype=object)", "mod.fromiter(a.ravel().tolist(), object)", "mod.frombuffer(b'12345678', object)"]


def test_moves():
    run(MOVES, "moves", 30)


WRITES = ["a.__setitem__(..., b)", "a.__setitem__(0, None)", "a.__setitem__(0, [1, 2])", "a.__setitem__(0, c)", "a.__setitem__(slice(None), 5)", "a.__setitem__(slice(None), [1, 2, 3])", "a.__setitem__(slice(None), b)", "a.__setitem__([0, -1], b)", "a.__setitem__([0, -1], 'x')", "a.__setitem__(a == 1, None)", "a.__setitem__(c.astype(bool), b) if a.shape == c.shape else 0",
          "a.__setitem__(..., c.astype(int))", "a.__setitem__([0], c.astype(float)[:1])", "a.fill(None)", "a.fill([1, 2])", "a.fill(c)", "a.put([0, -1], [1, None])", "c.sort()", "c.sort(axis=0)", "mod.copyto(a, b)", "mod.copyto(a, 1, where=c.astype(bool))", "mod.add(a, c, out=a)", "mod.add(c.astype(int), c.astype(int), out=a)", "mod.multiply(a, b, out=b)",
          "mod.add.at(a, [0, 0], 1)", "mod.negative.at(a, 0)", "mod.add.at(a, [0, 0], b[:2]) if a.size else 0", "a.itemset(0, 1)", "a.flat.__setitem__(0, 'q')", "a.flat.__setitem__(slice(None), [1, None])", "setattr(a, 'flat', 7)", "setattr(a, 'shape', (-1,))", "setattr(a, 'dtype', int)", "c.astype(int).__setitem__(..., a)", "c.astype(float).__setitem__(0, None)",
          "mod.equal(a, b, out=mod.empty(a.shape, bool))", "mod.add(a, b, out=mod.empty(a.shape, float))", "mod.add(a, b, out=mod.empty(a.shape, float), casting='unsafe')", "mod.logical_and(a, b, out=mod.empty(a.shape, object))", "a.resize((2,), refcheck=False)", "operator.setitem(a, (Ellipsis, 0), 9)", "a.__setitem__((), 3)"]


def test_writes():
    calls = [f"INPLACE ({w}, a, b, c)" for w in WRITES]
    run(calls, "writes", 30)


ORDER = ["mod.sort(a)", "mod.sort(a, axis=0)", "mod.argsort(a, kind='stable')", "mod.sort(a, axis=None)", "mod.sort(c.ravel()).searchsorted(c, side='right') if c.size else 0", "mod.sort(c.ravel()).searchsorted(3)", "mod.lexsort((a.ravel(),))", "mod.unique(a)", "mod.partition(a, 0) if a.size else 0", "mod.argmax(a)", "mod.maximum(a, b)", "mod.clip(a, 0, 3)"]


def test_order():
    run(ORDER, "order", 25, ["small", "ints", "fractions", "text", "bools", "decimals", "mixed", "none"], exact_text=False)


TEXT = ["repr(a)", "str(a)", "mod.array2string(a)", "f'{a}'", "mod.array_repr(a)", "mod.array2string(a, formatter={'object': lambda x: 'o'})", "mod.array2string(a, separator='; ')"]


def test_text():
    run(TEXT, "text", 60)


CREATE = ["mod.array({v}, dtype=object)", "mod.array({v})", "mod.asarray({v}, object).tolist()", "mod.array({v}, dtype=object, ndmin=3)", "mod.array({v}, dtype=object, ndmax=1)", "mod.array([{v}, {v}], dtype=object)", "mod.full((2,), {v}, dtype=object)", "mod.full(2, {v})", "mod.array({v}, dtype=float)", "mod.array({v}, int)", "mod.object_({v})",
          "mod.isscalar({v})", "mod.arange(3, dtype=object) + mod.array({v}, dtype=object)", "mod.empty(2, object).fill({v})", "mod.array({v}, dtype='O').dtype.char", "mod.array([], dtype=object).sum()", "mod.asarray([1, {v}], dtype=object)", "mod.shape({v})"]
VALUES = ["None", "1", "2**70", "[1, 2**70]", "[None, 1]", "[1, [2]]", "[[1, 2], [3]]", "[[1, 2], [3, [4]]]", "[[], [1]]", "[]", "[[]]", "[[], []]", "()", "{}", "{1: 2}", "{1, 2}", "'abc'", "['a', None]", "[b'x', 1.5, None]", "range(3)", "[range(2), range(3)]", "object", "[int, float]", "Fraction(1, 2)", "[Fraction(1, 2), 1]", "[Decimal('1.5')]", "1j", "[1j, None]",
          "mod.zeros(2)", "[mod.zeros(2), mod.zeros(3)]", "[mod.zeros(2), mod.zeros(2)]", "[mod.zeros((2, 3)), mod.zeros((2, 4))]", "[mod.zeros(2), 1]", "[mod.array(5), 1]", "[mod.float64(2.5), mod.int8(3)]", "mod.float32(2.5)", "[[mod.zeros(2)], [1]]", "mod.array([1, None], dtype=object)", "[mod.array([1, None], dtype=object), [1, 2]]", "memoryview(b'ab')", "[memoryview(b'ab'), 1]",
          "[[1, 2], (3, 4)]", "[{}, []]", "[[{}], [[]]]", "[[[1]], [[2]], [3]]", "NAN", "True", "[True, None]", "lambda: 1", "Ellipsis", "[slice(None)]", "NotImplemented", "-2**63", "2**63", "[2**63, -1]", "[2**64, 1.5]", "[2**64, 1j]", "bytearray(b'xy')", "[[None] * 3] * 2"]


@pytest.mark.parametrize("value", VALUES)
def test_creation(value):
    for call in CREATE:
        same(call.replace("{v}", value), {}, {})


RANGES = ["mod.arange(5, dtype=object)", "mod.arange(Fraction(1, 2), 4)", "mod.arange(Fraction(1, 2), 4, Fraction(1, 3))", "mod.arange(Decimal(1), Decimal(3))", "mod.arange(2**70, 2**70 + 5)", "mod.arange(0, 1, 0.25, dtype=object)", "mod.arange(2, dtype=object)", "mod.arange(0, dtype=object)", "mod.arange(None)", "mod.linspace(0, 1, 3, dtype=object)",
          "mod.linspace(Fraction(0), Fraction(1), 3)", "mod.tri(3, dtype=object)", "mod.identity(2, dtype=object)", "mod.ones((2, 2), object)", "mod.zeros(3, 'O')", "mod.empty((2, 2), object)", "mod.ndarray((2,), object)", "mod.dtype('O').__reduce__()[1:]", "mod.dtype(object) == mod.dtype('O')", "mod.dtype(dict)", "mod.dtype('O').descr",
          "mod.dtype('O8').str", "mod.dtype('>O').byteorder", "mod.dtype('O').flags", "mod.dtype('O').isbuiltin", "mod.dtype('O').alignment", "mod.dtype('O').newbyteorder('>').str", "mod.dtypes.ObjectDType().num", "mod.object_()", "mod.object_(5)", "mod.object_([1, 2])", "mod.issubdtype(object, mod.generic)", "mod.issubdtype(object, mod.number)", "mod.can_cast('O', 'O', 'no')",
          "[mod.can_cast('O', t, c) for t in '?bBhHlLefdgFDGO' for c in ('equiv', 'safe', 'same_kind', 'unsafe')]", "[mod.can_cast(t, 'O', c) for t in '?bBhHlLefdgFDGO' for c in ('no', 'equiv', 'safe', 'same_kind')]", "mod.result_type('O', 'f4')", "mod.array([1, 2], object).data.format", "memoryview(mod.array([1, 2], object)).itemsize", "mod.array([1], object).__dlpack__()",
          "mod.array([1, 2])[mod.array([0, 1], object)]", "mod.zeros(3).take(mod.array([0], object))", "mod.zeros(3)[mod.array([True, False, True], object)]", "mod.equal.types", "mod.less.types", "mod.add.types[-1:]", "mod.array(['a', 'b'], object).sum()", "mod.array([[1, 2], [3, 4]], object).trace()"]


@pytest.mark.parametrize("call", RANGES)
def test_ranges_and_facts(call):
    if ".types" in call:
        assert eval(call, {"mod": np})[-2:] == eval(call, {"mod": onp})[-2:]
    else:
        same(call, {}, {}, exact_text="dlpack" not in call)


@pytest.mark.parametrize("protocol", range(2, 6))
def test_pickles_cross(protocol):
    """A pickle of one library read as the other's: the names are all that differ."""
    rng = random.Random(f"{h.seed()} pickle")
    for _ in range(30):
        o, x = pair(rng)
        theirs = pickle.dumps(o, protocol)
        renamed = theirs.replace(b"numpy._core.multiarray", b"pyndarray._core.multiarray").replace(b"cnumpy", b"cpyndarray").replace(b"numpy", b"pyndarray") if protocol < 3 else None
        again = pickle.loads(pickle.dumps(x, protocol))
        assert described(again) == described(o) and again.flags.writeable
        assert again.flags.f_contiguous == pickle.loads(theirs).flags.f_contiguous
        if renamed and o.size:
            assert described(pickle.loads(renamed.replace(b"pypyndarray", b"pyndarray"))) == described(o)


def test_oracles_arrays_come_and_go():
    o = onp.array([1, "a", None, [2]], dtype=object)
    x = np.asarray(o)
    assert x.dtype == object and x.tolist() == o.tolist() and x[3] is o[3]
    x[0] = "new"
    assert o[0] == "new"  # one memory, whose references both count
    y = onp.asarray(np.array([1, "a", None], dtype=object))
    assert y.dtype == object and y.tolist() == [1, "a", None]
