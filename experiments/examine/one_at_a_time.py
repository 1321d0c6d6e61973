"""`kraftsamling experiment=sensitivity worlds=default`: one assumption at a time in the world of default values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from kraftsamling.analysis.page.figure import style
from kraftsamling.analysis.page.html import Markup, joined, tag
from kraftsamling.analysis.page.page import Page, write_figure
from kraftsamling.analysis.sensitivity.one_at_a_time import effects, mean_of, one_at_a_time
from kraftsamling.analysis.sensitivity.one_at_a_time_page import draw_tornado, sentences, table_of
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.runs.examination import Examination
from kraftsamling.model.inputs.parameters import parameters, swept

SEEDS = 64
"""Fewest seeds, since chance is all that an effect is told from here; `seeds=` may ask for more."""
UNIT = "points"
"""Unit of the outcomes."""
TABLES = ("outcomes.csv", "tornado.csv")


def write_tornado(
    setting: Examination,
    folder: Path,
    simulated: Callable[[pd.DataFrame], Mapping[str, np.ndarray]],
    titles: Mapping[str, str],
    budget: str,
) -> None:
    """Move each assumption to the ends of its range and write `TABLES`, figures/ and report.html into `folder`.

    Both strategies are run at all points.

    Args:
        simulated: worlds, (world, parameter) -> by outcome its value, (world, seed); the one asked about first.
        titles: by outcome.
        budget: "own" or "equal".
    """
    reader = setting.reader
    points = one_at_a_time(swept())
    setting.expect(2 * setting.seeds * len(points))
    values = simulated(points.reset_index(drop=True))
    found = {name: effects(points, value) for name, value in values.items()}
    _write_tables(folder, found, values)
    parts = [_told(folder, name, found[name], values[name][0], titles[name], reader) for name in found]
    parts.append(tag("section", tag("h2", reader.say("given.method")), tag("p", reader.say("one_at_a_time.method"))))
    told = setting.size | {"budget": reader.say(f"sensitivity.budget_{budget}")}
    page = Page(
        title=reader.say("one_at_a_time.title"),
        subtitle=reader.say("one_at_a_time.subtitle", **told),
        question=reader.say("one_at_a_time.question"),
        intro=reader.say("one_at_a_time.intro"),
        reader=reader,
    )
    page.write(folder, parts, TABLES)


def _told(folder: Path, name: str, found: pd.DataFrame, at_defaults: np.ndarray, title: str, reader: Reader) -> Markup:
    said = joined(tag("p", line) for line in sentences(found, at_defaults, reader))
    with style():
        figure = draw_tornado(found, title, reader)
    drawing = write_figure(folder, name, figure, reader.say("one_at_a_time.under"))
    rows = [table_of(found, reader)] if found["group"].any() else []
    return tag("section", tag("h2", title), said, drawing, *rows, id=name)


def _write_tables(folder: Path, found: Mapping[str, pd.DataFrame], values: Mapping[str, np.ndarray]) -> None:
    at_defaults = []
    for name, value in values.items():
        (mean,), (margin,) = mean_of(value[:1])
        limits = {"value": mean, "value_low": mean - margin, "value_high": mean + margin}
        chance = {"standard_deviation": value[0].std(ddof=1), "seeds": value.shape[1]}
        at_defaults.append({"outcome": name, "unit": UNIT, **limits, **chance})
    known = parameters()
    rows = pd.concat([table.reset_index().assign(outcome=name) for name, table in found.items()])
    about = [
        {"unit": row.unit, "default": row.default, "value": getattr(row, end), "evidence": row.evidence}
        for row, end in zip(rows["parameter"].map(known), rows["end"], strict=True)
    ]
    rows = pd.concat([rows.reset_index(drop=True), pd.DataFrame(about)], axis=1).assign(effect_unit=UNIT)
    first = ["outcome", "parameter", "evidence", "unit", "default", "end", "value"]
    last = ["effect", "effect_low", "effect_high", "effect_unit", "told", "group"]
    for name, frame in zip(TABLES, (pd.DataFrame(at_defaults), rows[first + last]), strict=True):
        frame.to_csv(folder / name, index=False, lineterminator="\n")
