"""How the patterns of the report are judged over worlds.

An effect is one number per world: a paired difference under the same shocks, averaged over seeds, positive in the
direction that the report expects.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count

import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.model_selection import StratifiedKFold, StratifiedShuffleSplit, permutation_test_score
from sklearn.tree import DecisionTreeClassifier

from kraftsamling.analysis.patterns.claims import FILTERS, PATTERNS, Claim, Pattern
from kraftsamling.analysis.results.findings import finding
from kraftsamling.analysis.statistics.intervals import share_interval
from kraftsamling.model.vocabulary import COMPARED_DECIMALS

REPRODUCED, NOT, DEPENDS, OPEN = "reproduced", "not", "depends", "open"
MOST_WORLDS, FEW_WORLDS = 0.8, 0.2
"""Share of worlds that show all claims of a pattern: reproduced from the first, not up to the second."""
GUARDED = 0.95
"""Share of worlds in which a guard must hold."""
FOLDS, PERMUTATIONS, BEYOND_CHANCE = 5, 99, 0.01
"""A tree names what decides only if its cross-validated accuracy beats that on shuffled worlds at this level."""
MIN_WORLDS = 15
"""Worlds on either side below which no tree is tried."""
SUBSAMPLES, OF_WORLDS, RECURS = 100, 2 / 3, 0.8
"""A parameter is named if the tree of so many random parts of the worlds has it again in this share of them."""


@finding
@dataclass(frozen=True)
class Deciders:
    """What decides a pattern: parameters that a small tree names again and again, and its cross-validated accuracy."""

    names: tuple[str, ...]
    accuracy: float
    chance: float


@finding
@dataclass(frozen=True)
class Outcome:
    """What a pattern comes to over worlds.

    Attributes:
        verdict: reproduced, not, depends or open; of a guard: reproduced means that it holds. Open: the
            worlds are too few, since the interval of the share holds a border between two verdicts.
        share: worlds in which every claim that the verdict needs reaches its size; `interval`: its 95 % limits.
        claims: one row per claim: median, p05, p95, share_sign, share_size, share_opposite, worlds, and `same`: the
            effect is one in all worlds, which vary nothing that it rests on.
        deciders: where a pattern neither shows nor fails to; None where no tree beats chance.
    """

    pattern: Pattern
    verdict: str
    share: float
    claims: pd.DataFrame
    deciders: Deciders | None = None

    @property
    def worlds(self) -> int:
        """Number of worlds in which the pattern was tried."""
        return int(self.claims["worlds"].max())

    @property
    def interval(self) -> tuple[float, float]:
        """Exact 95 % limits of the share."""
        return share_interval(round(self.share * self.worlds), self.worlds)

    def shortfall(self) -> tuple[str, str]:
        """Claims that hold by themselves, of those that the verdict needs ("1/3"), and what is wrong with the weakest.

        That is opposite (as large the other way in half of the worlds), too_small (the right way in most), or absent.
        """
        needed = self.claims[~self.claims["aside"].astype(bool)]
        held = (needed["verdict_of_claim"] == REPRODUCED).sum()
        weakest = needed.sort_values(["share_size", "share_sign"]).iloc[0]
        right = "too_small" if weakest["share_sign"] >= MOST_WORLDS else "absent"
        return f"{held}/{len(needed)}", "opposite" if weakest["share_opposite"] >= 0.5 else right

    def to_frame(self) -> pd.DataFrame:
        """One row per claim, those of the whole pattern repeated."""
        whole = {
            "verdict": self.verdict,
            "kind": self.pattern.kind,
            "share_all_claims": self.share,
            "share_low": self.interval[0],
            "share_high": self.interval[1],
            "decided_by": " ".join(self.deciders.names) if self.deciders else "",
            "tree_accuracy": self.deciders.accuracy if self.deciders else np.nan,
        }
        rows = self.claims.rename_axis("claim").reset_index().assign(**whole)
        rows.insert(0, "pattern", self.pattern.id)
        return rows


@finding
@dataclass(frozen=True)
class PatternsFinding:
    """All patterns and guards, judged.

    Attributes:
        outcomes: one per pattern, in the order of the report.
        effects: one row per world, one column PATTERN_CLAIM per claim, in the claim's unit; blank in worlds in which a
            costly pattern was not tried.
        filtered: the worlds are plausible ones; patterns that the filter uses then count as no validation.
    """

    outcomes: tuple[Outcome, ...]
    effects: pd.DataFrame
    filtered: bool = False

    @property
    def worlds(self) -> int:
        """Number of worlds in which patterns were tried, at most."""
        return max(outcome.worlds for outcome in self.outcomes)

    @property
    def counted(self) -> tuple[Outcome, ...]:
        """The outcomes that are counted: all, or those that the filter of the worlds does not use."""
        return tuple(each for each in self.outcomes if not (self.filtered and each.pattern.id in FILTERS))

    def to_frame(self) -> pd.DataFrame:
        """One row per claim, with the verdict on its pattern."""
        return pd.concat([outcome.to_frame() for outcome in self.outcomes], ignore_index=True)

    def __repr__(self) -> str:
        return f"PatternsFinding({len(self.outcomes)} patterns and guards, {self.worlds} worlds)"


def find(
    effects: Mapping[str, Mapping[str, np.ndarray]], worlds: pd.DataFrame, *, filtered: bool = False
) -> PatternsFinding:
    """Judge patterns by the effects of their claims.

    Args:
        effects: by id of the pattern, by claim, (world,); a costly test used the first worlds only.
        worlds: one row per world, one column per parameter.
        filtered: whether these are plausible worlds.

    Raises:
        ValueError: effects that are not those of a pattern, or not finite.
    """
    outcomes = []
    for name, by_claim in effects.items():
        used = len(next(iter(by_claim.values())))
        outcomes.append(judge(PATTERNS[name], by_claim, worlds.iloc[:used]))
    columns = {
        f"{name}_{claim}": pd.Series(values) for name, by_claim in effects.items() for claim, values in by_claim.items()
    }
    return PatternsFinding(tuple(outcomes), pd.DataFrame(columns).rename_axis("world"), filtered)


def verdict_rows(outcomes: Iterable[Outcome]) -> pd.DataFrame:
    """One row per pattern or guard: pattern, verdict, kind, share of worlds with all its claims, decided_by, worlds."""
    rows = [
        {
            "pattern": outcome.pattern.id,
            "verdict": outcome.verdict,
            "kind": outcome.pattern.kind,
            "share": outcome.share,
            "decided_by": " ".join(outcome.deciders.names) if outcome.deciders else "",
            "worlds": outcome.worlds,
        }
        for outcome in outcomes
    ]
    return pd.DataFrame(rows)


def reaches(effect: np.ndarray, minimum: float) -> np.ndarray:
    """Whether the effect of each world has the expected sign and the size, (world,)."""
    rounded = np.round(effect, COMPARED_DECIMALS)
    return (rounded >= minimum) & ((rounded > 0) | (minimum == 0))


def judge(pattern: Pattern, effects: Mapping[str, np.ndarray], worlds: pd.DataFrame) -> Outcome:
    """Judge a pattern by the effects of its claims, (world,) each; `worlds` holds their parameters.

    Raises:
        ValueError: effects that are not those of the pattern, or not finite.
    """
    names = [claim.name for claim in pattern.claims]
    if sorted(effects) != sorted(names) or not all(np.isfinite(effect).all() for effect in effects.values()):
        raise ValueError(f"{pattern.id}: finite effects of {names} wanted, got {sorted(effects)}")
    rows = {claim.name: _row(claim, effects[claim.name]) for claim in pattern.claims}
    table = pd.DataFrame.from_dict(rows, orient="index")
    needed = [reaches(effects[claim.name], claim.size.minimum) for claim in pattern.claims if not claim.aside]
    shown = np.all(needed, axis=0)
    verdict = verdict_of(int(shown.sum()), len(shown), pattern.guard)
    decided = deciders(worlds, shown) if verdict in (DEPENDS, OPEN) else None
    return Outcome(pattern, verdict, float(shown.mean()), table, decided)


def verdict_of(shown: int, worlds: int, guard: bool = False) -> str:
    """Verdict where so many of the worlds show all claims; a guard must hold in nearly all.

    Open where the exact 95 % interval of the share holds a border between two verdicts.
    """
    few, most = FEW_WORLDS, GUARDED if guard else MOST_WORLDS
    low, high = share_interval(shown, worlds)
    if low >= most:
        return REPRODUCED
    if high <= few:
        return NOT
    return DEPENDS if few < low and high < most else OPEN


def min_worlds(guard: bool = False) -> int:
    """Smallest number of worlds that can bear any verdict: all of them showing the same."""
    return next(worlds for worlds in count(1) if verdict_of(worlds, worlds, guard) == REPRODUCED)


def _row(claim: Claim, effect: np.ndarray) -> dict[str, object]:
    low, middle, high = np.quantile(effect, (0.05, 0.5, 0.95))
    reached = reaches(effect, claim.size.minimum)
    return {
        "unit": claim.size.unit,
        "minimum": claim.size.minimum,
        "built_in": claim.built_in,
        "aside": claim.aside,
        "same": len(effect) > 1 and np.ptp(effect) <= 10.0**-COMPARED_DECIMALS,
        "median": middle,
        "p05": low,
        "p95": high,
        "share_sign": (np.round(effect, COMPARED_DECIMALS) > 0).mean(),
        "share_size": reached.mean(),
        "share_opposite": reaches(-effect, max(claim.size.minimum, 10.0**-COMPARED_DECIMALS)).mean(),
        "worlds": len(effect),
        "verdict_of_claim": verdict_of(int(reached.sum()), len(effect)),
    }


def deciders(worlds: pd.DataFrame, shown: np.ndarray) -> Deciders | None:
    """Parameters that separate worlds that show a pattern from those that do not: a tree of depth two.

    Returns:
        parameters that recur in trees of random parts of the worlds, those that separate best first. None where there
        are none, or where the tree's balanced accuracy under cross-validation does not beat that on shuffled worlds.
    """
    if min(shown.sum(), (~shown).sum()) < MIN_WORLDS:
        return None
    leaf = max(5, len(shown) // 20)
    tree = DecisionTreeClassifier(max_depth=2, min_samples_leaf=leaf, class_weight="balanced", random_state=0)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    accuracy, _, p = permutation_test_score(
        tree, worlds, shown, cv=folds, scoring="balanced_accuracy", n_permutations=PERMUTATIONS, random_state=0
    )
    if p > BEYOND_CHANCE:
        return None
    weight = pd.Series(tree.fit(worlds, shown).feature_importances_, worlds.columns)
    named = weight[(weight > 0) & recurring(tree, worlds, shown)]
    names = named.sort_values(ascending=False, kind="stable").index
    return Deciders(tuple(names), float(accuracy), 0.5) if len(names) else None


def recurring(tree: DecisionTreeClassifier, worlds: pd.DataFrame, shown: np.ndarray) -> np.ndarray:
    """Whether the tree names a parameter in most of its fits to random parts of the worlds, (parameter,)."""
    parts = StratifiedShuffleSplit(SUBSAMPLES, train_size=OF_WORLDS, random_state=0)
    fits = (clone(tree).fit(worlds.iloc[part], shown[part]) for part, _ in parts.split(worlds, shown))
    return np.mean([fit.feature_importances_ > 0 for fit in fits], axis=0) >= RECURS
