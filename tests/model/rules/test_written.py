"""How the rules are written: they hold no number and cite a mechanism; stocks, flows and parameters are used."""

import ast
import inspect
import re
from pathlib import Path

import numpy as np
import pytest

from kraftsamling.model.engine import ensemble, levels, schedule, tables
from kraftsamling.model.engine.state import VARIABLES
from kraftsamling.model.inputs.parameters import parameters
from kraftsamling.model.paths import ROOT
from kraftsamling.model.results import recorders

NUMBERS = {0, 1, -1, 2}
"""Shapes, axes, signs and squares."""
EXCEPTIONS = {
    100: "points of capacity",
    3: "highest level; last reason of REASONS_NOT; place of participation in the picture",
    4: "changes in will and means; first base in the picture; readings and conditions of a gated step",
    10: "the lowest tenth; base of the grid",
    1.5: "product of modifiers from which each further step counts for less",
}
ACCOUNTING = {"steady_layers", "settle_start", "start_actor"}
"""Rules that carry no mechanism of their own."""
PREPARING = (ensemble, levels, tables, recorders)
"""Modules that prepare a run and may ask for a parameter by its name."""
RULE_FILES = sorted((ROOT / "model" / "rules").glob("*.py"))
RULES = [rule for step in (*schedule.START, *schedule.QUARTER) for rule in step.rules]


def literals(path: Path) -> set[float]:
    return {
        node.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and type(node.value) in (int, float)
    }


@pytest.mark.parametrize("path", RULE_FILES, ids=lambda path: path.name)
def test_rules_hold_no_number(path):
    assert literals(path) - NUMBERS <= set(EXCEPTIONS)


def test_each_exception_is_needed():
    assert set(EXCEPTIONS) <= set().union(*map(literals, RULE_FILES))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.function.__name__)
def test_each_rule_cites_a_mechanism(rule):
    module = inspect.getsource(inspect.getmodule(rule.function))
    words = f"{rule.function.__doc__} {ast.get_docstring(ast.parse(module))}"
    assert re.search(r"\bM\d+", words) or rule.function.__name__ in ACCOUNTING


def test_every_stock_and_trait_is_read_by_a_rule_and_every_flow_is_given_by_one():
    reads = {name for rule in RULES for name in rule.reads}
    writes = [name for rule in RULES for name in rule.writes]
    assert {name for name, v in VARIABLES.items() if v.kind in ("stock", "trait", "input")} <= reads
    assert {name for name, v in VARIABLES.items() if v.kind == "flow"} <= set(writes)
    assert set(writes) <= set(VARIABLES)
    stocks = {name for name, v in VARIABLES.items() if v.kind == "stock"}
    assert stocks <= {name for step in schedule.QUARTER for rule in step.rules for name in rule.reads}
    assert stocks <= {name for step in schedule.QUARTER for rule in step.rules for name in rule.writes}


def test_no_rule_asks_for_what_a_later_one_of_its_step_gives():
    """A stock may be read before it is renewed; what is no stock must have been given before, or last quarter."""
    given = {name for step in schedule.START for rule in step.rules for name in rule.writes}
    given |= {name for name, v in VARIABLES.items() if v.kind == "input"}
    given |= {name for name, v in VARIABLES.items() if v.kind == "trait"}
    for step in schedule.QUARTER:
        for rule in step.rules:
            missing = {name for name in rule.reads if name in VARIABLES} - given
            assert not missing, f"{rule.function.__name__} reads {missing} in the first quarter"
            given |= set(rule.writes)


def test_every_parameter_is_asked_for_by_name():
    """By a rule, or by what prepares a run: the rest are items of a level."""
    reads = {name for rule in RULES for name in rule.reads}
    prepared = set()
    for module in PREPARING:
        tree = ast.parse(inspect.getsource(module))
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
