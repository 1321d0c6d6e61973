"""All figures of a report, each drawn once from its table of numbers and kept as PNG and SVG."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure

from kraftsamling.analysis.page.figure import saved, style
from kraftsamling.analysis.report import figure_courses, figure_differences, figure_levels, figure_places, map
from kraftsamling.analysis.report.holds import Holds
from kraftsamling.analysis.report.holds_figures import HOLDS_FIGURES
from kraftsamling.analysis.results.evidence import Labels, TableEvidence


@dataclass(frozen=True)
class Plot:
    """A figure: the table of what is drawn, empty where there is nothing to show, and what draws it."""

    series: Callable[[TableEvidence], pd.DataFrame]
    draw: Callable[[pd.DataFrame, Labels], Figure]


FIGURES = {
    "courses": Plot(figure_courses.series, figure_courses.draw),
    "differences": Plot(figure_differences.series, figure_differences.draw),
    "capitals": Plot(figure_levels.capitals_series, figure_levels.draw_capitals),
    "sizes": Plot(figure_levels.sizes_series, figure_levels.draw_sizes),
    "map": Plot(map.series, map.draw),
    "participation": Plot(figure_places.series, figure_places.draw),
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
