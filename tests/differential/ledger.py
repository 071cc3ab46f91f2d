"""Deliberate differences from the oracle: each names its row in docs/differences.md.

An entry is (row id, test): the test receives the case's label, what differs, both outcomes and the facts the caller
gave, and says whether that row explains the difference.
"""
import re
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs/differences.md"


def _needs_object(label, found, ours, oracle, facts):
    return ours.error == "TypeError" and ours.text is not None and "dtype('O')" in ours.text


ENTRIES = [
    ("no-object", _needs_object),
]


def rows():
    """Row ids of docs/differences.md."""
    return set(re.findall(r"^\| `([\w-]+)`", DOCS.read_text(), re.M))


def explains(label, found, ours, oracle, facts):
    return any(test(label, found, ours, oracle, facts) for _, test in ENTRIES)
