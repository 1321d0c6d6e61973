from __future__ import annotations

import numpy as np
import pytest

from kraftsamling.app.answers.courses import STAGES, Plan, order_of, plan_of, traits_of_worlds
from kraftsamling.app.answers.ensemble import worlds_of
from kraftsamling.app.answers.sizes import FIRST_WORLDS, SEEDS, Sizes, cut, representative_order, sizes
from kraftsamling.app.answers.state import read_question
from kraftsamling.model.worlds.sampling import sample_worlds


def test_an_ordinary_region_gets_what_the_command_line_runs():
    found = sizes(13, 15, 462)
    assert (found.first, found.worlds, found.seeds) == (FIRST_WORLDS, 462, SEEDS)


@pytest.mark.parametrize(("municipalities", "years"), [(28, 15), (49, 15), (290, 15), (400, 50), (13, 50), (1, 1)])
def test_a_larger_region_or_longer_run_gets_fewer_seeds_before_fewer_worlds(municipalities, years):
    found, usual = sizes(municipalities, years, 462), sizes(13, 15, 462)
    assert found.first <= found.worlds <= 462
    assert 1 <= found.seeds <= SEEDS
    assert found.worlds == 462 or found.seeds == 1
    if municipalities * years > 13 * 15:
        assert found.chunk <= usual.chunk
        assert found.worlds * found.seeds <= usual.worlds * usual.seeds


@pytest.mark.parametrize(
    ("municipalities", "years", "worked"),
    [
        (28, 15, Sizes(first=25_000 // 420, worlds=462, seeds=3, chunk=72_000 // 420)),
        (290, 15, Sizes(first=12, worlds=229, seeds=1, chunk=16)),
        (400, 50, Sizes(first=12, worlds=50, seeds=1, chunk=12)),
    ],
)
def test_the_work_of_large_regions_is_what_a_picture_may_take(municipalities, years, worked):
    assert sizes(municipalities, years, 462) == worked


def test_a_few_worlds_are_all_taken():
    found = sizes(13, 15, 5)
    assert (found.first, found.worlds) == (5, 5)


def test_the_order_is_one_of_all_worlds_and_its_beginning_stands_for_them():
    worlds = sample_worlds(300)
    order = representative_order(worlds, 40)
    assert sorted(order) == list(range(300))
    assert list(order[:20]) == list(representative_order(worlds, 20)[:20])
    assert list(order[40:]) == sorted(order[40:])
    ranks = worlds.rank(pct=True).to_numpy()

    def off(chosen: np.ndarray) -> float:
        return float(np.abs(np.median(ranks[chosen], axis=0) - 0.5).mean())

    rng = np.random.default_rng(1)
    assert off(order[:32]) < min(off(rng.permutation(300)[:32]) for _ in range(20))


def test_the_first_picture_is_made_of_runs_of_the_full_one():
    plan = Plan(representative_order(sample_worlds(90), 64), 90, sizes(13, 15, 90))
    few, every = ({(world, seed) for world in worlds for seed in seeds} for worlds, seeds in map(plan.runs, STAGES))
    assert few < every and (len(few), len(every)) == (FIRST_WORLDS, 90 * SEEDS)


def test_a_large_region_says_how_many_worlds_it_takes():
    rows = "".join(f"{1000 + i},M{i},{3000 + 500 * i}\n" for i in range(290))
    question = read_question({"region": {"name": "stor.csv", "csv": f"code,name,population\n{rows}"}})
    plan = plan_of(question.course("a", 462))
    assert plan.sizes.seeds == 1
    assert len(plan.order) < plan.of_worlds == 462


@pytest.mark.parametrize(("worlds", "seeds", "chunk"), [(64, 1, 300), (462, 2, 300), (13, 3, 12)])
def test_chunks_are_even_and_none_is_too_large(worlds, seeds, chunk):
    parts = cut(np.arange(worlds), seeds, chunk)
    assert list(np.concatenate(parts)) == list(range(worlds))
    assert max(map(len, parts)) * seeds <= chunk
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


def test_the_first_plausible_worlds_come_to_what_all_come_to():
    traits = traits_of_worlds("plausible")
    assert list(traits) == ["without", "added"] and len(traits) == len(worlds_of("plausible"))
    first = order_of("plausible", FIRST_WORLDS)[:FIRST_WORLDS]
    rng = np.random.default_rng(1)
    for name, values in traits.items():
        off = [
            abs(np.median(values.iloc[rng.permutation(len(values))[:FIRST_WORLDS]]) - values.median())
            for _ in range(99)
        ]
        assert abs(values.iloc[first].median() - values.median()) < np.percentile(off, 25), name


def test_worlds_without_stored_outcomes_are_told_apart_by_their_parameters():
    assert traits_of_worlds(12).equals(worlds_of(12))
