"""The ensemble keeps its promises: the same weather for all, exact differences, money, the null."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from kraftsamling.model import load_region, load_strategy, simulate
from kraftsamling.model.engine.lookup import project_money
from kraftsamling.model.inputs.parameters import parameters
from kraftsamling.model.paths import ROOT, built_in
from kraftsamling.model.vocabulary import CONDITIONS

GR = "goteborgsregionen"
STRATEGIES = sorted(built_in("strategy", ".yaml"))


def lone(folder: Path, text: str = "code,name,population\n0001,Alfa,12000\n"):
    path = folder / "region.csv"
    path.write_text(text, encoding="utf-8")
    return load_region(path)


STORM = {
    "events": [
        {"kind": kind, "year": year, "strength": 1.0}
        for year in (2, 4, 6)
        for kind in (
            "change_of_rule",
            "strained_finances",
            "coordinator_leaves",
            "project_money_ends",
            "national_law",
            "crisis",
        )
    ]
    + [{"kind": "signals", "year": 2, "number": 20, "strength": 1.0}]
    + [{"kind": "trust", "year": year, "strength": sign} for year, sign in ((2, -1.0), (4, 1.0), (5, 1.0))]
}


GINI = ["gini", "project_money_gini"]


def equal(one, other, but=()) -> list[str]:
    """Names of variables that differ in any bit, some left out."""
    assert set(one.data_vars) == set(other.data_vars)
    return [
        name
        for name in one.data_vars
        if name not in but and not np.array_equal(one[name].values, other[name].values, equal_nan=True)
    ]


GIVEN = dict(region=GR, strategies=["gated_mean", "willing_first"], seeds=[4, 0, 9], worlds=2, years=3)


def run(record="summary", **change):
    return simulate(**GIVEN | change, record=record).dataset


COMPANY = pytest.mark.parametrize(
    "change",
    [
        {"seeds": [9, 4, 0]},
        {"seeds": [1, 4, 2, 0, 3, 9]},
        {"seeds": 10},
        {"strategies": ["level_1", "willing_first", "gated_mean"]},
    ],
    ids=["seeds reordered", "seeds added", "a number of seeds", "strategies added"],
)


@COMPANY
@pytest.mark.parametrize("record", ["summary", "full"])
def test_company_changes_no_result(change, record):
    found, alone = run(record, **change), run(record)
    assert equal(found.sel(strategy=alone["strategy"], seed=alone["seed"]), alone, GINI) == []


def test_chunks_change_no_result():
    few, many = (
        simulate(GR, "level_2", seeds=seeds, worlds=3, years=2, record="summary").dataset for seeds in (13, 300)
    )
    assert equal(many.isel(seed=slice(13)), few, GINI) == []


def test_company_changes_no_gini():
    assert equal(run(seeds=10).sel(seed=GIVEN["seeds"]), run()) == []


@pytest.mark.parametrize("record", ["summary", "full"])
def test_a_run_on_its_own_is_what_it_is_in_company(record):
    one = {"seeds": [4], "strategies": "gated_mean", "worlds": None}
    assert equal(run(record, **one | {"seeds": [4, 0, 9]}).sel(seed=[4]), run(record, **one)) == []


@pytest.mark.parametrize("record", ["summary", "full"])
def test_a_longer_run_extends_a_shorter_one(record):
    short, long = run(record), run(record, years=5)
    axis = "year" if record == "summary" else "quarter"
    names = [name for name in short if axis in short[name].dims]
    assert equal(long[names].isel({axis: slice(short.sizes[axis])}), short[names]) == []


def test_order_of_municipalities_in_the_file_changes_nothing(tmp_path):
    header, *rows = built_in("region", ".csv")[GR].read_text(encoding="utf-8").splitlines()
    for folder, order in (("as_is", rows), ("reversed", rows[::-1]), ("shuffled", rows[5:] + rows[:5])):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "region.csv").write_text("\n".join([header, *order]) + "\n", encoding="utf-8")
    first, *others = (run(region=str(tmp_path / folder / "region.csv")) for folder in ("as_is", "reversed", "shuffled"))
    for other in others:
        assert equal(other, first) == []


def test_one_more_municipality_has_the_same_weather_for_the_others(tmp_path):
    """Without links, size or facts that differ and without an actor, the others do exactly what they did."""
    text = "code,name,population,size_class\n" + "".join(f"000{i},N{i},30000,medium\n" for i in range(1, 4))
    few, more = (
        simulate(lone(tmp_path, extra), "no_support", seeds=4, years=6, parameters={"peer_rate": 0.03}).dataset
        for extra in (text, text + "0004,N4,30000,medium\n0000,N0,30000,medium\n")
    )
    assert equal(more.sel(municipality=few["municipality"])[WEATHER], few[WEATHER]) == []


WEATHER = ["leavers", "changed_rule", "finance", "capital_person_start", "slack_start", "backing_start"]


def test_a_strategy_against_its_copy_is_exactly_zero():
    found = simulate(GR, ["gated_mean", "gated_mean"], seeds=2, worlds=2, years=4).dataset
    assert found["strategy"].values.tolist() == ["gated_mean", "gated_mean#2"]
    assert equal(found.isel(strategy=[0]), found.isel(strategy=[1])) == []


@pytest.mark.parametrize("budget", ["own", "equal"])
@pytest.mark.parametrize("funding", ["given", "earned"])
def test_no_support_costs_nothing_and_nobody_takes_part(budget, funding):
    found = simulate(
        GR, "no_support", seeds=2, worlds=3, years=4, budget=budget, funding=funding, scenario=STORM
    ).dataset
    for name in ("cost_sek", "municipal_cost_sek", "person_years", "participation", "actor_level"):
        assert (found[name] == 0).all(), name
    assert (found["reason_not"] == 3).all()


@pytest.mark.parametrize("level", [1, 2, 3])
def test_an_actor_without_person_years_does_nothing(level):
    idle = {"name": "idle", "ambition": {"level": level}, "budget": {"person_years": 0}}
    found = simulate(GR, [idle, "no_support"], seeds=2, worlds=3, years=6).dataset
    assert (found["cost_sek"] == 0).all() and (found["participation"] == 0).all()
    idle, nothing = found.isel(strategy=0), found.isel(strategy=1)
    for name in ("capital_level", "capital_rooted", "legitimacy", "project_money", "measures_shared"):
        np.testing.assert_allclose(idle[name], nothing[name], rtol=1e-12, err_msg=name)


def test_a_budget_below_the_fixed_cost_of_the_level_changes_nothing():
    small = {"name": "small", "ambition": {"level": 3}, "budget": {"person_years": 1}}
    found = simulate(GR, [small, "no_support"], seeds=2, worlds=3, years=6).dataset
    assert (found["participation"] == 0).all()
    levels = found["capital_level"]
    np.testing.assert_allclose(levels.isel(strategy=0), levels.isel(strategy=1), rtol=1e-12)


@pytest.mark.parametrize(("level", "threshold"), [(1, 0.05), (2, 0.1)])
def test_no_gate_opens_before_four_quarters_of_followed_up_work(level, threshold):
    """Nobody has worked before the first quarter, so that five pass."""
    gate = {
        "policy": "gated",
        "level": level,
        "dwell_years": 0,
        "step_down": True,
        "thresholds": dict.fromkeys(CONDITIONS, threshold),
    }
    found = simulate(GR, {"ambition": gate}, seeds=1, years=2).dataset
    assert (found["actor_level"].isel(quarter=slice(5)) == level).all()
    assert (found["actor_level"].isel(quarter=5) == level + 1).all()


@pytest.mark.parametrize("years", [1, 4, pytest.param(7, marks=pytest.mark.slow)])
def test_equal_budget_means_equal_money_every_year(years):
    """However much of it is project money, which comes in pulses, and however long the run is."""
    courses = [
        *(name for name in STRATEGIES if load_strategy(name).ambition.policy != "none"),
        *({"name": f"share_{share}", "budget": {"project_share": share}} for share in (0, 0.9, 1)),
    ]
    found = simulate(GR, courses, seeds=13, worlds=2, years=years, budget="equal", record="summary").dataset
    assert found.sizes["strategy"] == len(courses)
    by_year = found[["cost_sek", "person_years"]].isel(year=slice(1, None))
    granted, price = parameters()["equal_person_years"].default, parameters()["person_year_cost"].default
    np.testing.assert_allclose(by_year["person_years"], granted, rtol=1e-12)
    np.testing.assert_allclose(by_year["cost_sek"], granted * price, rtol=1e-12)


def test_pulses_of_project_money_by_year_and_by_period():
    """Ten quarters of twelve; the gap of phase 4 falls on quarters 7 and 8, the end of the second year."""
    record = {"project_phase": np.full((1, 1), 4.5 / 12), "calls": np.zeros((9, 1))}
    by_year, ended = project_money(record, 12, False, 0.5, yearly=True)
    by_period, again = project_money(record, 12, False, 0.5)
    assert by_year[:, 0].tolist() == [1, 1, 1, 1, 2, 2, 0, 0, 1, 1, 1, 1]
    np.testing.assert_allclose(by_period[:, 0], [1.2] * 6 + [0, 0] + [1.2] * 4)
    assert ended[:, 0].nonzero()[0].tolist() == again[:, 0].nonzero()[0].tolist() == [6]


def test_calls_are_won_by_chance_where_funding_is_earned():
    """Ten quarters of twelve for each call won; the second call is drawn at 0.7, which only a chance of 0.8 wins."""
    record = {"project_phase": np.zeros((1, 2)), "calls": np.array([[0.2, 0.2], [0.7, 0.7], [0.9, 0.9]])}
    pulse, ended = project_money(record, 24, True, np.array([0.5, 0.8]))
    np.testing.assert_allclose(pulse[:, 0], [1.2] * 10 + [0] * 14)
    np.testing.assert_allclose(pulse[:, 1], [1.2] * 10 + [0, 0] + [1.2] * 10 + [0, 0])
    assert [each.nonzero()[0].tolist() for each in ended.T] == [[10], [10, 22]]


def test_own_budget_is_that_of_the_level():
    ambitions = [*({"level": level} for level in (1, 2, 3)), {"policy": "calendar", "years": [4, 7]}]
    levels = [{"name": str(each), "ambition": each, "governance": UNMOVED} for each in ambitions]
    worlds = {f"person_years_{level}": [low, low + 1.5] for level, low in ((1, 2.5), (2, 6.0), (3, 11.0))}
    found = simulate(GR, levels, seeds=2, worlds=worlds, years=9, record="summary").dataset.isel(year=slice(1, None))
    paid = found["person_years"].mean("year")
    for place, expected in enumerate([2.5, 6.0, 11.0, 6.5]):
        np.testing.assert_allclose(paid[place, 0], expected, rtol=1e-12)
        np.testing.assert_allclose(paid[place, 1], expected + 1.5, rtol=1e-12)
    np.testing.assert_allclose(found["cost_sek"].sum("year"), 9 * 1_100_000 * paid, rtol=1e-12)


def test_support_ends_with_its_last_year():
    found = simulate(GR, {"budget": {"end_year": 2}}, seeds=2, years=4).dataset
    assert (found["cost_sek"].isel(quarter=slice(8)) > 0).all() and (
        found["cost_sek"].isel(quarter=slice(8, None)) == 0
    ).all()
    assert (found["participation"].isel(quarter=slice(8, None)) == 0).all()


UNMOVED = {"bound": 1}
"""A governance whose terms no decision moves, so that the share of project money stays."""


@pytest.mark.parametrize("end", [2, 2027])
def test_networks_may_be_left_while_the_rest_goes_on(end):
    kept, left = (
        simulate(GR, {"networks_end_year": year, "governance": UNMOVED}, seeds=2, years=4).dataset.isel(strategy=0)
        for year in (None, end)
    )
    first, later = slice(8), slice(8, None)
    assert (kept["professions"].isel(quarter=first) == left["professions"].isel(quarter=first)).all()
    assert (left["professions"].diff("quarter").isel(quarter=slice(7, None)) < 0).all()
    assert (kept["professions"].isel(quarter=later) > left["professions"].isel(quarter=later)).all()
    assert (left["participation"].isel(quarter=later) > 0).any()
    np.testing.assert_array_equal(kept["cost_sek"], left["cost_sek"])


def test_a_capital_that_the_course_names_grows_most():
    named = {"name": "named", "capitals": {"financial": 1}}
    found = simulate(GR, [named, "level_1"], seeds=2, years=6).dataset["capital_level"].isel(quarter=-1, world=0)
    ahead = found.isel(strategy=0).mean() - found.isel(strategy=1).mean()
    financial = found.sel(capital="financial")
    led = financial.isel(strategy=0).mean() - financial.isel(strategy=1).mean()
    assert float(led) > 0 and float(led) > float(ahead)


def test_trust_moves_legitimacy_while_it_lasts_and_leaves_only_what_it_has_led_to():
    def legitimacy(strategy, events):
        return simulate(GR, strategy, seeds=2, years=6, scenario={"events": events}).dataset["legitimacy"]

    ale = load_region(GR).names.index("Ale")
    up = [{"kind": "trust", "year": 2, "years": 1, "strength": 0.2, "municipalities": ["Ale"]}]
    moved = (legitimacy("no_support", up) - legitimacy("no_support", [])).isel(strategy=0, world=0)
    assert np.allclose(moved.isel(municipality=ale, quarter=slice(4, 8)), 0.2)
    assert np.abs(moved.isel(quarter=slice(4))).max() == 0
    assert np.abs(moved.isel(municipality=ale, quarter=slice(8, None))).max() < 0.01
    earned = (legitimacy("level_3", up) - legitimacy("level_3", [])).isel(strategy=0, world=0)
    assert (earned.isel(municipality=ale, quarter=slice(8, None)) > 0.001).all()


def test_more_meetings_bring_decisions_into_effect_sooner_and_cost_staff_time():
    monthly = {"name": "monthly", "meetings": 3}
    found = simulate(GR, [monthly, "level_1"], seeds=2, years=3, parameters={"meeting_staff": 0.01}).dataset
    sooner = found["participation"].isel(quarter=4).mean(("municipality", "seed", "world"))
    assert float(sooner[0]) > float(sooner[1])
    dear = simulate(GR, monthly, seeds=2, years=3, parameters={"meeting_staff": 0.08}).dataset
    cheap, dear = (float(data["participation"].isel(strategy=0, quarter=-1).mean()) for data in (found, dear))
    assert dear < cheap


def null_shares(worlds: int) -> dict[str, float]:
    """Share of worlds in which a stock ends within a tenth of its start, by the median of municipalities and seeds."""
    found = simulate(GR, "no_support", seeds=3, worlds=worlds, years=15).dataset.isel(strategy=0)
    shares = {}
    for name in STOCKS:
        change = (found[name].isel(quarter=-1) / found[f"{name}_start"]).median(("municipality", "seed"))
        shares[name] = (np.abs(change - 1) <= 0.1).mean("world")
    return {
        f"{name} {axis}": float(share)
        for name, found in shares.items()
        for axis, share in enumerate(np.atleast_1d(found.values))
    }


STOCKS = [
    *("capital_level", "base", "interest", "legitimacy", "agreement_capacity", "agreement_climate"),
    *("vocabulary", "slack", "measures_own", "measures_shared"),
]


def test_without_an_actor_every_stock_stays_where_it_starts():
    assert {name: share for name, share in null_shares(60).items() if share < 0.9} == {}


SCRIPT = """
import hashlib, sys
from kraftsamling.model import simulate
given = dict(seeds=1, worlds=260, years=15, record="summary", processes={processes})
found = simulate("goteborgsregionen", ["level_1", "gated_mean"], **given).dataset
print(hashlib.sha256(b"".join(found[name].values.tobytes() for name in sorted(found.data_vars))).hexdigest())
"""


def digest(script: Path, processes: object) -> str:
    script.write_text(SCRIPT.format(processes=processes), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, script],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": "."},
        timeout=300,
        check=True,
    )
    return done.stdout.strip()


@pytest.mark.slow
def test_the_same_call_gives_the_same_bytes_on_one_process_and_on_all(tmp_path):
    """Also from a script that does not guard its main part."""
    assert digest(tmp_path / "script.py", 1) == digest(tmp_path / "script.py", None) != ""
