"""Governance is a preset or values of one's own; what it leaves out is as the parameters and the budget say."""

import dataclasses

import numpy as np
import pytest

from kraftsamling.model import simulate
from kraftsamling.model.engine.constants import FIXED
from kraftsamling.model.engine.levels import agreed_terms
from kraftsamling.model.errors import InputError
from kraftsamling.model.inputs.governance import PRESETS, Governance
from kraftsamling.model.inputs.parameters import values
from kraftsamling.model.inputs.strategy import load_strategy

BY_RANK = ("voluntary_network", "project_funded", "agreement_all_directors", "statutory")


def governance(value):
    return load_strategy({"governance": value}).governance


def test_the_usual_governance_is_the_federation():
    assert load_strategy({}).governance == governance("federation") == Governance("federation")


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_reloads_from_its_name_and_its_values(preset):
    found = governance(preset)
    assert governance({"preset": preset}) == governance(dataclasses.asdict(found)) == found
    assert found.preset == preset
    assert load_strategy(f"governance_{preset}").governance == found


def test_presets_differ_and_own_values_lie_on_top():
    assert len({governance(preset) for preset in PRESETS}) == len(PRESETS) == 6
    mixed = governance({"preset": "statutory", "room": 0.2, "rule": "lowest"})
    assert (mixed.room, mixed.rule, mixed.formality) == (0.2, "lowest", governance("statutory").formality)
    assert governance({"room": 0.2}) == Governance("own", room=0.2)


@pytest.mark.parametrize("key", ["room", "formality"])
def test_ranks_of_the_presets(key):
    ranks = [getattr(governance(preset), key) for preset in BY_RANK]
    assert ranks == sorted(ranks) and len(set(ranks)) == len(ranks)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("statutry", "governance: unknown value 'statutry'; did you mean 'statutory'? "
         f"allowed: {', '.join(PRESETS)}, or values of one's own"),
        ({"rom": 1}, "governance: unknown key 'rom'; did you mean 'room'? allowed: "
         f"{', '.join(field.name for field in dataclasses.fields(Governance))}"),
        ({"room": 2}, "governance.room: 2 is out of range; allowed: a number from 0 to 1"),
        ({"horizon": 0}, "governance.horizon: 0 is out of range; allowed: a number from 0.5 to 50"),
        ({"rule": "all"}, "governance.rule: unknown value 'all'; allowed: mean, two_thirds, lowest"),
        ({"preset": "law"}, f"governance.preset: unknown value 'law'; allowed: {', '.join(PRESETS)}, own"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_line(value, message):
    with pytest.raises(InputError) as caught:
        governance(value)
    assert str(caught.value) == f"strategy dict: {message}"


def test_terms_are_the_governances_own_or_else_the_usual():
    p = values() | {"mandate_room": np.array([0.1, 0.2])}
    usual = agreed_terms(Governance(), 0.25, p, 2)
    assert usual.agreed[:, 1].tolist() == [
        p["mandate_knowledge"],
        p["mandate_resource"],
        0.2,
        p["start_formality"],
        0.75,
    ]
    assert usual.agreed_horizon.tolist() == [FIXED["funding_horizon"]] * 2
    own = agreed_terms(Governance(room=0.6, core_share=1.0, horizon=9.0), 0.25, p, 2)
    assert own.agreed[2:, 0].tolist() == [0.6, p["start_formality"], 1.0] and own.agreed_horizon.tolist() == [9, 9]


def test_a_part_of_a_course_may_change_governance_and_keeps_what_was_decided():
    """The charter is reviewed in years 2 and 6; between them the mandate moves by what the law gives alone."""
    later = {"name": "later", "parts": [{"from": 4, "governance": "statutory"}]}
    found = simulate("goteborgsregionen", ["level_1", later], seeds=1, worlds=2, years=5, record="summary").dataset
    room = found["mandate_room"].squeeze()
    assert np.array_equal(room.isel(strategy=0, year=slice(4)), room.isel(strategy=1, year=slice(4)))
    change = room.isel(strategy=1, year=4) - room.isel(strategy=0, year=4)
    np.testing.assert_allclose(change, 0.5 - room.isel(strategy=0, year=0), atol=1e-12)


def test_a_secretariat_that_may_not_grow_costs_as_much_under_equal_budgets():
    courses = ["governance_federation", "governance_capped_secretariat"]
    found = simulate("goteborgsregionen", courses, seeds=1, worlds=2, years=4, budget="equal", record="summary").dataset
    cost = found["cost_sek"].isel(year=slice(1, None))
    np.testing.assert_allclose(cost.isel(strategy=0), cost.isel(strategy=1), rtol=1e-12)
