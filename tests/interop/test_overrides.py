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
