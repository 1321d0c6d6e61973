"""How the code is written: imports go downwards, rules hold no number and cite a mechanism, stocks are read."""

import ast
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import numpy as np
import pytest

from kraftsamling.model.engine import schedule as quarter
from kraftsamling.model.engine.state import VARIABLES
from kraftsamling.model.inputs.parameters import parameters
from kraftsamling.model.paths import ROOT

FLOORS = ("model", "analysis", "experiments", "app", "kraftsamling")
"""The folders at the top, each standing on those before it: no import runs upwards."""
NAME = "kraftsamling"
BELOW = {
    "model.engine.schedule": {"model.errors", "model.rules", "model.engine.state"},
    "model.engine.agents": {"model.vocabulary"},
    "model.engine.state": set(),
    "model.vocabulary": set(),
    "model.errors": set(),
    "model.engine.shocks": set(),
    "model.results.measures": {"model.vocabulary"},
    "model.rules": {"model.rules", "model.vocabulary"},
}
"""Modules and folders that may import nothing of ours but what is listed."""
MESA = {"model.engine.region_model", "model.engine.agents"}
"""Modules that only each other and the face may import, since Mesa takes a second to load."""
NUMBERS = {0, 1, -1, 2}
"""Shapes, axes, signs and squares."""
EXCEPTIONS = {
    100: "points of capacity",
    3: "highest level; last reason of REASONS_NOT; place of participation in the picture",
    4: "ingredients of will; first base in the picture; readings and conditions of a gated step",
    9: "decimals of the grid",
    10: "the lowest tenth; base of the grid",
    6: "start values besides capitals and bases",
}
ACCOUNTING = {"steady_layers", "settle_start", "start_actor"}
"""Rules that carry no mechanism of their own."""

FILES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for floor in FLOORS
    for path in (ROOT / floor).rglob("*.py")
}
"""Each module by its name within the package: "model.rules.act"."""
RULE_FILES = sorted((ROOT / "model" / "rules").glob("*.py"))
RULES = [rule for step in (*quarter.START, *quarter.QUARTER) for rule in step.rules]


def imported(path: Path) -> set[str]:
    """Modules of ours that a file imports when it runs, by their names within the package."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    only_for_types = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test)
        for node in ast.walk(block)
    }
    names = set()
    for node in ast.walk(tree):
        if id(node) in only_for_types:
            continue
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


MAX_POSITIONAL = 6
LISTS = {"gives", "_step"}
"""Functions that take a list of names or rules, one an argument."""


@pytest.mark.parametrize("path", sorted((ROOT / "model").rglob("*.py")), ids=lambda path: path.stem)
def test_no_call_passes_more_than_six_arguments_by_place(path):
    calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    long = [
        ast.unparse(call) for call in calls if len(call.args) > MAX_POSITIONAL and ast.unparse(call.func) not in LISTS
    ]
    assert long == []


def literals(path: Path) -> set[float]:
    return {
        node.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and type(node.value) in (int, float)
    }


def test_rules_hold_no_number():
    found = set().union(*map(literals, RULE_FILES))
    assert found - NUMBERS <= set(EXCEPTIONS)
    assert set(EXCEPTIONS) <= found, "an exception that is no longer needed"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.function.__name__)
def test_each_rule_cites_a_mechanism(rule):
    module = FILES[rule.function.__module__.removeprefix(f"{NAME}.")].read_text(encoding="utf-8")
    words = f"{rule.function.__doc__} {ast.get_docstring(ast.parse(module))}"
    assert re.search(r"\bM\d+", words) or rule.function.__name__ in ACCOUNTING


def test_every_stock_and_trait_is_read_by_a_rule_and_every_flow_is_given_by_one():
    reads = {name for rule in RULES for name in rule.reads}
    writes = [name for rule in RULES for name in rule.writes]
    assert {name for name, v in VARIABLES.items() if v.kind in ("stock", "trait", "input")} <= reads
    assert {name for name, v in VARIABLES.items() if v.kind == "flow"} <= set(writes)
    assert set(writes) <= set(VARIABLES)
    stocks = {name for name, v in VARIABLES.items() if v.kind == "stock"}
    assert stocks <= {name for step in quarter.QUARTER for rule in step.rules for name in rule.reads}
    assert stocks <= {name for step in quarter.QUARTER for rule in step.rules for name in rule.writes}


def test_no_rule_asks_for_what_a_later_one_of_its_step_gives():
    """A stock may be read before it is renewed; what is no stock must have been given before, or last quarter."""
    given = {name for step in quarter.START for rule in step.rules for name in rule.writes}
    given |= {name for name, v in VARIABLES.items() if v.kind == "input"}
    given |= {name for name, v in VARIABLES.items() if v.kind == "trait"}
    for step in quarter.QUARTER:
        for rule in step.rules:
            missing = {name for name in rule.reads if name in VARIABLES} - given
            assert not missing, f"{rule.function.__name__} reads {missing} in the first quarter"
            given |= set(rule.writes)


def test_every_parameter_is_asked_for_by_name():
    """By a rule, or by what prepares a run: the rest are items of a level."""
    reads = {name for rule in RULES for name in rule.reads}
    prepared = set()
    for module in ("model.engine.ensemble", "model.engine.tables", "model.results.recorders"):
        tree = ast.parse(FILES[module].read_text(encoding="utf-8"))
        prepared |= {
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
    unread = [
        name for name in parameters() if name not in reads | prepared and re.sub(r"_[123]$", "", name) not in prepared
    ]
    assert unread == []


def test_bounds_are_declared_the_right_way_round():
    for variable in VARIABLES.values():
        assert variable.low < variable.high, variable.name
        assert not np.isnan([variable.low, variable.high]).any()
        assert variable.meaning and variable.unit
