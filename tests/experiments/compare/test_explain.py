"""What the report runs besides its courses: the split takes a few worlds, evenly spaced; the ledger any it asks for."""

from __future__ import annotations

import numpy as np
import pytest

from kraftsamling.experiments.compare import explain
from kraftsamling.experiments.compare.explain import rerun, small_splits
from kraftsamling.experiments.runs.execute import execute
from kraftsamling.experiments.setting.config import compose_config, rewritten
from kraftsamling.experiments.setting.design import design_of


def design(*options, worlds=3, seeds=1):
    given = [f"worlds={worlds}", f"seeds={seeds}", "years=2", *options]
    return design_of(compose_config(rewritten(given)), options)


def test_small_splits_add_up_to_the_difference():
    found = small_splits(design("strategies=[calendar,small_first]"), "calendar", "small_first", "own")
    for kind, parts in found.items():
        assert parts.total.shape == (14, 3), kind
        assert parts.shares.sum(axis=0) + parts.remainder == pytest.approx(parts.total)
    assert found["levers"].orders == 0 and len(found["levers"].parts) > 1
    assert np.abs(found["levers"].remainder).max() < 1e-9
    assert found["mechanisms"].total == pytest.approx(found["levers"].total)


def test_a_mechanism_switched_off_by_hand_has_no_part():
    one = design("strategies=[level_3,level_1]", "parameters.switch_level_3_adds=0")
    parts = small_splits(one, "level_3", "level_1", "own")["mechanisms"]
    assert "level_3_adds" not in parts.parts


def test_several_scenarios_are_not_split():
    both = design("strategies=[level_1,level_3]", "scenario=[calm,crisis]")
    assert small_splits(both, "level_3", "level_1", "own") == {}


@pytest.fixture(scope="module")
def run():
    """Seven worlds with two seeds, and the difference in each with the first seed alone."""
    made = design("strategies=[level_3,level_1]", worlds=7, seeds=2)
    last = execute(made).trajectories.query("seed == 0 and year == year.max() and budget == 'own'")
    ends = last.pivot(index="world", columns="strategy", values="capacity_mean")
    return made, (ends["level_3"] - ends["level_1"]).to_numpy()


@pytest.mark.parametrize(("most", "taken"), [(3, [0, 3, 6]), (4, [0, 2, 4, 6])])
def test_the_split_takes_worlds_evenly_spaced(run, monkeypatch, most, taken):
    monkeypatch.setattr(explain, "WORLDS", most)
    found = small_splits(run[0], "level_3", "level_1", "own")["levers"]
    assert found.total[0] == pytest.approx(run[1][taken])


def test_the_ledger_gets_the_difference_in_every_world_it_asks_for(run):
    asked = np.array([5, 1, 6, 0, 2, 4, 3] * 6)  # more worlds than the split takes
    worlds = run[0].run.worlds.iloc[asked].reset_index(drop=True)
    found = rerun(run[0], "level_3", "level_1", "own")(worlds)
    assert len(worlds) > explain.WORLDS and found == pytest.approx(run[1][asked])
