"""Pictures of robustness, of the worlds in which courses fail, and of an answer that grows firmer."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from kraftsamling.analysis.enough_runs.looks import Answer, Question
from kraftsamling.analysis.page.figure import BLUE, GREY, INK, LIGHT_BLUE, MID_BLUE, PALE, canvas, quiet, style, wrapped
from kraftsamling.analysis.robustness.criteria import CRITERIA, SHARES, Robustness, criterion_name
from kraftsamling.analysis.robustness.discovery import Discovery
from kraftsamling.analysis.words.assumptions import meaning
from kraftsamling.analysis.words.reader import Reader, hundredths

SHADES = (PALE, LIGHT_BLUE, MID_BLUE, BLUE)
"""Shares of worlds below 10, 50 and 90 per cent, and above."""
STEPS = (0.1, 0.5, 0.9)
NAMED_ACROSS = 10
"""Courses above whose columns bear numbers, since their titles would not fit."""


def draw_criteria(found: Robustness, budget: str, titles: Mapping[str, str], reader: Reader) -> Figure:
    """Draw how often each course beats each other, and the criteria with the courses that each puts first."""
    names = list(found.gains)
    heading = reader.say("robustness.figure", budget=reader.say(f"robustness.{budget}"))
    with style():
        note = reader.say("robustness.note", worlds=reader.number(len(found.gains)))
        figure = canvas(3.6 + 0.5 * len(names), heading, note)
        left, right = figure.subplots(1, 2, width_ratios=[len(names), len(CRITERIA) + 0.5], sharey=True)
        many = len(names) > NAMED_ACROSS
        places = [f"{place}. " if many else "" for place in range(1, len(names) + 1)]
        labels = [place + wrapped(titles[name], 20) for place, name in zip(places, names, strict=True)]
        across = places if many else [wrapped(titles[name], 24) for name in names]
        for row, course in enumerate(names):
            for place, other in enumerate(names):
                if course != other:
                    share = found.pairs.loc[course, other]
                    shade = int(np.searchsorted(STEPS, share, side="right"))
                    _cell(left, place, row, SHADES[shade], hundredths(share), shade == 3)
            for place, name in enumerate(CRITERIA):
                value, steady = found.scores.loc[course, name], found.steady.loc[course, name]
                shown = reader.percent(value) if name in SHARES else reader.number(value, 1)
                first = course in found.firsts[name]
                _cell(right, place, row, BLUE if first else "white", shown, first, hundredths(steady))
        least = reader.threshold(found.smallest_difference)
        left.set_title(wrapped(reader.say("robustness.pairs", least=least), 46), loc="left", fontweight="bold")
        right.set_title(wrapped(reader.say("robustness.scores"), 26 if many else 58), loc="left", fontweight="bold")
        _grid(left, across, len(names))
        _grid(right, [wrapped(criterion_name(name, found, reader), 24, 3) for name in CRITERIA], len(names))
        left.set_yticks(range(len(names)), labels)
        return figure


def _cell(axes: Axes, place: int, row: int, shade: str, shown: str, light: bool, below: str = "") -> None:
    axes.add_patch(_square(place, row, shade))
    ink = "white" if light else INK
    axes.text(place, row - (0.1 if below else 0), shown, ha="center", va="center", color=ink)
    if below:
        axes.text(place, row + 0.26, below, ha="center", va="center", color=ink, fontsize=7)


def _square(place: int, row: int, shade: str) -> Rectangle:
    return Rectangle((place - 0.48, row - 0.47), 0.96, 0.94, facecolor=shade, edgecolor=PALE, lw=0.8)


def _grid(axes: Axes, across: list[str], rows: int) -> None:
    axes.set_xlim(-0.55, len(across) - 0.45)
    axes.set_ylim(rows - 0.45, -0.55)
    axes.set_xticks(range(len(across)), across, fontsize=8, rotation=90)
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)


def draw_discovery(
    searched: Mapping[tuple[str, str], Discovery], heading: str, titles: Mapping[str, str], reader: Reader
) -> Figure:
    """Draw coverage and density of what recurs, and the limits of the boxes that hold."""
    limits = [(key, limit) for key, each in searched.items() if each.found for limit in each.box]
    rows = max(len(searched), len(limits))
    with style():
        figure = canvas(2.2 + (0.6 if limits else 0.42) * rows, heading, reader.say("discovery.note"))
        left, right = figure.subplots(1, 2)
        for row, each in enumerate(searched.values()):
            _figures_of_box(left, row, each, reader)
        left.set_yticks(range(len(searched)), [_case(key, titles, reader) for key in searched])
        left.set_ylim(len(searched) - 0.4, -0.6)
        left.set_xlim(-1, 102)
        left.grid(axis="x", color=PALE, lw=0.7)
        left.set_axisbelow(True)
        left.set_xlabel(reader.say("discovery.shares"))
        quiet(left)
        for row, (key, limit) in enumerate(limits):
            ends = (100 * limit.place, 100) if limit.end == "low" else (0, 100 * limit.place)
            right.barh(row, 100, 0.5, color=PALE)
            right.barh(row, ends[1] - ends[0], 0.5, ends[0], color=BLUE)
            again = reader.percent(searched[key].again[limit.parameter, limit.end])
            right.text(102, row, again, va="center")
        if not limits:
            right.text(50, 0, reader.say("discovery.no_box"), ha="center", va="center", color=GREY)
        shown = [
            f"{_case(key, titles, reader, 40)}\n{wrapped(meaning(limit.parameter, reader), 46, 2)}"
            for key, limit in limits
        ]
        right.set_yticks(range(len(limits)), shown, fontsize=7.5)
        right.set_ylim(rows - 0.4, -0.6)
        right.set_xlim(0, 112)
        right.set_xticks(range(0, 101, 25))
        right.set_xlabel(wrapped(reader.say("discovery.limits"), 46))
        quiet(right)
        figure.legend(*left.get_legend_handles_labels(), loc="outside lower left", ncols=3, frameon=False)
        return figure


def _case(key: tuple[str, str], titles: Mapping[str, str], reader: Reader, width: int = 28) -> str:
    return f"{wrapped(titles[key[0]], width, 2)}, {reader.say(f'discovery.{key[1]}')}"


def _figures_of_box(axes: Axes, row: int, each: Discovery, reader: Reader) -> None:
    axes.plot([100 * each.failing / each.worlds] * 2, [row - 0.3, row + 0.3], color=INK, lw=1.4)
    for name, marker, shift, label in (
        ("coverage", "o", -0.13, "covered"),
        ("density", "s", 0.13, "dense"),
    ):
        color = (BLUE if name == "coverage" else "#D55E00") if each.found else "#a6a6a6"
        seen, unseen = 100 * getattr(each, name), 100 * getattr(each, f"{name}_unseen")
        shown = reader.say(f"discovery.{label}") if each.found and not _labelled(axes, label, reader) else None
        axes.plot([seen, unseen], [row + shift] * 2, color=color, lw=0.9)
        axes.plot(seen, row + shift, marker, color=color, ms=6, ls="none", label=shown)
        axes.plot(unseen, row + shift, marker, color=color, mfc="white", ms=6, ls="none")


def _labelled(axes: Axes, label: str, reader: Reader) -> bool:
    return reader.say(f"discovery.{label}") in axes.get_legend_handles_labels()[1]


def draw_answers(
    answers: Mapping[tuple[str, str, Question], Answer], titles: Mapping[str, str], reader: Reader
) -> Figure:
    """Draw each answer's interval at each look, one row per pair and one column per question."""
    pairs = list(dict.fromkeys(key[:2] for key in answers))
    questions = list(dict.fromkeys(key[2] for key in answers))
    unit = questions[0].unit
    with style():
        note = reader.say("enough_runs.note")
        figure = canvas(1.2 + 2.4 * len(pairs), reader.say(f"enough_runs.figure_{unit}"), note)
        panels = figure.subplots(len(pairs), len(questions), squeeze=False)
        for row, (course, other) in zip(panels, pairs, strict=True):
            for axes, question in zip(row, questions, strict=True):
                names = {"course": titles[course], "other": titles[other]}
                asked = reader.say(f"enough_runs.asked_{question.kind}_{unit}")
                pair = wrapped(reader.say("enough_runs.pair", **names), 48)
                axes.set_title(f"{asked}\n{pair}", loc="left", fontweight="bold")
                _looks(axes, answers[course, other, question], reader)
        for axes in panels[-1]:
            axes.set_xlabel(reader.say(f"enough_runs.{unit}"))
        return figure


def _looks(axes: Axes, answer: Answer, reader: Reader) -> None:
    question = answer.question
    scale = 100 if question.kind == "share" else 1
    looks = [look for look in answer.looks if np.isfinite(look.reach)]
    reach = answer.last.estimate + np.array([-1, 1]) * question.precision
    if looks:
        axes.axhspan(*scale * (np.clip(reach, 0, 1) if question.kind == "share" else reach), color=LIGHT_BLUE, lw=0)
    for look in looks:
        axes.plot([look.count] * 2, [scale * look.low, scale * look.high], color=INK, lw=1.4)
        axes.plot(look.count, scale * look.estimate, "o", color=BLUE, ms=6)
    axes.set_xscale("log", base=2)
    axes.set_xticks(answer.planned, [reader.number(size) for size in answer.planned])
    axes.minorticks_off()
    axes.set_xlim(answer.planned[0] / 1.2, answer.planned[-1] * 1.2)
    least = reader.threshold(question.smallest_difference)
    over = reader.say(f"enough_runs.over_{question.unit}")
    digits = max(0, math.ceil(-math.log10(0.4 * scale * question.precision)))
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: reader.number(value, digits)))
    axes.set_ylabel(wrapped(reader.say(f"enough_runs.{question.kind}_axis", least=least, over=over), 24))
