"""The examples run, on their real data, and reach what they promise."""
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def test_train_digits(tmp_path):
    pytest.importorskip("torch", reason="the example trains with torch")
    run = subprocess.run([sys.executable, ROOT / "examples/train_digits.py"], capture_output=True, text=True, cwd=tmp_path,
                         env={**os.environ, "PYTHONPATH": os.environ.get("PND_LIB") or str(ROOT)}, timeout=300)
    assert run.returncode == 0, run.stdout + run.stderr
    epochs = re.findall(r"^epoch +(\d+) ", run.stdout, re.M)
    assert epochs == [str(i) for i in range(1, len(epochs) + 1)] and len(epochs) >= 10
    accuracy = float(re.search(r"^accuracy ([\d.]+) on 360 held-out digits", run.stdout, re.M).group(1))
    assert accuracy >= 0.95
