"""Builds pyndarray._core.

Every C file is compiled once, except those directly in csrc/kernels/, which are compiled once for each instruction-set
tier with -DPND_ISA=<tier>.  Objects are compiled in parallel and only when they or a header they read has changed.

Switches (environment):
  PND_DEV=1                        baseline tier only, -O1, asserts
  PND_SANITIZE=address,undefined   sanitizers; implies asserts, one malloc per object
  PND_PARANOID=1                   tiny windows, no free lists, poisoned freed data, invariants asserted
  PND_WERROR=1                     warnings are errors
  CC                               the compiler (gcc or clang; may be two words, such as a caching wrapper)
"""
import os
import platform
import shlex
import shutil
import subprocess
import sysconfig
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
SRC = Path("csrc")

WARNINGS = """-Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wundef -Wdouble-promotion
    -Wno-missing-field-initializers -Wno-cast-function-type""".split()
HARDENING = "-fstack-protector-strong -D_FORTIFY_SOURCE=2".split()
LINK_HARDENING = "-Wl,-z,relro -Wl,-z,now".split()
KERNEL = "-O3 -ffp-contract=off -fwrapv -fno-math-errno".split()
TIERS = {"baseline": ["-march=x86-64-v2"], "avx2": ["-march=x86-64-v3"],
         "avx512": ["-march=x86-64-v4", "-mprefer-vector-width=512"]}


def switch(name):
    return os.environ.get(name, "") not in ("", "0")


def openblas():
    """The OpenBLAS wheel's library and licences: (library file, [licence files])."""
    import scipy_openblas32
    here = Path(scipy_openblas32.__file__).parent
    library = here / "lib" / "libscipy_openblas.so"
    info = next(here.parent.glob("scipy_openblas32-*.dist-info"))
    return library, sorted(p for p in info.rglob("*LICENSE*") if p.is_file())


def units():
    """(source, tier or None) for each object file."""
    tiers = TIERS if platform.machine() == "x86_64" else {"baseline": []}
    if switch("PND_DEV"):
        tiers = {"baseline": tiers["baseline"]}
    for path in sorted(SRC.rglob("*.c")):
        if path.parent == SRC / "kernels" and path.name != "registry.c":
            for tier in tiers:
                yield path, tier
        else:
            yield path, None


def flags(path, tier):
    dev, sanitize = switch("PND_DEV"), os.environ.get("PND_SANITIZE")
    tiers = TIERS if platform.machine() == "x86_64" else {"baseline": []}
    out = ["-std=gnu11", "-D_GNU_SOURCE", "-fPIC", "-fvisibility=hidden", "-pthread", "-g1" if not sanitize else "-g", *WARNINGS]
    out += ["-fno-math-errno", "-ffp-contract=off", "-fwrapv"]
    if tier or path.is_relative_to(SRC / "kernels"):
        out += KERNEL
    else:
        out += ["-O2"]
    out += tiers[tier or "baseline"]
    if tier:
        out += [f"-DPND_ISA={tier}", f"-DPND_ISA_{tier.upper()}=1"]
    if switch("PND_DEV"):
        out += ["-DPND_DEV=1", "-O1"]
    else:
        out += HARDENING
    if sanitize:
        out += [f"-fsanitize={sanitize}", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer", "-O1", "-DPND_SANITIZE=1", "-U_FORTIFY_SOURCE"]
    if switch("PND_PARANOID"):
        out += ["-DPND_PARANOID=1"]
    if not (dev or sanitize or switch("PND_PARANOID")):
        out += ["-DNDEBUG"]
    if switch("PND_WERROR"):
        out += ["-Werror"]
    return out


def is_fresh(obj, command):
    """The object is newer than all it was made from and was made by the same command."""
    dep, cmd = obj.with_suffix(".d"), obj.with_suffix(".cmd")
    if not (obj.exists() and dep.exists() and cmd.exists()) or cmd.read_text() != command:
        return False
    made = obj.stat().st_mtime
    names = dep.read_text().replace("\\\n", " ").split(":", 1)[1].split()
    return all(os.path.exists(n) and os.stat(n).st_mtime <= made for n in names)


class BuildExt(build_ext):
    def get_export_symbols(self, ext):
        return []

    def build_extension(self, ext):
        cc = shlex.split(os.environ.get("CC") or "gcc")
        temp, target = Path(self.build_temp), Path(self.get_ext_fullpath(ext.name))
        include = [f"-I{p}" for p in {sysconfig.get_path("include"), sysconfig.get_path("platinclude")}]
        tiers = sorted({t for _, t in units() if t})
        jobs = []
        for path, tier in units():
            obj = temp / path.parent / f"{path.stem}.{tier or 'once'}.o"
            command = cc + flags(path, tier) + [f"-DPND_TIER_{t.upper()}_BUILT=1" for t in tiers]
            if path.parts[1] in PYTHON_LAYERS or path == SRC / "module.c":
                command += include
            command += ["-MMD", "-MF", str(obj.with_suffix(".d")), "-c", str(path), "-o", str(obj)]
            jobs.append((obj, command))

        def run(job):
            obj, command = job
            if is_fresh(obj, shlex.join(command)):
                return False
            obj.parent.mkdir(parents=True, exist_ok=True)
            subprocess.run(command, check=True)
            obj.with_suffix(".cmd").write_text(shlex.join(command))
            return True

        with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
            changed = any(list(pool.map(run, jobs)))
        if changed or not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            sanitize = os.environ.get("PND_SANITIZE")
            link = cc + ["-shared", "-pthread", *LINK_HARDENING, *([f"-fsanitize={sanitize}"] if sanitize else []),
                         *[str(o) for o, _ in jobs], "-o", str(target), "-lm", "-ldl"]
            subprocess.run(link, check=True)
        self.copy_blas(target.parent)

    @staticmethod
    def copy_blas(package):
        library, licences = openblas()
        where = package / "_openblas"
        where.mkdir(exist_ok=True)
        for path in [library, *licences]:
            to = where / path.name
            if not to.exists() or to.stat().st_size != path.stat().st_size:
                shutil.copy2(path, to)


class BuildPy(build_py):
    """Leaves no compiled file of an in-place build in a wheel's Python part."""


PYTHON_LAYERS = {"py", "object", "convert", "ufunc", "access", "bind", "capi"}

setup(ext_modules=[Extension("pyndarray._core", [])], cmdclass={"build_ext": BuildExt, "build_py": BuildPy})
