"""`branch`: a run continued from any year under another course, by exact replay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any

from kraftsamling.model.errors import InputError, check_choice
from kraftsamling.model.inputs.reader import MAX_TEXT_LENGTH, Place, check_year, run_year
from kraftsamling.model.inputs.strategy import FROM, Strategy, load_strategy
from kraftsamling.model.record import RECORD, read_as, run_of_record
from kraftsamling.model.results.results import FullResults, Results, labels
from kraftsamling.model.run import Run
from kraftsamling.model.simulation import simulate
from kraftsamling.model.texts import text
from kraftsamling.model.vocabulary import LANGUAGES


def branch(
    results_or_run: Results | Run | str | PathLike[str],
    year: int,
    strategy: Any,
    *,
    of: str | None = None,
    scenario: str | None = None,
    budget: str | None = None,
    record: str | None = None,
) -> Results:
    """Continue a run from the start of a year under another course: quarters before are the same to the last bit.

    The run is made again from its start, in the same worlds with the same seeds and events, under its course in parts:
    what held until then, and the other course's settings from then on. Clocks inside these count from the run's start.

    Args:
        results_or_run: results of `simulate`, a `Run`, or a folder (or its run.json) that the command line wrote.
        year: first year under the other course: a run year from 2 on, or a calendar year after the run's first.
        strategy: the other course: a name, path, dict or `Strategy`; it may have parts of its own.
        of, scenario, budget: which of the run's strategies, scenarios and budgets is continued, where it has several.
        record: as for `simulate`; left out, that of the results, and "summary" for a `Run` or a folder.

    Raises:
        InputError: no such year or course, several to choose from, or no record of a run.
    """
    run = _run(results_or_run)
    names, budgets = labels(run.strategies), list(run.budgets)
    before = run.strategies[_which(names, of, "of")]
    events = run.scenarios[_which([each.name for each in run.scenarios], scenario, "scenario")]
    return simulate(
        run.region,
        _continued(before, _first_year(year, run), load_strategy(strategy), run.region.start_year),
        seeds=run.seeds,
        worlds=run.worlds,
        parameters=run.parameters,
        scenario=events,
        budget=budgets[_which(budgets, budget, "budget")],
        record=record or ("full" if isinstance(results_or_run, FullResults) else "summary"),
        **run.terms,
    )


def _run(given: object) -> Run:
    if isinstance(given, Results):
        return given.run
    if isinstance(given, Run):
        return given
    if not isinstance(given, str | PathLike):
        raise InputError(f"run: {given!r}; allowed: results of simulate, a run, or the folder of a stored one")
    path = Path(given)
    return read_as(path / RECORD if path.is_dir() else path, run_of_record)


def _which(names: Sequence[str], wanted: str | None, where: str) -> int:
    """Return the place of what is wanted, which may be left out where there is but one."""
    if wanted is None and len(names) > 1:
        raise InputError(f"{where}: not given, and the run has several; allowed: {', '.join(names)}")
    return 0 if wanted is None else list(names).index(check_choice(wanted, names, where))


def _first_year(given: Any, run: Run) -> int:
    """Return the run year that a year stands for, where something lies before it and something after."""
    start = run.region.start_year
    year = run_year(check_year(given, Place("year")), start)
    if not 2 <= year <= run.years:
        calendar = f"a calendar year from {start + 1} to {start + run.years - 1}"
        allowed = f"a run year from 2 to {run.years}, or {calendar}"
        raise InputError(f"year: {given} lies outside what may be changed; allowed: {allowed}")
    return year


def _continued(before: Strategy, year: int, after: Strategy, start_year: int) -> Strategy:
    """Return one course up to a run year and the other from it on, in parts whose years count from the run's start."""
    old, new = ([{**part, FROM: run_year(part[FROM], start_year)} for part in each.parts] for each in (before, after))
    holding = [held for first, held in after.in_parts() if run_year(first, start_year) <= year][-1]
    settings = {key: value for key, value in holding.to_dict().items() if key not in ("name", "title", "parts")}
    earlier, later = [part for part in old if part[FROM] < year], [part for part in new if part[FROM] > year]
    calendar, title = start_year + year - 1, {}
    for language in LANGUAGES:
        titles = {"before": before.title[language], "after": after.title[language]}
        title[language] = text("course.then", language, year=calendar, **titles)
    name = f"{before.name}_then_{after.name}"[:MAX_TEXT_LENGTH]
    return replace(before, name=name, title=title, parts=(*earlier, {FROM: year, **settings}, *later))
