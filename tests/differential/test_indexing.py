"""Random index expressions, reading and writing, against NumPy: values, shape, strides, flags, base, scalar types, memory
shared with the original, and errors by type and text.

PND_SEED and PND_CASES as in harness.py: the seed, and a factor on the number of cases.
"""
import random
import warnings

import numpy as onp
import pytest

import pyndarray as np

from . import harness

SEED = harness.seed()
CASES = harness.case_count(6000)
DTYPES = ["f8", "i4", "u1", "?", "c16", "f2", ">i4", ">f8", "<c8", "i8"]


class Literal:
    """A part of an expression that both libraries build for themselves."""

    def __init__(self, make, text):
        self.make, self.text = make, text

    def __repr__(self):
        return self.text


def array_literal(values, dtype, order="C"):
    return Literal(lambda m: m.array(values, dtype=dtype, order=order), f"array({values!r}, {dtype!r}, {order!r})")


def nested(r, shape, draw):
    if not shape:
        return draw()
    return [nested(r, shape[1:], draw) for _ in range(shape[0])]


def random_base(r):
    """Both libraries' array, made by the same steps: strides of either sign, gaps, broadcast axes, transposes."""
    ndim = r.choice([0, 1, 1, 2, 2, 3, 3, 4])
    shape = [r.choice([0, 1, 2, 3, 4, 5]) if r.random() < .9 else 0 for _ in range(ndim)]
    dtype = r.choice(DTYPES)
    steps = []
    big = [n * 2 for n in shape]
    size = 1
    for n in big:
        size *= n
    if r.random() < .6 and ndim:
        steps.append(tuple(slice(None, None, r.choice([2, -2])) if r.random() < .5 else slice(0, n) for n in shape))
        made = big
    else:
        made, size = shape, max(1, int(onp.prod(shape, dtype=int)))
        if 0 in shape:
            size = 0
    perm = list(range(ndim))
    if r.random() < .5:
        r.shuffle(perm)

    def make(m):
        a = m.arange(size).astype(dtype).reshape(tuple(made))
        for s in steps:
            a = a[s]
        return a.transpose(*perm) if ndim else a

    return make, f"arange({size}).astype({dtype!r}).reshape({tuple(made)}){steps}.transpose({perm})"


def random_int(r, n):
    if r.random() < .03:
        return r.choice([n, -n - 1, n + 7, 2**70])
    return r.randrange(-n, n) if n else r.choice([0, -1])


def random_slice(r, n):
    def end():
        return None if r.random() < .4 else r.randrange(-n - 2, n + 3)
    return slice(end(), end(), r.choice([None, 1, 2, 3, -1, -2, -n - 1, 1]))


def random_index_array(r, n, shape, orders):
    values = nested(r, shape, lambda: random_int(r, n) if r.random() < .98 else 0)
    flat = str(values)
    if "1180591620717411303424" in flat or not shape:
        values = nested(r, shape, lambda: r.randrange(-n, n) if n else 0)
    if r.random() < .2:
        return values
    return array_literal(values, r.choice(["i8", "i8", "i4", "u1", ">i2", "u8"] if "-" not in str(values) else ["i8", "i4", ">i8"]), r.choice(orders))


def random_mask(r, shape):
    return array_literal(nested(r, list(shape), lambda: r.random() < .5), "?", r.choice("CF"))


def random_item(r, shape, axis, fancy_shape, orders):
    """-> (item, axes it uses)"""
    n = shape[axis] if axis < len(shape) else 3
    k = r.random()
    if k < .25:
        return random_int(r, n), 1
    if k < .5:
        return random_slice(r, n), 1
    if k < .58:
        return None, 0
    if k < .66:
        return Ellipsis, 0
    if k < .82:
        s = fancy_shape if r.random() < .8 else fancy_shape[-1:]
        return random_index_array(r, n, [x if r.random() < .85 else 1 for x in s], orders), 1
    if k < .92:
        rank = r.choice([1, 1, 2])
        s = list(shape[axis:axis + rank])
        if r.random() < .05 and s:
            s[0] += 1
        return (random_mask(r, s), len(s)) if s else (True, 0)
    if k < .95:
        return r.choice([True, False]), 0
    if k < .97:
        return Literal(lambda m, v=random_int(r, n) % (n or 1): m.arange(v, v + 1)[0], "int64(...)"), 1
    return array_literal(r.randrange(-n, n) if n else 0, "i8"), 1


def random_key(r, shape, orders="CF"):
    if r.random() < .1 and shape:
        return random_mask(r, shape)
    if r.random() < .15:
        return random_item(r, shape, 0, [r.choice([0, 1, 2, 3])], orders)[0]
    fancy_shape = [r.choice([0, 1, 2, 3]) for _ in range(r.choice([1, 1, 2]))]
    items, axis, dots = [], 0, False
    for _ in range(r.randrange(0, len(shape) + 2)):
        item, used = random_item(r, shape, axis, fancy_shape, orders)
        if item is Ellipsis:
            if dots and r.random() < .9:
                continue
            dots = True
            axis += r.randrange(0, max(1, len(shape) - axis + 1))
        if axis + used > len(shape) and r.random() < .97:
            break
        items.append(item)
        axis += used
    return tuple(items)


def build(m, key):
    if isinstance(key, tuple):
        return tuple(build(m, k) for k in key)
    return key.make(m) if isinstance(key, Literal) else key


def attempt(f):
    try:
        return f(), None
    except (IndexError, ValueError, TypeError, OverflowError) as e:
        return None, e


def describe(x, m):
    """Everything that can be said about a result of module m without its address."""
    if isinstance(x, type(m.arange(1))):
        f = x.flags
        return (x.shape, x.strides, x.dtype.str, x.tobytes(), f.c_contiguous, f.f_contiguous, f.owndata, f.writeable, f.aligned, x.base is None)
    return type(x).__name__, m.asarray(x).dtype.str, m.asarray(x).tobytes()


def same_error(a, b):
    if type(a).__name__ != type(b).__name__:
        return False
    return str(a).replace("pyndarray", "numpy") == str(b)


def chunks(n, size=500):
    return range(0, n, size)


@pytest.mark.parametrize("start", chunks(CASES))
def test_reading(start):
    for case in range(start, min(start + 500, CASES)):
        r = random.Random(SEED * 1000003 + case)
        make, text = random_base(r)
        ours, theirs = make(np), make(onp)
        key = random_key(r, theirs.shape)
        mine, error = attempt(lambda: ours[build(np, key)])
        want, wanted = attempt(lambda: theirs[build(onp, key)])
        harness.count()
        where = f"seed {SEED} case {case}: {text}[{key!r}]"
        if error or wanted:
            assert same_error(error, wanted), f"{where}: {error!r}, not {wanted!r}"
            continue
        assert describe(mine, np) == describe(want, onp), where
        if isinstance(want, onp.ndarray) and want.size:
            shared = onp.shares_memory(want, theirs)
            assert (mine.base is not None and np.shares_memory(mine, ours)) == shared, where


def random_value(r, shape, dtype):
    k = r.random()
    if k < .3:
        return r.choice([0, 1, 7, True, 2.0, 3])
    s = list(shape)
    if r.random() < .3 and s:
        s = s[r.randrange(0, len(s)):]
    s = [1 if r.random() < .15 else n for n in s]
    if r.random() < .05:
        s = [n + 1 for n in s]
    if r.random() < .1:
        s = [1] + s
    values = nested(r, s, lambda: r.randrange(0, 100))
    if k < .4 and s and 0 not in s:
        return values
    return array_literal(values, r.choice([dtype, "i8", "f8", "u1", ">f4", "?"]), r.choice("CF"))


@pytest.mark.parametrize("start", chunks(CASES))
def test_writing(start):
    for case in range(start, min(start + 500, CASES)):
        r = random.Random(SEED * 1000003 + 7 * 10**8 + case)
        make, text = random_base(r)
        ours, theirs = make(np), make(onp)
        key = random_key(r, theirs.shape, "C")  # of repeated indices, NumPy's last one is the last in memory order
        target, unreadable = attempt(lambda: theirs[build(onp, key)])
        value = random_value(r, target.shape if target is not None else theirs.shape, theirs.dtype.str)
        k1, k2 = attempt(lambda: build(np, key))[0], attempt(lambda: build(onp, key))[0]
        v1, v2 = build(np, value), build(onp, value)
        with warnings.catch_warnings(record=True) as mine:
            warnings.simplefilter("always")
            _, error = attempt(lambda: ours.__setitem__(k1, v1))
        with warnings.catch_warnings(record=True) as want:
            warnings.simplefilter("always")
            _, wanted = attempt(lambda: theirs.__setitem__(k2, v2))
        harness.count()
        where = f"seed {SEED} case {case}: {text}[{key!r}] = {value!r}"
        if error or wanted:
            # where both index and value are wrong, either may be said
            assert same_error(error, wanted) or (unreadable and error and wanted and {type(error), type(wanted)} <= {IndexError, ValueError}), f"{where}: {error!r}, not {wanted!r}"
        assert ours.tobytes() == theirs.tobytes(), where
        assert [str(w.message) for w in mine] == [str(w.message) for w in want], where


@pytest.mark.parametrize("start", chunks(CASES // 3))
def test_overlap(start):
    """a[key] = a[other]: as if the right side had been copied first."""
    for case in range(start, min(start + 500, CASES // 3)):
        r = random.Random(SEED * 1000003 + 9 * 10**8 + case)
        n = r.randrange(1, 12)
        ours, theirs = np.arange(n), onp.arange(n)
        source = slice(None, None, -1) if r.random() < .5 else slice(None)
        k = r.random()
        if k < .4:
            key = array_literal([r.randrange(-n, n) for _ in range(n)], "i8")
            statement = "a[key] = a[source]"
        elif k < .6:
            key = None
            statement = "a[a] = a[source]"
        elif k < .8:
            m = [r.random() < .5 for _ in range(n)]
            key = array_literal(m, "?")
            source = slice(0, sum(m)) if r.random() < .5 else slice(n - sum(m), None)
            statement = "a[key] = a[source]"
        else:
            m = r.randrange(0, n)
            key, source = slice(m, None), slice(0, n - m)
            statement = r.choice(["a[key] = a[source]", "a[source] = a[key]"])
        exec(statement, {"a": ours, "key": build(np, key), "source": source})
        # NumPy's own assignment to a mask reads values it has already overwritten
        harness.count()
        exec(statement + ".copy()", {"a": theirs, "key": build(onp, key), "source": source})
        assert ours.tolist() == theirs.tolist(), f"seed {SEED} case {case}: {statement} {key!r} {source!r} n={n}"
