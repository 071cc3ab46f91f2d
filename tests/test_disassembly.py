"""The compiler vectorised what it should: in each kernel family and tier, the dense loop of one function holds packed
arithmetic in that tier's registers.  Reads the objects of the last release build (build/obj/*-release*)."""
import re
import shutil
import subprocess
from functools import lru_cache
from pathlib import Path

import pytest

OBJECTS = Path(__file__).resolve().parent.parent / "build" / "obj"
REGISTER = {"baseline": "%xmm", "avx2": "%ymm", "avx512": "%zmm"}
# family -> (functions, what their packed instructions are called)
LOOPS = {
    "arith": (["add_f32", "multiply_f64", "subtract_i16|subtract_u16", "multiply_c64"], r"v?(p?addp?[sdbwq]?|p?subp?[sdbwq]?|p?mull?p?[sdbwq]?)[a-z]*"),
    "unary": (["square_f32", "absolute_f64", "negative_u32", "absolute_c64"], r"v?(mulp[sd]|p?and[a-z]*|psub[a-z]|pternlog[a-z]|sqrtpd)"),
    "divide": (["divide_f32", "divide_f64"], r"v?divp[sd]"),
    "compare": (["less_f32", "equal_f64", "less_i32", "equal_u8"], r"v?p?cmp[a-z0-9_]*"),
    "logic": (["logical_and_f32", "logical_or_b1"], r"v?p?(cmp|and|or|tern|test)[a-z0-9]*"),
    "bitwise": (["bitwise_and_u32", "invert_u8"], r"v?p?(and|xor|ternlog)[a-z]*"),
    "minmax": (["maximum_f32", "fmin_f64", "maximum_i16"], r"v?p?(max|min|cmp)[a-z0-9]*"),
    "rounding": (["floor_f32", "rint_f64"], r"v?(round|rndscale)p[sd]"),
    "predicate": (["isnan_f32", "isfinite_f16"], r"v?p?(cmp|and)[a-z0-9]*"),
    "sums": (["step_f64|block_f64|tree_f64", "step_f32|block_f32|tree_f32", "step_c64|block_c64"], r"v?addpd"),
    "folds": (["step_add_u32", "step_multiply_u16"], r"v?p(add|mull)[a-z]"),
    "truths": (["step_or_b1", "step_and_f32"], r"v?p?(or|and|cmp|tern)[a-z0-9]*"),
    "extremes": (["step_maximum_f32", "step_minimum_i16", "step_argmax_f32|arg_run_f32"], r"v?p?(max|min|cmp)[a-z0-9]*"),
    "stats": (["of_block_f64", "of_block_f32"], r"v?(mul|sub)pd"),
    "math": (["run_exp_f32|exp_f32"], r"v?(mul|f?n?m?add[0-9]*)p[sd]"),
    "cast": (["cast_INT_f64", "cast_UBYTE_f32"], r"v?(cvt|pmov)[a-z0-9]*"),
}
# Narrower on purpose: conversions read less than a register; gcc has no packed form of the type's operation.
NARROWER = {("cast", "avx512"), ("predicate", "avx512")}


# The baseline has no fused multiply-add: there the polynomials call fma() for the same bits (docs/accuracy.md), and what packs is sqrt.
OTHERWISE = {("math", "baseline"): (["run_sqrt_f32", "run_sqrt_f64"], r"sqrtp[sd]")}


def release_objects():
    made = [p.parent for p in OBJECTS.glob("*-release*/kernels/arith.baseline.o")] if OBJECTS.exists() else []
    return max(made, key=lambda p: (p / "arith.baseline.o").stat().st_mtime, default=None)


@lru_cache(None)
def functions(path):
    """Name -> its instructions; parts a compiler split off count as the function."""
    text = subprocess.run(["objdump", "-d", "--no-show-raw-insn", str(path)], capture_output=True, text=True, check=True).stdout
    out, name = {}, None
    for line in text.splitlines():
        head = re.match(r"[0-9a-f]+ <([\w.]+)>:", line)
        if head:
            name = head.group(1).split(".")[0]
        elif name and "\t" in line:
            out.setdefault(name, []).append(line.split("\t", 1)[1])
    return out


@pytest.mark.skipif(shutil.which("objdump") is None, reason="objdump is not installed")
@pytest.mark.skipif(release_objects() is None, reason="no release build under build/obj: only those are vectorised")
@pytest.mark.parametrize("tier", REGISTER)
@pytest.mark.parametrize("family", LOOPS)
def test_dense_loop_is_packed(family, tier):
    path = release_objects() / f"{family}.{tier}.o"
    if not path.exists():
        pytest.skip(f"{path.name} was not built on this machine")
    names, mnemonic = OTHERWISE.get((family, tier), LOOPS[family])
    registers = "%[xyz]mm" if (family, tier) in NARROWER else REGISTER[tier]
    for choice in names:
        lines = [line for name in choice.split("|") for line in functions(path).get(name, [])]
        assert lines, f"{choice} is not in {path.name}"
        packed = [line for line in lines if re.match(mnemonic + r"\b", line) and re.search(registers, line)]
        assert packed, f"{choice} of {path.name} has no packed instruction"
