"""Calls that once differed from the oracle, found by reading and probing: values, dtypes, error types."""
import warnings

import numpy as onp
import pytest

import pyndarray as np

from . import harness as h

CALLS = """
np.less_equal(np.broadcast_to(np.arange(3)[:,None],(2,3,4)),2**63).strides
np.equal(np.broadcast_to(np.arange(3),(0,3)),2**63).strides
np.logical_and(np.zeros((3,2),'>f8'),np.zeros((2,),'<f8'),casting='no')
np.logical_and(np.zeros((3,2),'>f8'),np.zeros((2,),'<i4'),casting='no')
np.logical_xor(np.ones((3,2),'>f8'),np.zeros((2,),'<f8'))
np.logical_not(np.zeros(3,'>f8'),casting='no')
repr(np.max(np.array([[-0.,-3,-2]],'g'),axis=-1,initial=0))
repr(np.min(np.array([[0.,-0.],[-0.,0]],'g'),axis=1,initial=0))
repr(np.maximum.reduce(np.array([[0.,-0.],[-0.,0]],'g'),axis=0))
repr(np.fmax.reduce(np.array([[0.,-0.],[-0.,0]],'g'),axis=1))
repr(np.fmin.reduce(np.array([[0.,-0.],[-0.,0]],'g'),axis=1))
repr(np.fmax.reduce(np.array([[0.,-0.],[-0.,0]],'G'),axis=1))
repr(np.max(np.array([[0.,-0.],[-0.,0]],'G'),axis=0))
np.dot(np.asfortranarray(np.ones((3,4))),2.0).strides
np.dot(2.0,np.asfortranarray(np.ones((3,4),'f2'))).strides
np.inner(np.asfortranarray(np.ones((3,4),'F')),np.array(2)).strides
np.dot(np.ones((4,3,2)).T,2.0).strides
np.any(np.ones((4,5),bool,order='F'),axis=(),where=np.ones((4,5),bool)).strides
np.max(np.ones((4,5,2),order='F'),axis=1,initial=0,where=np.ones((4,5,2),bool)).strides
np.var(np.ones((4,5,2),order='F'),axis=1,where=np.ones((5,1),bool)).strides
np.mean(np.ones((4,5,2),order='F'),axis=1,where=np.ones((4,5,2),bool)).strides
np.broadcast_to(1,(2**31,2**31)).nbytes
np.broadcast_to(np.zeros((),'c16'),(2**60+1,)).nbytes
np.broadcast_to(np.zeros((),'c16'),(2**58,)).nbytes
np.broadcast_arrays(np.zeros((1,),'c16'),np.broadcast_to(np.zeros((),'u1'),(2**60+1,)))[0].nbytes
np.lib.stride_tricks.as_strided(np.zeros(3),(2**31,2**31),(0,0)).nbytes
np.geomspace(1,1000,4,dtype=int).tolist()
np.geomspace(1,10**9,10,dtype=int).tolist()
np.geomspace(1,10**9,10).tolist()
np.geomspace(1,256,9).tolist()
np.geomspace(1j,1000j,4).tolist()
np.geomspace(-1,-1000,4).tolist()
np.geomspace(np.float32(1),np.float32(1000),4)
np.geomspace(np.float16(1),np.float16(1000),4).dtype
np.geomspace([1,2],[10,200],3,axis=1).tolist()
np.logspace(np.float32(0),np.float32(2),3)
np.logspace(0,2,3,base=[2,3],axis=-1).tolist()
np.logspace([0,1],2,3).tolist()
np.logspace(0,2,3,base=np.float32(2)).dtype
np.var([1,2,3],mean=2)
np.std([1,2,3],mean=2)
np.arange(4).std(mean=1)
np.var(np.array([1,2],'i1'),mean=np.float16(1.5))
np.var(np.array([1,2],'f2'),mean=np.float16(1.5))
np.var(np.array([True,False]),mean=0.5)
np.r_[np.array([1],'i1'),300]
np.r_[np.uint8(200),300]
np.r_[np.array([1],'u1'),-1]
np.r_[np.array([1],'f4'),2.5,3]
np.r_[1,2,3.5]
np.c_[[1,2],[3,4]]
np.r_[1:4,0,4]
np.r_['0,2',[1,2],5]
""".strip().splitlines()


def run(mod, call):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return repr(eval(call, {"np": mod}))
        except Exception as e:
            return type(e).__name__


@pytest.mark.parametrize("call", CALLS)
def test_as_the_oracle(call):
    h.count()
    assert run(np, call) == run(onp, call)


def test_views_larger_than_memory_are_refused():
    for make in (lambda: np.broadcast_to(1, (2**31, 2**31)), lambda: np.lib.stride_tricks.as_strided(np.zeros(3), (2**31, 2**31), (0, 0), check_bounds=False)):
        with pytest.raises(ValueError, match="array is too big"):
            make()
    wide = np.broadcast_to(np.zeros((), "c16"), (2**58,))
    assert wide.nbytes == 2**62


def test_ravel_of_a_subclass_that_gives_no_array():
    class Odd(np.ndarray):
        def ravel(self, *args):
            return "no array"

    with pytest.raises(TypeError, match="ravel"):
        np.cumsum(np.ones((2, 2)).view(Odd))


def test_python_floats_that_no_integer_holds():
    """A weak scalar's cast reports its IEEE flags, as an array's does."""
    for call in ("np.maximum(np.arange(3,dtype='u8'),float('nan'),dtype='u8',casting='unsafe')",
                 "np.add(np.arange(3,dtype='i4'),float('inf'),dtype='i2',casting='unsafe')"):
        with pytest.warns(RuntimeWarning, match="invalid value encountered in cast"):
            ours = eval(call, {"np": np})
        with pytest.warns(RuntimeWarning, match="invalid value encountered in cast"):
            theirs = eval(call, {"np": onp})
        assert ours.tolist() == theirs.tolist() and ours.dtype == theirs.dtype
        with np.errstate(invalid="raise"), pytest.raises(FloatingPointError):
            eval(call, {"np": np})


@pytest.mark.parametrize("dtype", [">f8", ">i4", "<f8", "O"])
@pytest.mark.parametrize("shape", [3, (), (7, 3), 0, (2, 0)])
def test_resize_is_native(dtype, shape):
    for a in (onp.arange(6).astype(dtype), onp.arange(6).astype(dtype)[::-2], onp.zeros(0, dtype), onp.arange(6).astype(dtype).reshape(2, 3).T):
        theirs = onp.resize(a, shape)
        ours = np.resize(np.array(a.tolist(), dtype=dtype).reshape(a.shape), shape)
        assert str(ours.dtype) == str(theirs.dtype) and ours.tolist() == theirs.tolist()


@pytest.mark.parametrize("mode", ["raise", "wrap", "clip"])
def test_put_into_nothing(mode):
    for m in (np, onp):
        with pytest.raises(IndexError, match="cannot replace elements of an empty array"):
            m.put(m.zeros((0, 3)), [0], [], mode)
        m.put(m.zeros((0, 3)), [], [1], mode)
        m.put(m.zeros(3), [0], [], mode)


def test_keys_of_brackets_that_say_otherwise():
    class Longer(tuple):
        def __iter__(self):
            return iter([1.5, *range(40)])

    for m in (np, onp):
        assert m.r_[Longer((1, 2))].tolist() == [1.5, *range(40)]
        assert m.c_[Longer()].shape == (1, 41)


@pytest.mark.parametrize("number", [2**70, -2**70, 2**63, 2**64, -2**63])
def test_one_large_number_in_brackets(number):
    for name in ("r_", "c_"):
        ours, theirs = getattr(np, name)[number], getattr(onp, name)[number]
        assert str(ours.dtype) == str(theirs.dtype) and ours.tolist() == theirs.tolist()
        for other in (1, -1, 1.5, 1j):
            try:
                theirs = getattr(onp, name)[number, other]
            except OverflowError:
                with pytest.raises(OverflowError):
                    getattr(np, name)[number, other]
            else:
                ours = getattr(np, name)[number, other]
                assert str(ours.dtype) == str(theirs.dtype) and ours.tolist() == theirs.tolist()


@pytest.mark.parametrize("shape", [(2, 3), (0, 3), ()])
def test_indices_of_no_dtype(shape):
    for sparse in (False, True):
        for ours, theirs in zip(np.indices(shape, None, sparse), onp.indices(shape, None, sparse)):
            assert str(ours.dtype) == str(theirs.dtype) and ours.tolist() == theirs.tolist()
