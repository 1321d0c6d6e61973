"""Experiments: every built-in file runs, and the tables say what was run."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from kraftsamling.analysis.results.tables import RUN, Tables
from kraftsamling.cli import main
from kraftsamling.experiments.cli.registry import COMPARE, KINDS
from kraftsamling.experiments.folder.output import SPREADSHEETS
from kraftsamling.experiments.runs import execute as execution
from kraftsamling.experiments.setting.config import read_experiment
from kraftsamling.model import load_region, load_strategy, simulate
from kraftsamling.model.paths import built_in
from kraftsamling.model.results.measures import MUNICIPAL, REGIONAL
from tests.kit.commands import TINY, record_of, run, summary_of

LEVELS = ["no_support", "level_1", "level_2", "level_3", "calendar", "gated_mean", "gated_minimum"]
TARGETING = ["even", "small_first", "large_first", "willing_first", "weakest_first", "size_adapted"]
EVENTS = [
    "calm",
    "change_of_rule",
    "strained_finances",
    "coordinator_leaves",
    "project_money_ends",
    "national_law",
    "signals",
    "crisis",
]
OWNERS = ["voluntary_network", "project_funded", "federation", "statutory", "agreement_all_directors"]
COURSES = {
    "ambition_levels": LEVELS,
    "small_vs_large": TARGETING,
    "ambition_by_size": [f"level_{level}_{policy}" for level in (1, 2, 3) for policy in TARGETING],
    "form_sequence": ["form_mix", "form_sequence", "form_reverse", "form_gap", "form_random"],
    "stress": [f"{level}@{event}" for event in EVENTS for level in LEVELS],
    "governance": [f"governance_{owners}" for owners in (*OWNERS, "capped_secretariat")],
    "own_part": ["no_support", "own_structures", "own_learning", "own_time", "own_part"]
    + [f"{own}level_{level}" for level in (1, 2, 3) for own in ("", "own_part_")],
}

SLOW = {"stress": pytest.mark.slow}


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Run in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_experiment_is_tested():
    contents = {name: read_experiment(path) for name, path in built_in("experiment", ".yaml").items()}
    assert set(COURSES) == {name for name, content in contents.items() if content.get("kind", COMPARE) == COMPARE}
    assert {content.get("kind", COMPARE) for content in contents.values()} == {COMPARE, *KINDS}


@pytest.mark.parametrize("name", [pytest.param(name, marks=SLOW.get(name, ())) for name in COURSES])
def test_every_experiment(name):
    folder = run(f"experiment={name}", "budget=own", *TINY)
    tables = Tables.read(folder)
    assert list(tables.trajectories["strategy"].unique()) == COURSES[name]
    assert set(tables.municipalities["strategy"]) == set(COURSES[name])
    assert not tables.trajectories.duplicated([*RUN, "year"]).any()
    record = record_of(folder)
    for text in (record["title"], record["question"]):
        assert text["sv"].endswith("?") and text["en"].endswith("?") and text["sv"] != text["en"]
    assert record["reference"] in [strategy["name"] for strategy in record["strategies"]]


@pytest.mark.parametrize("name", built_in("region", ".csv"))
def test_every_region(name):
    folder = run(f"region={name}", "strategies=level_2", *TINY)
    municipalities = Tables.read(folder).municipalities
    assert set(municipalities["code"]) == set(load_region(name).codes)


def test_every_strategy():
    strategies = list(built_in("strategy", ".yaml"))
    folder = run(f"strategies={','.join(strategies)}", "budget=own", *TINY)
    assert list(Tables.read(folder).trajectories["strategy"].unique()) == strategies


def test_every_scenario():
    strategies, scenarios = ["no_support", "level_2"], list(built_in("scenario", ".yaml"))
    folder = run(f"strategies={','.join(strategies)}", f"scenario={','.join(scenarios)}", "budget=own", *TINY)
    found = set(pd.read_parquet(folder / "trajectories.parquet")["strategy"])
    assert found == {f"{strategy}@{scenario}" for strategy in strategies for scenario in scenarios}


def test_the_tables_are_those_of_simulate():
    folder = run(
        "strategies=level_1,level_2",
        "worlds=3",
        "seeds=[4,7]",
        "years=2",
        "scenario=crisis",
        "region=varmland",
        "parameters.call_success=0.5",
        "parameters.switch_size=0",
        "funding=earned",
        "report=false",
    )
    tables = Tables.read(folder)
    assert (folder / "trajectories.parquet").stat().st_size > 0
    for budget in ("own", "equal"):
        results = simulate(
            "varmland",
            ["level_1", "level_2"],
            seeds=[4, 7],
            worlds=3,
            years=2,
            budget=budget,
            scenario="crisis",
            parameters={"call_success": 0.5, "switch_size": 0},
            funding="earned",
            record="summary",
        )
        expected = results.trajectories()
        found = tables.trajectories.query("budget == @budget").drop(columns="budget").reset_index(drop=True)
        pd.testing.assert_frame_equal(found[list(expected)], expected, check_dtype=False)
        places = tables.municipalities.query("budget == @budget").reset_index(drop=True)
        expected = results.municipalities()
        for name in ("capacity_start", "capacity_end", "capital_human_end"):
            np.testing.assert_array_equal(places[name], expected[name])
        assert list(places["code"]) == list(expected["municipality"])
        assert list(places["weakest_link"]) == list(expected["weakest_link"].astype(str))


def test_the_tables_have_the_columns_that_are_promised():
    folder = run("strategies=level_1", *TINY)
    tables = Tables.read(folder)
    assert list(tables.trajectories) == [*RUN, "year", *REGIONAL]
    region, municipalities = load_region("goteborgsregionen"), tables.municipalities
    ends = {f"{name}_{end}" for name in MUNICIPAL for end in ("start", "end")}
    about = [*RUN, "code", "name", "population", "size_class"]
    assert list(municipalities)[:8] == about
    assert set(municipalities) == {*about, *ends, "reached", "weakest_link", "reason_not"}
    one = municipalities[municipalities["code"] == "1480"].iloc[0]
    assert (one["name"], one["size_class"]) == ("Göteborg", "large")
    assert one["population"] == region.population[region.codes.index("1480")]
    explained = (folder / "columns.md").read_text(encoding="utf-8")
    cells = {name for line in explained.splitlines() if line.startswith("|") for name in re.split(r"[|,] ?", line)}
    cells = {cell.strip() for cell in cells}
    assert {*tables.trajectories, *municipalities, *tables.portfolios, *summary_of(folder)} <= cells
    assert list(tables.portfolios) == ["strategy", "budget", "year", "measure", "share"]
    assert tables.portfolios["share"].between(0, 1).all() and tables.portfolios["share"].max() == 1
    assert set(summary_of(folder)["measure"]) <= cells


@pytest.mark.parametrize(
    ("language", "between", "point", "mark"), [("sv", ";", ",", b"\xef\xbb\xbf"), ("en", ",", ".", b"strategy")]
)
def test_the_summary_opens_in_a_spreadsheet_of_the_language_and_again_in_the_other(language, between, point, mark):
    folder = run("strategies=level_1,level_2", f"language={language}", "budget=own", *TINY)
    written = (folder / "summary.csv").read_bytes()
    first, *rows = written.decode("utf-8-sig").splitlines()
    assert written.startswith(mark) and written.count(b"\xef\xbb\xbf") == (language == "sv")
    assert first.startswith(f"strategy{between}budget{between}measure") and len(rows) > 20
    assert all(row.count(between) == first.count(between) for row in rows)
    assert re.search(rf"\d\{point}\d", rows[0]) and not re.search(rf"\d\{'.' if point == ',' else ';'}\d", rows[0])
    told = (folder / "columns.md").read_text(encoding="utf-8")
    assert f"Cells are parted by {between!r} and decimals by {point!r}" in told
    values, other = summary_of(folder), "en" if language == "sv" else "sv"
    assert main(["report", str(folder), f"language={other}"]) == 0
    again = pd.read_csv(folder / "summary.csv", **SPREADSHEETS[other])
    pd.testing.assert_frame_equal(again, values)


def test_a_budget_mode_alone():
    for budget in ("own", "equal"):
        assert set(summary_of(run("strategies=level_1", f"budget={budget}", *TINY))["budget"]) == {budget}


def test_worlds_default_is_one_world_at_the_defaults():
    folder = run("strategies=level_1", "worlds=default", "seeds=2", "years=1", "report=false", "budget=own")
    expected = simulate("goteborgsregionen", "level_1", seeds=2, years=1, record="summary").trajectories()
    found = Tables.read(folder).trajectories
    np.testing.assert_array_equal(found["capacity_mean"], expected["capacity_mean"])


def test_targeting_is_crossed_with_strategies():
    folder = run("strategies=level_3,calendar", "targeting=even,small_first", "reference=calendar_even", *TINY)
    record = record_of(folder)
    found = {strategy["name"]: strategy for strategy in record["strategies"]}
    assert list(found) == ["level_3_even", "level_3_small_first", "calendar_even", "calendar_small_first"]
    crossed = found["level_3_small_first"]
    own = load_strategy("level_3").to_dict()
    assert crossed["targeting"] == "small_first"
    assert crossed["title"]["sv"] == f"{own['title']['sv']} / {load_strategy('small_first').title['sv']}"
    assert {key for key in own if own[key] != crossed[key]} == {"name", "title", "targeting"}
    assert record["reference"] == "calendar_even"


def test_the_first_strategy_stands_in_for_a_reference_that_is_not_run():
    assert record_of(run("strategies=level_2,level_1", *TINY))["reference"] == "level_2"
    assert record_of(run("strategies=level_2,no_support", *TINY))["reference"] == "no_support"


def test_the_same_strategy_twice_gives_the_same_numbers_under_two_names():
    trajectories = Tables.read(run("strategies=level_1,level_1", *TINY)).trajectories
    first, second = (
        part.drop(columns="strategy").reset_index(drop=True) for _, part in trajectories.groupby("strategy")
    )
    assert set(trajectories["strategy"]) == {"level_1", "level_1#2"}
    pd.testing.assert_frame_equal(first, second)


def test_a_strategy_that_fails_does_not_take_the_others_with_it(monkeypatch, capsys):
    def fragile(region, strategies, **options):
        if any(strategy.name in ("no_support", "level_2") for strategy in strategies):
            raise ZeroDivisionError("division\nby zero")
        return simulate(region, strategies, **options)

    monkeypatch.setattr(execution, "simulate", fragile)
    folder = run("strategies=no_support,level_1,level_2", "budget=own", *TINY, code=1)
    assert set(summary_of(folder)["strategy"]) == {"level_1"}
    assert record_of(folder)["failures"] == [
        "no_support (own): ZeroDivisionError: division by zero",
        "level_2 (own): ZeroDivisionError: division by zero",
    ]
    assert "level_2 (own)" in capsys.readouterr().err


def test_nothing_is_written_when_every_run_fails(monkeypatch, capsys, here):
    monkeypatch.setattr(execution, "simulate", lambda *_, **__: 1 / 0)
    assert main(["strategies=level_1", *TINY]) == 1
    assert capsys.readouterr().err.splitlines()[-1].startswith("kraftsamling: every run failed")
    assert list(here.iterdir()) == []


def test_runs_that_are_not_finite_are_left_out(monkeypatch):
    def broken(*arguments, **options):
        results = simulate(*arguments, **options)
        results.dataset["capacity_mean"][0, 1, 0, -1] = np.inf
        return results

    monkeypatch.setattr(execution, "simulate", broken)
    folder = run("strategies=level_1,level_2", "worlds=3", "seeds=1", "years=1", "budget=own", "report=false", code=1)
    tables = Tables.read(folder)
    for table in (tables.trajectories, tables.municipalities):
        assert set(table.loc[table["strategy"] == "level_1", "world"]) == {0, 2}
        assert set(table.loc[table["strategy"] == "level_2", "world"]) == {0, 1, 2}
    assert record_of(folder)["failures"] == ["runs left out since they end in numbers that are not finite: 1"]


def test_the_folder_with_a_report(capsys):
    folder = run(
        "strategies=no_support,level_1",
        "worlds=2",
        "seeds=1",
        "years=5",
        "budget=own",
        "anonymous=true",
        "scenario=crisis",
        "parameters.switch_size=0",
        "funding=earned",
    )
    names = {path.name for path in folder.iterdir()}
    assert names == {
        "summary.csv",
        "trajectories.parquet",
        "municipalities.parquet",
        "portfolios.parquet",
        "columns.md",
        "run.json",
        "finding.json",
        "figures",
        "report.html",
    }
    assert {path.suffix for path in (folder / "figures").iterdir()} == {".png", ".svg"}
    report = (folder / "report.html").read_text(encoding="utf-8")
    for told in ("En kris", "switch_size = 0", "förtjänas", "kraftsamling strategies=no_support,level_1"):
        assert told in report
    assert f"Rapport: {folder}/report.html" in capsys.readouterr().out
    municipalities = Tables.read(folder).municipalities
    assert municipalities["population"].isna().all()
    assert set(municipalities["name"]) == set(municipalities["code"]) == set("CDEFGHIJKLMNO")
    assert not any(name in report for name in load_region("goteborgsregionen").names if name != "Ale")
