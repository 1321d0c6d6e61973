"""Runs that an examination starts: counted, or forbidden where nothing but a stored finding may be drawn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kraftsamling.analysis.results.findings import load, store
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.runs import runs, watch
from kraftsamling.experiments.runs.examination import Examination
from kraftsamling.model import simulation
from kraftsamling.model.run_of import check_seeds
from kraftsamling.model.worlds.worlds import as_worlds


def count_runs(monkeypatch) -> list[int]:
    """Return a list that grows by the number of runs that each call asks for."""
    started: list[int] = []
    simulate, run_ensemble = runs.simulate, watch.run_ensemble

    def counted(region, strategies, *, seeds, worlds=None, **options):
        started.append(len(strategies) * len(as_worlds(worlds)) * len(check_seeds(seeds)))
        return simulate(region, strategies, seeds=seeds, worlds=worlds, **options)

    def watched(course, p, seeds, seed_of_run, recorder):
        started.append(len(seed_of_run))
        return run_ensemble(course, p, seeds, seed_of_run, recorder)

    monkeypatch.setattr(runs, "simulate", counted)
    monkeypatch.setattr(watch, "run_ensemble", watched)
    return started


def forbid_runs(monkeypatch) -> None:
    """Let every run that is started raise."""

    def refuse(*_, **__):
        raise AssertionError("a run was started")

    monkeypatch.setattr(runs, "simulate", refuse)
    monkeypatch.setattr(watch, "run_ensemble", refuse)
    monkeypatch.setattr(simulation, "run_ensemble", refuse)


def redrawn(folder: Path, result: Any, write, setting: Examination, language: str) -> tuple[str, list[str]]:
    """Store a finding, load it again and write it with letters; return the page and the remarks."""
    folder.mkdir()
    store(folder, result)
    remarks = write(folder, load(folder), setting.subject, Reader(language, anonymous=True, region=setting.region))
    return (folder / "report.html").read_text(encoding="utf-8"), remarks
