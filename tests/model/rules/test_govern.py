"""Steps 3 and 13 by hand: what the actor's owners have agreed on, and how they decide on it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kraftsamling.model.engine.state import VARIABLES
from kraftsamling.model.rules import govern
from kraftsamling.model.vocabulary import TERMS

UNIT = st.floats(0, 1)


def terms(*values):
    """Knowledge, resource, room, formality, core; one run."""
    return np.array(values, dtype=float)[:, None]


AGREED = terms(0.9, 0.5, 0.15, 0.3, 0.8)


def test_terms_stand_as_agreed_and_moved_since():
    moved = terms(0.2, -0.1, 0.05, -0.5, -0.25)
    mandate, formality, projects, horizon = govern.stand(moved, AGREED, np.array([4.0]))
    assert mandate[:, 0] == pytest.approx([1.0, 0.4, 0.2])
    assert (formality[0], projects[0], horizon[0]) == pytest.approx((0.0, 0.45, 3.0))


@pytest.mark.parametrize(
    ("mandate", "formality", "second", "third"),
    [
        ((0.9, 0.45, 0.12), 0.6, 0.75, 0.3),
        ((0.9, 0.9, 0.8), 0.6, 1.0, 1.0),
        ((0.9, 0.9, 0.8), 0.15, 0.5, 0.375),  # formality is the shorter
        ((0.0, 0.21, 0.0), 0.9, 0.35, 0.0),
    ],
)
def test_a_level_is_carried_as_far_as_what_is_held_goes(mandate, formality, second, third):
    found = govern.carry_level(
        np.array(mandate)[:, None], np.array([formality]), 0.6, 0.4, needed_formality=np.array([0.3, 0.4])
    )
    assert found[0][:, 0] == pytest.approx([second, third])


HALF = 2 * np.arctanh(0.5)
"""What speaks for a proposal that three quarters accept and a quarter refuses."""


@pytest.mark.parametrize(
    ("rule", "members", "share"),
    [
        ("mean", (HALF, 0.0), 0.25),
        ("mean", (HALF, -HALF), 0.0),
        ("lowest", (HALF, 2 * np.arctanh(0.2)), 0.2),
        ("two_thirds", (3.0, 2.0, 2 * np.arctanh(0.3), 0.0, 4.0, 5.0), 2.0),  # sorted 0, .3 and 2: the third counts
        ("two_thirds", (3.0, HALF, -9.0), HALF),
        ("two_thirds", (0.7,), 0.7),
    ],
)
def test_the_rule_says_whose_acceptance_counts(rule, members, share):
    found = govern.accepted(np.array(members)[:, None], rule)
    assert found == pytest.approx([np.tanh(share / 2) if rule == "two_thirds" else share])


def decided(**change):
    """Two members, one run, the last quarter of a year; half of the members more accept than refuse."""
    backing = np.zeros((5, 2, 1))
    backing[0] = 0.3
    given = dict(
        moved=np.zeros((5, 1)),
        acceptance=np.array([0.11]),
        refused=np.array([0.22]),
        backing=backing,
        backing_start=np.zeros((5, 2, 1)),
        legitimacy=np.full((2, 1), 0.5),
        legitimacy_start=np.full((2, 1), 0.4),
        shown_effect=np.array([0.0]),
        channel_means=np.zeros((13, 1)),
        proposal=np.array([0.0]),
        proposes=np.array([1, 0, 1, 0]),
        agreed=AGREED,
        working_years=np.array([3.0]),
        quarter=7,
        charter_now=False,
        support_now=True,
        acceptance_rule="mean",
        governance_bound=0.0,
        acceptance_backing=HALF / 0.6,  # half of the logits, by a change of 0.3
        acceptance_trust=HALF / 0.2,  # and half, by one of 0.1
        acceptance_shown=0.0,
        change_cap=0.35,
        assembly_step=0.08,
        charter_step=0.24,
        proposal_gain=2.0,
        control_resistance=0.5,
        term_control=np.array([0.1, 0.4, 1.0, 0.3, 0.2]),
        quarters_per_year=4,
    )
    moved, acceptance, refused = govern.decide_terms(**given | change)
    return moved[:, 0].tolist(), float(acceptance[0]), float(refused[0])


def test_the_assembly_moves_all_terms_but_room():
    """0.08 x 0.5, less what touches control takes: 0.95, 0.8, 0.85 and 0.9 are left."""
    moved, acceptance, refused = decided()
    assert moved == pytest.approx([0.038, 0.032, 0.0, 0.034, 0.036])
    assert (acceptance, refused) == pytest.approx((0.5, 0.0))


def test_the_charter_moves_room():
    assert decided(quarter=6, charter_now=True)[0] == pytest.approx([0, 0, 0.06, 0, 0])  # 0.24 x 0.5 x 0.5


AGAINST = {"acceptance_backing": -HALF / 0.6, "acceptance_trust": -HALF / 0.2}


def test_what_is_refused_is_taken_back_whole_and_counted():
    moved, acceptance, refused = decided(**AGAINST)
    assert moved == pytest.approx([-0.04, -0.04, 0, -0.04, -0.04])
    assert (acceptance, refused) == pytest.approx((-0.5, 0.5))
    moved, _, _ = decided(**AGAINST, quarter=6, charter_now=True)
    assert moved == pytest.approx([-0.12, -0.12, -0.12, 0, 0])
    moved, _, _ = decided(**AGAINST, charter_now=True)
    assert moved == pytest.approx([-0.16, -0.16, -0.12, -0.04, -0.04])


@pytest.mark.parametrize("quarter", [0, 4, 5, 6])
def test_between_decisions_everything_stays(quarter):
    assert decided(quarter=quarter, moved=np.full((5, 1), 0.07)) == ([0.07] * 5, 0.11, 0.22)


SEEKING = np.zeros((13, 1))
SEEKING[4] = 0.35


@pytest.mark.parametrize(
    ("change", "room"),
    [
        ({}, 0.06),
        ({"channel_means": SEEKING}, 0.102),  # 1 + 2 x 0.35
        ({"proposal": np.array([0.5])}, 0.09),  # a quarter of what can be proposed
        ({"channel_means": SEEKING, "proposal": np.array([0.5]), "proposal_gain": 0.0}, 0.06),
        ({"governance_bound": 0.75}, 0.015),
        ({"governance_bound": 1.0}, 0.0),
        ({"control_resistance": 0.0}, 0.12),
        ({"acceptance_trust": 0.0, "acceptance_backing": HALF / 0.3}, 0.06),
        ({"acceptance_trust": 0.0, "acceptance_backing": 0.0}, 0.0),
        ({"acceptance_trust": 0.0, "acceptance_backing": 0.0, "acceptance_shown": 10, "shown_effect": HALF / 10}, 0.06),
        ({"backing": np.full((5, 2, 1), 0.9), "acceptance_trust": 0.0, "acceptance_backing": HALF / 0.35}, 0.06),  # cap
        ({"agreed": terms(0.9, 0.5, 0.97, 0.3, 0.8)}, 0.03),  # no mandate above 1
        ({"working_years": np.array([0.0])}, 0.0),
        ({"support_now": False}, 0.0),
        ({"charter_step": 0.0}, 0.0),
    ],
)
def test_what_the_charter_decides_on_room(change, room):
    assert decided(**{"charter_now": True} | change)[0][2] == pytest.approx(room)


def test_proposals_raise_what_a_refusal_costs():
    assert decided(**AGAINST, channel_means=SEEKING)[2] == pytest.approx(0.85)
    assert decided(**AGAINST, working_years=np.array([0.0]))[2] == 0


@given(st.integers(0, 40), st.booleans(), st.sampled_from(["mean", "two_thirds", "lowest"]), UNIT, UNIT)
def test_at_the_start_nothing_moves(quarter, charter, rule, sought, start):
    same = np.full((2, 1), start)
    moved, _, refused = decided(
        quarter=quarter,
        charter_now=charter,
        acceptance_rule=rule,
        legitimacy=same,
        legitimacy_start=same,
        backing=np.full((5, 2, 1), start),
        backing_start=np.full((5, 2, 1), start),
        channel_means=np.full((13, 1), sought),
        refused=np.zeros(1),
    )
    assert moved == [0] * 5 and refused == 0


@given(UNIT, UNIT, st.floats(-1, 1), st.booleans())
def test_more_trust_never_moves_a_term_less_and_terms_stay_shares(less, more, shown, charter):
    less, more = sorted((less, more))
    own = {"acceptance_shown": 5, "charter_now": charter}
    found = [
        np.array(decided(legitimacy=np.full((2, 1), trust), shown_effect=shown, **own)[0]) for trust in (less, more)
    ]
    assert (found[1] >= found[0] - 1e-12).all()
    assert all(((AGREED[:, 0] + moved >= -1e-12) & (AGREED[:, 0] + moved <= 1 + 1e-12)).all() for moved in found)


def test_terms_are_declared_in_their_order():
    assert TERMS == ("knowledge", "resource", "room", "formality", "core")
    assert VARIABLES["moved"].axes == ("term",)
