"""What the package says about itself: aliases of ufuncs, resolve_dtypes, array API inspection, info, configuration, limits."""
import inspect
import io
import numbers
import random

import numpy as oracle
import pytest

import pyndarray as np

ALIASES = {"abs": "absolute", "bitwise_invert": "invert", "bitwise_left_shift": "left_shift", "bitwise_not": "invert",
           "bitwise_right_shift": "right_shift", "conj": "conjugate", "mod": "remainder", "pow": "power", "true_divide": "divide"}


def outcome(call):
    try:
        return call()
    except Exception as error:  # noqa: BLE001
        return type(error).__name__, str(error)


@pytest.mark.parametrize("alias, name", ALIASES.items())
def test_second_names_are_the_same_object(alias, name):
    assert getattr(np, alias) is getattr(np, name) and getattr(oracle, alias) is getattr(oracle, name)


def test_signatures_of_ufuncs():
    for name in dir(np):
        if isinstance(getattr(np, name), np.ufunc) and hasattr(oracle, name):
            assert str(inspect.signature(getattr(np, name))) == str(inspect.signature(getattr(oracle, name))), name


def resolved(module, name, dtypes, **kwargs):
    kwargs = {k: tuple(x and module.dtype(x) for x in v) if k == "signature" else v for k, v in kwargs.items()}
    found = getattr(module, name).resolve_dtypes(tuple(module.dtype(x) if isinstance(x, str) else x for x in dtypes), **kwargs)
    return [d.str for d in found]


def test_resolve_dtypes_of_every_pair():
    """Without signature=: NumPy 2.4 reads freed memory in some of the calls that fail there."""
    chars = [*"?bBhHiIlLqQefdgFDG", int, float, complex]
    for name in ("add", "subtract", "divide", "floor_divide", "power", "maximum", "less", "bitwise_and", "left_shift", "copysign", "matmul"):
        for a in chars:
            for b in chars:
                if name == "less" and a is b is int:  # the oracle says object there
                    continue
                ours, theirs = (outcome(lambda m=m: resolved(m, name, (a, b, None))) for m in (np, oracle))
                assert ours == theirs, (name, a, b)
    assert resolved(np, "divmod", ("f", "d", None, None)) == ["<f8"] * 4
    assert resolved(np, "add", (None, "i1", None), reduction=True) == ["<i8"] * 3
    assert resolved(np, "add", ("f", "f", None), signature=("d", None, None)) == ["<f8"] * 3
    assert np.add.resolve_dtypes((np.dtype(np.bfloat16), float, None)) == (np.dtype(np.bfloat16),) * 3


@pytest.mark.parametrize("call, message", [
    (lambda: np.add.resolve_dtypes((np.dtype("f4"), None, None)), "All input dtypes must be provided"),
    (lambda: np.add.resolve_dtypes([np.dtype("f4")] * 3), "tuple of `ufunc.nargs` length"),
    (lambda: np.add.resolve_dtypes((1, np.dtype("f4"), None)), "must be a valid NumPy dtype, int, float, complex, or None"),
    (lambda: np.add.resolve_dtypes((np.dtype("f4"),) * 3, reduction=True), "Output dtype must not be passed for reductions"),
    (lambda: np.add.resolve_dtypes((np.dtype("f4"), np.dtype("f4"), np.dtype("i4"))), "Cannot cast ufunc 'add' output from dtype\\('float32'\\)"),
    (lambda: np.less.resolve_dtypes((None, np.dtype("f4"), None), reduction=True), "No loop matching"),
    (lambda: np.sqrt.resolve_dtypes((np.dtype("f4"), None), reduction=True), "not compatible with reduction"),
])
def test_resolve_dtypes_refuses(call, message):
    with pytest.raises((TypeError, ValueError), match=message):
        call()


def test_numeric_tower():
    assert issubclass(np.float64, numbers.Real) and issubclass(np.int8, numbers.Integral) and issubclass(np.complex64, numbers.Complex)
    assert isinstance(np.bfloat16(1), numbers.Real) and not issubclass(np.float32, numbers.Rational) and not issubclass(np.complex64, numbers.Real)
    assert not issubclass(np.bool, numbers.Number) and not issubclass(oracle.bool, numbers.Number)


@pytest.mark.parametrize("method", ["capabilities", "default_device", "default_dtypes", "devices", "dtypes"])
def test_array_namespace_info(method):
    ours, theirs = (getattr(m.__array_namespace_info__(), method) for m in (np, oracle))
    assert ours() == theirs() and inspect.signature(ours) == inspect.signature(theirs)


@pytest.mark.parametrize("kind", [None, "bool", "signed integer", "unsigned integer", "integral", "real floating", "complex floating", "numeric",
                                  ("bool", "real floating"), (), "nonsense", 3])
def test_array_namespace_info_kinds(kind):
    ours, theirs = (outcome(lambda m=m: m.__array_namespace_info__().dtypes(kind=kind)) for m in (np, oracle))
    assert ours == theirs
    with pytest.raises(ValueError, match='Only "cpu" is allowed, but received: gpu'):
        np.__array_namespace_info__().default_dtypes(device="gpu")


def test_digits_of_integers():
    draw = random.Random(0)
    for _ in range(4000):
        number, base, padding = draw.randint(-10**draw.randint(1, 25), 10**draw.randint(1, 25)), draw.randint(0, 38), draw.randint(-1, 4)
        assert outcome(lambda: np.base_repr(number, base, padding)) == outcome(lambda: oracle.base_repr(number, base, padding)), (number, base, padding)
        small, width = draw.randint(-40, 40), draw.choice([None, *range(-1, 9)])
        assert outcome(lambda: np.binary_repr(small, width)) == outcome(lambda: oracle.binary_repr(small, width)), (small, width)
        width = draw.choice([None, *range(90)])
        assert outcome(lambda: np.binary_repr(number, width)) == outcome(lambda: oracle.binary_repr(number, width)), (number, width)
    for odd in (5.5, "x", None, True, np.int8(-3)):
        assert outcome(lambda: np.base_repr(odd)) == outcome(lambda: oracle.base_repr(odd))
        assert outcome(lambda: np.binary_repr(odd, 9)) == outcome(lambda: oracle.binary_repr(odd, 9))


def text_of(call):
    out = io.StringIO()
    call(out)
    return out.getvalue()


def test_info():
    for a in (np.arange(6).reshape(2, 3), np.zeros((2, 3), ">f4", "F")):
        lines, theirs = (text_of(lambda out, m=m, b=b: m.info(b, output=out)).splitlines() for m, b in ((np, a), (oracle, oracle.asarray(a))))
        differ = [i for i, (x, y) in enumerate(zip(lines, theirs)) if x != y]
        assert len(lines) == len(theirs) and [lines[i].split(":")[0] for i in differ] in ([], ["data pointer"])
    assert text_of(lambda out: np.info(np.sum, output=out)).startswith("sum(a, axis=None")
    assert "Found in pyndarray" in text_of(lambda out: np.info("arange", output=out))
    assert text_of(lambda out: np.info("no such thing", output=out)) == "Help for no such thing not found.\n"
    assert "newbyteorder" in text_of(lambda out: np.info(np.dtype, output=out))


def test_configuration(capsys):
    config = np.show_config("dicts")
    assert config["Machine Information"]["host"]["endian"] == "little" and set(config) == set(oracle.show_config("dicts"))
    np.show_config()
    np.show_runtime()
    assert '"SIMD Extensions"' in (text := capsys.readouterr().out) and "pyndarray_version" in text
    with pytest.raises(AttributeError, match="Invalid `mode`"):
        np.show_config("x")
    assert np.get_include().endswith("include")


@pytest.mark.parametrize("char", "efdgFDG")
def test_finfo_is_the_oracles(char):
    ours, theirs = np.finfo(char), oracle.finfo(char)
    assert repr(ours) == repr(theirs) and str(ours) == str(theirs) and np.finfo(char) is ours
    for name in dir(theirs):
        if not name.startswith("_"):
            x, y = getattr(ours, name), getattr(theirs, name)
            assert (str(x), type(x).__name__) == (str(y), type(y).__name__), name
    assert str(np.finfo[np.float32]) == "pyndarray.finfo[pyndarray.float32]" and np.iinfo[np.int8].__origin__ is np.iinfo


def test_errstate_shows_what_it_sets():
    state = np.errstate(all="warn", over="ignore", call=print)
    assert (state._all, state._over, state._divide, state._call) == ("warn", "ignore", None, print)


def callables():
    """(path, object) of all public callables and of what their classes hold; exceptions are Python's own classes, which have no signature."""
    seen = set()

    def look(path, thing):
        if id(thing) in seen or not (callable(thing) or isinstance(thing, (classmethod, staticmethod))):
            return
        seen.add(id(thing))
        if isinstance(thing, type) and issubclass(thing, BaseException):
            return
        yield path, thing
        if isinstance(thing, type) and thing.__module__.startswith("pyndarray"):
            for name, value in vars(thing).items():
                yield from look(f"{path}.{name}", value)

    for module in (np, np.random, np.testing, np.dtypes, np.lib, np.linalg):
        for name in dir(module):
            if not name.startswith("__"):
                yield from look(f"{module.__name__}.{name}", getattr(module, name))


def test_every_callable_has_a_signature():
    missing = []
    for path, thing in callables():
        try:
            if callable(thing):
                inspect.signature(thing)
        except (TypeError, ValueError):
            missing.append(path)
    assert missing == ["pyndarray.ufunc"]  # the class: its instances' __signature__ stands in the way


def test_signatures_are_the_oracles():
    """Of everything that both have; `known` says what differs on purpose."""
    known = {"arange", "clip", "errstate", "info", "set_printoptions"}
    for name in dir(np):
        ours, theirs = getattr(np, name), getattr(oracle, name, None)
        if name.startswith("_") or name in known or not callable(ours) or theirs is None:
            continue
        try:
            expected = str(inspect.signature(theirs))
        except (TypeError, ValueError):
            continue
        if isinstance(ours, type) and name not in ("ufunc", "ndarray", "dtype") or not isinstance(ours, type):
            assert str(inspect.signature(ours)) == expected, name


def test_wide_floats_become_integers_exactly():
    draw = random.Random(1)
    for _ in range(1000):
        sign, exponent = draw.getrandbits(1) << 15, draw.randint(16383 - 5, 16383 + 90)
        raw = (draw.getrandbits(64) | 1 << 63).to_bytes(8, "little") + (exponent | sign).to_bytes(2, "little") + bytes(6)
        assert int(np.frombuffer(raw, "g")[0]) == int(oracle.frombuffer(raw, "g")[0])
    assert int(np.finfo("g").max) == int(oracle.finfo("g").max)


@pytest.mark.parametrize("scalar", [np.True_, np.int8(1), np.float64(1), np.longdouble(1), np.complex64(1)])
def test_array_wrap_of_scalars(scalar):
    zero, one = np.array(3, "i1"), np.array([3], "i1")
    assert [type(scalar.__array_wrap__(zero, *more)) for more in ((), (None,), (None, None), (None, True))] == [np.int8] * 4
    assert scalar.__array_wrap__(zero, None, False) is zero and scalar.__array_wrap__(one) is one and scalar.__array_wrap__(one, None, True) is one
    with pytest.raises(TypeError, match="ndarray"):
        scalar.__array_wrap__([1])
