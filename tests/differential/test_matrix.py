"""numpy.matrix against the oracle: shapes that stay two-dimensional, operators, reductions, indexing."""
import numpy as onp
import pytest

import pyndarray as np

from . import harness as h

pytestmark = pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")

CALLS = """
m
np.matrix("1 2; 3 4")
np.matrix("1, 2, 3")
np.matrix("1 2; 3")
np.matrix(5)
np.matrix([1, 2, 3])
np.matrix(np.zeros((2, 2, 2)))
np.matrix([[1, 2], [3, 4]], dtype="f4")
np.asmatrix(a)
np.bmat([[m, m], [m, m]])
np.bmat("m, m; m, m")
np.bmat("m, q")
m * m
m * 2
2 * m
m * a
a * m
m * [[1], [2]]
m * [1, 2]
m + a
m ** 3
m ** 0
m ** 0.5
m ** -1.5
m[0]
m[:, 0]
m[0, 1]
m[0, :]
m[:, [0]]
m[m > 1]
m[[0, 1]]
m[..., 0]
m[None]
m.sum()
m.sum(axis=0)
m.sum(axis=1)
m.mean(axis=1)
m.std(axis=0)
m.var(axis=1, ddof=1)
m.prod(axis=0)
m.any(axis=1)
m.all()
m.max(axis=1)
m.min()
m.argmax(axis=1)
m.argmin(axis=0)
m.ptp(axis=1)
m.squeeze()
m[:, 0].squeeze()
m.flatten()
m.ravel(order="F")
m.tolist()
m.T
m.H
(m * 1j).H
m.A
m.A1
m.getT()
m.reshape(1, 4)
m.reshape(4)
m.reshape(1, 2, 2)
m.astype("i8")
np.sum(m, axis=0)
np.concatenate([m, m])
np.kron(m, m)
np.kron(m, a)
np.r_["r", 1:3, 5]
np.r_["c", 1:3, 5]
np.r_["m, m"]
np.c_["m; m"]
np.sqrt(m)
np.exp(m) @ a
m @ m
m == a
np.squeeze(m)
np.expand_dims(m, 0)
np.diag(m)
np.diagonal(m)
m.diagonal()
np.trace(m)
np.outer(m, m) if hasattr(np, "outer") else m
np.dot(m, m)
m.cumsum()
m.cumprod()
np.argsort(m, axis=None)
np.argpartition(m, 1, axis=None)
np.flatnonzero(m)
np.take(m, 0)
np.take(m, [0, 1])
np.compress([1, 0], m)
np.repeat(m, 2)
np.delete(m, 0)
np.insert(m, 1, 5)
np.packbits(m > 1)
np.unpackbits(m.astype("u1"))
np.ravel(m)
np.sort(m, axis=None)
np.cumsum(m)
repr(m)
str(m)
""".strip().splitlines()


@pytest.mark.parametrize("call", CALLS)
def test_as_the_oracle(call):
    data = [[1.0, 2.0], [3.0, 4.0]]
    code = compile(call, "call", "eval")
    has_outer = hasattr(np, "outer")

    def run(mod):
        names = {"np": mod, "m": mod.asmatrix(mod.array(data)), "a": mod.array(data), "hasattr": lambda m, n: has_outer}
        result = eval(code, names)
        return result.view(mod.ndarray) if isinstance(result, mod.ndarray) else result

    h.assert_none([h.check(call, lambda: run(np), lambda: run(onp), "relative(1e-12)", layout=False)], 1)


@pytest.mark.parametrize("call", [c for c in CALLS if not c.startswith(("repr", "str"))])
def test_types_are_the_oracle_s(call):
    data = [[1.0, 2.0], [3.0, 4.0]]
    types = []
    for mod in (np, onp):
        names = {"np": mod, "m": mod.asmatrix(mod.array(data)), "a": mod.array(data), "hasattr": lambda m, n: False}
        try:
            types.append(type(eval(call, names)).__name__)
        except Exception as e:
            types.append(type(e).__name__)
    assert types[0] == types[1]


def test_memory():
    a = np.ones((2, 2))
    assert np.shares_memory(np.asmatrix(a), a) and not np.shares_memory(np.matrix(a), a)
    m = np.asmatrix(a)
    assert np.asmatrix(m) is m and np.shares_memory(m.T, a) and np.shares_memory(m.A, a)
    b = m
    b *= [[1, 1], [1, 1]]
    assert b is m and a.tolist() == [[2, 2], [2, 2]]


def test_its_warning():
    with pytest.warns(PendingDeprecationWarning, match="matrix subclass"):
        np.matrix([1])


def test_inverse_is_refused_until_linalg_has_it():
    with pytest.raises(NotImplementedError, match="linalg.inv"):
        np.asmatrix([[2.0]]).I  # noqa: B018
