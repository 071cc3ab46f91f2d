"""Functions composed in Python: their rows and their Python halves agree; views, memory identity and what is specific to one."""
import importlib
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import pyndarray as np

ROOT = Path(__file__).resolve().parents[2]
ROWS = re.findall(r'^PND_COMPOSED\("([\w.]*)", "([\w.]+)", (\w+),', (ROOT / "csrc/bind/composed.def").read_text(), re.M)


def public(home, name):
    module = np._core if not home else getattr(np._core, home.replace(".", "_"))
    return getattr(module, name)


@pytest.mark.parametrize("home, module, name", ROWS)
def test_a_row_and_its_python_half_agree(home, module, name):
    row, function = public(home, name), getattr(importlib.import_module(f"pyndarray.{module}"), name)
    assert type(row) is type(np.zeros) and row.__name__ == name and row.__module__ == f"pyndarray{home}"
    mine, python = inspect.signature(row).parameters, inspect.signature(function).parameters
    assert list(mine) == list(python)
    for p, q in zip(mine.values(), python.values()):
        assert p.kind == q.kind, p.name
        assert repr(p.default) == repr(q.default) or p.default is q.default, p.name
    assert row.__doc__ == function.__doc__ and row.__doc__


def test_composed_modules_are_imported_at_the_first_call():
    code = "import sys, pyndarray as np; print(any('._composed' in m for m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "False\n", done.stderr
