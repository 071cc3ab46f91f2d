"""pyndarray's and NumPy's arrays in one expression."""
import numpy as onp
import pytest

import pyndarray as np


@pytest.mark.parametrize("call", [lambda a, o: a + o, lambda a, o: o + a, lambda a, o: np.add(a, o), lambda a, o: onp.add(a, o), lambda a, o: onp.add(o, a),
                                  lambda a, o: o * a - a, lambda a, o: a - o, lambda a, o: a < o, lambda a, o: o < a, lambda a, o: a @ o, lambda a, o: o @ a])
def test_mixed_operands(call):
    o = onp.arange(9.0).reshape(3, 3)
    a = np.array(o.tolist())
    result = call(a, o)
    assert isinstance(result, np.ndarray)
    assert result.tolist() == call(o, o).tolist()


def test_in_place():
    a, o = np.arange(3.0), onp.arange(3.0)
    o += a
    assert type(o) is onp.ndarray and o.tolist() == [0, 2, 4]
    a += o
    assert type(a) is np.ndarray and a.tolist() == [0, 3, 6]


def test_functions_take_the_other_library():
    o, a = onp.arange(6.0).reshape(2, 3), np.arange(6.0).reshape(2, 3)
    assert np.sum(o, axis=0).tolist() == [3, 5, 7] == onp.sum(a, axis=0).tolist()
    assert np.concatenate([o, a]).shape == (4, 3) == onp.concatenate([onp.asarray(a), o]).shape
    assert np.from_dlpack(o).tolist() == o.tolist()


def test_ufunc_we_do_not_have():
    with pytest.raises(TypeError):
        onp.heaviside(np.arange(3.0), 0.5)
