"""How the house is built: imports run downwards and in no circle, under one name, and no folder holds too much."""

import ast
import importlib
import re
import subprocess
import sys
from collections import Counter
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from kraftsamling.model.paths import ROOT

FLOORS = ("model", "analysis", "experiments", "app", "kraftsamling")
"""The folders at the top, each standing on those before it: no import runs upwards."""
NAME = "kraftsamling"
BELOW = {
    "model.engine.schedule": {"model.errors", "model.rules", "model.engine.state"},
    "model.agents.agents": {"model.vocabulary"},
    "model.engine.state": set(),
    "model.vocabulary": set(),
    "model.errors": set(),
    "model.engine.shocks": set(),
    "model.results.measures": {"model.vocabulary", "model.engine.constants"},
    "model.rules": {"model.rules", "model.vocabulary"},
}
"""Modules and folders that may import nothing of ours but what is listed."""
MESA = {"model.agents.region_model", "model.agents.agents"}
"""Modules that only each other and the face may import, since Mesa takes a second to load."""
PLACES = (*FLOORS, "tests", "tools")
MAX_FILES = 16
FULLER = {
    "model/rules": "one file for each step of the quarter, or part of one",
    "tests/model/rules": "one file for each file of rules",
    "model/data/texts": "one file for each topic that leadership and classes read about",
    "app/static/js": "one module for each thing on the page, served as they are and grouped by charts/ alone",
    "app/static/js/charts": "one module for each kind of chart and for what the charts share",
}
"""Folders that may hold more files, and why."""
FILES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for floor in FLOORS
    for path in (ROOT / floor).rglob("*.py")
}
"""Each module by its name within the package: "model.rules.act"."""


def imported(path: Path) -> set[str]:
    """Modules of ours that a file imports, for types alone as well, by their names within the package."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path.name}: relative import"
            full = {f"{node.module}.{alias.name}" for alias in node.names}
            modules = {name for name in full if name.removeprefix(f"{NAME}.") in FILES}
            names |= modules | ({node.module} if modules != full else set())
    ours = {name for name in names if name.split(".")[0] == NAME}
    return {name if name in FILES else name.removeprefix(f"{NAME}.") for name in ours}


def stands_under(module: str, place: str) -> bool:
    return module == place or module.startswith(f"{place}.")


@pytest.mark.parametrize("module", sorted(FILES))
def test_imports_go_only_downwards(module):
    floor = module.split(".")[0]
    for name in imported(FILES[module]):
        assert FLOORS.index(name.split(".")[0]) <= FLOORS.index(floor), name
        for place, allowed in BELOW.items():
            if stands_under(module, place):
                assert any(stands_under(name, other) for other in allowed), name
        if floor == "model" and module != "model":
            assert name != "model", "the face is for others"
            assert module in MESA or name not in MESA, name


def test_imports_run_in_no_circle():
    order = list(TopologicalSorter({module: imported(path) for module, path in FILES.items()}).static_order())
    assert order.index("model.vocabulary") < order.index("model.engine.schedule") < order.index("model.engine.ensemble")


def test_no_module_names_one_that_stands_above_it_by_a_string():
    """A name in quotes imports as well: it would hide a circle."""
    for module, path in FILES.items():
        if not module.startswith("app"):
            continue
        texts = re.findall(rf'"{NAME}\.([a-z_.]+)[":{{]', path.read_text(encoding="utf-8"))
        above = {text.partition(":")[0] for text in texts}
        assert not {name for name in above if name in FILES and module in imported(FILES[name])}, module


def room(module: str) -> str:
    """The folder that a module lies in; a module at the top of a floor is a room of its own."""
    folder = FILES[module].relative_to(ROOT).parent.parts
    return module if len(folder) == 1 else ".".join(folder)


def test_folders_import_each_other_in_no_circle():
    doors = {(room(module), room(name)) for module, path in FILES.items() for name in imported(path)}
    stands_on: dict[str, set[str]] = {}
    for above, below in sorted(doors):
        stands_on.setdefault(above, set()).update({below} - {above})
    try:
        order = list(TopologicalSorter(stands_on).static_order())
    except CycleError as error:
        pytest.fail(f"folders that import each other: {' <- '.join(error.args[1])}")
    assert order.index("model.rules") < order.index("model.engine") < order.index("analysis.report")


def test_no_folder_holds_more_files_than_the_eye_takes_in():
    listed = subprocess.run(["git", "ls-files", *PLACES], cwd=ROOT, capture_output=True, text=True, check=True)
    files = Counter(Path(line).parent.as_posix() for line in listed.stdout.splitlines())
    assert {folder: count for folder, count in files.items() if count > MAX_FILES and folder not in FULLER} == {}
    assert all(files[folder] > MAX_FILES for folder in FULLER), "an exception that is no longer needed"


@pytest.mark.parametrize("path", sorted(FILES.values()), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_is_ours_is_imported_under_one_name(path):
    """`import model` would load every module a second time, beside `kraftsamling.model`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module] if isinstance(node, ast.ImportFrom) else []
        assert not {name.split(".")[0] for name in names} & set(FLOORS[:-1]), ast.unparse(node)


def test_no_module_is_loaded_under_two_names():
    """Everything imported in one process, workers' entry points included."""
    program = "\n".join(
        [
            "import importlib, sys",
            f"for name in {sorted(f'{NAME}.{module}'.replace(f'{NAME}.{NAME}', NAME) for module in FILES)!r}:",
            "    if not name.endswith('__main__'): importlib.import_module(name)",
            "files = [getattr(module, '__file__', None) for module in list(sys.modules.values())]",
            "ours = [file for file in files if file and file.endswith('.py')]",
            "twice = {file for file in ours if ours.count(file) > 1}",
            f"print(sorted(file for file in twice if file.startswith({str(ROOT)!r})))",
        ]
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    with pytest.raises(ImportError):
        importlib.import_module("kraftsamling.kraftsamling.cli")


MAX_POSITIONAL = 6
LISTS = {"gives", "_step"}
"""Functions that take a list of names or rules, one an argument."""


@pytest.mark.parametrize("module", sorted(FILES))
def test_no_call_passes_more_than_six_arguments_by_place(module):
    tree = ast.parse(FILES[module].read_text(encoding="utf-8"))
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    long = [call for call in calls if len(call.args) > MAX_POSITIONAL and ast.unparse(call.func) not in LISTS]
    assert [ast.unparse(call) for call in long] == []


WORDS = {"model.texts": "the catalogue", "app.answers.catalogue": "the texts that the page loads in one language"}
"""Modules whose functions may take a language; all others take a reader."""


@pytest.mark.parametrize("module", sorted(set(FILES) - set(WORDS)))
def test_functions_take_a_reader_instead_of_a_language(module):
    tree = ast.parse(FILES[module].read_text(encoding="utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    takes = {each.name for each in functions for a in (*each.args.args, *each.args.kwonlyargs) if a.arg == "language"}
    assert takes == set()
