"""What an installed pyndarray must do where there is no NumPy and no torch; run by .ci/run in a bare environment."""
import importlib.util
import sys
import time

assert importlib.util.find_spec("numpy") is None, "NumPy is installed here"
start = time.perf_counter()
import pyndarray as np  # noqa: E402

print(f"import: {1e3 * (time.perf_counter() - start):.1f} ms, {np.__file__}")
assert "numpy" not in sys.modules and "torch" not in sys.modules

a = np.arange(12.0).reshape(3, 4)
assert (a + 1)[1, 2] == 7 and a.sum() == 66 and a.T.shape == (4, 3)
assert (a @ a.T).tolist()[0] == [14, 38, 62]  # opens the BLAS the package carries
assert np.array([1, 2], dtype="bfloat16").dtype.name == "bfloat16"
assert a[a > 5].tolist() == [6, 7, 8, 9, 10, 11]
assert repr(np.array([1.5, 2])) == "array([1.5, 2. ])"
assert memoryview(a).shape == (3, 4)
assert np.from_dlpack(a).tolist() == a.tolist()
assert np.exp(np.zeros(3, dtype="float32")).tolist() == [1, 1, 1]
assert np.sort(np.array([3, 1, 2])).tolist() == [1, 2, 3]
try:
    a + np.ones(5)
except ValueError as e:
    assert "broadcast" in str(e)
else:
    raise AssertionError("shapes (3, 4) and (5,) were added")
print("smoke test: all well")
