"""Deliberate differences from the oracle: each names its row in docs/differences.md.

An entry is (row id, test): the test receives the case's label, what differs, both outcomes and the facts the caller
gave, and says whether that row explains the difference.
"""
import re
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs/differences.md"


def _complex_invalid(label, found, ours, oracle, facts):
    if not found.startswith("warned") or not re.search(r"'[<>]c(8|16|32)'|(\d|nan|inf)j|complex", label):
        return False
    return all(re.match("invalid value|overflow|divide by zero", text) for _, text in set(ours.warned) ^ set(oracle.warned))


def _masked_out_read(label, found, ours, oracle, facts):
    return found.startswith("warned") and "'where'" in label and set(ours.warned) <= set(oracle.warned)


def _longlong_name(label, found, ours, oracle, facts):
    """int64 and longlong are one type with two names; which one a mixed operation answers with depends on NumPy's caches."""
    a, b = (getattr(x.value[0] if isinstance(x.value, tuple) and x.value else x.value, "dtype", None) for x in (ours, oracle))
    return found.startswith(("dtype", "type")) and a is not None and b is not None and a.kind == b.kind in "iu" and a.itemsize == b.itemsize == 8


def _which_error(label, found, ours, oracle, facts):
    names = {"TypeError", "UFuncTypeError", "OverflowError"}
    return ours.error in names and oracle.error in names


def _equiv_python_scalar(label, found, ours, oracle, facts):
    return ours.error is None and oracle.error == "TypeError" and "under the casting rule 'equiv'" in oracle.text


def _cast_flag_name(label, found, ours, oracle, facts):
    def kinds(o):
        return {(c, re.sub(r" encountered in .*", "", text)) for c, text in o.warned}
    return found.startswith("warned") and kinds(ours) == kinds(oracle) and ("dtype" in label or "out" in label or re.match("mean|var|std|power", label))


def _order_any(label, found, ours, oracle, facts):
    return "'order': \"'A'\"" in label and found.startswith(("strides", "flags"))


def _any_layout(label, found, ours, oracle, facts):
    return re.match(r"(any|all|min|max)\(", label) and found.startswith(("strides", "flags")) and ("initial" in label if label[0] == "m" else "|b1" not in label)


def _absolute_dtype(label, found, ours, oracle, facts):
    return ours is not None and label.startswith("absolute") and ours.error is None and oracle.error == "UFuncTypeError" and "complex" in oracle.text


def _power_flags(label, found, ours, oracle, facts):
    return label.startswith("power") and found.startswith("warned") and set(ours.warned) <= set(oracle.warned)


def _power_half(label, found, ours, oracle, facts):
    return label.startswith("power") and "0.5" in label and "-inf" in label


def _variance_dtype(label, found, ours, oracle, facts):
    return re.match(r"(var|std)\(", label) and "'dtype': 'int64'" in label


def _isnan_reversed(label, found, ours, oracle, facts):
    return label.startswith("isnan") and re.search(r"'out': .*strides \(-\d+", label) and "values differ" in found


def _absolute_output(label, found, ours, oracle, facts):
    """The output array after a call that NumPy refused (absolute-dtype)."""
    return ours is None and label.startswith("absolute") and "'dtype'" in label and re.search(r"'[<>]c(8|16|32)'", label)


def _cast_uint32(label, found, ours, oracle, facts):
    if found.startswith("warned"):
        return "u4'" in label and "'casting': \"'unsafe'\"" in label and {t.split(" enc")[0] for _, t in set(ours.warned) ^ set(oracle.warned)} == {"invalid value"}
    return "values differ" in found and "u4'" in label and "2147483648" in found


def _empty_cast(label, found, ours, oracle, facts):
    """A repeated operand of a call without elements: nothing is converted, so nothing warns."""
    return found.startswith("warned") and not ours.warned and getattr(ours.value, "size", 1) == 0


def _absolute_overflow(label, found, ours, oracle, facts):
    return label.startswith("absolute") and found.startswith("warned") and "'dtype'" in label and set(oracle.warned) <= set(ours.warned)


def _sign_huge(label, found, ours, oracle, facts):
    return label.startswith("sign(") and re.search(r"'[<>]c(8|16|32)'", label) and ("values differ" in found or not ours.warned)


def _reduce_out(label, found, ours, oracle, facts):
    return re.match(r"\w+\.reduce\(", label) and "'out'" in label and ("values differ" in found or found.startswith("warned"))


def _accumulate_flags(label, found, ours, oracle, facts):
    return re.match(r"\w+\.accumulate\(", label) and "'out'" in label and found.startswith("warned")


def _spacing_longdouble(label, found, ours, oracle, facts):
    return label.startswith("spacing(") and "f16'" in label and (found.startswith("warned") or "values differ" in found)


def _isclose_steps(label, found, ours, oracle, facts):
    return label.startswith(("isclose", "allclose")) and found.startswith("warned") and set(ours.warned) <= set(oracle.warned)


ENTRIES = [
    ("isclose-steps", _isclose_steps),
    ("spacing-longdouble", _spacing_longdouble),
    ("sign-huge", _sign_huge),
    ("reduce-out", _reduce_out),
    ("accumulate-flags", _accumulate_flags),
    ("cast-uint32", _cast_uint32),
    ("empty-cast", _empty_cast),
    ("absolute-overflow", _absolute_overflow),
    ("absolute-dtype", _absolute_output),
    ("isnan-reversed", _isnan_reversed),
    ("power-flags", _power_flags),
    ("power-half", _power_half),
    ("variance-dtype", _variance_dtype),
    ("absolute-dtype", _absolute_dtype),
    ("any-layout", _any_layout),
    ("longlong-name", _longlong_name),
    ("which-error", _which_error),
    ("equiv-python-scalar", _equiv_python_scalar),
    ("cast-flag-name", _cast_flag_name),
    ("order-any", _order_any),
    ("masked-out-read", _masked_out_read),
    ("complex-invalid", _complex_invalid),
]


def rows():
    """Row ids of docs/differences.md."""
    return set(re.findall(r"^\| `([\w-]+)`", DOCS.read_text(), re.M))


def explains(label, found, ours, oracle, facts):
    known = {"isnan-reversed", "absolute-dtype", "cast-uint32"} if ours is None else {row for row, _ in ENTRIES}  # without outcomes only the label speaks
    tests = [test for row, test in ENTRIES if row in known]
    return any(test(label, found, ours, oracle, facts) for test in tests)
