"""LeakSanitizer over a run that uses every part of the extension; fails on a leak that has a frame of ours in its stack.

    python tools/leakcheck.py FOLDER        FOLDER holds a pyndarray built with PND_SANITIZE=address,undefined

An interpreter leaks on its own at exit, and so does what it imports: reports whose stack never touches _core are counted
and left alone.  What is kept for the life of the process is reached from static variables, and is no leak to LeakSanitizer.
"""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS = re.compile(r"/_core\.[^/]*\.so\b|/csrc/|\bpnd_")

# Recipes of the tests, each twice; what they leave behind at exit is what this looks at.
SCRIPT = """
import sys, warnings
warnings.simplefilter("ignore")
sys.path[:0] = [{folder!r}, {tests!r}]
import test_alloc_fail, test_leaks, test_random_leaks
import pyndarray
from pyndarray._core import _testing
assert pyndarray.__file__.startswith({folder!r}), pyndarray.__file__
calls = []
for table in (test_leaks.FUNCTIONS, test_leaks.ARRAY, test_leaks.DTYPE, test_leaks.UFUNC, test_leaks.CLASSES):
    for entry in table.values():
        calls += entry if isinstance(entry, (list, tuple)) else [entry]
calls += test_leaks.SETTERS + test_leaks.CONSTRUCTORS + list(test_alloc_fail.CALLS.values()) + test_leaks.ERRORS + test_random_leaks.ALL
for x in test_leaks.SCALARS:
    calls += test_leaks.scalar_recipes(x).values()
for call in calls:
    for _ in range(2):
        try:
            call()
        except Exception:
            pass
for name, call in test_alloc_fail.CALLS.items():
    for n in range(1, 7):
        _testing.fail_alloc(n)
        try:
            call()
        except MemoryError:
            pass
        finally:
            _testing.fail_alloc(0)
print(len(calls), "calls")
"""

# One array with a reference too many: a run that does not report it says nothing.
SEEDED = """
import ctypes, sys
sys.path.insert(0, {folder!r})
import pyndarray
ctypes.pythonapi.Py_IncRef(ctypes.py_object(pyndarray.full(5000, 1.0)))
"""


def library(name):
    return subprocess.run(["gcc", f"-print-file-name={name}"], check=True, capture_output=True, text=True).stdout.strip()


def reports(text):
    """The separate leaks of a report: a heading and its frames."""
    return re.findall(r"^(?:Direct|Indirect) leak of .*?(?=\n\n|\Z)", text, re.S | re.M)


def leaks_of(script):
    """(exit status, all leaks, those with a frame of ours, the report) of a script run under LeakSanitizer."""
    with tempfile.TemporaryDirectory() as scratch:
        env = {**os.environ, "PYTHONMALLOC": "malloc", "LD_PRELOAD": f"{library('libasan.so')} {library('libubsan.so')}", "PYTHONDONTWRITEBYTECODE": "1",
               "ASAN_OPTIONS": "detect_leaks=1:fast_unwind_on_malloc=0:malloc_context_size=24:log_path=" + os.path.join(scratch, "log"),
               "LSAN_OPTIONS": "max_leaks=0:exitcode=0"}
        run = subprocess.run([sys.executable, "-c", script], env=env, cwd=scratch)
        text = "\n".join(p.read_text(errors="replace") for p in Path(scratch).glob("log*"))
    found = reports(text)
    return run.returncode, found, [r for r in found if OURS.search(r)], text


def main(folder):
    folder = str(Path(folder).resolve())
    if not leaks_of(SEEDED.format(folder=folder))[2]:
        print("leakcheck: a leak made on purpose was not reported")
        return 1
    status, found, ours, text = leaks_of(SCRIPT.format(folder=folder, tests=str(ROOT / "tests" / "unit")))
    print(f"leakcheck: {len(found)} leaks reported, {len(ours)} with a frame of the extension")
    if status or "ERROR: AddressSanitizer" in text or "runtime error" in text:
        print(text)
        return status or 1
    for r in ours[:20]:
        print(r, end="\n\n")
    return 1 if ours else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
