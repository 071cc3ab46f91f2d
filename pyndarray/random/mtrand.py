"""RandomState and the functions on the one of the process, seeded when this module is first imported."""
from .._core import _random

_random._load()
RandomState = _random.RandomState
_rand = RandomState()

_NAMES = """beta binomial bytes chisquare choice dirichlet exponential f gamma geometric get_state gumbel hypergeometric laplace logistic
lognormal logseries multinomial multivariate_normal negative_binomial noncentral_chisquare noncentral_f normal pareto permutation poisson
power rand randint randn random random_integers random_sample rayleigh seed set_state shuffle standard_cauchy standard_exponential
standard_gamma standard_normal standard_t triangular uniform vonmises wald weibull zipf""".split()
globals().update((_name, getattr(_rand, _name)) for _name in _NAMES)


def seed(seed=None):
    """Seed the functions of this module anew, whatever bit generator they draw from."""
    if isinstance(_rand._bit_generator, _random.MT19937):
        return _rand.seed(seed)
    _rand._bit_generator.state = type(_rand._bit_generator)(seed).state


def sample(*args, **kwargs):
    """random_sample by another name."""
    return _rand.random_sample(*args, **kwargs)


def ranf(*args, **kwargs):
    """random_sample by another name."""
    return _rand.random_sample(*args, **kwargs)


def get_bit_generator():
    """The bit generator the functions of this module draw from."""
    return _rand._bit_generator


def set_bit_generator(bitgen):
    """Let the functions of this module draw from another bit generator."""
    _rand._initialize_bit_generator(bitgen)


__all__ = [*_NAMES, "ranf", "sample", "RandomState", "get_bit_generator", "set_bit_generator"]
