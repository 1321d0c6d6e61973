"""Step 0 by hand: start values, size, and what keeps a municipality where it is."""

import numpy as np
import pytest

from kraftsamling.model.engine.schedule import START
from kraftsamling.model.rules import lose, root, start
from kraftsamling.model.vocabulary import CAPITALS, DYNAMIC, FINANCIAL, HUMAN, POLITICAL, REAL, RELATIONAL


def capitals(rest, **named):
    """Seven capitals at `rest`, but those named."""
    return np.array([named.get(name, rest) for name in CAPITALS], dtype=float)


DRAW = dict(
    shock_start=np.zeros(20),
    size_index=0.0,
    fact_political=0.0,
    fact_financial=0.0,
    fact_real=0.0,
    spread_political=1.0,
    spread_financial=1.0,
    spread_real=1.0,
    start_political=0.31,
    start_capital=0.25,
    start_slack=0.36,
    start_legitimacy=0.41,
    start_interest=0.42,
    start_agreement_capacity=0.21,
    start_agreement_climate=0.66,
    start_vocabulary=0.26,
    start_base=0.4,
    start_resource_ratio=0.8,
    start_room_ratio=0.5,
    start_spread=0.1,
    start_size_slope=0.02,
    start_fact_slope=0.03,
    start_low=0.02,
    start_high=0.9,
)
OTHERS = [0.42, 0.41, 0.21, 0.66, 0.26, 0.36]


def drawn(**change):
    level, base, *others = start.draw_start(**DRAW | change)
    return level, base, np.array(others)


def test_without_spread_everyone_starts_at_the_assumption():
    level, base, others = drawn()
    assert level == pytest.approx(capitals(0.25, political=0.31))
    assert base == pytest.approx([0.4, 0.32, 0.2])
    assert others == pytest.approx(OTHERS)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"size_index": 1.5}, capitals(0.28, political=0.34)),
        ({"size_index": -1.0}, capitals(0.23, political=0.29)),
        ({"fact_political": 2.0}, capitals(0.25, political=0.37)),
        ({"fact_financial": -1.0}, capitals(0.25, political=0.31, financial=0.22)),
        ({"fact_real": 1.0}, capitals(0.25, political=0.31, real=0.28)),
        ({"fact_real": 99.0}, capitals(0.25, political=0.31, real=0.9)),
        ({"fact_real": -99.0}, capitals(0.25, political=0.31, real=0.02)),
    ],
)
def test_size_and_facts_pull_capitals_alone(change, expected):
    level, base, others = drawn(**change)
    assert level == pytest.approx(expected)
    assert base == pytest.approx([0.4, 0.32, 0.2])
    assert others == pytest.approx(OTHERS)


@pytest.mark.parametrize("place", range(start.START_VALUES))
def test_each_start_value_has_a_shock_of_its_own(place):
    shock = np.zeros(start.START_VALUES)
    shock[place] = 1.0
    moved = np.concatenate(drawn(shock_start=shock)) - np.concatenate(drawn())
    assert moved == pytest.approx(0.1 * shock)


@pytest.mark.parametrize(("trait", "capital"), [("political", POLITICAL), ("financial", FINANCIAL), ("real", REAL)])
def test_a_missing_fact_widens_the_spread_that_it_informs(trait, capital):
    level, _, _ = drawn(shock_start=np.ones(20), **{f"spread_{trait}": 1.5})
    expected = capitals(0.35, political=0.41)
    expected[capital] += 0.05
    assert level == pytest.approx(expected)


@pytest.mark.parametrize(
    ("size", "small", "large", "staff", "pace", "misfit"),
    [
        (0.0, 0.0, 0.0, 1.0, 0.5, 0.0),
        (1.5, 0.0, 1.0, 2.0, 0.2, 0.4),
        (-1.5, 1.0, 0.0, 0.5, 0.8, 1.0),
        (-9.0, 0.0, 0.0, 2**-6.0, 1.0, 0.0),
        (9.0, 0.0, 0.0, 64.0, 0.1, 0.0),
    ],
)
def test_size_means_staff_pace_and_misfit(size, small, large, staff, pace, misfit):
    found = start.size_traits(size, small, large, np.log(2) / 1.5, 0.5, 0.2, 0.4, 0.1)
    assert found == pytest.approx((staff, pace, misfit))


@pytest.mark.parametrize(
    ("persons", "staff", "here", "expected"),
    [
        # a yearly turnover of 0.5904 is a fifth a quarter
        (1, 1.0, 1, (0.8, 1, 1, 1, 1)),
        (2, 1.0, 2, (0.64, 0.96, 1, 1, 1)),
        (3, 1.0, 3, (0.512, 0.896, 0.992, 1, 1)),
        (2, 1.6, 3, (0.512, 0.896, 0.992, 1, 1)),
        (1, 0.1, 1, (0.8, 1, 1, 1, 1)),
        (3, 9.0, 5, (0.32768, 0.73728, 0.94208, 0.99328, 0.99968)),
    ],
)
def test_leavers_are_binomial(persons, staff, here, expected):
    thresholds, found, quarterly = start.leaver_thresholds(staff, persons, 0.5904, 5, 4)
    assert thresholds == pytest.approx(expected)
    assert (found, quarterly) == (here, pytest.approx(0.2))


def test_without_turnover_nobody_leaves():
    thresholds, _, quarterly = start.leaver_thresholds(np.ones((2, 3)), 2, 0.0, 5, 4)
    assert thresholds.shape == (5, 2, 3) and (thresholds == 1).all() and (quarterly == 0).all()


STEADY = dict(
    capital_start=capitals(0.3, organisational=0.4),
    base_start=np.array([0.9, 0.9, 0.2]),
    legitimacy_start=0.1,
    agreement_capacity_start=0.5,
    turnover_quarter=0.0,
    rooting_rate=0.1,
    depreciation_person=0.2,
    depreciation_rooted=0.01,
    leaver_loss=0.5,
    turnover_buffer=0.5,
    structures_buffer=0.3,
    election_probability=0.4,
    election_loss=0.4,
    agreement_buffer=0.5,
    rooted_election_share=0.5,
    agreement_election_loss=0.2,
    turnover_capitals=capitals(0, human=1),
    political_capital=capitals(0, political=1),
    term_quarters=16,
)


def test_layers_balance_rooting_against_loss():
    """Rooting 0.02 x 0.99 fills what 0.01 loses: 0.01 / 0.0298 is person-bound; it needs 1/0.8 - 1 + 0.02 of itself."""
    person, rooted, own, upkeep = start.steady_layers(**STEADY)
    assert person[HUMAN] == pytest.approx(0.3 * 0.01 / 0.0298)
    assert rooted == pytest.approx(STEADY["capital_start"] - person)
    assert own[HUMAN] == pytest.approx(person[HUMAN] * 0.27)
    assert upkeep == pytest.approx(0.5 * 0.2 * 0.4 / 16)


def test_turnover_and_elections_are_replaced_where_they_strike():
    calm = start.steady_layers(**STEADY | {"election_probability": 0.0})
    person, _, own, _ = start.steady_layers(**STEADY | {"turnover_quarter": 0.25, "term_quarters": 6})
    # turnover 0.5 x 0.25 x (1 - 0.5 x 0.4) = 0.1 of human; elections 0.4 x 0.75 x 0.4 / 6 = 0.02 of political,
    # half as much of its rooted layer
    assert own[HUMAN] / person[HUMAN] == pytest.approx(1 / 0.7 - 1 + 0.02)
    assert own[POLITICAL] / person[POLITICAL] == pytest.approx(1 / (0.8 * 0.98) - 1 + 0.02)
    lost = 1 - 0.99 * 0.99
    assert person[POLITICAL] == pytest.approx(0.3 * lost / (lost + 0.02 * (1 - lost)))
    for quiet in (RELATIONAL, DYNAMIC):
        assert own[quiet] == pytest.approx(calm[2][quiet])


@pytest.mark.parametrize("turnover", [0.0, 0.2])
def test_a_quarter_of_expected_losses_changes_nothing(turnover):
    """Rooting, own effort and the expected losses bring each layer back to where it started, to the last bit or so."""
    given = STEADY | {"turnover_quarter": turnover, "term_quarters": 1, "election_probability": 1.0}
    person, rooted, own, _ = start.steady_layers(**given)
    level = given["capital_start"]
    after, deeper = root.root(person, rooted, given["base_start"], level, 0.1, 0, 0, 0, 0, 0, 0, 0.1, 0, 0, 0, 0)
    left, kept = lose.lose(
        after + own,
        deeper,
        level,
        turnover,
        1,
        0.5,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0.2,
        0.01,
        0.5,
        0.5,
        0.3,
        0.4,
        0.5,
        0.5,
        0,
        given["turnover_capitals"],
        capitals(0),
        0,
    )
    assert left == pytest.approx(person, rel=1e-12)
    assert kept == pytest.approx(rooted, rel=1e-12)


def test_everything_else_is_set_to_its_start():
    one = np.ones((2, 3))
    level = capitals(0.25, political=0.5)[:, None, None] * one
    base = np.array([0.4, 0.3, 0.2])[:, None, None] * one
    (names,) = [rule.writes for step in START for rule in step.rules if rule.function is start.settle_start]
    found = dict(
        zip(
            names,
            start.settle_start(
                capital_start=level,
                base_start=base,
                interest_start=0.31 * one,
                legitimacy_start=0.32 * one,
                agreement_capacity_start=0.2 * one,
                agreement_climate_start=0.6 * one,
                vocabulary_start=0.25 * one,
                slack_start=0.3 * one,
                staff=one,
                capacity_weights=capitals(0.1, political=0.4)[:, None, None],
                pledging_rate=0.5,
                completion_rate=0.25,
                shared_measure_rate=0.5,
                obsolescence=0.05,
                application_cost=0.1,
                receptive_exponent=1.0,
                slack_in_receptive=1,
                ingredient_floor=0.02,
                deficit_rate=0.5,
                probe_interest=0,
                probe_slack=0,
                probe_relational=0,
                probe_organisational=0,
            ),
            strict=True,
        )
    )
    expected = dict(
        capacity=35.0,
        capacity_start=35.0,
        interest=0.31,
        legitimacy=0.32,
        agreement_capacity=0.2,
        agreement_climate=0.6,
        vocabulary=0.25,
        slack=0.3,
        will_start=0.0075,
        measures_visible=0,
        project_money=0.75,
        project_money_start=0.75,
        receptive_capacity=0.2775,
        weakest_link=2,
        deficit_threshold=0,
        strain_expected=0.3989422804,
        finance=0,
        effort=1,
        hold=1,
        braking=1,
        take_up=0,
        participation=0,
        reason_not=3,
        peers_progress=0,
        peers_part=0,
        peers_proofs=0,
        # pledging 0.09: own 0.09 / (0.05 + 0.09 x 1.2); shared 0.5 x 0.35 x 0.2 x 0.35 = 0.01225
        measures_own=0.09 / 0.158,
        measures_own_start=0.09 / 0.158,
        pledged=0.018 / 0.158,
        measures_shared=0.01225 / 0.06225,
        measures_shared_start=0.01225 / 0.06225,
    )
    for name, value in expected.items():
        assert found[name] == pytest.approx(np.full_like(found[name], value, dtype=float)), name
    assert (found["capital_level"] == level).all() and (found["base"] == base).all()
    assert found["braking"].shape == (7, 2, 3) and found["take_up"].shape == (3, 2, 3)
