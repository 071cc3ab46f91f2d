"""Writes the .pyi files: names, kinds and defaults of parameters come from the running package, types from the tables below.

    python tools/stubs.py            rewrites pyndarray/__init__.pyi and those of the submodules
    python tools/stubs.py --check    exit 1 when a file is not what would be written

A new function gets a stub by running this; a better one by a row in a table: PARAMETERS (by name), RETURNS (by function), or HAND
(the text itself).  tests/typing holds what mypy, stubtest and pyright must accept.
"""
import argparse
import enum
import importlib
import importlib.util
import inspect
import re
import sys
import types
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
import pyndarray as np  # noqa: E402

# ---- tables -----------------------------------------------------------------------------------------------------------------

ARRAYS = "a b A B x y x1 x2 x3 arr array m v ar ary obj_array values object_array condition elements test_elements mask1 p filter weights".split()
PARAMETERS = {
    **dict.fromkeys(ARRAYS, "ArrayLike"),
    "axis": "SupportsIndex | Sequence[SupportsIndex] | None", "axis1": "SupportsIndex", "axis2": "SupportsIndex", "axes": "Any", "dtype": "DTypeLike | None",
    "out": "ndarray[Any, Any] | tuple[ndarray[Any, Any] | None, ...] | None", "keepdims": "bool", "where": "ArrayLike", "order": "_Order | None", "casting": "_Casting",
    "shape": "_ShapeLike", "copy": "bool | None", "device": "Literal['cpu'] | None", "like": "Any", "subok": "bool", "ndmin": "SupportsIndex", "kind": "Any",
    "stable": "bool | None", "precision": "SupportsIndex | None", "threshold": "float | None", "edgeitems": "SupportsIndex | None", "linewidth": "SupportsIndex | None",
    "suppress": "bool | None", "nanstr": "str | None", "infstr": "str | None", "sign": "Literal['-', '+', ' '] | None", "html": "bool | None",
    "floatmode": "Literal['fixed', 'unique', 'maxprec', 'maxprec_equal'] | None", "legacy": "Literal['1.13', '1.21', '1.25', '2.1', '2.2', False] | None",
    "separator": "str", "prefix": "str", "suffix": "str", "endpoint": "bool", "retstep": "bool", "base_": "SupportsIndex", "err_msg": "object", "verbose": "bool",
    "mode": "Any", "ndigits": "SupportsIndex | None", "decimals": "SupportsIndex", "k": "SupportsIndex", "side": "Literal['left', 'right']", "seed": "Any",
    "arrays": "Sequence[ArrayLike]", "tup": "Sequence[ArrayLike]", "indices": "ArrayLike", "repeats": "ArrayLike", "strict": "bool", "rtol": "ArrayLike", "atol": "ArrayLike",
    "equal_nan": "bool", "buffer": "Any", "count": "SupportsIndex", "offset": "SupportsIndex", "sep": "str", "name": "str", "padding": "int", "width": "int | None",
    "number": "SupportsInt", "num_": "SupportsIndex",
}
BOOL = "array_equal array_equiv allclose can_cast issubdtype isdtype isscalar isrealobj iscomplexobj isfortran iterable may_share_memory shares_memory is_integer".split()
INT = "ndim getbufsize setbufsize get_num_threads bit_count __len__ __index__ __int__ __hash__ __sizeof__ ravel_multi_index_ ".split()
STR = ("array2string array_repr array_str base_repr binary_repr format_float_positional format_float_scientific typename mintypecode get_include __repr__ __str__ "
       "__format__ hex").split()
NONE = ("copyto fill_diagonal info put putmask place put_along_axis set_printoptions show_config_ show_runtime fill setflags sort_ __setstate__ __setitem__ __delitem__ "
        "tofile dump __init__ shuffle seed set_state __array_finalize__ set_num_threads_").split()
DTYPE = "promote_types result_type min_scalar_type newbyteorder".split()
ARRAY = ("array asarray asanyarray ascontiguousarray asfortranarray asarray_chkfinite require empty zeros ones full empty_like zeros_like ones_like full_like arange "
         "geomspace logspace eye identity tri tril triu diag diagflat vander frombuffer fromiter fromfunction indices copy reshape ravel transpose permute_dims "
         "matrix_transpose moveaxis rollaxis swapaxes squeeze expand_dims broadcast_to concatenate concat stack vstack hstack dstack column_stack row_stack block tile repeat "
         "flip fliplr flipud rot90 roll resize append insert delete trim_zeros pad take_along_axis compress extract select piecewise apply_along_axis apply_over_axes argwhere "
         "flatnonzero diagonal sort argsort partition argpartition from_dlpack packbits unpackbits astype flatten byteswap view isneginf isposinf isclose isreal iscomplex "
         "cumulative_sum cumulative_prod sliding_window_view as_strided tril_ triu_").split()
RETURNS = {**dict.fromkeys(BOOL, "bool"), **dict.fromkeys(INT, "int"), **dict.fromkeys(STR, "str"), **dict.fromkeys(NONE, "None"),
           **dict.fromkeys(DTYPE, "dtype[Any]"), **dict.fromkeys(ARRAY, "NDArray[Any]"),
           **dict.fromkeys("atleast_1d atleast_2d atleast_3d broadcast_arrays meshgrid nonzero where".split(), "Any"),
           **dict.fromkeys("split array_split hsplit vsplit dsplit".split(), "list[NDArray[Any]]"), "unstack": "tuple[NDArray[Any], ...]", "shape": "tuple[int, ...]",
           "broadcast_shapes": "tuple[int, ...]", "unravel_index": "tuple[Any, ...]", "get_printoptions": "dict[str, Any]", "geterr": "dict[str, str]", "seterr": "dict[str, str]",
           "tobytes": "bytes", "dumps": "bytes", "bytes": "bytes", "as_integer_ratio": "tuple[int, int]", "default_rng": "Generator", "__bool__": "bool", "__float__": "float",
           "__complex__": "complex", "__contains__": "bool", "__iter__": "Iterator[Any]", "diag_indices": "tuple[NDArray[int64], ...]"}
# these keep the dtype of their first argument
SAME = ("copy reshape ravel transpose permute_dims matrix_transpose moveaxis rollaxis swapaxes squeeze expand_dims broadcast_to tile repeat flip fliplr flipud rot90 roll "
        "resize trim_zeros tril triu diag diagflat diagonal sort partition compress delete ascontiguousarray asfortranarray empty_like zeros_like ones_like full_like "
        "asarray asanyarray array take_along_axis sliding_window_view").split()
# these take the dtype they are given; the value: what they make without one
GIVEN = {**dict.fromkeys("empty zeros ones eye identity tri frombuffer".split(), "float64"),
         **dict.fromkeys("array asarray asanyarray ascontiguousarray asfortranarray full arange fromiter empty_like zeros_like ones_like full_like indices fromfunction".split(), "Any")}
SELF_METHODS = "copy reshape ravel transpose swapaxes squeeze diagonal flatten byteswap repeat compress __copy__ __deepcopy__ __neg__ __pos__ __abs__".split()
ATTRIBUTES = {
    "shape": "tuple[int, ...]", "strides": "tuple[int, ...]", "ndim": "int", "size": "int", "itemsize": "int", "nbytes": "int", "base": "Any", "device": "Literal['cpu']",
    "data": "memoryview", "flags": "Any", "name": "str", "str": "builtins.str", "char": "builtins.str", "kind": "builtins.str", "byteorder": "builtins.str", "num": "int",
    "alignment": "int", "nin": "int", "nout": "int", "nargs": "int", "ntypes": "int", "types": "list[str]", "signature": "str | None", "isnative": "builtins.bool",
    "isbuiltin": "int", "hasobject": "builtins.bool", "isalignedstruct": "builtins.bool", "names": "tuple[builtins.str, ...] | None", "bits": "int",
    "__array_priority__": "float", "__name__": "str", "__qualname__": "str", "__array_interface__": "dict[str, Any]", "coords": "tuple[int, ...]", "index": "int",
}
CONSTANTS = {float: "float", bool: "bool", int: "int", str: "str", type(None): "None", tuple: "tuple[Any, ...]", dict: "dict[str, Any]", enum.EnumType: "Any"}
BASES = {"generic": "Any", "number": "generic", "float64": "floating, float", "complex128": "complexfloating, complex"}
HAND = {
    "ndarray": """\
    dtype: _DTypeT
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    flat: Any
    @property
    def T(self) -> Self: ...
    @property
    def mT(self) -> Self: ...
    real: Any
    imag: Any
    def __new__(cls, shape: _ShapeLike, dtype: DTypeLike | None = ..., buffer: Any = ..., offset: SupportsIndex = ..., strides: Any = ..., order: _Order | None = ...) -> Self: ...
    @overload
    def astype(self, dtype: _DTypeArg[_ScalarT], order: _Order = ..., casting: _Casting = ..., subok: builtins.bool = ..., copy: builtins.bool = ...) -> NDArray[_ScalarT]: ...
    @overload
    def astype(self, dtype: DTypeLike | None, order: _Order = ..., casting: _Casting = ..., subok: builtins.bool = ..., copy: builtins.bool = ...) -> NDArray[Any]: ...
    def item(self, *args: Any) -> Any: ...
    def tolist(self) -> Any: ...
    def sort(self, axis: SupportsIndex = ..., kind: Any = ..., order: Any = ..., *, stable: builtins.bool | None = ...) -> None: ...
    def partition(self, kth: Any, /, axis: SupportsIndex = ..., kind: str = ..., order: Any = ...) -> None: ...
    def __getitem__(self, key: Any, /) -> Any: ...
    def __setitem__(self, key: Any, value: Any, /) -> None: ...
    def __array__(self, dtype: DTypeLike | None = ..., /, *, copy: builtins.bool | None = ...) -> ndarray[Any, Any]: ...
    def __eq__(self, value: Any, /) -> Any: ...  # type: ignore[override]
    def __ne__(self, value: Any, /) -> Any: ...  # type: ignore[override]
    __hash__: ClassVar[None]  # type: ignore[assignment]
""",
    "dtype": """\
    def __new__(cls, dtype: type[_ScalarT] | DTypeLike | None, align: builtins.bool = ..., copy: builtins.bool = ..., *, metadata: dict[builtins.str, Any] = ...) -> dtype[Any]: ...
    @property
    def type(self) -> builtins.type[_ScalarT_co]: ...
    @property
    def shape(self) -> tuple[int, ...]: ...
    @property
    def base(self) -> dtype[Any]: ...
    @property
    def metadata(self) -> Any: ...
    @property
    def subdtype(self) -> Any: ...
    @property
    def fields(self) -> Any: ...
    @property
    def descr(self) -> list[Any]: ...
    names: tuple[builtins.str, ...] | None
    def newbyteorder(self, new_order: builtins.str = ..., /) -> dtype[_ScalarT_co]: ...
    def __eq__(self, value: object, /) -> builtins.bool: ...
    def __ne__(self, value: object, /) -> builtins.bool: ...
""",
    "ufunc": """\
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...
    @property
    def identity(self) -> Any: ...
    @property
    def __signature__(self) -> Any: ...
""",
}
HEADERS = {
    "ndarray": "class ndarray(Generic[_ShapeT, _DTypeT]):", "dtype": "class dtype(Generic[_ScalarT_co], metaclass=_DTypeMeta):",
}
PRELUDE = """\
import builtins
from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar, Generic, Literal, SupportsIndex, SupportsInt, TypeAlias, TypeVar, overload
from typing_extensions import Self, disjoint_base, final

"""
MAIN_PRELUDE = """\
from pyndarray.typing import ArrayLike, DTypeLike, NDArray, _ShapeLike

_Order: TypeAlias = Literal["C", "F", "A", "K"]
_Casting: TypeAlias = Literal["no", "equiv", "safe", "same_kind", "unsafe", "same_value"]
_ScalarT = TypeVar("_ScalarT", bound=generic)
_ScalarT_co = TypeVar("_ScalarT_co", bound=generic, covariant=True)
_DTypeT = TypeVar("_DTypeT", bound=dtype[Any], default=dtype[Any], covariant=True)
_ShapeT = TypeVar("_ShapeT", bound=tuple[Any, ...], default=tuple[Any, ...], covariant=True)
class _DTypeMeta(type):
    @property
    def type(cls) -> Any: ...

_DTypeArg: TypeAlias = builtins.type[_ScalarT] | dtype[_ScalarT]
"""
SUB_PRELUDE = """\
from pyndarray import _Casting, _DTypeArg, _Order, _ScalarT, dtype, float64, generic, int64, ndarray, ufunc
from pyndarray.typing import ArrayLike, DTypeLike, NDArray, _ShapeLike
"""
MODULES = ["", "random", "testing", "linalg", "dtypes", "exceptions", "lib", "lib.stride_tricks", "lib.array_utils", "lib.mixins"]

# ---- signatures --------------------------------------------------------------------------------------------------------------

EMPTY = inspect.Parameter.empty


def literal(value):
    """The default as a stub shows it."""
    if value is None or type(value) in (bool, int, float, str) and value == value and abs(value if not isinstance(value, str) else 0) != float("inf"):
        return repr(value)
    return "..."


def annotation(name, parameter, builtin):
    kind = PARAMETERS.get(name, "Any")
    if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
        return "Any"
    default = parameter.default
    if type(default) is bool and "bool" not in kind and kind not in ("Any", "ArrayLike"):
        kind = "bool"
    elif type(default) in (int, float, str) and ("bool" in kind or type(default) is str and not re.search("str|Literal|ArrayLike|_Order|_Casting|DTypeLike", kind)):
        kind = "Any"
    if default is None and kind not in ("Any",) and "None" not in kind:
        kind += " | None"
    elif default is not EMPTY and type(default) in (bool, int, float, str) and kind == "Any":
        kind = {bool: builtin("bool"), int: "int | Any", float: "float | Any", str: builtin("str")}[type(default)]
        kind = "Any" if kind in ("int | Any", "float | Any") else kind
    return re.sub(r"(?<![\w.])(bool|int|float|complex|str|bytes|object|type)(?=\b)", lambda m: builtin(m[1]), kind)


def parameters(signature, builtin, skip=(), force=None, only_keyword=False):
    """The text between the parentheses."""
    out, slash, star = [], False, False
    items = [p for p in signature.parameters.values() if p.name not in skip]
    for p in items:
        if slash and p.kind is not p.POSITIONAL_ONLY:
            out.append("/")
            slash = False
        if p.kind is p.POSITIONAL_ONLY:
            slash = True
        if p.kind is p.VAR_POSITIONAL:
            star = True
        if (p.kind is p.KEYWORD_ONLY or (only_keyword and force and p.name == "dtype" and not star)) and not star:
            out.append("*")
            star = True
        mark = {p.VAR_POSITIONAL: "*", p.VAR_KEYWORD: "**"}.get(p.kind, "")
        if p.name in ("self", "cls") and not out and p is items[0]:
            out.append(p.name)
            continue
        text = f"{mark}{p.name}: {force[p.name] if force and p.name in force else annotation(p.name, p, builtin)}"
        given = force and p.name == "dtype" and p.name in force
        if p.default is not EMPTY and not given:
            text += f" = {literal(p.default)}"
        out.append(text)
    if slash:
        out.append("/")
    return ", ".join(out)


def sanitized(signature):
    """Without parameters whose names are Python's keywords."""
    if signature is None or any(not p.name.isidentifier() or p.name == "lambda" for p in signature.parameters.values()):
        return None
    return signature


def signature_of(thing):
    try:
        return sanitized(inspect.signature(thing))
    except (TypeError, ValueError):
        return None


def function(name, thing, builtin, indent="", method=False):
    """Lines of one function; several for overloads."""
    signature = signature_of(thing)
    result = RETURNS.get(name, "Any")
    result = re.sub(r"(?<![\w.])(bool|int|float|complex|str|bytes)(?=\b)", lambda m: builtin(m[1]), result)
    if signature is None:
        return [f"{indent}def {name}({'self, ' if method else ''}*args: Any, **kwargs: Any) -> {result}: ..."]
    if method and name in SELF_METHODS:
        result = "NDArray[_ScalarT]" if False else "Any" if name in ("repeat", "compress", "diagonal") else "Self" if name in ("__copy__", "__deepcopy__", "__neg__", "__pos__") else result
    names = list(signature.parameters)
    plain = f"{indent}def {name}({parameters(signature, builtin)}) -> {result}: ..."
    if method:
        return [plain]
    overloads = []
    if name in GIVEN and "dtype" in names:
        before = names[:names.index("dtype")]
        optional = any(signature.parameters[n].default is not EMPTY for n in before)
        overloads.append((dict(dtype="_DTypeArg[_ScalarT]"), "NDArray[_ScalarT]", optional))
    if name in SAME and names and names[0] not in ("arrays", "tup") and "ArrayLike" in PARAMETERS.get(names[0], "") + "ArrayLike" * (names[0] in ("object", "prototype")):
        force = {names[0]: "NDArray[_ScalarT]"}
        if "dtype" in names:
            overloads.append((force, "NDArray[_ScalarT]", "drop"))
        else:
            overloads.append((force, "NDArray[_ScalarT]", False))
    elif name in GIVEN and GIVEN[name] != "Any":
        overloads.append(({}, f"NDArray[{GIVEN[name]}]", "drop"))
    if not overloads:
        return [plain]
    lines = []
    for force, kind, how in overloads:
        if how == "drop":
            force = {**force}
            items = [p if p.name != "dtype" else p.replace(default=None) for p in signature.parameters.values()]
            narrowed = signature.replace(parameters=items)
            text = parameters(narrowed, builtin, force={**force}, only_keyword=False)
            text = re.sub(r"dtype: DTypeLike \| None = None", "dtype: None = ...", text)
        else:
            text = parameters(signature, builtin, force=force, only_keyword=how)
        lines += [f"{indent}@overload", f"{indent}def {name}({text}) -> {kind}: ..."]
    return [*lines, f"{indent}@overload", plain]


# ---- classes -----------------------------------------------------------------------------------------------------------------

SKIPPED = set("__doc__ __module__ __dict__ __weakref__ __slots__ __annotations__ __text_signature__ __abstractmethods__ __match_args__ __init_subclass__ __subclasshook__ "
              "__getattribute__ __setattr__ __delattr__ __dir__ __reduce__ __reduce_ex__ __getstate__ __orig_bases__ __parameters__ __firstlineno__ __static_attributes__".split())


def members(name, cls, builtin, hand):
    done = set(re.findall(r"def (\w+)|^    (\w+):", hand, re.M))
    done = {a or b for a, b in done}
    lines = []
    for member, value in sorted(vars(cls).items()):
        if member in SKIPPED or member in done or (member.startswith("_") and not member.startswith("__") and member != "_repr_html_"):
            continue
        if member == "__hash__":
            if value is not None:
                lines.append("    def __hash__(self) -> int: ...")
            elif name != "generic":
                lines.append("    __hash__: ClassVar[None]  # type: ignore[assignment]")
            continue
        if member == "__new__" or member == "__init__" and isinstance(value, types.WrapperDescriptorType):
            continue
        if isinstance(value, (types.GetSetDescriptorType, types.MemberDescriptorType, property)):
            kind = re.sub(r"(?<![\w.])(bool|int|float|complex|str|bytes)(?=\b)", lambda m: builtin(m[1]), ATTRIBUTES.get(member, "Any"))
            if name == "finfo" or isinstance(value, types.MemberDescriptorType) and cls.__flags__ & 512:
                lines.append(f"    {member}: {kind}")
            else:
                lines += ["    @property", f"    def {member}(self) -> {kind}: ..."]
                if isinstance(value, property) and value.fset:
                    lines += [f"    @{member}.setter", f"    def {member}(self, value: Any, /) -> None: ..."]
        elif isinstance(value, staticmethod):
            lines += ["    @staticmethod", *function(member, value.__func__, builtin, "    ", method=True)]
        elif isinstance(value, (classmethod, types.ClassMethodDescriptorType)):
            signature = signature_of(getattr(cls, member))
            if member == "__class_getitem__":
                text = "item: Any, /"
            else:
                text = parameters(signature, builtin, skip=("cls",)) if signature else "*args: Any, **kwargs: Any"
            lines += ["    @classmethod", f"    def {member}(cls, {text}) -> Any: ..."]
        elif callable(value) and not isinstance(value, type):
            lines += operator_or_method(member, value, builtin)
        else:
            lines.append(f"    {member}: ClassVar[Any]")
    return lines


def operator_or_method(member, value, builtin):
    lines = function(member, value, builtin, "    ", method=True)
    if member == "__ipow__":
        lines = [lines[0] + "  # type: ignore[misc, override]"]
    if member in ("__eq__", "__ne__"):
        return [f"    def {member}(self, value: Any, /) -> Any: ...  # type: ignore[override]"]
    return lines


def constructor(cls, builtin):
    """__init__ or __new__ as the class's signature says; nothing where the base's will do."""
    own = vars(cls)
    signature = signature_of(cls)
    if signature is None or cls.__base__ is not object and "__init__" not in own and "__new__" not in own:
        return []
    if "__init__" in own and isinstance(own["__init__"], types.FunctionType):
        return []
    text = parameters(signature, builtin)
    if "__init__" in own:
        return [f"    def __init__(self{', ' + text if text else ''}) -> None: ..."]
    if "__new__" not in own:
        return []
    first = next(iter(inspect.signature(own["__new__"].__func__).parameters)) if isinstance(own["__new__"], staticmethod) else "cls"
    return [f"    def __new__({first}{', ' + text if text else ''}) -> Self: ..."]


def marks(cls):
    """final: without subclasses; disjoint_base: instances have fields of their own, so that classes with two such bases cannot be made."""
    heap, base_type = cls.__flags__ & 1 << 9, cls.__flags__ & 1 << 10
    if not base_type and cls is not np.dtype:
        yield "final"
        return
    if cls.__basicsize__ > cls.__base__.__basicsize__ and not heap and not issubclass(cls, (BaseException, np.dtype)) or cls is np.dtype:
        yield "disjoint_base"


def class_text(name, cls, builtin, known):
    hand = HAND.get(name, "")
    bases = [b.__name__ for b in cls.__bases__ if b is not object]
    bases = ["builtins." + b if b in ("float", "complex") else b for b in bases if b in known or b in dir(__builtins__) or b in ("float", "complex")]
    bases = ["dtype[Any]" if b == "dtype" else b for b in bases]
    header = HEADERS.get(name, f"class {name}({', '.join(bases)}):" if bases else f"class {name}:")
    if len(bases) > 1:
        header += "  # type: ignore[misc]"
    header = "".join(f"@{mark}\n" for mark in marks(cls)) + header
    if issubclass(cls, (BaseException,)):
        lines = [line for line in members(name, cls, builtin, hand) if "__init__" in line or "__str__" in line]
    else:
        lines = (hand.rstrip("\n").split("\n") if hand else constructor(cls, builtin)) + members(name, cls, builtin, hand)
    if vars(cls).get("__slots__"):
        lines.insert(0, f"    __slots__ = {tuple(cls.__slots__)!r}")
    if len(bases) > 1 or "ndarray" in bases:
        lines = [line + "  # type: ignore[override]" if line.lstrip().startswith("def ") and "type: ignore" not in line else line for line in lines]
    return [header, *(lines or ["    ..."]), ""]


# ---- modules -----------------------------------------------------------------------------------------------------------------

def public_names(module, path):
    if path and hasattr(module, "__all__"):
        return sorted(set(module.__all__))
    return sorted(n for n in dir(module) if not n.startswith("_") or n == "__array_namespace_info__")


def by_bases(classes):
    """Bases before what derives from them."""
    order = sorted(classes, key=lambda item: (len(item[1].__mro__), item[0]))
    return order


def module_text(path):
    module = importlib.import_module("pyndarray" + (f".{path}" if path else ""))
    names = public_names(module, path)
    shadowed = {n for n in names if n in ("bool", "int", "float", "complex", "str", "bytes", "object", "type", "abs", "all", "any", "max", "min", "pow", "round", "sum")}
    builtin = (lambda name: f"builtins.{name}")
    things = {n: getattr(module, n) for n in names}
    classes, aliases, functions, constants, modules = [], [], [], [], []
    for name, thing in things.items():
        if isinstance(thing, types.ModuleType):
            modules.append(name)
        elif isinstance(thing, type) and thing.__module__.split(".")[0] in ("pyndarray", "numpy") and (not path or thing.__module__ != "pyndarray" or thing.__name__ not in vars(np)):
            (classes if thing.__name__ == name or not hasattr(module, thing.__name__) else aliases).append((name, thing))
        elif isinstance(thing, (types.FunctionType, types.BuiltinFunctionType)) or type(thing).__name__ == "Function":
            functions.append((name, thing))
        else:
            constants.append((name, thing))
    known = {n for n, _ in classes} | ({'dtype', 'float64', 'generic', 'int64', 'ndarray', 'ufunc'} if path else set())
    lines = ['"""Written by tools/stubs.py: change its tables, not this file."""', PRELUDE.rstrip("\n")]
    lines += [(SUB_PRELUDE if path else MAIN_PRELUDE).rstrip("\n"), ""]
    for name in modules:
        if importlib.util.find_spec(f"pyndarray.{path + '.' if path else ''}{name}") and not name.startswith("_"):
            lines.append(f"from {'.' if not path else 'pyndarray.' + path} import {name} as {name}")
    lines.append("")
    for name, thing in by_bases(classes):
        lines += class_text(name, thing, builtin, known)
    lines += [f"{name} = {thing.__name__}" for name, thing in aliases]
    for name, thing in constants:
        if isinstance(thing, np.ufunc):
            kind = "ufunc"
        elif type(thing) in CONSTANTS:
            kind = builtin(CONSTANTS[type(thing)]) if type(thing) in (float, bool, int, str) else CONSTANTS[type(thing)]
        elif isinstance(thing, np.generic):
            kind = type(thing).__name__
        else:
            kind = "Any"
        lines.append(f"{name}: {kind}" if thing is not None else f"{name}: None")
    for name, thing in functions:
        lines += function(name, thing, builtin)
    if not path:
        lines += ["__version__: builtins.str"]
    if path and hasattr(module, "__all__"):
        lines += ["__all__: list[builtins.str]"]
    return "\n".join(lines) + "\n", shadowed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    stale = []
    check = parser.parse_args().check
    for path in MODULES:
        try:
            text, _ = module_text(path)
        except ImportError:
            continue
        folder = ROOT / "pyndarray" / path.replace(".", "/")
        target = folder / "__init__.pyi" if folder.is_dir() else folder.with_suffix(".pyi")
        if not target.exists() or target.read_text() != text:
            stale.append(str(target.relative_to(ROOT)))
            if not check:
                target.write_text(text)
    print(("stale: " if check else "written: ") + (", ".join(stale) or "none"))
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
