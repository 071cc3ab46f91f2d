"""Builds pyndarray._core and lays OpenBLAS beside it; see tools/ccbuild.py for the switches."""
import compileall
import os
import sys
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

sys.path.insert(0, str(Path(__file__).resolve().parent / "tools"))
import ccbuild  # noqa: E402


class BuildExt(build_ext):
    """Compiles with tools/ccbuild.py; in-place builds and editable installs put the result into the source package."""

    def finalize_options(self):
        named = self.build_temp is not None
        super().finalize_options()
        if self.parallel:
            os.environ.setdefault("PND_JOBS", str(self.parallel))
        if not named:  # not setuptools' folder, whose name says nothing of compiler and switches
            self.build_temp = str(ccbuild.ROOT / "build" / "obj")

    def get_export_symbols(self, ext):
        return []

    def build_extension(self, ext):
        where = (Path(self.build_temp) / ccbuild.mode()).resolve()
        objects = [str(o) for o in ccbuild.compile_all(where)]
        target = Path(self.get_ext_fullpath(ext.name))
        built = where / target.name
        ccbuild.make(built, [*ccbuild.compiler(), "-shared", *ccbuild.link_flags(), *objects, "-o", str(built), "-lm", "-ldl"], objects)
        ccbuild.install(built, target)
        for path in ccbuild.openblas_files():
            ccbuild.install(path, target.parent / "_openblas" / path.name)

    def copy_extensions_to_source(self):
        built = Path(self.build_lib) / self.get_ext_filename("pyndarray._core")
        package = Path(self.get_finalized_command("build_py").get_package_dir("pyndarray"))
        for path in [built, *(built.parent / "_openblas").iterdir()]:
            ccbuild.install(path, package / path.relative_to(built.parent))
        # A tree imports as fast as an installation does, even where Python is told to write no bytecode (5 ms against 14 ms).
        compileall.compile_dir(package, quiet=1)


setup(ext_modules=[Extension("pyndarray._core", [])], cmdclass={"build_ext": BuildExt})
