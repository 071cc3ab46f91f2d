"""nditer beside the oracle, turn by turn: random operands, flags, dtypes, casts, orders, axes and buffers, then random moves.

Each turn compares the chunk (its length, steps and values, and whether it shows the operand or a buffer), where it stands, and
what is written to the operands and when.  What NumPy gets wrong is left out of the draw: an index inside a buffer or with `ranged`
(the row nditer-buffers of differences.md).
"""
import random
import warnings

import numpy as onp
import pytest

import pyndarray as np

from . import harness as h

DTYPES = ["f8", "f4", "i4", ">i4", "i8", "c16", "?", "u1", "f2"]


def operand(m, r, shape, place):
    """An array that broadcasts to `shape`, of any layout; its buffer is its own."""
    mine = [n if r.random() < .8 else 1 for n in shape]
    if r.random() < .3:
        mine = mine[r.randrange(len(mine) + 1):]
    size = 1
    for n in mine:
        size *= n
    spread = [r.choice([1, 1, 2]) for _ in mine]
    total = size
    for s in spread:
        total *= s
    a = (m.arange(total) + 10 * place).astype(r.choice(DTYPES[:5] if r.random() < .8 else DTYPES))
    a = a.reshape([n * s for n, s in zip(mine, spread)])
    if r.random() < .4:
        a = a.T.copy().T
    a = a[tuple(slice(None, None, s if r.random() < .8 else -s) for s in spread)]
    if r.random() < .1 and a.ndim:
        a = m.broadcast_to(a, a.shape) if r.random() < .5 else a[..., m.newaxis]
    if r.random() < .08:
        raw = m.zeros(a.nbytes + 1, "u1")[1:]
        raw[...] = m.frombuffer(a.tobytes(), "u1")
        a = raw.view(a.dtype).reshape(a.shape)
    return a


def call(m, r):
    """Arguments of nditer."""
    shape = [r.choice([1, 2, 2, 3, 4, 5, 0] if r.random() < .1 else [1, 2, 3, 4, 5]) for _ in range(r.randrange(0, 5))]
    nop = r.choice([1, 1, 2, 2, 3])
    ops = [operand(m, r, shape, i) for i in range(nop)]
    flags = ["buffered"] if r.random() < .6 else []
    flags += r.choice([[], ["external_loop"], ["external_loop"], ["multi_index"], ["c_index"], ["f_index"]])
    chances = [("growinner", .2), ("grow_inner", .1), ("zerosize_ok", .5), ("reduce_ok", .5), ("ranged", .2), ("delay_bufalloc", .15),
               ("common_dtype", .15), ("copy_if_overlap", .1), ("refs_ok", .05)]
    flags += [f for f, p in chances if r.random() < p]
    if set(flags) & {"multi_index", "c_index", "f_index"}:
        flags = [f for f in flags if f != "ranged"]
    op_flags = []
    for i in range(nop):
        mine = [r.choice(["readonly", "readonly", "readwrite", "writeonly"])]
        mine += [f for f, p in [("copy", .1), ("updateifcopy", .1), ("nbo", .1), ("aligned", .1), ("contig", .1), ("no_broadcast", .1)]
                 if r.random() < p]
        op_flags.append(mine)
    if r.random() < .15:
        ops.append(None)
        op_flags.append([r.choice(["writeonly", "readwrite", "readonly"]), "allocate"])
        if r.random() < .2:
            op_flags[-1] = ["readwrite", "virtual"]
    if nop > 1 and ops[-1] is not None and r.random() < .08:
        ops[-1] = ops[0]
    k = {"order": r.choice("CFAK"), "buffersize": r.choice([0, 1, 2, 3, 4, 5, 7, 8, 12, 20, 50]),
         "casting": r.choice(["safe", "same_kind", "unsafe", "unsafe", "unsafe"])}
    if r.random() < .4:
        k["op_dtypes"] = [r.choice(["f8", "f4", "i4", "i8", None]) for _ in ops]
    elif r.random() < .1:
        k["op_dtypes"] = r.choice(["f8", "i4"])
    if r.random() < .12:
        n = len(shape) + r.choice([0, 0, 1])
        k["op_axes"] = []
        for o in ops:
            axes = list(range(o.ndim if o is not None else n))
            axes = ([-1] * (n - len(axes)) + axes)[:n]
            if r.random() < .4:
                r.shuffle(axes)
            k["op_axes"].append(axes if r.random() < .9 else None)
        if r.random() < .3:
            k["itershape"] = [r.choice([-1, -1, 1, 2, 3]) for _ in range(n)]
    return ops, flags, op_flags, k


def shown(m, x, operand):
    """One value: its steps, what it holds, and whether it is the operand's own memory."""
    steps = [s for s, n in zip(x.strides, x.shape) if n > 1]
    return str(x.dtype), x.shape, steps, x.tolist(), x.flags.writeable, operand is not None and x.size > 0 and bool(m.shares_memory(x, operand))


class Traced:
    """An nditer whose every answer is noted, exceptions too."""

    def __init__(self, m, seed):
        self.m, self.r, self.out = m, random.Random(seed), []
        self.ops, self.flags, self.op_flags, self.k = call(m, self.r)

    def note(self, f, *args):
        try:
            x = f(*args)
        except Exception as e:
            self.out.append(type(e).__name__)
            return None
        self.out.append(x)
        return x

    def run(self):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                it = self.m.nditer(self.ops, self.flags, self.op_flags, **self.k)
            except Exception as e:
                self.out.append(type(e).__name__)
                return self.out
            self.walk(it)
            self.note(it.close)
            self.out.append([o if o is None else o.tolist() for o in self.ops])
        return self.out

    def describe(self, it):
        if it.itersize > 1 or not it.has_index:  # NumPy joins axes by steps of the index that nobody has set
            self.note(getattr, it, "ndim")
            self.note(lambda: it.shape)
        for name in ("nop", "itersize", "has_index", "has_multi_index", "iterationneedsapi", "has_delayed_bufalloc", "iterrange"):
            self.note(getattr, it, name)
        self.note(lambda: [str(d) for d in it.dtypes])
        self.note(lambda: [o if o is None else (str(o.dtype), o.shape, [s for s, n in zip(o.strides, o.shape) if n > 1] if o.size else 0,
                                                o.flags.writeable) for o in it.operands])
        self.operands = it.operands

    def turn(self, it):
        self.note(lambda: it.iterindex)
        if "buffered" not in self.flags:
            self.note(lambda: it.multi_index)
            self.note(lambda: it.index)
        values = it[0:len(it)]
        # What is allocated holds anything until it is written.
        fresh = [o is None or f[0] == "writeonly" for o, f in zip(self.ops, self.op_flags)]
        for i, x in enumerate(values):
            line = shown(self.m, x, self.operands[i])
            self.out.append(line[:3] + line[4:] if fresh[i] else line)
        for i, f in enumerate(self.op_flags):
            if f[0] != "readonly" and (fresh[i] or self.r.random() < .8):
                self.note(it.__setitem__, i, self.r.randrange(100))

    def walk(self, it):
        self.describe(it)
        if "delay_bufalloc" in self.flags:
            self.note(lambda: it.value is None)
            self.note(it.reset)
        # Elements of a buffer that were not written hold anything; NumPy keeps a buffer that another operand has made stale.
        still = any(f[0] == "writeonly" or o is None for o, f in zip(self.ops, self.op_flags)) or self.ops[0] is self.ops[-1]
        left, moves = 400, 0 if still else self.r.choice([0, 0, 3])
        while not it.finished and left:
            left -= 1
            self.turn(it)
            if moves and self.r.random() < .3:
                moves -= 1
                it = self.move(it)
            elif not self.note(it.iternext):
                break
        if "buffered" not in self.flags and it.itersize > 1:
            self.note(lambda: [(v.shape, [s for s, n in zip(v.strides, v.shape) if n > 1], v.flags.writeable) for v in it.itviews])

    def move(self, it):
        r, n = self.r, it.itersize
        kind = r.choice(["reset", "iterindex", "iterrange", "multi_index", "index", "remove_axis", "remove_multi_index", "external", "copy"])
        if kind == "reset":
            self.note(it.reset)
        elif kind == "iterindex":
            self.note(setattr, it, "iterindex", r.randrange(-1, n + 1))
        elif kind == "iterrange":
            self.note(setattr, it, "iterrange", (r.randrange(0, n + 1), r.randrange(0, n + 2)))
        elif kind == "multi_index":
            self.note(setattr, it, "multi_index", tuple(r.randrange(0, 4) for _ in range(it.ndim)))
        elif kind == "index":
            self.note(setattr, it, "index", r.randrange(-1, n + 1))
        elif kind == "remove_axis":
            self.note(it.remove_axis, r.randrange(0, it.ndim + 1))
        elif kind == "remove_multi_index":
            self.note(it.remove_multi_index)
        elif kind == "external" and ("ranged" not in self.flags or "buffered" in self.flags):  # else NumPy runs past the end
            self.note(it.enable_external_loop)
        elif kind == "copy" and not set(sum(self.op_flags, []) + self.flags) & {"updateifcopy", "buffered"}:  # NumPy's has empty buffers
            it = it.copy()
        return it


@pytest.mark.parametrize("start", range(0, 6000, 1000))
def test_turn_by_turn(start):
    h.same_turns(lambda m, seed: Traced(m, seed).run(), start, 1000)


def failing(f):
    try:
        return f()
    except Exception as e:
        return type(e).__name__


def nested(m, seed):
    """Two or three levels over random operands, written to on the way; then a move of the outer one in the middle."""
    r = random.Random(seed)
    shape = [r.choice([1, 2, 3]) for _ in range(r.randrange(1, 4))]
    ops = [operand(m, r, shape, i) for i in range(r.choice([1, 1, 2]))]
    if r.random() < .7:
        ops = [o.reshape((1,) * (len(shape) - o.ndim) + o.shape) if o.ndim <= len(shape) else o for o in ops]
    axes = r.sample(range(len(shape)), len(shape))
    cuts = sorted(r.randrange(0, len(axes) + 1) for _ in range(r.choice([1, 1, 2])))
    groups = [axes[a:b] for a, b in zip([0, *cuts], [*cuts, len(axes)])]
    if r.random() < .05:
        groups[-1] = groups[-1] + [r.randrange(-1, 4)]
    k = {"order": r.choice("CFK"), "casting": "unsafe"}
    flags = [f for f, p in [("zerosize_ok", .3), ("reduce_ok", .5), ("buffered", .15)] if r.random() < p] + r.choice([[], ["multi_index"], ["c_index"], ["external_loop"]])
    if "buffered" in flags:
        flags = [f for f in flags if not f.endswith("index")]
    op_flags = [[r.choice(["readonly", "readonly", "readwrite"])] for _ in ops]
    out = []

    def walk(level, its):
        it = its[level]
        for x in it:
            if level + 1 < len(its):
                out.append((level, "in", failing(lambda: it.multi_index), failing(lambda: it.index), it.iterindex))
                walk(level + 1, its)
            else:
                for i, v in enumerate(x if isinstance(x, tuple) else (x,)):
                    out.append((level, v.tolist(), v.shape, v.flags.writeable))
                    if op_flags[i] == ["readwrite"]:
                        v[...] = v + 1

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            its = m.nested_iters(ops, groups, flags, op_flags, **k)
            out.append([(it.ndim if it.itersize > 1 or not it.has_index else 0, it.itersize, it.nop, [str(d) for d in it.dtypes], it.finished) for it in its])
            walk(0, its)
            its[0].reset()
            out.append([it.iterindex for it in its])
            if its[0].itersize > 1 and its[0].iternext():
                out.append([x.tolist() for x in its[-1][0:len(ops)]])
            for it in its:
                it.close()
    except Exception as e:
        out.append(type(e).__name__)
    return out, [o.tolist() for o in ops]


@pytest.mark.parametrize("start", range(0, 1500, 500))
def test_nested_turn_by_turn(start):
    h.same_turns(nested, start, 500)


def others(m, seed):
    """ndindex, ndenumerate and broadcast of random shapes and operands."""
    r = random.Random(seed)
    shape = tuple(r.choice([0, 1, 2, 3, 4] if r.random() < .2 else [1, 2, 3]) for _ in range(r.randrange(0, 4)))
    out = []
    i = m.ndindex(shape) if r.random() < .5 else m.ndindex(*shape)
    out += [list(i), failing(lambda: next(i)), failing(lambda: list(m.ndindex(r.choice([-1, 2.5, "a", None, (2, -1), m.int8(2), True])))), isinstance(i, m.ndindex)]
    a = operand(m, r, shape or (1,), 0)
    e = m.ndenumerate(a)
    out += [[(k, v.item()) for k, v in e], failing(lambda: next(e)), isinstance(e, m.ndenumerate)]
    ops = [operand(m, r, shape or (1,), k) for k in range(r.choice([1, 2, 3]))]
    if r.random() < .2:
        ops.append(r.choice([5, [1, 2], [[1], [2]], m.float64(2)]))
    b = failing(lambda: m.broadcast(*ops))
    if isinstance(b, str):
        return out + [b]
    out += [b.shape, b.nd, b.ndim, b.numiter, b.size, b.index]
    head = [tuple(x.item() for x in next(b)) for _ in range(min(b.size, r.randrange(0, 4)))]
    out += [head, b.index, [f.index for f in b.iters]]
    b.reset()
    out += [b.index, [tuple(x.item() for x in v) for v in b], failing(lambda: next(b)), b.index]
    return out


@pytest.mark.parametrize("start", range(0, 2000, 1000))
def test_ndindex_ndenumerate_broadcast(start):
    h.same_turns(others, start, 1000)
