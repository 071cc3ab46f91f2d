"""Integer extremes in every pair of integer slots of many entry points; run as a program under a limit on memory by
tests/unit/test_extremes.py, with the library's name as argument, and the names of calls that are left out.  Prints a JSON list of [case, outcome].

An outcome is the name of an exception, or what the call gave: small results are told by value, others by shape.
"""
import itertools
import json
import os
import resource
import signal
import sys
import warnings

VALUES = [0, 1, 2, -1, 2**31 - 1, 2**31, 2**31 + 1, 2**32 - 1, 2**32 + 1, 2**61, 2**62, 2**63 - 1, -2**63]
ROOM = 1 << 29  # bytes that a call may allocate


def told(x, m):
    if isinstance(x, m.ndarray):
        return ["array", list(x.shape), str(x.dtype), x.tolist() if x.size < 100 and x.dtype.kind in "iub" else None]
    if isinstance(x, (tuple, list)):
        return [told(y, m) for y in x]
    return repr(x).replace("pyndarray.", "").replace("numpy.", "")[:80]


def entries(m):
    """name -> call of one or two integers."""
    buf = bytearray(range(64))

    def fresh():
        return m.arange(12)

    def matrix():
        return m.arange(12).reshape(3, 4)

    def written(a, call):
        call(a)
        return a

    def step(it):
        return it.itersize, it.shape, next(it).tolist()

    def moved(it, name, value):
        setattr(it, name, value)
        return it[0].tolist()

    return {
        "empty": lambda x, y: m.empty((x, y), "u1").shape, "zeros": lambda x, y: m.zeros((x, y), "f8").shape, "ones": lambda x, y: m.ones((x, y), "c16").shape,
        "full": lambda x, y: m.full((x, y), 1).shape, "empty 3": lambda x, y: m.empty((x, 0, y)).shape, "ndarray": lambda x, y: m.ndarray((x, y), "u1").shape,
        "buffer offset": lambda x, y: m.ndarray((x,), "u1", buf, abs(y) if y > -2**62 else 0), "buffer strides": lambda x, y: m.ndarray((x, 2), "u1", buf, 0, (y, 1)),
        "buffer two strides": lambda x, y: m.ndarray((2, 2), "u1", buf, 0, (x, y)), "frombuffer": lambda x, y: m.frombuffer(buf, "u1", x, y),
        "reshape": lambda x, y: fresh().reshape(x, y), "reshape 3": lambda x, y: fresh().reshape(x, y, 3), "reshape empty": lambda x, y: m.empty(0).reshape(x, y, 0).shape,
        "slice": lambda x, y: fresh()[x:y], "slice step": lambda x, y: fresh()[x::y], "slice stop step": lambda x, y: fresh()[:x:y], "slice matrix": lambda x, y: matrix()[x:, ::y],
        "item": lambda x, y: matrix()[x, y], "item method": lambda x, y: matrix().item(x, y), "flat item": lambda x, y: fresh().item(x),
        "set": lambda x, y: written(matrix(), lambda a: a.__setitem__((x, y), 7)), "set slice": lambda x, y: written(fresh(), lambda a: a.__setitem__(slice(x, None, y), 7)),
        "fancy": lambda x, y: fresh()[[x, y]], "fancy two": lambda x, y: matrix()[[x], [y]], "set fancy": lambda x, y: written(fresh(), lambda a: a.__setitem__([x, y], 7)),
        "flat": lambda x, y: fresh().flat[x:y], "flat one": lambda x, y: fresh().flat[x], "set flat": lambda x, y: written(fresh(), lambda a: a.flat.__setitem__([x, y], 7)),
        "take": lambda x, y: fresh().take([x, y]), "take wrap": lambda x, y: fresh().take([x, y], mode="wrap"), "take clip": lambda x, y: fresh().take([x, y], mode="clip"),
        "take axis": lambda x, y: matrix().take([x], y), "put wrap": lambda x, y: written(fresh(), lambda a: a.put([x], y, "wrap")),
        "put clip": lambda x, y: written(fresh(), lambda a: a.put([x], y, "clip")), "put": lambda x, y: written(fresh(), lambda a: a.put([x, y], 7)),
        "choose": lambda x, y: m.choose([x, y], [1, 2, 3], mode="wrap"), "choose clip": lambda x, y: m.choose([x, y], [1, 2, 3], mode="clip"), "choose raise": lambda x, y: m.choose([x, y], [1, 2, 3]),
        "take_along_axis": lambda x, y: m.take_along_axis(fresh(), m.array([x, y]), 0), "repeat": lambda x, y: m.repeat(m.arange(2, dtype="u1"), [x, y]),
        "repeat axis": lambda x, y: m.repeat(m.zeros((2, 0)), x, y).shape, "compress": lambda x, y: m.compress([True], matrix(), x), "partition": lambda x, y: m.partition(fresh(), [x, y]),
        "partition axis": lambda x, y: m.partition(matrix(), x, y), "unravel": lambda x, y: m.unravel_index(x, (y, 3)), "unravel two": lambda x, y: m.unravel_index(3, (x, y)),
        "ravel": lambda x, y: m.ravel_multi_index((x, y), (3, 4)), "ravel wrap": lambda x, y: m.ravel_multi_index((x, y), (3, 4), mode="wrap"),
        "ravel clip": lambda x, y: m.ravel_multi_index((x, y), (3, 4), mode="clip"), "ravel dims": lambda x, y: m.ravel_multi_index((1, 1), (x, y)),
        "unpackbits": lambda x, y: m.unpackbits(m.array([1, 2], "u1"), count=x), "unpackbits axis": lambda x, y: m.unpackbits(m.zeros((1, 2), "u1"), y, x), "packbits": lambda x, y: m.packbits([1, 0], x),
        "arange": lambda x, y: m.arange(x, y, dtype="i8").shape, "arange step": lambda x, y: m.arange(0, x, y).shape if y else None, "eye": lambda x, y: m.eye(2, 3, x, dtype="i1"),
        "eye shape": lambda x, y: m.eye(x, y, dtype="u1").shape, "tri": lambda x, y: m.tri(2, 3, x), "tri shape": lambda x, y: m.tri(x, y, dtype="u1").shape, "tril": lambda x, y: m.tril(matrix(), x),
        "diagonal": lambda x, y: matrix().diagonal(x), "diagonal axes": lambda x, y: matrix().diagonal(0, x, y), "trace": lambda x, y: matrix().trace(x), "diag": lambda x, y: m.diag(fresh(), x).shape,
        "linspace": lambda x, y: m.linspace(0, 1, x).shape, "broadcast_to": lambda x, y: m.broadcast_to(1, (x, y)).shape, "broadcast_shapes": lambda x, y: m.broadcast_shapes((x, 1), (y,)),
        "swapaxes": lambda x, y: matrix().swapaxes(x, y), "transpose": lambda x, y: matrix().transpose(x, y), "moveaxis": lambda x, y: m.moveaxis(matrix(), x, y), "squeeze": lambda x, y: matrix().squeeze(x),
        "expand_dims": lambda x, y: m.expand_dims(fresh(), (x, y)), "sum": lambda x, y: matrix().sum((x, y)), "argmax": lambda x, y: matrix().argmax(x), "cumsum": lambda x, y: matrix().cumsum(x),
        "sort": lambda x, y: m.sort(matrix(), x), "concatenate": lambda x, y: m.concatenate([matrix(), matrix()], x), "stack": lambda x, y: m.stack([matrix(), matrix()], x),
        "flip": lambda x, y: m.flip(matrix(), (x, y)), "resize": lambda x, y: written(m.arange(12), lambda a: a.resize((x, y), refcheck=False)).shape,
        "getfield": lambda x, y: fresh().getfield("u1", x), "setfield": lambda x, y: written(fresh(), lambda a: a.setfield(1, "u1", x)), "reduceat": lambda x, y: m.add.reduceat(fresh(), [x, y]),
        "add.at": lambda x, y: written(fresh(), lambda a: m.add.at(a, [x, y], 1)), "ndindex": lambda x, y: next(m.ndindex(x, y)) if x > 0 and y > 0 else list(m.ndindex(x, y)),
        "nditer buffersize": lambda x, y: next(m.nditer(fresh(), ["buffered"], op_dtypes="f8", buffersize=x)).tolist(), "nditer itershape": lambda x, y: step(m.nditer(m.array(1), itershape=(x, y))),
        "nditer multi_index": lambda x, y: moved(m.nditer(matrix(), ["multi_index"]), "multi_index", (x, y)), "nditer index": lambda x, y: moved(m.nditer(matrix(), ["f_index"]), "index", x),
        "nditer iterindex": lambda x, y: moved(m.nditer(matrix()), "iterindex", x), "nditer iterrange": lambda x, y: moved(m.nditer(matrix(), ["ranged"]), "iterrange", (x, y)),
        "nditer op_axes": lambda x, y: step(m.nditer(matrix(), op_axes=[[x, y]])), "nested_iters": lambda x, y: len(m.nested_iters(matrix(), [[x], [y]])),
        "fromiter": lambda x, y: m.fromiter(range(3), "i8", x), "shape": lambda x, y: written(fresh(), lambda a: setattr(a, "shape", (x, y))), "round": lambda x, y: m.round(m.array([123]), x),
        "clip": lambda x, y: m.clip(m.array([5], "i4"), x, y), "argpartition": lambda x, y: m.argpartition(fresh(), x).shape, "searchsorted": lambda x, y: m.searchsorted(fresh(), [x, y]),
    }


def main(name, skipped=()):
    m = __import__(name)
    warnings.simplefilter("ignore")
    with open("/proc/self/statm") as f:
        used = int(f.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + ROOM, used + ROOM))
    out = []
    for entry, call in entries(m).items():
        if entry in skipped:
            continue
        got = in_child(lambda: calls(m, call))
        cases = [f"{entry}({x}, {y})" for x, y in itertools.product(VALUES, VALUES)]
        out += zip(cases, got if got else ["!Died"] * len(cases))
    json.dump(out, sys.stdout)


def calls(m, call):
    out = []
    for x, y in itertools.product(VALUES, VALUES):
        try:
            out.append(told(call(x, y), m))
        except Exception as e:
            out.append("!" + type(e).__name__)
    return out


def in_child(work):
    """What work gives in a process of its own; None when that dies or takes ten seconds."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(10)
        with os.fdopen(write, "w") as f:
            json.dump(work(), f)
            f.flush()
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as f:
        text = f.read()
    return json.loads(text) if os.waitpid(child, 0)[1] == 0 else None


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
