"""nditer, when the elements it moves run code that turns on the iterator or on its operands.

Elements answer __float__ when a buffer or a copy is filled, and __del__ when they are overwritten.  Whatever they do there must end
in an exception or in the right values: each of these calls once read or wrote memory that was gone.
"""
import gc

import pytest

import pyndarray as np

BUSY = "Iterator is in use"
PINNED = "while an operation runs on it"


class Once:
    """An element that acts the first time it is converted after `act` was set."""

    act = None

    def __float__(self):
        act, self.act = self.act, None
        if act:
            act()
        return 1.0


def filled(shape, element):
    a = np.empty(shape, object)
    a[...] = element
    return a


class Dying:
    """An element that calls `act` when the last reference to it goes."""

    act = staticmethod(lambda: None)

    def __float__(self):
        return 1.0

    def __del__(self):
        self.act()


def dying(n, act):
    cls = type("Dying", (Dying,), {"act": staticmethod(act)})
    a = np.empty(n, object)
    for i in range(n):
        a[i] = cls()
    return a


def written_back(a):
    return np.nditer([a], ["refs_ok"], [["readwrite", "updateifcopy"]], op_dtypes=["f8"], casting="unsafe")


@pytest.mark.parametrize("leave", [lambda it: it.close(), lambda it: it.__exit__(None, None, None)])
def test_close_within_close(leave):
    calls = []
    a = dying(3, lambda: calls.append(it.close()))
    it = written_back(a)
    leave(it)
    assert calls == [None] * 3 and a.tolist() == [1.0] * 3 and a.flags.writeable
    with pytest.raises(ValueError):
        it.reset()


def test_write_back_pins_the_target():
    errors = []

    def act():
        try:
            a.shape = (1, 1, 1, 4)
        except RuntimeError as e:
            errors.append(str(e))

    a = dying(4, act)
    written_back(a).close()
    assert len(errors) == 4 and all(PINNED in e for e in errors)
    assert a.shape == (4,) and a.tolist() == [1.0] * 4
    a.shape = (2, 2)


@pytest.mark.parametrize("of_copy", [True, False])
def test_write_back_into_another_shape(of_copy):
    a = np.arange(6.0)
    it = np.nditer([a], [], [["readwrite", "updateifcopy"]], op_dtypes=["f4"], casting="same_kind")
    (it.operands[0] if of_copy else a).shape = (3, 2)
    with pytest.raises(ValueError, match="shape has changed"):
        it.close()
    assert a.flags.writeable and a.ravel().tolist() == [0, 1, 2, 3, 4, 5]


N = 5000
MOVES = {
    "iterrange": lambda it: setattr(it, "iterrange", (N - 1, N)),
    "iterindex": lambda it: setattr(it, "iterindex", N - 1),
    "reset": lambda it: it.reset(),
    "iternext": lambda it: it.iternext(),
    "next": lambda it: next(it),
    "close": lambda it: it.close(),
    "exit": lambda it: it.__exit__(None, None, None),
    "external": lambda it: it.enable_external_loop(),
    "multi": lambda it: it.remove_multi_index(),
    "value": lambda it: it.value,
    "item": lambda it: it[1],
    "set item": lambda it: it.__setitem__(1, 5),
}


@pytest.mark.parametrize("delayed", [False, True])
@pytest.mark.parametrize("move", MOVES)
def test_moved_while_a_buffer_is_filled(move, delayed):
    one, b = Once(), np.arange(float(N))
    flags = ["refs_ok", "buffered", "ranged"] + ["delay_bufalloc"] * delayed
    it = np.nditer([filled(N, one), b], flags, [["readonly"], ["readwrite"]], op_dtypes=["f8", "f8"], casting="unsafe", buffersize=N)
    one.act = lambda: MOVES[move](it)
    with pytest.raises(RuntimeError, match=BUSY):
        it.reset()
    assert it.iterrange == (0, N)
    it.reset()
    it.enable_external_loop()
    assert it[0].shape == it[1].shape == (N,) and it[1].sum() == b.sum()
    it.close()


def test_copied_while_a_buffer_is_filled():
    one, copies = Once(), []
    it = np.nditer([filled(20, one)], ["refs_ok", "buffered"], [["readonly"]], op_dtypes=["f8"], casting="unsafe", buffersize=8)
    one.act = lambda: copies.append(it.copy())
    it.reset()
    assert [float(x) for x in copies[0]] == [1.0] * 20 == [float(x) for x in it]


def test_moved_while_a_buffer_is_stored():
    errors = []

    def act():
        try:
            it.reset()
        except RuntimeError as e:
            errors.append(str(e))

    a = dying(6, act)
    it = np.nditer([a], ["refs_ok", "buffered", "external_loop"], [["readwrite"]], op_dtypes=["f8"], casting="unsafe", buffersize=3)
    for x in it:
        x[...] = 7
    assert a.tolist() == [7.0] * 6 and len(errors) == 6 and BUSY in errors[0]


def test_axes_joined_while_a_buffer_is_filled():
    one = Once()
    a = filled((10, 1200, 3), one)[:, :1000]
    it = np.nditer([a], ["refs_ok", "buffered", "multi_index"], [["readonly"]], op_dtypes=["f8"], casting="unsafe")
    one.act = it.remove_multi_index
    with pytest.raises(RuntimeError, match=BUSY):
        it.iterindex = 9 * 3000
    assert it.shape == (10, 1000, 3)
    it.remove_multi_index()
    it.reset()
    assert sum(float(x) for x in it) == 30000.0


@pytest.mark.parametrize("move", ["close", "iternext", "reset"])
@pytest.mark.parametrize("inner", [False, True])
def test_nested_closed_while_the_inner_buffer_is_filled(move, inner):
    one = Once()
    i, j = np.nested_iters(
        [filled((3, 40, 50), one)], [[0], [1, 2]], ["refs_ok", "buffered"], [["readonly"]], op_dtypes=["f8"], casting="unsafe"
    )
    one.act = getattr(j if inner else i, move)
    if not inner:
        del j
    with pytest.raises(RuntimeError, match=BUSY):
        i.iternext()
    i.reset()
    i.close()
    gc.collect()


def test_lists_emptied_while_they_are_read():
    class Index:
        def __index__(self):
            axes[0].clear()
            axes.clear()
            gc.collect()
            return 0

    axes = [[Index(), 1], [0, 1]]
    assert np.nditer([np.zeros((2, 2))] * 2, op_axes=axes).nop == 2 and axes == []

    class Typed:
        @property
        def dtype(self):
            dtypes.clear()
            gc.collect()
            return np.dtype("f8")

    dtypes = [Typed(), Typed(), Typed(), Typed()]
    assert np.nditer([np.zeros((2, 2))] * 4, op_dtypes=dtypes).dtypes == (np.dtype("f8"),) * 4 and dtypes == []


def test_operand_resized_while_an_output_is_made():
    act = []

    class Sub(np.ndarray):
        def __array_finalize__(self, other):
            if act:
                act.pop()()

    a, s = np.zeros(1000), np.zeros(1000).view(Sub)
    act.append(lambda: a.resize(2, refcheck=False))
    with pytest.raises(RuntimeError, match=PINNED):
        np.nditer([a, s, None], ["external_loop"], [["readwrite"], ["readonly"], ["writeonly", "allocate"]])
    assert a.shape == (1000,)
    a.resize(2, refcheck=False)  # the pin is gone


@pytest.mark.parametrize("change", [lambda a: a.resize(2, refcheck=False), lambda a: setattr(a, "shape", (500, 2))])
def test_operand_changed_while_another_is_copied(change):
    a, one = np.zeros(1000), Once()
    one.act = lambda: change(a)
    args = ["external_loop", "refs_ok"], [["readwrite"], ["readonly", "copy"]]
    with pytest.raises(RuntimeError, match=PINNED):
        np.nditer([a, filled(1000, one)], *args, op_dtypes=["f8", "f8"], casting="unsafe")
    it = np.nditer([a, filled(1000, one)], *args, op_dtypes=["f8", "f8"], casting="unsafe")
    assert it[0].shape == (1000,)
    it.close()
    del it
    change(a)


def test_itviews_of_an_operand_of_another_dtype():
    a = np.zeros(16, "i1")
    it = np.nditer([a], [], [["readwrite"]])
    a.dtype = "c16"
    with pytest.raises(RuntimeError, match="int8.*complex128"):
        it.itviews
    a.dtype = "i1"
    assert it.itviews[0].shape == (16,)


def test_remove_axis_that_runs_backwards():
    a = np.arange(24.0).reshape(2, 3, 4)[::-1, ::-1, ::-1]
    i, j = np.nested_iters([a], [[0], [1, 2]], ["multi_index"])
    j.remove_axis(0)
    assert [[float(x) for x in j] for _ in i] == [[8, 9, 10, 11], [20, 21, 22, 23]]


def test_copy_of_a_written_operand():
    for mode in ("readwrite", "writeonly"):
        with pytest.raises(ValueError, match="must use the flag UPDATEIFCOPY instead of COPY"):
            np.nditer([np.zeros(2)], [], [[mode, "copy"]])


def test_the_first_of_several_errors_is_raised():
    a, b = np.arange(4.0), np.arange(4.0)
    modes = [["readwrite"], ["readwrite", "updateifcopy"]]
    it = np.nditer([a, b], ["buffered", "refs_ok"], modes, op_dtypes=["O", "f4"], casting="unsafe")
    next(it)[0][...] = "no"
    it.operands[1].shape = (2, 2)
    with pytest.raises(ValueError, match="no|float"):
        it.close()
    assert b.flags.writeable and a.tolist() == b.tolist() == [0, 1, 2, 3]
