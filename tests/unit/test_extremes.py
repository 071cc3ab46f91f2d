"""Integer extremes (0, 1, 2, -1, 2**31 and 2**32 and their neighbours, 2**61, 2**62, the ends of int64) in every pair of shape, stride,
step, offset, count and axis slots: a typed exception, or the right answer, which is NumPy's.

tests/extremes.py makes the calls, in a process with half a gigabyte. 
"""
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).resolve().parent.parent / "extremes.py"
TYPED = {"!ValueError", "!IndexError", "!TypeError", "!OverflowError", "!MemoryError", "!AxisError", "!AttributeError", "!RuntimeError", "!StopIteration"}
# Calls that NumPy 2.4.6 does not survive, or does not end.
NUMPY_DIES = ["buffer offset", "buffer strides", "buffer two strides", "choose", "put wrap", "repeat axis", "take wrap"]
# Where one of the two refuses, and who is right.
OURS = {
    "tri": "an offset beyond the array", "tril": "an offset beyond the array", "diagonal": "an empty diagonal", "trace": "an empty diagonal",
    "tri shape": "no rows", "ndindex": "no positions; NumPy makes a tuple as long as an axis", "nditer buffersize": "a buffer is never longer than the iteration",
    "reshape empty": "no elements", "broadcast_to": "no elements", "partition": "any order that is a partition",
    "arange": "NumPy's length wraps to 0", "arange step": "NumPy's length wraps to 0", "transpose": "NumPy cuts axes off to 32 bits",
    "resize": "NumPy takes negative and unbounded extents beside 0", "fromiter": "a negative count is no limit",
}


def outcomes(library, *skipped):
    run = subprocess.run([sys.executable, str(PROGRAM), library, *skipped], capture_output=True, text=True, timeout=300, env=dict(os.environ, OPENBLAS_NUM_THREADS="1"))
    assert run.returncode == 0 and "runtime error" not in run.stderr, (library, run.returncode, run.stderr[-2000:])
    return json.loads(run.stdout)


def test_extremes():
    mine = outcomes("pyndarray")
    assert len({case.split("(")[0] for case, _ in mine}) >= 40
    untyped = [(case, o) for case, o in mine if isinstance(o, str) and o[:1] == "!" and o not in TYPED]
    assert not untyped, untyped[:10]
    pytest.importorskip("numpy")
    bad = []
    oracle = dict(outcomes("numpy", *NUMPY_DIES))
    for case, ours in mine:
        theirs = oracle.get(case, "!Died")
        refused = [isinstance(o, str) and o[:1] == "!" for o in (ours, theirs)]
        if all(refused) or ours == theirs or theirs == "!Died" or case.split("(")[0] in OURS:
            continue
        bad.append((case, ours, theirs))
    assert not bad, f"{len(bad)} of {len(mine)}: " + "\n".join(map(str, bad[:30]))
