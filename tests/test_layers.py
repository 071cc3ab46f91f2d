"""The layers of csrc/: who may include whom, that each header stands alone, and how long files and functions are.

Reads the sources only; nothing here imports the library.
"""
import os
import re
import shlex
import subprocess
import sysconfig
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SRC = ROOT / "csrc"

# Folders bottom-up; those on one line are siblings and may not include one another.
LAYERS = [
    ["platform"], ["dtype"], ["layout"], ["kernels"], ["iter"], ["engine"], ["linalg", "fft", "random", "io"],
    ["py"], ["object"], ["convert"], ["ufunc"], ["access"], ["bind"], ["capi"], ["module.c"],
]
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
PYTHON_LINE = LEVEL["py"]
PYTHON_HEADERS = re.compile(r"Python\.h|structmember\.h|datetime\.h|frameobject\.h|(internal|cpython)/.*")

# Headers that are a part of another file's text, and so mean nothing alone.
FRAGMENTS = {
    "kernels/rows.tmpl.h": "lines of an array initialiser",
    "linalg/product_row.tmpl.h": "lines of an array initialiser",
}
MAX_FILE, MAX_FUNCTION = 800, 80
REASON = "Long because"  # how the sentence begins that allows a longer file or function

SOURCES = sorted(p for p in SRC.rglob("*") if p.suffix in (".c", ".h", ".def"))
HEADERS = [p for p in SOURCES if p.suffix == ".h"]
CODE = [p for p in SOURCES if p.suffix != ".def"]


def name(path):
    return path.relative_to(SRC).as_posix()


def layer(path):
    return path.relative_to(SRC).parts[0]


def includes(text):
    """(line number, "quoted" or None, <angled> or None)"""
    for number, line in enumerate(text.splitlines(), 1):
        m = re.match(r'\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)', line)
        if m:
            yield number, m[1], m[2]


def test_every_folder_is_a_layer():
    folders = {p.name for p in SRC.iterdir() if p.suffix != ".md"}
    assert folders <= set(LEVEL), f"not in LAYERS: {sorted(folders - set(LEVEL))}"


def test_includes_point_down():
    wrong = []
    for path in SOURCES:
        for line, quoted, angled in includes(path.read_text()):
            where = f"{name(path)}:{line}"
            if angled:
                if PYTHON_HEADERS.fullmatch(angled) and layer(path) != "py":
                    wrong.append(f"{where}: <{angled}> outside py/")
                continue
            target = (path.parent / quoted).resolve()
            if not target.is_file() or not target.is_relative_to(SRC):
                wrong.append(f"{where}: no such file under csrc/: {quoted}")
                continue
            mine, other = layer(path), layer(target)
            if LEVEL[other] > LEVEL[mine]:
                wrong.append(f"{where}: upward include of {name(target)}")
            elif mine != other and LEVEL[other] == LEVEL[mine]:
                wrong.append(f"{where}: sideways include of {name(target)}")
    assert not wrong, "\n".join(wrong)


def test_a_file_includes_its_own_header_first():
    wrong = []
    for path in SOURCES:
        own = path.with_suffix(".h")
        exporter = path.with_name("once") / f"{path.stem}_find.c"  # a family per tier: this one exports own
        if path.suffix == ".c" and own.exists() and not exporter.exists():
            first = next(includes(path.read_text()), (0, None, None))
            if first[1] is None or (path.parent / first[1]).resolve() != own:
                wrong.append(f"{name(path)}:{first[0]}: the first include is not {own.name}")
    assert not wrong, "\n".join(wrong)


def test_headers_compile_alone():
    cc = shlex.split(os.environ.get("CC") or "gcc")
    python = [f"-I{p}" for p in sorted({sysconfig.get_path("include"), sysconfig.get_path("platinclude")})]

    def compile_alone(path):
        flags = ["-std=gnu11", "-D_GNU_SOURCE", "-fsyntax-only", "-Wall", "-Wextra", "-Wno-unused-function", "-Wno-unused-const-variable",
                 "-Wno-unused-macros", "-Werror=implicit-function-declaration", "-x", "c"]
        flags += python if LEVEL[layer(path)] >= PYTHON_LINE else []
        done = subprocess.run([*cc, *flags, str(path)], capture_output=True, text=True)
        return f"{name(path)}:\n{done.stderr}" if done.returncode else None

    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        wrong = [w for w in pool.map(compile_alone, [p for p in HEADERS if name(p) not in FRAGMENTS]) if w]
    assert not wrong, "\n".join(wrong)


def top_comment(text):
    m = re.match(r"\s*/\*.*?\*/", text, re.S)
    return m[0] if m else ""


def test_files_open_with_what_they_are_for():
    wrong = [name(p) for p in SOURCES if not top_comment(p.read_text())]
    assert not wrong, "no opening comment: " + ", ".join(wrong)


def test_length_of_files():
    python = [p for top in ("pyndarray", "tests", "benchmarks", "tools") for p in (ROOT / top).rglob("*.py")]
    wrong = []
    for path in [*CODE, *python, *(ROOT / "tests" / "c").glob("*.[ch]")]:
        text = path.read_text()
        lines = text.count("\n")
        if lines > MAX_FILE and REASON not in "\n".join(text.splitlines()[:20]):
            wrong.append(f"{path.relative_to(ROOT)}: {lines} lines")
    assert not wrong, f"over {MAX_FILE} lines without a sentence '{REASON} ...' at the top:\n" + "\n".join(wrong)


def functions(text):
    """(first line, number of lines, text of the comment above and the head) of each function: '{' and '}' alone in column 0."""
    lines, start = text.splitlines(), None
    for i, line in enumerate(lines):
        if line == "{" or (start is None and re.match(r"[A-Za-z].*\)\s*\{$", line)):
            start = i
            while start > 0 and lines[start - 1].strip() and not lines[start - 1].startswith(("}", "#")):
                start -= 1
        elif line == "}" and start is not None:
            head = start
            yield head + 1, i - head + 1, "\n".join(lines[head:head + 12])
            start = None


def test_length_of_functions():
    wrong = []
    for path in CODE:
        for line, count, head in functions(path.read_text()):
            if count > MAX_FUNCTION and REASON not in head:
                wrong.append(f"{name(path)}:{line}: {count} lines")
    assert not wrong, f"over {MAX_FUNCTION} lines without a sentence '{REASON} ...' in the comment above:\n" + "\n".join(wrong)


# The checks above, checked: each must find what it is there to find.
@pytest.mark.parametrize("text, count", [
    ("int f(void)\n{\n" + "    g();\n" * 5 + "}\n", 8),
    ("/* about */\nstatic int\nf(void)\n{\n" + "    g();\n" * 5 + "}\n\nint x;\n", 10),
    ("static const int t[] = {\n    1,\n};\n", None),
])
def test_functions_are_found(text, count):
    assert [c for _, c, _ in functions(text)] == ([] if count is None else [count])


def test_includes_are_found():
    found = list(includes('#include "a.h"\n  # include <b.h>\n/* #include "c.h" */\n#include PND_TEMPLATE\n'))
    assert found == [(1, "a.h", None), (2, None, "b.h")]


def test_the_map_names_every_file():
    """csrc/README.md lists each file in its folder (x.h/.c stands for both)."""
    listed, folder = set(), ""
    for line in (SRC / "README.md").read_text().split("## The files")[1].splitlines():
        found = re.match(r"([\w/]+)/ ", line)
        if found:
            folder = found.group(1)
        elif line.startswith("    "):
            first = line.split()[0]
            listed |= {f"{folder}/{first[:-5]}.h", f"{folder}/{first[:-5]}.c"} if first.endswith(".h/.c") else {f"{folder}/{first}"}
    files = {str(p.relative_to(SRC)) for p in SOURCES} - {"module.c"}
    assert listed == files, f"missing from the map: {sorted(files - listed)}; no such file: {sorted(listed - files)}"
