"""What this build is and can do: info, get_include, show_config, show_runtime, __array_namespace_info__.

Looked at by people and tools, not by programs in a hurry: everything is imported where it is used.
"""
from . import _core

_KINDS = {
    "bool": ("bool",),
    "signed integer": ("int8", "int16", "int32", "int64"),
    "unsigned integer": ("uint8", "uint16", "uint32", "uint64"),
    "real floating": ("float32", "float64"),
    "complex floating": ("complex64", "complex128"),
}
_KINDS["integral"] = _KINDS["signed integer"] + _KINDS["unsigned integer"]
_KINDS["numeric"] = _KINDS["integral"] + _KINDS["real floating"] + _KINDS["complex floating"]
_ALL = _KINDS["bool"] + _KINDS["numeric"]


def _check_device(device):
    if device not in ("cpu", None):
        raise ValueError(f'Device not understood. Only "cpu" is allowed, but received: {device}')


def _kind_names(kind):
    if kind is None:
        return _ALL
    if isinstance(kind, tuple):
        return tuple(name for k in kind for name in _kind_names(k))
    try:
        return _KINDS[kind]
    except (KeyError, TypeError):
        raise ValueError(f"unsupported kind: {kind!r}") from None


class __array_namespace_info__:
    """What the array API standard asks a namespace about itself: dtypes, devices, capabilities."""

    __module__ = "pyndarray"
    __slots__ = ()

    def capabilities(self):
        """Whether boolean indexing and results of unknown shape work, and the most axes an array can have."""
        return {"boolean indexing": True, "data-dependent shapes": True, "max dimensions": 64}

    def default_device(self):
        """The device of new arrays: 'cpu'."""
        return "cpu"

    def default_dtypes(self, *, device=None):
        """Dtypes of arrays made from Python numbers, and of indices."""
        _check_device(device)
        names = {"real floating": "float64", "complex floating": "complex128", "integral": "intp", "indexing": "intp"}
        return {kind: _core.dtype(name) for kind, name in names.items()}

    def dtypes(self, *, device=None, kind=None):
        """The standard's dtypes by name, of all kinds or of one or of a tuple of them."""
        _check_device(device)
        return {name: _core.dtype(name) for name in _kind_names(kind)}

    def devices(self):
        """All devices: ['cpu']."""
        return ["cpu"]


def get_include():
    """The folder of the headers for extension modules in C.

    Returns
    -------
    str
        An absolute path.  The headers come with the C-API; until then the folder does not exist.
    """
    from pathlib import Path
    return str(Path(__file__).resolve().parent / "_core" / "include")


def _simd():
    tiers = ["baseline", "avx2", "avx512"]
    best = _core._testing.cpu_tier()
    found = tiers[1:tiers.index(best) + 1] if best in tiers else [best]
    return {"baseline": ["X86_V2"], "found": found, "not found": [t for t in tiers[1:] if t not in found]}


def _config():
    import platform
    import sys
    machine = {"cpu": platform.machine(), "family": platform.machine(), "endian": sys.byteorder, "system": sys.platform}
    blas = _core._blas_config()
    return {
        "Compilers": {"c": {"name": platform.python_compiler(), "build": _core._testing.build()}},
        "Machine Information": {"host": machine},
        "Build Dependencies": {"blas": {"name": "scipy-openblas", "found": bool(blas), "configuration": str(blas)}},
        "Python Information": {"path": sys.executable, "version": platform.python_version()},
        "SIMD Extensions": _simd(),
    }


def show_config(mode="stdout"):
    """Compiler, processor and libraries of this build.

    Parameters
    ----------
    mode : {'stdout', 'dicts'}
        Print it as JSON, or return it.

    Returns
    -------
    dict or None
    """
    if mode not in ("stdout", "dicts"):
        raise AttributeError(f"Invalid `mode`, use one of: dicts, stdout. Got {mode!r}")
    config = _config()
    if mode == "dicts":
        return config
    import json
    print(json.dumps(config, indent=2))
    return None


def show_runtime():
    """Print versions, the operating system, the vector instructions in use, threads and the BLAS library."""
    import platform
    import pprint
    import sys
    from . import __version__
    simd = _simd()
    pprint.pprint([
        {"pyndarray_version": __version__, "python": sys.version, "uname": platform.uname()},
        {"simd_extensions": {name.replace(" ", "_"): tiers for name, tiers in simd.items()}},
        {"num_threads": _core.get_num_threads(), "blas": _core._blas_config()},
    ])


# ---- info ------------------------------------------------------------------------------------------------------------------


def _about_array(a):
    c, f = a.flags.c_contiguous, a.flags.f_contiguous
    swapped = not a.dtype.isnative
    import sys
    order = sys.byteorder if not swapped else {"little": "big", "big": "little"}[sys.byteorder]
    rows = [("class", f" {type(a).__name__}"), ("shape", f" {a.shape}"), ("strides", f" {a.strides}"), ("itemsize", f" {a.itemsize}"),
            ("aligned", f" {bool(a.flags.aligned)}"), ("contiguous", f" {bool(c)}"), ("fortran", f" {bool(f)}"),
            ("data pointer", hex(a.__array_interface__["data"][0]) if a.dtype.num < 256 else "-"), ("byteorder", f" {order}"),
            ("byteswap", f" {swapped}"), ("type", f"{a.dtype}")]
    return "\n".join(f"{name}: {text}" for name, text in rows) + "\n"


def _about(thing, maxwidth):
    import inspect
    import textwrap
    name = getattr(thing, "__name__", type(thing).__name__)
    head = ""
    if inspect.isclass(thing) or callable(thing):
        try:
            head = f"{name}{inspect.signature(thing)}"
        except (ValueError, TypeError):
            head = f"{name}()"
        if len(head) > maxwidth:
            head = textwrap.fill(head, maxwidth, subsequent_indent=" " * (len(name) + 1))
        head += "\n\n"
    text = head + (inspect.getdoc(thing) or "*** No documentation found. ***")
    if inspect.isclass(thing):
        methods = [(m, (inspect.getdoc(getattr(thing, m)) or "None").split("\n")[0])
                   for m in sorted(dir(thing)) if m[0] != "_" and callable(getattr(thing, m))]
        if methods:
            text += "\n\n\nMethods:\n\n" + "\n".join(f"  {m}  --  {line}" for m, line in methods)
    return text + "\n"


def info(object=None, maxwidth=76, output=None, toplevel="pyndarray"):
    """Documentation of a function, class or module, or facts about an array.

    Parameters
    ----------
    object : object or str, optional
        What to describe; a str names something in `toplevel` and its submodules.
    maxwidth : int
        Characters a line of the signature.
    output : file, optional
        Where to write; standard output when not given.
    toplevel : str
        Where names are looked for.
    """
    import sys
    out = sys.stdout if output is None else output
    if object is None:
        object = info
    if isinstance(object, _core.ndarray):
        out.write(_about_array(object))
        return
    if not isinstance(object, str):
        out.write(_about(object, maxwidth))
        return
    found = 0
    modules = [sys.modules[m] for m in sorted(sys.modules) if m == toplevel or m.startswith(toplevel + ".")]
    seen = []
    for module in modules:
        thing = vars(module).get(object)
        if thing is None or any(thing is s for s in seen):
            continue
        seen.append(thing)
        found += 1
        out.write(f"     *** Found in {module.__name__} ***\n" + _about(thing, maxwidth))
        out.write("-" * maxwidth + "\n")
    if not found:
        out.write(f"Help for {object} not found.\n")
    elif found > 1:
        out.write(f"\n     *** Total of {found} references found. ***\n")
