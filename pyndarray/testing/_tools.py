"""The rest of numpy.testing that tests import: facts of the platform, files, warnings, threads, distances in ULP."""
import concurrent.futures
import contextlib
import gc
import os
import pathlib
import re
import shutil
import sys
import sysconfig
import tempfile
import threading
import time
import unittest
import warnings
from unittest.case import SkipTest
from unittest import TestCase

from .. import _core

__all__ = ["HAS_REFCOUNT", "IS_64BIT", "IS_EDITABLE", "IS_INSTALLED", "IS_MUSL", "IS_PYPY", "IS_PYSTON", "IS_WASM", "NOGIL_BUILD", "NUMPY_ROOT",
           "BLAS_SUPPORTS_FPE", "HAS_LAPACK64", "IgnoreException", "KnownFailureException", "SkipTest", "TestCase", "assert_array_almost_equal_nulp",
           "assert_array_max_ulp", "assert_no_gc_cycles", "break_cycles", "clear_and_catch_warnings", "suppress_warnings", "decorate_methods", "jiffies", "measure",
           "memusage", "run_threaded", "rundocs", "runstring", "tempdir", "temppath", "check_support_sve"]

HAS_REFCOUNT = hasattr(sys, "getrefcount")
IS_64BIT = sys.maxsize > 2 ** 32
IS_EDITABLE = False
IS_INSTALLED = True
IS_MUSL = "musl" in (sysconfig.get_config_var("HOST_GNU_TYPE") or "")
IS_PYPY = sys.implementation.name == "pypy"
IS_PYSTON = hasattr(sys, "pyston_version_info")
IS_WASM = sys.platform in ("emscripten", "wasi")
NOGIL_BUILD = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
NUMPY_ROOT = pathlib.Path(__file__).resolve().parent.parent
BLAS_SUPPORTS_FPE = True
HAS_LAPACK64 = False


class IgnoreException(Exception):
    """A test asks to be passed over."""


class KnownFailureException(Exception):
    """A test fails as expected."""


def check_support_sve():
    """Whether this processor has Arm's scalable vectors.

    Returns
    -------
    bool
    """
    with contextlib.suppress(OSError):
        return bool(re.search(r"^Features.*\bsve\b", pathlib.Path("/proc/cpuinfo").read_text(encoding="ascii", errors="ignore"), re.M))
    return False


def _ulp_steps(x):
    """Floats as int64 in their own order: neighbours are one apart."""
    bits = x.view(f"i{x.dtype.itemsize}").astype("int64")
    lowest = -(2 ** (8 * x.dtype.itemsize - 1))
    return _core.where(bits < 0, lowest - bits, bits)


def assert_array_almost_equal_nulp(x, y, nulp=1):
    """AssertionError unless |x - y| <= nulp * spacing(max(|x|, |y|)) everywhere.

    Parameters
    ----------
    x, y : array_like of floats
    nulp : int
        Greatest distance, in units in the last place of the greater of the two.
    """
    __tracebackhide__ = True
    x, y = _core.asanyarray(x), _core.asanyarray(y)
    ax, ay = _core.absolute(x), _core.absolute(y)
    reference = nulp * _core.spacing(_core.where(ax > ay, ax, ay))
    if not bool((_core.absolute(x - y) <= reference).all()):
        if x.dtype.kind == "c" or y.dtype.kind == "c":
            raise AssertionError(f"Arrays are not equal to {nulp} ULP")
        worst = (_core.absolute(x - y) / _core.spacing(_core.where(ax > ay, ax, ay))).max()
        raise AssertionError(f"Arrays are not equal to {nulp} ULP (max is {worst:g})")


def assert_array_max_ulp(a, b, maxulp=1, dtype=None):
    """AssertionError unless at most `maxulp` floats lie between a and b, everywhere.

    Parameters
    ----------
    a, b : array_like of floats
    maxulp : int
    dtype : dtype, optional
        a and b are converted to it first.

    Returns
    -------
    ndarray
        The distances.
    """
    __tracebackhide__ = True
    a, b = _core.asarray(a, dtype), _core.asarray(b, dtype)
    common = _core.result_type(a, b)
    if common.kind != "f" or common.itemsize > 8:
        raise NotImplementedError(f"distances in ULP are measured for real floats of up to 64 bits, not {common}")
    a, b = a.astype(common), b.astype(common)
    if a.shape != b.shape:
        raise ValueError(f"Arrays do not have the same shape: {a.shape} - {b.shape}")
    distance = _core.absolute(_ulp_steps(a) - _ulp_steps(b))
    both_nan = _core.isnan(a) & _core.isnan(b)
    distance = _core.where(both_nan, 0, distance).astype("float64")
    if not bool((distance <= maxulp).all()):
        raise AssertionError(f"Arrays are not almost equal up to {maxulp:g} ULP (max difference is {distance.max():g} ULP)")
    return distance


def break_cycles():
    """Collect garbage, as often as finalizers may need."""
    gc.collect()


@contextlib.contextmanager
def _no_gc_cycles(name=None):
    if not HAS_REFCOUNT:
        yield
        return
    enabled, flags = gc.isenabled(), gc.get_debug()
    gc.collect()
    gc.disable()
    try:
        gc.set_debug(gc.DEBUG_SAVEALL)
        yield
        found = gc.collect()
        garbage = list(gc.garbage)
    finally:
        gc.garbage.clear()
        gc.set_debug(flags)
        if enabled:
            gc.enable()
    if found:
        what = f" when calling {name}" if name else ""
        raise AssertionError(f"Reference cycles were found{what}: {found} objects were collected, {len(garbage)} of them kept:\n"
                             + "\n".join(f"  {type(o).__name__} at {id(o):#x}" for o in garbage[:20]))


def assert_no_gc_cycles(*args, **kwargs):
    """Context, or call of a function, that must not leave reference cycles behind."""
    if not args:
        return _no_gc_cycles(**kwargs)
    with _no_gc_cycles(getattr(args[0], "__name__", None)):
        args[0](*args[1:], **kwargs)


@contextlib.contextmanager
def tempdir(*args, **kwargs):
    """Context with the path of a new directory, removed at its end; arguments as of tempfile.mkdtemp."""
    path = tempfile.mkdtemp(*args, **kwargs)
    try:
        yield path
    finally:
        shutil.rmtree(path)


@contextlib.contextmanager
def temppath(*args, **kwargs):
    """Context with the path of a new closed file, removed at its end; arguments as of tempfile.mkstemp."""
    fd, path = tempfile.mkstemp(*args, **kwargs)
    os.close(fd)
    try:
        yield path
    finally:
        os.remove(path)


class clear_and_catch_warnings(warnings.catch_warnings):  # noqa: N801
    """warnings.catch_warnings that forgets, inside, what the given modules have warned of already.

    Parameters
    ----------
    record : bool
        The context gives the list of warnings caught.
    modules : iterable of modules
    """

    class_modules = ()

    def __init__(self, record=False, modules=()):
        self.modules = set(modules) | set(self.class_modules)
        self._seen = {}
        super().__init__(record=record)

    def __enter__(self):
        for module in self.modules:
            registry = getattr(module, "__warningregistry__", None)
            if registry is not None:
                self._seen[module] = dict(registry)
                registry.clear()
        return super().__enter__()

    def __exit__(self, *exc_info):
        super().__exit__(*exc_info)
        for module in self.modules:
            registry = getattr(module, "__warningregistry__", None)
            if registry is not None:
                registry.clear()
                registry.update(self._seen.get(module, {}))


class suppress_warnings:  # noqa: N801
    """Context, or decorator, in which chosen warnings are dropped or recorded.

    filter(category, message, module) drops; record(...) appends to `log` and to the list it returns.

    Parameters
    ----------
    forwarding_rule : {'always', 'module', 'once', 'location'}
        How often the others are passed on.
    """

    def __init__(self, forwarding_rule="always", _warn=True):
        if forwarding_rule not in {"always", "module", "once", "location"}:
            raise ValueError(f"unsupported forwarding rule: {forwarding_rule!r}")
        self._rule, self._entered, self._rules = forwarding_rule, False, []

    def _add(self, category, message, module, record):
        log = [] if record else None
        self._rules.append((category, re.compile(message, re.I), module, log))
        return log

    def filter(self, category=Warning, message="", module=None):
        """Drop warnings of a category whose text begins as the pattern `message` says."""
        self._add(category, message, module, False)

    def record(self, category=Warning, message="", module=None):
        """The same, kept in the list returned.

        Returns
        -------
        list of warnings.WarningMessage
        """
        return self._add(category, message, module, True)

    def __enter__(self):
        if self._entered:
            raise RuntimeError("cannot enter suppress_warnings twice.")
        self._entered, self.log, self._forwarded = True, [], set()
        self._context = warnings.catch_warnings()
        self._context.__enter__()
        warnings.simplefilter("always")
        self._show, warnings.showwarning = warnings.showwarning, self._take
        for _, _, _, log in self._rules:
            if log is not None:
                log.clear()
        return self

    def __exit__(self, *exc_info):
        self._context.__exit__(*exc_info)
        self._entered = False

    def _take(self, message, category, filename, lineno, file=None, line=None):
        for kind, pattern, module, log in reversed(self._rules):
            if issubclass(category, kind) and pattern.match(str(message)) and (module is None or getattr(module, "__file__", None) == filename):
                if log is not None:
                    seen = warnings.WarningMessage(message, category, filename, lineno, file, line)
                    log.append(seen)
                    self.log.append(seen)
                return
        key = {"always": None, "once": (str(message), category), "module": (str(message), category, filename),
               "location": (str(message), category, filename, lineno)}[self._rule]
        if key is None or key not in self._forwarded:
            self._forwarded.add(key)
            self._show(message, category, filename, lineno, file, line)

    def __call__(self, func):
        def wrapped(*args, **kwargs):
            with self:
                return func(*args, **kwargs)

        wrapped.__name__, wrapped.__doc__, wrapped.__wrapped__ = func.__name__, func.__doc__, func
        return wrapped


def decorate_methods(cls, decorator, testmatch=None):
    """Put a decorator on the public methods of a class whose names match."""
    pattern = re.compile(testmatch or rf"(?:^|[\\b_\\.{os.sep}-])[Tt]est")
    for name, method in list(vars(cls).items()):
        if callable(method) and not name.startswith("_") and pattern.search(getattr(method, "compat_func_name", name)):
            setattr(cls, name, decorator(method))


def memusage(_proc_pid_stat=None):
    """Virtual memory of this process.

    Returns
    -------
    int
        Bytes.
    """
    return int(pathlib.Path(_proc_pid_stat or f"/proc/{os.getpid()}/stat").read_text(encoding="ascii").split(" ")[22])


def jiffies(_proc_pid_stat=None, _load_time=None):
    """Processor time of this process in user mode.

    Returns
    -------
    int
        Hundredths of a second.
    """
    return int(pathlib.Path(_proc_pid_stat or f"/proc/{os.getpid()}/stat").read_text(encoding="ascii").split(" ")[13])


def measure(code_str, times=1, label=None):
    """Time a piece of code in the caller's namespace.

    Returns
    -------
    float
        Seconds.
    """
    frame = sys._getframe(1)
    code = compile(code_str, f"Test name: {label} ", "exec")
    start = time.process_time()
    for _ in range(times):
        exec(code, frame.f_globals, frame.f_locals)  # noqa: S102
    return time.process_time() - start


def runstring(astr, dict):
    """exec of a text in a namespace."""
    exec(astr, dict)  # noqa: S102


def rundocs(filename=None, raise_on_error=True):
    """Run the doctests of a file.

    Parameters
    ----------
    filename : str, optional
        Default: the caller's.
    raise_on_error : bool
    """
    import doctest
    import runpy
    filename = filename or sys._getframe(1).f_globals["__file__"]
    namespace = runpy.run_path(filename)
    said = []
    runner = doctest.DocTestRunner(verbose=False)
    module = type(sys)(pathlib.Path(filename).stem)
    module.__dict__.update(namespace, __name__=module.__name__)
    for test in doctest.DocTestFinder().find(module, module=False):
        runner.run(test, out=said.append if raise_on_error else None)
    if runner.failures and raise_on_error:
        raise AssertionError("Some doctests failed:\n" + "\n".join(said))


def run_threaded(func, max_workers=8, pass_count=False, pass_barrier=False, outer_iterations=1, prepare_args=None):
    """Call a function from many threads at once; the first exception is passed on.

    Parameters
    ----------
    func : callable
    max_workers : int
        Threads.
    pass_count, pass_barrier : bool
        func gets the thread's number, a threading.Barrier, or both.
    outer_iterations : int
        Rounds.
    prepare_args : callable, optional
        Gives the first arguments of every round.
    """
    for _ in range(outer_iterations):
        with concurrent.futures.ThreadPoolExecutor(max_workers=max_workers) as pool:
            args = list(prepare_args()) if prepare_args else []
            barrier = threading.Barrier(max_workers) if pass_barrier else None
            futures = []
            try:
                for i in range(max_workers):
                    futures.append(pool.submit(func, *args, *([i] if pass_count else []), *([barrier] if pass_barrier else [])))
            except RuntimeError as e:
                raise unittest.SkipTest(f"{max_workers} threads could not be started: {e}") from e
            finally:
                if barrier and len(futures) < max_workers:
                    barrier.abort()
            for future in futures:
                future.result()
