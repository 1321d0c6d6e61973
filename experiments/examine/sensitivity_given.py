"""Which assumptions decide in worlds that are no design: `worlds=all|plausible`, or too few for one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from kraftsamling.analysis.ledger.figure import draw_ledger
from kraftsamling.analysis.ledger.shares import Ledger, ledgers_from_worlds
from kraftsamling.analysis.ledger.words import sentence
from kraftsamling.analysis.page.figure import style
from kraftsamling.analysis.page.html import Markup, joined, tag
from kraftsamling.analysis.page.page import Page, write_figure
from kraftsamling.analysis.sensitivity.given import TOO_FEW, Given, dependence, given_indices
from kraftsamling.analysis.sensitivity.given_page import dependence_in_words, draw_given, method, sentences, table_of
from kraftsamling.analysis.sensitivity.indices import least_budget
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.runs.examination import Examination
from kraftsamling.experiments.setting.sample import SAMPLED
from kraftsamling.model.inputs.parameters import parameters, swept
from kraftsamling.model.worlds.worlds import PLAUSIBLE

TABLES = ("outcomes.csv", "indices.csv", "dependence.csv", "ledger.csv")
FIGURES = ("verdict", "worlds", "mean", "spread", "noise", "noise_left", "width")


def least_points() -> int:
    """Fewest worlds that a design of all drawn assumptions takes; fewer are analysed as they are."""
    return least_budget(len(swept()), len({row.evidence for row in swept()}))


def write_given(
    setting: Examination,
    folder: Path,
    simulated: Callable[[pd.DataFrame], Mapping[str, np.ndarray]],
    titles: Mapping[str, str],
    budget: str,
) -> None:
    """Analyse outcomes on the sample's own worlds and write `TABLES`, figures/ and report.html into `folder`.

    Args:
        simulated: worlds, (world, parameter) -> by outcome its value, (world, seed); the one asked about first.
        titles: by outcome.
        budget: "own" or "equal".
    """
    reader, sample = setting.reader, setting.sample
    worlds = sample.worlds
    values = simulated(worlds)
    found = {name: given_indices(worlds, values[name], name) for name in setting.each(list(values))}
    ledgers = ledgers_from_worlds(
        worlds,
        {name: pd.Series(value.mean(axis=1), worlds.index) for name, value in values.items()},
        lambda others: {name: value.mean(axis=1) for name, value in simulated(others).items()},
    )
    pairs, by_chance = dependence(worlds)
    _write_tables(folder, found, ledgers, pairs)
    with style():
        bars = draw_ledger({titles[name]: ledger for name, ledger in ledgers.items()}, reader)
        shown = {name: each for name, each in found.items() if each.verdict != TOO_FEW}
        drawn = {name: draw_given(each, titles[name], reader) for name, each in shown.items()}
        parts = [_told(folder, found[name], ledgers[name], titles[name], drawn.get(name), reader) for name in found]
        parts.insert(1, write_figure(folder, "ledger", bars, reader.say("ledger.note")))
    filtered = f" {reader.say('given.filtered')}" if sample.name == PLAUSIBLE else ""
    caveat = reader.say("given.caveat") + filtered
    said = (dependence_in_words(pairs, by_chance, reader), caveat, method(reader)) if shown else (caveat,)
    parts.append(tag("section", tag("h2", reader.say("given.method")), *(tag("p", line) for line in said)))
    told = setting.size | {"budget": reader.say(f"sensitivity.budget_{budget}")}
    origin = reader.say("given.kept")
    if sample.name == SAMPLED:
        sizes = {"least": reader.number(least_points()), "count": reader.number(len(sample))}
        origin = reader.say("given.sampled", **sizes)
        setting.remarks.append(origin)
    page = Page(
        title=reader.say("given.title"),
        subtitle=reader.say("given.subtitle", **told),
        question=reader.say("given.question"),
        intro=f"{origin} {reader.say('given.intro')}",
        reader=reader,
    )
    page.write(folder, parts, TABLES)


def _told(folder: Path, found: Given, ledger: Ledger, title: str, figure: Figure | None, reader: Reader) -> Markup:
    lines = [*sentences(found, reader), sentence(ledger, reader)]
    drawing = [write_figure(folder, found.outcome, figure, reader.say("given.under"))] if figure else []
    rows = [table_of(found, reader)] if found.table["told"].any() else []
    said = joined(tag("p", line) for line in lines)
    return tag("section", tag("h2", title), said, *drawing, *rows, id=found.outcome)


def _write_tables(folder: Path, found: Mapping[str, Given], ledgers: Mapping[str, Ledger], pairs: pd.DataFrame) -> None:
    outcomes = [
        {"outcome": name, **{key: getattr(each, key) for key in FIGURES}}
        | {f"dummy_{kind}": value for kind, value in each.dummy.items()}
        for name, each in found.items()
    ]
    evidence = {name: row.evidence for name, row in parameters().items()}
    indices = [each.table.reset_index().assign(outcome=name) for name, each in found.items()]
    indices = pd.concat(indices).assign(evidence=lambda rows: rows["parameter"].map(evidence))
    accounts = pd.concat([ledger.to_frame().assign(outcome=name) for name, ledger in ledgers.items()])
    frames: Sequence[pd.DataFrame] = (pd.DataFrame(outcomes), indices, pairs, accounts)
    for name, frame in zip(TABLES, frames, strict=True):
        frame.to_csv(folder / name, index=False, lineterminator="\n")
