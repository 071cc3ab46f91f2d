"""Base class and seeding of bit generators, under the names NumPy keeps them by."""
import abc

from .._core._random import (BitGenerator, SeedlessSeedSequence, SeedSequence, __pyx_unpickle_SeedSequence,  # noqa: F401
                             _coerce_to_uint32_array)

__all__ = ["SeedSequence", "BitGenerator"]


class ISeedSequence(abc.ABC):
    """Interface of seed sequences: what generates the state of a bit generator."""

    @abc.abstractmethod
    def generate_state(self, n_words, dtype="uint32"):
        """n_words words of dtype uint32 or uint64, the same at every call."""


class ISpawnableSeedSequence(ISeedSequence):
    """Interface of seed sequences that have children."""

    @abc.abstractmethod
    def spawn(self, n_children):
        """A list of n_children new seed sequences, independent of this one and of each other."""


ISpawnableSeedSequence.register(SeedSequence)
ISpawnableSeedSequence.register(SeedlessSeedSequence)
SeedlessSequence = SeedlessSeedSequence
