"""What every test run needs: which build is tested, and from which seed.

PND_LIB names a folder whose pyndarray is tested in place of the source tree's (sanitizer builds).  PND_SEED and PND_CASES
(a factor) are the differential tests' seed and amount; the seed is printed, so that a failing run can be repeated.
"""
import os
import sys

if os.environ.get("PND_LIB"):
    sys.path.insert(0, os.environ["PND_LIB"])
os.environ.setdefault("PND_SEED", "20260101")


def pytest_report_header(config):
    import pyndarray
    return [f"pyndarray: {os.path.dirname(pyndarray.__file__)}", f"PND_SEED={os.environ['PND_SEED']} PND_CASES={os.environ.get('PND_CASES', '1')}"]
