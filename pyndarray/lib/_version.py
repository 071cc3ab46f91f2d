"""Versions of NumPy as texts that compare in their order."""
import re

__all__ = ["NumpyVersion"]


class NumpyVersion:
    """A version such as '1.8.0', '1.9.0rc1' or '1.9.0.dev-f16acvda', which compares with others and with texts.

    In order: development versions of a pre-release, a (alpha), b (beta), rc, and the release itself; two development versions compare equal.
    """

    def __init__(self, vstring):
        self.vstring = vstring
        found = re.match(r"(\d+)\.(\d+)\.(\d+)", vstring)
        if not found:
            raise ValueError("Not a valid numpy version string")
        self.version = found[0]
        self.major, self.minor, self.bugfix = (int(x) for x in found.groups())
        rest = vstring[found.end():]
        pre = re.match(r"(a|b|rc)\d", rest)
        self.pre_release = pre[0] if pre else ""
        self.is_devversion = ".dev" in vstring

    def _key(self):
        kind = re.match(r"(a|b|rc)(\d)", self.pre_release)
        return self.major, self.minor, self.bugfix, (kind[1], int(kind[2])) if kind else ("release", 0), not self.is_devversion

    def _other(self, other):
        if not isinstance(other, (str, NumpyVersion)):
            raise ValueError("Invalid object to compare with NumpyVersion.")
        return (NumpyVersion(other) if isinstance(other, str) else other)._key()

    def __lt__(self, other):
        return self._key() < self._other(other)

    def __le__(self, other):
        return self._key() <= self._other(other)

    def __eq__(self, other):
        return self._key() == self._other(other)

    def __ne__(self, other):
        return self._key() != self._other(other)

    def __gt__(self, other):
        return self._key() > self._other(other)

    def __ge__(self, other):
        return self._key() >= self._other(other)

    __hash__ = None

    def __repr__(self):
        return f"NumpyVersion({self.vstring})"
