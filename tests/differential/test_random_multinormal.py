"""multivariate_normal against the oracle's: the three methods, sizes, what a bad covariance does; numbers to rounding, streams exactly.

Singular vectors have no sign of their own: with more than 25 of them, versions of LAPACK differ in it, and so do the numbers.  There the length
of each row, measured by the covariance, is compared with that of the standard normal numbers it comes from.
"""
import warnings

import numpy as onp
import pytest

import pyndarray as np

from .random_pair import generators, in_step, refused, states

METHODS = ["svd", "eigh", "cholesky", None]


def pair_for(method):
    """Two generators, and the keywords that choose the method; None is RandomState, which has none."""
    return (generators(5), {"method": method}) if method else (states(5), {})


def covariances(n):
    rng = onp.random.default_rng(n)
    b = rng.standard_normal((n, n))
    return [onp.eye(n), b @ b.T + 0.01 * onp.eye(n), onp.diag(onp.arange(n) + 1.0), onp.asfortranarray(onp.round(b @ b.T) + n * 5 * onp.eye(n)).astype("i4"), (b @ b.T + onp.eye(n)).astype("f4")]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("n", [1, 2, 3, 7, 25])
def test_values(n, method):
    mean = onp.linspace(-3, 40, n)
    for cov in covariances(n):
        (ours, theirs), kw = pair_for(method)
        for size in (None, 3, (), (2, 0), (4, 5), onp.int8(6)):
            got, want = ours.multivariate_normal(np.array(mean), np.array(cov), size, **kw), theirs.multivariate_normal(mean, cov, size, **kw)
            assert got.shape == want.shape and got.dtype == np.float64
            onp.testing.assert_allclose(onp.array(got.tolist()).reshape(want.shape), want, rtol=1e-7, atol=1e-7)
        in_step((ours, theirs))


@pytest.mark.parametrize("method", METHODS)
def test_many_dimensions(method):
    n, rows = 90, 400
    cov, mean = covariances(n)[1], onp.arange(n)
    (ours, theirs), kw = pair_for(method)
    got = onp.array(ours.multivariate_normal(mean.tolist(), cov.tolist(), rows, **kw).tolist()) - mean
    z = theirs.standard_normal((rows, n))
    in_step((ours, theirs))
    onp.testing.assert_allclose((got @ onp.linalg.inv(cov) * got).sum(1), (z * z).sum(1), rtol=1e-7)
    if method in ("eigh", "cholesky"):
        (ours, theirs), kw = pair_for(method)
        onp.testing.assert_allclose(onp.array(ours.multivariate_normal(np.array(mean), np.array(cov), 3, **kw).tolist()), theirs.multivariate_normal(mean, cov, 3, **kw), rtol=1e-7)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("cov", [[[1, 2], [2, 1]], [[1, 0.5], [0, 1]], [[1, 1], [1, 1]], [[0, 0], [0, 0]], [[-1, 0], [0, 1]], [[1, 1e-9], [0, 1]], [[float("nan"), 0], [0, 1]]], ids=str)
def test_covariances_that_are_not_valid(cov, method):
    for kw in ({}, {"check_valid": "raise"}, {"check_valid": "ignore"}, {"check_valid": "raise", "tol": 10.0}, {"check_valid": "raise", "tol": -1.0}, {"check_valid": "x"}, {"check_valid": None}):
        pair, how = pair_for(method)
        ends = []
        for g, module in zip(pair, (np, onp)):
            with warnings.catch_warnings(record=True) as w:
                warnings.simplefilter("always")
                try:
                    ends.append(onp.array(g.multivariate_normal([0, 1], module.array(cov), 2, **kw, **how).tolist()))
                except Exception as e:
                    ends.append((type(e).__name__, str(e)))
            ends.append([(x.category, str(x.message)) for x in w if "positive" in str(x.message)])
        if isinstance(ends[2], tuple) or isinstance(ends[0], tuple):
            assert ends[0] == ends[2], kw
        else:
            onp.testing.assert_allclose(ends[0], ends[2], rtol=1e-7, atol=1e-7)
            in_step(pair)
        assert ends[1] == ends[3], kw


@pytest.mark.parametrize("method", METHODS)
def test_refused(method):
    pair, kw = pair_for(method)
    eye = [[1.0, 0.0], [0.0, 1.0]]
    for args in [(0, 1), ([0, 0], [1, 2]), ([[0, 0]], eye), ([0], eye), ([0, 0], [[1.0, 0.0]]), ([0, 0], eye, -1), ([0, 0], eye, 2.5), ([0, 0], eye, "a"), (None, eye), ([0, 0], None),
                 ([], onp.zeros((0, 0)))]:
        refused(pair, "multivariate_normal", *args, **kw)
    if method:
        refused(pair, "multivariate_normal", [0j, 0], eye, **kw)
        refused(pair, "multivariate_normal", [0, 0], [[1j, 0], [0, 1]], **kw)
        for bad in ("x", None, 1, b"svd"):
            refused(pair, "multivariate_normal", [0, 0], eye, method=bad)
    if method != "cholesky":
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            before = str(pair[0]._bit_generator.state)
            with pytest.raises(RuntimeWarning, match="not symmetric positive-semidefinite"):
                pair[0].multivariate_normal([0, 0], [[1, 2], [2, 1]], **kw)
            assert str(pair[0]._bit_generator.state) == before
    with pytest.raises(ValueError, match="maximum supported dimension"):
        pair[0].multivariate_normal([0], [[1]], (1,) * 64, **kw)


def test_errors_of_linalg():
    g = np.random.default_rng(0)
    with pytest.raises(np.linalg.LinAlgError, match="not positive definite"):
        g.multivariate_normal([0, 0], [[1, 2], [2, 1]], method="cholesky")
    with pytest.raises(np.linalg.LinAlgError, match="SVD did not converge"):
        g.multivariate_normal([0, 0], [[float("nan"), 2], [2, 1]])
    with pytest.raises(TypeError, match="complex"):
        np.random.RandomState(0).multivariate_normal([0, 0], [[1j, 0], [0, 1]])
