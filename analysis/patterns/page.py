"""The patterns on one page: one figure, the verdicts in words, every claim in a table."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kraftsamling.analysis.page.figure import BLUE, INK, LIGHT_BLUE, PALE, canvas, quiet, saved, style
from kraftsamling.analysis.page.html import Cell, Head, Markup, joined, listed, picture, table, tag
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
from kraftsamling.analysis.words.numbers import interval, listing, number, percent
from kraftsamling.model.texts import text

SPAN = 100.0
"""Smallest sizes at which the axis of effects ends."""


def say(key: str, language: str, **values: object) -> str:
    """Return a text of the patterns."""
    return text(f"patterns.{key}", language, **values)


def write_patterns(
    folder: Path, outcomes: Sequence[Outcome], size: Mapping[str, object], language: str, *, filtered: bool = False
) -> None:
    """Write patterns.csv, figures/patterns.png and .svg, and report.html into `folder`.

    Args:
        size: region, worlds, seeds and years, for the subtitle.
        filtered: the worlds are plausible ones; patterns that the filter uses then count as no validation.
    """
    rows = pd.concat([outcome.to_frame() for outcome in outcomes], ignore_index=True)
    rows.to_csv(folder / "patterns.csv", index=False, lineterminator="\n")
    (folder / "figures").mkdir(exist_ok=True)
    with style():
        png, svg = saved(glance(outcomes, say("subtitle", language, **size), language))
    (folder / "figures" / "patterns.png").write_bytes(png)
    (folder / "figures" / "patterns.svg").write_bytes(svg)
    (folder / "report.html").write_text(page(outcomes, svg, size, language, filtered=filtered), encoding="utf-8")


def verdict(outcome: Outcome, language: str) -> str:
    """Return the verdict in words, with what it depends on where a tree could tell."""
    if outcome.verdict == OPEN:
        low, high = outcome.interval
        return say("open_between", language, interval=interval(100 * low, 100 * high, language, 0))
    if outcome.pattern.guard:
        return say(f"guard_{outcome.verdict}", language)
    if outcome.verdict == NOT:
        part, why = outcome.shortfall()
        return say("not_because", language, part=part, why=say(why, language))
    if outcome.verdict != DEPENDS:
        return say(outcome.verdict, language)
    if outcome.deciders is None:
        return say("depends_unknown", language)
    return say("depends_on", language, names=_named(outcome.deciders.names, language))


def _named(names: Sequence[str], language: str) -> str:
    return listing([quoted_meaning(name, language) for name in names], language)


def kind(outcome: Outcome, language: str) -> str:
    """Return whether a pattern is verification, validation, mixed or a guard, in words."""
    return say(outcome.pattern.kind, language)


def glance(outcomes: Sequence[Outcome], note: str, language: str) -> Figure:
    """Draw each pattern as a row: effects in smallest sizes, shares of worlds, verdict."""
    figure = canvas(2.0 + 0.3 * len(outcomes), say("figure_title", language), note)
    effects, shares = figure.subplots(1, 2, sharey=True, width_ratios=(3, 2))
    for place, outcome in enumerate(outcomes):
        _effects(effects, place, outcome)
        _shares(shares, place, outcome, language)
    effects.set_xscale("symlog", linthresh=1, linscale=0.7)
    effects.set_xlim(-SPAN, SPAN)
    ticks = [-100, -1, 0, 1, 100]
    effects.set_xticks(ticks, [number(tick, language) for tick in ticks])
    for mark, line in ((0, "-"), (1, "--")):
        effects.axvline(mark, color=INK, lw=0.8, ls=line, zorder=0)
    effects.set_xlabel(say("effect_axis", language))
    effects.set_yticks(range(len(outcomes)), [f"{say(o.pattern.id, language)}  {o.pattern.id}" for o in outcomes])
    effects.set_ylim(len(outcomes) - 0.4, -0.6)
    effects.grid(axis="y", color=PALE, lw=0.7)
    shares.set_xlim(0, 100)
    shares.set_xlabel(say("worlds_axis", language))
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


def _shares(axes: Axes, place: int, outcome: Outcome, language: str) -> None:
    first = place == 0
    if not outcome.pattern.guard:
        sign = 100 * float(outcome.claims["share_sign"].iloc[0])
        axes.barh(place, sign, 0.76, color=LIGHT_BLUE, label=say("bar_sign", language) if first else None)
    axes.barh(place, 100 * outcome.share, 0.4, color=BLUE, label=say("bar_size", language) if first else None)
    short = outcome.verdict == OPEN or (outcome.verdict == DEPENDS and not outcome.pattern.guard)
    words = f"{say(outcome.verdict, language) if short else verdict(outcome, language)} ({kind(outcome, language)})"
    axes.annotate(words, (1.03, place), xycoords=("axes fraction", "data"), va="center", annotation_clip=False)


def page(
    outcomes: Sequence[Outcome], svg: bytes, size: Mapping[str, object], language: str, *, filtered: bool = False
) -> str:
    """Return the report: what was asked, the verdicts counted, the figure, all claims, all sizes."""
    judged = [outcome for outcome in outcomes if not (filtered and outcome.pattern.id in FILTERS)]
    warned = [say("filtered", language, names=listing(list(FILTERS), language))] if filtered else []
    title, caption = say("title", language), say("figure_caption", language)
    css = Markup((files("kraftsamling.analysis.page") / "report.css").read_text(encoding="utf-8"))
    head = joined(
        [
            Markup('<meta charset="utf-8">'),
            Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
            tag("title", title),
            tag("style", css),
        ]
    )
    limits = {"most": MOST_WORLDS, "few": FEW_WORLDS, "guarded": GUARDED}
    intro = say("intro", language, **{name: percent(share, language) for name, share in limits.items()})
    trees = [_tree(outcome, language) for outcome in outcomes if outcome.deciders]
    parts = [
        tag(
            "section",
            *(tag("p", line) for line in (*too_few(outcomes, language), *warned, counts(judged, language))),
            tag("p", say("kinds", language)),
            tag("p", left_out.sentence(language), " ", say("drawn", language)),
            class_="answer",
        ),
        tag("p", intro),
        picture(svg, say("figure_title", language), caption),
        *([listed(trees)] if trees else []),
        claims_table(outcomes, language),
        sizes_table(language),
    ]
    header = tag("header", tag("h1", title), tag("p", say("subtitle", language, **size), class_="subtitle"))
    body = joined([header, tag("main", joined(parts)), tag("footer", tag("p", say("rows", language)))])
    return f'<!doctype html>\n<html lang="{language}">\n{tag("head", head)}\n{tag("body", body)}\n</html>\n'


def counts(outcomes: Sequence[Outcome], language: str) -> str:
    """Return how many patterns came out how, verification and guards apart."""
    groups: dict[str, Counter] = {name: Counter() for name in ("validation", "verification", "guards")}
    for outcome in outcomes:
        checked = "verification" if outcome.pattern.kind == "verification" else "validation"
        groups["guards" if outcome.pattern.guard else checked][outcome.verdict] += 1
    words = {
        name: say(
            "count_guards" if name == "guards" else "count",
            language,
            **{key: group[key] for key in (REPRODUCED, DEPENDS, NOT, OPEN)},
        )
        for name, group in groups.items()
    }
    return say("counts", language, **words)


def too_few(outcomes: Sequence[Outcome], language: str) -> list[str]:
    """Return that the worlds are too few for any verdict, where they are."""
    worlds, needed = max(outcome.worlds for outcome in outcomes), fewest_worlds()
    if worlds >= needed:
        return []
    counts = {"worlds": worlds, "needed": needed, "guarded": fewest_worlds(guard=True)}
    return [say("too_few_one" if worlds == 1 else "too_few", language, **counts)]


def _tree(outcome: Outcome, language: str) -> str:
    found = outcome.deciders
    assert found is not None
    names, accuracy = _named(found.names, language), percent(found.accuracy, language)
    told = say("tree", language, names=names, accuracy=accuracy, recurs=percent(RECURS, language))
    return f"{outcome.pattern.id}: {told}"


def claims_table(outcomes: Sequence[Outcome], language: str) -> Markup:
    """Return every claim with its effect and shares; a bold row gives the verdict of its pattern."""
    names = ("claim", "effect", "minimum", "sign", "size", "opposite", "worlds")
    rows: list[list[Cell]] = []
    for outcome in outcomes:
        name = outcome.pattern.id
        title = f"{name} {say(name, language)}: {verdict(outcome, language)} ({kind(outcome, language)})"
        rows.append([Cell(title, strong=True), *[Cell("")] * 3, Cell(percent(outcome.share, language), strong=True)])
        rows[-1] += [Cell("")] * 2
        rows += [_claim(name, str(key), claim, language) for key, claim in outcome.claims.iterrows()]
    heads = [[Head(say(f"head_{name}", language)) for name in names]]
    return joined([tag("h2", say("claims_table", language)), table(say("claims_caption", language), heads, rows, "")])


def _claim(pattern: str, key: str, claim: pd.Series, language: str) -> list[Cell]:
    marks = [say(mark, language) for mark in ("built_in", "aside") if claim[mark]]
    marks += [say("same", language)] if claim["same"] and not math.isclose(claim["median"], 0, abs_tol=1e-9) else []
    marks += [say("filters", language)] if FILTERS.get(pattern) == key else []
    shown = say(f"{pattern}_{key}", language) + (f" ({', '.join(marks)})" if marks else "")
    shares = [Cell(percent(claim[name], language)) for name in ("share_sign", "share_size", "share_opposite")]
    effect = Cell(number(claim["median"], language, 3), interval(claim["p05"], claim["p95"], language, 3))
    minimum = Cell(number(claim["minimum"], language, 2), _unit(claim["unit"], language))
    return [Cell(shown), effect, minimum, *shares, Cell(number(claim["worlds"], language))]


def _unit(name: str, language: str) -> str:
    """Return a unit of effects in words."""
    return say(f"unit_{name.replace(' ', '_')}", language)


def sizes_table(language: str) -> Markup:
    """Return the smallest sizes that count, with their reasons."""
    rows = [
        [Cell(say(f"size_{name}", language)), Cell(number(size.minimum, language, 2)), Cell(_unit(size.unit, language))]
        for name, size in SIZES.items()
    ]
    heads = [[Head(say(f"head_{name}", language)) for name in ("reason", "minimum", "unit")]]
    caption = say("sizes_caption", language)
    return joined([tag("h2", say("sizes_table", language)), table(caption, heads, rows, caption)])
