"""Step 0 by hand: what was there and its upkeep, other stocks, the actor."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kraftsamling.model.engine.schedule import START
from kraftsamling.model.rules import interact, lose, root, start
from kraftsamling.model.vocabulary import DYNAMIC, HUMAN, POLITICAL, RELATIONAL
from tests.kit.by_hand import capitals, channel_means, layers, together_as_alone

STEADY = dict(
    capital_start=capitals(0.3, organisational=0.4),
    turnover_quarter=0.0,
    rooting_rate=0.02,
    depreciation_person=0.2,
    depreciation_rooted=0.01,
    leaver_loss=0.5,
    turnover_buffer=0.5,
    structures_buffer=0.3,
    election_probability=0.4,
    election_loss=0.4,
    rooted_election_share=0.5,
    turnover_capitals=capitals(0, human=1),
    political_capital=capitals(0, political=1),
    term_quarters=16,
)


def test_layers_balance_rooting_against_loss():
    """Rooting 0.02 x 0.99 fills what 0.01 loses: 0.01 / 0.0298 is person-bound; it needs 1/0.8 - 1 + 0.02 of itself."""
    person, rooted, own = start.steady_layers(**STEADY)
    assert person[HUMAN] == pytest.approx(0.3 * 0.01 / 0.0298)
    assert rooted == pytest.approx(STEADY["capital_start"] - person)
    assert own[HUMAN] == pytest.approx(person[HUMAN] * 0.27)


def test_turnover_and_elections_are_replaced_where_they_strike():
    calm = start.steady_layers(**STEADY)
    person, _, own = start.steady_layers(**STEADY | {"turnover_quarter": 0.25, "term_quarters": 8})
    # turnover 0.5 x 0.25 x (1 - 0.5 x 0.4) = 0.1 of human; elections 0.4 x 0.4 / 8 = 0.02 of political,
    # half as much of its rooted layer
    assert own[HUMAN] / person[HUMAN] == pytest.approx(1 / 0.7 - 1 + 0.02)
    assert own[POLITICAL] / person[POLITICAL] == pytest.approx(1 / (0.8 * 0.98) - 1 + 0.02)
    lost = 1 - 0.99 * 0.99
    assert person[POLITICAL] == pytest.approx(0.3 * lost / (lost + 0.02 * (1 - lost)))
    for quiet in (RELATIONAL, DYNAMIC):
        assert own[quiet] == pytest.approx(calm[2][quiet])


SHARE = st.floats(0.01, 0.5)


@given(SHARE, st.floats(0.005, 0.1), st.floats(0, 0.1), SHARE, SHARE)
def test_a_quarter_of_expected_losses_changes_nothing(person, rooted, rate, turnover, level):
    """Null: rooting, upkeep and expected losses bring each layer back to its start, and nothing counts as brought."""
    given_ = STEADY | dict(
        depreciation_person=person / 2, depreciation_rooted=rooted, rooting_rate=rate, turnover_quarter=turnover,
        capital_start=capitals(level, political=0.4), term_quarters=1, election_probability=1.0,
    )  # fmt: skip
    kept_person, kept_rooted, own = start.steady_layers(**given_)
    now = root.root(
        kept_person, kept_rooted, capitals(0), capitals(0), layers(0.3), np.full(3, 0.2), given_["capital_start"],
        channel_means=channel_means(), rooting_rate=rate, participation=0.0, landing=0.0, rooting_bonus=0.4,
        project_part=0.5, earmarked_time=0.0, structures=0.0, handover=0.2, routines_gain=0.5, project_rooting_loss=0.5,
        handover_gain=1.0, earmarked_gain=0.2, structures_rooting=0.2, steered=np.ones(5), weakest_holder=1,
        reference_held=0.3, reference_held_mean=0.4, reference_room=0.1, reference_organisational=0.3,
    )  # fmt: skip
    left = lose.lose(
        *interact.maintain(now[0], own), *now[1:], given_["capital_start"], given_["capital_start"], leavers=turnover,
        worn_leavers=0.9, changed_rule=1.0, shared_decisions=0.0, participation=0.0, project_ended=0.0,
        project_share=0.0, handover=0.0,
        structures=0.0, strain=0.0, brought_fade=0.1, use_keeps=0.4, steered=np.full(5, 9.0),
        project_end_loss=0.2, financial_swing=0.1, finance_capital=capitals(0, financial=1),
        **{name: given_[name] for name in ("depreciation_person", "depreciation_rooted", "leaver_loss",
           "turnover_buffer", "structures_buffer", "election_loss", "rooted_election_share", "turnover_capitals")},
    )  # fmt: skip
    assert left[0] == pytest.approx(kept_person, rel=1e-12)
    assert left[1] == pytest.approx(kept_rooted, rel=1e-12)
    assert (left[2] == 0).all() and (left[3] == 0).all()


def wide(values):
    """An array for two municipalities and three runs."""
    return np.asarray(values, dtype=float)[..., None, None] * np.ones((2, 3))


SETTLE = dict(
    capital_start=wide(capitals(0.25, political=0.5)),
    kept_person=wide(capitals(0.1)),
    kept_rooted=wide(capitals(0.15, political=0.4)),
    base_start=wide([0.4, 0.3, 0.2]),
    understanding_start=wide(layers(0.25, strategists=0.65)),
    backing_start=wide(layers(0.3, politicians=0.2, managers=0.43, strategists=0.7)),
    legitimacy_start=wide(0.32),
    agreement_climate_start=wide(0.6),
    slack_start=wide(0.3),
    mandate_to_join=layers(0.05, politicians=0.3, managers=0.4, support_functions=0.1, strategists=0.15)[:, None, None],
    capacity_weights=capitals(0.1, political=0.4)[:, None, None],
    receptive_exponent=1.0,
    slack_in_receptive=1,
    ingredient_floor=0.02,
    deficit_rate=0.5,
    probe_interest=0,
    probe_slack=0,
    probe_relational=0,
    probe_organisational=0,
)


def test_everything_else_is_set_to_its_start():
    (names,) = [rule.writes for step in START for rule in step.rules if rule.function is start.settle_start]
    found = dict(zip(names, start.settle_start(**SETTLE), strict=True))
    expected = dict(
        brought_person=0,
        brought_rooted=0,
        capacity=35.0,
        capacity_start=35.0,
        agreement_capacity=0.2,
        vocabulary=0.33,
        interest=0.382,  # 0.06 + 0.172 + 0.03 + 0.105 + 0.015
        distance=0.39,  # 0.7 less a third of 0.93
        legitimacy=0.32,
        legitimacy_own=0.32,
        agreement_climate=0.6,
        slack=0.3,
        receptive_capacity=0.3004,  # a fifth of 0.382 + 0.3 + 0.25 + 0.25 + 0.32
        weakest_link=2,
        deficit_threshold=0,
        strain_expected=0.3989422804,
        finance=0,
        building=0,
        lift=1,
        braking=1,
        take_up=0,
        participation=0,
        attention_left=1,
        reason_not=3,
    )
    for name, value in expected.items():
        assert found[name] == pytest.approx(np.full_like(found[name], value, dtype=float)), name
    same = dict(capital_level="capital_start", person_bound="kept_person", rooted="kept_rooted", base="base_start")
    same |= dict(understanding="understanding_start", backing="backing_start")
    assert all((found[name] == SETTLE[of]).all() for name, of in same.items())
    assert {*expected, *same} == set(names)
    assert found["brought_person"].shape == (7, 2, 3) and found["take_up"].shape == (3, 2, 3)


def by_place(*values):
    """Values by municipality, the same in three runs."""
    return np.array(values, dtype=float)[..., None] * np.ones(3)


ACTOR = dict(
    receptive_capacity=by_place(0.2, 0.4),
    legitimacy=by_place(0.3, 0.32),
    capacity=by_place(20, 30),
    participation=by_place(0.0, 0.1),
    base=np.stack([by_place(0.4, 0.44), by_place(0.1, 0.2), by_place(0.0, 0.02)]),
    capital_level=wide(capitals(0.3, real=0.1)) + by_place(0.0, 0.1),
    start_collaboration=0.5,
    start_knowledge_of_needs=0.36,
    start_layers=np.array([0.7, 0.3]),
)
(ACTOR_NAMES,) = [rule.writes for step in START for rule in step.rules if rule.function is start.start_actor]


def started(**change):
    return dict(zip(ACTOR_NAMES, start.start_actor(**ACTOR | change), strict=True))


def test_the_actor_takes_every_member_to_be_the_average_one():
    found = started()
    assert found["picture"].shape == (7, 2, 3)
    assert found["picture"][:, 1, 2] == pytest.approx([0.3, 0.31, 0.25, 0.05, 0.42, 0.15, 0.01])
    assert (found["picture"][:, 0] == found["picture"][:, 1]).all()
    assert found["picture_need"][:, 0] == pytest.approx(capitals(0.65, real=0.85))


def test_the_actor_starts_with_what_is_assumed_and_nothing_done():
    found = started()
    assert found["collaboration"][:, :, 0] == pytest.approx(np.array([[0.35] * 3, [0.15] * 3]))
    assert found["knowledge_of_needs"] == pytest.approx([0.36] * 3)
    assert (found["funding_core"] == 1).all()
    for name in (
        "professions",
        "ambition_level",
        "quarters_at_level",
        "reorganisation",
        "shown_effect",
        "acceptance",
        "refused",
        "working_years",
        "moved",
    ):
        assert (found[name] == 0).all() and found[name].shape[-1] == 3


def test_many_at_once():
    places = [{"turnover_quarter": 0.02}, {"capital_start": capitals(0.5)}]
    together_as_alone(start.steady_layers, STEADY, places, [{}, {"rooting_rate": 0.05, "election_loss": 0.7}])
