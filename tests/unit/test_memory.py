"""Running out of memory: every request of ordinary calls is made to fail in turn, ours and CPython's.

Each call must raise MemoryError or succeed, leave its arguments as they were, and lose nothing.
"""
import gc
import pickle
import subprocess
import sys
import warnings

import pytest

import pyndarray as np
from pyndarray import _core

testing = _core._testing


def arguments():
    """Fresh arguments for the calls below."""
    return {
        "np": np, "a": np.arange(6.0).reshape(2, 3), "b": np.ones((3,), "f4"), "i": np.array([1, 0, 1]), "m": np.array([True, False, True]),
        "big": np.ones(5000), "c": np.array([1 + 2j, 3]), "s": np.float32(1.5), "k": np.int64(3), "h": np.ones(7, "bfloat16"),
        "out": np.zeros((2, 3)), "deep": np.zeros((1,) * 9), "raw": bytearray(48), "swapped": np.arange(4).astype(">i4"), "pickle": pickle,
    }


CALLS = """
np.empty((2, 3))
np.zeros(5000)
np.ones((1,) * 7, 'f2')
np.full(3, 2.5)
np.array([1, 2, 3])
np.array([[1.5, 2], [3, 4]])
np.array([1, 2.5, True], 'f4')
np.arange(10)
np.linspace(0, 1, 7)
np.eye(3)
np.frombuffer(raw, 'f4')
np.ndarray((2, 3), 'f8', raw)
np.ndarray((3,), 'f4')
np.asarray(a, 'f4')
np.empty_like(a)
np.zeros_like(deep)
a.copy()
a.astype('i4')
a.astype('>f4')
a.T
a.reshape(3, 2)
a.T.reshape(6)
a.ravel()
a.flatten()
a.swapaxes(0, 1)
a[0]
a[0, 1]
a[:, ::2]
a[..., None]
a[:, m]
a[:, i]
a[i[:2], i[1:]]
a[a > 2]
deep[0]
deep.reshape((1,) * 20)
a.__setitem__((slice(None), i), 5.0)
out.__setitem__(Ellipsis, [[1, 2, 3], [4, 5, 6]])
out.__setitem__(slice(None), a.T.T)
out.fill(3)
a + a
a + 1
a + b
a + i
b * s
a > 2
-a
abs(c)
np.add(a, b, out=out)
np.multiply(big, big)
np.add(a, b, where=m)
np.exp(b)
a @ b
np.matmul(a.T, a)
a.sum()
a.sum(axis=0)
a.mean(axis=1, keepdims=True)
a.std()
big.max()
a.argmax(axis=1)
np.add.reduce(a, axis=0)
np.cumsum(a)
a.any(), a.all()
np.sort(big)
a.tolist()
a.tobytes()
a.item(2)
repr(a)
str(c)
repr(s)
s + s
s * 2.5
k // 2
s.sum()
s.astype('f8')
np.float64('1.5')
np.int8([1, 2])
s.__array_interface__
k.real, k.dtype, k.flags
np.concatenate([a, a])
np.stack([a, a])
np.where(m, i, 0)
a.take(i)
a.repeat(2)
np.broadcast_to(b, (4, 3))
np.expand_dims(a, 0)
np.result_type(a, b, 3)
np.can_cast('i4', 'f8')
np.dtype('f4')
memoryview(a)
np.from_dlpack(a)
a.__array_interface__
a.__dlpack__(max_version=(1, 0))
pickle.loads(pickle.dumps(a))
pickle.loads(pickle.dumps(s))
a.view('i8')
swapped + 1
h + h
h.sum()
c.real
[x for x in a]
list(a.flat)
a == None
bool(a[0, 0])
float(s)
a.flags
a.shape
hash(s)
np.errstate(over='raise')
""".strip().splitlines()


def state(values):
    return {k: bytes(v.tobytes()) if isinstance(v, (np.ndarray, np.generic)) else bytes(v) for k, v in values.items()
            if isinstance(v, (np.ndarray, np.generic, bytearray))}


def counts():
    gc.collect()
    return testing.live_arrays(), testing.live_blocks()


def sweep(call, arm, disarm, limit):
    """Runs `call` with the n-th request failing, for n = 1, 2, ... until it succeeds with none left to fail."""
    code = compile(call, call, "eval")
    values = arguments()
    eval(code, values)  # whatever is made once is made
    for n in range(limit):
        values = arguments()
        before, failed = state(values), False
        live = counts()
        arm(n)
        try:
            eval(code, values)
        except MemoryError:
            failed = True
        finally:
            disarm()
        if failed:
            after = state(values)
            for name in before:
                if name != "out" and "setitem" not in call:
                    assert after[name] == before[name], f"{call}: {name} changed with request {n} failing"
            assert counts() == live, f"{call}: something is lost with request {n} failing"
        elif n > 0 and not more_requests(n):
            return n
    return limit


def more_requests(n):
    return sweep.requests() >= n


@pytest.mark.parametrize("call", CALLS)
def test_own_requests_fail(call):
    start = []

    def arm(n):
        start[:] = [testing.mem_requests()]
        testing.fail_alloc(n + 1)

    def disarm():
        start.append(testing.mem_requests())
        testing.fail_alloc(0)

    sweep.requests = lambda: start[1] - start[0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert sweep(call, arm, disarm, 200) < 200


NOMEMORY = """
import sys, warnings, gc
warnings.simplefilter('ignore')
import _testcapi
sys.path[:0] = {path!r}
from tests.unit.test_memory import arguments, CALLS
for call in CALLS[{part}::4]:
    code = compile(call, call, 'eval')
    for _ in range(2):
        eval(code, arguments())
    quiet = 0
    for n in range(1, 400):
        values = arguments()
        _testcapi.set_nomemory(n, n + 1)
        try:
            eval(code, values)
            failed = False
        except MemoryError:
            failed = True
        except Exception as e:
            _testcapi.remove_mem_hooks()
            if type(e).__name__ != 'PicklingError':  # how pickle reports that an import ran out of memory
                print(call, n, repr(e), flush=True)
            failed = True
        finally:
            _testcapi.remove_mem_hooks()
        quiet = 0 if failed else quiet + 1
        if quiet > 25: break
print('done', flush=True)
"""


@pytest.mark.skipif("sanitize" in testing.build(), reason="the hooks of _testcapi and the sanitizer's allocator do not go together")
@pytest.mark.parametrize("part", range(4))
def test_cpythons_requests_fail(part):
    """In a process of its own: CPython itself may not take kindly to it, and a crash must be seen."""
    pytest.importorskip("_testcapi")
    done = subprocess.run([sys.executable, "-c", NOMEMORY.format(path=sys.path, part=part)], capture_output=True, text=True)
    assert done.returncode == 0 and done.stdout.strip().endswith("done"), done.stdout[-2000:] + done.stderr[-2000:]
    assert done.stdout.strip() == "done", done.stdout
