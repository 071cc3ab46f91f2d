"""The storage floats beyond NumPy's: one row each, which the tests of dtypes, promotion and casts run over."""
from collections import namedtuple

import ml_dtypes

# Promotion with NumPy's dtypes, by characters: the smallest that holds both.  ml_dtypes has no common dtype for most.
_BFLOAT16 = {"?": "bfloat16", "b": "bfloat16", "B": "bfloat16", "h": "f", "H": "f", "i": "d", "I": "d", "l": "d", "L": "d", "q": "d", "Q": "d",
             "e": "f", "f": "f", "d": "d", "g": "g", "F": "F", "D": "D", "G": "G"}
_FLOAT8 = {**_BFLOAT16, "b": "e", "B": "e", "e": "e"}

# theirs: ml_dtypes' type; top: first code (without sign) that is not finite; common: results of promotion
SmallFloat = namedtuple("SmallFloat", "name theirs top common")

SMALL_FLOATS = [
    SmallFloat("bfloat16", ml_dtypes.bfloat16, 0x7F80, _BFLOAT16),
    SmallFloat("float8_e4m3fn", ml_dtypes.float8_e4m3fn, 0x7F, {**_FLOAT8, "?": "float8_e4m3fn"}),
    SmallFloat("float8_e5m2", ml_dtypes.float8_e5m2, 0x7C, {**_FLOAT8, "?": "float8_e5m2"}),
]
SMALL_NAMES = [row.name for row in SMALL_FLOATS]
