"""Every variable of the model stays within its bounds, whatever it is given."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kraftsamling.model import load_region, load_scenario, load_strategy, simulate
from kraftsamling.model.course import Course
from kraftsamling.model.engine.ensemble import run_ensemble
from kraftsamling.model.engine.state import ACTOR, MUNICIPALITY, VARIABLES
from kraftsamling.model.inputs.parameters import parameters, values
from kraftsamling.model.paths import built_in

GR = "goteborgsregionen"
STRATEGIES, SCENARIOS = sorted(built_in("strategy", ".yaml")), sorted(built_in("scenario", ".yaml"))
LENGTHS = {
    "capital": 7,
    "form": 3,
    "layer": 5,
    "hold": 2,
    "channel": 13,
    "reading": 7,
    "key person": 12,
    "start value": 40,
    "window": 4,
    "condition": 4,
    "condition read": 5,
    "term": 5,
    "level added": 2,
    "measure": 176,
    "place": 60,
    "need": 7 * 3 + 13 * 5,
    "purse": 2,
    "cell": 7 * 3,
}


def lone(folder: Path, text: str = "code,name,population\n0001,Alfa,12000\n"):
    path = folder / "region.csv"
    path.write_text(text, encoding="utf-8")
    return load_region(path)


class Inspector:
    """A recorder that looks at every variable in every quarter, and forbids rules to write into what they are given."""

    def __init__(self, members: int, runs: int):
        self.members, self.runs, self.wrong = members, runs, {}

    def start(self, m, a):
        self.look(m, a)

    def take(self, now, m, a, p):
        self.look(m, a)
        self.last = {**vars(m), **vars(a)}

    def look(self, m, a):
        for owner, holder in ((MUNICIPALITY, m), (ACTOR, a)):
            for name, value in vars(holder).items():
                variable, value = VARIABLES[name], np.asarray(value)
                assert variable.owner == owner, name
                value.flags.writeable = False
                self.check_bounds(variable, value)
                axes = tuple(LENGTHS[axis] for axis in variable.axes if axis != "municipality")
                trailing = (
                    (self.members, self.runs)
                    if owner == MUNICIPALITY or "municipality" in variable.axes
                    else (self.runs,)
                )
                if np.broadcast_shapes(value.shape, axes + trailing) != axes + trailing:
                    self.wrong.setdefault(name, value.shape)

    def check_bounds(self, variable, value):
        inside = value.min() >= variable.low - 1e-9 and value.max() <= variable.high + 1e-9
        if not (np.isfinite(value).all() and inside):
            self.wrong.setdefault(variable.name, (float(value.min()), float(value.max())))


def inspected(region, strategy, scenario, p, years, budget="own", funding="given", runs=3):
    inspector = Inspector(region.size, runs)
    course = Course(region, load_strategy(strategy), load_scenario(scenario), budget, years=years, funding=funding)
    run_ensemble(course, p, np.arange(2), np.arange(runs) % 2, inspector)
    return inspector


@settings(max_examples=40)
@given(
    st.sampled_from(sorted(built_in("region", ".csv"))),
    st.sampled_from(STRATEGIES),
    st.sampled_from(SCENARIOS),
    st.integers(2, 3),
    st.sampled_from(("own", "equal")),
    st.sampled_from(("given", "earned")),
    st.integers(0, 2**32),
)
def test_every_variable_stays_within_its_bounds(region, strategy, scenario, years, budget, funding, chance):
    shares = np.clip(np.random.default_rng(chance).uniform(-0.5, 1.5, (len(parameters()), 3)), 0, 1)
    p = {
        row.name: row.low + (row.high - row.low) * share
        for row, share in zip(parameters().values(), shares, strict=True)
    }
    assert inspected(load_region(region), strategy, scenario, values({}, p), years, budget, funding).wrong == {}


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_corners_of_the_parameters_stay_within_bounds(strategy, tmp_path):
    """Each run has every parameter at one end of its range, by chance, in a lone municipality and in the region."""
    chance = np.random.default_rng(1)
    p = {row.name: np.where(chance.random(40) < 0.5, row.low, row.high) for row in parameters().values()}
    for region in (load_region(GR), lone(tmp_path)):
        assert inspected(region, strategy, "crisis", values({}, p), 5, runs=40).wrong == {}


@pytest.mark.parametrize("level", [1, 3])
def test_a_flood_of_support_to_one_municipality_stays_within_bounds(level, tmp_path):
    flood = {"ambition": {"level": level}, "budget": {"person_years": 200}}
    assert inspected(lone(tmp_path), flood, None, values(), 15).wrong == {}


STORM = {
    "events": [
        {"kind": kind, "year": year, "strength": 1.0}
        for year in (2, 4, 6)
        for kind in (
            "change_of_rule",
            "strained_finances",
            "coordinator_leaves",
            "project_money_ends",
            "national_law",
            "crisis",
        )
    ]
    + [{"kind": "signals", "year": 2, "number": 20, "strength": 1.0}]
    + [{"kind": "trust", "year": year, "strength": sign} for year, sign in ((2, -1.0), (4, 1.0), (5, 1.0))]
}


ALL_KEYS = {
    "name": "all_keys",
    "ambition": {"policy": "calendar", "years": [2, 4]},
    "portfolio": {"policy": "plan", "breadth": 4},
    "tailored": 0.9,
    "governance": "voluntary_network",
    "matching": "alike",
    "meetings": 12,
    "reserve": 0.9,
    "networks_end_year": 2,
}


@pytest.mark.parametrize("strategy", ["no_support", "level_3", "gated_minimum", ALL_KEYS], ids=str)
def test_a_storm_of_events_stays_within_bounds(strategy):
    assert inspected(load_region(GR), strategy, STORM, values(), 8, funding="earned").wrong == {}


def equal(one, other, but=()) -> list[str]:
    """Names of variables that differ in any bit, some left out."""
    assert set(one.data_vars) == set(other.data_vars)
    return [
        name
        for name in one.data_vars
        if name not in but and not np.array_equal(one[name].values, other[name].values, equal_nan=True)
    ]


GIVEN = dict(region=GR, strategies=["gated_mean", "willing_first"], seeds=[4, 0, 9], worlds=2, years=3)


def run(record="summary", **change):
    return simulate(**GIVEN | change, record=record).dataset
