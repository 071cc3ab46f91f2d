"""Runs the C tests of layers 0 to 6 (tests/c/), one program a test, linked without libpython."""
import importlib.util
from pathlib import Path

import pytest

spec = importlib.util.spec_from_file_location("pnd_ctest_run", Path(__file__).parent / "c" / "run.py")
runner = importlib.util.module_from_spec(spec)
spec.loader.exec_module(runner)


@pytest.fixture(scope="session")
def archive():
    return runner.library()


@pytest.mark.parametrize("source", runner.tests(), ids=lambda p: p.stem)
def test_program(source, archive):
    done = runner.run(runner.build(source, archive))
    assert done.returncode == 0, done.stdout
    assert " 0 failed checks" in done.stdout, done.stdout
