"""The portfolio by year: which measures of support each course runs, and in what share of worlds (M48, M61)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from kraftsamling.analysis.page.html import Cell, Head, Markup, table, tag
from kraftsamling.analysis.results.evidence import Labels, TableEvidence
from kraftsamling.analysis.words.reader import hundredths
from kraftsamling.model.inputs.measures import load_measures

SHOWN, YEARS = 12, 6
"""Measures and years that are shown at once; all of them are folded away."""


def portfolio_series(evidence: TableEvidence) -> pd.DataFrame:
    """Return the share of worlds in which each measure runs, by strategy and measure, one column a year.

    Of the budget mode that the answer takes first; the most common measures over the years first, ties in the order of
    the file. Empty where the run did not keep its portfolios.
    """
    rows = evidence.tables.portfolios
    rows = rows[rows["budget"] == evidence.budgets[0]]
    wide = rows.pivot(index=["strategy", "measure"], columns="year", values="share").astype(float).fillna(0.0)
    places = {measure.id: place for place, measure in enumerate(load_measures())}
    ordered = {
        (name, measure): (evidence.names.index(name), -share, places[measure])
        for (name, measure), share in wide.mean(axis=1).items()
        if name in evidence.names
    }
    return wide.loc[sorted(ordered, key=lambda key: ordered[key])]


def portfolio_part(shares: pd.DataFrame, labels: Labels) -> Iterator[Markup]:
    """Yield for each course the table of its most common measures, and all of them folded away."""
    say = labels.reader.say
    yield tag("p", say("portfolio.intro"))
    for name in shares.index.unique("strategy"):
        own, course = shares.loc[name], labels.courses[name]
        told = {"course": course, "budget": say(f"answer.budget_{labels.budgets[0]}")}
        shown = say("portfolio.caption", shown=min(SHOWN, len(own)), total=len(own), **told)
        some = np.unique(np.linspace(0, len(own.columns) - 1, YEARS).round().astype(int))
        yield _table(own.iloc[:SHOWN, some], own.sum().iloc[some], shown, labels)
        all_of_them = _table(own, own.sum(), say("portfolio.caption_all", **told), labels)
        yield tag("details", tag("summary", say("portfolio.all", course=course)), all_of_them)


def _table(shares: pd.DataFrame, count: pd.Series, caption: str, labels: Labels) -> Markup:
    reader, say = labels.reader, labels.reader.say
    heads = [Head(say("portfolio.measure")), Head(say("portfolio.form")), *(Head(str(year)) for year in shares.columns)]
    first = [Cell(say("portfolio.count")), Cell(""), *(Cell(reader.number(value, 1)) for value in count)]
    by_id = {measure.id: measure for measure in load_measures()}
    lines = [first]
    for name, row in shares.iterrows():
        measure = by_id[str(name)]
        layers = ", ".join(say(f"layer.{layer}").lower() for layer in measure.layers) or say("measures.own_staff")
        about = say("portfolio.about", form=say(f"form.{measure.form}"), layers=layers)
        title = f"{measure.titles[reader.language]} ({measure.id})"
        lines.append([Cell(title), Cell(about, words=True), *(Cell(_share(value)) for value in row)])
    return table(caption, [heads], lines, say("portfolio.title"))


def _share(share: float) -> str:
    return hundredths(share) if np.round(share, 9) > 0 else ""
