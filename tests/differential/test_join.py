"""concatenate and stack of contiguous arrays: rows of stretches, in blocks and tiles of every width, against NumPy's bytes."""
import numpy
import pytest

import pyndarray as np

CODES = ["?", "f2", "f4", "f8", "c16", "G"]


def _both(shape, code, seed):
    theirs = (numpy.random.default_rng(seed).random(shape) * 200 - 100).astype(code)
    return np.array(theirs), theirs


def _check(call, shapes, code):
    pairs = [_both(s, code, i) for i, s in enumerate(shapes)]
    ours, theirs = call(np, [p[0] for p in pairs]), call(numpy, [p[1] for p in pairs])
    assert ours.dtype == theirs.dtype and ours.shape == theirs.shape and ours.strides == theirs.strides
    assert numpy.asarray(ours).tobytes() == theirs.tobytes()


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("n", [1, 2, 3, 17])
@pytest.mark.parametrize("rows", [1, 255, 257, 1000, 5003])
def test_stack_along_the_last_axis(code, n, rows):
    _check(lambda np, l: np.stack(l, axis=-1), [(rows,)] * n, code)
    _check(lambda np, l: np.concatenate(l, axis=1), [(rows, 1 + i % 3) for i in range(n)], code)


@pytest.mark.parametrize("code", ["u1", "f4", "c16"])
def test_large(code):
    """Several blocks, more than one thread, lines past the caches; stretches of all lengths and none aligned."""
    _check(lambda np, l: np.stack(l, axis=1), [(2_000_003,)] * 2, code)
    _check(lambda np, l: np.stack(l, axis=1), [(700_001,)] * 3, code)
    _check(lambda np, l: np.concatenate(l), [(2_000_001,), (3,), (1_000_007,), (1,)], code)
    _check(lambda np, l: np.concatenate(l, axis=1), [(301, 1001), (301, 7), (301, 3001)], code)
    _check(lambda np, l: np.concatenate(l), [(1 + i % 40,) for i in range(20_000)], code)


def test_what_is_joined_decides():
    a, b = _both((300, 4), "f4", 0)
    for call in (lambda np, x: np.concatenate([x, x[:, ::2]], axis=1), lambda np, x: np.concatenate([x.T, x.T], axis=0),
                 lambda np, x: np.concatenate([x, x[:, :0]], axis=1), lambda np, x: np.concatenate([x, x[::-1]]),
                 lambda np, x: np.concatenate([x, x.astype(">f4")]), lambda np, x: np.concatenate([x, x[:0], x.astype("f8")]),
                 lambda np, x: np.concatenate([x, x[:, :1], 3, [1, 2]], axis=None), lambda np, x: np.concatenate([x.T, x[:0]], axis=None),
                 lambda np, x: np.concatenate([x, x], out=np.empty((600, 4), "f8")), lambda np, x: np.concatenate([x[:, 0], x[0]])):
        ours, theirs = call(np, a), call(numpy, b)
        assert ours.dtype == theirs.dtype and ours.shape == theirs.shape and ours.strides == theirs.strides
        assert numpy.asarray(ours).tobytes() == theirs.tobytes()


def test_out_that_is_also_read():
    """As if the inputs were copied first; NumPy reads what it has already overwritten here."""
    x = np.arange(200_000, dtype="f4")
    np.concatenate([x[100_000:], x[:100_000]], out=x)
    assert x[0] == 100_000 and x[100_000] == 0 and x.sum(dtype="f8") == sum(range(200_000))


def test_lengths_that_do_not_fit():
    huge = np.lib.stride_tricks.as_strided(np.zeros(1, "i1"), (2**62,), (0,))
    with pytest.raises((ValueError, MemoryError)):
        np.concatenate([huge, huge, huge])


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_order_of_repeated_elements(axis):
    """Steps of 0 have a say in the result's memory order, axes of length 1 have none."""
    def run(m):
        f = m.asfortranarray(m.arange(12.0).reshape(3, 2, 2))
        z = m.broadcast_to(m.array(1.0), (3, 2, 2))
        inputs = [f, z], [z, f], [f, z, f], [f, f], [f[:, :1], z[:, :1]]
        return [join(x, axis) for join in (m.concatenate, m.stack) for x in inputs]

    for ours, theirs in zip(run(np), run(numpy)):
        assert ours.strides == theirs.strides and ours.tolist() == theirs.tolist()


@pytest.mark.parametrize("n", [2, 20])
def test_out_that_dying_objects_want_to_change(n):
    class Dying:
        def __del__(self):
            for act in (lambda: out.resize(1, refcheck=False), lambda: setattr(out, "shape", (2, -1))):
                with pytest.raises((RuntimeError, ValueError)):
                    act()
            died.append(1)

    died = []
    out = np.zeros(4 * n, dtype=object)
    for i in range(4 * n):
        out[i] = Dying()
    assert np.concatenate([np.ones(4, dtype=object)] * n, out=out).tolist() == [1] * (4 * n) and len(died) == 4 * n
