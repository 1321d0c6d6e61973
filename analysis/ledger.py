"""What an answer rests on: the share of its variance carried by assumptions, by dialogues, by facts and by chance."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from sklearn.ensemble import ExtraTreesRegressor
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LassoCV
from sklearn.model_selection import KFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from analysis.figures_style import BLUE, GREY, INK, LIGHT_BLUE, MID_BLUE, PALE, canvas, quiet, wrapped
from analysis.wording import listing, number, percent
from model.parameters import parameters
from model.vocabulary import text

GRADES = ("assumption", "one dialogue", "several", "theory", "authors", "fact")
CHANCE, UNKNOWN = "chance", "unknown"
"""What no parameter explains: chance in the seeds, and what the sample or the surrogate leaves open."""
PARTS = (*GRADES, CHANCE, UNKNOWN)
LEAST_EXPLAINED = 0.5
"""A surrogate that foretells less than this share of the variance of worlds it has not seen gives no ledger."""
LEAST_WORLDS = 50
FOLDS, SHUFFLES, RESAMPLES, SEED = 5, 2, 500, 20260301
NAMED = 0.005
"""Shares below this are left out of the sentence and of the picture."""
_LOOKS: dict[str, dict[str, Any]] = {
    "assumption": {"facecolor": "#7f2704"},
    "one dialogue": {"facecolor": "#d94801", "hatch": "//"},
    "several": {"facecolor": "#fdae6b"},
    "theory": {"facecolor": LIGHT_BLUE, "hatch": ".."},
    "authors": {"facecolor": MID_BLUE},
    "fact": {"facecolor": BLUE},
    CHANCE: {"facecolor": PALE},
    UNKNOWN: {"facecolor": "white", "hatch": "xx"},
}


@dataclass(frozen=True)
class Ledger:
    """What one answer rests on.

    Attributes:
        table: by part (`PARTS`): share of the variance, low and high end of its 95 % interval (nan where unknown); the
            shares add up to 1, and are nan where the ledger is refused.
        method: "indices" (a Sobol' design) or "surrogate" (an ordinary sample of worlds).
        explained: share of the variance that the surrogate foretells in worlds it has not seen; 1 for indices.
        refused: the surrogate explains too little.
        weights: by parameter, largest first, the same three figures; they add up to the shares of their grades. None
            where the ledger is refused or made from indices.
    """

    table: pd.DataFrame
    method: str
    explained: float
    refused: bool = False
    weights: pd.DataFrame | None = None

    def to_frame(self) -> pd.DataFrame:
        """One row per part, with method and what it explains."""
        return self.table.reset_index().assign(method=self.method, explained=self.explained, refused=self.refused)


def ledger_from_indices(
    indices: Mapping[str, float] | pd.Series,
    grades: Mapping[str, str],
    *,
    noise: float = 0.0,
    draws: pd.DataFrame | None = None,
) -> Ledger:
    """Ledger from total indices.

    A total index counts a parameter's part in every interaction, so that they may add up to more than 1; they are then
    scaled down to 1, which splits interactions evenly by size. Where they add up to less, the rest is unknown, as is
    what belongs to a factor without a grade.

    Args:
        indices: total index by factor.
        grades: evidence grade by factor.
        noise: share of the answer's variance that is chance.
        draws: total indices in bootstrap resamples, one row each, for intervals.
    """
    noise = noise if np.isfinite(noise) else 0.0
    sample = pd.DataFrame([indices]) if draws is None else draws
    shares, spread = (_from_totals(table, grades, noise) for table in (pd.DataFrame([dict(indices)]), sample))
    return _ledger(shares.iloc[0], None if draws is None else spread, "indices", 1.0)


def ledger_from_worlds(worlds: pd.DataFrame, outcome: pd.Series, grades: Mapping[str, str] | None = None) -> Ledger:
    """Ledger from an ordinary sample of worlds, through a surrogate that is always tried on worlds it has not seen.

    Linear regression and trees are tried and the better one is taken. Shuffling one parameter among unseen worlds
    raises the squared error by twice its total index times the variance: those rises are summed by grade and scaled to
    what the surrogate explains. Chance is part of what stays unknown. Intervals come from resampling worlds, not from
    fitting anew.

    Args:
        worlds: one row per world, one column per parameter; parameters must vary independently.
        outcome: by world, seeds averaged, on the same index.
        grades: evidence grade by parameter; None reads parameters.csv.

    Raises:
        ValueError: an outcome that is not finite, or not on the worlds' index.
    """
    if not outcome.index.equals(worlds.index) or not np.isfinite(outcome.to_numpy(float)).all():
        raise ValueError("outcome: must be finite and stand on the index of worlds")
    grades = {name: row.evidence for name, row in parameters().items()} if grades is None else grades
    varying = worlds.loc[:, worlds.nunique() > 1]
    value = outcome.to_numpy(float)
    if len(value) < LEAST_WORLDS or not np.ptp(value) > 0 or varying.empty:
        return _refusal(np.nan)
    errors, rises = max(_tried(varying.rank(pct=True).to_numpy(), value), key=lambda found: -found[0].mean())
    explained = float(1 - errors.mean() / value.var())
    if explained < LEAST_EXPLAINED:
        return _refusal(explained)
    names = list(varying)
    shares = _from_rises(pd.DataFrame([rises.mean(axis=0)], columns=names), grades, explained)
    weights = np.random.default_rng(SEED).multinomial(len(value), np.full(len(value), 1 / len(value)), RESAMPLES)
    drawn = weights / len(value)
    variance = drawn @ value**2 - (drawn @ value) ** 2
    known = np.clip(1 - (drawn @ errors) / variance, 0, 1)
    resampled = pd.DataFrame(drawn @ rises, columns=names)
    spread = _from_rises(resampled, grades, known)
    own = _scaled(pd.DataFrame([rises.mean(axis=0)], columns=names), grades, explained).iloc[0]
    weights = _limits(own, _scaled(resampled, grades, known)).sort_values("share", ascending=False, kind="stable")
    return replace(_ledger(shares.iloc[0], spread, "surrogate", explained), weights=weights)


def sentence(ledger: Ledger, language: str) -> str:
    """Return the ledger in one sentence."""
    if ledger.refused and not np.isfinite(ledger.explained):
        return text("ledger.too_few", language, least=number(LEAST_WORLDS, language))
    if ledger.refused:
        return text("ledger.refused", language, explained=percent(max(ledger.explained, 0.0), language))
    shares = ledger.table["share"]
    parts = [
        text("ledger.part", language, share=percent(shares[grade], language), what=named(grade, language))
        for grade in shares[list(GRADES)].sort_values(ascending=False).index
        if shares[grade] >= NAMED
    ]
    left = {name: percent(shares[name], language) for name in (CHANCE, UNKNOWN)}
    told = {"parts": listing(parts, language), "explained": percent(ledger.explained, language), **left}
    return text(f"ledger.by_{ledger.method}", language, **told)


def named(part: str, language: str) -> str:
    """Return what a part of the ledger is called."""
    return text(f"ledger.{part.replace(' ', '_')}", language)


def draw_ledger(ledgers: Mapping[str, Ledger], language: str) -> Figure:
    """Draw one bar per answer, by its title: what the answer's variance rests on. Refused ledgers have an empty bar."""
    figure = canvas(1.9 + 0.42 * len(ledgers), text("ledger.title", language), text("ledger.note", language))
    axes = figure.subplots()
    for place, ledger in enumerate(ledgers.values()):
        left = 0.0
        for part in PARTS if not ledger.refused else ():
            width = 100 * ledger.table.loc[part, "share"]
            if ledger.table.loc[part, "share"] < NAMED:
                continue
            axes.barh(place, width, 0.68, left, edgecolor=INK, linewidth=0.5, **_LOOKS[part])
            _mark(axes, place, left, ledger.table.loc[part], language, dark=part == "assumption")
            left += width
        if ledger.refused:
            axes.text(1, place, text("ledger.not_told", language), va="center", color=GREY)
    axes.set_yticks(range(len(ledgers)), [wrapped(title, 34) for title in ledgers])
    axes.set_ylim(len(ledgers) - 0.4, -0.6)
    axes.set_xlim(0, 100)
    axes.set_xlabel(text("ledger.axis", language))
    quiet(axes)
    keys = [Patch(edgecolor=INK, linewidth=0.5, label=named(part, language), **_LOOKS[part]) for part in PARTS]
    figure.legend(handles=keys, loc="outside lower left", ncols=4, frameon=False)
    return figure


def _mark(axes: Any, place: int, left: float, row: pd.Series, language: str, *, dark: bool) -> None:
    """Write a share and its interval into its piece of the bar where there is room."""
    if row["share"] < 0.12:
        return
    shown = percent(row["share"], language)
    if np.isfinite(row["low"]):
        shown += f"\n({number(100 * row['low'], language)}–{number(100 * row['high'], language)})"
    middle = left + 50 * row["share"]
    box = {"facecolor": "none" if dark else "white", "edgecolor": "none", "pad": 0.8}
    axes.text(middle, place, shown, ha="center", va="center", fontsize=8, color="white" if dark else INK, bbox=box)


def _from_totals(totals: pd.DataFrame, grades: Mapping[str, str], noise: float) -> pd.DataFrame:
    """Shares by part from total indices, one row each."""
    clipped = totals.clip(lower=0)
    whole = np.maximum(clipped.sum(axis=1), 1.0)
    return _parts(clipped.div(whole, axis=0) * (1 - noise), grades, noise)


def _from_rises(rises: pd.DataFrame, grades: Mapping[str, str], explained: float | np.ndarray) -> pd.DataFrame:
    """Shares by part from rises of the squared error; grades are summed first, so that their errors cancel."""
    by_grade = _by_grade(rises, grades)
    scaled = by_grade.div(by_grade.sum(axis=1), axis=0).mul(explained, axis=0)
    return _parts(scaled, {grade: grade for grade in GRADES}, 0.0)


def _scaled(rises: pd.DataFrame, grades: Mapping[str, str], explained: float | np.ndarray) -> pd.DataFrame:
    """Shares by parameter, on the scale of those by grade."""
    return rises.div(_by_grade(rises, grades).sum(axis=1), axis=0).mul(explained, axis=0)


def _by_grade(rises: pd.DataFrame, grades: Mapping[str, str]) -> pd.DataFrame:
    return rises.T.groupby(lambda name: grades.get(name, UNKNOWN)).sum().T.clip(lower=0)


def _parts(shares: pd.DataFrame, grades: Mapping[str, str], noise: float) -> pd.DataFrame:
    wrong = sorted({grade for grade in grades.values() if grade not in GRADES})
    if wrong:
        raise ValueError(f"grades: {wrong[0]!r}; allowed: {', '.join(GRADES)}")
    summed = shares.T.groupby(lambda name: grades.get(name, UNKNOWN)).sum().T
    found = summed.reindex(columns=PARTS, fill_value=0.0).assign(chance=noise)
    found[UNKNOWN] = (1 - found.drop(columns=UNKNOWN).sum(axis=1)).round(12).abs()
    return found


def _ledger(shares: pd.Series, spread: pd.DataFrame | None, method: str, explained: float) -> Ledger:
    """Put shares and their resamples together; an end of an interval that no resample gives is nan."""
    return Ledger(_limits(shares, spread).reindex(list(PARTS)).rename_axis("part"), method, explained)


def _limits(shares: pd.Series, spread: pd.DataFrame | None) -> pd.DataFrame:
    """Return share, low and high by what the shares are of."""
    ends = {"low": 2.5, "high": 97.5}
    if spread is None:
        limits = {name: pd.Series(np.nan, shares.index) for name in ends}
    else:
        limits = {name: pd.Series(np.percentile(spread, end, axis=0), spread.columns) for name, end in ends.items()}
    return pd.DataFrame({"share": shares, **limits})


def _refusal(explained: float) -> Ledger:
    table = pd.DataFrame(np.nan, pd.Index(PARTS, name="part"), ["share", "low", "high"])
    return Ledger(table, "surrogate", explained, refused=True)


def _tried(points: np.ndarray, value: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Of each surrogate, on worlds it has not seen: squared errors (world,), their rises (world, parameter)."""
    trees = ExtraTreesRegressor(120, min_samples_leaf=2, max_features=0.7, random_state=SEED)
    line = make_pipeline(StandardScaler(), LassoCV(cv=FOLDS, random_state=SEED))
    found = []
    for surrogate in (line, trees):
        errors, rises = np.empty(len(value)), np.empty(points.shape)
        for seen, unseen in KFold(FOLDS, shuffle=True, random_state=SEED).split(points):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ConvergenceWarning)  # a poor fit shows in worlds it has not seen
                surrogate.fit(points[seen], value[seen])
            errors[unseen], rises[unseen] = _rises(surrogate, points[unseen], value[unseen])
        found.append((errors, rises))
    return found


def _rises(surrogate: Any, points: np.ndarray, value: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Squared errors, and how much they rise when one parameter at a time is shuffled among the worlds."""
    count, width = points.shape
    rng = np.random.default_rng(SEED)
    errors = (value - surrogate.predict(points)) ** 2
    copies = np.broadcast_to(points, (SHUFFLES, width, count, width)).copy()
    for place in range(width):
        for shuffle in range(SHUFFLES):
            copies[shuffle, place, :, place] = rng.permutation(points[:, place])
    shuffled = surrogate.predict(copies.reshape(-1, width)).reshape(SHUFFLES, width, count)
    return errors, ((value - shuffled) ** 2).mean(axis=0).T - errors[:, None]
