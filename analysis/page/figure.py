"""One look for all figures: colour-blind safe, readable in grey print, plain labels; and how a figure is saved."""

from __future__ import annotations

import io
import math
import re
import textwrap
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure, SubFigure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import FuncFormatter, MaxNLocator

from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.errors import InputError, in_one_line

INK, GREY, PALE = "#1a1a1a", "#595959", "#e6e6e6"
BLUE, MID_BLUE, LIGHT_BLUE = "#0a5a94", "#8dbbdc", "#cfe2f0"
"""Line, inner band and outer band of a fan; steps of lightness, so that grey print keeps them apart."""

BUDGET_MARKS: dict[str, dict[str, Any]] = {
    "own": {"color": "#0072B2", "marker": "o", "markerfacecolor": "#0072B2"},
    "equal": {"color": "#D55E00", "marker": "s", "markerfacecolor": "white"},
}
"""Okabe-Ito blue and vermilion; filled circle and open square tell them apart without colour."""

WIDTH = 11.0
"""Width of every figure in inches."""

REPORT = "report.html"
_undrawn: ContextVar[list[str] | None] = ContextVar("undrawn", default=None)

WHOLE_TICKS = 4.0
"""Width of an axis from which on ticks at whole numbers are enough."""

LEFT = 0.008
"""Where headings begin, as a share of the width."""

_STYLE: dict[Any, Any] = {
    "font.size": 9.5,
    "axes.titlesize": 9.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "text.color": INK,
    "text.parse_math": False,  # a name may hold $: what is shown is never a language
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "hatch.linewidth": 0.6,
    "svg.fonttype": "none",
    "svg.hashsalt": "kraftsamling",
}


@contextmanager
def style() -> Iterator[None]:
    """Draw with the project's look, whatever the user's own matplotlib settings are."""
    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"Glyph \d+")  # the SVG of the page leaves letters to the browser's fonts
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE)
        yield


def canvas(height: float, title: str, note: str, *, arranged: bool = True) -> Figure:
    """Return an empty figure of the common width (inches) with its title and, below that, a note.

    What is drawn is arranged to fit unless the caller gives every place itself.
    """
    engine = ConstrainedLayoutEngine(w_pad=0.06, h_pad=0.06, rect=(0.004, 0, 0.988, 1)) if arranged else None
    figure = Figure(figsize=(WIDTH, height), layout=engine, facecolor="white")
    FigureCanvasAgg(figure)
    if arranged:
        heading(figure, f"{title}\n", 14)
    else:
        figure.text(LEFT, 1 - 0.08 / height, title, fontsize=14, fontweight="bold", va="top")
    figure.text(LEFT, 1 - 0.36 / height, note, fontsize=9.5, style="italic", color=GREY, va="top")
    return figure


def heading(figure: Figure | SubFigure, title: str, size: float = 11) -> None:
    """Put a heading at the left edge."""
    figure.suptitle(title, x=LEFT, ha="left", fontsize=size, fontweight="bold")


def parts(figure: Figure, budgets: Sequence[str], reader: Reader) -> Iterator[tuple[str, SubFigure]]:
    """Yield each budget mode with its own headed part of the figure, below one another."""
    rows = figure.subfigures(len(budgets), 1, squeeze=False)[:, 0]
    for budget, part in zip(budgets, rows, strict=True):
        heading(part, reader.say(f"figure.budget_{budget}"))
        yield budget, part


@contextmanager
def undrawn_told(lines: list[str]) -> Iterator[None]:
    """Give `lines` one on each picture within that cannot be drawn, or on the page; outside this it is an error.

    Raises:
        OSError, InputError: what is wrong with the folder or the reader's input is no matter of drawing.
    """
    token = _undrawn.set(lines)
    try:
        yield
    except (OSError, InputError):
        raise
    except Exception as error:
        lines.append(f"{REPORT} ({in_one_line(error)})")
    finally:
        _undrawn.reset(token)


def drawn(name: str, draw: Callable[[], Figure | None]) -> tuple[bytes, bytes] | None:
    """Return a picture as PNG and SVG; None where there is nothing to draw, or it cannot be: see `undrawn_told`."""
    try:
        with style():
            figure = draw()
            return None if figure is None else saved(figure)
    except Exception as error:
        if (lines := _undrawn.get()) is None:
            raise
        lines.append(f"{name} ({in_one_line(error)})")
        return None


def saved(figure: Figure) -> tuple[bytes, bytes]:
    """Return the figure as PNG and as SVG; the same figure gives the same bytes.

    The layout solver's last digits vary from call to call, and SVG ids are made from them: places are rounded.
    """
    figure.canvas.draw()
    figure.set_layout_engine("none")
    for part in figure.subfigs:
        part.bbox_relative.set_points(part.bbox_relative.get_points().round(6))
    for axes in figure.axes:
        axes.set_position(tuple(round(edge, 6) for edge in axes.get_position(original=True).bounds))
    png, svg = io.BytesIO(), io.BytesIO()
    figure.savefig(png, format="png", dpi=150, metadata={"Software": None})
    figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    return png.getvalue(), _short(svg.getvalue().decode()).encode()


def _short(svg: str) -> str:
    """Return the drawing with coordinates to a hundredth of a point, which halves its size."""
    return re.sub(r"\d+\.\d{3,}", lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), svg)


def fitted(label: str, columns: int) -> str:
    """Return the label broken to fit above one of so many panels side by side."""
    return wrapped(label, 124 // max(columns, 3))


def wrapped(label: str, width: int = 22, lines: int = 3) -> str:
    """Return the label broken into lines; what does not fit ends in three dots."""
    return "\n".join(textwrap.wrap(label, width, max_lines=lines, placeholder=" …") or [""])


def panels_across(count: int, most: int = 7) -> tuple[int, int]:
    """Return rows and columns for `count` panels, rows filled evenly."""
    rows = -(-count // most)
    return rows, -(-count // rows)


def plain_numbers(axis: Axis, reader: Reader, *, signed: bool = False, digits: int = 0) -> None:
    """Write ticks as the reader has them, few, and whole unless they are to have decimals."""
    axis.set_major_locator(MaxNLocator(5, integer=not digits, steps=[1, 2, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: reader.number(value, digits, signed=signed)))


def tick_digits(low: float, high: float) -> int:
    """Return how many decimals ticks need so that several fit between two values and no two read the same."""
    span = high - low
    return 0 if span >= WHOLE_TICKS else 1 - math.floor(math.log10(span))


def quiet(axes: Axes) -> None:
    """Remove the frame and ticks of panels whose rows are named."""
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
