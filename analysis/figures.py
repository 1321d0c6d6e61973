"""All figures of a report, each drawn once and kept as PNG and SVG."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from matplotlib.figure import Figure

from analysis.context import Evidence
from analysis.figures_courses import courses, differences
from analysis.figures_holds import HOLDS_FIGURES
from analysis.figures_levels import capitals, sizes
from analysis.figures_places import participation
from analysis.figures_style import saved, style
from analysis.holds import Holds
from analysis.map import gained_map

FIGURES: dict[str, Callable[[Evidence], Figure | None]] = {
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


def draw_all(evidence: Evidence, holds: Holds) -> dict[str, Drawn]:
    """Draw every figure for which there is something to show."""
    drawn = {}
    with style():
        figures = {name: draw(evidence) for name, draw in FIGURES.items()}
        figures |= {name: draw(holds) for name, draw in HOLDS_FIGURES.items()}
        for name, figure in figures.items():
            if figure is not None:
                drawn[name] = Drawn(*saved(figure))
    return drawn
