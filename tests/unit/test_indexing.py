"""Indexing without NumPy: what shares memory with what, what is refused, and objects that change the array under the hand."""
import gc
import time

import pytest

import pyndarray as np


@pytest.fixture
def a():
    return np.arange(6.0)


@pytest.fixture
def m():
    return np.arange(6.0).reshape(2, 3)


def address(x):
    return x.__array_interface__["data"][0]


class TestMemory:
    def test_basic_indices_are_views(self, m):
        for key, offset in [(1, 24), ((slice(None), 1), 8), ((Ellipsis, 2), 16), (slice(None, None, -1), 24), ((None, 1), 24)]:
            v = m[key]
            assert address(v) == address(m) + offset
            v[...] = -1
            assert (m[key] == -1).all()

    def test_views_share_the_root(self, a):
        v = a[1:][1:][1:]
        assert v.base is a
        assert v[0] == 3

    def test_elements_are_scalars_of_their_own(self, a):
        x = a[1]
        a[1] = 9
        assert type(x) is np.float64 and x == 1

    def test_zero_dimensional(self):
        z = np.array(7)
        assert type(z[()]) is np.int64 and z[()] == 7
        v = z[...]
        assert v.shape == () and v.base is z
        v[...] = 8
        assert z[()] == 8
        assert z[None].shape == (1,) and z[None].base is z

    def test_index_arrays_copy(self, m):
        f = m[[0, 1]]
        f[...] = 0
        assert m.tolist() == [[0, 1, 2], [3, 4, 5]]
        assert not np.shares_memory(f, m)
        assert not np.shares_memory(m[m > 2], m)

    def test_views_outlive_their_owner(self):
        v = np.arange(100.0)[10:12]
        gc.collect()
        assert v.tolist() == [10, 11]

    def test_readonly_is_inherited(self, a):
        a.flags.writeable = False
        for v in (a[1:], a[...], a[None], a.T, a.reshape(2, 3), a.ravel(), a.view("i8")):
            assert not v.flags.writeable
            with pytest.raises(ValueError, match="read-only"):
                v[0] = 1
        assert a[[0, 1]].flags.writeable


class TestErrors:
    @pytest.mark.parametrize("key, text", [
        (6, "index 6 is out of bounds for axis 0 with size 6"),
        (-7, "index -7 is out of bounds for axis 0 with size 6"),
        ((0, 0), "too many indices for array: array is 1-dimensional, but 2 were indexed"),
        ((Ellipsis, Ellipsis), "an index can only have a single ellipsis ('...')"),
        (0.5, "only integers, slices"), ("a", "only integers, slices"), (2**70, "only integers, slices"), ([0.5], "only integers, slices"),
        (["a"], "only integers, slices"), ([None], "only integers, slices"), (object(), "only integers, slices"),
        ([9], "index 9 is out of bounds for axis 0 with size 6"),
        ([True], "boolean index did not match indexed array along axis 0; size of axis is 6 but size of corresponding boolean axis is 1"),
        ((None,) * 64, "number of dimensions must be within [0, 64], indexing result would have 65"),
        ((None,) * 1000, "too many indices"),
    ])
    def test_index_error(self, a, key, text):
        with pytest.raises(IndexError) as e:
            a[key]
        assert text in str(e.value)
        with pytest.raises(IndexError) as e:
            a[key] = 1
        assert text in str(e.value)
        assert a.tolist() == [0, 1, 2, 3, 4, 5]

    def test_slices(self, a):
        with pytest.raises(ValueError, match="slice step cannot be zero"):
            a[::0]
        with pytest.raises(TypeError, match="slice indices must be integers"):
            a["x":]
        assert a[: 2**80].shape == (6,) and a[-2**80 :].shape == (6,) and a[:: 2**80].tolist() == [0] and a[:: -(2**80)].tolist() == [5]

    def test_deleting(self, a):
        with pytest.raises(ValueError, match="cannot delete array elements"):
            del a[0]

    def test_readonly_comes_before_the_index(self, a):
        a.flags.writeable = False
        for key in (0, 99, slice(None), [0], [99], a > 2):
            with pytest.raises(ValueError, match="assignment destination is read-only"):
                a[key] = 1

    def test_a_failing_scatter_writes_nothing(self, m):
        with pytest.raises(IndexError):
            m[[0, 1, 9]] = 7
        with pytest.raises(IndexError):
            m[[0, 1], [0, 9]] = 7
        assert m.tolist() == [[0, 1, 2], [3, 4, 5]]

    def test_wrong_number_of_values(self, a):
        with pytest.raises(ValueError, match="cannot assign 3 input values to the 2 output values where the mask is true"):
            a[a > 3] = [1, 2, 3]
        with pytest.raises(ValueError, match=r"shape mismatch: value array of shape \(3,\) could not be broadcast to indexing result of shape \(2,\)"):
            a[[0, 1]] = [1, 2, 3]
        with pytest.raises(ValueError, match=r"could not broadcast input array from shape \(3,\) into shape \(2,\)"):
            a[:2] = np.arange(3)


class TestOverlap:
    def test_shifted_slices(self):
        for source, target in [(slice(0, 5), slice(1, 6)), (slice(1, 6), slice(0, 5)), (slice(None, None, -1), slice(None))]:
            a = np.arange(6)
            want = list(range(6))
            want[target] = want[source]
            a[target] = a[source]
            assert a.tolist() == want

    def test_masks_read_before_they_write(self):
        a = np.arange(9)
        a[np.array([False, False, True, False, False, True, False, True, False])] = a[:3]
        assert a.tolist() == [0, 1, 0, 3, 4, 1, 6, 2, 8]

    def test_the_array_as_its_own_index(self):
        a = np.array([2, 0, 1])
        a[a] = a[::-1]
        assert a.tolist() == [0, 2, 1]
        b = np.array([True, False, True])
        b[b] = False
        assert b.tolist() == [False, False, False]

    def test_joining_into_an_input(self):
        a = np.arange(6)
        assert np.concatenate([a[1:], a[:1]], out=a) is a
        assert a.tolist() == [1, 2, 3, 4, 5, 0]

    def test_last_of_repeated_indices_wins(self, a):
        a[[1, 1, 1]] = [7, 8, 9]
        assert a[1] == 9


class Index:
    """An index that runs code when it is converted."""

    def __init__(self, action, value=0):
        self.action, self.value = action, value

    def __index__(self):
        self.action()
        return self.value


class Value:
    def __init__(self, action):
        self.action = action

    def __float__(self):
        self.action()
        return 1.0


class TestChangesUnderTheHand:
    """Conversions run anybody's code; it may not move the memory away."""

    def test_shape_changes_while_an_index_is_converted(self, m):
        def shrink():
            m.shape = (6,)
        with pytest.raises(IndexError):
            m[Index(shrink), 1]
        assert m.shape == (6,)

    def test_shape_changes_while_a_slice_is_converted(self, m):
        def flatten():
            m.shape = (6,)
        assert m[Index(flatten, 1) :].shape == (5,)

    def test_metadata_is_pinned_while_a_value_is_converted(self, m):
        def change():
            with pytest.raises(RuntimeError):
                m.shape = (6,)
            with pytest.raises(RuntimeError):
                m.dtype = "i8"
            with pytest.raises(RuntimeError):
                m.flags.writeable = False
        m[0, 1] = Value(change)
        m[0] = [1.0, Value(change), 2.0]
        m[[0]] = [1.0, Value(change), 2.0]
        m[m > 100] = [Value(change)]
        m.fill(Value(change))
        m.flat[0] = Value(change)
        assert m.shape == (2, 3) and m.tolist() == [[1, 1, 1]] * 2
        m.shape = (6,)

    def test_a_list_index_that_shrinks(self, a):
        items = [0, 1, 2]
        items[0] = Index(items.clear)
        try:
            a[items]
        except (IndexError, RuntimeError, ValueError, TypeError):
            pass

    def test_array_index_changes_while_a_later_one_is_converted(self, m):
        index = np.arange(2).reshape(1, 2)
        def change():
            with pytest.raises(RuntimeError):
                index.shape = (2,)
        assert m[index, Index(change)].tolist() == [[0, 3]]


class TestSequence:
    def test_iteration(self, m):
        rows = list(m)
        assert [r.tolist() for r in rows] == m.tolist() and all(r.base is m.base for r in rows)
        it = iter(m[0])
        assert it.__length_hint__() == 3 and next(it) == 0 and it.__length_hint__() == 2
        assert list(it) == [1, 2] and list(it) == [] and it.__length_hint__() == 0
        with pytest.raises(TypeError, match="iteration over a 0-d array"):
            iter(np.array(1))

    def test_iterator_follows_a_shrinking_shape(self):
        a = np.arange(6)
        it = iter(a)
        next(it)
        a.shape = (2, 3)
        assert [x.tolist() for x in it] == [[3, 4, 5]]

    def test_len_contains_unpacking(self, m):
        assert len(m) == 2 and 4 in m and 9 not in m
        x, y = m[1, :2]
        assert (x, y) == (3, 4)
        with pytest.raises(TypeError, match="len\\(\\) of unsized object"):
            len(np.array(1))

    def test_flat_is_an_iterator(self, m):
        f = m.T.flat
        assert [float(x) for x in f] == [0, 3, 1, 4, 2, 5]
        assert f.index == 6 and next(f, None) is None
        assert type(m.flat).__name__ == "flatiter"


class TestSubclass:
    class Sub(np.ndarray):
        pass

    def test_results_keep_their_class(self, m):
        s = m.view(self.Sub)
        for r in (s[0], s[:, 1], s[[0]], s[s > 2], s[...], s[True], s.T, s.reshape(3, 2), s.copy(), s.astype("f4"), s.take([0]), s.flatten(), s.flat[1:3],
                  s.repeat(2), s.argsort(), s.byteswap()):
            assert type(r) is self.Sub
        assert type(s[0, 0]) is np.float64
        for r in (np.where(s > 0, s, s), np.concatenate([s, s]), np.stack([s, s]), np.broadcast_to(s, (1, 2, 3)), s.nonzero()[0]):
            assert type(r) is np.ndarray

    def test_finalize_sees_the_original(self, m):
        seen = []

        class Watch(np.ndarray):
            def __array_finalize__(self, obj):
                seen.append(type(obj))

        w = m.view(Watch)
        seen.clear()
        w[0], w[[0]], w.copy()
        assert seen == [Watch, Watch, Watch]


def test_no_leaks():
    """Objects and references stay flat over many calls of each kind."""
    import sys
    a = np.arange(12.0).reshape(3, 4)
    i, mask, value = np.array([0, 2]), a > 5, np.ones(4)
    calls = [lambda: a[1], lambda: a[1, 2], lambda: a[:, 1], lambda: a[i], lambda: a[mask], lambda: a[i, 1], lambda: a[[0, 1], ..., None],
             lambda: a.__setitem__(i, value), lambda: a.__setitem__(mask, 1.0), lambda: a.__setitem__(0, value), lambda: a.flat[i], lambda: list(a),
             lambda: a.nonzero(), lambda: np.where(mask, a, 0), lambda: np.stack([a, a]), lambda: np.concatenate([a, a], None), lambda: a.sort(),
             lambda: a.argsort(), lambda: np.searchsorted(value, a), lambda: a.repeat(2), lambda: np.broadcast_arrays(a, value), lambda: a.tolist(),
             lambda: a.flags.num, lambda: a.T.reshape(-1), lambda: a.astype("i4"), lambda: np.copyto(a, 1)]
    errors = [lambda: a[9], lambda: a[[9]], lambda: a["x"], lambda: a[1, 2, 3], lambda: a.reshape(5), lambda: a.__setitem__([0], [1, 2, 3]),
              lambda: np.concatenate([a, value]), lambda: np.take(a, 99), lambda: a.astype("i4", casting="no"), lambda: np.where(a, [1, 2, 3], 2)]

    def run(f):
        for _ in range(50):
            try:
                f()
            except (IndexError, ValueError, TypeError):
                pass

    gc.collect()
    for f in calls + errors:
        run(f)
        before = sys.getallocatedblocks(), np._core._testing.live_arrays() if hasattr(np._core, "_testing") else 0, sys.getrefcount(a), sys.getrefcount(i)
        run(f)
        after = sys.getallocatedblocks(), np._core._testing.live_arrays() if hasattr(np._core, "_testing") else 0, sys.getrefcount(a), sys.getrefcount(i)
        assert after[1:] == before[1:]
        assert after[0] - before[0] < 50  # less than one for each call


class Recursive:
    """An index whose conversion indexes again, with itself."""

    def __init__(self, key, act):
        self.key, self.act = key, act

    def __index__(self):
        return int(self.act(self.key(self)))

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.act(self.key(self)))


@pytest.mark.parametrize("key", [lambda s: s, lambda s: [s, 0], lambda s: (s,), lambda s: (slice(None), [s])])
@pytest.mark.parametrize(
    "act",
    [
        lambda key: np.zeros((3, 3))[key],
        lambda key: np.zeros((3, 3)).__setitem__(key, 0),
        lambda key: np.add.at(np.zeros((3, 3)), key, 1),
        lambda key: np.zeros((3, 3)).flat[key],
        lambda key: np.zeros((3, 3)).take(key),
    ],
)
def test_indices_without_end_are_a_recursion_error(key, act):
    start = time.monotonic()
    with pytest.raises((RecursionError, IndexError, ValueError)):
        act(key(Recursive(key, act)))
    assert time.monotonic() - start < 5


def test_values_without_end_are_a_recursion_error():
    class Value:
        def __array__(self, dtype=None, copy=None):
            np.zeros((3, 3))[[0, 1]] = self

    with pytest.raises(RecursionError):
        np.zeros((3, 3))[[0, 1]] = Value()

    class Sub(np.ndarray):
        def __array_finalize__(self, obj):
            if obj is not None:
                np.zeros((3, 3)).view(Sub)[[0, 1]]
                np.zeros(3).view(Sub)[np.array([True, False, True])]

    with pytest.raises(RecursionError):
        np.zeros((3, 3)).view(Sub)


@pytest.mark.parametrize("error", [MemoryError, KeyboardInterrupt, RecursionError])
def test_errors_of_an_index_are_not_swallowed(error):
    class Bad:
        calls = 0

        def __index__(self):
            Bad.calls += 1
            raise error

    a = np.zeros(3)
    for act in (lambda: a[Bad()], lambda: a.__setitem__(Bad(), 1), lambda: a.flat[Bad()], lambda: a[0, Bad()]):
        Bad.calls = 0
        with pytest.raises(error):
            act()
        assert Bad.calls == 1


def test_many_indices():
    a = np.arange(3.0).reshape((3,) + (1,) * 20)
    index = (np.array([2, 0]),) + (np.array([0]),) * 20
    assert a[index].tolist() == [2, 0]
    assert a[(None,) * 20 + (1,) + (0,) * 20].shape == (1,) * 20
    a[index] = [7, 8]
    assert a.ravel().tolist() == [8, 1, 7]
    with pytest.raises(IndexError):
        a[(None,) * 200]


@pytest.mark.parametrize("size", [2047, 2048, 2049, 2303, 4096, 70_001, 2**20 - 1, 2**20])
def test_copies_of_every_alignment(size):
    """Runs from 2 KB to 1 MB have a loop of their own; what stands beside them stays, overlapping or not."""
    source = (np.arange(size + 300) * 7 % 251).astype("u1")
    expected = bytes(source)
    for a in (0, 1, 8, 63, 64, 65):
        for b in (0, 1, 31, 64, 127):
            target = np.zeros(size + 300, "u1")
            target[b:b + size] = source[a:a + size]
            assert bytes(target[b:b + size]) == expected[a:a + size] and not target[:b].any() and not target[b + size:].any()
    for a, b in ((0, 100), (100, 0), (3, 4)):
        moved = source.copy()
        moved[b:b + size] = moved[a:a + size]
        assert bytes(moved[b:b + size]) == expected[a:a + size] and bytes(moved[:b]) == expected[:b]
