"""NDArrayOperatorsMixin: all operators by way of __array_ufunc__."""
from .. import _core

__all__ = ["NDArrayOperatorsMixin"]


def _gives_way(other):
    """Has the other operand said that it takes no part in ufuncs?"""
    return getattr(other, "__array_ufunc__", 0) is None


def _binary(ufunc, name):
    def forward(self, other):
        return NotImplemented if _gives_way(other) else ufunc(self, other)

    forward.__name__ = f"__{name}__"
    return forward


def _reflected(ufunc, name):
    def reflected(self, other):
        return NotImplemented if _gives_way(other) else ufunc(other, self)

    reflected.__name__ = f"__r{name}__"
    return reflected


def _in_place(ufunc, name):
    def in_place(self, other):
        return ufunc(self, other, out=(self,))

    in_place.__name__ = f"__i{name}__"
    return in_place


def _unary(ufunc, name):
    def unary(self):
        return ufunc(self)

    unary.__name__ = f"__{name}__"
    return unary


_COMPARISONS = {"lt": "less", "le": "less_equal", "eq": "equal", "ne": "not_equal", "gt": "greater", "ge": "greater_equal"}
_ARITHMETIC = {"add": "add", "sub": "subtract", "mul": "multiply", "matmul": "matmul", "truediv": "divide", "floordiv": "floor_divide",
               "mod": "remainder", "pow": "power", "lshift": "left_shift", "rshift": "right_shift", "and": "bitwise_and", "xor": "bitwise_xor",
               "or": "bitwise_or"}
_UNARY = {"neg": "negative", "pos": "positive", "abs": "absolute", "invert": "invert"}


class NDArrayOperatorsMixin:
    """Defines Python's operators through ufuncs, for a class that has ``__array_ufunc__``.

    All but ``divmod(a, b)``'s in-place form, which Python does not have; an operand whose ``__array_ufunc__`` is None is left to its own
    reflected method.
    """

    __slots__ = ()

    for _name, _ufunc in _COMPARISONS.items():
        vars()[f"__{_name}__"] = _binary(getattr(_core, _ufunc), _name)
    for _name, _ufunc in _ARITHMETIC.items():
        _ufunc = getattr(_core, _ufunc)
        vars()[f"__{_name}__"], vars()[f"__r{_name}__"] = _binary(_ufunc, _name), _reflected(_ufunc, _name)
        vars()[f"__i{_name}__"] = _in_place(_ufunc, _name)
    for _name, _ufunc in _UNARY.items():
        vars()[f"__{_name}__"] = _unary(getattr(_core, _ufunc), _name)
    __divmod__, __rdivmod__ = _binary(_core.divmod, "divmod"), _reflected(_core.divmod, "divmod")
    __hash__ = None
    del _name, _ufunc
