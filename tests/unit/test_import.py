"""Import under a collector that runs at every chance, and what import must not do."""
import subprocess
import sys


def run(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)


def test_the_collector_may_run_during_import():
    """It once looked into a tuple of bases whose types were not ready."""
    done = run("import gc\ngc.set_threshold(1)\nimport pyndarray\ngc.collect()\nprint(pyndarray.arange(3))")
    assert done.returncode == 0 and done.stdout == "[0 1 2]\n", done.stderr


def test_the_oracle_is_not_imported():
    done = run("import sys, pyndarray, pyndarray.testing\nrepr(pyndarray.array([1.5, 2]))\nprint('numpy' in sys.modules, 'torch' in sys.modules)")
    assert done.stdout == "False False\n", done.stderr


def test_import_loads_nothing_big():
    done = run("import sys\nbefore = set(sys.modules)\nimport pyndarray\nnew = {m.partition('.')[0] for m in set(sys.modules) - before}\nprint(sorted(new))")
    # numbers: scalar types stand in its tower; a finder may have loaded _operator
    assert done.stdout in ("['_operator', 'numbers', 'pyndarray']\n", "['numbers', 'pyndarray']\n"), done.stdout + done.stderr


def test_the_module_answers_at_once():
    """A module with __getattr__ makes every look-up of a name in it slow."""
    done = run("import pyndarray as np\nprint(hasattr(np, '__getattr__'), np.testing.assert_equal.__name__, np.testing.__name__, np.finfo, np.exceptions.AxisError)\n"
               "import pyndarray.testing as t\nprint(np.testing is t)\ntry: np.nothing\nexcept AttributeError as e: print(e)")
    assert "False assert_equal pyndarray.testing" in done.stdout and "True\n" in done.stdout and "no attribute 'nothing'" in done.stdout, done.stdout + done.stderr
