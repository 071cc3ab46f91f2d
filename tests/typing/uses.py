"""Code that a user of the types writes; mypy and pyright check it, and it runs (test_typing.py)."""
from typing import Any

from typing_extensions import assert_type

import pyndarray as np
from pyndarray.typing import ArrayLike, DTypeLike, NDArray


def norm(x: NDArray[np.float64]) -> float:
    return float(np.sqrt((x * x).sum()))


def as_floats(x: ArrayLike, dtype: DTypeLike = "f4") -> NDArray[Any]:
    return np.asarray(x, dtype=dtype)


assert_type(np.zeros((2, 3)), NDArray[np.float64])
assert_type(np.zeros(3, np.int32), NDArray[np.int32])
assert_type(np.zeros(3, dtype=np.bfloat16), NDArray[np.bfloat16])
assert_type(np.asarray([1, 2], dtype=np.float32), NDArray[np.float32])
assert_type(np.eye(3), NDArray[np.float64])
a = np.zeros((2, 3), np.int16)
assert_type(a, NDArray[np.int16])
assert_type(np.reshape(a, (3, 2)), NDArray[np.int16])
assert_type(np.sort(a, axis=0), NDArray[np.int16])
assert_type(np.roll(a, 1), NDArray[np.int16])
assert_type(np.zeros_like(a), NDArray[np.int16])
assert_type(a.astype(np.float32), NDArray[np.float32])
assert_type(a.shape, tuple[int, ...])
assert_type(a.dtype, np.dtype[np.int16])
assert_type(a.ndim, int)
assert_type(a.tobytes(), bytes)
assert_type(np.array_equal(a, a), bool)
assert_type(np.binary_repr(5, 8), str)
assert_type(np.split(a, 2), list[NDArray[Any]])
assert_type(np.shape(a), tuple[int, ...])
assert_type(np.finfo("f4").bits, int)
assert_type(np.random.default_rng(1), np.random.Generator)

rng = np.random.default_rng(1)
sample = rng.normal(size=(3, 4))
mean = np.mean(sample, axis=0, keepdims=True)
total = np.add.reduce(sample)
masked = np.where(a > 0, a, -1)
first, second = np.broadcast_arrays(a, np.arange(3))
view: NDArray[np.int16] = a[::2]
x = np.float64(1.5)
y: float = x
z = np.complex128(1, 2)
w: complex = z
n = np.int8(3)
numbers = [x + 1, n * 2, z.real, x.is_integer(), n.bit_count()]
with np.errstate(all="ignore"), np.printoptions(precision=3, legacy="2.2"):
    text = np.array2string(sample, separator=", ", floatmode="fixed", precision=2)
np.set_printoptions(html=True)
norm(np.ones(3))
as_floats([[1, 2], [3, 4]])
as_floats(b"\x01\x02", np.uint8) if False else as_floats((1.5, 2), np.dtype("f8"))
assert np.testing.assert_allclose([1.0], 1.0) is None
joined = np.concatenate([a, a], axis=1)
ravelled = a.ravel().reshape(-1, 2).T
