"""All figures of a report, each drawn once and kept as PNG and SVG."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from matplotlib.figure import Figure

from kraftsamling.analysis.page.figure import saved, style
from kraftsamling.analysis.report.figure_courses import courses, differences
from kraftsamling.analysis.report.figure_levels import capitals, sizes
from kraftsamling.analysis.report.figure_places import participation
from kraftsamling.analysis.report.holds import Holds
from kraftsamling.analysis.report.holds_figures import HOLDS_FIGURES
from kraftsamling.analysis.report.map import gained_map
from kraftsamling.analysis.results.evidence import TableEvidence

FIGURES: dict[str, Callable[[TableEvidence], Figure | None]] = {
    "courses": courses,
    "differences": differences,
    "capitals": capitals,
    "sizes": sizes,
    "map": gained_map,
    "participation": participation,
}


@dataclass(frozen=True)
class Drawn:
    """One figure, ready to be written or embedded."""

    png: bytes
    svg: bytes


def draw_all(evidence: TableEvidence, holds: Holds) -> dict[str, Drawn]:
    """Draw every figure for which there is something to show."""
    drawn = {}
    with style():
        figures = {name: draw(evidence) for name, draw in FIGURES.items()}
        figures |= {name: draw(holds, evidence) for name, draw in HOLDS_FIGURES.items()}
        for name, figure in figures.items():
            if figure is not None:
                drawn[name] = Drawn(*saved(figure))
    return drawn
