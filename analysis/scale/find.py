"""Whether the ranges give what the scale asks for: each line's worlds beside its bracket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kraftsamling.analysis.results.findings import finding

WIDEST = 2.0
"""Widths of its bracket that the worlds of a line may span, from their 5th to their 95th percentile, at most."""
WITHIN, ABOUT, WIDE, OUTSIDE, UNSEEN = VERDICTS = ("within", "about", "wide", "outside", "unseen")
HOLDS = (WITHIN, ABOUT)
SHARE_OF_WORLDS = "worlds"
"""Unit of a line that is one number, the share of worlds in which something happens."""


@finding
@dataclass(frozen=True)
class Bracket:
    """What one line of the scale must come to.

    Attributes:
        line: its name; number: that of the section of the description, in which lines may have parts.
        low, high: the bracket.
        unit: points, index (a stock from 0 to 1), share, quarters, years or `SHARE_OF_WORLDS`.
        sourced: whether a source gives it; else it is our judgement.
    """

    line: str
    number: str
    low: float
    high: float
    unit: str
    sourced: bool = False


@finding
@dataclass(frozen=True)
class ScaleFinding:
    """What the scale comes to.

    Attributes:
        table: by line: number, low, high, unit, sourced; counted (worlds that have a value), p05, median and p95 over
            them, inside (share of them within the bracket), covered (share of the bracket between p05 and p95), width
            (p95 - p05 in widths of the bracket) and verdict.
        met: by world, share of the lines with a value there that lie within their bracket.
    """

    table: pd.DataFrame
    met: np.ndarray

    @property
    def typical_met(self) -> float:
        """Median of `met`; not a number where no world has a value."""
        return float(np.median(self._known)) if len(self._known) else np.nan

    @property
    def together(self) -> float:
        """Share of worlds in which all lines hold; not a number where no world has a value."""
        return float((self._known == 1).mean()) if len(self._known) else np.nan

    @property
    def _known(self) -> np.ndarray:
        return self.met[np.isfinite(self.met)]

    def to_frame(self) -> pd.DataFrame:
        """Return the table, with the line as its first column."""
        return self.table.reset_index()

    def __repr__(self) -> str:
        held = self.table["verdict"].isin(HOLDS).sum()
        return f"ScaleFinding({held} of {len(self.table)} lines hold)"


def find(brackets: Sequence[Bracket], values: Mapping[str, np.ndarray]) -> ScaleFinding:
    """Set what the worlds give beside each bracket.

    Args:
        values: by line, (world,); not a number where a world cannot say. Of a share of worlds: 0 to 1 in each.
    """
    rows = {bracket.line: _row(bracket, values[bracket.line]) for bracket in brackets}
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("line")
    return ScaleFinding(table, _met(brackets, values))


def _row(bracket: Bracket, values: np.ndarray) -> dict[str, object]:
    about = {name: getattr(bracket, name) for name in ("number", "low", "high", "unit", "sourced")}
    known = values[np.isfinite(values)]
    if not len(known):
        figures = dict.fromkeys(("p05", "median", "p95", "inside", "covered", "width"), np.nan)
        return {**about, "counted": 0, **figures, "verdict": UNSEEN}
    seen = _share(bracket, known) if bracket.unit == SHARE_OF_WORLDS else _spread(bracket, known)
    return {**about, "counted": len(known), **seen}


def _share(bracket: Bracket, known: np.ndarray) -> dict[str, object]:
    """One number has no spread over worlds: it lies within the bracket or not."""
    share = float(known.mean())
    blank = dict.fromkeys(("p05", "p95", "inside", "covered", "width"), np.nan)
    return blank | {"median": share, "verdict": WITHIN if bracket.low <= share <= bracket.high else OUTSIDE}


def _spread(bracket: Bracket, known: np.ndarray) -> dict[str, object]:
    low, middle, high = (float(value) for value in np.percentile(known, [5, 50, 95]))
    size = bracket.high - bracket.low
    width = (high - low) / size
    if not bracket.low <= middle <= bracket.high:
        verdict = OUTSIDE
    elif bracket.low <= low and high <= bracket.high:
        verdict = WITHIN
    else:
        verdict = ABOUT if width <= WIDEST else WIDE
    shared = max(min(high, bracket.high) - max(low, bracket.low), 0)
    inside = ((known >= bracket.low) & (known <= bracket.high)).mean()
    figures = {"p05": low, "median": middle, "p95": high, "inside": inside, "covered": shared / size, "width": width}
    return figures | {"verdict": verdict}


def _met(brackets: Sequence[Bracket], values: Mapping[str, np.ndarray]) -> np.ndarray:
    """Share of lines met in each world; a share of worlds is no world's own."""
    own = [bracket for bracket in brackets if bracket.unit != SHARE_OF_WORLDS]
    given = np.stack([values[bracket.line] for bracket in own])
    low, high = (np.array([getattr(bracket, end) for bracket in own])[:, None] for end in ("low", "high"))
    inside, counted = (given >= low) & (given <= high), np.isfinite(given).sum(axis=0)
    met: np.ndarray = np.where(counted > 0, inside.sum(axis=0) / np.maximum(counted, 1), np.nan)
    return met
