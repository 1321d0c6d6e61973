"""Decisions of municipalities in a run: they replace the will, pay for staff, and both engines agree on them."""

from itertools import pairwise

import numpy as np
import pytest

from kraftsamling.model import RegionModel, load_region, simulate
from kraftsamling.model.results.measures import OF_RUN

GR = "goteborgsregionen"
PLACES = {name: place for place, name in enumerate(load_region(GR).names)}
DECISIONS = [
    {"municipality": "Ale", "from": 2, "to": 3, "take_part": 0.0},
    {"municipality": "1480", "from": 2028, "contribution": 3_000_000},
    {"municipality": "Tjörn", "take_part": 0.9, "contribution": 250_000},
]


def full(decisions, strategies="level_2", worlds=2, **options):
    return simulate(GR, strategies, seeds=2, worlds=worlds, years=5, decisions=decisions, **options).dataset


@pytest.mark.parametrize("budget", ("own", "equal"))
def test_no_decisions_and_decisions_after_the_run_give_the_same_bytes(budget):
    plain = simulate(GR, "level_2", seeds=2, worlds=2, years=5, budget=budget).dataset
    late = [{"municipality": "Ale", "from": 6, "take_part": 0.4, "contribution": 1_000_000}]
    for decisions in ([], late):
        found = full(decisions, budget=budget)
        assert all(found[name].values.tobytes() == plain[name].values.tobytes() for name in plain.data_vars)


def test_both_engines_agree_on_decisions():
    course = {"ambition": {"policy": "gated"}, "parts": [{"from": 3, "budget": {"project_share": 0.4}}]}
    model = RegionModel(GR, course, seed=3, years=5, decisions=DECISIONS)
    found = simulate(GR, course, seeds=[3], years=5, decisions=DECISIONS).dataset.isel(strategy=0, world=0, seed=0)
    for quarter in range(20):
        model.step()
        now = found.isel(quarter=quarter)
        for name in ("participation", "capital_level", "base", "legitimacy", "backing", "reason_not"):
            held = np.array([getattr(agent, name) for agent in model.municipalities])
            np.testing.assert_allclose(held.T, now[name], rtol=0, atol=1e-12, err_msg=name)
        for name in OF_RUN:
            np.testing.assert_allclose(model.measures[name], now[name], rtol=1e-12, atol=1e-12, err_msg=name)


def test_who_decides_not_to_take_part_leaves_and_is_free_again_after():
    """Decisions take effect bit by bit, there and back."""
    bound, free = (each["participation"].isel(strategy=0) for each in (full(DECISIONS[:1]), full([])))
    assert bound.isel(quarter=slice(4)).values.tobytes() == free.isel(quarter=slice(4)).values.tobytes()
    lost = (free - bound).isel(municipality=PLACES["Ale"]).transpose("quarter", ...).values
    assert (lost[4:] > 0).all() and (lost[11] > lost[4]).all() and (lost[19] < lost[11]).all()
    assert (bound.isel(municipality=PLACES["Ale"], quarter=11) < 0.1).all()


def test_what_is_paid_adds_person_years_and_cost_while_there_is_support():
    course = {"name": "ends", "budget": {"person_years": 4, "project_share": 0, "end_year": 4}}
    price = 1_100_000  # SEK a person-year, by default
    paid = full(DECISIONS[1:], [course, "no_support"], parameters={"person_year_cost": price}, worlds=None)
    years = paid["person_years"].isel(world=0, seed=0, quarter=slice(None, None, 4))
    small, large = 250_000 / price, 3_250_000 / price
    assert years.isel(strategy=0).values == pytest.approx([4 + small, 4 + small, 4 + large, 4 + large, 0], abs=1e-3)
    assert paid["cost_sek"].isel(strategy=0, world=0, seed=0, quarter=8) == pytest.approx(
        1_100_000 + 3_250_000 / 4, abs=300
    )
    assert (years.isel(strategy=1) == 0).all()


def test_municipalities_alone_may_pay_for_the_actor():
    nothing = {"name": "nothing", "budget": {"person_years": 0}}
    found = full(DECISIONS[1:2], nothing)
    assert (found["person_years"].isel(quarter=slice(8)) == 0).all()
    assert (found["person_years"].isel(quarter=slice(8, None)) > 0).all()
    assert (found["participation"].isel(quarter=-1) > 0).any()


def test_the_more_is_decided_the_more_part_is_taken():
    parts = [
        full([{"municipality": "Ale", "take_part": share}])["participation"].isel(municipality=PLACES["Ale"])
        for share in (0.0, 0.35, 0.7, 1.0)
    ]
    assert (parts[0] == 0).all()
    assert all((less <= more).all() and (less < more)[..., -1].any() for less, more in pairwise(parts))
