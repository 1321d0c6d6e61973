"""Step 9 by hand: municipalities meet and learn from peers."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from kraftsamling.model.rules import learn
from tests.kit.by_hand import capitals


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
    brought_person=capitals(0.2),
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
