"""pyndarray.testing: what passes, what fails, and its words."""
import os
import warnings

import numpy as np
import pytest

import pyndarray as pnd
from pyndarray import testing


CASES = [
    ("assert_array_equal", "[1, 2, 3]", "[1, 2, 3]"), ("assert_array_equal", "[1, 2, 3]", "[1, 2, 4]"), ("assert_array_equal", "[1.0, nan]", "[1, nan]"),
    ("assert_array_equal", "[1.0, nan]", "[1, 2]"), ("assert_array_equal", "[1.0, inf]", "[1.0, -inf]"), ("assert_array_equal", "[1, 1]", "1"),
    ("assert_array_equal", "[1, 2]", "[1, 2, 3]"), ("assert_array_equal", "[[1, 2], [3, 4]]", "[[1, 2], [3, 5]]"), ("assert_array_equal", "[1+2j]", "[1+2j]"),
    ("assert_array_equal", "[True, False]", "[True, True]"), ("assert_allclose", "[1.0, 2.0]", "[1.0, 2.0 + 1e-9]"), ("assert_allclose", "[1.0, 2.0]", "[1.0, 2.1]"),
    ("assert_allclose", "[inf, nan]", "[inf, nan]"), ("assert_allclose", "[1, 2]", "[1, 2]"), ("assert_allclose", "[1e-9]", "[0.0]"), ("assert_equal", "[1, [2, 3]]", "[1, [2, 3]]"),
    ("assert_equal", "[1, [2, 3]]", "[1, [2, 4]]"), ("assert_equal", "{'a': 1}", "{'a': 1}"), ("assert_equal", "{'a': 1}", "{'a': 2}"), ("assert_equal", "nan", "nan"),
    ("assert_equal", "0.0", "-0.0"), ("assert_equal", "'a'", "'b'"), ("assert_array_less", "[1, 2]", "[2, 3]"), ("assert_array_less", "[1.0, 3.0]", "[2.0, 3.0]"),
    ("assert_equal", "0.0", "0"), ("assert_equal", "0j", "-0j"), ("assert_equal", "complex(nan, 1)", "nan"), ("assert_equal", "complex(nan, 0)", "nan"), ("assert_equal", "(1, 2)", "[1, 2]"),
    ("assert_almost_equal", "1.0", "1.00000001"), ("assert_almost_equal", "1.0", "1.000001"), ("assert_almost_equal", "1+1j", "1+1.1j"),
    ("assert_approx_equal", "0.12345677777777e-20", "0.1234567e-20"), ("assert_approx_equal", "0.12345670e-20", "0.12345671e-20"),
    ("assert_approx_equal", "0.1234e-20", "0.1235e-20"), ("assert_array_almost_equal_nulp", "1.0", "1.0 + 2**-52"),
    ("assert_array_almost_equal_nulp", "1.0", "1.0 + 2**-50"), ("assert_array_max_ulp", "[1.0, nan]", "[1.0 + 2**-52, nan]"),
    ("assert_array_max_ulp", "[1.0]", "[1.0 + 2**-51]"), ("assert_array_max_ulp", "[-2.5e-323]", "[1.5e-323]"),
    ("assert_array_almost_equal", "[1.0, 2.0]", "[1.0, 2.0000001]"), ("assert_array_almost_equal", "[1.0, 2.0]", "[1.0, 2.1]"), ("assert_array_equal", "[0, 0]", "[]"),
]


@pytest.mark.parametrize("name,actual,desired", CASES)
def test_as_the_oracle(name, actual, desired):
    names = {"nan": float("nan"), "inf": float("inf"), "complex": complex}
    a, d = eval(actual, names), eval(desired, names)
    outcome = []
    for mod in (np.testing, testing):
        try:
            getattr(mod, name)(a, d)
            outcome.append(None)
        except AssertionError as e:
            lines = str(e).split("\n")
            outcome.append([line for line in lines if "inf" not in actual or "array" not in line])  # it shows the rest of them
    assert outcome[1] == outcome[0]


def test_strict():
    testing.assert_array_equal(pnd.ones(2), [1, 1])
    with testing.assert_raises(AssertionError):
        testing.assert_array_equal(pnd.ones(2), [1, 1], strict=True)
    with testing.assert_raises_regex(AssertionError, "shapes"):
        testing.assert_array_equal(pnd.ones(2), 1.0, strict=True)
    testing.assert_array_equal(pnd.array([1.5], dtype="bfloat16"), pnd.array([1.5], dtype="bfloat16"), strict=True)


def test_warnings():
    testing.assert_warns(RuntimeWarning, lambda: pnd.array(1e300, dtype="f4"))
    with testing.assert_warns(RuntimeWarning):
        pnd.array(1e300, dtype="f4")
    with testing.assert_no_warnings():
        pnd.array(1.0, dtype="f4")
    with pytest.raises(AssertionError):
        testing.assert_no_warnings(lambda: pnd.array(1e300, dtype="f4"))


def test_reference_cycles():
    class Node:
        pass

    def cycle():
        a = Node()
        a.self = a

    testing.assert_no_gc_cycles(pnd.zeros, 3)
    with pytest.raises(AssertionError, match="Reference cycles were found when calling cycle: "):
        testing.assert_no_gc_cycles(cycle)
    with pytest.raises(AssertionError, match="Reference cycles were found: "), testing.assert_no_gc_cycles():
        cycle()


def test_files(tmp_path):
    with testing.temppath(suffix=".txt", dir=tmp_path) as path:
        assert os.path.isfile(path) and path.endswith(".txt")
    with testing.tempdir(dir=tmp_path) as folder:
        assert os.path.isdir(folder)
    assert not os.path.exists(path) and not os.path.exists(folder)


def test_suppressed_warnings():
    with pytest.warns(UserWarning, match="other"), testing.suppress_warnings() as sup:
        sup.filter(DeprecationWarning)
        log = sup.record(UserWarning, "mine")
        warnings.warn("gone", DeprecationWarning, stacklevel=1)
        warnings.warn("mine, kept", UserWarning, stacklevel=1)
        warnings.warn("other", UserWarning, stacklevel=1)
    assert [str(w.message) for w in log] == [str(w.message) for w in sup.log] == ["mine, kept"]


def test_threads_start_together():
    seen = []
    testing.run_threaded(lambda a, i, barrier: (barrier.wait(), seen.append((a, i))), 4, pass_count=True, pass_barrier=True, outer_iterations=2, prepare_args=lambda: ["x"])
    assert sorted(seen) == sorted([("x", i) for i in range(4)] * 2)
    with pytest.raises(ZeroDivisionError):
        testing.run_threaded(lambda: 1 / 0, 2)


def test_every_name_exists():
    """All of numpy.testing but its test data and the module of overrides."""
    missing = {n for n in np.testing.__all__ if not hasattr(testing, n)} - {"overrides"}
    assert not missing
