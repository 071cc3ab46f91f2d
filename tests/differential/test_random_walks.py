"""Long walks over one stream and the oracle's: draws of every kind, with the state copied, pickled, jumped, spawned, moved and shared between.

Two users draw from each bit generator, a Generator and a RandomState, so that the kept gaussian, the kept half of a word and the words
fills take ahead are all in play when the other goes on.
"""
import copy
import pickle

import numpy.random as onpr
import pytest

import pyndarray.random as npr

from .harness import case_count

BIT_GENERATORS = ["MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64"]


def plain(x):
    if isinstance(x, dict):
        return {k: plain(v) for k, v in x.items()}
    if isinstance(x, (list, tuple)):
        return [plain(v) for v in x]
    return (x.dtype.name, x.shape, x.tobytes()) if hasattr(x, "dtype") else x


class Walker:
    def __init__(self, module, name, seed):
        self.module = module
        self.use(getattr(module, name)(seed))

    def use(self, bits):
        self.bits, self.generator, self.state = bits, self.module.Generator(bits), self.module.RandomState(bits)

    def draw(self, family, method, args, kwargs):
        return getattr(self.generator if family else self.state, method)(*args, **kwargs)

    def copied(self): self.use(copy.deepcopy(self.bits))
    def pickled_generator(self): self.use(pickle.loads(pickle.dumps(self.generator)).bit_generator)
    def pickled_state(self):
        self.state = pickle.loads(pickle.dumps(self.state))
        self.bits = self.state._bit_generator
        self.generator = self.module.Generator(self.bits)

    def jumped(self):
        if hasattr(self.bits, "jumped"): self.bits.state = self.bits.jumped(3).state  # the jumped one's seed sequence is a fresh one: its children differ

    def advanced(self):
        if hasattr(self.bits, "advance"): self.bits.advance(2**70 + 12345)

    def spawned(self):
        self.use(self.generator.spawn(2)[1].bit_generator)

    def set_back(self): self.bits.state = self.kept if getattr(self, "kept", {}).get("bit_generator") == type(self.bits).__name__ else self.bits.state
    def keep(self): self.kept = self.bits.state
    def legacy_state(self): self.state.set_state(self.state.get_state(legacy=False))
    def raw(self): return self.bits.random_raw(3)
    def half(self): return self.bits.ctypes.next_uint32(self.bits.ctypes.state_address)


MOVES = ["copied", "pickled_generator", "pickled_state", "jumped", "advanced", "spawned", "keep", "set_back", "legacy_state", "raw", "half"]
DRAWS = [(1, "random", (), {}), (1, "random", (), {"dtype": "f4"}), (1, "standard_normal", (), {"dtype": "f4"}), (1, "standard_normal", (), {}), (1, "standard_exponential", (), {}),
         (1, "standard_gamma", (0.4,), {}), (1, "integers", (9,), {"dtype": "i1"}), (1, "integers", (2**33,), {}), (1, "integers", (1000,), {"dtype": "u2"}), (1, "integers", (2,), {"dtype": "bool"}),
         (1, "binomial", (40, 0.4), {}), (1, "poisson", (17,), {}), (1, "beta", (0.4, 0.6), {}), (1, "choice", (1000,), {}), (1, "vonmises", (1, 2), {}),
         (0, "random_sample", (), {}), (0, "standard_normal", (), {}), (0, "normal", (1, 2), {}), (0, "standard_gamma", (2.5,), {}), (0, "randint", (7,), {"dtype": "i2"}), (0, "randint", (2**40,), {}),
         (0, "tomaxint", (), {}), (0, "standard_t", (3,), {}), (0, "poisson", (30,), {}), (0, "hypergeometric", (20, 30, 12), {}), (0, "choice", (50,), {})]
WHOLE = [(1, "permutation", (37,), {}), (1, "bytes", (7,), {}), (1, "choice", (30, 9), {"replace": False}), (1, "multinomial", (20, [0.2, 0.8]), {}), (1, "dirichlet", ([1, 2, 0.2],), {}),
         (0, "permutation", (9,), {}), (0, "bytes", (5,), {}), (0, "dirichlet", ([1.0, 2],), {}), (0, "rand", (3,), {}), (0, "randn", (3,), {})]
SIZES = [None, None, 1, 2, 3, 5, (3, 2), 511, 513, 1500]


@pytest.mark.parametrize("name", BIT_GENERATORS)
def test_walk(name):
    choose = onpr.default_rng(BIT_GENERATORS.index(name) + 77)
    ours, theirs = Walker(npr, name, 42), Walker(onpr, name, 42)
    path = []
    for _ in range(case_count(1500)):
        kind = choose.integers(10)
        if kind < 2:
            step = MOVES[choose.integers(len(MOVES))]
            x, y = getattr(ours, step)(), getattr(theirs, step)()
        else:
            family, method, args, kwargs = (DRAWS if kind < 8 else WHOLE)[choose.integers(len(DRAWS if kind < 8 else WHOLE))]
            if kind < 8:
                kwargs = {**kwargs, "size": SIZES[choose.integers(len(SIZES))]}
            step = (family, method, args, kwargs)
            x, y = ours.draw(*step), theirs.draw(*step)
        path.append(step)
        assert plain(x) == plain(y), path[-6:]
        assert plain(ours.bits.state) == plain(theirs.bits.state), path[-6:]
    assert plain(ours.state.get_state(legacy=False)) == plain(theirs.state.get_state(legacy=False))
