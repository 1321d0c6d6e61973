"""Pictures of robustness, and of the worlds in which courses fail."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from kraftsamling.analysis.page.figure import BLUE, GREY, INK, LIGHT_BLUE, MID_BLUE, PALE, canvas, quiet, style, wrapped
from kraftsamling.analysis.robustness.criteria import CRITERIA, SHARES, Robustness
from kraftsamling.analysis.robustness.discovery import Discovery
from kraftsamling.analysis.robustness.series import box_series, criterion_series, limit_series, pair_series
from kraftsamling.analysis.robustness.words import criterion_name
from kraftsamling.analysis.words.assumptions import meaning
from kraftsamling.analysis.words.reader import Reader, hundredths

SHADES = (PALE, LIGHT_BLUE, MID_BLUE, BLUE)
"""Colours of the shades of `pair_series`, the palest first."""
SHOWN = {"coverage": "covered", "density": "dense"}
"""Text of the catalogue by figure of a box."""
MAX_NAMED_ACROSS = 10
"""Courses above whose columns bear numbers, since their titles would not fit."""


def draw_criteria(result: Robustness, budget: str, titles: Mapping[str, str], reader: Reader) -> Figure:
    """Draw how often each course beats each other, and the criteria with the courses that each puts first."""
    names = list(result.gains)
    heading = reader.say("robustness.figure", budget=reader.say(f"robustness.{budget}"))
    with style():
        note = reader.say("robustness.note", worlds=reader.number(len(result.gains)))
        figure = canvas(3.6 + 0.5 * len(names), heading, note)
        left, right = figure.subplots(1, 2, width_ratios=[len(names), len(CRITERIA) + 0.5], sharey=True)
        many = len(names) > MAX_NAMED_ACROSS
        places = [f"{place}. " if many else "" for place in range(1, len(names) + 1)]
        labels = [place + wrapped(titles[name], 20) for place, name in zip(places, names, strict=True)]
        across = places if many else [wrapped(titles[name], 24) for name in names]
        _draw_pairs(left, pair_series(result), names)
        _draw_scores(right, criterion_series(result), names, reader)
        least = reader.threshold(result.smallest_difference)
        left.set_title(wrapped(reader.say("robustness.pairs", least=least), 46), loc="left", fontweight="bold")
        right.set_title(wrapped(reader.say("robustness.scores"), 26 if many else 58), loc="left", fontweight="bold")
        _grid(left, across, len(names))
        _grid(right, [wrapped(criterion_name(name, result, reader), 24, 3) for name in CRITERIA], len(names))
        left.set_yticks(range(len(names)), labels)
        return figure


def _draw_pairs(axes: Axes, series: pd.DataFrame, names: list[str]) -> None:
    for row in series.itertuples():
        place = names.index(row.other), names.index(row.course)
        _cell(axes, place, SHADES[row.shade], hundredths(row.share), light=SHADES[row.shade] == BLUE)


def _draw_scores(axes: Axes, series: pd.DataFrame, names: list[str], reader: Reader) -> None:
    for row in series.itertuples():
        shown = reader.percent(row.value) if row.criterion in SHARES else reader.number(row.value, 1)
        place = list(CRITERIA).index(row.criterion), names.index(row.course)
        _cell(axes, place, BLUE if row.first else "white", shown, light=row.first, below=hundredths(row.steady))


def _cell(axes: Axes, place: tuple[int, int], shade: str, shown: str, *, light: bool, below: str = "") -> None:
    column, row = place
    axes.add_patch(Rectangle((column - 0.48, row - 0.47), 0.96, 0.94, facecolor=shade, edgecolor=PALE, lw=0.8))
    ink = "white" if light else INK
    axes.text(column, row - (0.1 if below else 0), shown, ha="center", va="center", color=ink)
    if below:
        axes.text(column, row + 0.26, below, ha="center", va="center", color=ink, fontsize=7)


def _grid(axes: Axes, across: list[str], rows: int) -> None:
    axes.set_xlim(-0.55, len(across) - 0.45)
    axes.set_ylim(rows - 0.45, -0.55)
    axes.set_xticks(range(len(across)), across, fontsize=8, rotation=90)
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)


def draw_discovery(
    searches: Mapping[tuple[str, str], Discovery], heading: str, titles: Mapping[str, str], reader: Reader
) -> Figure:
    """Draw coverage and density of what recurs, and the limits of the boxes that hold."""
    boxes = box_series(searches)
    limits = limit_series(searches)
    limits = limits[limits["holds"].astype(bool)]
    rows = max(len(boxes), len(limits))
    with style():
        figure = canvas(2.2 + (0.6 if len(limits) else 0.42) * rows, heading, reader.say("discovery.note"))
        left, right = figure.subplots(1, 2)
        _draw_boxes(left, boxes, titles, reader)
        _draw_limits(right, limits, rows, titles, reader)
        figure.legend(*left.get_legend_handles_labels(), loc="outside lower left", ncols=3, frameon=False)
        return figure


def _draw_boxes(axes: Axes, series: pd.DataFrame, titles: Mapping[str, str], reader: Reader) -> None:
    named: set[str] = set()
    for place, row in series.iterrows():
        axes.plot([100 * row["failing"]] * 2, [place - 0.3, place + 0.3], color=INK, lw=1.4)
        for name, marker, shift, blue in (("coverage", "o", -0.13, True), ("density", "s", 0.13, False)):
            color = (BLUE if blue else "#D55E00") if row["holds"] else "#a6a6a6"
            seen, unseen = 100 * row[name], 100 * row[f"{name}_unseen"]
            label = reader.say(f"discovery.{SHOWN[name]}") if row["holds"] and name not in named else None
            named |= {name} if row["holds"] else set()
            axes.plot([seen, unseen], [place + shift] * 2, color=color, lw=0.9)
            axes.plot(seen, place + shift, marker, color=color, ms=6, ls="none", label=label)
            axes.plot(unseen, place + shift, marker, color=color, mfc="white", ms=6, ls="none")
    axes.set_yticks(range(len(series)), [_case(row.course, row.method, titles, reader) for row in series.itertuples()])
    axes.set_ylim(len(series) - 0.4, -0.6)
    axes.set_xlim(-1, 102)
    axes.grid(axis="x", color=PALE, lw=0.7)
    axes.set_axisbelow(True)
    axes.set_xlabel(reader.say("discovery.shares"))
    quiet(axes)


def _draw_limits(axes: Axes, series: pd.DataFrame, rows: int, titles: Mapping[str, str], reader: Reader) -> None:
    for place, row in enumerate(series.itertuples()):
        axes.barh(place, 100, 0.5, color=PALE)
        axes.barh(place, 100 * row.high - 100 * row.low, 0.5, 100 * row.low, color=BLUE)
        axes.text(102, place, reader.percent(row.again), va="center")
    if series.empty:
        axes.text(50, 0, reader.say("discovery.no_box"), ha="center", va="center", color=GREY)
    labels = [
        f"{_case(row.course, row.method, titles, reader, 40)}\n{wrapped(meaning(row.parameter, reader), 46, 2)}"
        for row in series.itertuples()
    ]
    axes.set_yticks(range(len(series)), labels, fontsize=7.5)
    axes.set_ylim(rows - 0.4, -0.6)
    axes.set_xlim(0, 112)
    axes.set_xticks(range(0, 101, 25))
    axes.set_xlabel(wrapped(reader.say("discovery.limits"), 46))
    quiet(axes)


def _case(course: str, method: str, titles: Mapping[str, str], reader: Reader, width: int = 28) -> str:
    return f"{wrapped(titles[course], width, 2)}, {reader.say(f'discovery.{method}')}"
