"""Allocation failures: each call below runs with its 1st, 2nd, 3rd ... memory request failing, until it succeeds.

Every failing run must end as MemoryError (or succeed, where a failed request is not needed), leave its arguments as they were
and keep nothing.
"""
import copy
import operator
import pickle
import sys

import pytest

import pyndarray as np
import pyndarray.random as npr
from pyndarray._core import _testing

A = np.arange(12.0).reshape(3, 4)
B = np.arange(1.0, 5.0)
I = np.array([[3, 1, 2], [0, 5, 4]])
C = np.array([1 + 2j, 3 - 1j])
M = A > 4
BIG = np.arange(9000.0)[::-1]
WIDE = np.arange(3.0**9).reshape((3,) * 9)
DEEP = np.ones((1,) * 20 + (3,))
SWAPPED = A.astype(">f4")
TARGET = np.zeros((3, 4))
RAW = bytearray(bytes(range(64)))
G = npr.default_rng(0)
R = npr.RandomState(0)


class Sub(np.ndarray):
    pass


SUBCLASS = A.view(Sub)

def legacy_text():
    with np.printoptions(legacy="1.13"):
        return repr(A), str(np.float32(1.5))


CALLS = {
    "html": lambda: A._repr_html_(), "html of slices": lambda: np.zeros((2, 3, 2))._repr_html_(), "int of longdouble": lambda: int(np.finfo("g").max),
    "resolve_dtypes": lambda: np.add.resolve_dtypes((np.dtype("f4"), int, None)), "array wrap": lambda: np.int8(1).__array_wrap__(np.array(3)),
    "legacy text": lambda: legacy_text(),
    "empty": lambda: np.empty((3, 4)), "zeros 9-d": lambda: np.zeros((1,) * 9), "ones": lambda: np.ones(5, "i2"), "full": lambda: np.full((2, 2), 7.5),
    "array of list": lambda: np.array([[1, 2], [3, 4.5]]), "array of arrays": lambda: np.array([B, B]), "array of ints": lambda: np.array([1, 2, 3], "f4"),
    "array of scalars": lambda: np.array([np.float32(1), 2]), "asarray of buffer": lambda: np.asarray(RAW), "arange": lambda: np.arange(1, 9, 2, "f4"),
    "linspace": lambda: np.linspace(0, 1, 7), "eye": lambda: np.eye(4, k=1), "frombuffer": lambda: np.frombuffer(RAW, "i2"),
    "fromiter": lambda: np.fromiter(iter([1.0] * 50), "f8"), "zeros_like": lambda: np.zeros_like(WIDE), "copy": lambda: A.copy(), "copy 9-d": lambda: WIDE.T.copy(),
    "add": lambda: A + B, "add scalar": lambda: A + 1, "add big": lambda: BIG + 1, "add cast": lambda: A + I[:1, :1], "add swapped": lambda: SWAPPED + A,
    "add overlap": lambda: np.add(BIG[:-1], 1, out=BIG[:-1].copy()), "add out": lambda: np.add(A, B, out=np.empty((3, 4))), "add where": lambda: np.add(A, 1, out=np.zeros((3, 4)), where=M),
    "add 9-d": lambda: WIDE + WIDE.T, "add deep": lambda: DEEP + DEEP, "add subclass": lambda: SUBCLASS + 1, "divmod": lambda: np.divmod(I, 3), "power": lambda: A ** 3,
    "compare": lambda: A < B, "compare large int": lambda: I < 10**30, "invert": lambda: ~I, "exp": lambda: np.exp(B.astype("f2")), "sqrt complex": lambda: np.sqrt(C),
    "outer": lambda: np.multiply.outer(B, B), "accumulate": lambda: np.add.accumulate(A, 1), "reduceat": lambda: np.add.reduceat(A, [0, 2]),
    "at": lambda: np.add.at(np.zeros(4), [0, 0, 1], 1.0), "sum": lambda: A.sum(), "sum axis": lambda: A.sum(0), "sum f4": lambda: SWAPPED.sum(1), "sum big": lambda: BIG.sum(),
    "sum where": lambda: A.sum(0, where=M, keepdims=True), "sum 9-d": lambda: WIDE.sum((0, 3, 5)), "mean": lambda: A.mean(1), "var": lambda: A.var(0), "std": lambda: I.std(),
    "max": lambda: A.max(1), "argmax": lambda: I.argmax(0), "any": lambda: M.any(0), "cumsum": lambda: A.cumsum(0), "prod": lambda: I.prod(), "ptp": lambda: np.ptp(A, 0),
    "item": lambda: A[1, 2], "row": lambda: A[1], "slice": lambda: A[::2, 1:], "view 9-d": lambda: WIDE[1:], "fancy": lambda: A[[0, 2]], "fancy two": lambda: A[[0, 1], [1, 2]],
    "fancy large": lambda: BIG[np.arange(500)], "mask": lambda: A[M], "mask rows": lambda: A[[True, False, True]], "newaxis": lambda: A[..., None],
    "set row": lambda: operator.setitem(TARGET, 0, B), "set list": lambda: operator.setitem(TARGET, 0, [1, 2, 3, 4]), "set mask": lambda: operator.setitem(TARGET, M, A[M]),
    "set fancy": lambda: operator.setitem(TARGET, [0, 2], B), "set overlap": lambda: operator.setitem(TARGET, slice(1, None), TARGET[:-1]), "set flat": lambda: setattr(TARGET, "flat", B),
    "flat read": lambda: A.flat[[1, 2]], "flat list": lambda: list(A.flat), "take": lambda: A.take(I), "take wrap": lambda: A.take(I, mode="wrap"), "nonzero": lambda: A.nonzero(),
    "where": lambda: np.where(M, A, I[0, 0]), "argwhere": lambda: np.argwhere(M), "searchsorted": lambda: B.searchsorted([2.5, 3]), "repeat": lambda: A.repeat(2, 0),
    "astype": lambda: A.astype("f4"), "astype swapped": lambda: A.astype(">i4"), "byteswap": lambda: A.byteswap(), "fill": lambda: TARGET.fill(2), "tolist": lambda: A.tolist(),
    "tobytes": lambda: A.T.tobytes(), "reshape copy": lambda: A.T.reshape(-1), "reshape": lambda: A.reshape(2, 6), "transpose": lambda: WIDE.transpose(), "ravel": lambda: A.ravel(),
    "squeeze": lambda: DEEP.squeeze(), "expand_dims": lambda: np.expand_dims(WIDE, 0), "broadcast_to": lambda: np.broadcast_to(B, (1,) * 8 + (3, 4)),
    "broadcast_arrays": lambda: np.broadcast_arrays(A, B), "view": lambda: A.view("i4"), "view subclass": lambda: A.view(Sub), "diag": lambda: np.diag(B), "tril": lambda: np.tril(A),
    "flip": lambda: np.flip(A), "concatenate": lambda: np.concatenate([A, A]), "concatenate cast": lambda: np.concatenate([A, SWAPPED], axis=1),
    "concatenate flat": lambda: np.concatenate([A, I], axis=None), "stack": lambda: np.stack([B] * 20), "vstack": lambda: np.vstack([B, A]), "column_stack": lambda: np.column_stack([B, B]),
    "sort": lambda: np.sort(I), "sort large": lambda: np.sort(BIG), "sort strided": lambda: np.sort(A, axis=0), "argsort": lambda: np.argsort(BIG), "argsort axis": lambda: I.argsort(0),
    "matmul": lambda: A @ A.T, "matmul vector": lambda: A @ B, "matmul int": lambda: I @ I.T, "matmul strided": lambda: A[:, ::2] @ A[:, ::2].T,
    "matmul batched": lambda: np.ones((2, 3, 4)) @ np.ones((4, 2)), "dot": lambda: np.dot(A, B), "inner": lambda: np.inner(A, A), "vdot": lambda: np.vdot(C, C),
    "pickle": lambda: pickle.loads(pickle.dumps(A)), "pickle 5": lambda: pickle.loads(pickle.dumps(A, 5)), "deepcopy": lambda: copy.deepcopy(A),
    "dlpack": lambda: np.from_dlpack(A), "dlpack copy": lambda: np.from_dlpack(A, copy=True), "dlpack capsule": lambda: A.__dlpack__(max_version=(1, 0)),
    "buffer": lambda: memoryview(A).tolist(), "buffer 9-d": lambda: memoryview(WIDE).nbytes, "array interface": lambda: A.__array_interface__, "array struct": lambda: A.__array_struct__,
    "from interface": lambda: np.asarray(Interface()), "repr": lambda: repr(A), "str complex": lambda: str(C), "repr big": lambda: repr(BIG), "format float": lambda: np.format_float_positional(0.1),
    "dtype": lambda: np.dtype(">i4"), "dtype repr": lambda: repr(SWAPPED.dtype), "result_type": lambda: np.result_type(A, "f4"), "scalar": lambda: np.float32(1.5) + np.int8(2),
    "scalar of list": lambda: np.float64([1, 2]), "complex scalar": lambda: np.complex64(1j) * 2, "copyto": lambda: np.copyto(TARGET, B), "set shape": lambda: setattr(A.copy(), "shape", (1,) * 8 + (12,)),
    "real": lambda: C.real, "set imag": lambda: setattr(C.copy(), "imag", [1, 2]), "count_nonzero": lambda: np.count_nonzero(A, 0), "iter": lambda: list(A), "contains": lambda: 3 in A,
    "seed": lambda: npr.PCG64([1, 2**900]), "seed array": lambda: npr.MT19937(I), "seed children": lambda: npr.SeedSequence(5, spawn_key=(1, 2), pool_size=9).spawn(2),
    "seed words": lambda: npr.SeedSequence(5).generate_state(9, "u8"), "legacy seeding": lambda: npr.MT19937(1)._legacy_seeding(I[0]), "jumped": lambda: npr.MT19937(1).jumped(2),
    "raw": lambda: npr.SFC64(1).random_raw((2, 3)), "raw big": lambda: npr.Philox(1).random_raw(150000), "bit generator state": lambda: setattr(npr.Philox(1), "state", npr.Philox(2).state),
    "bit generator pickle": lambda: pickle.loads(pickle.dumps(npr.PCG64DXSM(1))), "philox key": lambda: npr.Philox(key=[1, 2]),
    "default_rng": lambda: npr.default_rng(5), "random state": lambda: npr.RandomState(5), "random": lambda: npr.default_rng(5).random((3, 4)), "normal broadcast": lambda: G.normal(A, [[1], [2], [3]]),
    "normal bfloat16": lambda: G.normal(size=(3, 4), dtype="bfloat16"), "random out": lambda: G.random(out=TARGET), "gamma out": lambda: G.standard_gamma(B, dtype="f4", out=np.empty((3, 4), "f4")),
    "normal float16 out": lambda: G.normal(dtype="f2", out=np.empty(7, "f2")), "binomial broadcast": lambda: G.binomial(I, 0.5), "hypergeometric": lambda: G.hypergeometric(30, [20, 30], 25),
    "integers": lambda: G.integers(9, size=5, dtype="i1"), "integers broadcast": lambda: G.integers([0, 1], [[5], [2**64 - 1]], dtype="u8"), "integers wide": lambda: G.integers(0, [2**64, 5], dtype="u8"),
    "choice": lambda: G.choice(9, 4), "choice array": lambda: G.choice(A, 2, axis=1), "choice p": lambda: G.choice(4, 100, p=B / 10), "choice p distinct": lambda: G.choice(4, 3, replace=False, p=B / 10),
    "choice distinct": lambda: G.choice(9, 4, replace=False), "choice tail": lambda: G.choice(20000, 2000, replace=False, shuffle=False), "shuffle": lambda: G.shuffle(TARGET.copy(), axis=1),
    "shuffle list": lambda: G.shuffle([1, 2, 3]), "permutation": lambda: G.permutation(9), "permutation rows": lambda: G.permutation(A), "permuted": lambda: G.permuted(WIDE.T[::2], axis=3),
    "permuted all": lambda: G.permuted(TARGET[:, ::2]), "permuted out": lambda: G.permuted(A, axis=0, out=TARGET), "multinomial": lambda: G.multinomial([3, 4], [0.2, 0.8]), "dirichlet": lambda: G.dirichlet(B, 3),
    "urn": lambda: G.multivariate_hypergeometric([3, 4], 5, method="count"), "urn marginals": lambda: G.multivariate_hypergeometric([3, 4], 5, 2), "bytes": lambda: G.bytes(9), "generators": lambda: G.spawn(2),
    "generator pickle": lambda: pickle.loads(pickle.dumps(G)), "state choice": lambda: R.choice(A[0], 2, replace=False, p=B / 10), "state multinomial": lambda: R.multinomial(5, B / 10, 2),
    "state dirichlet": lambda: R.dirichlet(B), "state randint": lambda: R.randint(0, I + 1), "get_state": lambda: R.get_state(), "set_state": lambda: R.set_state(R.get_state(legacy=False)),
    "state pickle": lambda: pickle.loads(pickle.dumps(R)), "state seed": lambda: R.seed([1, 2]), "state permutation": lambda: R.permutation(A), "random_integers": lambda: R.random_integers(5, size=3),
}
CALLS.update({
    "isclose": lambda: np.isclose(A, B), "isclose cast": lambda: np.isclose(I[:, :1], SWAPPED[:2]), "isclose tolerances": lambda: np.isclose(A, A, rtol=B),
    "allclose": lambda: np.allclose(A, A), "allclose big": lambda: np.allclose(BIG, BIG), "nan_to_num": lambda: np.nan_to_num(A.T), "nan_to_num subclass": lambda: np.nan_to_num(SUBCLASS),
    "nan_to_num complex": lambda: np.nan_to_num(C), "fromstring": lambda: np.fromstring("1 2 " * 100, sep=" "), "fromstring complex": lambda: np.fromstring("1+2j", "c8", sep=" "),
    "as_strided": lambda: np.lib.stride_tricks.as_strided(B, (2, 2), (8, 8)), "sliding_window_view": lambda: np.lib.stride_tricks.sliding_window_view(A, (2, 2)),
    "roll": lambda: np.roll(A, 1), "tile": lambda: np.tile(A, (2, 2)), "pad": lambda: np.pad(A, 2, "reflect"), "delete": lambda: np.delete(A, [0, 1], 1),
    "insert": lambda: np.insert(A, 1, 5, 0), "block": lambda: np.block([[A, A], [A, A]]), "meshgrid": lambda: np.meshgrid(B, B), "select": lambda: np.select([M], [A]),
    "array_equal": lambda: np.array_equal(A, A, equal_nan=True), "apply_along_axis": lambda: np.apply_along_axis(np.cumsum, 0, A), "kron": lambda: np.kron(A, B),
    "mgrid": lambda: np.mgrid[0:3, 0:1:3j], "r_": lambda: np.r_[B, 1:3, 0], "concatenate subclass": lambda: np.concatenate([SUBCLASS, A]), "angle": lambda: np.angle(C),
})
OBJECTS = np.array([[3, None, "text"], [2.5, A, 1]], object)
NUMBERS = np.array([5, 3.5, 10**30, 2] * 20, object)
CALLS.update({
    "objects": lambda: np.array([1, None, "a"], object), "objects nested": lambda: np.array([[1, None], [2, A]], object), "objects found": lambda: np.array([None, [1]], object),
    "objects full": lambda: np.full((3, 40), None), "objects zeros": lambda: np.zeros((3, 40), object), "objects arange": lambda: np.arange(0, 60, 2, dtype=object),
    "objects cast": lambda: NUMBERS.astype(float), "objects cast back": lambda: BIG[:99].astype(object), "objects copy": lambda: OBJECTS.T.copy(), "objects take": lambda: OBJECTS.take([1, 2, 5] * 9),
    "objects sort": lambda: np.sort(NUMBERS), "objects argsort": lambda: NUMBERS.argsort(), "objects add": lambda: NUMBERS + 1, "objects sum": lambda: NUMBERS.sum(), "objects max": lambda: NUMBERS.max(),
    "objects compare": lambda: NUMBERS == 3, "objects cumsum": lambda: NUMBERS.cumsum(), "objects repr": lambda: repr(OBJECTS), "objects pickle": lambda: pickle.loads(pickle.dumps(NUMBERS)),
    "objects mask": lambda: NUMBERS[NUMBERS > 3], "objects set": lambda: operator.setitem(NUMBERS.copy(), [1, 2], None), "objects repeat": lambda: OBJECTS.repeat(2, 1),
    "objects subclass take": lambda: NUMBERS.view(Sub).take([1, 2]), "objects concatenate": lambda: np.concatenate([NUMBERS, B]), "objects where": lambda: np.where(M, None, A),
    "where big": lambda: np.where(True, 10**30, 2.5), "concatenate big": lambda: np.concatenate([10**30, B], axis=None), "result_type big": lambda: np.result_type(2**63),
    "nditer": lambda: [x.item() for x in np.nditer(A)], "nditer buffered": lambda: [x[2].sum() for x in np.nditer([A, SWAPPED, None], ["external_loop", "buffered"], [["readonly"], ["readonly"], ["writeonly", "allocate"]], op_dtypes=["f8", "f8", "f8"])],
    "nditer index": lambda: [(i.index, i.multi_index) for i in (lambda it: (it.iternext(), it)[1:])(np.nditer(A, ["c_index", "multi_index"])) if i.index], "nditer objects": lambda: [x.item() for x in np.nditer(OBJECTS, ["refs_ok"])],
    "nested_iters": lambda: [[y.item() for y in inner] for outer, inner in [np.nested_iters(A, [[0], [1]])] for _ in outer], "nditer reduce": lambda: np.nditer([A, None], ["reduce_ok"], [["readonly"], ["readwrite", "allocate"]], op_axes=[[0, 1], [0, -1]]).operands,
    "matrix": lambda: np.matrix([[1, 2], [3, 4]]), "matrix text": lambda: np.matrix("1 2; 3 4"), "matrix product": lambda: np.asmatrix(A) * np.asmatrix(A).T, "matrix sum": lambda: np.asmatrix(A).sum(0),
    "matrix power": lambda: np.asmatrix(np.eye(3)) ** 3, "bmat": lambda: np.bmat([[A, A]]), "matrix row": lambda: np.asmatrix(A)[1], "c_": lambda: np.c_[B, B], "r_ directive": lambda: np.r_["0,2", B, B],
    "r_ slice": lambda: np.r_[0:1:5j, 3], "ogrid": lambda: np.ogrid[0:3, 0:4], "index_exp": lambda: np.s_[1:2, ...], "ix_": lambda: np.ix_([0, 2], [True, False, True]), "pad constant": lambda: np.pad(A, ((1, 2), (0, 1)), constant_values=7),
    "pad edge": lambda: np.pad(A, 1, "edge"), "pad wrap": lambda: np.pad(A, 3, "wrap"), "pad mean": lambda: np.pad(A, 1, "mean"), "pad linear": lambda: np.pad(A, 2, "linear_ramp"),
    "pad objects": lambda: np.pad(NUMBERS, 1, constant_values=None), "block nested": lambda: np.block([[A, np.ones((3, 1))], [np.zeros((1, 5))]]), "block objects": lambda: np.block([NUMBERS, NUMBERS]),
    "insert many": lambda: np.insert(A, [0, 2], 7, axis=1), "insert objects": lambda: np.insert(NUMBERS, [1, 2], None), "insert mask": lambda: np.insert(B, [True, False, True, False], 0), "delete slice": lambda: np.delete(A, slice(None, None, 2), 0),
    "delete mask": lambda: np.delete(A, [True, False, False], 0), "delete objects": lambda: np.delete(NUMBERS, [0, 5]), "delete flat": lambda: np.delete(A, 3), "append": lambda: np.append(A, B), "resize": lambda: np.resize(A, (5, 5)),
    "trim_zeros": lambda: np.trim_zeros(I.ravel()), "rot90": lambda: np.rot90(A), "unravel_index": lambda: np.unravel_index(I, (3, 4)), "ravel_multi_index": lambda: np.ravel_multi_index(([0, 1], [2, 3]), (3, 4)),
    "tril_indices": lambda: np.tril_indices(4, 1.0), "tri": lambda: np.tri(3, k=1.5), "triu float": lambda: np.triu(A, 0.5), "fill_diagonal": lambda: np.fill_diagonal(np.zeros((3, 3)), [1, 2, 3]),
    "take_along_axis": lambda: np.take_along_axis(A, np.argsort(A, 1), 1), "put_along_axis": lambda: np.put_along_axis(A.copy(), np.argsort(A, 1), 0, 1), "packbits": lambda: np.packbits(M, 1), "unpackbits": lambda: np.unpackbits(np.array([[3]], "u1")),
    "piecewise": lambda: np.piecewise(A, [A > 4], [lambda x: -x, 0]), "apply_over_axes": lambda: np.apply_over_axes(np.sum, A, [0, 1]), "take subclass": lambda: SUBCLASS.take([0, 1], 1), "size": lambda: np.size(A, (0, 1)),
    "old __array__": lambda: np.array(Old()), "assert_equal": lambda: np.testing.assert_equal([A, {"a": B}], [A, {"a": B}]), "assert_allclose": lambda: np.testing.assert_allclose(A + 1, A + 1 + 1e-12),
    "assert_array_less": lambda: np.testing.assert_array_less(A, A + 1), "assert_almost": lambda: np.testing.assert_array_almost_equal(A, A), "assert_ulp": lambda: np.testing.assert_array_almost_equal_nulp(A, A),
})
ARGUMENTS = [A, B, I, C, M, BIG, WIDE, DEEP, SWAPPED, SUBCLASS, OBJECTS, NUMBERS]


class Old:
    def __array__(self, dtype=None):
        return A


class Interface:
    __array_interface__ = {"shape": (3,), "typestr": "<i2", "data": RAW, "version": 3}


def random_states():
    return G.bit_generator.state, *(x if i != 1 else x.tobytes() for i, x in enumerate(R.get_state()))


def print_state(x):
    return x.shape, x.strides, x.dtype, x.flags.num, [id(y) for y in x.flat] if x.dtype == object else x.tobytes()


STATES = [print_state(x) for x in ARGUMENTS]


@pytest.fixture(autouse=True)
def switched_off():
    yield
    _testing.fail_alloc(0)


def test_enough_calls():
    assert len(CALLS) >= 60


@pytest.mark.parametrize("sticky", [False, True], ids=["one", "all"])
@pytest.mark.parametrize("name", sorted(CALLS))
@pytest.mark.filterwarnings("ignore")
def test_every_request_may_fail(name, sticky):
    """sticky: all requests from the n-th on fail."""
    call = CALLS[name]
    call(), call()  # what is made once and kept
    live = arrays = references = None
    random = random_states()
    failures = 0
    for n in range(1, 3000):
        first = _testing.mem_requests()
        _testing.fail_alloc(n, sticky)
        try:
            call()
            failed = False
        except MemoryError:
            failed = True
        finally:
            _testing.fail_alloc(0)
            requests = _testing.mem_requests() - first
        failures += failed
        before, random = random, random_states()
        assert not failed or random == before, f"request {n} of {requests} failed after a draw"
        now = _testing.live_blocks(), _testing.live_arrays(), [sys.getrefcount(x) for x in ARGUMENTS]
        if n > 2:  # the first rounds may fill what is kept
            assert now[1:] == (arrays, references), f"request {n} of {requests}"
            assert now[0] <= live, f"request {n} of {requests}"
        live, arrays, references = now
        if requests < n:
            break
    else:
        pytest.fail("no end")
    assert [print_state(x) for x in ARGUMENTS] == STATES


def test_most_requests_matter():
    """The sweep would say nothing if calls made no requests that can fail."""
    _testing.fail_alloc(1)
    with pytest.raises(MemoryError):
        np.empty((3, 400))
    _testing.fail_alloc(1, True)
    try:
        with pytest.raises(MemoryError):
            A + B
    finally:
        _testing.fail_alloc(0)
