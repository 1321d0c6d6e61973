"""All figures of a report, each drawn once from its table of numbers and kept as PNG and SVG."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure

from kraftsamling.analysis.page.figure import saved, style
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
    tables = {name: plot.series(evidence) for name, plot in FIGURES.items()}
    drawn = {}
    with style():
        figures: dict[str, Figure | None] = {
            name: FIGURES[name].draw(table, evidence.labels) for name, table in tables.items() if len(table)
        }
        figures |= {name: draw(holds, evidence.labels) for name, draw in HOLDS_FIGURES.items()}
        for name, figure in figures.items():
            if figure is not None:
                drawn[name] = Drawn(*saved(figure))
    return drawn
