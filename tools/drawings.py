"""Two drawings of the documentation: the house (floors and folders) and the data's way through it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import islice

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Rectangle

from kraftsamling.analysis.page.figure import BLUE, GREY, INK, LIGHT_BLUE, PALE, WIDTH, canvas, saved, style, wrapped
from kraftsamling.model.errors import InputError
from kraftsamling.model.paths import ROOT

HOUSE = {
    "kraftsamling": ("The door: the one package that is installed, its face and its command", {}),
    "app": (
        "The page in the browser, on this computer; its worker processes",
        {
            "static": "HTML, CSS and JavaScript as the browser gets them",
            "answers": "from a question to the numbers that the page draws",
            "server": "routes, limits, start and end",
        },
    ),
    "experiments": (
        "What runs: nothing here writes words or draws, but compare",
        {
            "cli": "the command, and the list of examinations",
            "examine": "one file for each question: run, then find",
            "compare": "strategies beside each other",
            "folder": "what a run writes, and where it comes from",
            "runs": "many runs with progress; an interruption",
            "setting": "what is asked: options, worlds, strategies",
            "sweep": "a million runs, kept and resumed",
        },
    ),
    "analysis": (
        "What is found and shown: topics (white) on four shared floors (blue)",
        {
            "report": "the report of a comparison",
            "why": "what bears a difference",
            "ledger": "evidence behind the spread",
            "robustness": "what holds, where it fails",
            "enough_runs": "are the runs enough",
            "sensitivity": "which assumptions move it",
            "patterns": "what the source reports",
            "screening": "which assumptions worlds vary",
            "plausible": "worlds that may be kept",
            "checks": "sanity and facts",
            "scale": "sizes beside their brackets",
            "measures_left_out": "what measures are worth",
            "results": "tables of runs, findings on disk",
            "page": "one shell, one writer of figures",
            "words": "the reader: language, letters",
            "statistics": "intervals",
        },
    ),
    "model": (
        "The science: no import leads out of it",
        {
            "worlds": "samples of what is uncertain",
            "results": "measures, and what is recorded",
            "agents": "the Mesa model",
            "engine": "the schedule, arrays, shocks",
            "rules": "thirteen steps, pure functions",
            "inputs": "regions, strategies, parameters",
            "data": "parameters, measures, texts",
        },
    ),
}
"""Floors from the top, each with its folders and what they hold; every folder of the tree must be here."""
SHARED = {"results", "page", "words", "statistics"}
"""Folders of analysis that the topics stand on."""
ROWS = {"kraftsamling": (), "app": (3,), "experiments": (7,), "analysis": (5, 5, 5), "model": (7,)}
"""Boxes in each row of a floor."""
ROW, HEAD, GAP = 0.6, 0.34, 0.08
"""Heights in inches: a row of boxes, the line that names a floor, and the space between."""
EDGE, TOP, DOWN = 0.1, 0.7, 1.15
"""Inches: beside the floors, above the first box, and from row to row of the data's way."""


@dataclass(frozen=True)
class Box:
    """One station of the data's way: its place in columns and rows, and what it holds."""

    column: float
    row: float
    name: str
    holds: str
    stored: bool = False


WAY = {
    "given": Box(0, 0, "conf/ and your files", "region, strategies, scenario, experiment", stored=True),
    "numbers": Box(0, 1, "model/data", "parameters with ranges, the measures of support", stored=True),
    "inputs": Box(1, 0, "model/inputs", "read, checked and frozen; an error names file and field"),
    "worlds": Box(1, 1, "model/worlds", "one value for each assumption and world"),
    "engine": Box(2, 0, "model/engine", "thirteen rules a quarter, run axis last"),
    "shocks": Box(2, 1, "shock record", "all chance, drawn once, the same for each strategy"),
    "tables": Box(3, 0, "model/results", "a table of runs: strategy, world, seed, year"),
    "find": Box(3, 1, "analysis/X/find", "numbers only; frozen"),
    "stored": Box(4, 1, "finding.json", "in the run's folder, exact to the last bit", stored=True),
    "show": Box(4, 2, "analysis/X/page", "words, and figures of tables (series)"),
    "report": Box(3, 2, "report.html", "with CSV tables and figures, needs no network", stored=True),
    "answers": Box(4, 0, "app/answers", "the same tables, for two strategies"),
    "browser": Box(5, 0, "app/static", "the page draws while a slider moves"),
    "again": Box(5, 2, "kraftsamling report", "the other language, letters: no run"),
}
ARROWS = (
    "given inputs", "numbers worlds", "inputs engine", "worlds engine", "shocks engine", "engine tables", "tables find",
    "find stored", "stored show", "show report", "tables answers", "answers browser", "again show",
)  # fmt: skip


def _box(axes: Axes, place: tuple[float, float], size: tuple[float, float], name: str, holds: str, fill: str) -> None:
    """Draw a box with its name and, below that, what it holds; places and sizes in inches from the upper left."""
    (left, top), (width, height) = place, size
    axes.add_patch(Rectangle((left, top), width, height, facecolor=fill, edgecolor=GREY, linewidth=0.8))
    axes.text(left + 0.07, top + 0.06, name, fontsize=8.5, fontweight="bold", color=INK, va="top")
    axes.text(left + 0.07, top + 0.25, wrapped(holds, int(width * 15.5)), fontsize=7.5, color=INK, va="top")


def _sheet(height: float, title: str, note: str) -> tuple[Figure, Axes]:
    """Return a figure with its title, and axes over all of it in inches from the upper left."""
    figure = canvas(height, title, note, arranged=False)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(height, 0))
    axes.axis("off")
    return figure, axes


def folders(floor: str) -> set[str]:
    """Names of the folders of a floor."""
    return {path.name for path in (ROOT / floor).iterdir() if path.is_dir() and not path.name.startswith("__")}


def house() -> Figure:
    """Draw the floors and their folders.

    Raises:
        InputError: the tree has a folder that the drawing lacks, or the other way round.
    """
    heights = {floor: HEAD + len(rows) * (ROW + GAP) + GAP for floor, rows in ROWS.items()}
    note = "Each floor stands on those below it: no import runs upwards"
    figure, axes = _sheet(TOP + sum(heights.values()) + len(heights) * GAP, "The house", note)
    top = TOP
    for floor, (what, holds) in HOUSE.items():
        if odd := set(holds) ^ folders(floor):
            raise InputError(f"tools/drawings.py: {floor}: {min(odd)!r} is in the tree or the drawing, not in both")
        axes.add_patch(Rectangle((EDGE, top), WIDTH - 2 * EDGE, heights[floor], facecolor=PALE, edgecolor="none"))
        axes.text(2 * EDGE, top + 0.08, f"{floor}/", fontsize=10.5, fontweight="bold", color=BLUE, va="top")
        axes.text(1.45, top + 0.09, what, fontsize=9, color=INK, va="top")
        boxes = iter(holds.items())
        for row, across in enumerate(ROWS[floor]):
            wide = (WIDTH - 4 * EDGE + GAP) / across
            for column, (name, words) in enumerate(islice(boxes, across)):
                place = (2 * EDGE + column * wide, top + HEAD + row * (ROW + GAP))
                fill = LIGHT_BLUE if floor == "analysis" and name in SHARED else "white"
                _box(axes, place, (wide - GAP, ROW), f"{name}/", words, fill)
        top += heights[floor] + GAP
    return figure


def way() -> Figure:
    """Draw how data goes: from settings and numbers over runs to findings, pages and the browser."""
    wide, high = WIDTH / 6 - 0.3, 0.85
    note = "Blue: files on disk. A finding is stored before anything is drawn; a page is drawn again without a run"
    figure, axes = _sheet(TOP + 2 * DOWN + high + 0.15, "The data's way", note)

    def corner(box: Box) -> tuple[float, float]:
        return 0.15 + box.column * WIDTH / 6, TOP + 0.05 + box.row * DOWN

    def edge(box: Box, across: int, down: int) -> tuple[float, float]:
        """Return the middle of the side that lies in that direction."""
        left, top = corner(box)
        return left + wide * (1 + across) / 2, top + high * (1 + down) / 2

    for box in WAY.values():
        _box(axes, corner(box), (wide, high), box.name, box.holds, LIGHT_BLUE if box.stored else "white")
    for start, end in (map(WAY.__getitem__, pair.split()) for pair in ARROWS):
        across = int(np.sign(end.column - start.column))
        down = 0 if across else int(np.sign(end.row - start.row))
        ends = edge(start, across, down), edge(end, -across, -down)
        axes.add_patch(FancyArrowPatch(*ends, arrowstyle="-|>", mutation_scale=11, color=INK, shrinkA=1, shrinkB=1))
    return figure


@cache
def drawings() -> dict[str, str]:
    """Return each drawing as SVG, by its path from the top of the repository."""
    with style():
        drawn = {"docs/figures/house.svg": house(), "docs/figures/way.svg": way()}
        return {name: saved(figure)[1].decode() for name, figure in drawn.items()}
