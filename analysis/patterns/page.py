"""The patterns on one page: one figure, the verdicts in words, every claim in a table."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kraftsamling.analysis.page.figure import BLUE, INK, LIGHT_BLUE, PALE, canvas, quiet, style
from kraftsamling.analysis.page.html import Cell, Head, Markup, joined, listed, table, tag
from kraftsamling.analysis.page.page import REPORT, document, footer, header, write_figure
from kraftsamling.analysis.patterns.judge import (
    DEPENDS,
    FEW_WORLDS,
    GUARDED,
    MOST_WORLDS,
    NOT,
    OPEN,
    RECURS,
    REPRODUCED,
    SIZES,
    Outcome,
    fewest_worlds,
)
from kraftsamling.analysis.plausible.criteria import FILTERS
from kraftsamling.analysis.words import left_out
from kraftsamling.analysis.words.assumptions import quoted_meaning
from kraftsamling.analysis.words.reader import Reader

SPAN = 100.0
"""Smallest sizes at which the axis of effects ends."""


def say(key: str, reader: Reader, **values: object) -> str:
    """Return a text of the patterns."""
    return reader.say(f"patterns.{key}", **values)


def write_patterns(
    folder: Path, outcomes: Sequence[Outcome], size: Mapping[str, object], reader: Reader, *, filtered: bool = False
) -> None:
    """Write patterns.csv, figures/patterns.png and .svg, and report.html into `folder`.

    Args:
        size: region, worlds, seeds and years, for the subtitle.
        filtered: the worlds are plausible ones; patterns that the filter uses then count as no validation.
    """
    rows = pd.concat([outcome.to_frame() for outcome in outcomes], ignore_index=True)
    rows.to_csv(folder / "patterns.csv", index=False, lineterminator="\n")
    with style():
        figure = glance(outcomes, say("subtitle", reader, **size), reader)
    drawing = write_figure(folder, "patterns", figure, say("figure_title", reader), say("figure_caption", reader))
    (folder / REPORT).write_text(page(outcomes, drawing, size, reader, filtered=filtered), encoding="utf-8")


def verdict(outcome: Outcome, reader: Reader) -> str:
    """Return the verdict in words, with what it depends on where a tree could tell."""
    if outcome.verdict == OPEN:
        low, high = outcome.interval
        return say("open_between", reader, interval=reader.interval(100 * low, 100 * high, 0))
    if outcome.pattern.guard:
        return say(f"guard_{outcome.verdict}", reader)
    if outcome.verdict == NOT:
        part, why = outcome.shortfall()
        return say("not_because", reader, part=part, why=say(why, reader))
    if outcome.verdict != DEPENDS:
        return say(outcome.verdict, reader)
    if outcome.deciders is None:
        return say("depends_unknown", reader)
    return say("depends_on", reader, names=_named(outcome.deciders.names, reader))


def _named(names: Sequence[str], reader: Reader) -> str:
    return reader.listing([quoted_meaning(name, reader) for name in names])


def kind(outcome: Outcome, reader: Reader) -> str:
    """Return whether a pattern is verification, validation, mixed or a guard, in words."""
    return say(outcome.pattern.kind, reader)


def glance(outcomes: Sequence[Outcome], note: str, reader: Reader) -> Figure:
    """Draw each pattern as a row: effects in smallest sizes, shares of worlds, verdict."""
    figure = canvas(2.0 + 0.3 * len(outcomes), say("figure_title", reader), note)
    effects, shares = figure.subplots(1, 2, sharey=True, width_ratios=(3, 2))
    for place, outcome in enumerate(outcomes):
        _effects(effects, place, outcome)
        _shares(shares, place, outcome, reader)
    effects.set_xscale("symlog", linthresh=1, linscale=0.7)
    effects.set_xlim(-SPAN, SPAN)
    ticks = [-100, -1, 0, 1, 100]
    effects.set_xticks(ticks, [reader.number(tick) for tick in ticks])
    for mark, line in ((0, "-"), (1, "--")):
        effects.axvline(mark, color=INK, lw=0.8, ls=line, zorder=0)
    effects.set_xlabel(say("effect_axis", reader))
    effects.set_yticks(range(len(outcomes)), [f"{say(o.pattern.id, reader)}  {o.pattern.id}" for o in outcomes])
    effects.set_ylim(len(outcomes) - 0.4, -0.6)
    effects.grid(axis="y", color=PALE, lw=0.7)
    shares.set_xlim(0, 100)
    shares.set_xlabel(say("worlds_axis", reader))
    for axes in (effects, shares):
        quiet(axes)
    figure.legend(loc="outside lower left", ncols=2, frameon=False)
    return figure


def _effects(axes: Axes, place: int, outcome: Outcome) -> None:
    needed = outcome.claims[~outcome.claims["aside"].astype(bool) & (outcome.claims["minimum"] > 0)]
    scaled = needed[["median", "p05", "p95"]].astype(float).div(needed["minimum"].astype(float), axis=0)
    scaled = scaled.clip(-SPAN, SPAN)
    if len(scaled):
        first = scaled.iloc[0]
        axes.plot([first["p05"], first["p95"]], [place] * 2, color=BLUE, lw=1.6)
        axes.plot(first["median"], place, "o", color=BLUE, ms=6)
        axes.plot(scaled["median"].iloc[1:], np.full(len(scaled) - 1, place), "o", mfc="white", mec=INK, ms=5, ls="")


def _shares(axes: Axes, place: int, outcome: Outcome, reader: Reader) -> None:
    first = place == 0
    if not outcome.pattern.guard:
        sign = 100 * float(outcome.claims["share_sign"].iloc[0])
        axes.barh(place, sign, 0.76, color=LIGHT_BLUE, label=say("bar_sign", reader) if first else None)
    axes.barh(place, 100 * outcome.share, 0.4, color=BLUE, label=say("bar_size", reader) if first else None)
    short = outcome.verdict == OPEN or (outcome.verdict == DEPENDS and not outcome.pattern.guard)
    words = f"{say(outcome.verdict, reader) if short else verdict(outcome, reader)} ({kind(outcome, reader)})"
    axes.annotate(words, (1.03, place), xycoords=("axes fraction", "data"), va="center", annotation_clip=False)


def page(
    outcomes: Sequence[Outcome], drawing: Markup, size: Mapping[str, object], reader: Reader, *, filtered: bool = False
) -> str:
    """Return the report: what was asked, the verdicts counted, the figure, all claims, all sizes."""
    judged = [outcome for outcome in outcomes if not (filtered and outcome.pattern.id in FILTERS)]
    warned = [say("filtered", reader, names=reader.listing(list(FILTERS)))] if filtered else []
    title = say("title", reader)
    limits = {"most": MOST_WORLDS, "few": FEW_WORLDS, "guarded": GUARDED}
    intro = say("intro", reader, **{name: reader.percent(share) for name, share in limits.items()})
    trees = [_tree(outcome, reader) for outcome in outcomes if outcome.deciders]
    parts = [
        tag(
            "section",
            *(tag("p", line) for line in (*too_few(outcomes, reader), *warned, counts(judged, reader))),
            tag("p", say("kinds", reader)),
            tag("p", left_out.sentence(reader), " ", say("drawn", reader)),
            class_="answer",
        ),
        tag("p", intro),
        drawing,
        *([listed(trees)] if trees else []),
        claims_table(outcomes, reader),
        sizes_table(reader),
    ]
    body = [header(title, say("subtitle", reader, **size)), tag("main", joined(parts)), footer(say("rows", reader))]
    return document(title, body, reader)


def counts(outcomes: Sequence[Outcome], reader: Reader) -> str:
    """Return how many patterns came out how, verification and guards apart."""
    groups: dict[str, Counter] = {name: Counter() for name in ("validation", "verification", "guards")}
    for outcome in outcomes:
        checked = "verification" if outcome.pattern.kind == "verification" else "validation"
        groups["guards" if outcome.pattern.guard else checked][outcome.verdict] += 1
    words = {
        name: say(
            "count_guards" if name == "guards" else "count",
            reader,
            **{key: group[key] for key in (REPRODUCED, DEPENDS, NOT, OPEN)},
        )
        for name, group in groups.items()
    }
    return say("counts", reader, **words)


def too_few(outcomes: Sequence[Outcome], reader: Reader) -> list[str]:
    """Return that the worlds are too few for any verdict, where they are."""
    worlds, needed = max(outcome.worlds for outcome in outcomes), fewest_worlds()
    if worlds >= needed:
        return []
    counts = {"worlds": worlds, "needed": needed, "guarded": fewest_worlds(guard=True)}
    return [say("too_few", reader, **counts)]


def _tree(outcome: Outcome, reader: Reader) -> str:
    found = outcome.deciders
    assert found is not None
    names, accuracy = _named(found.names, reader), reader.percent(found.accuracy)
    told = say("tree", reader, names=names, accuracy=accuracy, recurs=reader.percent(RECURS))
    return f"{outcome.pattern.id}: {told}"


def claims_table(outcomes: Sequence[Outcome], reader: Reader) -> Markup:
    """Return every claim with its effect and shares; a bold row gives the verdict of its pattern."""
    names = ("claim", "effect", "minimum", "sign", "size", "opposite", "worlds")
    rows: list[list[Cell]] = []
    for outcome in outcomes:
        name = outcome.pattern.id
        title = f"{name} {say(name, reader)}: {verdict(outcome, reader)} ({kind(outcome, reader)})"
        rows.append([Cell(title, strong=True), *[Cell("")] * 3, Cell(reader.percent(outcome.share), strong=True)])
        rows[-1] += [Cell("")] * 2
        rows += [_claim(name, str(key), claim, reader) for key, claim in outcome.claims.iterrows()]
    heads = [[Head(say(f"head_{name}", reader)) for name in names]]
    return joined([tag("h2", say("claims_table", reader)), table(say("claims_caption", reader), heads, rows, "")])


def _claim(pattern: str, key: str, claim: pd.Series, reader: Reader) -> list[Cell]:
    marks = [say(mark, reader) for mark in ("built_in", "aside") if claim[mark]]
    marks += [say("same", reader)] if claim["same"] and not math.isclose(claim["median"], 0, abs_tol=1e-9) else []
    marks += [say("filters", reader)] if FILTERS.get(pattern) == key else []
    shown = say(f"{pattern}_{key}", reader) + (f" ({', '.join(marks)})" if marks else "")
    shares = [Cell(reader.percent(claim[name])) for name in ("share_sign", "share_size", "share_opposite")]
    effect = Cell(reader.number(claim["median"], 3), reader.interval(claim["p05"], claim["p95"], 3))
    minimum = Cell(reader.number(claim["minimum"], 2), _unit(claim["unit"], reader))
    return [Cell(shown), effect, minimum, *shares, Cell(reader.number(claim["worlds"]))]


def _unit(name: str, reader: Reader) -> str:
    """Return a unit of effects in words."""
    return say(f"unit_{name.replace(' ', '_')}", reader)


def sizes_table(reader: Reader) -> Markup:
    """Return the smallest sizes that count, with their reasons."""
    rows = [
        [Cell(say(f"size_{name}", reader)), Cell(reader.number(size.minimum, 2)), Cell(_unit(size.unit, reader))]
        for name, size in SIZES.items()
    ]
    heads = [[Head(say(f"head_{name}", reader)) for name in ("reason", "minimum", "unit")]]
    caption = say("sizes_caption", reader)
    return joined([tag("h2", say("sizes_table", reader)), table(caption, heads, rows, caption)])
