"""Several scenarios in one run: losses, the report on them all, and a single course."""

from __future__ import annotations

import pytest

from kraftsamling.analysis.results.compare import summarise
from kraftsamling.analysis.results.tables import Tables
from kraftsamling.experiments.compare.stress import for_report
from kraftsamling.experiments.folder.provenance import read_record
from tests.kit.commands import TINY, run, summary_of


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Run in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_stress_compares_each_strategy_with_itself_when_nothing_happens(capsys):
    folder = run(
        "experiment=stress",
        "strategies=level_1,level_3",
        "scenario=calm,crisis",
        "worlds=4",
        "seeds=2",
        "years=8",
        "budget=own",
        "report=false",
        "language=en",
    )
    tables, summary = Tables.read(folder), summary_of(folder)
    end = tables.trajectories[tables.trajectories["year"] == tables.end].set_index(["strategy", "world", "seed"])[
        "capacity_mean"
    ]
    for strategy in ("level_1", "level_3"):
        loss = (end.loc[f"{strategy}@crisis"] - end.loc[f"{strategy}@calm"]).groupby("world").mean()
        row = summary.query("strategy == @strategy + '@crisis' and measure == 'capacity_mean'").iloc[0]
        assert row["diff_median"] == pytest.approx(loss.median(), abs=1e-8)
        assert row["scenario"] == "crisis"
        assert loss.abs().max() > 0
    assert "Capacity at the end year against the same course" in capsys.readouterr().out


def test_the_report_on_several_scenarios_averages_them_as_seeds():

    folder = run(
        "experiment=stress",
        "strategies=no_support,level_3",
        "scenario=calm,crisis",
        "worlds=3",
        "seeds=2",
        "years=8",
        "budget=own",
        "report=false",
    )
    tables, (design, _) = Tables.read(folder), read_record(folder / "run.json")
    pooled, courses, reference = for_report(tables, design)
    summary = summarise(pooled.trajectories, pooled.municipalities, reference, 1.0)
    found = summary.query("strategy == 'level_3' and measure == 'capacity_mean'")["median"].item()
    end = tables.trajectories[tables.trajectories["year"] == tables.end]
    both = end[end["strategy"].isin(["level_3@calm", "level_3@crisis"])]
    assert found == pytest.approx(both.groupby("world")["capacity_mean"].mean().median())
    assert ([course.name for course in courses], reference) == (["no_support", "level_3"], "no_support")


def test_one_strategy_under_stress_has_the_events_as_its_courses(capsys):
    run("experiment=stress", "strategies=level_2", "scenario=calm,crisis", "budget=own", *TINY)
    out = capsys.readouterr().out
    assert "level_2@calm" in out and "level_2@crisis" in out
