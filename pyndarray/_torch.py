"""How a torch function sees pyndarray's arrays and scalars; imported when torch first asks."""
import torch

from . import _core


def _tensor(x):
    """Arrays become tensors over the same memory, scalars Python numbers; containers are searched."""
    if isinstance(x, _core.ndarray):
        return torch.from_dlpack(x)
    if isinstance(x, _core.generic):
        return x.item()
    if type(x) in (list, tuple):
        return type(x)(map(_tensor, x))
    if type(x) is dict:
        return {k: _tensor(v) for k, v in x.items()}
    return x


def torch_function(func, types, args=(), kwargs=None):
    """Calls `func` with tensors in the place of our arrays; an array given as out= receives the result."""
    with torch._C.DisableTorchFunctionSubclass():
        return func(*_tensor(tuple(args)), **_tensor(dict(kwargs or {})))
