"""The shape of the code: who may import whom, how long a module may be, which names are banned."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib

import pytest
from modules import CHECKOUT, SOURCE, checkout_files, cycles, module_of, modules

# Imports go from a lower line to a higher one; rooms in one line are strangers to each other.
LAYERS = """
__init__
errors
model
card
words pages settings
sources
ledger
facts
check story outlook
desk
watch
publish
cli
__main__
"""
RANK = {room: rank for rank, rooms in enumerate(LAYERS.split("\n")) for room in rooms.split()}

# A third-party library has one home.
HOME = {
    "duckdb": {"ledger", "facts"},
    "sqlglot": {"ledger", "facts"},
    "pyarrow": {"ledger", "facts"},
    "highspy": {"ledger"},
    "numpy": {"ledger"},
    "jinja2": {"pages"},
    "markupsafe": {"pages"},
    "vl_convert": {"pages"},
    "trafilatura": {"check"},
    "lxml": {"publish"},
    "typer": {"cli"},
    "rich": {"cli"},
    "fastapi": {"desk", "watch", "publish"},
    "pydantic": {"desk"},
    "starlette": {"desk", "watch", "publish"},
    "uvicorn": {"desk"},
    "sqlalchemy": {"desk", "watch", "publish"},
    "alembic": {"desk"},
    "psycopg": {"desk"},
    "argon2": {"desk"},
    "itsdangerous": {"desk"},
    "nh3": {"desk"},
    "rfc8785": {"desk"},
    "python_multipart": {"desk"},
    "icalendar": {"publish"},
}
# What a library is called where it is asked for, when that is not what it is imported as.
ASKED_AS = {"argon2": "argon2_cffi", "vl_convert": "vl_convert_python"}
# Too slow to be imported before somebody needs them.
HEAVY = {"duckdb", "sqlglot", "pyarrow", "highspy", "numpy", "jinja2", "vl_convert", "trafilatura", "rich", "icalendar"}
HEAVY |= {library for library, rooms in HOME.items() if rooms == {"desk"}}  # and not even there with the base alone

# Imports of another room's inner module. It may only shrink; it is empty, and that is how it stays.
INNER_IMPORTS_ALLOWED: set[tuple[str, str]] = set()

LONGEST = 500
BANNED_MODULES = re.compile(r"^(utils?|helpers?|misc|common|managers?|tools)$")
BANNED_FUNCTIONS = re.compile(r"^_?(process|handle|get)_")
BANNED_CLASSES = re.compile(r"(Manager|Helper|Utils?)$")


def ours():
    """Every import of one of our modules by another: importer, imported module, imported name."""
    for module in modules().values():
        for name in module.imports():
            target = module_of(name)
            if target is not None and target != "weighbridge":
                yield module, modules()[target], name


def test_every_room_has_a_rank():
    assert {module.room for module in modules().values()} <= RANK.keys()


def test_imports_point_down():
    upwards = {
        f"{importer.name} imports {target.name}"
        for importer, target, _ in ours()
        if importer.room != target.room and RANK[importer.room] <= RANK[target.room]
    }
    assert not upwards


def test_other_rooms_import_the_room_and_never_its_inner_modules():
    inner = {
        (importer.name, target.name)
        for importer, target, _ in ours()
        if importer.room != target.room and target.name.count(".") > 1
    }
    assert inner == INNER_IMPORTS_ALLOWED


def test_the_command_line_is_imported_by_nobody():
    assert not {
        importer.name
        for importer, target, _ in ours()
        if target.room == "cli" and importer.room not in {"cli", "__main__"}
    }


@pytest.mark.parametrize("at_start", [True, False], ids=["when imported", "in functions too"])
def test_there_is_no_import_cycle(at_start):
    edges = {
        module.name: {
            t for name in module.imports(at_start=at_start) if (t := module_of(name)) not in (None, module.name)
        }
        for module in modules().values()
    }
    # A room's own modules reach their __init__ only through a package import, which is no import of theirs.
    assert cycles(edges) == []


def test_cycles_are_found_where_there_are_some():
    assert cycles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}, "e": set()}) == [["a", "b", "c"]]


def test_every_library_stays_in_its_home():
    strays = set()
    for module in modules().values():
        for name in module.imports():
            library = name.split(".", 1)[0]
            if library not in sys.stdlib_module_names and library != "weighbridge":
                assert library in HOME, f"{module.name} imports {library}, which has no home yet"
                if module.room not in HOME[library]:
                    strays.add(f"{module.name} imports {library}")
    assert not strays


def test_every_library_that_is_imported_is_asked_for():
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    base, extra = (
        {re.split(r"[^\w-]", line, maxsplit=1)[0].replace("-", "_") for line in lines}
        for lines in (project["dependencies"], extras)
    )
    for library, rooms in HOME.items():
        assert ASKED_AS.get(library, library) in (extra if rooms <= {"desk", "watch", "publish"} else base)


def test_every_dependency_has_its_reason_beside_it():
    lines = (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    asked = [line for line in lines if re.match(r'^(  |requires = \[)"[\w\[\]-]+>=', line)]
    assert len(asked) > len(HOME)
    assert not [line for line in asked if not re.search(r"# \S+ \S+", line)]


def test_asking_for_help_imports_nothing_heavy():
    code = (
        "import sys, weighbridge.cli as cli\n"
        "try: cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        f"print(sorted({HEAVY!r} & sys.modules.keys()), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stderr.strip() == "[]"
    assert "story" in ran.stdout


def test_no_module_is_longer_than_a_reader_takes_in():
    long = {module.name: module.lines for module in modules().values() if module.lines >= LONGEST}
    assert not long


def test_names_say_what_a_thing_is():
    banned = set()
    for module in modules().values():
        if BANNED_MODULES.match(module.name.rsplit(".", 1)[-1]):
            banned.add(module.name)
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and BANNED_FUNCTIONS.match(node.name):
                banned.add(f"{module.name}.{node.name}")
            if isinstance(node, ast.ClassDef) and BANNED_CLASSES.search(node.name):
                banned.add(f"{module.name}.{node.name}")
    assert not banned


def test_no_field_or_argument_is_called_just_date():
    found = set()
    for module in modules().values():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.arg) and node.arg == "date":
                found.add(f"{module.name}:{node.lineno}")
            if isinstance(node, ast.ClassDef):
                fields = [part.target for part in node.body if isinstance(part, ast.AnnAssign)]
                found |= {f"{module.name}.{node.name}" for f in fields if isinstance(f, ast.Name) and f.id == "date"}
    assert not found


def test_nobody_can_forget_the_vintage():
    """In ledger, facts and check `as_of` is given by keyword and has no default."""
    forgettable = set()
    for module in modules().values():
        if module.room not in {"ledger", "facts", "check"}:
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef):
                positional = [arg.arg for arg in (*node.args.posonlyargs, *node.args.args)]
                defaults = {a.arg for a, d in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True) if d}
                if "as_of" in positional or "as_of" in defaults:
                    forgettable.add(f"{module.name}.{node.name}")
    assert not forgettable


def test_every_public_module_class_and_function_says_what_it_is():
    silent = set()
    for module in modules().values():
        if module.lines and not ast.get_docstring(module.tree):
            silent.add(module.name)
        for node in module.tree.body:
            public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if public and not ast.get_docstring(node):
                silent.add(f"{module.name}.{node.name}")
    assert not silent


def test_nothing_is_left_open():
    marks = re.compile(
        "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "NotImplemented" + "Error", r"mark\.sk" + "ip"])
    )
    found = [
        f"{path.relative_to(CHECKOUT)}: {line.strip()}"
        for path in checkout_files()
        if path.suffix == ".py"
        for line in path.read_text(encoding="utf-8").splitlines()
        if marks.search(line)
    ]
    assert not found


REGISTRY = re.compile(
    r"pypi\.(org|python)|pythonhosted\.|registry\.npmjs|npmjs\.com/|deb\.debian\.|crates\.io|proxy\.golang"
)
OWN_PATH = re.compile(r"(?<![\w.\-/:})])/(root|home/\w+|Users/\w+|work/\w+)(/|\b)")


def test_no_file_names_a_registry_or_a_path_of_one_machine():
    found = []
    for path in checkout_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:  # a picture
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if REGISTRY.search(line) or OWN_PATH.search(line):
                found.append(f"{path.relative_to(CHECKOUT)}:{number}: {line.strip()[:100]}")
    assert not found


@pytest.mark.parametrize(
    "line",
    [
        "see https://pypi" + ".org/simple",
        "files.python" + "hosted.org",
        "cd /ro" + "ot/x",
        "'/ho" + "me/anna/x'",
        "in /wo" + "rk/main",
    ],
)
def test_registries_and_paths_of_one_machine_are_seen(line):
    assert REGISTRY.search(line) or OWN_PATH.search(line)


def test_an_address_with_home_in_it_is_no_path():
    assert not OWN_PATH.search("https://www.mofcom.gov.cn/home/article/x")


def test_the_package_is_what_lies_under_src():
    assert SOURCE.is_dir()
    assert set(modules()) >= {"weighbridge", "weighbridge.cli", "weighbridge.facts"}


def test_the_version_is_the_changelogs_newest():
    import weighbridge

    newest = re.search(r"^## (\S+)", (CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert newest is not None
    assert newest[1] == project["version"] == weighbridge.__version__
