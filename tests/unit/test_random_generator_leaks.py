"""References, blocks and live objects stay flat over many calls of everything Generator and RandomState can do."""
import copy

import pytest

import pyndarray as np
from pyndarray import random as npr

pytestmark = pytest.mark.filterwarnings("ignore")

REFUSED = (TypeError, ValueError, AttributeError, NotImplementedError, RuntimeError, OverflowError, LookupError, MemoryError)
G, R = npr.default_rng(1), npr.RandomState(1)
A, W, M = np.arange(12.0).reshape(3, 4), np.array([1.0, 2.0, 3.0]), [0.2, 0.3, 0.5]
OUT, OUT4 = np.zeros((2, 3)), np.zeros((2, 3), "f4")
BIG = 20000
COV = np.array([[2.0, 0.5, 0.0], [0.5, 1.0, 0.25], [0.0, 0.25, 3.0]])

# Parameters of each distribution; called as numbers, with sizes, with arrays.
DISTRIBUTIONS = dict(beta=(1, 2), chisquare=(2,), exponential=(2,), f=(2, 3), gamma=(1, 2), gumbel=(), laplace=(), logistic=(), lognormal=(), noncentral_chisquare=(2, 1), noncentral_f=(2, 3, 1), normal=(1, 2),
                     pareto=(2,), power=(2,), rayleigh=(), standard_cauchy=(), standard_exponential=(), standard_gamma=(2,), standard_normal=(), standard_t=(3,), triangular=(0, 1, 2), uniform=(0, 2),
                     vonmises=(0, 1), wald=(1, 2), weibull=(2,), binomial=(5, 0.5), geometric=(0.5,), hypergeometric=(3, 4, 5), logseries=(0.5,), negative_binomial=(3, 0.5), poisson=(3,), zipf=(2,), random=())
DISCRETE = {"binomial", "geometric", "hypergeometric", "logseries", "negative_binomial", "poisson", "zipf"}


def drawn(g, name):
    def call():
        f, p = getattr(g, name), DISTRIBUTIONS[name]
        f(*p), f(*p, size=3), f(*p, size=(2, 2)), allowed(lambda: f(*p, size=-1)), allowed(lambda: f(*p, nonsense=1))
        if p:
            f(np.array(p[0]), *p[1:]), f([p[0]] * 3, *p[1:]), allowed(lambda: f([p[0]] * 3, *p[1:], size=2)), allowed(lambda: f(-1, *p[1:])), allowed(lambda: f("x", *p[1:])), allowed(lambda: f([-1, "x"], *p[1:]))
        if g is G and name not in DISCRETE:
            f(*p, dtype="f4"), f(*p, dtype="f2", size=3), f(*p, out=OUT), f(*p, dtype="f4", out=OUT4), allowed(lambda: f(*p, dtype="i4")), allowed(lambda: f(*p, out=OUT4)), f(*p, size=2, dtype="bfloat16")
    return call


def allowed(call):
    try:
        return call()
    except REFUSED:
        return None


OTHERS = dict(
    bit_generator=lambda: G.bit_generator, _bit_generator=lambda: (G._bit_generator, R._bit_generator), _poisson_lam_max=lambda: G._poisson_lam_max, spawn=lambda: npr.default_rng(2).spawn(2), bytes=lambda: (G.bytes(7), R.bytes(8)),
    integers=lambda: (G.integers(9), G.integers(1, 9, 3, "u1"), G.integers([1, 2], [[5], [6]]), G.integers(0, [2**64] * 2, dtype="u8"), allowed(lambda: G.integers(0, [2**65])), allowed(lambda: G.integers(5, 3)), allowed(lambda: G.integers("x")), G.integers(9, size=BIG)),
    choice=lambda: (G.choice(5), G.choice(5, 3, False), G.choice(A, 2, axis=1), G.choice(3, 100, p=M), G.choice(3, 2, False, M), G.choice(BIG, 900, False), R.choice(3, 9, p=M), R.choice(5, 3, False), allowed(lambda: G.choice(3, p=[1])), allowed(lambda: G.choice([]))),
    shuffle=lambda: (G.shuffle([1, 2, 3]), G.shuffle(A.copy()), R.shuffle(A.copy()), G.shuffle(W.copy()), allowed(lambda: G.shuffle(5)), allowed(lambda: G.shuffle((1, 2))), allowed(lambda: G.shuffle({0: 1, 1: 2}))),
    permutation=lambda: (G.permutation(5), G.permutation(A, 1), G.permutation([1, 2, 3]), R.permutation(A), allowed(lambda: G.permutation(2.5)), allowed(lambda: G.permutation(A, 5)), G.permutation(BIG)),
    permuted=lambda: (G.permuted(A), G.permuted(A, axis=1), G.permuted(A, axis=0, out=A.copy()), G.permuted(A[:, ::2]), allowed(lambda: G.permuted(A, out=W)), allowed(lambda: G.permuted(5))),
    multinomial=lambda: (G.multinomial(5, M), G.multinomial([5, 6], M), R.multinomial(5, M, 2), allowed(lambda: G.multinomial(5, [2.0])), allowed(lambda: G.multinomial(-1, M)), allowed(lambda: R.multinomial(5, [M]))),
    dirichlet=lambda: (G.dirichlet(W), G.dirichlet(W, 3), R.dirichlet(W), allowed(lambda: G.dirichlet([-1.0]))),
    multivariate_hypergeometric=lambda: (G.multivariate_hypergeometric([3, 4], 2), G.multivariate_hypergeometric([3, 4], 2, 3, "count"), allowed(lambda: G.multivariate_hypergeometric([3], 9)), allowed(lambda: G.multivariate_hypergeometric([[3]], 1))),
    multivariate_normal=lambda: (allowed(lambda: G.multivariate_normal(W, A)), allowed(lambda: R.multivariate_normal(W, A)), [G.multivariate_normal(W, COV, 2, method=m) for m in ("svd", "eigh", "cholesky")],
                                 R.multivariate_normal(W, COV), allowed(lambda: G.multivariate_normal(W, -COV, check_valid="raise")), allowed(lambda: G.multivariate_normal(W, -COV, method="cholesky")),
                                 R.multivariate_normal(W, -COV), allowed(lambda: R.multivariate_normal(W, COV, -1)), allowed(lambda: R.multivariate_normal(W, [[1j]]))),
    random_sample=lambda: (R.random_sample(), R.random_sample(3)), rand=lambda: (R.rand(), R.rand(2, 3), allowed(lambda: R.rand(-1))), randn=lambda: (R.randn(), R.randn(3)), tomaxint=lambda: (R.tomaxint(), R.tomaxint((2, 2))),
    randint=lambda: (R.randint(9), R.randint(1, 9, 3), R.randint([1, 2], 5), allowed(lambda: R.randint(5, 3)), allowed(lambda: R.randint(3, dtype="f4"))), random_integers=lambda: (R.random_integers(5), R.random_integers(1, 5, 3)),
    seed=lambda: (R.seed(3), R.seed([1, 2]), allowed(lambda: R.seed(-1)), allowed(lambda: npr.RandomState(npr.PCG64(1)).seed(1))), get_state=lambda: (R.get_state(), R.get_state(False)),
    set_state=lambda: (R.set_state(R.get_state()), R.set_state(R.get_state(False)), allowed(lambda: R.set_state(())), allowed(lambda: R.set_state({})), allowed(lambda: R.set_state(("MT19937", [1], 2)))),
    _initialize_bit_generator=lambda: npr.RandomState(1)._initialize_bit_generator(npr.PCG64(1)), __getstate__=lambda: (G.__getstate__(), R.__getstate__()), __setstate__=lambda: (G.__setstate__(G.bit_generator.state), R.__setstate__(R.get_state())),
    __reduce__=lambda: (copy.copy(G), R.__reduce__()),
    __init__=lambda: (npr.default_rng(3), npr.default_rng(G), npr.default_rng(R), npr.RandomState(), npr.RandomState([1, 2]), allowed(lambda: npr.Generator(3)), allowed(lambda: npr.RandomState(1.5)), repr(G), str(R), allowed(lambda: npr.Generator.__new__(npr.Generator).random())),
)


def test_every_name_has_a_recipe():
    names = (set(dir(npr.Generator)) | set(dir(npr.RandomState))) - set(dir(object))
    missing = names - set(OTHERS) - set(DISTRIBUTIONS)
    assert not missing, f"add a recipe to OTHERS for {sorted(missing)}"


@pytest.mark.parametrize("name", sorted(DISTRIBUTIONS))
def test_distribution(flat, name):
    flat(drawn(G, name), G, A, W, OUT, OUT4, n=100)
    flat(drawn(R, name), R, A, W, n=100)


@pytest.mark.parametrize("name", sorted(OTHERS))
def test_other(flat, name):
    flat(OTHERS[name], G, R, A, W, M, n=1000 if "state" in name or name in ("spawn", "__reduce__", "seed") else 100)
