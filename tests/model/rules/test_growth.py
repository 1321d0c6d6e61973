"""Steps 8 to 10 by hand: own effort, interaction, peers, losses. One municipality: no trailing axes, but for peers."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from kraftsamling.model.rules import interact, learn, lose, own_effort
from kraftsamling.model.vocabulary import CAPITALS


def capitals(rest, **named):
    """Seven capitals at `rest`, but those named."""
    return np.array([named.get(name, rest) for name in CAPITALS], dtype=float)


@pytest.mark.parametrize(
    ("x", "band", "felt"),
    [
        (0.0, 0.2, 0.0),
        (0.2, 0.2, 0.0),
        (-0.2, 0.2, 0.0),
        (0.5, 0.2, 0.3),
        (-0.5, 0.2, -0.3),
        (0.5, 0.0, 0.5),
        (9.0, 0.2, 2.0),
        (-9.0, 0.0, -2.0),
    ],
)
def test_a_dead_band_around_zero_and_a_limit(x, band, felt):
    assert own_effort.soft(x, band, 2.0) == pytest.approx(felt)


WILL = dict(
    agreement_capacity=0.2,
    slack=0.4,
    vocabulary=0.3,
    capital_level=capitals(0.9, political=0.5),
    will_start=0.012,
    own_effort_elasticity=2.0,
    dead_band=0.0,
    effort_limit=2.0,
    ingredient_floor=0.02,
)


@pytest.mark.parametrize(
    ("change", "effort", "hold"),
    [
        ({}, 1, 1),
        ({"agreement_capacity": 0.4, "slack": 0.8}, 2, 0.5),  # the fourth root of 4, squared
        ({"capital_level": capitals(0.9, political=0.125)}, 0.5, 1),
        ({"vocabulary": 0.6, "own_effort_elasticity": 4.0}, 2, 0.5),
        ({"slack": 0.025}, 0.25, 1),
        ({"slack": 0.0}, 0.0183156389, 1),  # two log units at most: exp(-4)
        ({"slack": 0.0, "effort_limit": 9.0}, 0.0036514837, 1),  # floor 1.6e-7 against 0.012: its root
        ({"agreement_capacity": 0.4, "own_effort_elasticity": 0.0}, 1, 1),
        ({"agreement_capacity": 0.4, "dead_band": 0.2}, 1, 1),  # ln 2 / 4 = 0.173 is not noticed
        ({"slack": 0.8, "dead_band": np.log(2) / 8}, 2**0.25, 2**-0.25),
        ({"agreement_capacity": 1.0, "slack": 1.0, "vocabulary": 1.0, "effort_limit": np.log(2)}, 4, 0.25),
    ],
)
def test_effort_answers_to_will_and_means(change, effort, hold):
    assert own_effort.will_and_means(**WILL | change) == pytest.approx((effort, hold), rel=1e-6)


@pytest.mark.parametrize(
    ("level", "braking"), [(0.2, 1.0), (0.65, 1.0), (0.68, 0.8), (0.74, 0.4), (0.8, 0.0), (0.95, 0.0), (0.1, 1.0)]
)
def test_effort_is_braked_near_the_top_only(level, braking):
    """From a start of 0.2 the top lies at 0.8; the last quarter of the way, from 0.65, is braked."""
    assert own_effort.brake(level, 0.2, 0.75, 0.25)[0] == pytest.approx(braking)


def test_capitals_lift_and_drag_on_deviations():
    table = np.zeros((7, 7))
    table[2, 0], table[2, 4], table[0, 3] = 1.0, 0.5, 0.5
    level = capitals(0.3, political=0.5, dynamic=0.1, relational=0.2)
    (lift,) = interact.interact(level, capitals(0.3), 0.1, table)
    assert lift == pytest.approx(capitals(0, human=0.01, political=-0.005))
    assert (interact.interact(capitals(0.3), capitals(0.3), 0.1, table)[0] == 0).all()


MAINTAIN = dict(
    person_bound=capitals(0.2),
    lift=capitals(0),
    effort=1.5,
    own_constant=capitals(0.02),
    braking=capitals(1, real=0.5),
    learning=0.0,
    structures=0.0,
    learning_gain=0.2,
    upkeep_capitals=capitals(0, human=1, dynamic=0.5),
)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, capitals(0.23, real=0.215)),
        ({"effort": 0.0}, capitals(0.2)),
        (
            {"learning": 1.0, "structures": 0.5},
            capitals(0.23, real=0.215, human=0.239, dynamic=0.2345),
        ),  # 0.4 x 0.75 on top
        ({"lift": capitals(0, human=0.01, real=0.01)}, capitals(0.23, human=0.24, real=0.22)),  # lift is braked as well
        ({"lift": capitals(0, human=-0.01, real=-0.01)}, capitals(0.23, human=0.22, real=0.205)),  # drag is not
        ({"lift": capitals(-1.0)}, capitals(0)),
    ],
)
def test_own_effort_and_lift_go_into_the_person_bound_layer(change, expected):
    assert interact.maintain(**MAINTAIN | change)[0] == pytest.approx(expected)


def runs(*rows):
    """Municipality by run, the second run as the first."""
    return np.array(rows, dtype=float)[:, None] * np.ones(2)


def meet(professions=0.0, links=((0, 0.25, 0.75), (1, 0, 0), (0, 0, 0))):
    found = learn.meet_peers(
        runs(30, 50, 22),
        runs(20, 20, 20),
        runs(0.4, 0.8, 0.0),
        csr_array(np.array(links, dtype=float)),
        np.array([0.6, 0.4, 0.0])[:, None],
        np.array([0.2, 0.3, 0.1])[:, None],
        np.array([professions, 0.0]),
        0.1,
    )
    assert all(value.shape == (3, 2) for value in found)
    return [value[:, 0] for value in found]


def test_peers_are_met_along_the_links():
    """Progress 0.1, 0.3 and 0.02, of which the first two are proofs; the third municipality is on its own."""
    progress, part, proofs, likeness = meet()
    assert progress == pytest.approx([0.25 * 0.3 + 0.75 * 0.02, 0.1, 0])
    assert part == pytest.approx([0.2, 0.4, 0])
    assert proofs == pytest.approx([0.25, 1, 0])
    assert likeness == pytest.approx([0.6, 0.4, 0])


def test_profession_networks_reach_the_whole_region():
    progress, part, _, likeness = meet(professions=0.5)
    assert progress == pytest.approx([0.045 + 0.07, 0.05 + 0.07, 0.07])  # mean progress 0.14
    assert part == pytest.approx([0.2, 0.4, 0])
    assert likeness == pytest.approx([0.4, 0.35, 0.05])


def test_a_single_municipality_has_no_peers():
    found = learn.meet_peers(runs(30), runs(20), runs(0.4), csr_array((1, 1)), *np.zeros((2, 1, 1)), np.zeros(2), 0.1)
    assert all((value == 0).all() for value in found)


LEARN = dict(
    person_bound=capitals(0.2),
    capacity=25.0,
    capacity_start=20.0,
    receptive_capacity=0.5,
    braking=capitals(1, human=0.5),
    peers_progress=0.25,
    peers_proofs=0.5,
    peers_likeness=0.5,
    documentation=0.5,
    peer_rate=0.1,
    peer_capitals=capitals(0, human=1, relational=0.5),
    documentation_gain=1.0,
    likeness_gain=0.0,
    copy_after_proofs=0.0,
    proofs_needed=0.6,
)


@pytest.mark.parametrize(
    ("change", "human", "relational"),
    [
        ({}, 0.2075, 0.2075),  # 0.1 x 0.5 x 0.2 ahead x 1.5 = 0.015; half braked, half weight
        ({"documentation": 0.0}, 0.205, 0.205),
        ({"likeness_gain": 2.0}, 0.21, 0.21),  # documented examples count twice: 0.1 x 0.5 x 0.2 x 2 = 0.02
        ({"likeness_gain": 2.0, "peers_likeness": 0.0}, 0.2075, 0.2075),  # nobody alike
        ({"likeness_gain": 2.0, "documentation": 0.0}, 0.205, 0.205),  # nothing documented
        ({"receptive_capacity": 0.0}, 0.2, 0.2),
        ({"peers_progress": 0.05}, 0.2, 0.2),  # not ahead
        ({"peers_progress": -0.5}, 0.2, 0.2),
        ({"copy_after_proofs": 1.0}, 0.2, 0.2),  # waits for more proofs
        ({"copy_after_proofs": 1.0, "peers_proofs": 0.6}, 0.2075, 0.2075),
        ({"copy_after_proofs": 1.0, "peers_proofs": 0.6 - 1e-12}, 0.2075, 0.2075),  # equal to the grid
    ],
)
def test_learning_from_peers_who_are_ahead(change, human, relational):
    assert learn.learn_from_peers(**LEARN | change)[0] == pytest.approx(
        capitals(0.2, human=human, relational=relational)
    )


@pytest.mark.parametrize(
    ("leavers", "organisational", "structures", "share"),
    [
        (1.0, 0.0, 0.0, 0.5),
        (0.5, 0.5, 0.0, 0.15),
        (0.5, 0.5, 0.5, 0.1),
        (1.0, 1.0, 1.0, 0.0),
        (0.0, 0.0, 0.0, 0.0),
    ],
)
def test_structures_buffer_turnover(leavers, organisational, structures, share):
    assert lose.turnover_loss(leavers, organisational, structures, 0.5, 0.8, 0.4) == pytest.approx(share)


@pytest.mark.parametrize(
    ("changed", "agreement", "shared", "share"),
    [
        (1, 0.0, 0.0, 0.4),
        (1, 0.5, 0.0, 0.28),
        (1, 0.5, 0.2, 0.2),
        (0.5, 0.5, 0.2, 0.1),
        (0, 0.5, 0.2, 0),
        (1, 1.0, 0.9, 0),
    ],
)
def test_agreement_and_shared_decisions_buffer_elections(changed, agreement, shared, share):
    assert lose.election_share(changed, agreement, shared, 0.4, 0.6) == pytest.approx(share)


LOSE = dict(
    person_bound=capitals(0.4),
    rooted=capitals(0.2),
    capital_level=capitals(0.9, organisational=0.5),
    leavers=0.0,
    changed_rule=0,
    agreement_capacity=0.5,
    shared_decisions=0.2,
    engagement=0.5,
    project_ended=0.0,
    project_share=0.5,
    handover=0.2,
    structures=0.0,
    strain=0.0,
    depreciation_person=0.05,
    depreciation_rooted=0.01,
    leaver_loss=0.5,
    turnover_buffer=0.8,
    structures_buffer=0.4,
    election_loss=0.4,
    agreement_buffer=0.6,
    rooted_election_share=0.5,
    project_end_loss=0.25,
    turnover_capitals=capitals(0, human=1, organisational=0.5),
    finance_capital=capitals(0, financial=1),
    financial_swing=0.1,
)
CALM = capitals(0.38)


@pytest.mark.parametrize(
    ("change", "person", "political_rooted"),
    [
        ({}, CALM, 0.198),
        (
            {"leavers": 0.5},
            capitals(0.38, human=0.32, organisational=0.35),
            0.198,
        ),  # a loss of 0.15, half of it in structures
        ({"leavers": 0.5, "structures": 0.5}, capitals(0.38, human=0.34, organisational=0.36), 0.198),
        ({"changed_rule": 1}, capitals(0.38, political=0.304), 0.1782),  # a fifth, and a tenth of the rooted layer
        ({"changed_rule": 1, "shared_decisions": 0.0}, capitals(0.38, political=0.2736), 0.17028),
        ({"project_ended": 1.0}, capitals(0.36), 0.198),  # 0.25 x 0.5 x 0.5 x 0.8 = 0.05
        ({"project_ended": 1.0, "handover": 1.0}, CALM, 0.198),
        ({"project_ended": 1.0, "engagement": 0.0}, CALM, 0.198),
        ({"strain": 2.0}, capitals(0.38, financial=0.3), 0.198),
        ({"strain": -0.1}, capitals(0.38, financial=0.384), 0.198),
        ({"strain": 99.0}, capitals(0.38, financial=0), 0.198),
    ],
)
def test_what_is_lost_in_a_quarter(change, person, political_rooted):
    left, rooted = lose.lose(**LOSE | change)
    assert left == pytest.approx(person)
    assert rooted == pytest.approx(capitals(0.198, political=political_rooted))


def test_an_excess_is_taken_from_the_person_bound_layer():
    weights = capitals(0.1, political=0.4)
    person, level, capacity = lose.settle(capitals(0.2, political=0.9), capitals(0.3), weights)
    assert person == pytest.approx(capitals(0.2, political=0.7))
    assert level == pytest.approx(capitals(0.5, political=1.0))
    assert capacity == pytest.approx(70)  # 40 + six times 5
