"""Checks or mends the layout of the C files against .clang-format.

    python tools/format.py --check [FILE ...]     lists files that differ; exit 1 when there are any
    python tools/format.py --fix [FILE ...]       rewrites them

Versions of clang-format lay code out differently, so the one of the pinned package `clang-format` (extra `test`) is used and no other.
"""
import importlib.util
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def pinned():
    return re.search(r"clang-format==([0-9.]+)", (ROOT / "pyproject.toml").read_text())[1]


def program():
    spec = importlib.util.find_spec("clang_format")
    if spec is None:
        sys.exit(f"tools/format.py needs the package clang-format=={pinned()}: pip install -e '.[test]'")
    path = Path(spec.origin).parent / "data" / "bin" / "clang-format"
    version = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
    if f"version {pinned()}" not in version:
        sys.exit(f"tools/format.py needs clang-format=={pinned()}, found: {version.strip()}")
    return path


def files():
    return [p for top in ("csrc", "tests") for p in sorted((ROOT / top).rglob("*.[ch]"))]


def main(args):
    if not args or args[0] not in ("--check", "--fix"):
        sys.exit(__doc__)
    paths, tool, differ = [Path(a).resolve() for a in args[1:]] or files(), program(), []
    for start in range(0, len(paths), 50):
        part = paths[start:start + 50]
        found = subprocess.run([tool, "--style=file", "--dry-run", *part], cwd=ROOT, capture_output=True, text=True).stderr
        names = {line.split(":", 1)[0] for line in found.splitlines() if "code should be clang-formatted" in line}
        differ += [p for p in part if str(p) in names]
    if args[0] == "--fix":
        for path in differ:
            subprocess.run([tool, "--style=file", "-i", path], cwd=ROOT, check=True)
    for path in differ:
        print(("formatted " if args[0] == "--fix" else "differs from .clang-format: ") + str(path.relative_to(ROOT)))
    sys.exit(bool(differ) and args[0] == "--check")


if __name__ == "__main__":
    main(sys.argv[1:])
