"""Comparing pyndarray with the oracle (NumPy 2.4.6), case by case.

A case is one call made twice, on operands of equal value, layout and byte order.  Compared are: kind of outcome (value or
exception type), warnings (category and text), result type, dtype, shape, strides, flags, and values by the rule in the
`compare` column of csrc/kernels/ops.def.  Deliberate differences are looked up in ledger.py, which names the row of
docs/differences.md that explains each.
"""
import ctypes
import os
import re
import warnings
from pathlib import Path

import numpy as onp

import pyndarray as np

from . import ledger

ROOT = Path(__file__).resolve().parents[2]
compared = 0  # calls compared with the oracle's in this process; conftest.py prints the sum
INTS = ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "longlong", "ulonglong"]
FLOATS = ["float16", "float32", "float64", "longdouble"]
COMPLEXES = ["complex64", "complex128", "clongdouble"]
DTYPES = ["bool"] + INTS + FLOATS + COMPLEXES


def seed():
    """The run's seed: PND_SEED, or fixed; printed by conftest so that a failure can be repeated."""
    return int(os.environ.get("PND_SEED", "20260101"))


def case_count(default):
    """Cases a test runs: `default` scaled by PND_CASES (a factor; the nightly command uses more); one at least."""
    return max(1, int(default * float(os.environ.get("PND_CASES", "1"))))


def same_turns(run, start, default):
    """run(library, seed) gives the same for both libraries, for the seeds from `start` on."""
    for seed in range(start, start + case_count(default)):
        count()
        ours, theirs = run(np, seed), run(onp, seed)
        assert ours == theirs, seed


def compare_rules():
    """{ufunc: rule text} out of ops.def."""
    text = (ROOT / "csrc/kernels/ops.def").read_text()
    rows = re.findall(r"^PND_UFUNC\((\w+),\s*\d+,\s*\d+,\s*\w+,\s*\w+,\s*\d+,\s*(\w+(?:\([^)]*\))?),", text, re.M)
    return dict(rows)


RULES = compare_rules()


def count(calls=1):
    """Tells the closing line of the run that calls were compared by other means than check()."""
    global compared
    compared += calls


# ---- operands ---------------------------------------------------------------------------------------------------------

def values(rng, dtype, n):
    """n elements: small numbers, special values and extremes of the dtype, mixed."""
    dt = onp.dtype(dtype)
    if dt.kind == "b":
        return rng.integers(0, 2, n).astype(bool)
    if dt.kind in "iu":
        info = onp.iinfo(dt)
        special = onp.array([0, 1, 2, 3, 7, info.max, info.max - 1, info.min, info.min + 1], dtype=dt)
        small = rng.integers(0 if dt.kind == "u" else -9, 10, n).astype(dt)
        wide = rng.integers(info.min, info.max, n, dtype=dt, endpoint=True) if dt.itemsize == 8 else rng.integers(info.min, info.max + 1, n).astype(dt)
        pick = rng.integers(0, 4, n)
        return onp.where(pick == 0, special[rng.integers(0, len(special), n)], onp.where(pick == 1, wide, small)).astype(dt)
    if dt.kind == "f":
        info = onp.finfo(dt)
        special = onp.array([0.0, -0.0, 1, -1, onp.inf, -onp.inf, onp.nan, info.max, info.min, info.tiny, -info.tiny, info.eps, 0.5, 2.5, 3.5, -2.5], dtype=dt)
        pick = rng.integers(0, 4, n)
        with onp.errstate(all="ignore"):
            small = (rng.integers(-40, 41, n) / 4).astype(dt)
            normal = (rng.standard_normal(n) * 10.0 ** rng.integers(-3, 4, n)).astype(dt)
        return onp.where(pick == 0, special[rng.integers(0, len(special), n)], onp.where(pick == 1, small, normal)).astype(dt)
    real = {"F": "f4", "D": "f8", "G": "g"}[dt.char]
    out = onp.empty(n, dtype=dt)
    out.real, out.imag = values(rng, real, n), values(rng, real, n)
    return out


def our_dtype(dt):
    """The oracle's dtype as ours: longlong keeps its identity, which its type string does not tell."""
    mine = np.dtype(dt.char)
    return mine if dt.isnative else mine.newbyteorder()


def base_pair(array):
    """The oracle's array and ours, C contiguous, same bytes, own memory."""
    ours, own = np.empty(array.shape, dtype=our_dtype(array.dtype)), onp.empty(array.shape, dtype=array.dtype)
    own[...] = array
    ctypes.memmove(ours.__array_interface__["data"][0], own.ctypes.data, own.nbytes)
    return own, ours


SHAPES = [(), (0,), (1,), (2,), (3,), (5,), (17,), (64,), (67,), (2, 3), (3, 1), (1, 4), (4, 5), (0, 3), (3, 0), (2, 3, 4), (1, 3, 1), (2, 1, 4), (2, 0, 3)]
LAYOUTS = ["c", "c", "c", "f", "transposed", "reversed", "strided", "sliced", "broadcast", "unaligned", "readonly", "swapped"]


def lay_out(rng, dtype, shape, layout):
    """One pair of arrays of `dtype` and `shape` in a memory layout."""
    n = int(onp.prod(shape))
    dt = onp.dtype(dtype)
    if layout == "swapped":
        dt = dt.newbyteorder()
        layout = rng.choice(["c", "reversed", "strided"])
    if layout == "broadcast" and len(shape) and n:
        keep = tuple(1 if rng.integers(0, 2) else k for k in shape)
        o, x = base_pair(values(rng, dtype, int(onp.prod(keep))).astype(dt).reshape(keep))
        return onp.broadcast_to(o, shape), np.broadcast_to(x, shape)
    if layout == "strided" and len(shape):
        wide = tuple(2 * k for k in shape)
        o, x = base_pair(values(rng, dtype, int(onp.prod(wide))).astype(dt).reshape(wide))
        index = tuple(slice(int(rng.integers(0, 2)) if k else 0, None, 2) for k in shape)
        return o[index], x[index]
    if layout == "sliced" and len(shape):
        wide = tuple(k + 2 for k in shape)
        o, x = base_pair(values(rng, dtype, int(onp.prod(wide))).astype(dt).reshape(wide))
        index = tuple(slice(1, k + 1) for k in shape)
        return o[index], x[index]
    if layout == "unaligned" and n:
        o = onp.zeros(n * dt.itemsize + 1, "u1")
        o[1:] = values(rng, dtype, n).astype(dt).view("u1")
        o, x = base_pair(o)
        return o[1:].view(dt).reshape(shape), x[1:].view(our_dtype(dt)).reshape(shape)
    o, x = base_pair(values(rng, dtype, n).astype(dt).reshape(shape[::-1] if layout in ("f", "transposed") else shape))
    if layout in ("f", "transposed"):
        o, x = o.T, x.T
    elif layout == "reversed" and len(shape):
        index = tuple(slice(None, None, -1 if rng.integers(0, 2) else 1) for _ in shape)
        o, x = o[index], x[index]
    elif layout == "readonly":
        o.flags.writeable = False
        x.flags.writeable = False
    return o, x


class Pool:
    """Pairs of operands of every dtype, made once and drawn from many times."""

    def __init__(self, rng, each=24, dtypes=DTYPES):
        self.rng, self.dtypes = rng, dtypes
        self.pairs = {d: [lay_out(rng, d, SHAPES[int(rng.integers(0, len(SHAPES)))], str(rng.choice(LAYOUTS))) for _ in range(each)] for d in dtypes}

    def draw(self, dtype=None):
        dtype = dtype or self.dtypes[int(self.rng.integers(0, len(self.dtypes)))]
        row = self.pairs[dtype]
        return row[int(self.rng.integers(0, len(row)))]

    def scalar(self):
        """A Python number, or a scalar of the libraries' own."""
        r = self.rng
        kind = int(r.integers(0, 6))
        if kind == 0:
            v = int(r.choice([0, 1, 2, 3, -1, -2, 5, 100, 127, 128, 255, 256, 300, -129, 70000, 2**31, 2**40, -2**63, 2**63 - 1, 2**63]))
            return v, v
        if kind == 1:
            v = float(r.choice([0.0, 0.5, 1.0, 2.0, -1.5, 1e10, 1e300, onp.inf, onp.nan]))
            return v, v
        if kind == 2:
            v = complex(r.integers(-3, 4), r.integers(-3, 4))
            return v, v
        if kind == 3:
            v = bool(r.integers(0, 2))
            return v, v
        dtype = self.dtypes[int(r.integers(0, len(self.dtypes)))]
        o, x = base_pair(values(r, dtype, 1))
        return o[0], x[0]

    def operand(self):
        return self.scalar() if self.rng.integers(0, 5) == 0 else self.draw()


# ---- outcomes ---------------------------------------------------------------------------------------------------------

class Outcome:
    __slots__ = ("value", "error", "text", "warned")

    def __init__(self, call):
        self.value = self.error = self.text = None
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                self.value = call()
            except Exception as e:
                self.error, self.text = type(e).__name__, str(e)
        self.warned = sorted({(w.category.__name__, str(w.message)) for w in caught})


class _Interface:
    """Memory described by the array interface alone: unlike the buffer protocol it names swapped longdoubles."""

    def __init__(self, x):
        self.__array_interface__, self.owner = x.__array_interface__, x


def to_oracle(x):
    """Our array or scalar as the oracle's array over the same bytes."""
    if isinstance(x, np.ndarray):
        a = onp.asarray(_Interface(x))
        return a.view(onp.dtype(x.dtype.char).newbyteorder(x.dtype.byteorder)) if x.dtype.char in "qQ" else a
    if isinstance(x, np.generic):
        return to_oracle(np.asarray(x))
    return onp.asarray(x)


def flags_of(a):
    f = a.flags
    return tuple(bool(f[k]) for k in ("C_CONTIGUOUS", "F_CONTIGUOUS", "WRITEABLE", "ALIGNED"))


def ulp_distance(a, b):
    """Distance in representable steps between equal-dtype float arrays; NaN beside NaN and equal values count 0."""
    if a.dtype.kind == "c":
        return onp.maximum(ulp_distance(a.real, b.real), ulp_distance(a.imag, b.imag))
    with onp.errstate(all="ignore"):
        same = (a == b) | (onp.isnan(a) & onp.isnan(b))
        step = onp.spacing(onp.maximum(abs(a), abs(b)))
        d = abs(a - b) / step
    return onp.where(same, 0, onp.where(onp.isfinite(d), d, onp.inf))


def values_differ(ours, oracle, rule):
    """None, or what differs between equal-shape, equal-dtype oracle arrays."""
    if rule in ("bits", "value"):
        if oracle.dtype.kind in "fc":
            nan = onp.isnan(oracle)
            if not (onp.isnan(ours) == nan).all():
                return "NaNs differ"
            eq = (ours == oracle) | nan
            if oracle.dtype.kind == "f" and rule == "bits":
                eq &= nan | (onp.signbit(ours) == onp.signbit(oracle))
        else:
            eq = ours == oracle
        return None if onp.all(eq) else f"values differ: {ours[~eq][:3]} for {oracle[~eq][:3]}" if oracle.ndim else f"values differ: {ours} for {oracle}"
    kind, argument = re.fullmatch(r"(\w+)\((.*)\)", rule).groups()
    if oracle.dtype.kind not in "fc":
        return values_differ(ours, oracle, "bits")
    if kind == "normwise" and oracle.dtype.kind == "f":
        return values_differ(ours, oracle, "bits")
    if kind == "normwise":
        with onp.errstate(all="ignore"):
            good = ~(onp.isfinite(oracle) | onp.isfinite(ours)) | (abs(ours - oracle) <= float(argument) * onp.finfo(oracle.dtype).eps * abs(oracle))
        return None if good.all() else f"values differ: {ours[~good][:3]} for {oracle[~good][:3]}" if oracle.ndim else f"values differ: {ours} for {oracle}"
    if kind == "relative":
        with onp.errstate(all="ignore"):
            good = ~(onp.isfinite(oracle) | onp.isfinite(ours)) | (abs(ours - oracle) <= float(argument) * abs(oracle))
        return None if good.all() else f"values differ: {ours[~good][:3] if ours.ndim else ours} for {oracle[~good][:3] if ours.ndim else oracle}"
    if kind == "ulp":
        d = ulp_distance(ours, oracle)
        return None if d.size == 0 or d.max() <= float(argument) else f"{d.max():.3g} ULP apart (allowed {argument})"
    raise ValueError(f"no such rule: {rule}")


def difference(ours, oracle, rule="bits", layout=True):
    """None, or the first thing in which two outcomes differ."""
    if (ours.error, oracle.error) != (None, None):
        return None if ours.error == oracle.error else f"raised {ours.error} ({ours.text}), the oracle {oracle.error} ({oracle.text})"
    if ours.warned != oracle.warned:
        return f"warned {ours.warned}, the oracle {oracle.warned}"
    a, b = ours.value, oracle.value
    if isinstance(b, tuple):
        if not isinstance(a, tuple) or len(a) != len(b):
            return f"returned {type(a).__name__}, the oracle a tuple of {len(b)}"
        pairs = zip(a, b)
    else:
        pairs = [(a, b)]
    for a, b in pairs:
        found = one_difference(a, b, rule, layout)
        if found:
            return found
    return None


def one_difference(a, b, rule, layout):
    if isinstance(b, (onp.ndarray, onp.generic)):
        if type(a).__name__ != type(b).__name__:
            return f"type {type(a).__name__}, the oracle {type(b).__name__}"
        if str(a.dtype) != str(b.dtype) or a.dtype.char != b.dtype.char:
            return f"dtype {a.dtype!r}, the oracle {b.dtype!r}"
        if a.shape != b.shape:
            return f"shape {a.shape}, the oracle {b.shape}"
        if layout and isinstance(b, onp.ndarray):
            if a.strides != b.strides:
                return f"strides {a.strides}, the oracle {b.strides} (shape {b.shape})"
            if flags_of(a) != flags_of(b):
                return f"flags {flags_of(a)}, the oracle {flags_of(b)}"
        return values_differ(to_oracle(a), onp.asarray(b), rule)
    if type(a).__name__ != type(b).__name__:
        return f"type {type(a).__name__}, the oracle {type(b).__name__}"
    return None if a == b or (a != a and b != b) else f"{a!r}, the oracle {b!r}"


def describe(x):
    if isinstance(x, onp.ndarray):
        return f"array({x.dtype.str!r}, shape {x.shape}, strides {x.strides}, {x.tolist() if x.size <= 6 else '...'})"
    return repr(x)


def check(label, ours, oracle, rule="bits", layout=True, facts=None):
    """Runs both calls.  Returns None, or a line that says what differs; differences the ledger names are let through."""
    count()
    theirs = Outcome(oracle)
    mine = Outcome(ours)
    found = difference(mine, theirs, rule, layout)
    if found and ledger.explains(label, found, mine, theirs, facts or {}):
        return None
    return f"{label}: {found}" if found else None


def assert_none(failures, total):
    """One assertion for many cases, with the first failures in its message."""
    bad = [f for f in failures if f]
    assert not bad, f"{len(bad)} of {total} cases differ (PND_SEED={seed()}):\n" + "\n".join(bad[:20])
