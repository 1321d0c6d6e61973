"""Step 9 by hand: municipalities meet and learn from peers, and the actor tends networks."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from kraftsamling.model import load_region, load_strategy
from kraftsamling.model.engine.constants import FIXED, REFERENCES
from kraftsamling.model.engine.lookup import plan
from kraftsamling.model.inputs.parameters import values
from kraftsamling.model.rules import learn
from tests.kit.by_hand import capitals, channel_means, layers, together_as_alone

TEND = dict(
    professions=np.array([0.4]),
    channel_means=channel_means(ties=layers(0, strategists=2.5))[..., None],  # 0.5 over layers
    quarter=7,
    networks_quarters=8,
    network_gain=0.2,
    network_decay=0.1,
)


@pytest.mark.parametrize(
    ("change", "after"),
    [
        ({}, 0.42),  # 0.1 of the room of 0.6, less a tenth
        ({"channel_means": channel_means(documentation=9.0)[..., None]}, 0.36),
        ({"quarter": 8}, 0.36),
        ({"network_gain": 9.0}, 0.96),
        ({"network_gain": 0.0, "network_decay": 0.2}, 0.32),
    ],
)
def test_networks_grow_while_tended_and_fade_without(change, after):
    assert learn.tend_networks(**TEND | change)[0] == pytest.approx([after])


AGE = dict(
    examples=0.2,
    newly_done=0.01,
    newly_routine=0.02,
    channel_means=channel_means(),
    example_quarters=10.0,
    curation=0.5,
)


@pytest.mark.parametrize(
    ("change", "after"),
    [
        ({}, 0.21),
        ({"channel_means": channel_means(documentation=0.8)}, 0.218),  # four tenths of the ageing held off
        ({"channel_means": channel_means(documentation=9.0)}, 0.23),
        ({"newly_done": 0.0}, 0.2),
        ({"newly_routine": 0.0, "example_quarters": 4.0}, 0.16),
    ],
)
def test_examples_age_unless_curated(change, after):
    assert learn.age_examples(**AGE | change)[0] == pytest.approx(after)


def runs(*rows):
    """Municipality by run, the second run as the first."""
    return np.array(rows, dtype=float)[:, None] * np.ones(2)


LINKS = np.array([[0, 0.25, 0.75], [1, 0, 0], [0, 0, 0]], dtype=float)
LIKENESS = np.array([[1, 0.8, 0.4], [0.8, 1, 0.5], [0.4, 0.5, 1]])


def meet(likeness_gain):
    found = learn.meet_peers(
        runs(0.1, 0.3, 0.02),
        runs(0.4, 0.8, 0.0),
        csr_array(LINKS),
        csr_array(LINKS * LIKENESS),
        np.array([[0.6], [0.65], [0.45]]),
        likeness_gain,
        0.5,
    )
    assert all(value.shape == (3, 2) for value in found)
    return [value[:, 0] for value in found]


def test_peers_are_met_along_the_links_and_in_the_region():
    near, region, part = meet(0.0)
    assert near == pytest.approx([0.25 * 0.3 + 0.75 * 0.02, 0.1, 0])  # the third is on its own
    assert region == pytest.approx([0.14] * 3)
    assert part == pytest.approx([0.2, 0.4, 0])


def test_alike_peers_weigh_more():
    near, region, part = meet(2.0)
    assert near == pytest.approx([(0.09 + 2 * 0.066) / 2, (0.1 + 2 * 0.08) / 2, 0])
    assert region == pytest.approx([1.1 * 0.14, 1.15 * 0.14, 0.95 * 0.14])
    assert part == pytest.approx([0.2, 0.4, 0])


def test_a_single_municipality_has_no_peers():
    near, region, part = learn.meet_peers(
        runs(0.2), runs(0.4), csr_array((1, 1)), csr_array((1, 1)), np.zeros((1, 1)), 1.0, 0.5
    )
    assert (near == 0).all() and (part == 0).all()
    assert (region <= 0.2).all()  # its own examples, which teach it nothing


LEARN = dict(
    brought_person=capitals(0.2),
    replicated=0.05,
    examples=0.1,
    peers_near=0.3,
    peers_all=0.4,
    professions=0.0,
    participation=0.2,
    channel_means=channel_means(),
    receptive_capacity=0.4,
    braking=capitals(1, human=0.5),
    peer_rate=0.1,
    documentation_gain=2.0,
    copy_gain=0.5,
    network_reach=0.6,
    network_capital=4.0,
    peer_capitals=capitals(0, human=1, relational=0.8),
    network_capitals=capitals(0, human=1, relational=1),
    reference_receptive=0.4,
    reference_take_up=0.4,
    point_a_year=0.0025,
)


@pytest.mark.parametrize(
    ("change", "copied", "human", "relational"),
    [
        ({}, 0.02, 0.205, 0.208),  # 0.1 of 0.2 ahead; half of it as capital, human braked
        ({"channel_means": channel_means(documentation=0.5)}, 0.04, 0.21, 0.216),  # twice as easy
        ({"professions": 0.5}, 0.029, 0.2085, 0.2141),  # 0.3 of 0.3 ahead besides; 0.0025 fed by the networks
        ({"professions": 0.5, "participation": 0.8}, 0.029, 0.20975, 0.2166),
        ({"professions": 0.5, "peers_near": 0.0}, 0.009, 0.2035, 0.2061),
        ({"receptive_capacity": 0.2}, 0.01, 0.2025, 0.204),
        ({"receptive_capacity": 1.2}, 0.045, 0.21125, 0.218),  # three times, counted as 2.25
        ({"peers_near": 0.05}, 0.0, 0.2, 0.2),
        ({"examples": 0.5, "professions": 1.0, "participation": 0.0}, 0.0, 0.2, 0.2),  # has done as much
        ({"peer_rate": 9.0}, 0.2, 0.25, 0.28),  # all that they are ahead
    ],
)
def test_what_peers_have_newly_done_is_copied(change, copied, human, relational):
    found = learn.learn_from_peers(**LEARN | change)
    assert found[:2] == pytest.approx((copied, 0.05 + copied))
    assert found[2] == pytest.approx(capitals(0.2, human=human, relational=relational))


def copies(documented: float) -> float:
    """Copies of one success in the region, mean over who had it, at default parameters."""
    p, s = values(), plan(load_strategy("level_1"), load_region("goteborgsregionen"))
    members = s.links.shape[0]
    examples, given = np.eye(members), channel_means(documentation=documented)[:, None]
    replicated, none = np.zeros((members, members)), np.zeros(1)
    for _ in range(80):
        age, curation = p["example_quarters"], FIXED["curation"]
        (examples,) = learn.age_examples(examples, 0, 0, given, age, curation)
        near, region, _ = learn.meet_peers(
            examples, examples, s.links, s.links_alike, s.region_likeness, p["likeness_gain"], 0.4
        )
        at = dict(
            examples=examples, replicated=replicated, peers_near=near, peers_all=region, channel_means=given[..., None]
        )
        at |= dict(receptive_capacity=REFERENCES["reference_receptive"], professions=none, braking=1.0)
        at |= {name: p[name] for name in ("peer_rate", "documentation_gain")}
        at |= dict(reference_receptive=REFERENCES["reference_receptive"], brought_person=none, peer_capitals=0.0)
        replicated = learn.learn_from_peers(**LEARN | at | dict(network_capitals=0.0))[1]
    return float(replicated.sum() / members)


def test_one_success_yields_less_than_one_copy_where_nobody_helps_and_more_where_it_is_documented():
    assert 0.1 < copies(0.0) < 1 < copies(0.4)


def test_nobody_knows_an_example_at_the_start():
    assert all((value == 0).all() for value in learn.start_peers(np.ones(3)))


def test_many_at_once():
    places = [{"examples": 0.2, "newly_done": 0.03}, {"newly_routine": 0.05}]
    together_as_alone(
        learn.age_examples, AGE, places, [{}, {"channel_means": channel_means(documentation=0.4), "curation": 0.9}]
    )
    places = [{"peers_near": 0.2, "participation": 0.3}, {"examples": 0.15, "receptive_capacity": 0.7}]
    run = {"professions": 0.3, "channel_means": channel_means(documentation=0.4), "peer_rate": 0.2}
    together_as_alone(learn.learn_from_peers, LEARN, places, [{}, run])
