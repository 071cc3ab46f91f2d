"""Threads, fork, the buffer cache, environment switches and the BLAS library, as Python sees them."""
import os
import subprocess
import sys

import pytest

import pyndarray as np

ROOT = os.path.dirname(os.path.dirname(np.__file__))


def run_python(code, **env):
    """A fresh interpreter that imports the pyndarray under test."""
    prelude = f"import sys; sys.path.insert(0, {ROOT!r}); import pyndarray as np\n"
    return subprocess.run([sys.executable, "-c", prelude + code], env={**os.environ, **env}, capture_output=True, text=True, timeout=120)


@pytest.fixture
def threads():
    before = np.get_num_threads()
    yield np.set_num_threads
    np.set_num_threads(before)


@pytest.fixture
def cache():
    before = np.buffer_cache()["limit"]
    yield np.buffer_cache
    np.buffer_cache(limit=before)


def test_thread_count_does_not_change_bits(threads):
    a = np.linspace(0, 1, 1_000_003).astype("float32")
    m = a[:360_000].reshape(600, 600)
    results = []
    for n in (1, 2, 5):
        threads(n)
        assert np.get_num_threads() == n
        results.append([(a * 1.7 + a).tobytes(), a.sum().item(), (m @ m.T).tobytes(), np.cumsum(a).tobytes(), m.mean(axis=0).tobytes()])
    assert results[0] == results[1] == results[2]


@pytest.mark.parametrize("n, error", [(0, ValueError), (-1, ValueError), (5000, ValueError), ("2", TypeError), (1.5, TypeError)])
def test_bad_thread_count(n, error, threads):
    with pytest.raises(error):
        threads(n)


def test_fork_after_threads(threads):
    threads(4)
    a = np.ones(3_000_000)
    assert (a + a).sum() == 6_000_000
    pid = os.fork()
    if pid == 0:
        ok = (a + a).sum() == 6_000_000 and (np.ones((300, 300)) @ np.ones((300, 300)))[0, 0] == 300
        os._exit(0 if ok else 1)
    assert os.waitpid(pid, 0)[1] == 0
    assert (a + a).sum() == 6_000_000


def test_buffer_cache(cache):
    cache(limit=0)
    assert np.buffer_cache() == {"limit": 0, "held": 0}
    cache(limit=64 << 20)
    limit = np.buffer_cache()["limit"]
    a = np.empty(1 << 20)
    del a
    held = np.buffer_cache()["held"]
    assert (limit, held) in ((64 << 20, 8 << 20), (0, 0))  # sanitizer builds have no cache
    a = np.zeros(1 << 20)
    assert not a.any()
    cache(limit=0)
    assert np.buffer_cache()["held"] == 0


@pytest.mark.parametrize("size", [1, 100, 10_000, 1_000_000])
def test_data_is_aligned(size):
    for make in (np.empty, np.zeros, np.ones):
        assert make(size).__array_interface__["data"][0] % 64 == 0


def test_threads_from_the_environment():
    assert run_python("print(np.get_num_threads())", PYNDARRAY_NUM_THREADS="3").stdout == "3\n"
    failed = run_python("", PYNDARRAY_NUM_THREADS="many")
    assert failed.returncode and "PYNDARRAY_NUM_THREADS must be a number between 1 and 1024, got 'many'" in failed.stderr


def test_instruction_sets_from_the_environment():
    code = "import hashlib; a = np.linspace(-3, 3, 9999).astype('f4'); print(hashlib.sha1((np.sqrt(abs(a)) * a / 3).tobytes()).hexdigest(), a.sum())"
    outputs = {run_python(code, PND_DISABLE_CPU=off).stdout for off in ("", "avx512", "avx512,avx2")}
    assert len(outputs) == 1 and outputs != {""}
    failed = run_python("", PND_DISABLE_CPU="sse9")
    assert failed.returncode and "PND_DISABLE_CPU: unknown instruction set 'sse9'" in failed.stderr


MULTIPLY = "print((np.ones((2, 2)) @ np.ones((2, 2))).tolist())"


@pytest.mark.parametrize("path, message", [
    ("libblas.so", "must be named by an absolute path"),
    ("/nonexistent/libblas.so", "cannot open the BLAS library"),
    (os.path.realpath("/proc/self/exe"), "BLAS library"),
])
def test_bad_blas(path, message):
    failed = run_python(MULTIPLY, PYNDARRAY_BLAS=path)
    assert failed.returncode == 1 and "RuntimeError" in failed.stderr and message in failed.stderr


def test_blas_by_name():
    path = os.path.join(os.path.dirname(np.__file__), "_openblas", "libscipy_openblas.so")
    assert run_python(MULTIPLY, PYNDARRAY_BLAS=path).stdout == "[[2.0, 2.0], [2.0, 2.0]]\n"


def test_blas_is_opened_on_first_use():
    code = "def blas(): return 'openblas' in open('/proc/self/maps').read()\nprint(blas()); np.ones((2, 2)) @ np.ones((2, 2)); print(blas())"
    assert run_python(code).stdout == "False\nTrue\n"


def test_import_brings_no_other_library():
    assert run_python("print(sorted({'numpy', 'torch', 'ml_dtypes', 'inspect', 'ctypes'} & set(sys.modules)))").stdout == "[]\n"
