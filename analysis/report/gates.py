"""The gates to levels 2 and 3: in how many worlds each opens, what is missing, and what came from work (M54, M55)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from kraftsamling.analysis.page.html import Cell, Head, Markup, table
from kraftsamling.analysis.results.evidence import Labels, TableEvidence, labels
from kraftsamling.analysis.results.tables import JOIN, RUN
from kraftsamling.analysis.words.reader import capitalised
from kraftsamling.model.vocabulary import COMPARED_DECIMALS, CONDITIONS

GATES = (2, 3)
"""Levels that a gate leads to."""
PARTS = ("missing", "started", "worked")
NEEDED = ("actor_level", *(f"{part}_{name}" for part in PARTS for name in CONDITIONS))
"""Measures of a region by year that gates are read from."""


def gates_series(evidence: TableEvidence) -> pd.DataFrame:
    """Return one row by budget, strategy and gate, for courses with support.

    Columns: gated (whether the course waits for its gates; else only whether the conditions hold is told); read and
    opened, the shares of runs in which the gate was read and in which it opened, or its conditions held at the end of
    some year; and by condition, over the runs that read the gate without its opening (or over all, where it always
    opens), at the end of the last year in which they did: missing, the share in which the condition fell short; started
    and worked, the parts of the mean reading that were there at the start and that came later. Empty where the tables
    do not hold what it takes.
    """
    rows = evidence.tables.trajectories
    index = pd.MultiIndex.from_tuples([], names=["budget", "strategy", "gate"])
    if not set(NEEDED) <= set(rows.columns):
        return pd.DataFrame(index=index)
    gated = {
        name: strategy.ambition.policy == "gated"
        for name, strategy in zip(labels(evidence.context.strategies), evidence.context.strategies, strict=True)
    }
    lines: dict[tuple[str, str, int], dict[str, object]] = {}
    for budget in evidence.budgets:
        for name in evidence.names:
            runs = rows[(rows["budget"] == budget) & (rows["strategy"] == name)]
            if (runs["actor_level"] >= 1).any():
                waits = gated[name if name in gated else name.split(JOIN)[0]]
                lines |= {(budget, name, gate): _gate(runs, gate, gated=waits) for gate in GATES}
    if not lines:
        return pd.DataFrame(index=index)
    return pd.DataFrame(list(lines.values()), index=pd.MultiIndex.from_tuples(lines, names=index.names))


def _gate(rows: pd.DataFrame, gate: int, *, gated: bool) -> dict[str, object]:
    """Read one gate of one course from its runs by year."""
    level = rows["actor_level"]
    reads = (level < 2) & (level >= 1) if gate == 2 else level >= 2
    held = reads & (rows[[f"missing_{name}" for name in CONDITIONS]].round(COMPARED_DECIMALS) == 0).all(axis=1)
    held &= rows["year"] > rows["year"].min()
    keys = [rows[name] for name in RUN]
    opened = (held | (gated & (level >= gate))).groupby(keys).any()
    last = rows[reads].sort_values("year").groupby(RUN).last()
    told: dict[str, object] = {"gated": gated, "read": len(last) / len(opened), "opened": float(opened.mean())}
    shut = last[~opened.reindex(last.index).to_numpy(bool)]
    for name in CONDITIONS:
        told[f"missing_{name}"] = (shut[f"missing_{name}"].round(COMPARED_DECIMALS) > 0).mean() if len(shut) else np.nan
        told |= {f"{part}_{name}": (shut if len(shut) else last)[f"{part}_{name}"].mean() for part in PARTS[1:]}
    return told


def most_missing(row: pd.Series) -> str:
    """Return the condition that is missing most often where a gate stays shut; an empty text where none is."""
    missing = row[[f"missing_{name}" for name in CONDITIONS]].astype(float)
    return CONDITIONS[int(np.nanargmax(missing))] if missing.max() > 0 else ""


def gate_sentences(gates: pd.DataFrame, labels: Labels) -> Iterator[str]:
    """Yield for each course what its gates come to, under the budget mode that the answer takes first."""
    for name, rows in gates.loc[labels.budgets[0]].groupby("strategy", sort=False) if len(gates) else ():
        told = [_sentence(row, gate, labels) for gate, row in rows.droplevel("strategy").iterrows() if row["read"] > 0]
        first, *later = told
        yield " ".join(
            [labels.reader.say("gates.course", course=labels.courses[str(name)]), first, *map(capitalised, later)]
        )


def _sentence(row: pd.Series, gate: object, labels: Labels) -> str:
    reader, missing = labels.reader, most_missing(row)
    say, kind = reader.say, "gated" if row["gated"] else "other"
    opened = reader.percent(row["opened"])
    told = say("gates.opened", kind=kind, gate=gate, share=opened, year=labels.end)
    if not missing:
        return told
    started, worked = (float(row[f"{part}_{missing}"]) for part in PARTS[1:])
    why = say(
        "gates.missing",
        condition=say(f"gates.{missing}"),
        share=reader.percent(row[f"missing_{missing}"]),
        reading=reader.number(started + worked, 2),
        started=reader.number(started, 2),
        worked=reader.number(worked, 2),
    )
    return f"{told} {why}"


def gates_table(gates: pd.DataFrame, labels: Labels) -> Markup:
    """Return every course and gate: how often it opens, and each condition's reading from start and work."""
    say = labels.reader.say
    heads = [Head(say("report.course")), *(Head(say(f"gates.head_{name}")) for name in ("gate", "opened"))]
    heads += [Head(say(f"gates.head_{name}")) for name in CONDITIONS]
    lines = []
    for (budget, name, gate), row in gates.iterrows():
        if row["read"] == 0:
            continue
        title = labels.courses[name]
        several = say("report.course_with", course=title, budget=say(f"answer.budget_{budget}"))
        cells = [Cell(several if len(labels.budgets) > 1 else title), Cell(str(gate)), _opened(row, labels)]
        lines.append([*cells, *(_condition(row, condition, labels) for condition in CONDITIONS)])
    caption = say("gates.caption", year=labels.end)
    return table(caption, [heads], lines, say("gates.title"))


def _opened(row: pd.Series, labels: Labels) -> Cell:
    kind = labels.reader.say("gates.kind", kind="gated" if row["gated"] else "other")
    return Cell(labels.reader.percent(row["opened"]), kind)


def _condition(row: pd.Series, name: str, labels: Labels) -> Cell:
    reader = labels.reader
    started, worked = (reader.number(float(row[f"{part}_{name}"]), 2, signed=part == "worked") for part in PARTS[1:])
    missing = float(row[f"missing_{name}"])
    below = reader.say("gates.short", share=reader.percent(missing)) if missing > 0 else ""
    return Cell(f"{started} {worked}", below, strong=name == most_missing(row))
