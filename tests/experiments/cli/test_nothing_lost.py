"""What has been computed is written whatever happens to its pictures, to its report or to the next run."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kraftsamling.analysis.page.figure import canvas, drawn, undrawn_told
from kraftsamling.analysis.report import drawings
from kraftsamling.cli import main
from kraftsamling.experiments.cli import command
from kraftsamling.experiments.compare.show import Show
from kraftsamling.experiments.runs.execute import NothingRan
from tests.kit.commands import TINY, record_of, run

DRAWN = ("strategies=level_1,no_support", "worlds=2", "seeds=1", "years=1", "budget=own")
LEFT = {
    *("summary.csv", "trajectories.parquet", "municipalities.parquet", "portfolios.parquet"),
    *("columns.md", "run.json", "finding.json"),
}


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Run in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def broken(*_, **__):
    raise RuntimeError("no such\nshape")


@pytest.mark.slow
def test_a_picture_that_fails_is_told_and_the_rest_stands(capsys, monkeypatch, here):
    """Names and titles are no language of figures, so that these fail for no reason but the one given here."""
    (here / "odd.yaml").write_text(r"title: {sv: '$\frac{1}$ _x^ <b>', en: '$a'}" + "\n", encoding="utf-8")
    table = "code,name,population\n1,$x_1$ {,5000\n2,\\frac{,9000\n3,$,20000\n"
    (here / "region.csv").write_text(table, encoding="utf-8")
    figures = drawings.FIGURES
    monkeypatch.setitem(figures, "map", replace(figures["map"], draw=broken))
    folder = run("strategies=odd.yaml,no_support", "region=region.csv", *DRAWN[1:], code=1)
    svg = (folder / "figures" / "courses.svg").read_text(encoding="utf-8")
    assert r"$\frac{1}$ _x^ &lt;b&gt;" in svg
    told = capsys.readouterr().err.splitlines()[-1]
    assert told == "kraftsamling: could not be drawn, the rest is there: map (RuntimeError: no such shape)"
    assert {path.name for path in folder.iterdir()} == LEFT | {"figures", "report.html"}
    assert (folder / "figures" / "courses.png").exists() and not (folder / "figures" / "map.png").exists()


def test_a_page_that_fails_leaves_the_tables(capsys, monkeypatch):
    monkeypatch.setattr(Show, "write", broken)
    folder = run(*DRAWN, code=1)
    said = capsys.readouterr()
    assert "report.html (RuntimeError" in said.err and said.out.endswith("Tabeller: out\n")
    assert {path.name for path in folder.iterdir()} == LEFT
    monkeypatch.undo()


def test_further_runs_that_fail_leave_the_tables(capsys, monkeypatch):
    find = command.find_comparison
    monkeypatch.setattr(
        command, "find_comparison", lambda *a, report=True, **k: broken() if report else find(*a, report=False)
    )
    folder = run(*DRAWN, code=1)
    assert {path.name for path in folder.iterdir()} == LEFT
    assert record_of(folder)["failures"] == ["report.html (RuntimeError: no such shape)"]


@pytest.mark.slow
def test_an_examination_keeps_what_it_found(capsys, monkeypatch):
    monkeypatch.setattr("kraftsamling.analysis.plausible.page.draw_criteria", broken)
    folder = run("experiment=plausible", "worlds=2", "seeds=1", "years=12", code=1)
    assert "criteria (RuntimeError: no such shape)" in capsys.readouterr().err
    assert {"finding.json", "run.json", "plausible.csv", "report.html"} <= {path.name for path in folder.iterdir()}


def test_a_sweep_goes_on_after_a_run_that_fails(capsys, monkeypatch):
    execute, calls = command.execute, []

    def first_fails(*given):
        calls.append(given)
        if len(calls) == 1:
            raise NothingRan("a: b")
        return execute(*given)

    monkeypatch.setattr(command, "execute", first_fails)
    assert main(["-m", "strategies=level_1,level_2", "budget=own", *TINY, "output=out"]) == 1
    assert record_of(Path("out/1"))["reference"] == "level_2"
    assert "kraftsamling: out/0: every run failed, nothing was written: a: b" in capsys.readouterr().err.splitlines()


def test_an_interrupted_sweep_says_which_runs_are_finished(capsys, monkeypatch):
    execute, calls = command.execute, []

    def third_is_broken_off(*given):
        calls.append(given)
        if len(calls) == 1:
            raise NothingRan("a: b")
        if len(calls) == 3:
            raise KeyboardInterrupt
        return execute(*given)

    monkeypatch.setattr(command, "execute", third_is_broken_off)
    assert main(["-m", "strategies=level_1,level_2,level_3", "budget=own", "language=en", *TINY, "output=out"]) == 130
    assert "kraftsamling: 1 of 3 runs are finished: out/1" in capsys.readouterr().err.splitlines()


def test_a_run_that_comes_back_is_not_overwritten_by_one_of_another_setting(here, capsys):
    options = ["strategies=level_1", "budget=own", "worlds=1", "seeds=1", "report=false", "language=en"]
    assert main([*options, "years=2"]) == 0
    (base,) = (here / "outputs").iterdir()
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    base.rename(base.with_name(f".{base.name}-kraftsamling-{process.pid}-abcdefgh-earlier"))
    assert main([*options, "years=3"]) == 0
    assert "Swept up after a run that was killed" in capsys.readouterr().err
    found = {folder.name: record_of(folder)["years"] for folder in base.parent.iterdir()}
    assert found == {base.name: 2, f"{base.name}-2": 3}


def test_a_picture_that_fails_is_an_error_where_nobody_is_told():
    with pytest.raises(RuntimeError):
        drawn("a", broken)
    lines: list[str] = []
    with undrawn_told(lines):
        assert drawn("a", broken) is None and drawn("b", lambda: canvas(1.5, "$", "\\frac{")) is not None
    assert lines == ["a (RuntimeError: no such shape)"]
