"""Step 10 by hand: what is lost, and what was there apart from what was brought. One municipality: no trailing axes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kraftsamling.model.rules import lose as rules
from tests.kit.by_hand import capitals, together_as_alone


@pytest.mark.parametrize(
    ("leavers", "organisational", "structures", "share"),
    [
        (1.0, 0.0, 0.0, 0.5),
        (0.5, 0.5, 0.0, 0.15),
        (0.5, 0.5, 0.5, 0.1),
        (0.25, 0.75, 0.25, 0.0375),
        (1.0, 1.0, 1.0, 0.0),  # the buffer is no gain
    ],
)
def test_structures_buffer_turnover(leavers, organisational, structures, share):
    assert rules.turnover_loss(leavers, organisational, structures, 0.5, 0.8, 0.4) == pytest.approx(share)


@pytest.mark.parametrize(
    ("changed", "shared", "share"), [(1, 0.0, 0.4), (1, 0.2, 0.32), (0.5, 0.25, 0.15), (1, 1.2, 0.0)]
)
def test_shared_decisions_buffer_elections(changed, shared, share):
    assert rules.election_share(changed, shared, 0.4) == pytest.approx(share)


def test_what_was_there_is_what_was_not_brought():
    found = rules.take_apart(capitals(0.5), capitals(0.3, real=0.1), capitals(0.1, human=0.2), capitals(0.15))
    assert found[0] == pytest.approx(capitals(0.4, human=0.3))
    assert found[1] == pytest.approx(capitals(0.15, real=0.0))  # never less than nothing


LOSE = dict(
    kept_person=capitals(0.4),
    kept_rooted=capitals(0.2),
    brought_person=capitals(0.3),
    brought_rooted=capitals(0.1),
    capital_level=capitals(0.9, organisational=0.75),
    capital_start=capitals(0.9, organisational=0.5),
    leavers=0.0,
    worn_leavers=0.0,
    changed_rule=0.0,
    shared_decisions=0.25,
    participation=0.5,
    project_ended=0.0,
    project_share=0.5,
    handover=0.2,
    structures=0.0,
    strain=0.0,
    depreciation_person=0.05,
    depreciation_rooted=0.01,
    brought_fade=0.1,
    use_keeps=0.4,
    leaver_loss=0.5,
    turnover_buffer=0.8,
    structures_buffer=0.4,
    election_loss=0.4,
    rooted_election_share=0.5,
    project_end_loss=0.25,
    turnover_capitals=capitals(0, human=1, organisational=0.5),
    finance_capital=capitals(0, financial=1),
    financial_swing=0.1,
    steered=np.array([9, 1.0, 9, 9, 9]),
)


@pytest.mark.parametrize(("keeping", "left"), [(1.0, 0.099), (0.4, 0.0996), (1.3, 0.0987)])
def test_steering_keeps_what_was_made_routine_and_not_what_was_there(keeping, left):
    found = rules.lose(**LOSE | {"steered": np.array([9, keeping, 9, 9, 9])})
    assert found[3] == pytest.approx(capitals(left))
    assert found[1] == pytest.approx(capitals(0.198))


@pytest.mark.parametrize(
    ("change", "kept", "brought"),
    [
        ({}, capitals(0.38), capitals(0.276)),  # 0.05; 0.1 less a fifth that half participation keeps
        ({"participation": 1.0}, capitals(0.38), capitals(0.282)),
        ({"participation": 0.0}, capitals(0.38), capitals(0.27)),
        (  # who was there leaves 0.5 x 0.5 x 0.6, buffered by the start; who was brought 0.5 x 0.5 x 0.4
            {"leavers": 0.5, "worn_leavers": 0.5},
            capitals(0.38, human=0.32, organisational=0.35),
            capitals(0.276, human=0.246, organisational=0.261),
        ),
        (  # the worn leave in larger numbers, with what was brought: 0.5 x 0.6 x 0.4
            {"leavers": 0.5, "worn_leavers": 0.6},
            capitals(0.38, human=0.32, organisational=0.35),
            capitals(0.276, human=0.24, organisational=0.258),
        ),
        (
            {"leavers": 0.5, "worn_leavers": 0.5, "structures": 0.5},
            capitals(0.38, human=0.34, organisational=0.36),
            capitals(0.276, human=0.261, organisational=0.2685),
        ),
        ({"strain": 2.0}, capitals(0.38, financial=0.3), capitals(0.276, financial=0.216)),
        ({"strain": -0.1}, capitals(0.38, financial=0.384), capitals(0.276, financial=0.279)),
        ({"strain": 99.0}, capitals(0.38, financial=0), capitals(0.276, financial=0)),
        ({"project_ended": 1.0}, capitals(0.38), capitals(0.261)),  # 0.25 x 0.5 x 0.5 x 0.8 = 0.05 of what was brought
        ({"project_ended": 1.0, "handover": 1.0}, capitals(0.38), capitals(0.276)),
        ({"changed_rule": 1.0}, capitals(0.38, political=0.266), capitals(0.276, political=0.1932)),  # 0.4 x 0.75
        (
            {"changed_rule": 0.5, "shared_decisions": 0.0},
            capitals(0.38, political=0.304),
            capitals(0.276, political=0.2208),
        ),
    ],
)
def test_what_persons_carry_is_lost_to_time_persons_money_and_elections(change, kept, brought):
    found = rules.lose(**LOSE | change)
    assert found[0] == pytest.approx(kept)
    assert found[2] == pytest.approx(brought)


@pytest.mark.parametrize(
    ("change", "left"),
    [
        ({}, capitals(0.99)),
        (
            {"leavers": 1.0, "worn_leavers": 1.0, "strain": 9.0, "project_ended": 1.0, "participation": 0.0},
            capitals(0.99),
        ),
        ({"changed_rule": 1.0}, capitals(0.99, political=0.8415)),  # half of 0.3 falls on the routines
        ({"depreciation_rooted": 0.03}, capitals(0.97)),
    ],
)
def test_routines_outlast_persons_and_projects(change, left):
    found = rules.lose(**LOSE | change)
    assert found[1] == pytest.approx(0.2 * left)
    assert found[3] == pytest.approx(0.1 * left)


UNIT = st.floats(0, 1)


RATES = ("brought_fade", "depreciation_rooted", "leaver_loss", "election_loss", "project_end_loss")


@given(UNIT, UNIT, UNIT, UNIT, st.floats(-1, 9), st.sampled_from(RATES))
def test_faster_loss_never_leaves_more(leavers, changed, participation, structures, strain, rate):
    given_ = LOSE | dict(
        leavers=leavers, worn_leavers=leavers, changed_rule=changed, participation=participation,
        structures=structures, strain=strain,
        project_ended=1.0,
    )  # fmt: skip
    slow, fast = (rules.lose(**given_ | {rate: factor * LOSE[rate]}) for factor in (1, 1.5))
    for less, more in zip(fast, slow, strict=True):
        assert (less <= more).all() and (less >= 0).all()


@given(UNIT, UNIT)
def test_structures_and_shared_decisions_never_lose_more(structures, shared):
    hit = LOSE | {"leavers": 0.7, "worn_leavers": 0.7, "changed_rule": 1.0, "shared_decisions": 0.0}
    bare, buffered = rules.lose(**hit), rules.lose(**hit | {"structures": structures, "shared_decisions": shared})
    assert all((more >= less).all() for less, more in zip(bare, buffered, strict=True))


SETTLE = dict(
    kept_person=capitals(0.2),
    kept_rooted=capitals(0.3),
    brought_person=capitals(0.1),
    brought_rooted=capitals(0.05),
    capacity_weights=capitals(0.1, political=0.4),
)


@pytest.mark.parametrize(
    ("change", "brought", "person", "level", "capacity"),
    [
        ({}, 0.1, 0.3, 0.65, 65),
        ({"brought_person": capitals(0.1, political=0.9)}, 0.45, 0.65, 1.0, 79),  # 40 + six times 6.5
        (
            {"kept_person": capitals(0.2, political=0.8)},
            0.0,
            0.65,
            1.0,
            79.0,
        ),  # all that was brought, then what was there
        ({"brought_rooted": capitals(0.05, political=0.55)}, 0.0, 0.15, 1.0, 79),
        ({"brought_rooted": capitals(0.05, political=0.95)}, 0.0, 0.0, 1.0, 79),  # even what was brought and rooted
        ({"brought_person": capitals(0.1, political=-0.1)}, 0.0, 0.2, 0.55, 61),
    ],
)
def test_an_excess_is_taken_from_what_was_brought_the_rooted_last(change, brought, person, level, capacity):
    found = rules.settle(**SETTLE | change)
    kept = (SETTLE | change)["kept_rooted"]
    brought_rooted = np.minimum((SETTLE | change)["brought_rooted"], 1 - kept)
    assert found[0] == pytest.approx(capitals(0.1, political=brought))
    assert found[1] == pytest.approx(brought_rooted)
    assert found[2] == pytest.approx(capitals(0.3, political=person))
    assert found[3] == pytest.approx(kept + brought_rooted)
    assert found[4] == pytest.approx(capitals(0.65, political=level))
    assert found[5] == pytest.approx(capacity)


@given(st.lists(UNIT, min_size=4, max_size=4))
def test_what_is_settled_lies_within_bounds_and_comes_apart_again(levels):
    kept_person, kept_rooted, brought_person, brought_rooted = (capitals(level) for level in levels)
    brought, brought_rooted, person, rooted, level, capacity = rules.settle(
        kept_person, kept_rooted, brought_person, brought_rooted, SETTLE["capacity_weights"]
    )
    for value in (brought, brought_rooted, person, rooted, level, capacity / 100):
        assert (value >= 0).all() and (value <= 1 + 1e-12).all()
    again = rules.take_apart(person, rooted, brought, brought_rooted)
    assert again[0] == pytest.approx(np.minimum(kept_person, 1 - rooted), abs=1e-12)
    assert again[1] == pytest.approx(kept_rooted, abs=1e-12)


def test_many_at_once():
    places = [
        {"leavers": 0.5, "worn_leavers": 0.5, "kept_rooted": capitals(0.3)},
        {"changed_rule": 1.0, "strain": 0.5, "participation": 0.2},
    ]
    runs = [{}, {"brought_fade": 0.2, "shared_decisions": 0.5, "leaver_loss": 0.9, "depreciation_rooted": 0.03}]
    together_as_alone(rules.lose, LOSE, places, runs)
    places = [{"brought_person": capitals(0.9)}, {"kept_person": capitals(0.1), "brought_rooted": capitals(0.2)}]
    together_as_alone(rules.settle, SETTLE, places, [{}, {}])
    apart = dict(
        person_bound=capitals(0.5), rooted=capitals(0.4), brought_person=capitals(0.2), brought_rooted=capitals(0.1)
    )
    together_as_alone(rules.take_apart, apart, [{}, {"person_bound": capitals(0.6), "rooted": capitals(0.3)}], [{}, {}])
