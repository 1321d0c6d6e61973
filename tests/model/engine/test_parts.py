"""A course in parts: other keys from a year on, the same years before, and the same in both engines."""

import numpy as np
import pytest

from kraftsamling.model import InputError, RegionModel, load_strategy, simulate

GR = "goteborgsregionen"
WHOLE = {"name": "whole", "ambition": {"policy": "fixed", "level": 1}}
STEPPED = {
    **WHOLE,
    "name": "stepped",
    "parts": [
        {"from": 3, "ambition": {"level": 2}, "municipal": {"structures": 0.5}},
        {"from": 6, "governance": "statutory", "budget": {"end_year": 7}},
    ],
}


def table(*strategies, **options):
    return simulate(GR, list(strategies), seeds=2, worlds=2, years=9, record="summary", **options).trajectories()


def of(trajectories, place, years=range(3000)):
    names = trajectories.strategy.unique()
    rows = trajectories[(trajectories.strategy == names[place]) & trajectories.year.isin(list(years))]
    return rows.drop(columns="strategy").to_numpy()


def test_one_part_that_changes_nothing_gives_the_same_bytes():
    same = {**WHOLE, "name": "same", "parts": [{"from": 1}]}
    again = {**WHOLE, "name": "again", "parts": [{"from": 2, "ambition": {"level": 1}}]}
    found = table(WHOLE, same, again)
    assert of(found, 0).tobytes() == of(found, 1).tobytes() == of(found, 2).tobytes()


@pytest.mark.parametrize("budget", ("own", "equal"))
def test_years_before_a_change_are_the_same_to_the_last_bit(budget):
    found = table(WHOLE, STEPPED, budget=budget)
    first = sorted(found.year.unique())
    assert of(found, 0, first[:3]).tobytes() == of(found, 1, first[:3]).tobytes()
    assert (of(found, 0, first[3:]) != of(found, 1, first[3:])).any()


def test_a_part_may_end_the_support_and_another_level_costs_more():
    found = table(WHOLE, STEPPED)
    cost = found.groupby(["strategy", "year"]).cost_sek.mean()
    years = sorted(found.year.unique())
    assert cost["stepped", years[2]] == cost["whole", years[2]]
    assert cost["stepped", years[4]] > 1.5 * cost["whole", years[4]]
    assert cost["stepped", years[8]] == 0 < cost["whole", years[8]]


def test_both_engines_agree_on_a_course_in_parts():
    model = RegionModel(GR, STEPPED, seed=3, years=9)
    while model.running:
        model.step()
    data = simulate(GR, STEPPED, seeds=[3], years=9, record="summary").dataset.isel(
        strategy=0, world=0, seed=0, year=-1
    )
    for name in ("capacity_mean", "mandate_room", "backing_politicians", "measures_own", "actor_legitimacy"):
        np.testing.assert_allclose(model.measures[name], data[name], rtol=0, atol=1e-12, err_msg=name)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ([{"ambition": {"level": 2}}], "parts.1: 'from' is missing; allowed: the year from which the part holds"),
        ([{"from": 4}, {"from": 3}], "parts.2.from: 3 does not follow 4; allowed: rising years, counted alike"),
        ([{"from": 2, "ambitoin": {}}], "parts.1: unknown key 'ambitoin'; did you mean 'ambition'?"),
        ([{"from": 2, "ambition": {"level": 7}}], "parts.1.ambition.level: 7 is out of range"),
        ([{"from": 2, "name": "other"}], "parts.1: unknown key 'name'"),
    ],
)
def test_a_part_that_cannot_be_meant_is_refused(parts, message):
    with pytest.raises(InputError) as caught:
        load_strategy({**WHOLE, "parts": parts})
    assert message in str(caught.value)


def test_a_strategy_in_parts_survives_its_own_dict():
    strategy = load_strategy(STEPPED)
    assert load_strategy(strategy.to_dict()) == strategy
    assert [year for year, _ in strategy.in_parts()] == [1, 3, 6]
    last = strategy.in_parts()[2][1]
    assert (last.ambition.level, last.municipal.structures, last.governance.preset) == (2, 0.5, "statutory")


@pytest.mark.parametrize(
    ("before", "part", "after"),
    [
        # a mapping goes on from what held, whether that was a preset or values
        ("statutory", {"room": 0.45}, ("statutory", 0.95, 0.7, 0.45, 10, 0.8)),
        (
            {"preset": "capped_secretariat", "knowledge": 0.88},
            {"bound": 0.15},
            ("capped_secretariat", 0.88, 0.45, 0.1, 3, 0.15),
        ),
        # a preset starts afresh, beside values too, and so does a governance of one's own
        (
            {"knowledge": 0.11, "horizon": 7},
            {"preset": "statutory", "room": 0.2},
            ("statutory", 0.95, 0.7, 0.2, 10, 0.8),
        ),
        ({"knowledge": 0.12, "bound": 0.3}, "voluntary_network", ("voluntary_network", 0.8, 0.35, 0.05, 1, 0.0)),
        ("project_funded", {"preset": "own", "room": 0.33}, ("own", None, None, 0.33, None, 0.0)),
    ],
)
def test_governance_of_a_part_goes_on_from_what_held_unless_it_names_a_preset(before, part, after):
    _, (_, later) = load_strategy({"governance": before, "parts": [{"from": 4, "governance": part}]}).in_parts()
    found = later.governance
    assert (found.preset, *found.mandate, found.horizon, found.bound) == after


def test_weights_of_a_part_stand_whole_and_its_groups_go_on():
    course = {"forms": {"mix": {"knowledge": 3, "resource": 1}, "focus": 0.6}, "capitals": {"human": 2, "real": 2}}
    part = {"from": 2, "forms": {"mix": {"room": 5}}, "capitals": {"political": 4}}
    _, (_, later) = load_strategy({**course, "parts": [part]}).in_parts()
    assert later.forms.shares() == (0, 0, 1) and later.forms.focus == 0.6
    assert later.capitals["political"] == 4 and sum(later.capitals.values()) == 4
