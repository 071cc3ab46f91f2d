"""What errors raised inside other people's protocols become, and which of our calls ask them at all."""
import sys

import numpy as onp
import pytest

import pyndarray as np

PASSING = [MemoryError, KeyboardInterrupt, RecursionError, SystemExit]


def raiser(error):
    class Meta(type):
        def __getattribute__(cls, name):
            if name in Meta.names:
                raise error
            return type.__getattribute__(cls, name)

    Meta.names = ()

    class Other(metaclass=Meta):
        def __getattr__(self, name):  # what is asked of the object itself
            if name in Meta.names:
                raise error
            raise AttributeError(name)

        def __radd__(self, other):
            return "radd"

        def __array__(self, dtype=None, copy=None):
            return np.asarray([1.0])

    return Meta, Other()


class TestErrorsPass:
    @pytest.mark.parametrize("error", PASSING)
    @pytest.mark.parametrize("name", ["__array_ufunc__", "__array_priority__"])
    def test_operator(self, error, name):
        meta, other = raiser(error)
        meta.names = (name,)
        for act in (lambda: np.zeros(2) + other, lambda: np.float64(1) + other):
            with pytest.raises(error):
                act()

    @pytest.mark.parametrize("error", PASSING)
    @pytest.mark.parametrize("name", ["__array_ufunc__", "__array_wrap__"])
    def test_ufunc(self, error, name):
        meta, other = raiser(error)
        meta.names = (name,)
        with pytest.raises(error):
            np.add(np.zeros(1), other)

    @pytest.mark.parametrize("error", PASSING)
    def test_function(self, error):
        meta, other = raiser(error)
        meta.names = ("__array_function__",)
        with pytest.raises(error):
            np.concatenate([np.zeros(1), other])
        with pytest.raises(error):
            np.zeros(1, like=other)

    @pytest.mark.parametrize("error", PASSING)
    @pytest.mark.parametrize("name", ["__dlpack_c_exchange_api__", "__dlpack__"])
    def test_import(self, error, name):
        meta, other = raiser(error)
        if name != "__dlpack__":
            meta.names = (name,)
        else:

            def dlpack(self, **kw):
                raise error

            type(other).__dlpack__ = dlpack
        with pytest.raises(error):
            np.asarray(other)
        with pytest.raises(error):
            np.from_dlpack(other)

    def test_ordinary_refusals_leave_the_field(self):
        for error in (BufferError, TypeError, RuntimeError, NotImplementedError):

            class Other:
                def __dlpack__(self, **kw):
                    raise error

                def __array__(self, dtype=None, copy=None):
                    return np.asarray([1.0])

            assert np.asarray(Other()).tolist() == [1.0]

    @pytest.mark.parametrize("error", PASSING)
    def test_array_finalize_lookup(self, error):
        class Meta(type):
            armed = False

            def __getattribute__(cls, name):
                if name == "__array_finalize__" and Meta.armed:
                    raise error
                return type.__getattribute__(cls, name)

        class Sub(np.ndarray, metaclass=Meta):
            pass

        a = np.zeros(3).view(Sub)
        Meta.armed = True
        with pytest.raises(error):
            a[1:]
        Meta.armed = False

    @pytest.mark.parametrize("error", PASSING)
    def test_length_of_a_shape(self, error):
        class Shape:
            def __len__(self):
                raise error

            def __getitem__(self, i):
                raise IndexError

        with pytest.raises(error):
            np.zeros(Shape())
        with pytest.raises(error):
            np.array(Shape())

    def test_references_of_failed_look_ups(self):
        meta, other = raiser(MemoryError)
        meta.names = ("__array_wrap__",)
        a = np.zeros(1)
        before = sys.getrefcount(a), sys.getrefcount(other)
        for _ in range(10):
            with pytest.raises(MemoryError):
                np.add(a, other)
            with pytest.raises(MemoryError):
                np.divmod(a, other)
        assert (sys.getrefcount(a), sys.getrefcount(other)) == before


class Ufunc:
    """Says how it was asked."""

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return ufunc.__name__, method, len(inputs), sorted((k, type(v).__name__) for k, v in kwargs.items())


REDUCTIONS = ["sum", "prod", "max", "min", "any", "all", "amax", "amin"]


def outcome(act, module):
    try:
        return act(module)
    except Exception as e:
        return type(e)


class TestReductionsAskUfuncOverrides:
    @pytest.mark.parametrize("name", REDUCTIONS)
    @pytest.mark.parametrize(
        "act",
        [
            lambda f, np: f(Ufunc()),
            lambda f, np: f(Ufunc(), axis=0, keepdims=True),
            lambda f, np: f(np.zeros(3), out=Ufunc()),
            lambda f, np: f(np.zeros(3), 0, out=Ufunc(), where=True),
            lambda f, np: f(np.zeros(3), where=Ufunc()),
        ],
    )
    def test_functions(self, name, act):
        theirs = outcome(lambda np: act(getattr(np, name), np), onp)
        assert type(theirs) is tuple
        assert outcome(lambda np: act(getattr(np, name), np), np) == theirs

    @pytest.mark.parametrize("name", ["sum", "max", "any"])
    def test_methods(self, name):
        for kw in ({"out": Ufunc()}, {"where": Ufunc()}):
            assert getattr(np.zeros(3), name)(**kw)[:3] == getattr(onp.zeros(3), name)(**kw)[:3]

    def test_ufunc_reduce(self):
        for act in (
            lambda np: np.add.reduce(np.zeros(3), where=Ufunc()),
            lambda np: np.add.reduce(np.zeros(3), out=(Ufunc(),)),
            lambda np: np.add.reduce(np.zeros(3), out=(Ufunc(), Ufunc())),
            lambda np: np.add.reduce(np.zeros(3), out=()),
            lambda np: np.add.reduce(np.zeros(3), out=[Ufunc()]),
            lambda np: np.add.accumulate(np.zeros(3), out=(Ufunc(),)),
            lambda np: np.add.reduceat(np.zeros(3), [0], out=(Ufunc(),)),
        ):
            assert outcome(act, np) == outcome(act, onp)


class Methods:
    """Has every method, and says how it was called."""

    def __getattr__(self, name):
        if name.startswith("__") or name in Attributes.names:
            raise AttributeError(name)
        return lambda *args, **kwargs: (name, args, kwargs)


class Attributes:
    names = ("shape", "ndim", "size")
    shape, ndim, size = (5, 6), 7, 8


class Holder(Attributes):
    """Converts; its methods refuse, as None or with an exception."""

    def __init__(self, refusal):
        self.refusal = refusal

    def __array__(self, dtype=None, copy=None):
        return onp.array([[1.0, 3.0, 2.0]])

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        if self.refusal is None:
            return None

        def method(*args, **kwargs):
            raise self.refusal

        return method


DELEGATED = [
    "sum(m)", "sum(m, 0)", "sum(m, None, 'f4')", "sum(m, axis=1, dtype=None, keepdims=False, initial=3, where=True)", "sum(m, out=3)",
    "prod(m, axis=0)", "max(m, 0, None)", "max(m, 1, keepdims=True)", "min(m, initial=3)", "amax(m)", "amin(m)", "any(m)",
    "any(m, 0, keepdims=True)", "all(m, 0)", "all(m, where=[True])", "mean(m)", "mean(m, 0, 'f4', None, True)", "mean(m, where=True)",
    "std(m, 0, None, None, 1)", "std(m, ddof=1)", "std(m, correction=2, mean=3)", "std(m, ddof=1, correction=2)", "var(m, keepdims=True)",
    "var(m)", "cumsum(m, 0)", "cumsum(m, 0, 'f4')", "cumsum(m, out=3)", "cumprod(m)", "argmax(m)", "argmax(m, 0, keepdims=True)",
    "argmin(m, 0, None)", "reshape(m, 3)", "reshape(m, (3, 1), 'F')", "reshape(m, 3, copy=True)", "reshape(m, shape=3)", "take(m, [0])",
    "take(m, [0], 0, None, 'wrap')", "squeeze(m)", "squeeze(m, 0)", "transpose(m)", "transpose(m, (1, 0))", "swapaxes(m, 0, 1)",
    "repeat(m, 2)", "repeat(m, 2, 0)", "nonzero(m)", "argsort(m, 0)", "argsort(m)", "argsort(m, stable=True)", "searchsorted(m, 3)",
    "searchsorted(m, 3, 'right')", "shape(m)", "ndim(m)", "size(m)",
]  # fmt: skip


class TestMethodsOfOthers:
    @pytest.mark.parametrize("text", DELEGATED)
    def test_called_as_numpy_does(self, text):
        m = Attributes() if text.startswith(("shape", "ndim", "size(m)")) else Methods()
        theirs = outcome(lambda np: eval("np." + text, {"np": np, "m": m}), onp)
        assert theirs is not None
        assert outcome(lambda np: eval("np." + text, {"np": np, "m": m}), np) == theirs

    @pytest.mark.parametrize("refusal", [None, TypeError("no"), ValueError("no"), KeyboardInterrupt("no")], ids=repr)
    @pytest.mark.parametrize("text", DELEGATED)
    def test_refusals(self, text, refusal):
        if text in ("sum(m, out=3)", "cumsum(m, out=3)", "all(m, where=[True])", "std(m, correction=2, mean=3)", "searchsorted(m, 3)"):
            return
        got = []
        for module in (onp, np):
            try:
                got.append(eval("np." + text, {"np": module, "m": Holder(refusal)}))
                got[-1] = [onp.asarray(x).tolist() for x in got[-1]] if type(got[-1]) is tuple else onp.asarray(got[-1]).tolist()
            except BaseException as e:
                got.append(type(e))
        assert got[0] == got[1]

    def test_subclasses(self):
        class Sub(np.ndarray):
            def sum(self, *args, **kwargs):
                return "mine", args, kwargs

        a = np.arange(6.0).reshape(2, 3).view(Sub)
        assert np.sum(a, 0) == ("mine", (), {"axis": 0, "out": None})
        assert type(np.reshape(a, (3, 2))) is Sub and np.reshape(a, 6).tolist() == [0, 1, 2, 3, 4, 5]
        assert np.max(a) == 5 and np.transpose(a).shape == (3, 2) and np.squeeze(a[None], 0).shape == (2, 3)
        assert np.argsort(a).tolist() == [[0, 1, 2]] * 2 and np.take(a, [1]).tolist() == [1]

    def test_scalars_and_lists(self):
        assert np.sum(np.float32(2)) == 2 and np.sum([1, 2]) == 3 and np.reshape(3, (1, 1)).tolist() == [[3]]

    def test_numpy_arrays_are_operands(self):
        a = onp.arange(6.0).reshape(2, 3)
        assert type(np.sum(a)) is np.float64 and type(np.transpose(a)) is np.ndarray and type(np.sum(onp.float64(3))) is np.float64

    def test_tensors_are_operands(self):
        torch = pytest.importorskip("torch")
        t = torch.arange(6.0).reshape(2, 3)
        assert np.sum(t) == 15 and np.argmax(t) == 5 and np.mean(t, axis=0).tolist() == [1.5, 2.5, 3.5]
        r = np.reshape(t, (3, 2))
        assert type(r) is np.ndarray and r.__array_interface__["data"][0] == t.data_ptr()
        assert np.shape(t) == (2, 3) and np.size(t) == 6


class Functions:
    def __array_function__(self, func, types, args, kwargs):
        return "af", func.__name__, len(args), sorted(kwargs)

    def __dlpack__(self, **kwargs):
        return onp.zeros(3).__dlpack__(**kwargs)

    def __dlpack_device__(self):
        return onp.zeros(3).__dlpack_device__()


@pytest.mark.parametrize(
    "act",
    [
        lambda np: np.array_repr(Functions(), precision=3),
        lambda np: np.array_repr(arr=Functions()),
        lambda np: np.array2string(Functions(), 70, separator=","),
        lambda np: np.array_str(Functions()),
        lambda np: np.from_dlpack(Functions()).tolist(),
        lambda np: np.isfortran(Functions()),
        lambda np: np.isfortran([1]),
        lambda np: np.isfortran(np.zeros((3, 2)).T),
        lambda np: np.isfortran(np.zeros(3)),
    ],
)
def test_who_is_asked(act):
    assert outcome(act, np) == outcome(act, onp)


def wrappers(np):
    class Wrap:
        def __array__(self, dtype=None, copy=None):
            return np.arange(3.0)

        def __array_wrap__(self, array, context=None, return_scalar=False):
            if context is None:
                return "none", return_scalar
            assert context[1][0] is self or type(context[1][0]) is int
            return context[0].__name__, [type(x).__name__ for x in context[1]], context[2], len(context), return_scalar

    class Sub(np.ndarray):
        __array_wrap__ = Wrap.__array_wrap__

    return Wrap(), np.zeros(3).view(Sub)


@pytest.mark.parametrize(
    "text",
    [
        "np.add(w, 1)", "np.add(1, w)", "np.add(w, 1, None)", "np.add(w, 1, out=None)", "np.divmod(w, 2)", "np.sqrt(w)", "np.matmul(w, w)",
        "np.divmod(w, 2, out=(None, np.zeros(3)))[0]", "np.divmod(w, 2, np.zeros(3), None)[1]", "np.add(w, 1, dtype='f4')", "np.floor(w)",
        "np.add(s, 1)", "s + 1", "1 + s", "-s", "s @ np.zeros((3, 2))", "np.add.reduce(s)", "np.cumsum(s)", "np.sin(w, out=(None,))",
    ],
)  # fmt: skip
def test_context_of_array_wrap(text):
    got = []
    for m in (onp, np):
        w, s = wrappers(m)
        got.append(eval(text, {"np": m, "w": w, "s": s}))
    assert got[0] == got[1]


def test_old_array_wrap():
    class Old:
        def __array__(self, dtype=None, copy=None):
            return np.arange(3.0)

        def __array_wrap__(self, array, context=None):
            return context and context[0].__name__

    class Oldest(Old):
        def __array_wrap__(self, array):
            return "oldest"

    assert np.add(Old(), 1) == "add" and np.add(Oldest(), 1) == "oldest"


def test_many_arguments_that_override():
    def kind(i):
        def function(self, func, types, args, kwargs):
            return i if i == 70 or len(types) == 60 else NotImplemented

        return type(f"K{i}", (), {"__array_function__": function, "__array__": lambda self, dtype=None, copy=None: np.zeros(1)})()

    many = [kind(i) for i in range(71)]
    for m in (onp, np):
        for k in (65, 71):
            with pytest.raises(TypeError, match="maximum number"):
                m.concatenate(many[:k])
        assert m.concatenate(many[:60]) == 0
        assert m.concatenate([m.zeros(1)] * 100 + many[:1] * 100 + many[70:]) == 70


def test_a_list_that_holds_itself_is_no_index():
    endless = []
    endless.append(endless)
    for act in (lambda: np.zeros(3).flat[endless], lambda: np.zeros(3).flat.__setitem__(endless, 1), lambda: np.zeros(3)[endless]):
        with pytest.raises((IndexError, ValueError, TypeError, RecursionError)):
            act()
