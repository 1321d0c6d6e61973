"""Figure of who takes part in the end, and why the others do not, per municipality."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from kraftsamling.analysis.page.figure import INK, PALE, canvas, fitted, panels_across, parts, quiet
from kraftsamling.analysis.results.evidence import Labels, TableEvidence
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.vocabulary import REASONS_NOT

MAX_SHOWN = 20

REASON_LOOK = {
    "takes_part": ("#0072B2", ""),
    "unable": ("#E69F00", "////"),
    "unwilling": ("#CC79A7", "...."),
    "not_offered": (PALE, ""),
}


def series(evidence: TableEvidence) -> pd.DataFrame:
    """Return why each municipality takes part at the end or not, by budget, strategy with cost and code.

    Columns by reason, `never` (never reached): shares of runs, 0-1. Empty where no course costs anything. Codes stand
    in the order of their labels; of many, those most often never reached.
    """
    supported = [name for name in evidence.names if name not in evidence.free]
    shares, never = reasons(evidence), unreached(evidence)
    index = pd.MultiIndex.from_product(
        [evidence.budgets, supported, shown(evidence, never)], names=["budget", "strategy", "code"]
    )
    return shares.assign(never=never).reorder_levels(index.names).reindex(index)


def draw(shares: pd.DataFrame, labels: Labels) -> Figure:
    """Draw the share of runs in which each municipality takes part at the end, or why not."""
    reader, say = labels.reader, labels.reader.say
    supported, places = list(shares.index.unique("strategy")), list(shares.index.unique("code"))
    rows, columns = panels_across(len(supported), 6)
    height = 1.5 + len(labels.budgets) * rows * (0.7 + 0.2 * len(places))
    figure = canvas(height, say("figure.participation_title", year=labels.end), say("figure.illustrative"))
    for budget, part in parts(figure, labels.budgets, reader):
        panels = part.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
        for axes, name in zip(panels.flat, supported, strict=False):
            _bars(axes, shares.loc[budget].loc[name], reader)
            axes.set_title(fitted(labels.courses[name], columns), loc="left")
        for axes in panels.flat[len(supported) :]:
            axes.remove()
        panels[0, 0].set_yticks(range(len(places)), [reader.labels[code] for code in places])
        panels[0, 0].set_ylim(len(places) - 0.5, -0.5)
    handles = [
        Patch(facecolor=colour, hatch=hatch, edgecolor=INK, lw=0.5, label=say(f"reason_not.{reason}"))
        for reason, (colour, hatch) in REASON_LOOK.items()
    ]
    key = say("figure.participation_key")
    figure.legend(handles=handles, loc="outside lower left", ncols=4, frameon=False, title=key, alignment="left")
    return figure


def reasons(evidence: TableEvidence) -> pd.DataFrame:
    """Return the share of runs per reason, indexed by strategy, budget and code."""
    keys = ["strategy", "budget", "code"]
    counts = evidence.tables.municipalities.groupby([*keys, "reason_not"]).size().unstack(fill_value=0)
    return counts.div(counts.sum(axis=1), axis=0).reindex(columns=list(REASONS_NOT), fill_value=0.0)


def unreached(evidence: TableEvidence) -> pd.Series:
    """Return the share of runs in which a municipality never took part, indexed by strategy, budget and code."""
    return 1 - evidence.tables.municipalities.groupby(["strategy", "budget", "code"])["reached"].mean()


def shown(evidence: TableEvidence, never: pd.Series) -> list[str]:
    """Return the codes to show in the order of their labels; of many, those most often never reached."""
    labels = evidence.context.reader.labels
    supported = never[~never.index.get_level_values("strategy").isin(evidence.free)]
    codes = list(
        (supported if len(supported) else never)
        .groupby("code")
        .mean()
        .sort_values(ascending=False, kind="stable")
        .index
    )
    return sorted(
        codes[:MAX_SHOWN],
        key=lambda code: (len(labels[code]) if evidence.context.reader.anonymous else 0, labels[code]),
    )


def _boxes(left: np.ndarray, widths: np.ndarray) -> Path:
    """Return one path of bars, one per row; a single path keeps the drawing small."""
    bars = [
        Path.unit_rectangle().transformed(Affine2D().scale(width, 0.72).translate(start, row - 0.36))
        for row, (start, width) in enumerate(zip(left, widths, strict=True))
        if width > 0
    ]
    return Path.make_compound_path(*bars) if bars else Path(np.empty((0, 2)))


def _bars(axes: Axes, shares: pd.DataFrame, reader: Reader) -> None:
    """Draw one course: a bar per municipality, and beside it how often it is never reached."""
    left = np.zeros(len(shares))
    for reason, (colour, hatch) in REASON_LOOK.items():
        widths = shares[reason].to_numpy()
        axes.add_patch(PathPatch(_boxes(left, widths), facecolor=colour, hatch=hatch, edgecolor=INK, lw=0.4))
        left = left + widths
    for place, share in enumerate(shares["never"]):
        if share > 0:
            axes.text(1.03, place, reader.percent(share), va="center", fontsize=8.5)
    axes.set_xlim(0, 1.22)
    axes.set_xticks([0, 0.5, 1], [reader.percent(share) for share in (0, 0.5, 1)])
    axes.spines["bottom"].set_bounds(0, 1)
    quiet(axes)
