"""References, blocks and live objects stay flat over 1,000 calls of every public name.

Each table below has a recipe for each public name of its kind; a name without one fails test_every_name_has_a_recipe, so
that a new function cannot be forgotten.  Recipes are calls with ordinary arguments; ERRORS are calls that fail.
"""
import contextlib
import copy
import io
import operator
import pickle
import types

import pytest

import pyndarray as np

pytestmark = pytest.mark.filterwarnings("ignore")

A = np.arange(12.0).reshape(3, 4)
B = np.arange(1.0, 5.0)
C = np.array([1 + 2j, 3 - 1j])
I = np.array([[3, 1, 2], [0, 5, 4]])
M = A > 4
BIG = np.arange(6000.0)
OUT = np.zeros((3, 4))
RAW = bytearray(bytes(range(64)))
REFUSED = (TypeError, ValueError, IndexError, AttributeError, BufferError, NotImplementedError, ZeroDivisionError, OverflowError, RuntimeError, LookupError)


class Recipes(dict):
    """name -> one call or several."""

    def rows(self):
        return [pytest.param(call, id=f"{name}-{i}") for name, calls in sorted(self.items())
                for i, call in enumerate(calls if isinstance(calls, (list, tuple)) else [calls])]


# ---- functions ----------------------------------------------------------------------------------------------------------

FUNCTIONS = Recipes(
    asmatrix=lambda: np.asmatrix(A), bmat=lambda: np.bmat([[A, A], [A, A]]),
    all=[lambda: np.all(A), lambda: np.all(A, axis=0, keepdims=True, where=M)],
    amax=lambda: np.amax(A, 1), amin=lambda: np.amin(A, 1), any=lambda: np.any(A, axis=(0, 1)),
    arange=[lambda: np.arange(5), lambda: np.arange(1, 9, 2, "f4")], argmax=lambda: np.argmax(A, 0), argmin=lambda: np.argmin(A),
    argsort=lambda: np.argsort(A, axis=0), argwhere=lambda: np.argwhere(M),
    array=[lambda: np.array([[1, 2], [3, 4.0]]), lambda: np.array(A, "f4"), lambda: np.array([A, A]), lambda: np.array([B[:2], [1, 2]])],
    array2string=lambda: np.array2string(B, precision=3), array_repr=lambda: np.array_repr(A), array_str=lambda: np.array_str(C),
    asanyarray=lambda: np.asanyarray([1, 2]), asarray=[lambda: np.asarray([1, 2]), lambda: np.asarray(RAW), lambda: np.asarray(memoryview(RAW))],
    ascontiguousarray=lambda: np.ascontiguousarray(A.T), asfortranarray=lambda: np.asfortranarray(A), astype=lambda: np.astype(A, np.float32),
    atleast_1d=lambda: np.atleast_1d(1, A), atleast_2d=lambda: np.atleast_2d(B), atleast_3d=lambda: np.atleast_3d(B, A),
    broadcast_arrays=lambda: np.broadcast_arrays(A, B), broadcast_shapes=lambda: np.broadcast_shapes((3, 1), (4,)),
    broadcast_to=lambda: np.broadcast_to(B, (3, 4)), buffer_cache=lambda: np.buffer_cache(), can_cast=lambda: np.can_cast("i4", np.float32),
    column_stack=lambda: np.column_stack([B, B]), concat=lambda: np.concat([A, A]),
    concatenate=[lambda: np.concatenate([A, A], axis=1), lambda: np.concatenate([A, I], axis=None), lambda: np.concatenate([A[:1]] * 20),
                 lambda: np.concatenate([A[:1], A[1:]], out=OUT), lambda: np.concatenate([BIG, BIG])],
    copy=lambda: np.copy(A), copyto=[lambda: np.copyto(OUT, A), lambda: np.copyto(OUT, 1, where=M)],
    count_nonzero=lambda: np.count_nonzero(A, axis=1), cumprod=lambda: np.cumprod(A, 0), cumsum=[lambda: np.cumsum(A), lambda: np.cumsum(BIG)],
    diag=[lambda: np.diag(A), lambda: np.diag(B, 1)], diagflat=lambda: np.diagflat(B), diagonal=lambda: np.diagonal(A),
    dot=[lambda: np.dot(A, B), lambda: np.dot(B, B)], dstack=lambda: np.dstack([B, B]), empty=lambda: np.empty((2, 3), "f2"),
    empty_like=lambda: np.empty_like(A, order="F"), expand_dims=lambda: np.expand_dims(A, (0, 2)), eye=lambda: np.eye(3, k=1),
    flatnonzero=lambda: np.flatnonzero(A), flip=lambda: np.flip(A, 0), format_float_positional=lambda: np.format_float_positional(1.5e-7),
    format_float_scientific=lambda: np.format_float_scientific(np.float32(1.1)),
    from_dlpack=lambda: np.from_dlpack(A), frombuffer=[lambda: np.frombuffer(RAW, "i2", 3, 4), lambda: np.frombuffer(b"12345678")],
    fromiter=lambda: np.fromiter((float(i) for i in range(40)), "f8"), full=lambda: np.full((2, 2), 3.5), full_like=lambda: np.full_like(A, 2),
    get_num_threads=lambda: np.get_num_threads(), get_printoptions=lambda: np.get_printoptions(), getbufsize=lambda: np.getbufsize(),
    geterr=lambda: np.geterr(), geterrcall=lambda: np.geterrcall(), hstack=lambda: np.hstack([A, A]), identity=lambda: np.identity(3),
    inner=lambda: np.inner(A, A), isdtype=lambda: np.isdtype(np.dtype("f8"), "real floating"), isfortran=lambda: np.isfortran(A),
    issubdtype=lambda: np.issubdtype("f8", np.floating), linspace=[lambda: np.linspace(0, 1, 9), lambda: np.linspace([0, 1], 2, 3, retstep=True)],
    matrix_transpose=lambda: np.matrix_transpose(A), max=lambda: np.max(A), may_share_memory=lambda: np.may_share_memory(A, A[1:]),
    mean=[lambda: np.mean(A), lambda: np.mean(A, 1, where=M)], min=lambda: np.min(A, initial=3), min_scalar_type=lambda: np.min_scalar_type(300),
    moveaxis=lambda: np.moveaxis(A, 0, 1), ndim=lambda: np.ndim([1]), nonzero=lambda: np.nonzero(A), ones=lambda: np.ones((2, 3)),
    ones_like=lambda: np.ones_like(A, "i1"), permute_dims=lambda: np.permute_dims(A, (1, 0)), printoptions=lambda: printed_with(precision=2),
    prod=lambda: np.prod(A, axis=(0, 1)), promote_types=lambda: np.promote_types("i4", "f4"), ptp=lambda: np.ptp(A, 0), ravel=lambda: np.ravel(A.T),
    repeat=[lambda: np.repeat(A, 2), lambda: np.repeat(B, [1, 0, 2, 1])], reshape=lambda: np.reshape(A, (4, -1)),
    result_type=lambda: np.result_type(A, "f4", 3), searchsorted=lambda: np.searchsorted(B, [2.5, 3], sorter=[0, 1, 2, 3]),
    set_num_threads=lambda: np.set_num_threads(np.get_num_threads()), set_printoptions=lambda: np.set_printoptions(precision=8),
    setbufsize=lambda: np.setbufsize(np.getbufsize()), seterr=lambda: np.seterr(**np.geterr()), seterrcall=lambda: np.seterrcall(None),
    shape=lambda: np.shape([[1, 2]]), shares_memory=lambda: np.shares_memory(A[::2], A[1::2]), size=lambda: np.size(A, 0),
    sort=[lambda: np.sort(I), lambda: np.sort(BIG)], squeeze=lambda: np.squeeze(A[None]), stack=lambda: np.stack([A, A], axis=-1), std=lambda: np.std(A, 0),
    sum=[lambda: np.sum(A), lambda: np.sum(I, 0, "f4", keepdims=True), lambda: np.sum(A, where=M, initial=1), lambda: np.sum(A, 0, out=OUT[0])],
    swapaxes=lambda: np.swapaxes(A, 0, 1), take=[lambda: np.take(A, [0, 2], 0), lambda: np.take(A, I, mode="wrap"), lambda: np.take(B, 1)],
    transpose=lambda: np.transpose(A), tri=lambda: np.tri(3), tril=lambda: np.tril(A), triu=lambda: np.triu(A, 1),
    var=[lambda: np.var(A), lambda: np.var(A, 1, where=M, ddof=0), lambda: np.var(A, mean=3.0)], vdot=lambda: np.vdot(C, C), vstack=lambda: np.vstack([A, B]),
    argpartition=lambda: np.argpartition(A, 1), around=lambda: np.around(A, 1), choose=[lambda: np.choose(I % 2, [I, 2.5]), lambda: refused(lambda: np.choose([9], [1, 2]))],
    clip=[lambda: np.clip(A, 1, 5), lambda: np.clip(I, None, 3), lambda: np.clip(A, B, 9, OUT), lambda: np.clip(A, min=2, where=M, out=OUT)],
    compress=lambda: np.compress([True, False, True], A, 0), extract=lambda: np.extract(M, A), partition=lambda: np.partition(A, 2, None),
    place=lambda: np.place(OUT, M, [1, 2, 3]), put=[lambda: np.put(OUT, [1, 2], B), lambda: np.put(OUT.T, [[0, 99]], 3, mode="wrap"), lambda: refused(lambda: np.put(OUT, [99], 1))],
    put_along_axis=[lambda: np.put_along_axis(OUT, I % 3, 7, 0) if OUT.shape == I.shape else np.put_along_axis(OUT, np.array([[1], [0], [2]]), 5, 1),
                    lambda: np.put_along_axis(OUT, np.array([3, 4]), 5, None)], putmask=[lambda: np.putmask(OUT, M, A), lambda: np.putmask(OUT, M, [1, 2])],
    round=[lambda: np.round(A, -1), lambda: np.round(C), lambda: np.round(I, -1, OUT[:2, :3])], take_along_axis=lambda: np.take_along_axis(A, np.array([[1], [0], [2]]), 1),
    nested_iters=lambda: [[list(y) for y in j] for i, j in [np.nested_iters([A, B[None]], [[0], [1]])] for _ in i],
    trace=lambda: np.trace(A, 1, dtype="f4"), packbits=lambda: np.packbits(M, 1), unpackbits=lambda: np.unpackbits(np.array([1, 2], "u1"), count=5),
    ravel_multi_index=[lambda: np.ravel_multi_index((I, 1), (9, 9)), lambda: refused(lambda: np.ravel_multi_index((I, 1), (1, 1)))],
    unravel_index=[lambda: np.unravel_index(I, (3, 3)), lambda: np.unravel_index(3, 5), lambda: refused(lambda: np.unravel_index([9], (3, 3)))],
    where=[lambda: np.where(M, A, 0), lambda: np.where(M)], zeros=lambda: np.zeros((2, 2), ">i4"), zeros_like=lambda: np.zeros_like(A),
)


FUNCTIONS.update(
    base_repr=lambda: np.base_repr(255, 16, 2), binary_repr=lambda: np.binary_repr(-5, 8), get_include=lambda: np.get_include(),
    info=[lambda: np.info(A, output=io.StringIO()), lambda: np.info("no such name", output=io.StringIO())], show_config=lambda: np.show_config("dicts"),
    show_runtime=lambda: quietly(np.show_runtime),
)


def quietly(call):
    with contextlib.redirect_stdout(io.StringIO()):
        return call()


# Composed of others, and what stands beside them.
FUNCTIONS.update(
    allclose=[lambda: np.allclose(A, A), lambda: np.allclose(A, A, atol=B), lambda: np.allclose(A.view(Sub), A)], append=lambda: np.append(A, B), angle=lambda: np.angle(C),
    apply_along_axis=lambda: np.apply_along_axis(np.sum, 0, A), apply_over_axes=lambda: np.apply_over_axes(np.sum, A, [0, 1]),
    array_equal=lambda: np.array_equal(A, A, equal_nan=True), array_equiv=lambda: np.array_equiv(A, B), array_split=lambda: np.array_split(A, 2, 1),
    asarray_chkfinite=lambda: np.asarray_chkfinite(A), block=lambda: np.block([[A, A], [A, A]]), common_type=lambda: np.common_type(A, I),
    delete=[lambda: np.delete(A, 1, 0), lambda: np.delete(A, [0, 2], 1), lambda: np.delete(A, slice(0, 3, 2), 0)],
    diag_indices=lambda: np.diag_indices(3), diag_indices_from=lambda: np.diag_indices_from(A[:, :3]), dsplit=lambda: np.dsplit(A[None], 2),
    fill_diagonal=lambda: np.fill_diagonal(OUT, 1), fix=lambda: np.fix(A), fliplr=lambda: np.fliplr(A), flipud=lambda: np.flipud(A),
    fromfunction=lambda: np.fromfunction(np.add, (2, 2)), fromstring=[lambda: np.fromstring('1 2', sep=' '), lambda: refused(lambda: np.fromstring('1 x', sep=' '))], geomspace=lambda: np.geomspace(1, 9, 3), hsplit=lambda: np.hsplit(A, 2),
    imag=lambda: np.imag(C), indices=lambda: np.indices((2, 2)), insert=[lambda: np.insert(A, 1, 5), lambda: np.insert(A, [0, 2], 5, axis=1)],
    isclose=[lambda: np.isclose(A, B), lambda: np.isclose(A, 1.0, rtol=B), lambda: np.isclose(C, 1)], iscomplex=lambda: np.iscomplex(C),
    iscomplexobj=[lambda: np.iscomplexobj(C), lambda: np.iscomplexobj([1j])], isneginf=lambda: np.isneginf(A), isposinf=lambda: np.isposinf(A),
    isreal=lambda: np.isreal(C), isrealobj=lambda: np.isrealobj(A), isscalar=[lambda: np.isscalar(A), lambda: np.isscalar(None)],
    iterable=[lambda: np.iterable(A), lambda: np.iterable(1)], ix_=lambda: np.ix_([0, 1], [True, False]), kron=lambda: np.kron(A, B),
    logspace=lambda: np.logspace(0, 1, 3), mask_indices=lambda: np.mask_indices(3, np.triu), meshgrid=lambda: np.meshgrid(B, B),
    mintypecode=lambda: np.mintypecode("fd"), nan_to_num=[lambda: np.nan_to_num(A), lambda: np.nan_to_num(C, nan=B[:2]), lambda: np.nan_to_num(1.5, posinf=3)],
    pad=[lambda: np.pad(A, 1), lambda: np.pad(A, 2, "reflect"), lambda: np.pad(A, 1, "mean")], piecewise=lambda: np.piecewise(B, [B > 2], [np.sum, 0]),
    real=lambda: np.real(C), real_if_close=lambda: np.real_if_close(C), require=lambda: np.require(A.T, None, "C"), resize=lambda: np.resize(A, (5, 5)),
    roll=lambda: np.roll(A, (1, 1), (0, 1)), rollaxis=lambda: np.rollaxis(A, 1), rot90=lambda: np.rot90(A), row_stack=lambda: np.row_stack([A, A]),
    select=lambda: np.select([M], [A]), split=lambda: np.split(A, 3), tile=lambda: np.tile(A, (2, 2)), tril_indices=lambda: np.tril_indices(3),
    tril_indices_from=lambda: np.tril_indices_from(A), trim_zeros=lambda: np.trim_zeros(A), triu_indices=lambda: np.triu_indices(3),
    triu_indices_from=lambda: np.triu_indices_from(A), typename=lambda: np.typename("d"), unstack=lambda: np.unstack(A), vander=lambda: np.vander(B),
    vsplit=lambda: np.vsplit(A, 3), mgrid=lambda: np.mgrid[0:2, 0:1:3j], ogrid=lambda: np.ogrid[0:2, 0:3], r_=lambda: np.r_[B, 1:3, 0], c_=lambda: np.c_[B, B],
    s_=lambda: np.s_[1:2], index_exp=lambda: np.index_exp[1:2],
    lib=[lambda: np.lib.stride_tricks.as_strided(B, (2, 2), (8, 8)), lambda: refused(lambda: np.lib.stride_tricks.as_strided(B, (9,), (8,))),
         lambda: np.lib.stride_tricks.sliding_window_view(A, 2, axis=0), lambda: np.lib.array_utils.byte_bounds(A),
         lambda: np.lib.array_utils.normalize_axis_tuple((0, -1), 2), lambda: refused(lambda: np.lib.array_utils.normalize_axis_index(5, 2, "p"))],
)

def printed_with(**options):
    with np.printoptions(**options):
        return str(B)


# ---- ndarray ------------------------------------------------------------------------------------------------------------

BINARY = ("add", "and", "divmod", "floordiv", "lshift", "matmul", "mod", "mul", "or", "pow", "rshift", "sub", "truediv", "xor")
COMPARE = ("eq", "ne", "lt", "le", "gt", "ge")


def binary(x, y):
    """Every binary operator's method of x, both ways round, in place too where there is one."""
    table = {}
    for name in [f"__{prefix}{op}__" for prefix in ("", "r", "i") for op in BINARY] + [f"__{op}__" for op in COMPARE]:
        if hasattr(type(x), name):
            table[name] = lambda method=getattr(type(x), name): method(copy.copy(x), y)
    return table


def attributes(x, *names):
    return {name: (lambda name=name: getattr(x, name)) for name in names}


def pickled(x):
    return [lambda protocol=p: pickle.loads(pickle.dumps(x, protocol)) for p in (0, 2, 4)]


def restored(x):
    function, arguments, state = x.__reduce__()
    y = function(*arguments)
    y.__setstate__(state)
    return y


def set_attribute(name, value):
    def call():
        a = np.zeros((3, 4))
        setattr(a, name, value)
    return call


ARRAY = Recipes(binary(I, 2))
ARRAY.update(
    **attributes(A, "T", "mT", "base", "data", "device", "dtype", "flags", "flat", "itemsize", "nbytes", "ndim", "shape",
                                               "size", "strides", "__array_interface__", "__array_struct__", "__array_priority__", "__dlpack_c_exchange_api__"),
    real=[lambda: C.real, lambda: A.real, set_attribute("real", 1)], imag=[lambda: C.imag, lambda: A.imag], __abs__=lambda: abs(A), __neg__=lambda: -A,
    __pos__=lambda: +A, __invert__=lambda: ~I, __array__=[lambda: A.__array__(), lambda: A.__array__("f4")], __array_finalize__=lambda: A[:1].view(Sub),
    __array_ufunc__=lambda: A.__array_ufunc__(np.add, "__call__", A, 1), __array_wrap__=lambda: A.__array_wrap__(B), __bool__=lambda: bool(A[0, 0:1]),
    __complex__=lambda: complex(C[:1].reshape(())), __float__=lambda: float(A[0, 0:1].reshape(())), __int__=lambda: int(I[0, 0:1].reshape(())),
    __index__=lambda: operator.index(I[0, 0:1].reshape(())), __contains__=lambda: 3 in A, __copy__=lambda: copy.copy(A), __deepcopy__=lambda: copy.deepcopy(A),
    __delitem__=lambda: refused(lambda: operator.delitem(A, 0)),
    __dlpack__=[lambda: A.__dlpack__(), lambda: A.__dlpack__(max_version=(1, 0)), lambda: A.__dlpack__(copy=True)], __dlpack_device__=lambda: A.__dlpack_device__(),
    __getitem__=[lambda: A[0], lambda: A[0, 1], lambda: A[1:, ::2], lambda: A[M], lambda: A[[0, 2]], lambda: A[..., None], lambda: A[[0, 1], 1:],
                 lambda: B[I % 4], lambda: B[np.array([1, 2])], lambda: A[True], lambda: A[[True, False, True]], lambda: A.view(Sub)[0]],
    __setitem__=[lambda: OUT.__setitem__(0, B), lambda: OUT.__setitem__((0, 1), 2.0), lambda: OUT.__setitem__(M, 1), lambda: OUT.__setitem__(M, A[M]),
                 lambda: OUT.__setitem__([0, 2], [[1], [2]]), lambda: OUT.__setitem__(slice(1, 2), [B]), lambda: OUT.__setitem__(..., I[0, 0])],
    __iter__=lambda: list(A), __len__=lambda: len(A), __setstate__=lambda: restored(A), __reduce__=pickled(A) + pickled(C) + pickled(A.T),
    __reduce_ex__=lambda: [A.__reduce_ex__(p) for p in (2, 5)], __repr__=lambda: repr(A), __str__=lambda: str(A), __format__=lambda: f"{A[:1, 0]}",
    __sizeof__=lambda: A.__sizeof__(), __new__=lambda: np.ndarray((2, 3), "i2", RAW, 4, (6, 2)), __hash__=lambda: refused(lambda: hash(A)),
    __ipow__=lambda: operator.ipow(I.copy(), 2), __imod__=lambda: operator.imod(I.copy(), 2), __imatmul__=lambda: operator.imatmul(np.eye(3), np.eye(3)),
    __itruediv__=lambda: operator.itruediv(A.copy(), 2), __matmul__=[lambda: A @ B, lambda: A @ A.T, lambda: I @ I.T],
    __rmatmul__=lambda: A.__rmatmul__(np.eye(3)), __torch_function__=lambda: A.__torch_function__,
    all=lambda: A.all(0), any=lambda: A.any(), argmax=lambda: A.argmax(1), argmin=lambda: A.argmin(0, np.zeros(4, "i8")),
    argsort=lambda: I.argsort(), astype=[lambda: A.astype("f4"), lambda: A.astype("f8", copy=False), lambda: BIG.astype("i4")], byteswap=lambda: I.byteswap(),
    copy=lambda: A.copy("F"), cumprod=lambda: A.cumprod(1), cumsum=lambda: A.cumsum(0), diagonal=lambda: A.diagonal(1), fill=lambda: OUT.fill(3),
    flatten=lambda: A.T.flatten(), item=[lambda: A.item(3), lambda: A.item(1, 2)], max=lambda: A.max(0), mean=lambda: A.mean(1), min=lambda: A.min(),
    nonzero=lambda: A.nonzero(), prod=lambda: A.prod(), ravel=lambda: A.ravel(), repeat=lambda: A.repeat(2, 1), reshape=lambda: A.reshape(2, -1),
    searchsorted=lambda: B.searchsorted(2), setflags=lambda: A.copy().setflags(write=False), sort=lambda: I.copy().sort(0), squeeze=lambda: A[None].squeeze(0),
    std=lambda: A.std(), sum=lambda: A.sum(), swapaxes=lambda: A.swapaxes(0, 1), take=lambda: A.take([1, 2]), to_device=lambda: A.to_device("cpu"),
    tobytes=lambda: A.T.tobytes(), tolist=lambda: A.tolist(), transpose=lambda: A.transpose(1, 0), var=lambda: A.var(1),
    view=[lambda: A.view("i4"), lambda: A.view(Sub), lambda: A.view()],
    argpartition=lambda: B.argpartition(2), choose=lambda: I.choose(I, 1, 2, 3, 4, 5), clip=lambda: A.clip(max=3), compress=lambda: A.compress([1, 0, 1, 1], 1),
    conj=[lambda: C.conj(), lambda: A.conj()], conjugate=lambda: C.conjugate(C.copy()), ctypes=lambda: (A.ctypes.shape, A.ctypes.data),
    dot=lambda: A.dot(B), dump=lambda: A.dump(io.BytesIO()), dumps=lambda: A.dumps(), getfield=lambda: A.getfield("i4", 4), partition=lambda: I.copy().partition(1),
    put=lambda: OUT.put([0], [1]), resize=[lambda: np.arange(90.0).resize(200), lambda: np.arange(90.0).resize((3, 3)), lambda: refused(lambda: A.resize(99))],
    round=lambda: A.round(1), setfield=lambda: OUT.setfield(1, "i4", 4), tofile=[lambda: A.tofile("/dev/null"), lambda: A.tofile("/dev/null", ",", "%.3f")],
    trace=lambda: A.trace(1), __array_function__=lambda: A.__array_function__(np.sum, (np.ndarray, Sub), (A,), {"axis": 0}),
    __array_namespace__=lambda: A.__array_namespace__(), __class_getitem__=lambda: np.ndarray[object, np.dtype],
)
ARRAY.update(_repr_html_=[lambda: A._repr_html_(), lambda: np.array([None, "<"], object)._repr_html_(), lambda: html_turned_off()])


def html_turned_off():
    with np.printoptions(html=False):
        return A._repr_html_()


SETTERS = [set_attribute("shape", (4, 3)), set_attribute("strides", (32, 8)), set_attribute("dtype", "i8"), set_attribute("flat", [1, 2]),
           set_attribute("shape", (1,) * 8 + (12,)), lambda: operator.setitem(np.zeros(6).flat, [1, 2], 3), lambda: np.zeros(6).flat[1:3],
           lambda: list(np.zeros(6).flat), lambda: memoryview(A).tolist(), lambda: bytes(memoryview(B))]


class Sub(np.ndarray):
    pass


# ---- scalars --------------------------------------------------------------------------------------------------------------

def scalar_recipes(x):
    """Methods that every scalar has, called without arguments or with these."""
    arguments = {"astype": ("f4",), "view": (x.dtype,), "reshape": (1,), "repeat": (2,), "take": ([0],), "searchsorted": (1,), "fill": (1,),
                 "to_device": ("cpu",), "swapaxes": (0, 0), "item": (), "__getitem__": ((),), "__array__": (), "__array_wrap__": (np.array(1),),
                 "__deepcopy__": ({},), "__getformat__": ("double",), "__format__": ("",), "__setstate__": (None,), "__round__": (), "__reduce_ex__": (2,),
                 "__class_getitem__": (object,), "fromhex": ("0x1p3",), "__torch_function__": (None, (), ()), "__array_namespace__": ()}
    table, operators = {}, binary(x, x)
    for name in dir(type(x)):
        if name in dir(object) and name not in ("__repr__", "__str__", "__hash__", "__format__", "__reduce__", "__reduce_ex__"):
            continue
        if name in ("data", "__array_interface__", "__array_struct__") or not callable(getattr(x, name, None)) or name in operators:
            table[name] = lambda name=name: allowed(lambda: getattr(x, name))
        elif name == "__setstate__" or name.startswith("__array_ufunc"):
            table[name] = lambda name=name: allowed(lambda: getattr(x, name)(None))
        else:
            table[name] = lambda name=name: allowed(lambda: getattr(x, name)(*arguments.get(name, ())))
    return {**table, **{name: (lambda call=call: allowed(call)) for name, call in operators.items()}}


def refused(call):
    with pytest.raises(REFUSED):
        call()


def allowed(call):
    try:
        return call()
    except REFUSED:
        return None


SCALARS = [np.float64(2.5), np.int8(3), np.bool_(True), np.complex64(1 + 2j), np.float16(1.5), np.longdouble(2), np.uint64(7), np.bfloat16(2.5)]
CONSTRUCTORS = [lambda t=t: (t(), t(1), t("1"), t([1, 0]), t(np.array(1))) for t in (np.float64, np.int8, np.float16, np.complex128, np.longdouble, np.uint64)]

# ---- dtype, ufunc, others ---------------------------------------------------------------------------------------------------

D = np.dtype("f8")
DTYPE = Recipes(
    **attributes(D, "alignment", "base", "byteorder", "char", "descr", "fields", "flags", "hasobject", "isalignedstruct", "isbuiltin", "isnative", "itemsize",
                 "kind", "metadata", "name", "names", "ndim", "num", "shape", "str", "subdtype", "type", "__numpy_dtype__"),
    newbyteorder=lambda: D.newbyteorder(), __bool__=lambda: bool(D), __class_getitem__=lambda: np.dtype[np.float64], __getitem__=lambda: allowed(lambda: D[0]),
    __len__=lambda: len(D), __mul__=lambda: allowed(lambda: D * 2), __rmul__=lambda: allowed(lambda: 2 * D), __setstate__=lambda: pickle.loads(pickle.dumps(D)),
    __new__=[lambda: np.dtype(">i4"), lambda: np.dtype(float), lambda: np.dtype(np.int16), lambda: np.dtype("bfloat16"), lambda: np.dtype(D)],
    __repr__=lambda: repr(D), __str__=lambda: str(D), __hash__=lambda: hash(D), __reduce__=lambda: D.__reduce__(), __eq__=[lambda: D == "f8", lambda: D == 3],
    __ne__=lambda: D != "i4", __lt__=lambda: D < np.dtype("c16"), __le__=lambda: D <= D, __gt__=lambda: D > "f4", __ge__=lambda: D >= D,
)
UFUNC = Recipes(
    **attributes(np.add, "identity", "nargs", "nin", "nout", "ntypes", "signature", "types", "__module__", "__name__", "__qualname__", "__text_signature__", "__doc__"),
    __call__=[lambda: np.add(A, B), lambda: np.add(A, 1, OUT), lambda: np.add(A, I[:1, :1], out=(OUT,), where=M), lambda: np.add(A, 1, dtype="f4", casting="unsafe"),
              lambda: np.divmod(A, 3), lambda: np.matmul(A, A.T, out=OUT[:3, :3].copy()), lambda: np.add(BIG, 1), lambda: np.exp(B), lambda: np.add(A.view(Sub), 1),
              lambda: np.less(I, 10**30), lambda: np.sqrt(C), lambda: np.add([1, 2], (3, 4)), lambda: np.isnan(A, order="F"), lambda: np.add(A.T, A.T)],
    accumulate=lambda: np.add.accumulate(A, 1), at=lambda: np.add.at(OUT, ([0, 0], [1, 1]), [2, 3]), outer=lambda: np.multiply.outer(B, B),
    reduce=[lambda: np.add.reduce(A), lambda: np.maximum.reduce(A, axis=(0, 1), initial=0, where=M, keepdims=True)],
    __signature__=[],  # caches of ast and inspect make noise; tested in test_namespace
    resolve_dtypes=[lambda: np.add.resolve_dtypes((D, int, None)), lambda: np.add.resolve_dtypes((None, D, None), reduction=True),
                    lambda: refused(lambda: np.add.resolve_dtypes((D, D)))],
    reduceat=lambda: np.add.reduceat(A, [0, 2], 0), __repr__=lambda: repr(np.add), __str__=lambda: str(np.add), __reduce__=lambda: allowed(lambda: pickle.dumps(np.add)),
)
CLASSES = Recipes(
    UFuncTypeError=lambda: refused(lambda: np.bitwise_and(A, A)), errstate=lambda: quiet(), finfo=lambda: (np.finfo("f4").eps, repr(np.finfo("f8"))),
    iinfo=lambda: (np.iinfo("i4").max, repr(np.iinfo("u8"))), flatiter=lambda: (A.flat.copy(), A.flat.coords, A.flat == A.flat, A.flat[0]), ufunc=lambda: np.ufunc,
    ndarray=lambda: np.ndarray((2, 2)), dtype=lambda: np.dtype("i4"), matrix=lambda: [np.asmatrix(A) * 2, np.bmat([[A, A]])[0].sum(axis=1)],
    broadcast=[lambda: list(np.broadcast(A, B)), lambda: (np.broadcast(np.broadcast(A, 1), B).iters, np.broadcast(A).reset()),
               lambda: refused(lambda: np.broadcast(A, B[:3]))],
    nditer=[lambda: list(np.nditer([A, B], ["external_loop", "buffered"])), lambda: [x[0].copy() for x in np.nditer([A, None], ["multi_index"])],
            lambda: refused(lambda: np.nditer(A, ["nonsense"])), lambda: np.nditer(I, ["buffered", "delay_bufalloc"], op_dtypes="f8").copy(),
            lambda: closed(np.nditer(OUT, ["c_index"], [["readwrite", "updateifcopy"]], op_dtypes="f4", casting="unsafe"))],
    ndindex=[lambda: list(np.ndindex(2, 3)), lambda: refused(lambda: np.ndindex(-1))], ndenumerate=lambda: (list(np.ndenumerate(A)), np.ndenumerate(B).iter),
)
MODULES = {"_core", "_ctypes", "umath", "_errstate", "_limits", "_printing", "dtypes", "exceptions", "multiarray", "testing", "linalg", "random"}
CONSTANTS = {"False_", "True_", "e", "euler_gamma", "inf", "nan", "newaxis", "pi", "little_endian", "ScalarType", "sctypeDict", "typecodes"}
MODULES |= {"_info", "_numerictypes", "_brackets", "_composed", "_sctypes", "typing"}


def closed(it):
    with it:
        it[0] = 1
        it.index = 3
        return it.value, it.operands, it.itviews, it.shape


def quiet():
    with np.errstate(all="ignore"):
        return A / 0


ERRORS = [
    lambda: np.zeros(-1), lambda: np.zeros(1 << 62), lambda: np.array([[1], [1, 2]]), lambda: np.array(["x"]), lambda: np.array(object()), lambda: np.dtype("nonsense"),
    lambda: np.dtype("O"), lambda: A + B[:3], lambda: np.add(A, 1, out=B), lambda: np.add(A, A, where=B[:3], out=OUT), lambda: np.add(A, "x"), lambda: np.add(1),
    lambda: np.add(A, 1, nonsense=2), lambda: np.add(A, 1, dtype="i4"), lambda: A[9], lambda: A[0, 0, 0], lambda: A["x"], lambda: A[[9]], lambda: A[[0, 1], [1, 2, 3]],
    lambda: A[np.array([True])], lambda: A[1.5], lambda: operator.setitem(A, [9], 1), lambda: operator.setitem(A, M, B[:3]), lambda: operator.setitem(A, 0, "x"),
    lambda: operator.setitem(A, 0, [1, 2]), lambda: A.reshape(5), lambda: A.reshape(-1, -1), lambda: A.transpose(0), lambda: A.sum(5), lambda: A.sum((0, 0)),
    lambda: A.sum(out=B), lambda: A.sum(nonsense=1), lambda: np.array([]).max(), lambda: A.astype("i4", casting="safe"), lambda: A.astype("x"), lambda: A.view("c32"),
    lambda: A.T.view("f4"), lambda: A.take(99), lambda: A.take([0], out=B), lambda: A.searchsorted(1), lambda: A.repeat([1, 2]), lambda: A.item(), lambda: A.item(99),
    lambda: int(A), lambda: bool(A), lambda: float(C[:1]), lambda: operator.index(A), lambda: hash(A), lambda: A.sort(7), lambda: A.sort(kind="x"), lambda: A @ B[:3],
    lambda: np.matmul(A, 1), lambda: np.dot(A, B[:3]), lambda: np.concatenate([A, B]), lambda: np.concatenate([]), lambda: np.concatenate([A, "x"]), lambda: np.stack([A, B]),
    lambda: np.concatenate([A, A], out=B), lambda: np.concatenate([A] * 20 + [B]), lambda: np.where(M, A), lambda: np.where(M, B[:3], A), lambda: np.broadcast_to(A, (2, 2)),
    lambda: np.frombuffer(b"123", "f8"), lambda: np.frombuffer(object()), lambda: np.from_dlpack(object()), lambda: np.fromiter(iter([1, "x"]), "f8"),
    lambda: np.linspace(0, 1, -1), lambda: np.arange(0, 1, 0), lambda: np.arange(), lambda: np.full(3, "x"), lambda: np.eye("x"), lambda: np.diag(np.zeros((1, 1, 1))),
    lambda: np.int8(300), lambda: np.float64("x"), lambda: np.float64(1, 2), lambda: np.int8(1) + "x", lambda: np.int64(2) << [1.5], lambda: setattr(A, "shape", (5,)),
    lambda: setattr(A, "dtype", "c32"), lambda: setattr(A, "strides", (1,)), lambda: setattr(A, "nonsense", 1), lambda: delattr(A, "shape"), lambda: A.setflags(write="x"),
    lambda: np.copyto(A, C), lambda: np.copyto(A, B[:3]), lambda: np.copyto(1, A), lambda: np.add.reduce(A, axis=9), lambda: np.add.reduceat(A, [99]), lambda: np.add.at(A, [99], 1),
    lambda: np.add.accumulate(A, axis=9), lambda: np.divide.outer(A), lambda: np.seterr(all="x"), lambda: A.__setstate__((1, 2)), lambda: A.__dlpack__(max_version="x"),
    lambda: A.__dlpack__(dl_device=(2, 0)), lambda: A.fill([1, 2]), lambda: np.result_type(), lambda: np.can_cast(1, "f4"), lambda: np.promote_types("x", "f4"),
    lambda: np.power(I, -1), lambda: np.array_repr(1), lambda: np.format_float_positional("x"), lambda: np.count_nonzero(A, axis=9), lambda: np.moveaxis(A, 9, 0),
    lambda: np.argmax(np.array([])), lambda: np.var(A, axis=9), lambda: np.mean(A, dtype="x"), lambda: np.cumsum(A, 9), lambda: np.set_num_threads("x"), lambda: np.ndarray((9,), "f8", RAW),
    lambda: np.ndarray((2,), "f8", None, 0, (1, 2)), lambda: np.flip(A, 9), lambda: np.tri("x"), lambda: np.asarray(A, copy=False, dtype="f4"), lambda: np.divide(1, 0, dtype="i4"),
]


# ---- tests ------------------------------------------------------------------------------------------------------------------

def public(kind):
    return {name for name in dir(np) if not name.startswith("_") and kind(getattr(np, name, None))}


def methods(cls):
    return {name for name in dir(cls) if name not in dir(object)} - {"__module__", "__dict__", "__weakref__"}


def test_every_name_has_a_recipe():
    everything = {name for name in dir(np) if not name.startswith("_")}
    classes, ufuncs = public(lambda o: isinstance(o, type)), public(lambda o: isinstance(o, np.ufunc))
    known_classes = set(CLASSES) | set(FUNCTIONS) | {name for name in classes if issubclass(getattr(np, name), np.generic)}
    assert not classes - known_classes, f"add a recipe to CLASSES for {sorted(classes - known_classes)}"
    missing = everything - classes - ufuncs - set(FUNCTIONS) - MODULES - CONSTANTS
    assert not missing, f"add a recipe to FUNCTIONS for {sorted(missing)}"
    assert not methods(np.ndarray) - set(ARRAY), f"add a recipe to ARRAY for {sorted(methods(np.ndarray) - set(ARRAY))}"
    assert not methods(np.dtype) - set(DTYPE), f"add a recipe to DTYPE for {sorted(methods(np.dtype) - set(DTYPE))}"
    assert not methods(np.ufunc) - set(UFUNC), f"add a recipe to UFUNC for {sorted(methods(np.ufunc) - set(UFUNC))}"


@pytest.mark.parametrize("call", FUNCTIONS.rows())
def test_function(flat, call):
    flat(call, A, B, OUT, D, M)


@pytest.mark.parametrize("call", ARRAY.rows() + [pytest.param(c, id=f"setter-{i}") for i, c in enumerate(SETTERS)])
def test_array(flat, call):
    flat(call, A, B, C, I, OUT, D, Sub)


@pytest.mark.parametrize("call", DTYPE.rows() + UFUNC.rows() + CLASSES.rows())
def test_dtype_and_ufunc(flat, call):
    flat(call, A, B, D, np.add)


@pytest.mark.parametrize("name", sorted(public(lambda o: isinstance(o, np.ufunc))))
def test_ufunc(flat, name):
    u = getattr(np, name)
    operands = (np.array([[1, 2], [3, 4]]), np.array([[1, 1], [2, 2]]))[:u.nin]
    floats = [x.astype("f4") for x in operands]

    def call():
        u(*operands)
        u(*[operator.getitem(x, (0, 0)) for x in operands]) if name != "matmul" else None
        allowed(lambda: u(*floats))

    flat(call, *operands, *floats, u, n=300)


@pytest.mark.parametrize("x", SCALARS, ids=lambda x: type(x).__name__)
def test_scalar(flat, x):
    """All methods of one scalar in each call; a leak is then looked for method by method."""
    table = scalar_recipes(x)
    try:
        flat(lambda: [call() for call in table.values()], x, D)
    except AssertionError:
        for name, call in table.items():
            try:
                flat(call, x, D)
            except AssertionError as error:
                raise AssertionError(f"{type(x).__name__}.{name}: {error}") from None
        raise


@pytest.mark.parametrize("call", CONSTRUCTORS + pickled(SCALARS[0])[1:])
def test_scalar_constructors(flat, call):
    flat(call, D)


@pytest.mark.parametrize("number", range(len(ERRORS)))
def test_errors(flat, number):
    call = ERRORS[number]
    flat(call, A, B, C, I, OUT, D, n=300, raises=REFUSED + (MemoryError,))


def test_public_modules_are_modules():
    assert all(isinstance(getattr(np, name), types.ModuleType) for name in MODULES if hasattr(np, name))
