"""pyndarray.testing: what passes, what fails, and its words."""
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
    ("assert_array_almost_equal", "[1.0, 2.0]", "[1.0, 2.0000001]"), ("assert_array_almost_equal", "[1.0, 2.0]", "[1.0, 2.1]"), ("assert_array_equal", "[0, 0]", "[]"),
]


@pytest.mark.parametrize("name,actual,desired", CASES)
def test_as_the_oracle(name, actual, desired):
    names = {"nan": float("nan"), "inf": float("inf")}
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
