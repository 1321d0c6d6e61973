"""The shock record: who or what else takes part changes no draw."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kraftsamling.model.engine.shocks import MUNICIPAL, REGION, REGIONAL, RESERVED, ShockRecord, uniforms

CODES = ("1384", "1401", "1402")
FROZEN = [0.7406167533594555, 0.29065956442138696, 0.128516222022953, 0.2932082034623291]
"""Finance of Kungsbacka: seeds 0 and 7 in the first quarter, then in the second."""
SEEDS = st.lists(st.integers(0, 2**62), min_size=1, max_size=6, unique=True)


def test_draws_are_frozen():
    """A change here changes every result ever published."""
    assert uniforms("finance", "1384", [0, 7], 2).ravel().tolist() == FROZEN


@given(SEEDS, st.randoms())
def test_a_seed_has_its_draws_in_any_company(seeds, chance):
    together = uniforms("turnover", "1384", seeds, 30)
    order = list(range(len(seeds)))
    chance.shuffle(order)
    assert np.array_equal(uniforms("turnover", "1384", [seeds[i] for i in order], 30), together[:, order])
    for i, seed in enumerate(seeds):
        assert np.array_equal(uniforms("turnover", "1384", [seed], 30)[:, 0], together[:, i])


@given(st.integers(0, 2**40), st.integers(1, RESERVED), st.integers(1, RESERVED))
def test_a_longer_run_extends_a_shorter_one(seed, short, long):
    short, long = sorted((short, long))
    assert np.array_equal(uniforms("forms", REGION, [seed], long)[:short], uniforms("forms", REGION, [seed], short))


def test_a_block_of_seeds_is_the_seeds_one_by_one_up_to_the_last_reserved_quarter():
    block = uniforms("calls", REGION, range(5), RESERVED)
    assert block.shape == (RESERVED, 5)
    assert len(np.unique(block)) == block.size


def test_streams_of_kinds_codes_and_seeds_differ():
    drawn = [
        uniforms(kind, code, [seed], 50)
        for kind in (*MUNICIPAL, *REGIONAL)
        for code in (*CODES, REGION)
        for seed in (0, 1)
    ]
    assert len(np.unique(np.concatenate(drawn))) == 50 * len(drawn)


def test_uniforms_are_uniform_and_normals_normal():
    record = ShockRecord(CODES, np.arange(400), 60)
    for kind, distribution in MUNICIPAL.items():
        draws = record.municipal[kind]
        assert np.isfinite(draws).all()
        mean, spread = (0, 1) if distribution == "normal" else (0.5, 12**-0.5)
        assert draws.mean() == pytest.approx(mean, abs=0.02)
        assert draws.std() == pytest.approx(spread, rel=0.02)
        pairs = np.corrcoef(draws.reshape(len(draws), 3, -1).transpose(1, 0, 2).reshape(3, -1))
        assert np.abs(pairs - np.eye(3)).max() < 0.05


def same(one: ShockRecord, other: ShockRecord, codes=slice(None), seeds=slice(None), quarters=None) -> bool:
    """Whether `one` holds, at these places, just what `other` holds."""
    local = all(
        np.array_equal(
            one.municipal[kind][: None if kind == "start" else quarters, codes][..., seeds], other.municipal[kind]
        )
        for kind in MUNICIPAL
    )
    return local and all(
        np.array_equal(one.regional[kind][:quarters, seeds], other.regional[kind]) for kind in REGIONAL
    )


def test_one_more_municipality_seed_or_year_changes_no_other_draw():
    base = ShockRecord(CODES, np.array([3, 1]), 12)
    assert base.municipal["finance"].shape == (12, 3, 2) and base.regional["calls"].shape == (12, 2)
    assert same(ShockRecord((*CODES, "1407"), np.array([3, 1]), 12), base, codes=slice(3))
    assert same(ShockRecord(("0001", *CODES), np.array([3, 1]), 12), base, codes=slice(1, None))
    assert same(ShockRecord(CODES[::-1], np.array([3, 1]), 12), base, codes=slice(None, None, -1))
    assert same(ShockRecord(CODES, np.array([1, 2, 3, 9]), 12), base, seeds=[2, 0])
    assert same(ShockRecord(CODES, np.array([3, 1]), 60), base, quarters=12)
    assert not same(ShockRecord(CODES, np.array([1, 3]), 12), base)


def test_leading_zeros_of_a_code_do_not_matter():
    assert np.array_equal(uniforms("finance", "0114", [3], 5), uniforms("finance", "114", [3], 5))
    assert np.array_equal(uniforms("start", "01", [3], 5), uniforms("start", "1", [3], 5))
    assert not np.array_equal(uniforms("finance", "1140", [3], 5), uniforms("finance", "114", [3], 5))
