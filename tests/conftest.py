"""What every test run needs: which build is tested, from which seed, and `flat`, which finds leaks.

PND_LIB names a folder whose pyndarray is tested in place of the source tree's (sanitizer builds).  PND_SEED and PND_CASES
(a factor) are the differential tests' seed and amount; the seed is printed, so that a failing run can be repeated.
"""
import gc
import os
import sys

import pytest

if os.environ.get("PND_LIB"):
    sys.path.insert(0, os.environ["PND_LIB"])
os.environ.setdefault("PND_SEED", "20260101")


def pytest_report_header(config):
    import pyndarray
    return [f"pyndarray: {os.path.dirname(pyndarray.__file__)}", f"PND_SEED={os.environ['PND_SEED']} PND_CASES={os.environ.get('PND_CASES', '1')}"]


def compared_here():
    harness = sys.modules.get("tests.differential.harness")
    return harness.compared if harness else 0


def pytest_sessionfinish(session):
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["compared"] = compared_here()


def pytest_terminal_summary(terminalreporter, config):
    reporter = config.pluginmanager.get_plugin("compared")
    terminalreporter.write_line(f"{(reporter.total if reporter else 0) + compared_here()} calls compared with the oracle's")


class Compared:
    """Under xdist: the sum of what the workers compared."""
    total = 0

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node):
        self.total += getattr(node, "workeroutput", {}).get("compared", 0)


def pytest_configure(config):
    config.pluginmanager.register(Compared(), "compared")


@pytest.fixture
def flat():
    """flat(call, *watched, n=1000): after a warm-up, n calls must leave as many arrays, core blocks, references to each watched
    object, and (but for noise) Python blocks as before.  An exception the call raises is swallowed, if it is of type `raises`."""
    from pyndarray import _core
    testing = _core._testing
    clear_caches = getattr(sys, "_clear_internal_caches", None) or sys._clear_type_cache

    def check(call, *watched, n=1000, raises=()):
        def once():
            try:
                call()
            except raises:
                pass

        def counts():
            return testing.live_arrays(), testing.live_blocks(), [sys.getrefcount(w) for w in watched]

        def blocks():
            clear_caches()  # CPython's attribute cache keeps up to 4,096 names that were looked up, unpickling's among them
            return sys.getallocatedblocks()

        def measure():
            before, python = counts(), blocks()
            for _ in range(n):
                once()
            return before, counts(), blocks() - python

        for _ in range(20):
            once()
        before, after, python = measure()
        if after != before or python >= n // 4:  # garbage of other tests may have been collected, or ours waits for it
            gc.collect()
            before, after, python = measure()
            if after != before:
                gc.collect()
                after = counts()
        assert after == before
        assert python < n // 4, f"{python} Python blocks more after {n} calls"

    return check
