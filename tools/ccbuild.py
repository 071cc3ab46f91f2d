"""Compiles csrc/: which files, with which flags, and only what has changed.

Used by setup.py (the extension module) and tests/c/run.py (layers 0 to 6 as a plain library).  Every C file is compiled
once, except the kernel families in csrc/kernels/, which are compiled once for each instruction-set tier with
-DPND_ISA=<tier>.  Objects of each combination of switches stay in a folder of their own, so that switching does not
rebuild; an object is made again when its command, its source or a header it read has changed.

Switches (environment):
  PND_DEV=1                        baseline tier only, -O1, asserts
  PND_SANITIZE=address,undefined   sanitizers; asserts, one malloc per object
  PND_PARANOID=1                   tiny windows, no free lists, poisoned freed data, invariants asserted
  PND_WERROR=1                     warnings are errors
  PND_VERBOSE=1                    print every command and the slowest objects
  PND_JOBS=n                       how many compilers run at once (default: the processors available)
  CC                               the compiler (gcc or clang; may be several words, such as a caching wrapper)
"""
import os
import platform
import shlex
import shutil
import subprocess
import sys
import sysconfig
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SRC = Path("csrc")
PYTHON_LAYERS = {"py", "object", "convert", "ufunc", "access", "bind", "capi"}

WARNINGS = """-Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wundef -Wdouble-promotion
    -Wno-missing-field-initializers -Wno-cast-function-type""".split()
HARDENING = "-fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2".split()
LINK_HARDENING = "-Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack".split()
KERNEL = "-O3 -ffp-contract=off -fwrapv -fno-math-errno".split()
X86_TIERS = {"baseline": ["-march=x86-64-v2"], "avx2": ["-march=x86-64-v3"],
             "avx512": ["-march=x86-64-v4", "-mprefer-vector-width=512"]}


def switch(name):
    return os.environ.get(name, "") not in ("", "0")


def compiler():
    return shlex.split(os.environ.get("CC") or "gcc")


def is_clang():
    return "clang" in os.path.basename(compiler()[-1])


def jobs():
    return int(os.environ.get("PND_JOBS") or len(os.sched_getaffinity(0)))


def tiers():
    """Tier name -> flags, lowest first.  Processors other than x86-64 have the baseline alone."""
    known = X86_TIERS if platform.machine() in ("x86_64", "AMD64") else {"baseline": []}
    return {"baseline": known["baseline"]} if switch("PND_DEV") else known


def mode():
    """A folder name for this combination of switches."""
    parts = ["dev" if switch("PND_DEV") else "release"]
    parts += [os.environ["PND_SANITIZE"].replace(",", "+")] if os.environ.get("PND_SANITIZE") else []
    parts += ["paranoid"] if switch("PND_PARANOID") else []
    parts += ["werror"] if switch("PND_WERROR") else []
    return "-".join([platform.machine(), os.path.basename(compiler()[-1]), *parts])


def units(layers=None):
    """(source, tier or None) for each object; layers: names of folders of csrc/, None for all files."""
    for path in sorted((ROOT / SRC).rglob("*.c")):
        path = path.relative_to(ROOT)
        if layers is not None and path.parts[1] not in layers:
            continue
        if path.parent == SRC / "kernels" and path.name != "registry.c":
            for tier in tiers():
                yield path, tier
        else:
            yield path, None


def core_layers():
    """Folders of the layers that know no Python."""
    return {p.name for p in (ROOT / SRC).iterdir() if p.is_dir()} - PYTHON_LAYERS


def common_flags():
    dev, sanitize, paranoid = switch("PND_DEV"), os.environ.get("PND_SANITIZE"), switch("PND_PARANOID")
    out = ["-std=gnu11", "-D_GNU_SOURCE", "-fPIC", "-fvisibility=hidden", "-pthread", *WARNINGS]
    out += ["-fno-math-errno", "-ffp-contract=off", "-fwrapv", "-g" if sanitize else "-g1"]
    if is_clang():  # bitwise on booleans is meant (no branch); a loop clang leaves scalar is a matter of speed
        out += ["-Wno-bitwise-instead-of-logical", "-Wno-bitwise-conditional-parentheses", "-Wno-pass-failed"]
    out += ["-Werror"] if switch("PND_WERROR") else []
    out += ["-DPND_DEV=1"] if dev else []
    out += ["-DPND_PARANOID=1"] if paranoid else []
    if sanitize:
        out += [f"-fsanitize={sanitize}", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer", "-DPND_SANITIZE=1"]
        out += ["-shared-libasan"] if is_clang() else []
    if not (dev or sanitize):
        out += HARDENING
    if not (dev or sanitize or paranoid):
        out += ["-DNDEBUG"]
    return out + [f"-DPND_TIER_{t.upper()}_BUILT=1" for t in tiers()]


def unit_flags(path, tier):
    out = list(KERNEL) if path.parts[1] in ("kernels", "random") else ["-O2"]
    out += ["-fno-tree-slp-vectorize"] if path.parts[1] == "random" else []  # gcc packs a state's words, at up to twice the time
    out += tiers()[tier or "baseline"]
    if tier:
        out += [f"-DPND_ISA={tier}", f"-DPND_ISA_{tier.upper()}=1"]
    if switch("PND_DEV") or os.environ.get("PND_SANITIZE"):
        out += ["-O1"]
    if path.parts[1] in PYTHON_LAYERS or path == SRC / "module.c":
        out += [f"-I{p}" for p in sorted({sysconfig.get_path("include"), sysconfig.get_path("platinclude")})]
    return out


def link_flags():
    sanitize = os.environ.get("PND_SANITIZE")
    out = ["-pthread", *LINK_HARDENING]
    if sanitize:
        out += [f"-fsanitize={sanitize}"] + (["-shared-libasan"] if is_clang() else [])
    return out


def run(command):
    if switch("PND_VERBOSE"):
        print(shlex.join(command), flush=True)
    if subprocess.run(command, cwd=ROOT).returncode:
        sys.exit("failed: " + shlex.join(command))


def is_fresh(target, command, inputs=None):
    """The target was made by this command and is newer than all it was made from (inputs, or what its .d file lists)."""
    dep, cmd = Path(f"{target}.d"), Path(f"{target}.cmd")
    if not (target.exists() and cmd.exists()) or cmd.read_text() != shlex.join(command):
        return False
    if inputs is None:
        if not dep.exists():
            return False
        inputs = dep.read_text().replace("\\\n", " ").split(":", 1)[1].split()
    made = target.stat().st_mtime_ns
    paths = [ROOT / p for p in inputs]
    return all(p.exists() and p.stat().st_mtime_ns <= made for p in paths)


def make(target, command, inputs=None):
    """Runs the command unless its target is fresh; returns the seconds it took, 0 when it did not run."""
    if is_fresh(target, command, inputs):
        return 0.0
    start = time.perf_counter()
    target.parent.mkdir(parents=True, exist_ok=True)
    Path(f"{target}.cmd").unlink(missing_ok=True)
    run(command)
    Path(f"{target}.cmd").write_text(shlex.join(command))
    return time.perf_counter() - start


def compile_all(where, layers=None):
    """Compiles into the folder `where`; returns the object files."""
    where, cc, common = Path(where).resolve(), compiler(), common_flags()
    work = []
    for path, tier in units(layers):
        obj = where / path.parent.relative_to(SRC) / f"{path.stem}.{tier or 'once'}.o"
        command = cc + common + unit_flags(path, tier) + ["-MMD", "-MF", f"{obj}.d", "-c", str(path), "-o", str(obj)]
        work.append((obj, command))
    # The long ones first, so that no processor is idle at the end: the time of the last run tells, and kernels before others.
    log = where / "seconds"
    known = dict(line.split() for line in log.read_text().splitlines()) if log.exists() else {}
    name = {obj: str(obj.relative_to(where)) for obj, _ in work}
    work.sort(key=lambda w: -float(known.get(name[w[0]], 9 if "kernels" in name[w[0]] else 1)))

    start = time.perf_counter()
    with ThreadPoolExecutor(jobs()) as pool:
        seconds = list(pool.map(lambda w: make(*w), work))
    made = {name[obj]: s for (obj, _), s in zip(work, seconds) if s}
    if made:
        known.update((k, f"{s:.2f}") for k, s in made.items())
        log.write_text("".join(f"{k} {s}\n" for k, s in known.items()))
        print(f"compiled {len(made)} of {len(work)} objects in {time.perf_counter() - start:.1f} s ({mode()})", flush=True)
    if switch("PND_VERBOSE"):
        for k, s in sorted(made.items(), key=lambda item: -item[1])[:10]:
            print(f"  {s:6.1f} s  {k}")
    return [obj for obj, _ in sorted(work)]


def install(source, target):
    """Copies a file where its content differs, by a rename, so that a process that has the old one mapped lives on."""
    source, target = Path(source), Path(target)
    if target.exists() and target.stat().st_size == source.stat().st_size and target.read_bytes() == source.read_bytes():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    new = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.copyfile(source, new)
    shutil.copymode(source, new)
    os.replace(new, target)


def openblas_files():
    """The OpenBLAS wheel's library and licences."""
    import scipy_openblas32
    here = Path(scipy_openblas32.__file__).parent
    info = next(here.parent.glob("scipy_openblas32-*.dist-info"))
    return [here / "lib" / "libscipy_openblas.so", *sorted(p for p in info.rglob("*LICENSE*") if p.is_file())]
