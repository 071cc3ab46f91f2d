"""The ndarray object's life, function objects, exceptions, module state."""
import copy
import gc
import inspect
import os
import pickle
import subprocess
import sys
import threading
import tracemalloc
import weakref

import numpy
import pytest

import pyndarray as np
from pyndarray import _core

testing = _core._testing


# ---- layout and memory


@pytest.mark.parametrize("dtype", ["?", "b", "h", "i", "l", "e", "f", "d", "g", "F", "D", "G", "bfloat16", "float8_e4m3fn"])
@pytest.mark.parametrize("shape", [(), (0,), (1,), (4,), (2, 0, 3), (2, 2, 2, 2, 2), (1000,), (300, 700)])
def test_fresh_data_is_aligned(dtype, shape):
    a = np.empty(shape, dtype)
    assert a.ctypes.data % 64 == 0 if hasattr(a, "ctypes") else a.__array_interface__["data"][0] % 64 == 0 if dtype not in ("bfloat16", "float8_e4m3fn") else True
    assert a.flags.owndata and a.flags.writeable and a.flags.aligned and a.flags.c_contiguous
    assert a.base is None and a.shape == shape


def address(a):
    return a.__array_interface__["data"][0]


@pytest.mark.skipif(bool({"sanitize", "paranoid"} & set(testing.build())), reason="these builds have no free list")
def test_small_arrays_reuse_memory():
    places = {address(np.empty(4)) for _ in range(1000)}
    assert len(places) < 20


def test_many_small_arrays_are_given_back():
    gc.collect()  # what other tests left in cycles is not given back in the middle
    before = testing.live_arrays()
    kept = [np.empty(3) for _ in range(20_000)]
    for i, a in enumerate(kept):
        a[:] = i
    assert all(a[2] == i for i, a in enumerate(kept))
    assert testing.live_arrays() == before + 20_000
    del kept[::2]
    gc.collect()
    kept += [np.full(8, -1.0) for _ in range(20_000)]
    assert kept[1][0] == 3.0
    del kept, a
    assert testing.live_arrays() == before


def test_views_share_and_collapse():
    a = np.arange(12.0).reshape(3, 4)
    owner = a.base
    v = a[1:, ::2][::-1]
    assert v.base is owner and a.base is owner and owner.base is None
    w = v[0]
    del a, v, owner
    gc.collect()
    assert w.tolist() == [8.0, 10.0]


def test_base_keeps_buffer_alive():
    b = bytearray(range(16))
    a = np.frombuffer(b, "u1")
    with pytest.raises(BufferError):
        b.append(0)
    v = a[4:]
    del a
    gc.collect()
    assert v[0] == 4
    with pytest.raises(BufferError):
        b.append(0)
    del v
    b.append(0)


def test_live_arrays_and_blocks_are_flat(flat):
    flat(lambda: np.empty((2, 3)))
    flat(lambda: np.zeros((2,) * 9))
    flat(lambda: np.empty(10_000))
    a = np.arange(6.0)
    flat(lambda: a[1:3], a)
    flat(lambda: a.reshape(2, 3).T, a, a.dtype)
    flat(lambda: np.empty((-1,)), raises=ValueError)
    flat(lambda: np.empty((2**40, 2**40)), raises=ValueError)
    flat(lambda: np.ndarray((3,), "f4", b"abc"), raises=TypeError)


def test_weak_references():
    a = np.arange(3)
    r = weakref.ref(a)
    assert r() is a
    seen = []
    weakref.finalize(a, seen.append, 1)
    del a
    assert r() is None and seen == [1]


def test_ndarray_takes_no_part_in_collection():
    assert not gc.is_tracked(np.arange(3))
    assert np.ndarray.__flags__ & (1 << 14) == 0


def test_not_hashable():
    with pytest.raises(TypeError, match="unhashable"):
        hash(np.arange(3))


def test_tracemalloc_sees_data():
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        a = np.zeros(1_000_000)
        assert tracemalloc.get_traced_memory()[0] - before > 7_900_000
        snapshot = tracemalloc.take_snapshot()
        assert any(t.domain == 389047 for t in snapshot.traces)
        del a, snapshot
        assert tracemalloc.get_traced_memory()[0] - before < 4_000_000
    finally:
        tracemalloc.stop()


def test_too_many_dimensions():
    assert np.empty((1,) * 64).ndim == 64
    with pytest.raises(ValueError, match="maximum supported dimension for an ndarray is currently 64, found 65"):
        np.empty((1,) * 65)


def test_out_of_memory_is_memory_error():
    for n in range(1, 4):
        testing.fail_alloc(n)
        try:
            np.empty((2, 2, 2, 2, 2, 100))
        except MemoryError:
            pass
        finally:
            testing.fail_alloc(0)
    testing.fail_alloc(1)
    with pytest.raises(MemoryError):
        np.empty(3)
    testing.fail_alloc(0)
    with pytest.raises(MemoryError):
        np.empty(2**60 - 1, "u1")


# ---- the constructor


BUFFER = bytearray(range(64))
CONSTRUCTIONS = [
    ((3,), {}), (((2, 3),), {}), (((2, 3), "f4"), {}), (((2, 3),), {"order": "F"}), (((2, 3),), {"order": "K"}), (((2, 3),), {"order": "X"}),
    (((-1,),), {}), (((1,) * 65,), {}), (((2**40, 2**40),), {}), (((2, 3), "f4", BUFFER), {}), (((20, 3), "f4", BUFFER), {}),
    (((2, 3), "f4", BUFFER), {"offset": 40}), (((2, 3), "f4", BUFFER), {"offset": 44}), (((2, 3), "f4", BUFFER), {"offset": 100}),
    (((2, 3), "f4", BUFFER), {"offset": 1}), (((2, 3), "f4", BUFFER, 0, (4, 8)), {}), (((2, 3), "f4", BUFFER, 0, (4,)), {}),
    (((2, 3), "f4", BUFFER, 0, (40, 8)), {}), (((2, 3), "f4", BUFFER, 8, (-8, 4)), {}), (((2, 3), "f4", BUFFER, 0, (-8, 4)), {}),
    (((2, 3), "f4"), {"strides": (4, 8)}), (((2, 3), "f4"), {"strides": (0, 4)}), (((3,), "f4"), {"strides": (100,)}),
    (((3,), "f4"), {"strides": (-4,)}), (((2, 3), "f4", 5), {}), (((2, 3), "f4", b"x" * 30), {}), (("a",), {}), ((2.5,), {}), (((2.5,),), {}),
    ((None,), {}), ((True,), {}), (((0, 3), "f4", b""), {}), (((2, 3), "f4", BUFFER), {"order": "F"}), (((3,), "f4", BUFFER), {"strides": 4}),
    ((), {}), (((2,),), {"foo": 1}), (((2,),), {"offset": "a"}), (((1,), "f4"), {"strides": (100,)}), (((2,), ">i2", BUFFER), {}),
]


@pytest.mark.parametrize("args, kwargs", CONSTRUCTIONS)
def test_constructor_is_numpys(args, kwargs):
    def outcome(m):
        try:
            a = m.ndarray(*args, **kwargs)
        except Exception as e:
            return type(e), str(e).replace("pyndarray", "numpy")
        value = a.tolist() if len(args) > 2 else None
        return a.shape, a.strides, str(a.dtype), value, [a.flags[k] for k in ("C", "F", "O", "W", "A")]

    assert outcome(np) == outcome(numpy)


def test_constructor_on_arrays():
    a = np.arange(8, dtype="i4")
    v = np.ndarray((2,), "i4", a, 4)
    assert v.tolist() == [1, 2] and np.shares_memory(v, a) if hasattr(np, "shares_memory") else True
    v[0] = 9
    assert a[1] == 9 and v.base is a
    with pytest.raises(TypeError, match="too small"):
        np.ndarray((2,), "i4", a, -4)  # NumPy reads in front of the buffer here
    with pytest.raises((ValueError, BufferError)):
        np.ndarray((2,), "i4", a[::2])


# ---- subclasses


class Tagged(np.ndarray):
    def __new__(cls, values, tag=None):
        self = np.asarray(values).view(cls)
        self.tag = tag
        return self

    def __array_finalize__(self, obj):
        self.tag = getattr(obj, "tag", None)


def test_subclass_views_keep_their_type():
    t = Tagged([1.0, 2.0, 3.0], tag="x")
    assert type(t) is Tagged and t.tag == "x" and type(t.base) is np.ndarray
    v = t[1:]
    assert type(v) is Tagged and v.tag == "x"
    assert type(t.reshape(3, 1)) is Tagged and t.reshape(3, 1).tag == "x"
    assert type(t.copy()) is Tagged and t.copy().tag == "x"
    assert type(np.asarray(t)) is np.ndarray


def test_subclass_instances_are_flat(flat):
    t = Tagged([1.0, 2.0, 3.0], tag="x")
    flat(lambda: t[1:], t, t.base)
    flat(lambda: Tagged([1.0]), Tagged)
    flat(lambda: Tagged.__new__(Tagged), raises=TypeError)


def test_finalize_that_fails(flat):
    class Bad(np.ndarray):
        def __array_finalize__(self, obj):
            if obj is not None:
                raise RuntimeError("no")

    a = np.arange(3)
    with pytest.raises(RuntimeError, match="no"):
        a.view(Bad)
    flat(lambda: a.view(Bad), a, Bad, raises=RuntimeError)


def test_subclass_in_a_cycle_is_collected():
    before = testing.live_arrays()
    for _ in range(10):
        t = Tagged([1.0])
        t.me = t
    del t
    gc.collect()
    assert testing.live_arrays() == before


def test_resurrection():
    saved = []

    class Phoenix(np.ndarray):
        def __del__(self):
            saved.append(self)

    p = np.arange(5).view(Phoenix)
    del p
    assert saved[0].tolist() == [0, 1, 2, 3, 4]
    saved.clear()
    gc.collect()


def test_long_chains_of_bases_die():
    class A(np.ndarray):
        pass

    class B(np.ndarray):
        pass

    a = np.arange(2)
    for i in range(30_000):
        a = a.view((A, B)[i % 2])
    assert a.tolist() == [0, 1]
    del a
    gc.collect()


# ---- function objects


def test_signatures_are_numpys():
    for name in ("sum", "reshape", "concatenate", "argmax"):
        if hasattr(np, name):
            ours, theirs = inspect.signature(getattr(np, name)), inspect.signature(getattr(numpy, name))
            assert list(ours.parameters) == list(theirs.parameters)[: len(ours.parameters)]
    assert str(inspect.signature(np.arange(3).sum)).startswith("(axis=None, dtype=None, out=None")
    assert str(inspect.signature(np.ndarray.sum)).startswith("(self, /, axis=None")
    assert "<no value>" in str(inspect.signature(np.sum))


def test_every_function_has_a_signature_and_documentation():
    functions = [f for f in vars(np).values() if type(f) is type(np.sum)]
    methods = [f for t in (np.ndarray, np.generic, np.ufunc if hasattr(np, "ufunc") else np.generic) for f in vars(t).values() if type(f) is type(np.sum)]
    assert len(functions) > 30 and len(methods) > 30
    for f in functions + methods:
        assert isinstance(inspect.signature(f), inspect.Signature), f
        assert (f.__doc__ or f.__name__.startswith("__")) and f.__module__ == "pyndarray", f
        assert f.__text_signature__.startswith("("), f


def test_functions_are_pickled_by_name():
    for f in (np.sum, np.ndarray.sum, np.add, np.generic.sum):
        assert pickle.loads(pickle.dumps(f)) is f
        assert copy.deepcopy(f) is f
    bound = pickle.loads(pickle.dumps(np.arange(3).sum))
    assert bound() == 3
    assert pickle.loads(pickle.dumps(np._NoValue)) is np._NoValue


def test_function_attributes():
    assert np.sum.__name__ == "sum" and np.sum.__qualname__ == "sum" and np.ndarray.sum.__qualname__ == "ndarray.sum"
    assert np.ndarray.sum.__objclass__ is np.ndarray and not hasattr(np.sum, "__objclass__")
    assert inspect.isroutine(np.sum) and callable(np.sum)
    assert weakref.ref(np.sum)() is np.sum
    with pytest.raises(TypeError):
        type(np.sum)()

    class Holder:
        method = np.sum

    assert Holder().method.__func__ is np.sum


@pytest.mark.parametrize("call, text", [
    (lambda: np.sum(), r"sum\(\) missing 1 required positional argument: 'a'"),
    (lambda: np.linspace(), r"linspace\(\) missing 2 required positional arguments: 'start' and 'stop'"),
    (lambda: np.sum([1], foo=2), r"sum\(\) got an unexpected keyword argument 'foo'"),
    (lambda: np.sum([1], a=2), r"sum\(\) got multiple values for argument 'a'"),
    (lambda: np.set_num_threads(n=3), r"set_num_threads\(\) got some positional-only arguments passed as keyword arguments: 'n'"),
    (lambda: np.set_num_threads(1, 2), r"set_num_threads\(\) takes 1 positional argument but 2 were given"),
    (lambda: np.get_num_threads(1), r"get_num_threads\(\) takes 0 positional arguments but 1 was given"),
    (lambda: np.array(1, 2, 3, 4), r"array\(\) takes from 1 to 2 positional arguments but 4 were given"),
    (lambda: np.ndarray.sum(), r"unbound method ndarray.sum\(\) needs an argument"),
    (lambda: np.ndarray.sum(3), r"descriptor 'sum' for 'pyndarray.ndarray' objects doesn't apply to a 'int' object"),
    (lambda: np.ndarray.sum(np.float64(3)), r"doesn't apply to a 'pyndarray.float64' object"),
    (lambda: np.generic.item(3), r"doesn't apply to a 'int' object"),
])
def test_argument_errors(call, text):
    with pytest.raises(TypeError, match=text):
        call()


def test_keywords_need_not_be_interned(flat):
    key = "".join(["ax", "is"])
    a = np.arange(6.0).reshape(2, 3)
    assert np.sum(a, **{key: 0}).tolist() == [3, 5, 7]
    flat(lambda: np.sum(a, **{key: 0}), a)
    flat(lambda: np.sum(a, bad=0), a, raises=TypeError)
    assert np.sum(a, np._NoValue if False else None, keepdims=np._NoValue) == 15


def test_array_function_sees_every_argument():
    class Duck:
        def __array_function__(self, func, types, args, kwargs):
            return func, types, args, kwargs

    d = Duck()
    assert np.sum(d, axis=0) == (np.sum, (Duck,), (d,), {"axis": 0}) or np.sum(d, axis=0)[0] is np.sum
    many = [np.arange(2)] * 100 + [d]
    assert np.concatenate(many)[0] is np.concatenate


# ---- exceptions


@pytest.mark.parametrize("args", [("text",), (3, 2), (3, 2, "prefix"), (3, None, "p")])
def test_axis_error_is_numpys(args):
    ours, theirs = np.exceptions.AxisError(*args), numpy.exceptions.AxisError(*args)
    assert (str(ours), ours.axis, ours.ndim) == (str(theirs), theirs.axis, theirs.ndim)
    again = pickle.loads(pickle.dumps(ours))
    assert type(again) is np.exceptions.AxisError
    assert issubclass(np.exceptions.AxisError, ValueError) and issubclass(np.exceptions.AxisError, IndexError)


def test_exception_classes_are_numpys():
    for name in numpy.exceptions.__all__:
        ours, theirs = getattr(np.exceptions, name), getattr(numpy.exceptions, name)
        assert [c.__name__ for c in ours.__mro__] == [c.__name__ for c in theirs.__mro__]
    with pytest.raises(np.exceptions.AxisError, match="axis 5 is out of bounds for array of dimension 1"):
        np.sum(np.arange(3), axis=5)


# ---- module state


def run(code, **env):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ, **env})


def test_root_name_is_swapped_at_once():
    done = run("import pyndarray as np; np._core._set_root('numpy')\n"
               "print(np.ndarray, np.float64.__module__, np.sum.__module__, np.ndarray.__name__, np.dtype, type(np.add))")
    assert done.stdout.strip() == "<class 'numpy.ndarray'> numpy numpy ndarray <class 'numpy.dtype'> <class 'numpy.ufunc'>", done.stderr


def test_second_interpreter_and_second_run_are_refused():
    done = run("try: import _xxsubinterpreters as s\n"
               "except ImportError: import _interpreters as s\n"
               "import pyndarray\n"
               "i = s.create()\n"
               "s.run_string(i, 'try:\\n    import pyndarray\\nexcept ImportError as e:\\n    print(\"refused\", e, flush=True)')")
    assert "refused" in done.stdout, done.stderr
    done = run("import sys, pyndarray\nfor k in [k for k in sys.modules if k.startswith('pyndarray')]: del sys.modules[k]\n"
               "try:\n    import pyndarray\nexcept ImportError as e: print('refused', e)\n")
    assert "refused" in done.stdout, done.stderr


def test_ctrl_c_stops_a_long_loop():
    code = ("import pyndarray as np, threading, os, signal, time\n"
            "signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job starts with it ignored\n"
            "a = np.ones(2_000_000)\n"
            "threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()\n"
            "start = time.time()\n"
            "try:\n"
            "    while time.time() - start < 20: np.add(a, a)\n"
            "except KeyboardInterrupt: print('stopped', time.time() - start < 10)\n")
    assert run(code).stdout.strip() == "stopped True"


def test_threads_and_cache_settings():
    n = np.get_num_threads()
    try:
        np.set_num_threads(1)
        assert np.get_num_threads() == 1
        for bad in (0, -1, 10**6, 10**30):
            with pytest.raises((ValueError, OverflowError)):
                np.set_num_threads(bad)
    finally:
        np.set_num_threads(n)
    before = np.buffer_cache()["limit"]
    try:
        assert np.buffer_cache(limit=1 << 20)["limit"] == (0 if "sanitize" in testing.build() else 1 << 20)
        with pytest.raises(ValueError):
            np.buffer_cache(limit=-1)
    finally:
        np.buffer_cache(limit=before)


def test_testing_window():
    assert testing.cpu_tier() in ("baseline", "avx2", "avx512")
    assert ("ddd", testing.kernel_report("add")[0][1]) and any(types == "ddd" for types, _ in testing.kernel_report("add"))
    n = testing.mem_requests()
    np.empty(100_000)
    assert testing.mem_requests() > n


def test_arrays_die_on_any_thread():
    kept = [np.empty(n) for n in (3, 1000, 300_000) for _ in range(50)]
    before = testing.live_arrays()
    thread = threading.Thread(target=kept.clear)
    thread.start()
    thread.join()
    assert testing.live_arrays() == before - 150


@pytest.mark.parametrize("wrapped", [None, "text", 4.0])
def test_reductions_whose_wrap_answers_with_another_type(wrapped):
    class Wrapped(np.ndarray):
        def __array_wrap__(self, array, context=None, return_scalar=False):
            return wrapped

    a = np.arange(4, dtype="f4").view(Wrapped)
    assert np.sum(a) is wrapped
    if wrapped == 4.0:
        assert np.mean(a) == 1.0
    else:
        with pytest.raises(TypeError, match="unsupported operand"):
            np.mean(a)


class Records:
    """Takes every ufunc over and says what it saw."""

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return ufunc.__name__, method, len(inputs), sorted(kwargs)


@pytest.mark.parametrize("call, expected", [
    (lambda a, r: np.add(a, 1, r), ("add", "__call__", 2, ["out"])),
    (lambda a, r: np.add(a, 1, out=r), ("add", "__call__", 2, ["out"])),
    (lambda a, r: np.add(a, 1, out=(r,)), ("add", "__call__", 2, ["out"])),
    (lambda a, r: np.divmod(a, 1, out=(None, r)), ("divmod", "__call__", 2, ["out"])),
    (lambda a, r: np.add(a, 1, where=r), ("add", "__call__", 2, ["where"])),
    (lambda a, r: np.add.outer(a, r), ("add", "outer", 2, [])),
    (lambda a, r: np.matmul(a, a, out=r), ("matmul", "__call__", 2, ["out"])),
])
def test_outputs_masks_and_outer_ask_for_overrides(call, expected):
    assert call(np.zeros(3), Records()) == expected


@pytest.mark.parametrize("out", [[1.0], 3, "text", (3,)])
def test_an_output_that_is_no_array(out):
    with pytest.raises(TypeError, match="return arrays must be of ArrayType"):
        np.add(1, 2, out=out)


def test_like_must_be_able_to_take_over():
    class Takes:
        def __array_function__(self, function, types, args, kwargs):
            return function.__name__, args, kwargs

    assert np.zeros(3, like=Takes()) == ("zeros", (3,), {})
    assert np.asarray([1], dtype="f4", like=Takes()) == ("asarray", ([1],), {"dtype": "f4"})
    assert np.zeros(3, like=np.ones(2)).tolist() == [0, 0, 0] and np.arange(2, like=None).tolist() == [0, 1]
    for like in (Records(), 3, [1.0], np.float64(1), "text"):
        with pytest.raises(TypeError, match="The `like` argument must be an array-like"):
            np.zeros(3, like=like)
