"""What an answer rests on: the share of its variance carried by assumptions, by dialogues, by facts and by chance.

The shares add up: a grade of evidence is one factor, whose first-order index holds what all its parameters carry by
themselves, interplay among them included. What is left is interplay between grades, which belongs to none of them.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from sklearn.base import clone
from sklearn.compose import TransformedTargetRegressor
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LassoCV
from sklearn.model_selection import KFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import QuantileTransformer, StandardScaler

from analysis.figures_style import BLUE, GREY, INK, LIGHT_BLUE, MID_BLUE, PALE, canvas, quiet, wrapped
from analysis.sensitivity import LEAST_POINTS
from analysis.wording import listing, number, percent, whole
from model.parameters import parameters
from model.texts import text

GRADES = ("assumption", "one dialogue", "several", "theory", "authors", "fact")
INTERPLAY, CHANCE, UNKNOWN = "interplay", "chance", "unknown"
"""What no grade carries by itself: interplay between grades, chance in the seeds, what the surrogate leaves open."""
PARTS = (*GRADES, INTERPLAY, CHANCE, UNKNOWN)
LEAST_EXPLAINED = 0.5
"""A surrogate that foretells less than this share of the variance of worlds it has not seen gives no ledger."""
LEAST_WORLDS = 50
SURE, LOOSE = 0.05, 0.25
"""Half-widths of the widest interval up to which shares are told as they are, and beyond which none is told."""
BACKGROUND = 64
"""Worlds over which a surrogate's parameters of other grades are averaged out."""
FOLDS, SHUFFLES, RESAMPLES, SEED = 5, 2, 500, 20260301
SCORES = 40
"""Quantiles between which normal scores of an outcome are read off; no more than `LEAST_WORLDS` less a fold."""
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
    INTERPLAY: {"facecolor": "#c7c0dd", "hatch": "\\\\"},
    UNKNOWN: {"facecolor": "white", "hatch": "xx"},
}


@dataclass(frozen=True)
class Ledger:
    """What one answer rests on.

    Attributes:
        table: by part (`PARTS`): share of the variance, low and high end of its 95 % interval (nan where unknown); the
            shares add up to 1, and are nan where the ledger is refused. A surrogate's shares are the least that they
            can be.
        method: "indices" (a Sobol' design) or "surrogate" (an ordinary sample of worlds).
        explained: share of the variance that the surrogate foretells in worlds it has not seen; 1 for indices.
        refused: the surrogate explains too little, or the design is too small or its intervals too wide.
        sure: the sample is enough and no interval reaches further than `SURE`; else only the intervals are told.
        weights: by parameter, largest first, the same three figures of its total share: interplay is counted with each
            parameter that has a part in it, so that they may add up to more than `explained`. None where the ledger is
            refused or made from indices.
    """

    table: pd.DataFrame
    method: str
    explained: float
    refused: bool = False
    sure: bool = True
    weights: pd.DataFrame | None = None

    def to_frame(self) -> pd.DataFrame:
        """One row per part, with method, what it explains and what may be told of it."""
        about = {name: getattr(self, name) for name in ("method", "explained", "refused", "sure")}
        return self.table.reset_index().assign(**about)


def ledger_from_indices(
    alone: Mapping[str, float] | pd.Series,
    draws: pd.DataFrame,
    *,
    points: int,
    noise: float = 0.0,
    enough: bool = True,
) -> Ledger:
    """Ledger from first-order indices of evidence grades, each grade one factor of a Sobol' design.

    Indices are clipped at 0, and scaled where sampling error alone makes them add up to more than 1, which true ones
    never do.

    Args:
        alone: first-order index by grade.
        draws: the same in bootstrap resamples, one row each.
        points: base points of the sample; fewer than `LEAST_POINTS` give no ledger.
        noise: share of the answer's variance that is chance; nan, where it is not known, counts as none.
        enough: whether the sample has settled; if not, only intervals are told.

    Raises:
        ValueError: a grade that there is none of.
    """
    noise = noise if np.isfinite(noise) else 0.0
    shares, spread = (_parts(table, 1 - noise, noise) for table in (pd.DataFrame([dict(alone)]), draws))
    table = _limits(shares.iloc[0], spread).rename_axis("part")
    half = _half_width(table)
    if points < LEAST_POINTS or not half <= LOOSE:
        return _refusal("indices", 1.0)
    return Ledger(table, "indices", 1.0, sure=enough and half <= SURE)


def ledger_from_worlds(worlds: pd.DataFrame, outcome: pd.Series, grades: Mapping[str, str] | None = None) -> Ledger:
    """Ledger from an ordinary sample of worlds, through a surrogate that is always tried on worlds it has not seen.

    Linear regression, the same on normal scores of the outcome, and boosted trees are tried and the best is taken. A
    grade's share is the covariance of the outcome, in worlds the surrogate has not seen, with what the surrogate
    foretells from that grade's parameters alone, all others averaged out. Interplay that the surrogate misses, as a
    straight line does all of it, stays unknown, and so does chance. Much of the former may belong to a grade: a share
    is therefore the low end of its interval, at least so much, and the high end would give it all that is unknown.
    Shuffling one parameter among unseen worlds raises the squared error by twice its total index times the variance,
    which gives `weights`. Intervals come from resampling worlds, not from fitting anew; those of `weights` do not count
    what the surrogate misses.

    Args:
        worlds: one row per world, one column per parameter; parameters must vary independently.
        outcome: by world, seeds averaged, on the same index; the order of its rows makes no difference.
        grades: evidence grade by parameter; None reads parameters.csv.

    Raises:
        ValueError: an outcome that is not finite, or not on the worlds' index.
    """
    if not outcome.index.equals(worlds.index) or not np.isfinite(outcome.to_numpy(float)).all():
        raise ValueError("outcome: must be finite and stand on the index of worlds")
    grades = {name: row.evidence for name, row in parameters().items()} if grades is None else grades
    varying = worlds.loc[:, worlds.nunique() > 1].sort_index()
    value = outcome.sort_index().to_numpy(float)
    if len(value) < LEAST_WORLDS or not np.ptp(value) > 0 or varying.empty:
        return _refusal("surrogate", np.nan)
    points = varying.rank(pct=True).to_numpy()
    fitted, errors = max(_tried(points, value), key=lambda found: -found[1].mean())
    explained = float(1 - errors.mean() / value.var())
    if explained < LEAST_EXPLAINED:
        return _refusal("surrogate", explained)
    graded = np.array([grades.get(name, UNKNOWN) for name in varying])
    told, alone, rises = _read(fitted, points, value, graded)
    drawn = np.random.default_rng(SEED).multinomial(len(value), np.full(len(value), 1 / len(value)), RESAMPLES)
    drawn = np.vstack([np.full(len(value), 1 / len(value)), drawn / len(value)])
    known = np.clip(1 - drawn @ errors / (drawn @ value**2 - (drawn @ value) ** 2), 0, 1)
    told = drawn @ told
    shares = _parts((drawn @ alone).div(told, axis=0), known, 0.0)
    weights = (drawn @ pd.DataFrame(rises, columns=list(varying))).clip(lower=0).mul(known / (2 * told), axis=0)
    limits = _limits(weights.iloc[0], weights.iloc[1:]).sort_values("share", ascending=False, kind="stable")
    table = _at_least(_limits(shares.iloc[0], shares.iloc[1:])["low"]).rename_axis("part")
    return Ledger(table, "surrogate", explained, sure=False, weights=limits)


def _at_least(low: pd.Series) -> pd.DataFrame:
    """Shares of which only low ends are known: what they leave may belong to any part, and is nobody's until told."""
    known = low.reindex(GRADES).clip(lower=0)
    left = 1 - known.sum()
    share = known.reindex(PARTS, fill_value=0.0)
    table = pd.DataFrame({"share": share, "low": share, "high": share + left})
    table.loc[UNKNOWN, ["share", "low", "high"]] = left, 0.0, left
    return table


def sentence(ledger: Ledger, language: str) -> str:
    """Return the ledger in one sentence."""
    if ledger.refused and ledger.method == "indices":
        return text("ledger.too_wide", language, widest=percent(LOOSE, language), least=LEAST_POINTS)
    if ledger.refused and not np.isfinite(ledger.explained):
        return text("ledger.too_few", language, least=number(LEAST_WORLDS, language))
    if ledger.refused:
        return text("ledger.refused", language, explained=percent(max(ledger.explained, 0.0), language))
    told = {"parts": listing(list(_in_words(ledger, language)), language)}
    told["explained"] = percent(ledger.explained, language)
    told |= {name: percent(ledger.table.loc[name, "share"], language) for name in (CHANCE, UNKNOWN)}
    unsure = "_unsure" if ledger.method == "indices" and not ledger.sure else ""
    return text(f"ledger.by_{ledger.method}{unsure}", language, **told)


def _in_words(ledger: Ledger, language: str) -> Iterator[str]:
    """Yield each part that parameters carry, grades by size, interplay last; its interval where shares are unsure."""
    grades = ledger.table.loc[list(GRADES)].sort_values("share", ascending=False, kind="stable")
    if ledger.method == "surrogate":
        for part, row in grades[grades["low"] >= NAMED].iterrows():
            yield text(
                "ledger.part_least", language, low=percent(row["low"], language), what=named(str(part), language)
            )
        return
    for part, row in pd.concat([grades, ledger.table.loc[[INTERPLAY]]]).iterrows():
        what = named(str(part), language)
        low, high = (percent(row[end], language) for end in ("low", "high"))
        if not ledger.sure and row["high"] >= NAMED:
            yield text("ledger.part_between", language, low=low, high=high, what=what)
        elif ledger.sure and row["share"] >= NAMED:
            yield text("ledger.part", language, share=percent(row["share"], language), what=what)


def named(part: str, language: str) -> str:
    """Return what a part of the ledger is called."""
    return text(f"ledger.{part.replace(' ', '_')}", language)


def draw_ledger(ledgers: Mapping[str, Ledger], language: str) -> Figure:
    """Draw one bar per answer, by its title: what the answer's variance rests on. Refused ledgers have an empty bar."""
    figure = canvas(1.9 + 0.62 * len(ledgers), text("ledger.title", language), text("ledger.note", language))
    axes = figure.subplots()
    for place, ledger in enumerate(ledgers.values()):
        left = 0.0
        for part in PARTS if not ledger.refused else ():
            width = 100 * ledger.table.loc[part, "share"]
            if ledger.table.loc[part, "share"] < NAMED:
                continue
            axes.barh(place, width, 0.68, left, edgecolor=INK, linewidth=0.5, **_LOOKS[part])
            _mark(axes, place, left, ledger.table.loc[part], language, dark=part == "assumption", sure=ledger.sure)
            left += width
        if ledger.refused:
            axes.text(1, place, text("ledger.not_told", language), va="center", color=GREY)
    axes.set_yticks(range(len(ledgers)), [_labelled(title, ledger, language) for title, ledger in ledgers.items()])
    axes.set_ylim(len(ledgers) - 0.4, -0.6)
    axes.set_xlim(0, 100)
    axes.set_xlabel(text("ledger.axis", language))
    quiet(axes)
    keys = [Patch(edgecolor=INK, linewidth=0.5, label=named(part, language), **_LOOKS[part]) for part in PARTS]
    figure.legend(handles=keys, loc="outside lower left", ncols=4, frameon=False)
    return figure


def _labelled(title: str, ledger: Ledger, language: str) -> str:
    """Title of a bar, with the reservation that its shares need."""
    if ledger.sure or ledger.refused:
        return wrapped(title, 40)
    return (
        f"{wrapped(title, 40)}\n{text('ledger.least' if ledger.method == 'surrogate' else 'ledger.unsure', language)}"
    )


def _mark(axes: Any, place: int, left: float, row: pd.Series, language: str, *, dark: bool, sure: bool) -> None:
    """Write a share, where it is sure, and its interval into its piece of the bar where there is room."""
    if row["share"] < 0.12:
        return
    limits = f"({whole(row['low'])}–{whole(row['high'])})"
    shown = f"{percent(row['share'], language)}\n{limits}" if sure else limits
    middle = left + 50 * row["share"]
    box = {"facecolor": "none" if dark else "white", "edgecolor": "none", "pad": 0.8}
    axes.text(middle, place, shown, ha="center", va="center", fontsize=8, color="white" if dark else INK, bbox=box)


def _parts(alone: pd.DataFrame, known: float | np.ndarray, noise: float) -> pd.DataFrame:
    """Shares by part from first-order indices by grade, one row each, of which parameters carry `known` in all."""
    wrong = sorted(set(alone) - {*GRADES, UNKNOWN})
    if wrong:
        raise ValueError(f"grades: {wrong[0]!r}; allowed: {', '.join(GRADES)}")
    clipped = alone.clip(lower=0)
    shares = clipped.div(np.maximum(clipped.sum(axis=1), 1), axis=0).mul(known, axis=0)
    found = shares.reindex(columns=PARTS, fill_value=0.0).assign(chance=noise)
    found[INTERPLAY] = (known - shares.sum(axis=1)).round(12).abs()
    found[UNKNOWN] += np.abs(np.round(1 - noise - known, 12))
    return found


def _limits(shares: pd.Series, spread: pd.DataFrame) -> pd.DataFrame:
    """Return share, low and high by what the shares are of."""
    ends = {"low": 2.5, "high": 97.5}
    limits = {name: pd.Series(np.percentile(spread, end, axis=0), spread.columns) for name, end in ends.items()}
    return pd.DataFrame({"share": shares, **limits})


def _half_width(table: pd.DataFrame) -> float:
    """Half the width of the widest interval; nan if any is unknown."""
    return float(((table["high"] - table["low"]) / 2).max(skipna=False))


def _refusal(method: str, explained: float) -> Ledger:
    table = pd.DataFrame(np.nan, pd.Index(PARTS, name="part"), ["share", "low", "high"])
    return Ledger(table, method, explained, refused=True, sure=False)


Fitted = Sequence[tuple[Any, np.ndarray]]
"""Surrogates, each with the places of the worlds it has not seen."""


def _tried(points: np.ndarray, value: np.ndarray) -> Sequence[tuple[Fitted, np.ndarray]]:
    """Each kind of surrogate, fitted with one part of the worlds left out at a time, and squared errors there."""
    trees = GradientBoostingRegressor(n_estimators=150, max_depth=4, subsample=0.5, random_state=SEED)
    line = make_pipeline(StandardScaler(), LassoCV(cv=FOLDS, random_state=SEED))
    # Differences have long tails: what works in proportion is a straight line in normal scores.
    scores = QuantileTransformer(n_quantiles=SCORES, output_distribution="normal")
    bent = TransformedTargetRegressor(line, transformer=scores)
    found = []
    for surrogate in (line, bent, trees):
        errors = np.empty(len(value))
        fitted: list[tuple[Any, np.ndarray]] = []
        for seen, unseen in KFold(FOLDS, shuffle=True, random_state=SEED).split(points):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ConvergenceWarning)  # a poor fit shows in worlds it has not seen
                fitted.append((clone(surrogate).fit(points[seen], value[seen]), unseen))
            errors[unseen] = (value[unseen] - fitted[-1][0].predict(points[unseen])) ** 2
        found.append((fitted, errors))
    return found


def _read(
    fitted: Fitted, points: np.ndarray, value: np.ndarray, graded: np.ndarray
) -> tuple[np.ndarray, pd.DataFrame, np.ndarray]:
    """Covariance of outcome and surrogate (world,), the same by grade alone (world, grade), rises (world, parameter).

    Covariances are terms whose mean over worlds they are; rises are those of the squared error when one parameter is
    shuffled.
    """
    told, rises = np.empty(len(value)), np.empty(points.shape)
    alone = pd.DataFrame(0.0, range(len(value)), sorted(set(graded)))
    for surrogate, unseen in fitted:
        own, off = points[unseen], value[unseen] - value[unseen].mean()
        foretold = surrogate.predict(own)
        told[unseen] = off * (foretold - foretold.mean())
        rises[unseen] = _rises(surrogate, own, value[unseen])
        for grade in alone:
            by_grade = _alone(surrogate, own, graded == grade)
            alone.loc[unseen, grade] = off * (by_grade - by_grade.mean())
    return told, alone, rises


def _alone(surrogate: Any, points: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """What the surrogate foretells from the kept parameters, the others averaged over worlds of their own, (world,).

    The same worlds serve all, so that an additive surrogate shows no interplay at all.
    """
    others = np.random.default_rng(SEED).permutation(points)[:BACKGROUND]
    copies = np.where(kept, points[:, None], others)
    return surrogate.predict(copies.reshape(-1, len(kept))).reshape(len(points), -1).mean(axis=1)


def _rises(surrogate: Any, points: np.ndarray, value: np.ndarray) -> np.ndarray:
    """How much squared errors rise when one parameter at a time is shuffled among the worlds, (world, parameter)."""
    count, width = points.shape
    rng = np.random.default_rng(SEED)
    copies = np.broadcast_to(points, (SHUFFLES, width, count, width)).copy()
    for place in range(width):
        for shuffle in range(SHUFFLES):
            copies[shuffle, place, :, place] = rng.permutation(points[:, place])
    shuffled = surrogate.predict(copies.reshape(-1, width)).reshape(SHUFFLES, width, count)
    errors = (value - surrogate.predict(points)) ** 2
    return ((value - shuffled) ** 2).mean(axis=0).T - errors[:, None]
