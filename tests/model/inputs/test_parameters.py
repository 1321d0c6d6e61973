"""The parameter book is sound; overrides, worlds and switches apply in order; each group moves its measure."""

import re
from functools import cache

import numpy as np
import pytest

from kraftsamling.model import load_region, load_scenario, load_strategy, simulate
from kraftsamling.model.course import Course
from kraftsamling.model.engine.ensemble import run_ensemble
from kraftsamling.model.errors import InputError
from kraftsamling.model.inputs.parameters import (
    SWITCH,
    allowed_names,
    check_overrides,
    groups,
    parameters,
    swept,
    values,
)
from kraftsamling.model.inputs.scenario import DURATION
from kraftsamling.model.results.measures import REGIONAL
from kraftsamling.model.texts import texts
from kraftsamling.model.vocabulary import LANGUAGES

GRADES = {"theory", "several", "one dialogue", "authors", "assumption", "fact"}
MECHANISM = re.compile(r"M\d+[a-z]?(;M\d+[a-z]?)*")


@pytest.mark.parametrize("row", parameters().values(), ids=lambda row: row.name)
def test_row_is_complete_and_in_order(row):
    assert row.low <= row.default <= row.high
    assert row.unit and row.meaning["sv"] and row.meaning["en"] and row.evidence in GRADES
    assert row.meaning["sv"] != row.meaning["en"]
    assert MECHANISM.fullmatch(row.mechanisms)
    assert row.distribution in ("uniform", "log") and (row.distribution == "uniform" or row.low > 0)
    assert (row.group == "") == (row.off is None)
    assert not row.group or row.group in groups()
    assert row.low < row.high or not row.swept
    assert row.unit != "switch" or (row.default in (0, 1) and (row.low, row.high) == (0, 1))


def test_at_most_forty_are_swept_and_switches_come_last():
    numbers = [row for row in swept() if row.unit != "switch"]
    assert len(numbers) <= 40
    assert swept()[: len(numbers)] == numbers
    assert {row.name for row in swept()[len(numbers) :]} == {
        name for name, row in parameters().items() if row.unit == "switch"
    }


@pytest.mark.parametrize("group", groups().values(), ids=lambda group: group.name)
def test_group_switches_something_and_names_a_measure(group):
    assert group.measure in REGIONAL and group.meaning and MECHANISM.fullmatch(group.mechanisms)
    assert [row for row in parameters().values() if row.group == group.name]


def test_default_then_world_then_override_then_switch():
    world = {"turnover": np.array([0.1, 0.2]), "fear": np.array([1.0, 2.0])}
    assert values()["turnover"] == parameters()["turnover"].default
    assert values({}, world)["turnover"].tolist() == [0.1, 0.2]
    assert values({"turnover": 0.25}, world)["turnover"] == 0.25
    assert values({"turnover": 0.25, "switch_turnover": 0.0}, world)["turnover"] == 0
    assert values({"switch_fear": 0.0}, world)["fear"].tolist() == [0, 0]
    assert values({"switch_fear": 1.0}, world)["fear"].tolist() == [1, 2]
    assert values({"switch_knowledge_job": 0.0})["knowledge_floor"] == parameters()["knowledge_floor"].off == 1
    assert values({"switch_crowding": 0.5})["attention_limit"] == pytest.approx(
        (parameters()["attention_limit"].default + 1e6) / 2, rel=1e-9
    )
    assert list(values()) == list(parameters())


def test_a_switch_touches_its_group_alone():
    for name in groups():
        off = values({SWITCH + name: 0.0})
        assert {p for p in off if off[p] != values()[p]} <= {
            row.name for row in parameters().values() if row.group == name
        }


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"turnovr": 0.1}, "'turnover'"),
        ({"turnover": 0.9}, "0.1 to 0.27"),
        ({"turnover": float("nan")}, "0.1 to 0.27"),
        ({"turnover": "much"}, "a number"),
        ({"turnover": True}, "a number"),
        ({"turnover": None}, "a number"),
        ({"switch_feer": 0}, "'switch_fear'"),
        ({"switch_fear": 2}, "0 to 1"),
        ({3: 0.1}, "allowed"),
    ],
)
def test_a_wrong_override_is_refused_in_one_line(given, words):
    with pytest.raises(InputError, match=re.escape(words)) as caught:
        check_overrides(given)
    assert "\n" not in str(caught.value) and str(caught.value).startswith("parameters")


def test_right_overrides_come_back_as_numbers():
    assert check_overrides({"turnover": 0.1, "key_persons": 2, "switch_fear": 0}) == {
        "turnover": 0.1,
        "key_persons": 2.0,
        "switch_fear": 0.0,
    }
    assert check_overrides(None) == {}
    assert len(set(allowed_names())) == len(allowed_names()) == len(parameters()) + len(groups())


BUSY = {
    "calendar": {"ambition": {"policy": "calendar", "years": [3, 5]}, "name": "calendar"},
    "level_3": "level_3",
    "willing_first": "willing_first",
}
LEAST = 1e-4
"""Least relative change of its measure that a mechanism group must make, in some year of some run. The weakest, the
networks, make 1.3e-4: this finds a switch that is not connected, not a mechanism that hardly matters."""


@cache
def measured(**switches):
    found = simulate(
        "goteborgsregionen", list(BUSY.values()), seeds=1, worlds=6, years=8, record="summary", parameters=switches
    )
    return found.dataset.isel(year=slice(1, None))


@pytest.mark.parametrize("group", groups())
def test_switching_a_group_off_changes_the_measure_that_it_exists_for(group):
    measure = groups()[group].measure
    on, off = measured()[measure], measured(**{SWITCH + group: 0})[measure]
    assert float(np.abs(off - on).max() / np.abs(on).mean()) > LEAST


class Fingerprint:
    """A recorder that adds up everything that the state holds, each variable with a weight of its own."""

    def __init__(self, runs: int):
        self.total = np.zeros(runs)

    def start(self, m, a):
        self.add(m, a)

    def take(self, now, m, a, p):
        self.add(m, a)

    def add(self, m, a):
        for place, (name, value) in enumerate(sorted({**vars(m), **vars(a)}.items())):
            value = np.asarray(value, dtype=float)
            if value.shape[-1] == len(self.total) and not name.startswith(("shock", "event")):
                self.total += value.reshape(-1, len(self.total)).sum(axis=0) * (1 + place / 7)


ALL_EVENTS = {"events": [{"kind": kind, "year": 2} for kind in DURATION]}
LOW = {
    name: parameters()[name].low
    for name in (
        "start_political",
        "start_capital",
        "start_slack",
        "start_base",
        "start_room_ratio",
        "start_agreement_capacity",
        "start_understanding",
    )
}
COURSES = [
    (
        {"name": "steps", "ambition": {"policy": "calendar", "years": [2, 4]}, "targeting": "willing_first"},
        "given",
        "own",
        {"order_or_vocabulary": 1.0, "slack_in_receptive": 1.0},
    ),
    (
        {
            "name": "gate",
            "ambition": {
                "policy": "gated",
                "step_down": True,
                "dwell_years": 1,
                "thresholds": {
                    "receptive_capacity": 0.27,
                    "legitimacy": 0.3,
                    "mandate": 0.3,
                    "knowledge_of_needs": 0.2,
                },
            },
            "targeting": "size_adapted",
            "meetings": 3,
            "reserve": 0.2,
            "forms": {"policy": "gap"},
            "municipal": {"structures": 1, "learning": 1, "earmarked_time": 1},
        },
        "earned",
        "own",
        {},
    ),
    (
        {"name": "flood", "ambition": {"level": 2}, "budget": {"person_years": 80}},
        "given",
        "own",
        LOW,
    ),
    (
        {
            "name": "back",
            "ambition": {
                "policy": "gated",
                "level": 3,
                "step_down": True,
                "dwell_years": 1,
                "thresholds": {
                    "receptive_capacity": 0.05,
                    "legitimacy": 0.05,
                    "mandate": 0.2,
                    "knowledge_of_needs": 0.05,
                },
            },
        },
        "given",
        "own",
        {},
    ),
    (
        "level_3",
        "given",
        "equal",
        {"order_or_vocabulary": 0.0, "equal_person_years": 14.0, **LOW},
    ),
]
"""Strategy, funding, budget and fixed parameters: between them they use all that the model has."""


def totals(strategy, funding, budget, fixed) -> np.ndarray:
    """Fingerprint of a run at the fixed values, then with each free parameter at its low and at its high end."""
    runs = 2 * len(FREE) + 1
    p = {name: np.full(runs, fixed.get(name, row.default)) for name, row in parameters().items()}
    for i, row in enumerate(FREE):
        p[row.name][1 + 2 * i : 3 + 2 * i] = row.low, row.high
    recorder = Fingerprint(runs)
    region, events = load_region("goteborgsregionen"), load_scenario(ALL_EVENTS)
    course = Course(region, load_strategy(strategy), events, budget, years=13, funding=funding)
    run_ensemble(course, p, np.arange(1), np.zeros(runs, int), recorder)
    return recorder.total


FREE = [row for row in parameters().values() if row.low < row.high]


def test_every_parameter_makes_a_difference():
    """In some course the state must come out otherwise at the two ends of its range."""
    moved = set()
    for course in COURSES:
        ends = totals(*course)[1:].reshape(-1, 2)
        moved |= {row.name for row, (low, high) in zip(FREE, ends, strict=True) if abs(high / low - 1) > 1e-12}
    assert {row.name for row in FREE} - moved == set()


def test_every_unit_can_be_told_in_both_languages():
    units = {row.unit for row in parameters().values()}
    assert all(units <= set(texts("unit", language)) for language in LANGUAGES)
