"""The picture of an answer that grows firmer while worlds, or seeds, are added."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from kraftsamling.analysis.enough_runs.looks import Answer, Answers
from kraftsamling.analysis.page.figure import BLUE, INK, LIGHT_BLUE, canvas, style, wrapped
from kraftsamling.analysis.words.reader import Reader


def series(answers: Answers) -> pd.DataFrame:
    """Return one row per pair of courses, question and planned look.

    Columns: panel, number of the question; course, other; kind, unit, smallest_difference (points) of the question;
    count, worlds or seeds at the look; estimate, low, high, per cent or points, nan where the look was not taken or had
    too few for an interval; band_low, band_high, the precision asked for around the last answer, nan where no look had
    an interval; precision, its half-width.
    """
    questions = list(dict.fromkeys(question for *_, question in answers))
    rows = []
    for (course, other, question), answer in answers.items():
        about = {"panel": questions.index(question), "course": course, "other": other}
        about |= {"kind": question.kind, "unit": question.unit, "smallest_difference": question.smallest_difference}
        rows += [about | row for row in _look_rows(answer)]
    return pd.DataFrame(rows)


def _look_rows(answer: Answer) -> list[dict[str, float]]:
    """Return what is drawn of one answer, a row per planned look."""
    share = answer.question.kind == "share"
    scale, precision = (100 if share else 1), answer.question.precision
    looks = {look.count: look for look in answer.looks if np.isfinite(look.reach)}
    band = answer.last.estimate + np.array([-1, 1]) * precision if looks else np.full(2, np.nan)
    low, high = scale * (np.clip(band, 0, 1) if share else band)
    rows = []
    for count in answer.planned:
        look = looks.get(count)
        ends = (np.nan,) * 3 if look is None else (scale * look.estimate, scale * look.low, scale * look.high)
        rows.append(
            dict(zip(("count", "estimate", "low", "high"), (count, *ends), strict=True))
            | {"band_low": low, "band_high": high, "precision": scale * precision}
        )
    return rows


def draw_answers(answers: Answers, titles: Mapping[str, str], reader: Reader) -> Figure:
    """Draw each answer's interval at each look, one row per pair and one column per question."""
    table = series(answers)
    pairs = list(dict.fromkeys(zip(table["course"], table["other"], strict=True)))
    unit = str(table["unit"].iloc[0])
    with style():
        note = reader.say("enough_runs.note")
        figure = canvas(1.2 + 2.4 * len(pairs), reader.say(f"enough_runs.figure_{unit}"), note)
        panels = figure.subplots(len(pairs), table["panel"].nunique(), squeeze=False)
        for (panel, course, other), rows in table.groupby(["panel", "course", "other"], sort=False):
            axes = panels[pairs.index((course, other)), panel]
            asked = reader.say(f"enough_runs.asked_{rows['kind'].iloc[0]}_{unit}")
            pair = wrapped(reader.say("enough_runs.pair", course=titles[course], other=titles[other]), 48)
            axes.set_title(f"{asked}\n{pair}", loc="left", fontweight="bold")
            _draw_looks(axes, rows, reader)
        for axes in panels[-1]:
            axes.set_xlabel(reader.say(f"enough_runs.{unit}"))
        return figure


def _draw_looks(axes: Axes, rows: pd.DataFrame, reader: Reader) -> None:
    """Draw the rows of one panel."""
    about = rows.iloc[0]
    if np.isfinite(about["band_low"]):
        axes.axhspan(about["band_low"], about["band_high"], color=LIGHT_BLUE, lw=0)
    for row in rows.dropna(subset=["estimate"]).to_dict("records"):
        axes.plot([row["count"]] * 2, [row["low"], row["high"]], color=INK, lw=1.4)
        axes.plot(row["count"], row["estimate"], "o", color=BLUE, ms=6)
    axes.set_xscale("log", base=2)
    axes.set_xticks(rows["count"], [reader.number(size) for size in rows["count"]])
    axes.minorticks_off()
    axes.set_xlim(rows["count"].iloc[0] / 1.2, rows["count"].iloc[-1] * 1.2)
    digits = max(0, math.ceil(-math.log10(0.4 * about["precision"])))
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: reader.number(value, digits)))
    least, over = reader.threshold(about["smallest_difference"]), reader.say(f"enough_runs.over_{about['unit']}")
    axes.set_ylabel(wrapped(reader.say(f"enough_runs.{about['kind']}_axis", least=least, over=over), 24))
