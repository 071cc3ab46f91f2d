"""The stubs: as tools/stubs.py writes them, true to the package (stubtest), and of use (mypy and pyright on a file of uses)."""
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
pytestmark = pytest.mark.skipif("PND_LIB" in os.environ, reason="looks at the source tree's package")


def run(*command, cache):
    environment = {**os.environ, "MYPY_CACHE_DIR": str(cache), "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("mypy")


def test_stubs_are_written_anew(cache):
    status, text = run("tools/stubs.py", "--check", cache=cache)
    assert status == 0, f"run tools/stubs.py: {text}"


def test_package_is_marked_as_typed():
    assert (ROOT / "pyndarray/py.typed").exists() and (ROOT / "pyndarray/__init__.pyi").exists()


def test_uses_run():
    runpy.run_path(str(HERE / "uses.py"))


def test_mypy(cache):
    pytest.importorskip("mypy")
    status, text = run("-m", "mypy", "--config-file", "tests/typing/mypy.ini", "tests/typing/uses.py", cache=cache)
    assert status == 0, text


def test_mypy_refuses_what_is_wrong(cache):
    pytest.importorskip("mypy")
    lines = (HERE / "wrong.py").read_text().split("\n")
    expected = {i: line.rpartition("# E: ")[2] for i, line in enumerate(lines, 1) if "# E: " in line}
    _, text = run("-m", "mypy", "--config-file", "tests/typing/mypy.ini", "tests/typing/wrong.py", cache=cache)
    found = {}
    for line, code in re.findall(r"wrong\.py:(\d+): error: .*\[([\w-]+)\]$", text, re.M):
        found.setdefault(int(line), []).append(code)
    assert found.keys() == expected.keys() and all(expected[i] in codes for i, codes in found.items()), text


def test_stubtest(cache):
    pytest.importorskip("mypy")
    status, text = run("-m", "mypy.stubtest", "pyndarray", "--ignore-missing-stub", "--concise", "--ignore-unused-allowlist", "--allowlist",
                       "tests/typing/allowlist.txt", "--mypy-config-file", "tests/typing/mypy.ini", cache=cache)
    assert status == 0, text


def test_pyright(cache):
    pytest.importorskip("pyright")
    status, text = run("-m", "pyright", "--pythonpath", sys.executable, "tests/typing/uses.py", cache=cache)
    if "0 errors" not in text and not re.search(r"\d+ errors?", text):
        pytest.skip(f"pyright found no node to run in; the extra `test` (pyright[nodejs]) brings one: {text[-200:]}")
    assert status == 0, text
