"""Steps 5 to 7 by hand: a municipality decides, receives and lets capital take root. One, so no trailing axes."""

import numpy as np
import pytest

from kraftsamling.model.rules import decide, receive, root
from kraftsamling.model.vocabulary import CAPITALS, DYNAMIC, HUMAN, POLITICAL

NOT_TAKING_PART = 0.1


def capitals(rest, **named):
    """Seven capitals at `rest`, but those named."""
    return np.array([named.get(name, rest) for name in CAPITALS], dtype=float)


LOAD = dict(
    initiatives=4.0,
    base=np.array([0.5, 0.6, 0.3]),
    base_start=np.array([0.5, 0.2, 0.3]),
    staff=0.8,
    staff_saving=0.25,
    earmarked_time=0.5,
    meetings=1.0,
    fixed_staff=0.1,
    meeting_staff=0.05,
    resource_relief=0.4,
    earmarked_relief=0.2,
)


@pytest.mark.parametrize(
    ("change", "load"),
    [
        ({}, 0.27),  # 0.1 x 4 / 0.8 = 0.5; x 0.75 x (1 - 0.4 x 0.4 / 0.8) x 0.9
        ({"staff": 1.6}, 0.135),
        ({"staff_saving": 0.0}, 0.36),
        ({"earmarked_time": 0.0}, 0.3),
        ({"base": np.array([0.9, 0.2, 0.9])}, 0.3375),  # the resource base alone relieves
        ({"initiatives": 0.0}, 0.0),
        ({"meetings": 3.0}, 0.3375),  # (0.1 x 4 + 0.05 x 2) / 0.8 = 0.625; relieved as the rest
    ],
)
def test_taking_part_costs_staff_time_per_initiative(change, load):
    assert decide.load_of_taking_part(**LOAD | change)[0] == pytest.approx(load)


LOG_3 = np.log(3)
ORDINARY = dict(
    interest=0.4,
    legitimacy=0.4,
    slack=0.5,
    strain=0.0,
    misfit=0.0,
    peers_part=0.0,
    load=0.5,
    participation_intercept=0.0,
    interest_weight=2.0,
    legitimacy_weight=3.0,
    peer_weight=LOG_3,
    misfit_weight=LOG_3,
    fear=LOG_3 / 0.6,
    strain_weight=LOG_3,
    will_reference=0.4,
    form_control=np.array([0.0, 0.0, 1.0]),
    take_part_least=NOT_TAKING_PART,
    adapted=0.0,
    national_law=0.0,
    law_weight=LOG_3,
    agreement_capacity=0.2,
    agreement_capacity_start=0.2,
    agreement_weight=LOG_3 / 0.4,
)


@pytest.mark.parametrize(
    ("change", "lower", "room"),
    [
        ({}, 1 / 2, 1 / 4),  # odds of 1, and of 1/3 where control is feared
        ({"participation_intercept": LOG_3}, 3 / 4, 1 / 2),
        ({"interest": 0.4 + LOG_3 / 2}, 3 / 4, 1 / 2),
        ({"legitimacy": 0.4 + LOG_3 / 3, "fear": 0.0}, 3 / 4, 3 / 4),
        ({"legitimacy": 1.0, "legitimacy_weight": 0.0}, 1 / 2, 1 / 2),  # full legitimacy leaves no fear
        ({"peers_part": 1.0}, 3 / 4, 1 / 2),
        ({"national_law": 1.0}, 3 / 4, 1 / 2),
        ({"agreement_capacity": 0.6}, 3 / 4, 1 / 2),
        ({"agreement_capacity_start": 0.6}, 1 / 4, 1 / 10),
        ({"strain": 1.0}, 1 / 4, 1 / 10),
        ({"strain": -1.0}, 3 / 4, 1 / 2),
        ({"misfit": 1.0}, 1 / 4, 1 / 10),
        ({"misfit": 1.0, "adapted": 1.0}, 1 / 2, 1 / 4),
        ({"strain": 2.0}, 1 / 10, 0),  # odds of 1/27 are below a tenth
        ({"load": 1.0}, 1 / 4, 1 / 8),  # staff time for half
        ({"load": 2.0}, 1 / 8, 0),
        ({"slack": 0.0}, 0, 0),
        ({"slack": 0.0, "load": 0.0}, 0, 0),
        ({"load": 0.0}, 1 / 2, 1 / 4),
        ({"load": 1.0, "slack": 0.4}, 1 / 5, 1 / 10),  # exactly a tenth takes part
    ],
)
def test_will_in_odds_bounded_by_staff_time(change, lower, room):
    decided, _, _ = decide.decide(**ORDINARY | change)
    assert decided == pytest.approx([lower, lower, room])


def test_will_is_the_mean_over_forms_and_ability_the_share_that_time_allows():
    assert decide.decide(**ORDINARY)[1:] == (pytest.approx(5 / 12), 1)
    assert decide.decide(**ORDINARY | {"load": 2.0})[1:] == (pytest.approx(5 / 12), 0.25)


ENGAGE = dict(
    take_up=np.array([0.2, 0.2, 0.2]),
    decided=np.array([0.6, 0.4, 0.0]),
    dose=np.array([0.6, 0.2, 0.2]),
    delegate_mandate=0.5,
    will=0.5,
    ability=1.0,
    meetings=1.0,
    take_part_least=NOT_TAKING_PART,
    engagement_half=0.25,
)


@pytest.mark.parametrize(
    ("change", "take_up", "participation", "reason"),
    [
        ({}, (0.4, 0.3, 0.1), 0.32, 0),
        ({"delegate_mandate": 1.0}, (0.6, 0.4, 0.0), 0.44, 0),
        ({"meetings": 2.0}, (0.5, 0.35, 0.05), 0.38, 0),  # half, then half of what is left
        (
            {"meetings": 2.0, "delegate_mandate": 0.0},
            (0.2, 0.2, 0.2),
            0.2,
            0,
        ),  # who may decide nothing, decides nothing
        ({"take_up": np.zeros(3), "decided": np.full(3, 0.2)}, (0.1, 0.1, 0.1), 0.1, 0),
        (
            {"take_up": np.zeros(3), "decided": np.full(3, 0.1)},
            (0.05, 0.05, 0.05),
            0.05,
            0,
        ),  # decided, not yet in effect
        ({"take_up": np.zeros(3), "decided": np.full(3, 0.05)}, (0.025, 0.025, 0.025), 0.025, 2),
        ({"take_up": np.zeros(3), "decided": np.zeros(3), "ability": 0.3}, (0, 0, 0), 0, 1),
        ({"take_up": np.zeros(3), "decided": np.zeros(3), "ability": 0.5}, (0, 0, 0), 0, 2),
        ({"dose": np.zeros(3)}, (0.4, 0.3, 0.1), 0, 3),
    ],
)
def test_decisions_take_effect_at_the_pace_of_delegates(change, take_up, participation, reason):
    found = decide.engage(**ENGAGE | change)
    assert found[0] == pytest.approx(take_up)
    assert found[1] == pytest.approx(participation)
    assert found[3] == reason


@pytest.mark.parametrize(("dose", "engagement"), [((0.6, 0.2, 0.2), 0.256), ((0.15, 0.05, 0.05), 0.16), ((0, 0, 0), 0)])
def test_engagement_counts_the_amount_on_offer(dose, engagement):
    assert decide.engage(**ENGAGE | {"dose": np.array(dose)})[2] == pytest.approx(engagement)  # 0.32 x 1/1.25, x 1/2


PARTS = dict(
    interest=0.2,
    slack=0.4,
    capital_level=capitals(0.9, relational=0.8, organisational=0.8),
    slack_in_receptive=1,
    ingredient_floor=0.02,
    **dict.fromkeys(("probe_interest", "probe_slack", "probe_relational", "probe_organisational"), 0.0),
)


@pytest.mark.parametrize(
    ("exponent", "change", "value", "weakest"),
    [
        (1, {}, 0.55, 0),
        (0, {}, 0.4756828460, 0),  # fourth root of 0.2 x 0.4 x 0.8 x 0.8
        (-1, {}, 0.4, 0),  # four over 5 + 2.5 + 1.25 + 1.25
        (-2, {}, 0.3411211, 0),  # root of 4 / (25 + 6.25 + 1.5625 x 2) = 0.1163636
        (-1, {"slack": 0.1}, 0.2285714286, 1),  # 4 / 17.5
        (-1, {"slack": 0.1, "slack_in_receptive": 0}, 0.4, 0),  # 3 / (5 + 1.25 + 1.25): slack is left out
        (-1, {"slack": 0.01}, 0.0695652174, 1),  # 4 / (50 + 7.5): the floor holds for slack too
        (-1, {"interest": 0.4, "slack": 0.2}, 0.4, 1),
        (1, {"interest": 0.0}, 0.505, 0),  # the floor
        (-1, {"capital_level": capitals(0.9, relational=0.1, organisational=0.8)}, 0.2133333333, 2),  # 4 / 18.75
        (-1, {"capital_level": capitals(0.9, relational=0.8, organisational=0.1)}, 0.2133333333, 3),
        (1, {"probe_interest": 0.3}, 0.625, 1),  # 0.5, so that slack is weakest
        (1, {"probe_slack": 0.2}, 0.6, 0),
        (1, {"probe_relational": 0.1}, 0.575, 0),
        (-1, {"probe_organisational": 0.2}, 4 / 9.75, 0),  # 4 / (5 + 2.5 + 1.25 + 1)
        (-6, {"slack": 0.2, "capital_level": capitals(0.2)}, 0.2, 0),  # all alike; ties by order
    ],
)
def test_receptive_capacity_is_ruled_by_its_weakest_link(exponent, change, value, weakest):
    found, link = receive.receptive_capacity(**PARTS | change, receptive_exponent=exponent)
    assert found == pytest.approx(value, rel=1e-6)
    assert link == weakest


@pytest.mark.parametrize("exponent", [-1e-12, 0.0, 1e-12])
@pytest.mark.parametrize(("further", "weight", "mean"), [(9.0, 0, 0.5), (0.5, 1, 0.5), (0.0625, 2, 0.1767766953)])
def test_power_mean_passes_smoothly_through_the_geometric_mean(exponent, further, weight, mean):
    assert receive.power_mean(np.array([0.25, 1.0]), further, weight, exponent) == pytest.approx(mean, rel=1e-6)


@pytest.mark.parametrize(("further", "weight", "mean"), [(9.0, 0, 0.4), (0.25, 1, 1 / 3), (0.25, 2, 4 / 13)])
def test_a_further_part_has_a_weight_of_its_own(further, weight, mean):
    assert receive.power_mean(np.array([0.25, 1.0]), further, weight, -1) == pytest.approx(mean)


RECEIVE = dict(
    dose=np.array([0.4, 0.2, 0.1]),
    take_up=np.array([0.5, 0.5, 1.0]),
    participation=0.5,
    receptive_capacity=0.3,
    demand=0.6,
    initiatives=4.0,
    signals=4.0,
    base=np.array([0.2, 0.1, 0.9]),
    vocabulary=0.5,
    misfit=0.5,
    adapted=0.0,
    capital_level=capitals(0.3),
    capital_start=capitals(0.3),
    attention_limit=3.0,
    attention_growth=1.0,
    order_strength=0.5,
    order_or_vocabulary=1,
    vocabulary_cost=0.4,
    prerequisite_level=0.4,
    misfit_size=0.4,
)


@pytest.mark.parametrize(
    ("change", "factor", "order"),
    [
        # 0.3 x half of the ambition useful x 3 of 6 signals attended to x fit 0.8
        ({}, 0.06, (1, 0.75, 0.625)),
        ({"demand": 0.0}, 0.12, (1, 0.75, 0.625)),
        ({"demand": 0.2}, 0.12, (1, 0.75, 0.625)),
        ({"adapted": 1.0}, 0.075, (1, 0.75, 0.625)),
        ({"participation": 0.0}, 0.09, (1, 0.75, 0.625)),  # 3 of 4
        ({"attention_limit": 100.0}, 0.12, (1, 0.75, 0.625)),
        ({"capital_level": capitals(0.3, organisational=0.7)}, 0.084, (1, 0.75, 0.625)),  # attention 3 x 1.4
        ({"capital_level": capitals(0.7, organisational=0.3)}, 0.06, (1, 0.75, 0.625)),
        ({"order_or_vocabulary": 0}, 0.048, (1, 1, 1)),  # dialogue 1 - 0.4 x 0.5
        ({"order_or_vocabulary": 0, "vocabulary": 1.0}, 0.06, (1, 1, 1)),
        ({"receptive_capacity": 0.0}, 0, (1, 1, 1)),
    ],
)
def test_support_lands_through_every_bottleneck(change, factor, order):
    received, _ = receive.receive(**RECEIVE | change)
    assert received == pytest.approx(factor * np.array([0.2, 0.1, 0.1]) * order)


def test_no_dose_and_no_take_up_bring_nothing():
    for name in ("dose", "take_up"):
        assert (receive.receive(**RECEIVE | {name: np.zeros(3)})[0] == 0).all()


def test_a_loss_of_organisational_capital_never_turns_support_round():
    lost = dict(capital_level=capitals(0.3, organisational=0.1), capital_start=capitals(0.3, organisational=0.7))
    assert (receive.receive(**RECEIVE | lost | {"attention_growth": 2.0})[0] >= 0).all()


@pytest.mark.parametrize(
    ("receptive", "demand", "useful"), [(0.3, 0.6, 0.5), (0.3, 0.3, 1), (0.3, 0.1, 1), (0.3, 0.0, 1), (0, 0.1, 0)]
)
def test_ambition_beyond_the_receptive_capacity_is_idle(receptive, demand, useful):
    assert receive.receive(**RECEIVE | {"receptive_capacity": receptive, "demand": demand})[1] == pytest.approx(useful)


@pytest.mark.parametrize(
    ("bases", "height"),
    [
        ((1, 1, 1), 0.8),  # 0.2 + 0.8 x 0.75
        ((0.25, 1, 1), 0.5),
        ((1, 0.25, 1), 0.8),
        ((0.0, 1, 1), 0.38),  # root of 0.25; no weight; root of the floor 0.09
    ],
)
def test_ceiling_by_the_bases_that_count(bases, height):
    weights = np.tile([0.5, 0.0, 0.5], (7, 1))
    found = receive.ceiling(np.array(bases), capitals(0.2), 0.75, weights, 0.09)
    assert found == pytest.approx([height] * 7)


@pytest.mark.parametrize(("level", "left"), [(0.0, 0.6), (0.1, 0.8), (0.2, 1.0), (0.9, 1.0)])
def test_soft_gate(level, left):
    assert receive.soft_gate(level, 0.2, 0.4) == pytest.approx(left)


FEEDING = np.zeros((7, 3))
FEEDING[POLITICAL] = [0.5, 0, 0.5]
FEEDING[HUMAN] = [0.5, 1, 0]
FEEDING[DYNAMIC] = [0, 0, 0.5]
GROWTH = dict(
    person_bound=capitals(0.1),
    capital_level=capitals(0.2),
    capital_start=capitals(0.2),
    agreement_capacity=0.2,
    agreement_capacity_start=0.2,
    received=np.array([1.0, 2.0, 3.0]),
    feeding=FEEDING,
    base=np.array([0.25, 1.0, 1.0]),
    gate_strength=0.5,
    gate_level=0.4,
    capital_gain=0.1,
    ceiling_top=0.75,
    base_weights=np.tile([0.5, 0.25, 0.25], (7, 1)),
    base_floor=0.02,
    knowledge_floor=0.2,
    gated_capitals=capitals(1, political=0, financial=0),
)


@pytest.mark.parametrize(
    ("change", "political", "human", "dynamic"),
    [
        # room 0.8 x 0.75 x 0.5 = 0.3; pace 0.1 x (0.2 + 0.8 x 0.25) = 0.04: 0.012 per person-year;
        # political 2, human 2.5 x gate 0.75, dynamic 1.5 x gate 0.75 x gate 0.75 of organisational
        ({}, 0.024, 0.0225, 0.010125),
        ({"gate_strength": 0.0}, 0.024, 0.03, 0.018),
        ({"knowledge_floor": 1.0}, 0.06, 0.05625, 0.0253125),
        ({"capital_level": capitals(0.2, financial=0.8)}, 0.024, 0.03, 0.0135),  # root of 0.2 x 0.8 opens the gate
        ({"agreement_capacity": 0.8}, 0.024, 0.03, 0.0135),  # so does agreement gained: 0.2 + 0.6
        ({"agreement_capacity_start": 0.9}, 0.024, 0.015, 0.00675),  # and its loss closes it
        ({"capital_level": capitals(0.2, organisational=0.4)}, 0.024, 0.0225, 0.0135),
        ({"capital_level": capitals(0.5)}, 0, 0, 0),  # at the ceiling
        ({"capital_level": capitals(0.9)}, 0, 0, 0),
        ({"received": np.zeros(3)}, 0, 0, 0),
        ({"feeding": np.zeros((7, 3))}, 0, 0, 0),
    ],
)
def test_support_grows_what_its_forms_feed(change, political, human, dynamic):
    (found,) = receive.grow_by_support(**GROWTH | change)
    expected = capitals(0.1, political=0.1 + political, human=0.1 + human, dynamic=0.1 + dynamic)
    assert found == pytest.approx(expected)


@pytest.mark.parametrize(
    ("received", "hold", "after"),
    [
        # gain 0.1 x received x 0.4; decay 0.05 x half idle x (0.6 - 0.4)
        (0.1, 1.0, 0.6 + 0.004 - 0.005),
        (0.0, 1.0, 0.59),
        (0.0, 0.5, 0.595),
        (0.9, 1.0, 0.6 + 0.036 - 0.001),
        (99.9, 1.0, 1 - 0.00001),  # no more than there is room for, less 0.05 x a thousandth idle x 0.2
    ],
)
def test_a_base_grows_with_support_and_returns_without(received, hold, after):
    found = receive.grow_bases(0.6, 0.4, received, hold, base_gain=0.1, base_decay=0.05, base_use_half=0.1)
    assert found[0] == pytest.approx(after)


def test_a_base_at_its_start_stays_there_without_support():
    assert receive.grow_bases(0.3, 0.3, 0.0, 1.0, 0.4, 0.05, 0.1) == (0.3,)


ROOT = dict(
    person_bound=capitals(0.5),
    rooted=capitals(0.1),
    base=np.array([0.9, 0.9, 0.2]),
    capital_level=capitals(0.9, organisational=0.4),
    legitimacy=0.1,
    engagement=0.5,
    rooting_bonus=0.2,
    project_part=0.5,
    earmarked_time=0.5,
    structures=0.25,
    handover=0.2,
    rooting_rate=0.1,
    project_rooting_loss=0.75,
    handover_gain=1.0,
    earmarked_gain=0.2,
    structures_gain=0.4,
)


@pytest.mark.parametrize(
    ("change", "share"),
    [
        # 0.1 x cube root of 0.008 = 0.02; support 0.5 x (0.2 + 0.1 - 0.3) = 0; own 0.1 + 0.1
        ({}, 0.024),
        ({"handover": 0.0}, 0.02225),  # 0.5 x (0.2 - 0.375) = -0.0875
        ({"rooting_bonus": 0.6}, 0.028),
        ({"engagement": 0.0}, 0.024),
        ({"project_part": 0.0}, 0.026),
        ({"earmarked_time": 0.0}, 0.022),
        ({"structures": 0.0}, 0.022),
        ({"legitimacy": 0.8}, 0.048),
        ({"legitimacy": 0.0}, 0.0),  # the side-track never roots
        ({"base": np.array([0.9, 0.9, 0.0])}, 0.0),
        ({"rooting_rate": 10.0}, 1.0),  # never more than there is
        ({"rooting_bonus": -9.0}, 0.0),
    ],
)
def test_rooting_moves_between_the_layers(change, share):
    person, rooted = root.root(**ROOT | change)
    assert person == pytest.approx(capitals(0.5 * (1 - share)))
    assert rooted == pytest.approx(capitals(0.1 + 0.5 * share))
