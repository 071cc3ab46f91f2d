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
