"""nditer and nested_iters against the oracle: one expression a line, then random operands, flags and orders."""
import random
import warnings

import numpy as onp
import pytest

import pyndarray as np

from . import harness as h

LINES = r"""
n([])
n(a, ['x'])
n(a, [], ['x'])
n(a, [], [['readonly'], ['readonly']])
n(a, ['c_index', 'f_index'])
n(a, ['external_loop', 'multi_index'])
n(a, ['external_loop', 'c_index'])
n(a, [], [[]])
n(a, [], [['readonly', 'writeonly']])
n(1.5, [], [['writeonly']])
n(b, [], [['writeonly']])
n(np.array([]))
n(None)
n([a, None], [], [['readonly'], ['writeonly']])
n([a, None], [], [['readonly'], ['readonly', 'allocate']])
n(a, [], [['readonly']], ['f4'])
n(a, [], [['readonly', 'copy']], ['f4'])
n(a, ['buffered'], [['readonly']], ['f4'])
n(a, ['buffered'], [['readwrite']], ['f4'], casting='unsafe')
n(a, ['buffered'], [['readwrite']], ['f4'], casting='same_kind')
n(a, ['buffered'], [['readonly']], ['i1'])
at('index', a)
at('multi_index', a)
at('iterindex', a)
at('iterrange', a)
at('shape', a)
at('shape', a, ['multi_index'])
at('shape', a, ['buffered'])
at('ndim', a.T)
at('shape', a.T, ['external_loop'])
at('itviews', a)
at('itviews', a, ['buffered'])
at('dtypes', a)
at('value', a)
at('value', a, ['external_loop'])
at('value', [a, a])
at('has_index', a)
at('nop', [a, a])
at('itersize', a)
at('finished', a)
at('has_delayed_bufalloc', a, ['buffered', 'delay_bufalloc'])
at('value', a, ['buffered', 'delay_bufalloc'])
at('iterationneedsapi', a)
at('x', a)
s('index', 3, a)
s('index', 3, a, ['c_index'])
s('index', 3, a, ['f_index'])
s('index', 9, a, ['f_index'])
s('multi_index', (1, 1), a, ['multi_index'])
s('multi_index', (1, 5), a, ['multi_index'])
s('multi_index', (1,), a, ['multi_index'])
s('multi_index', (0,), a)
s('iterindex', 4, a)
s('iterindex', 9, a)
s('iterrange', (1, 3), a)
s('iterrange', (1, 3), a, ['ranged'])
s('iterrange', (3, 1), a, ['ranged'])
s('iterrange', (0, 9), a, ['ranged'])
s('iterindex', 3, a, ['external_loop'])
s('iterindex', 2, a[:, ::2], ['external_loop'])
s('iterindex', 1, a[:, ::2], ['external_loop'])
s('index', 3, a, ['c_index', 'buffered'])
s('multi_index', (1, 1), a, ['multi_index', 'buffered'])
s('iterindex', 3, a, ['buffered'])
s('shape', 3, a)
s('index', 'a', a, ['c_index'])
m('remove_multi_index', a, ['multi_index'])
m('remove_multi_index', a)
m('enable_external_loop', a)
m('enable_external_loop', a, ['multi_index'])
m('reset', a)
m('close', a)
m('copy', a)
m('iternext', a)
n(a, ['multi_index']).remove_axis(0)
n(a).remove_axis(0)
n(a, ['multi_index']).remove_axis(2)
[x.copy() for x in n(a, ['external_loop', 'buffered'], buffersize=4)]
[x.copy() for x in n(a.T, ['external_loop', 'buffered'], order='C', buffersize=4)]
[x.copy() for x in n(a.T, ['external_loop', 'buffered', 'growinner'], buffersize=4)]
[x.copy() for x in n(a, ['external_loop', 'buffered'], [['readonly']], ['f8'], buffersize=4)]
n(a, buffersize=-1)
n(a, op_axes=[[0]])
n(a, op_axes=[[0, 1, -1]]).shape
n(a, op_axes=[[1, 0]], order='C').ndim
n(a, op_axes=[[0, 0]])
n(a, op_axes=[[0, 5]])
n(a, itershape=(4, 2, 3), flags=['multi_index']).shape
n(a, itershape=(4, 2, 4))
n([a, None], itershape=(-1, 2, 3)).shape
n([a, b], [], [['readwrite'], ['readonly']])
n([a, b.copy()], [], [['readonly'], ['readwrite']])
n([a, b.copy()], ['reduce_ok'], [['readonly'], ['writeonly']])
n([a, np.arange(2)])
n([a, b], [], [['readonly'], ['readonly', 'no_broadcast']])
n(a, order='G')
n(a, casting='x')
n(a, ['zerosize_ok'])
n(np.zeros((0, 2)), ['zerosize_ok']).value
list(n(np.zeros((0, 2)), ['zerosize_ok']))
n([a, None], [], [['readonly'], ['writeonly', 'allocate', 'virtual']])
n(a, 3)
n(a, [], 3)
n(a, 'x')
n()
n([a, a], [], [['readonly', 'arraymask'], ['readonly']])
n([a, a], [], [['readonly'], ['readwrite', 'writemasked']])
n([a.copy(), a > 1], ['buffered'], [['readwrite', 'writemasked'], ['readonly', 'arraymask']])
np.nested_iters(a, [[0], [1]])
np.nested_iters(a, [[0]])
np.nested_iters(a, [[0], [0]])
np.nested_iters(a, [[0], [2]])
np.nested_iters(a, 3)
[(x.copy(), [y.copy() for y in j]) for i, j in [np.nested_iters(a, [[0], [1]])] for x in i]
np.nested_iters(a, [])
np.nested_iters(a, [[], [0, 1]])[0].shape
""".strip().splitlines()


def environment(m):
    def at(name, *args, **k):
        return getattr(m.nditer(*args, **k), name)

    def s(name, value, *args, **k):
        it = m.nditer(*args, **k)
        setattr(it, name, value)
        return it.value, it.iterindex

    def method(name, *args, **k):
        it = m.nditer(*args, **k)
        return type(getattr(it, name)(*k.get("args", ()))).__name__, it.shape, it.ndim

    b = m.arange(3)
    b.flags.writeable = False
    return {"np": m, "n": m.nditer, "a": m.arange(6).reshape(2, 3), "b": b, "at": at, "s": s, "m": method}


def outcome(line, m):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            result = repr(eval(line, environment(m)))
        except Exception as e:
            result = type(e).__name__, str(e)
    return str(result).replace("pyndarray.", "").replace("numpy.", "").split(" object at ")[0], [str(w.message) for w in caught]


@pytest.mark.parametrize("line", LINES)
def test_line(line):
    h.count()
    assert outcome(line, np) == outcome(line, onp)


def walk(m, seed):
    """One random iteration: all values, in order, with what tells where they stand."""
    r = random.Random(seed)
    nop, shape = r.randrange(1, 4), [r.choice([1, 2, 3, 4]) for _ in range(r.randrange(0, 4))]
    ops = []
    for i in range(nop):
        mine = [k if r.random() < .8 else 1 for k in shape][(r.randrange(len(shape) + 1) if r.random() < .3 else 0):] if i else shape
        size = 1
        for k in mine:
            size *= k
        a = (m.arange(size) + 100 * i).astype(r.choice(["f8", "i4", ">f8", "i8"])).reshape(mine)
        if r.random() < .4:
            a = a.T.copy().T
        if r.random() < .4 and mine:
            a = a[tuple(slice(None, None, r.choice([1, -1])) for _ in mine)]
        ops.append(a)
    flags = [f for f, p in [("buffered", .4), ("growinner", .3), ("copy_if_overlap", .2), ("zerosize_ok", .3)] if r.random() < p]
    flags += r.choice([[], ["multi_index"], ["c_index"], ["f_index"], ["external_loop"], ["external_loop"]])
    if "buffered" in flags and set(flags) & {"multi_index", "c_index", "f_index"}:  # NumPy loses them inside a buffer
        flags.remove("buffered")
    writes = "reduce_ok" if r.random() < .3 else None
    op_flags = [["readwrite" if i == 0 and writes and r.random() < .9 else "readonly"] for i in range(nop)]
    if r.random() < .3:
        ops.append(None)
        op_flags.append(["writeonly", "allocate"])
    kw = {"order": r.choice("CFAK"), "buffersize": r.choice([0, 1, 2, 3, 7])}
    if "buffered" in flags and r.random() < .5:
        kw["op_dtypes"], kw["casting"] = [r.choice(["f8", "i8", None]) if o is not None else "f8" for o in ops], "unsafe"
    out = []
    try:
        with m.nditer(ops, flags + ([writes] if writes else []), op_flags, **kw) as it:
            out += [it.ndim, it.shape] if 1 not in it.shape else []
            out += [it.itersize, it.nop, [str(d) for d in it.dtypes], [[s for s, n in zip(o.strides, o.shape) if n > 1] for o in it.operands]]
            if "ranged" in flags and it.itersize > 1 and "external_loop" not in flags:
                it.iterrange = (1, it.itersize)
            values, places = [], []
            while not it.finished:
                current = it[0:len(ops)]
                values.append([x.tolist() for x in current])
                if "multi_index" in flags:
                    places.append(it.multi_index)
                elif "c_index" in flags or "f_index" in flags:
                    places.append(it.index)
                if len(ops) > nop:
                    current[-1][...] = current[0]
                if op_flags[0] == ["readwrite"]:
                    current[0][...] = current[0] * 2 + 1
                it.iternext()
            if len(ops) > nop:
                values = [v[:nop] for v in values]
            out += [values, places]
            final = [o.tolist() for o in it.operands]
        out += [[o.tolist() for o in ops[:nop]], final[nop:]]
    except Exception as e:
        out += [type(e).__name__, str(e)]
    return out


@pytest.mark.parametrize("start", range(0, 4000, 1000))
def test_random(start):
    h.same_turns(walk, start, 1000)


@pytest.mark.parametrize("start", range(0, 600, 300))
def test_nested(start):
    for seed in range(start, start + h.case_count(300)):
        results = []
        for m in (np, onp):
            r = random.Random(seed)
            shape = [r.choice([1, 2, 3]) for _ in range(r.randrange(2, 4))]
            a = m.arange(27).reshape(3, 3, 3)[tuple(slice(0, n) for n in shape)]
            a = a.transpose(r.sample(range(a.ndim), a.ndim))
            axes = r.sample(range(a.ndim), a.ndim)
            cut = r.randrange(0, a.ndim + 1)
            k = {"op_dtypes": "f8", "op_flags": ["readonly", "copy"]} if r.random() < .3 else {}
            i, j = m.nested_iters([a, a + 100], [axes[:cut], axes[cut:]], flags=r.choice([[], ["multi_index"]]), order="C" if k else r.choice("CFK"), **k)
            results.append([([x.tolist() for x in u], [[y.tolist() for y in v] for v in j]) for u in i])
        h.count()
        assert results[0] == results[1], seed
