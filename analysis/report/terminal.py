"""The summary as plain text of fixed width, for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

import pandas as pd

from kraftsamling.analysis.results.tables import BUDGETS
from kraftsamling.analysis.words.reader import MISSING, NARROW_SPACE, NO_BREAK, Reader, hundredths


def terminal_table(summary: pd.DataFrame, reader: Reader, worlds: int, seeds: str) -> str:
    """Return one block of lines per budget mode: level, difference, worlds, cost and points per SEK of each course.

    Args:
        worlds: how many the summary is over; seeds: how many in each, in words.
    """
    keys = ("course", "terminal_end", "difference", "terminal_worlds", "cost", "terminal_ratio")
    header = [reader.say(f"report.{key}") for key in keys]
    rows = summary.set_index(["budget", "strategy", "measure"])
    blocks = {}
    for budget in (mode for mode in BUDGETS if mode in set(summary["budget"])):
        names = summary.loc[summary["budget"] == budget, "strategy"].unique()
        blocks[reader.say(f"figure.budget_{budget}")] = [_line(rows, budget, name, reader) for name in names]
    title = reader.say("report.terminal_title", shown=reader.over("terminal", worlds, seeds=seeds))
    parts = [title, laid_out(header, blocks)]
    if (summary.loc[summary["measure"] == "cost_total_sek", "p95"] <= 0).any():
        parts.append(reader.say("report.free"))
    return _plain("\n\n".join(parts))


def laid_out(header: Sequence[str], blocks: Mapping[str, Sequence[Sequence[str]]]) -> str:
    """Return blocks of rows by heading, each under the header, all in the same columns, with plain spaces only."""
    widths = [max(len(row[i]) for row in [header, *chain(*blocks.values())]) for i in range(len(header))]
    lines = []
    for heading, rows in blocks.items():
        lines += ["", heading, _aligned(header, widths)]
        lines += ["-" * len(lines[-1]), *(_aligned(row, widths) for row in rows)]
    return _plain("\n".join(lines[1:]))


def _plain(shown: str) -> str:
    """Return text with no other spaces than plain ones."""
    return shown.replace(NARROW_SPACE, " ").replace(NO_BREAK, " ")


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    """Return the cells in columns: names to the left, numbers to the right."""
    cells = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
    return "  ".join([row[0].ljust(widths[0]), *cells])


def _line(rows: pd.DataFrame, budget: str, name: str, reader: Reader) -> list[str]:
    def median(measure: str, scale: float, digits: int) -> str:
        key = (budget, name, measure)
        return reader.number(rows.loc[key, "median"] * scale, digits) if key in rows.index else MISSING

    mean = rows.loc[(budget, name, "capacity_mean")]
    worlds = "/".join(hundredths(mean[f"worlds_{outcome}"]) for outcome in ("better", "tie", "worse"))
    levels = (_spread(mean, "", reader), _spread(mean, "diff_", reader))
    return [name, *levels, worlds, median("cost_total_sek", 1e-6, 0), median("gain_per_100_msek", 1, 1)]


def _spread(row: pd.Series, prefix: str, reader: Reader) -> str:
    """Return the median and its range, which is left out when it says nothing more."""
    columns = ("median", "p05", "p95")
    shown, *ends = (reader.number(row[f"{prefix}{name}"], 1, signed=bool(prefix)) for name in columns)
    if len(set(ends)) == 1:
        return shown
    return f"{shown} ({(' – ' if prefix else '–').join(ends)})"
