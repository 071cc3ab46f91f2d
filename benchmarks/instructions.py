"""Instructions that one small operation takes, counted by valgrind's callgrind: they do not wander with the machine.

    python benchmarks/instructions.py            # needs valgrind

Each statement runs n and 2n times in processes of their own; the difference over n is the cost of one, loop included.
The tier is baseline (valgrind does not know AVX-512), the release build's otherwise.
"""
import os
import re
import subprocess
import sys

STATEMENTS = ["pass", "a + b", "a.sum()", "a[1]", "a[1] = 2.0", "a < b", "np.add(a, b, out=o)", "a[1:3]", "a.T"]
PROGRAM = """
import pyndarray as np
a, b, o = np.array([1.0, 2, 3, 4]), np.array([4.0, 3, 2, 1]), np.empty(4)
def run(n):
    for _ in range(n):
        {statement}
run({n})
"""


def count(statement, n):
    text = PROGRAM.format(statement=statement, n=n)
    env = dict(os.environ, PND_DISABLE_CPU="avx512,avx2", PYTHONHASHSEED="0")
    out = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", sys.executable, "-c", text], env=env,
                         capture_output=True, text=True)
    found = re.search(r"Collected : (\d+)", out.stderr)
    if not found:
        raise SystemExit(f"valgrind failed:\n{out.stderr[-1000:]}")
    return int(found.group(1))


def main():
    n = 20000
    loop = None
    for statement in STATEMENTS:
        each = (count(statement, 2 * n) - count(statement, n)) / n
        loop = each if loop is None else loop
        print(f"{statement:22} {each - loop:8.1f} instructions", flush=True)


if __name__ == "__main__":
    main()
