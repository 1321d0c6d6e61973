"""The summary as plain text of fixed width, for the terminal."""

from __future__ import annotations

import pandas as pd

from kraftsamling.analysis.page.columns import laid_out, plain_spaces
from kraftsamling.analysis.words.reader import MISSING, Reader, hundredths
from kraftsamling.model.vocabulary import BUDGETS


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
    return plain_spaces("\n\n".join(parts))


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
