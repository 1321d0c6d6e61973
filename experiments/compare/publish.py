"""From the results of a run to its folder and to what the terminal shows; and from a folder to the same again."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from kraftsamling.analysis.page.figure import REPORT, undrawn_told
from kraftsamling.analysis.report.comparison import ComparisonFinding
from kraftsamling.analysis.results.findings import load, store
from kraftsamling.analysis.results.tables import Tables
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.compare.show import Show
from kraftsamling.experiments.folder.output import write_folder, write_summary, write_tables
from kraftsamling.experiments.folder.provenance import (
    names_municipalities,
    read_record,
    record_of,
    results_of,
    write_record,
)
from kraftsamling.experiments.runs.execute import Outcome
from kraftsamling.experiments.setting.design import Design, Presentation
from kraftsamling.model.errors import InputError
from kraftsamling.model.record import RECORD


def publish(
    design: Design, presentation: Presentation, outcome: Outcome, result: ComparisonFinding, folder: Path
) -> tuple[str, list[str]]:
    """Write the folder of a run: what was computed first, then what is drawn of it.

    Returns:
        what the terminal shows, a table and where the results lie; a line on each picture or page that failed.

    Raises:
        InputError: the folder cannot be written; nothing is left then.
    """
    tables = Tables(outcome.trajectories, outcome.municipalities, outcome.portfolios)
    show = Show(design, presentation, tables, result)
    undrawn: list[str] = []

    def fill(place: Path) -> None:
        places = outcome.municipalities
        shown = _lettered(places, show.reader) if show.reader.anonymous else places
        write_tables(place, outcome.trajectories, shown, outcome.portfolios)
        write_summary(place, show.summary, show.reader)
        store(place, result)
        results = results_of(outcome.trajectories, outcome.municipalities)
        write_record(place / RECORD, record_of(design, presentation, outcome.failures) | {"results": results})
        if presentation.report:
            with undrawn_told(undrawn):
                show.write(place)

    write_folder(folder, fill)
    return _on_terminal(show, folder, undrawn), undrawn


def draw_again(folder: Path, record: Mapping[str, Any], reader: Reader) -> tuple[str, list[str]]:
    """Draw the report of a stored run anew into its folder; no run is started. Returns what `publish` does.

    Args:
        record: what run.json of the folder holds.
        reader: who reads this time.

    Raises:
        InputError: the folder cannot be read or written, or holds letters and is to show names.
    """
    if record["anonymous"] and not reader.anonymous:
        raise InputError(f"anonymous: {str(folder)!r} holds letters instead of municipalities; allowed: true")
    design, _ = read_record(folder / RECORD)
    tables, result = Tables.read(folder), load(folder)
    if record["anonymous"]:
        tables = _with_codes(tables, replace(reader, region=design.run.region))
    show = Show(design, Presentation(reader, True, record["command"]), tables, result)
    undrawn: list[str] = []

    def fill(place: Path) -> None:
        shutil.copytree(folder, place, dirs_exist_ok=True)
        write_summary(place, show.summary, show.reader)
        with undrawn_told(undrawn):
            show.write(place)

    write_folder(folder, fill)
    return _on_terminal(show, folder, undrawn), undrawn


def _on_terminal(show: Show, folder: Path, undrawn: Sequence[str]) -> str:
    """Return a table, where the results lie, and whether they name municipalities where the reader sees letters."""
    there = show.presentation.report and not any(line.startswith(REPORT) for line in undrawn)
    key, path = ("report", folder / REPORT) if there else ("tables", folder)
    lines = [*show.lines(), "", show.reader.say(f"command.{key}", path=path)]
    if show.reader.anonymous and names_municipalities(show.design, show.presentation):
        lines.append(show.reader.say("command.named"))
    return "\n".join(lines)


def _lettered(municipalities: pd.DataFrame, reader: Reader) -> pd.DataFrame:
    """Return the table with letters instead of codes and names, and without the population, which tells as much."""
    letters = municipalities["code"].astype(str).map(reader.labels).astype("category")
    return municipalities.assign(code=letters, name=letters, population=float("nan"))


def _with_codes(tables: Tables, reader: Reader) -> Tables:
    """Return tables with municipalities' codes instead of letters."""
    codes = {letter: code for code, letter in reader.labels.items()}
    return replace(tables, municipalities=tables.municipalities.assign(code=tables.municipalities["code"].map(codes)))
