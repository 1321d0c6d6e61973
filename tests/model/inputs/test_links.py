"""Links between municipalities: by nearness and borders, or as the actor matches them."""

import numpy as np
import pytest

from kraftsamling.model import load_region, load_strategy
from kraftsamling.model.engine.lookup import plan
from kraftsamling.model.inputs.links import MAX_PEERS, likeness, links
from kraftsamling.model.inputs.strategy import MATCHING_POLICIES

REGIONS = ("goteborgsregionen", "varmland", "vestregionen")


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("matching", MATCHING_POLICIES)
def test_rows_sum_to_one_and_nobody_is_a_peer_of_its_own(region, matching):
    weight = links(load_region(region), matching).toarray()
    np.testing.assert_allclose(weight.sum(axis=1), 1)
    assert (weight >= 0).all() and not weight.diagonal().any()


def test_the_alike_meet_the_most_alike_by_their_likeness():
    region = load_region("goteborgsregionen")
    alike = likeness(region) * (1 - np.eye(region.size))
    weight = links(region, "alike").toarray()
    for own, row in zip(alike, weight, strict=True):
        peers = np.argsort(-own)[:MAX_PEERS]
        assert set(np.flatnonzero(row)) == set(peers)
        np.testing.assert_allclose(row[peers], own[peers] / own[peers].sum())


def test_at_random_all_others_weigh_the_same():
    region = load_region("varmland")
    expected = (1 - np.eye(region.size)) / (region.size - 1)
    np.testing.assert_allclose(links(region, "random").toarray(), expected)


def test_a_municipality_on_its_own_has_no_peers(tmp_path):
    path = tmp_path / "lone.csv"
    path.write_text("code,name,population\n0001,Alfa,12000\n", encoding="utf-8")
    assert all(links(load_region(path), matching).nnz == 0 for matching in MATCHING_POLICIES)


def test_who_gives_no_support_matches_nobody():
    region = load_region("goteborgsregionen")
    none = load_strategy({"ambition": {"policy": "none"}, "matching": "random"})
    given = load_strategy({"matching": "random"})
    assert (plan(none, region).links != links(region)).nnz == 0
    assert (plan(given, region).links != links(region, "random")).nnz == 0
