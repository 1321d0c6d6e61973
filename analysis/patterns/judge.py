"""The patterns of the report as claims with a smallest size that counts, and how they are judged over worlds.

An effect is one number per world: a paired difference under the same shocks, averaged over seeds, positive in the
direction that the report expects. Smallest sizes were written down here before the first run;
what was changed since stands in the log of docs/patterns.md.
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

from kraftsamling.analysis.statistics.intervals import share_interval

REPRODUCED, NOT, DEPENDS, OPEN = "reproduced", "not", "depends", "open"
MOST_WORLDS, FEW_WORLDS = 0.8, 0.2
"""Share of worlds that show all claims of a pattern: reproduced from the first, not up to the second."""
GUARDED = 0.95
"""Share of worlds in which a guard must hold."""
FOLDS, PERMUTATIONS, BEYOND_CHANCE = 5, 99, 0.01
"""A tree names what decides only if its cross-validated accuracy beats that on shuffled worlds at this level."""
FEWEST = 15
"""Worlds on either side below which no tree is tried."""
SUBSAMPLES, OF_WORLDS, RECURS = 100, 2 / 3, 0.8
"""A parameter is named if the tree of so many random parts of the worlds has it again in this share of them."""
_DIGITS = 9


@dataclass(frozen=True)
class Size:
    """Smallest effect that counts and its unit; why this much stands among the texts of the patterns."""

    minimum: float
    unit: str


SIZES = {
    "points": Size(0.5, "points"),
    "early": Size(0.25, "points"),
    "capital": Size(0.5, "points of a capital"),
    "early_capital": Size(0.25, "points of a capital"),
    "per_money": Size(0.5, "points per SEK 100m"),
    "trust": Size(0.02, "share"),
    "taking_part": Size(0.05, "share"),
    "idle": Size(0.05, "share"),
    "levels": Size(0.5, "levels"),
    "measures": Size(0.02, "share"),
    "calls": Size(0.02, "share"),
    "unequal": Size(0.01, "Gini"),
    "quarter": Size(1.0, "quarters"),
    "step": Size(1.0, "measures"),
    "delivery": Size(0.05, "share"),
    "swing": Size(0.1, "points"),
    "work": Size(0.5, "person-years a year"),
    "half": Size(0.5, "share"),
    "steep": Size(0.3, "share"),
    "nearly_all": Size(0.8, "share"),
    "bimodal": Size(5.0, "points"),
    "shape": Size(0.1, "share"),
    "bound": Size(0.0, "margin"),
}
"""Sizes by name."""


@dataclass(frozen=True)
class Claim:
    """One testable part of a pattern.

    Attributes:
        name: key of its effect and, after the pattern's id, of its text.
        size: the smallest effect that counts.
        built_in: nearly written into one equation, so a check of the code rather than a finding.
        aside: reported, but the verdict does not need it.
    """

    name: str
    size: Size
    built_in: bool = False
    aside: bool = False


@dataclass(frozen=True)
class Pattern:
    """A pattern (P) or a guard (G) of the report, and its claims."""

    id: str
    mechanisms: str
    claims: tuple[Claim, ...]

    @property
    def guard(self) -> bool:
        """Whether it is something that a model should not show."""
        return self.id.startswith("G")

    @property
    def kind(self) -> str:
        """Guard; or verification where all that decides is built in, validation where nothing is, else mixed."""
        if self.guard:
            return "guard"
        built = {claim.built_in for claim in self.claims if not claim.aside}
        return "mixed" if len(built) > 1 else "verification" if built == {True} else "validation"


_ROWS = """
P01|M16 M20 M22 M24|received:points! inputs:points!
P02|M16 M25 M27 M33|lowest:points! form:points!?
P03|M20 M39 M74 M78|falls:capital kept:capital! turnover:early_capital!
P04|M32 M46 M47|low:points only_low:points
P05|M47 M56 M59 M69|edge:bound spread:early noise:early random:points?
P06|M48 M49 M61 M112|bundle:points hump:points! attention:step!
P07|M03 M04 M05 M93|gate:points! first_late:points first_early:early late:points? early:early?
P08|M39 M43 M91 M94|loss:capital! recovery:early_capital!
P09|M37 M45 M54 M55 M56|equal_money:points own_cost:per_money? legitimacy:trust!? late:points? late_trust:bound? \
calendar:points? idle:idle? steps:levels?
P10|M32 M53 M54 M109|plateau:points below:points steps:levels?
P11|M33 M35 M38 M70|busy:work flat:bound lifted:points up:points down:points up_grows:bound? down_grows:bound?
P12|M70 M71 M73 M76 M77 M84|early:early swing:swing after:points!
P13|M21 M63 M64 M65 M66 M67 M68 M69|widens:points uneven:unequal? closes:points small_pooled:early large_anchored:early
P14|M26 M66 M102|large:quarter! mandate:quarter! more:quarter! meetings:quarter!? capacity:points?
P15|M68 M84|concentrates:unequal! spreads:unequal inflow:calls!
P16|M108 M109 M114|climbs:measures stalls:measures! reopens:measures
P17|M67 M76 M110 M111|small:early! copied:measures! supported:measures alike:taking_part!
P18|M79 M104 M105 M106 M107|linked:points fades:half! upkeep:early after:early
P19|M40 M90 M119|narrative:points! only_there:early! ignored:taking_part!
P20|M23 M38 M118 M120|steep:steep early_cut:nearly_all trust:steep? seeds:bimodal?
P21|M118|dip:delivery! rise:points below:quarter? change:delivery!? startup:delivery!? slack:delivery!?
G1|M74 M77|bounded:bound upkeep:bound
G2|M61 M112|turns:points
G3|M47|profiles:shape
G4|M56|blind:bound seeing:levels?
G5|M118|nothing:bound paid:bound
"""
"""Id, mechanisms, claims with the name of their size. ! is built in, ? an aside."""


def _pattern(line: str) -> Pattern:
    name, mechanisms, claims = line.split("|")
    return Pattern(name, mechanisms, tuple(_claim(word) for word in claims.split()))


def _claim(word: str) -> Claim:
    name, size = word.rstrip("!?").split(":")
    return Claim(name, SIZES[size], "!" in word, "?" in word)


PATTERNS = {pattern.id: pattern for pattern in map(_pattern, _ROWS.strip().splitlines())}
"""All patterns and guards by id, with the smallest size of every claim."""


@dataclass(frozen=True)
class Deciders:
    """What decides a pattern: parameters that a small tree names again and again, and its cross-validated accuracy."""

    names: tuple[str, ...]
    accuracy: float
    chance: float


@dataclass(frozen=True)
class Outcome:
    """What a pattern comes to over worlds.

    Attributes:
        verdict: reproduced, not, depends or open; of a guard: reproduced means that it holds. Open: the
            worlds are too few to tell, since the interval of the share holds a border between two verdicts.
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
        """How many of the claims that the verdict needs hold by themselves ("1/3"), and what is wrong with the weakest.

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
    rounded = np.round(effect, _DIGITS)
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
    found = deciders(worlds, shown) if verdict in (DEPENDS, OPEN) else None
    return Outcome(pattern, verdict, float(shown.mean()), table, found)


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


def fewest_worlds(guard: bool = False) -> int:
    """Fewest worlds that can bear any verdict: all of them showing the same."""
    return next(worlds for worlds in count(1) if verdict_of(worlds, worlds, guard) == REPRODUCED)


def _row(claim: Claim, effect: np.ndarray) -> dict[str, object]:
    low, middle, high = np.quantile(effect, (0.05, 0.5, 0.95))
    reached = reaches(effect, claim.size.minimum)
    return {
        "unit": claim.size.unit,
        "minimum": claim.size.minimum,
        "built_in": claim.built_in,
        "aside": claim.aside,
        "same": len(effect) > 1 and np.ptp(effect) <= 10.0**-_DIGITS,
        "median": middle,
        "p05": low,
        "p95": high,
        "share_sign": (np.round(effect, _DIGITS) > 0).mean(),
        "share_size": reached.mean(),
        "share_opposite": reaches(-effect, max(claim.size.minimum, 10.0**-_DIGITS)).mean(),
        "worlds": len(effect),
        "verdict_of_claim": verdict_of(int(reached.sum()), len(effect)),
    }


def deciders(worlds: pd.DataFrame, shown: np.ndarray) -> Deciders | None:
    """Which parameters tell worlds that show a pattern from those that do not: a tree of depth two.

    Returns:
        parameters that recur in trees of random parts of the worlds, most telling first. None where there are none, or
        where the tree's balanced accuracy under cross-validation does not beat that on shuffled worlds.
    """
    if min(shown.sum(), (~shown).sum()) < FEWEST:
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
