"""Steps 4 and 13 by hand: the offer, its money, and what the actor learns."""

import numpy as np
import pytest

from kraftsamling.model.rules import offer

NAN = float("nan")
LEVEL_2 = np.array([2])


def column(*values):
    """Values over forms, capitals or municipalities in one run."""
    return np.array(values, dtype=float)[:, None]


STAFF = dict(
    years_of_level=np.array([10.0]),
    fixed_years=np.array([2.7]),
    support_now=True,
    reorganisation=0.25,
    project_pulse=1.2,
    event_project_money=0.0,
    funding_core=1.0,
    budget_person_years=NAN,
    project_share=np.array([0.2]),
    most_person_years=np.inf,
    handover=0.1,
    follow_up=0.1,
    reserve=0.0,
    project_yield=0.25,
    contributions=0.0,
    person_year_cost=1_000_000.0,
)


ALL_PROJECTS = {"project_share": np.array([1.0]), "project_pulse": 1.0}


@pytest.mark.parametrize(
    ("change", "paid", "working", "project"),
    [
        ({}, 10.4, 5.4, 2.4),  # core 8, project 2 x 1.2; (8 + 2.4 x 1.25 x 0.9 - 2.7) x 0.9 x 0.75
        ({"project_pulse": 0.0}, 8.0, 3.5775, 0.0),  # (8 - 2.7) x 0.675
        ({"event_project_money": 1.0}, 8.0, 3.5775, 0.0),
        ({"event_project_money": 0.5}, 9.2, 4.48875, 1.2),  # (8 + 1.35 - 2.7) x 0.675
        ({"budget_person_years": 20.0}, 20.8, 12.6225, 4.8),  # (16 + 5.4 - 2.7) x 0.675
        ({"funding_core": 0.5}, 6.4, 2.7, 2.4),  # (4 + 2.7 - 2.7) x 0.675
        ({"reorganisation": 1.0}, 10.4, 0.0, 2.4),
        ({"follow_up": 1.0}, 10.4, 0.0, 2.4),
        ({"reserve": 0.5}, 10.4, 2.7, 2.4),  # paid for, and half of it kept free
        ({"fixed_years": 50.0}, 10.4, 0.0, 2.4),
        ({"budget_person_years": 0.0}, 0.0, 0.0, 0.0),
        ({"support_now": False}, 0.0, 0.0, 0.0),
        ({**ALL_PROJECTS, "handover": 0.0, "fixed_years": 0.0}, 10.0, 8.4375, 10.0),
        ({"most_person_years": 8.5}, 10.4, 5.4, 2.4),
        # core 5, project 5 x 1.2; (5 + 6.75 - 2.7) x 0.675
        ({"most_person_years": 5.0}, 11.0, 6.10875, 6.0),
        # what municipalities pay is core, whatever the share of projects and however little core funding is left
        ({"contributions": 1.5e6}, 11.9, 6.4125, 2.4),  # (9.5 + 2.7 - 2.7) x 0.675
        ({"contributions": 1.5e6, "person_year_cost": 750_000.0}, 12.4, 6.75, 2.4),  # (10 + 2.7 - 2.7) x 0.675
        ({"contributions": 1.5e6, "funding_core": 0.5}, 7.9, 3.7125, 2.4),
        ({"contributions": 1.5e6, "support_now": False}, 0.0, 0.0, 0.0),
        ({"contributions": 4e6, "budget_person_years": 0.0}, 4.0, 0.8775, 0.0),
        # of 5 that it may hold members pay 1.5, so 3.5 of the 10 granted are core: 5 + 6.5 x 1.2
        ({"contributions": 1.5e6, "most_person_years": 5.0}, 12.8, 7.475625, 7.8),  # (5 + 7.8 x 1.125 - 2.7) x 0.675
        ({"contributions": 6e6, "most_person_years": 5.0}, 18.0, 11.34, 12.0),  # 6 + 10 x 1.2
    ],
)
def test_person_years_pay_the_fixed_cost_first(change, paid, working, project):
    given, left, part = offer.staff_time(**STAFF | change)
    assert (float(given[0]), float(left[0])) == pytest.approx((paid, working))
    assert part[0] == pytest.approx(project / paid if paid else 0)


@pytest.mark.parametrize(
    ("base", "gate"),
    [
        ((0.1, 0.2, 0.6), (1, 0.25, 0.5)),
        ((0.4, 0.9, 0.0), (1, 1, 1)),
        ((0.0, 0.0, 0.0), (1, 0, 0)),
    ],
)
def test_each_form_waits_for_the_one_before(base, gate):
    assert offer.gate_of_order(np.array(base), 0.4) == pytest.approx(gate)


MIX = np.array([[0.6, 0.25, 0.15], [0.6, 0.25, 0.15], [0.4, 0.4, 0.2], [0.3, 0.35, 0.35]])


def shares(policy, *, level=1, quarter=0, chance=0.0, bases=(0.5, 0.5, 0.5), mandate=(1, 1, 1), focus=0.7):
    picture = np.concatenate([np.full((4, 2, 1), 9.0), np.stack([np.full((2, 1), value) for value in bases])])
    (found,) = offer.mix_forms(
        picture, column(*mandate), np.array([level]), quarter, np.array([chance]), policy, MIX, focus, 20, 0.4
    )
    return found[:, 0]


@pytest.mark.parametrize(("level", "mix"), [(0, (0.6, 0.25, 0.15)), (2, (0.4, 0.4, 0.2)), (3, (0.3, 0.35, 0.35))])
def test_mix_follows_the_level(level, mix):
    assert shares("mix", level=level) == pytest.approx(mix)


FIRST, SECOND, THIRD = (0.8, 0.1, 0.1), (0.1, 0.8, 0.1), (0.1, 0.1, 0.8)


@pytest.mark.parametrize(
    ("quarter", "forward", "back"),
    [
        (0, FIRST, THIRD),
        (19, FIRST, THIRD),
        (20, SECOND, SECOND),
        (39, SECOND, SECOND),
        (40, THIRD, FIRST),
        (150, THIRD, FIRST),
    ],
)
def test_sequence_and_reverse_take_one_form_after_the_other(quarter, forward, back):
    assert shares("sequence", quarter=quarter) == pytest.approx(forward)
    assert shares("reverse", quarter=quarter) == pytest.approx(back)


@pytest.mark.parametrize(
    ("bases", "mandate", "expected"),
    [
        ((0.5, 0.6, 0.7), (1, 1, 1), FIRST),
        ((0.6, 0.5, 0.7), (1, 1, 1), SECOND),
        ((0.6, 0.5, 0.3), (1, 1, 1), THIRD),
        ((0.6, 0.5, 0.3), (1, 1, 0.1), SECOND),  # no mandate for room
        ((0.1, 0.0, 0.0), (1, 1, 1), FIRST),  # 0.9 against 1 x 0.25 and 0
        ((0.6, 0.1, 0.0), (1, 0.2, 1), FIRST),  # room is gated by resources: 0.25
        ((0.5, 0.5, 0.5), (1, 1, 1), FIRST),  # ties by order
        ((0.5, 0.5 - 1e-12, 0.5), (1, 1, 1), FIRST),  # a difference below the grid is a tie
    ],
)
def test_gap_takes_the_largest_usable_gap(bases, mandate, expected):
    assert shares("gap", bases=bases, mandate=mandate) == pytest.approx(expected)


def test_the_gap_is_that_of_the_average_member_in_each_run():
    """Of two members one lacks the first form and the other has it; the second run is the other way round for forms."""
    bases = np.array([[[0.0, 0.9], [0.9, 0.9]], [[0.6, 0.6], [0.6, 0.6]], [[0.9, 0.0], [0.9, 0.9]]])
    picture = np.concatenate([np.full((4, 2, 2), 9.0), bases])
    mandate, level, chance = np.ones((3, 2)), np.array([1, 1]), np.zeros(2)
    (found,) = offer.mix_forms(picture, mandate, level, 0, chance, "gap", MIX, 0.7, 20, 0.4)
    assert found == pytest.approx(np.array([FIRST, THIRD]).T)


@pytest.mark.parametrize(
    ("chance", "expected"),
    [
        (0.0, FIRST),
        (0.333, FIRST),
        (0.334, SECOND),
        (0.666, SECOND),
        (0.667, THIRD),
        (1.0, THIRD),
    ],
)
def test_random_follows_the_record(chance, expected):
    assert shares("random", chance=chance) == pytest.approx(expected)


def test_focus_of_one_leaves_nothing_to_the_other_forms():
    assert shares("sequence", focus=1.0) == pytest.approx((1, 0, 0))


EVENLY = np.full((3, 1), 1 / 3)
PICTURE = np.stack([column(9, 9)] * 2 + [column(0.2, 0.4), column(0.5, 0.1)] + [column(9, 9)] * 3)


@pytest.mark.parametrize(
    ("policy", "sign"),
    [
        ("even", 0),
        ("size_adapted", 0),
        ("large_first", 1),
        ("small_first", -1),
        ("weakest_first", -1),
        ("willing_first", -1),
    ],
)
def test_targeting_leans_by_standard_deviations(policy, sign):
    """Two members lie one standard deviation from their mean: exp(ln 3 / 2) to its inverse is three to one."""
    (found,) = offer.target(PICTURE, column(-1.0, 0.5), EVENLY, policy, np.log(3) / 2, 0.5)
    assert found[:, 0] == pytest.approx({0: (1, 1), 1: (0.5, 1.5), -1: (1.5, 0.5)}[sign])


def test_targeting_measures_in_standard_deviations_of_all_members():
    """One of four stands out: the others lie 1/sqrt(3) below the mean and it sqrt(3) above, 4/sqrt(3) apart."""
    size = column(0.0, 0.0, 0.0, 2.0)
    (found,) = offer.target(np.zeros((7, 4, 1)), size, EVENLY, "large_first", np.log(2) * np.sqrt(3) / 4, 0.5)
    assert found[:, 0] == pytest.approx([0.8, 0.8, 0.8, 1.6])


def seen(*bases):
    """A picture in which each member has the three bases given; nothing else counts."""
    return np.concatenate([np.full((4, len(bases), 1), 9.0), np.array(bases).T[..., None]])


@pytest.mark.parametrize(
    ("bases", "mix", "gap"),
    [
        ((0.5, 0.5, 0.5), (1.0, 0.0, 0.0), 0.5),
        ((0.2, 0.5, 0.5), (0.0, 1.0, 0.0), 0.2),  # 0.5 of resources to give, two fifths of the knowledge for it
        ((0.2, 0.5, 0.6), (0.0, 0.0, 1.0), 0.4),
        ((0.2, 0.1, 0.6), (0.0, 0.0, 1.0), 0.08),  # a fifth of the resources that room asks for
        ((0.2, 0.1, 0.6), (0.5, 0.25, 0.25), 0.51),  # 0.4 + 0.25 x 0.36 + 0.25 x 0.08
        ((1.3, 0.9, -0.2), (0.0, 0.0, 1.0), 1.0),  # an error of measurement makes no more than everything
        ((1.3, 0.9, -0.2), (1.0, 0.0, 0.0), 0.0),
    ],
)
def test_a_gap_is_what_the_offer_could_still_do_as_measured(bases, mix, gap):
    found = offer.diagnosed_gap(seen(bases), np.array(mix)[:, None], 0.5)
    assert found == pytest.approx(np.array([[gap]]))


def test_time_leans_to_the_largest_gap_as_seen():
    """Gaps 0.3 and 0.9, a standard deviation either side of their mean: three to one."""
    knowledge = np.array([1.0, 0.0, 0.0])[:, None]
    picture = seen((0.7, 0.2, 0.2), (0.1, 0.9, 0.9))
    (found,) = offer.target(picture, column(-1.0, 0.5), knowledge, "largest_gap_first", np.log(3) / 2, 0.5)
    assert found[:, 0] == pytest.approx([0.5, 1.5])


@pytest.mark.parametrize(
    "policy",
    ["even", "large_first", "small_first", "weakest_first", "largest_gap_first", "willing_first", "size_adapted"],
)
@pytest.mark.parametrize("members", [1, 3])
def test_targeting_of_the_alike_or_of_one_is_even(policy, members):
    forms = np.full((3, 2), 1 / 3)
    (found,) = offer.target(np.full((7, members, 2), 0.3), np.zeros((members, 1)), forms, policy, 0.7, 0.4)
    assert found == pytest.approx(np.ones((members, 2)))


def offered(**change):
    """Two capitals, two forms, two members: public 2 and 1 person-years, rival 3 in the second cell."""
    given = dict(
        supply=np.stack([column(2, 0, 0, 1), column(0, 3, 0, 0)]),
        addressing_of_year=column(0.25, 0.75),
        channels_of_year=np.stack([column(0.6, 0.6), column(0.1, 0.4), column(0, 0.9)]),
        actor_effort=column(0.7, 0.1),
        planned_years=np.array([10.0]),
        working_years=np.array([10.0]),
        knowledge_of_needs=np.array([0.5]),
        target_weight=column(1.5, 0.5),
        public_bonus=np.array([1.0]),
        unlikeness_region=0.5,
        targeting="even",
        public_reach=0.4,
        unlikeness_penalty=0.5,
        tailored_worth=2.0,
        adaptation_cost=0.2,
        fit_unknown=0.6,
    )
    return offer.share_out(**given | change)


def test_public_measures_reach_all_and_delivered_time_is_divided():
    """Reach 0.4 x 0.75 = 0.3; an hour delivered is worth 2 and is shared by two members."""
    dose, feeding, actor, addressing, channels, means, fit = offered()
    assert dose[0, :, 0] == pytest.approx([0.6, 0.6])
    assert dose[1, :, 0] == pytest.approx([0.3 + 3 * 1.5, 0.3 + 3 * 0.5])
    assert feeding[..., 0] == pytest.approx(np.array([[1, 3 / 3.3], [0, 0.3 / 3.3]]))
    assert actor[:, 0] == pytest.approx([0.7, 0.1]) and addressing[:, 0] == pytest.approx([0.25, 0.75])
    assert channels[1:, :, 0] == pytest.approx(np.array([[0.1, 0.4], [0, 0.9]])) and fit == pytest.approx([0.8])
    assert means == pytest.approx(column(0.6, 0.25, 0.45))


@pytest.mark.parametrize(
    ("change", "public", "rival"),
    [
        ({"public_bonus": np.array([1.5])}, 0.9, 4.95),
        ({"unlikeness_region": 0.0}, 0.8, 4.9),
        ({"targeting": "size_adapted"}, 0.6, 3.9),  # a fifth of the time shapes it
        ({"tailored_worth": 1.0}, 0.6, 2.55),
        ({"working_years": np.array([4.0])}, 0.24, 1.92),  # less work than the year was planned with
        ({"working_years": np.array([20.0])}, 0.6, 4.8),  # more waits for the next year
    ],
)
def test_what_the_dose_depends_on(change, public, rival):
    dose = offered(**change)[0]
    assert (dose[0, 0, 0], dose[1, 0, 0]) == pytest.approx((public, rival))


def test_nothing_is_given_while_nobody_works():
    dose, feeding, actor, addressing, channels, means, _ = offered(working_years=np.array([0.0]))
    assert not any(np.any(found) for found in (dose, feeding, actor, addressing, channels, means))


def test_next_to_nothing_does_not_run_away():
    _, feeding, *_ = offered(supply=np.full((2, 4, 1), 1e-320))
    assert (feeding.sum(axis=0) <= 1).all()


SAID = dict(
    working_years=np.array([5.0]),
    signal_cut=np.array([0.4]),
    saving_of_level=np.array([0.45]),
    rooting_of_level=np.array([0.3]),
    decisions_of_level=np.array([0.2]),
    signals_outside=3,
    event_signals=2,
)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, (3.0, 0.45, 0.3, 0.2)),
        ({"event_signals": 4}, (4.2, 0.45, 0.3, 0.2)),
        ({"working_years": np.array([0.0])}, (5.0, 0.0, 0.0, 0.0)),
    ],
)
def test_what_else_municipalities_hear(change, expected):
    assert np.concatenate(offer.describe_offer(**SAID | change)) == pytest.approx(expected)
