"""All figures of a report, each drawn once from its table of numbers and kept as PNG and SVG."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pandas as pd
from matplotlib.figure import Figure

from kraftsamling.analysis.page.figure import drawn
from kraftsamling.analysis.report.figures import courses, differences, levels, map, places
from kraftsamling.analysis.report.holds import Holds
from kraftsamling.analysis.report.holds_figures import HOLDS_FIGURES
from kraftsamling.analysis.results.evidence import Labels, TableEvidence


@dataclass(frozen=True)
class Plot:
    """A figure: the table of what is drawn, empty where there is nothing to show, and what draws it."""

    series: Callable[[TableEvidence], pd.DataFrame]
    draw: Callable[[pd.DataFrame, Labels], Figure]


FIGURES = {
    "courses": Plot(courses.series, courses.draw),
    "differences": Plot(differences.series, differences.draw),
    "capitals": Plot(levels.capitals_series, levels.draw_capitals),
    "sizes": Plot(levels.sizes_series, levels.draw_sizes),
    "map": Plot(map.series, map.draw),
    "participation": Plot(places.series, places.draw),
}


@dataclass(frozen=True)
class Drawn:
    """One figure, ready to be written or embedded."""

    png: bytes
    svg: bytes


def draw_all(evidence: TableEvidence, holds: Holds) -> dict[str, Drawn]:
    """Draw every figure for which there is something to show."""
    draw: dict[str, Callable[[], Figure | None]] = {
        name: partial(_plotted, plot, evidence) for name, plot in FIGURES.items()
    }
    draw |= {name: partial(each, holds, evidence.labels) for name, each in HOLDS_FIGURES.items()}
    pictures = {name: drawn(name, each) for name, each in draw.items()}
    return {name: Drawn(*picture) for name, picture in pictures.items() if picture}


def _plotted(plot: Plot, evidence: TableEvidence) -> Figure | None:
    table = plot.series(evidence)
    return plot.draw(table, evidence.labels) if len(table) else None
