"""Figures of the section on robustness, drawn from this run's tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from kraftsamling.analysis.enough_runs.figure import draw_answers
from kraftsamling.analysis.ledger.figure import draw_ledger
from kraftsamling.analysis.page.figure import BLUE, INK, LIGHT_BLUE, PALE, canvas, quiet
from kraftsamling.analysis.patterns.judge import DEPENDS, NOT, OPEN, REPRODUCED
from kraftsamling.analysis.plausible.figure import draw_criteria as draw_filter
from kraftsamling.analysis.report.holds import Holds
from kraftsamling.analysis.results.evidence import Labels
from kraftsamling.analysis.robustness.figure import draw_criteria, draw_discovery
from kraftsamling.analysis.why.account import differs_from_zero
from kraftsamling.analysis.why.figure import draw_why
from kraftsamling.analysis.words.reader import Reader

VERDICTS = {REPRODUCED: BLUE, DEPENDS: LIGHT_BLUE, NOT: PALE, OPEN: "white"}


def _filter(holds: Holds, labels: Labels) -> Figure | None:
    verdicts = holds.filtered
    return None if verdicts is None else draw_filter(verdicts, labels.reader)


def _robust(budget: str) -> Callable[[Holds, Labels], Figure | None]:
    def draw(holds: Holds, labels: Labels) -> Figure | None:
        if budget not in holds.robust:
            return None
        return draw_criteria(holds.robust[budget], budget, labels.courses, labels.reader)

    return draw


def _fails(holds: Holds, labels: Labels) -> Figure | None:
    """Draw the last search with enough worlds."""
    if not holds.failure_boxes:
        return None
    (course, _), searches = list(holds.failure_boxes.items())[-1]
    if all(each.reason == "few" for each in searches.values()):
        return None
    cases = {(course, method): each for method, each in searches.items()}
    reader = labels.reader
    heading = reader.say("discovery.figure", budget=reader.say(f"robustness.{holds.budget}"))
    return draw_discovery(cases, heading, labels.courses, reader)


def _ledger(holds: Holds, labels: Labels) -> Figure | None:
    if holds.ledger is None or holds.ledger.refused:
        return None
    course, other = (labels.courses[name] for name in holds.pair)
    reader = labels.reader
    return draw_ledger({reader.say("holds.apart", course=course, other=other): holds.ledger}, reader)


def _enough(holds: Holds, labels: Labels) -> Figure | None:
    if not holds.enough:
        return None
    answers = {(*holds.pair, answer.question): answer for answer in holds.enough}
    return draw_answers(answers, labels.courses, labels.reader)


def _why(holds: Holds, labels: Labels) -> Figure | None:
    shown = {
        kind: parts for kind, parts in holds.splits.items() if len(parts.parts) > 1 and differs_from_zero(parts, 0)
    }
    if not shown:
        return None
    reader = labels.reader
    first, second = (labels.courses[name] for name in holds.rivals)
    title = reader.say("why.heading", first=first, second=second)
    return draw_why(shown, [0], title, [reader.say("why.region_mean")], reader)


def patterns_series(holds: Holds) -> pd.DataFrame:
    """Return the share of worlds (0-1) that show each pattern that is not built in, largest first, by pattern.

    Columns share, verdict, worlds (how many it was tried in). Empty where the verdicts are of another model.
    """
    if holds.patterns is None:
        return pd.DataFrame(columns=["share", "verdict", "worlds"])
    tried = holds.patterns[holds.patterns["kind"].isin(("validation", "mixed"))]
    return tried.sort_values("share", ascending=False)[["share", "verdict", "worlds"]]


def _patterns(holds: Holds, labels: Labels) -> Figure | None:
    tried = patterns_series(holds)
    return None if tried.empty else draw_patterns(tried, labels.reader)


def draw_patterns(tried: pd.DataFrame, reader: Reader) -> Figure:
    """Draw the share of worlds that show each pattern, shaded by its verdict."""
    note = reader.say("holds.note_patterns", worlds=reader.number(tried["worlds"].max()))
    figure = canvas(1.9 + 0.28 * len(tried), reader.say("holds.figure_patterns"), note)
    axes = figure.subplots()
    look: dict[str, Any] = {"edgecolor": INK, "linewidth": 0.5}
    shades = [VERDICTS[verdict] for verdict in tried["verdict"]]
    axes.barh(range(len(tried)), 100 * tried["share"], 0.7, color=shades, **look)
    for place, share in enumerate(tried["share"]):
        axes.text(100 * share + 1, place, reader.percent(share), va="center")
    axes.set_yticks(range(len(tried)), [f"{reader.say(f'patterns.{name}')}  {name}" for name in tried.index])
    axes.set_ylim(len(tried) - 0.4, -0.6)
    axes.set_xlim(0, 108)
    axes.set_xlabel(reader.say("patterns.worlds_axis"))
    quiet(axes)
    keys = [Patch(facecolor=shade, label=reader.say(f"patterns.{name}"), **look) for name, shade in VERDICTS.items()]
    figure.legend(handles=keys, loc="outside lower left", ncols=len(keys), frameon=False)
    return figure


HOLDS_FIGURES: dict[str, Callable[[Holds, Labels], Figure | None]] = {
    "holds_worlds": _filter,
    "holds_robust_own": _robust("own"),
    "holds_robust_equal": _robust("equal"),
    "holds_fails": _fails,
    "holds_ledger": _ledger,
    "holds_enough": _enough,
    "holds_patterns": _patterns,
    "holds_why": _why,
}
"""Figures of the part, by name."""
