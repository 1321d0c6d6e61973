"""Step 5 by hand: a municipality decides how much to take part. One, so no trailing axes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kraftsamling.model.rules import decide
from tests.kit.by_hand import channel_means, layers, together_as_alone

UNIT = st.floats(0, 1)

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
        ({"base": np.array([0.9, 0.4, 0.9])}, 0.30375),  # the resource base alone relieves
        ({"initiatives": 0.0}, 0.0),
        ({"meetings": 3.0}, 0.3375),  # (0.1 x 4 + 0.05 x 2) / 0.8 = 0.625; relieved as the rest
    ],
)
def test_taking_part_costs_staff_time_per_initiative(change, load):
    assert decide.load_of_taking_part(**LOAD | change)[0] == pytest.approx(load)


LOG_3 = np.log(3)
ORDINARY = dict(
    interest=0.4,
    backing=layers(0.9, politicians=0.4),
    legitimacy=0.4,
    slack=0.5,
    strain=0.0,
    misfit=0.0,
    peers_part=0.0,
    load=0.5,
    attention_left=1.0,
    steered=np.array([9, 9, 1.0, 9, 9]),
    participation_intercept=0.0,
    interest_weight=2.0,
    legitimacy_weight=3.0,
    peer_weight=LOG_3,
    misfit_weight=LOG_3,
    fear=LOG_3 / 0.6,
    strain_weight=LOG_3,
    will_reference=0.4,
    form_control=np.array([0.0, 0.5, 1.0]),
    take_part_least=0.1,
    adapted=0.0,
    national_law=0.0,
    law_weight=LOG_3,
    part_at_least=0.0,
    part_at_most=1.0,
)


def odds(threes):
    """Share of odds that are 3 to this power."""
    return 3.0**threes / (1 + 3.0**threes)


@pytest.mark.parametrize(
    ("change", "knowledge", "resource", "room"),
    [
        ({}, 0, -0.5, -1),  # where control is feared, less
        ({"participation_intercept": 2 * LOG_3}, 2, 1.5, 1),
        ({"interest": 0.4 + LOG_3 / 2}, 1, 0, -1),  # where control is touched, politicians alone are heard
        ({"backing": layers(0.4, politicians=0.4 + LOG_3 / 2)}, 0, 0, 0),
        ({"backing": layers(0.4, politicians=0.4 - LOG_3 / 4)}, 0, -0.75, -1.5),
        ({"legitimacy": 0.4 + LOG_3 / 3, "fear": 0.0}, 1, 1, 1),
        ({"legitimacy": 1.0, "legitimacy_weight": 0.0}, 0, 0, 0),  # full legitimacy leaves no fear
        ({"peers_part": 0.6}, 0.6, 0.1, -0.4),
        ({"national_law": 0.8}, 0.8, 0.3, -0.2),
        ({"strain": 0.9}, -0.9, -1.4, -1.9),
        ({"strain": -0.7}, 0.7, 0.2, -0.3),
        ({"strain": 0.5, "steered": np.array([9, 9, 1.6, 9, 9])}, -0.8, -1.3, -1.8),
        ({"misfit": 0.1}, -0.1, -0.6, -1.1),
        ({"misfit": 0.7, "adapted": 1.0}, 0, -0.5, -1),
    ],
)
def test_will_in_odds(change, knowledge, resource, room):
    decided, will, ability = decide.decide(**ORDINARY | change)
    expected = odds(np.array([knowledge, resource, room]))
    assert decided == pytest.approx(expected)
    assert (will, ability) == (pytest.approx(expected.mean()), 1)


@pytest.mark.parametrize(
    ("change", "able", "decided"),
    [
        ({"load": 1.0, "fear": 0.0}, 0.5, (0.25, 0.25, 0.25)),
        ({"load": 2.0}, 0.25, (0.125, 0, 0)),  # less than a tenth counts as nothing
        ({"load": 1.0, "slack": 0.4}, 0.4, (0.2, 0.14641016, 0.1)),  # just a tenth takes part
        ({"slack": 0.0}, 0.0, (0, 0, 0)),
        ({"slack": 0.0, "load": 0.0}, 0.0, (0, 0, 0)),
        ({"load": 0.0, "fear": 0.0}, 1.0, (0.5, 0.5, 0.5)),
        ({"attention_left": 0.6, "fear": 0.0}, 0.6, (0.3, 0.3, 0.3)),  # time for all of it, attention for less
        (
            {"attention_left": 0.7, "load": 0.625, "fear": 0.0},
            0.7,
            (0.35, 0.35, 0.35),
        ),  # the scarcer of the two, not both
        ({"attention_left": 0.9, "load": 0.625, "fear": 0.0}, 0.8, (0.4, 0.4, 0.4)),
    ],
)
def test_staff_time_and_attention_bound_what_is_decided(change, able, decided):
    found, _, ability = decide.decide(**ORDINARY | change)
    assert ability == pytest.approx(able)
    assert found == pytest.approx(decided)


@pytest.mark.parametrize(
    ("share", "change", "decided"),
    [
        (0.8, {}, 0.8),  # whatever would speak for or against
        (0.7, {"load": 1.0}, 0.35),  # staff time for half of it
        (1.0, {"load": 4.0}, 0.125),
        (0.6, {"load": 5.0}, 0.0),  # 0.06 counts as nothing
        (0.0, {"national_law": 1.0}, 0.0),
    ],
)
def test_a_decision_stands_in_the_place_of_the_will_and_staff_time_bounds_it(share, change, decided):
    found, will, _ = decide.decide(**ORDINARY | {"part_at_least": share, "part_at_most": share} | change)
    assert found == pytest.approx([decided] * 3)
    assert will == pytest.approx(share)


@given(
    UNIT,
    UNIT,
    UNIT,
    UNIT,
    st.sampled_from(("interest", "backing", "legitimacy", "slack", "peers_part", "attention_left")),
    UNIT,
)
def test_less_backing_trust_or_time_never_takes_more_part(interest, legitimacy, slack, peers, name, less):
    high = ORDINARY | dict(
        interest=interest, legitimacy=legitimacy, slack=slack, peers_part=peers, attention_left=peers
    )
    more, low = (decide.decide(**change) for change in (high, high | {name: high[name] * less}))
    for few, many in zip(low, more, strict=True):
        assert (np.asarray(few) <= many).all() and (np.asarray(few) >= 0).all() and (np.asarray(many) <= 1).all()


PACE = dict(
    delegates_start=0.25,
    channel_means=channel_means(),
    complexity=2.0,
    meetings=1.0,
    decision_quarters=2.5,
    delegates_gain=0.5,
    delegates_relief=0.8,
    participation=0.5,
    steered=np.array([1.0, 9, 9, 9, 9]),
)


@pytest.mark.parametrize(
    ("change", "delegates", "quarters"),
    [
        ({}, 0.25, 4.0),  # 2.5 x 2 x 0.8
        ({"complexity": 3.0}, 0.25, 6.0),
        ({"meetings": 1.6}, 0.25, 2.5),
        ({"steered": np.array([1.3, 9, 9, 9, 9])}, 0.25, 5.2),
        ({"channel_means": channel_means(mandate_home=layers(0.5, politicians=3.0))}, 0.5, 3.0),  # 0.5 x 1 x 0.5 more
        ({"channel_means": channel_means(mandate_owners=9.0)}, 0.25, 4.0),  # the owners' is none from home
        ({"channel_means": channel_means(mandate_home=1.0), "participation": 0.0}, 0.25, 4.0),
        ({"channel_means": channel_means(mandate_home=9.0), "complexity": 4.0}, 1.0, 2.0),
        ({"complexity": 0.25}, 0.25, 1.0),  # no faster than within the quarter
    ],
)
def test_time_from_decision_to_effect(change, delegates, quarters):
    assert decide.pace_of_effect(**PACE | change) == pytest.approx((delegates, 1 / quarters))


@given(st.floats(0.1, 4), st.floats(0, 3), UNIT, st.floats(0, 2))
def test_complexity_never_speeds_and_a_mandate_from_home_never_slows(complexity, more, said, participation):
    slow = decide.pace_of_effect(**PACE | {"complexity": complexity + more})[1]
    plain = decide.pace_of_effect(**PACE | {"complexity": complexity})[1]
    held = {"complexity": complexity, "channel_means": channel_means(mandate_home=said), "participation": participation}
    assert 0 < slow <= plain <= decide.pace_of_effect(**PACE | held)[1] <= 1


ENGAGE = dict(
    take_up=np.array([0.2, 0.2, 0.2]),
    decided=np.array([0.6, 0.4, 0.0]),
    dose=np.array([0.6, 0.2, 0.2]),
    pace=0.5,
    will=0.5,
    ability=1.0,
    take_part_least=0.1,
    engagement_half=0.25,
)
NONE = np.zeros(3)


@pytest.mark.parametrize(
    ("change", "take_up", "participation", "reason"),
    [
        ({}, (0.4, 0.3, 0.1), 0.32, 0),
        ({"pace": 1.0}, (0.6, 0.4, 0.0), 0.44, 0),
        ({"pace": 0.75}, (0.5, 0.35, 0.05), 0.38, 0),
        ({"pace": 0.0}, (0.2, 0.2, 0.2), 0.2, 0),
        ({"take_up": NONE, "decided": np.full(3, 0.1)}, (0.05, 0.05, 0.05), 0.05, 0),  # decided, not yet in effect
        ({"take_up": NONE, "decided": np.full(3, 0.12), "dose": np.full(3, 0.01)}, (0.06, 0.06, 0.06), 0.06, 0),
        ({"take_up": NONE, "decided": np.full(3, 0.05)}, (0.025, 0.025, 0.025), 0.025, 2),
        ({"take_up": NONE, "decided": NONE, "ability": 0.3}, (0, 0, 0), 0, 1),
        ({"take_up": NONE, "decided": NONE, "ability": 0.5}, (0, 0, 0), 0, 2),
        ({"dose": NONE}, (0.4, 0.3, 0.1), 0, 3),
    ],
)
def test_decisions_take_effect_at_their_pace(change, take_up, participation, reason):
    found = decide.engage(**ENGAGE | change)
    assert found[0] == pytest.approx(take_up)
    assert found[1] == pytest.approx(participation)
    assert found[3] == reason


@pytest.mark.parametrize(("dose", "engagement"), [((0.6, 0.2, 0.2), 0.256), ((0.15, 0.05, 0.05), 0.16), ((0, 0, 0), 0)])
def test_engagement_counts_the_amount_on_offer(dose, engagement):
    assert decide.engage(**ENGAGE | {"dose": np.array(dose)})[2] == pytest.approx(engagement)  # 0.32 x 1/1.25, x 1/2


def test_many_at_once():
    places = [{"staff": 0.5}, {"base": np.array([0.5, 0.9, 0.3])}]
    together_as_alone(decide.load_of_taking_part, LOAD, places, [{}, {"initiatives": 6.0, "fixed_staff": 0.2}])
    places = [{"interest": 0.7, "load": 0.9}, {"backing": layers(0.2), "legitimacy": 0.6}]
    together_as_alone(decide.decide, ORDINARY | {"load": 0.7}, places, [{}, {"fear": 0.5, "national_law": 0.3}])
    places = [{"complexity": 0.8}, {"participation": 0.9}]
    runs = [{"channel_means": channel_means(mandate_home=0.5)}, {"decision_quarters": 4.0, "delegates_start": 0.4}]
    together_as_alone(decide.pace_of_effect, PACE, places, runs)
    places = [{"dose": np.array([0.1, 0.2, 0.4])}, {"take_up": NONE, "decided": np.full(3, 0.05), "ability": 0.2}]
    together_as_alone(decide.engage, ENGAGE, places, [{}, {"engagement_half": 0.05}])
