"""Compiles layers 0 to 6 without Python, links each tests/c/test_*.c with them, and runs the programs.

    python tests/c/run.py [NAME ...]      NAME: part of a test's file name; all without one

The switches of tools/ccbuild.py hold (PND_SANITIZE, PND_PARANOID, PND_DEV=0, CC ...); PND_DEV=1 unless it is set.
"""
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "tools"))
import ccbuild  # noqa: E402

os.environ.setdefault("PND_DEV", "1")


def tests():
    return sorted(HERE.glob("test_*.c"))


def library():
    """An archive of layers 0 to 6, linked whole: kernel tables are reached through weak names alone."""
    where = ccbuild.ROOT / "build" / "obj" / ccbuild.mode()
    objects = [str(o) for o in ccbuild.compile_all(where, ccbuild.core_layers())]
    archive = where / "libcore.a"
    if not ccbuild.is_fresh(archive, ["ar", "rcs", str(archive), *objects], objects):
        archive.unlink(missing_ok=True)  # or members whose source is gone stay in it
        ccbuild.make(archive, ["ar", "rcs", str(archive), *objects], objects)
    return archive


def build(source, archive):
    program = archive.parent / "ctest" / source.stem
    command = [*ccbuild.compiler(), *ccbuild.common_flags(), *ccbuild.unit_flags(source.relative_to(ccbuild.ROOT), None), "-Icsrc", "-Itests/c",
               "-MMD", "-MF", f"{program}.d", str(source.relative_to(ccbuild.ROOT)), "-Wl,--whole-archive", str(archive), "-Wl,--no-whole-archive", *ccbuild.link_flags(), "-o", str(program), "-lm", "-ldl"]
    # what the test itself includes is in the .d file, the rest in the archive
    if not ccbuild.is_fresh(program, command) or not ccbuild.is_fresh(program, command, [str(archive)]):
        Path(f"{program}.cmd").unlink(missing_ok=True)
        ccbuild.make(program, command)
    return program


def blas_folder():
    beside = ccbuild.ROOT / "pyndarray" / "_openblas"
    return beside if beside.is_dir() else ccbuild.openblas_files()[0].parent


def run(program):
    env = {"PND_BLAS_DIR": str(blas_folder()), "TSAN_OPTIONS": "die_after_fork=0", **os.environ}
    return subprocess.run([program], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env, timeout=600)


def main(names):
    archive, failed = library(), []
    for source in tests():
        if names and not any(n in source.stem for n in names):
            continue
        done = run(build(source, archive))
        print(f"== {source.name}\n{done.stdout}", end="", flush=True)
        if done.returncode:
            failed.append(f"{source.name} (exit {done.returncode})")
    if failed:
        sys.exit("failed: " + ", ".join(failed))


if __name__ == "__main__":
    main(sys.argv[1:])
