"""Why two strategies end where they do: their difference split over parts by counterfactual runs (Shapley values)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import t as student

from kraftsamling.analysis.results.findings import finding

MECHANISMS, LEVERS = "mechanisms", "levers"
"""What a difference is split over: groups of mechanisms, or the settings in which two strategies differ."""
REGION = "region"
"""What the region as a whole is called in the tables."""
DROP, DROP_SHARE = 0.05, 0.03
"""Points, and share of the mean difference: a part that moves it less than the larger of the two, both first in and
last out, is left in place and not split."""
EXACT = 5
"""Parts up to which all combinations are run: orders of five take as many."""
PAIRS = (4, 8)
"""Fewest and most pairs of orders (an order and its reverse) that are sampled."""
ORDER_MARGIN = 0.05
"""Share of the mean difference within which the order may still move a mean part (95 %) when sampling stops early."""
ORDER_SEED = 20260102
LEVEL = 0.95
"""How often an interval of a mean holds the truth."""
MIN_WORLDS = 3
"""With fewer worlds no contribution is reported, because its spread cannot be estimated."""
ZERO = 1e-9
"""Points below which a part, an error or a remainder is rounding."""

Value = Callable[[Sequence[frozenset[str]]], Sequence[np.ndarray]]
"""The outcome with only these parts in place, points, (place, world), for each of several combinations."""


@finding
@dataclass(frozen=True)
class Split:
    """A difference split over parts; shares and remainder add up to the total in every place and world.

    Attributes:
        places: the region first, then its municipalities.
        parts: what was split over; `dropped`: what moves the difference too little and stayed in place.
        total: the difference in points, (place, world).
        remainder: what is left of it with no part in place, (place, world).
        shares: Shapley values, (part, place, world).
        without: the difference when one part alone is taken away, (part, place, world).
        order_error: standard error of the mean share from sampling orders, (part, place); 0 when exact.
        screening: one row per part given: first in and last out in the region, and whether it was kept.
        least: points that a part must move the difference by to be kept.
        orders: orders averaged over; 0 when every combination was run.
        evaluated: combinations run.
    """

    places: tuple[str, ...]
    parts: tuple[str, ...]
    dropped: tuple[str, ...]
    total: np.ndarray
    remainder: np.ndarray
    shares: np.ndarray
    without: np.ndarray
    order_error: np.ndarray
    screening: pd.DataFrame
    least: float
    orders: int
    evaluated: int

    def __repr__(self) -> str:
        """One line: worlds, the region's mean difference, and the parts kept."""
        mean = self.total[0].mean()
        return f"Split({mean:+.3g} points over {self.worlds} worlds, parts: {', '.join(self.parts) or 'none'})"

    @property
    def worlds(self) -> int:
        """Number of worlds."""
        return self.total.shape[1]

    @property
    def few(self) -> bool:
        """Whether the worlds are fewer than `MIN_WORLDS`."""
        return self.worlds < MIN_WORLDS

    def margin(self, values: np.ndarray, place: int, *parts: int) -> float:
        """Half width of the 95 % interval of a mean over worlds, (world,), orders of these parts included.

        Student's t, with the degrees of freedom of the sum by Welch and Satterthwaite: orders are few.
        """
        if len(values) < MIN_WORLDS:
            return np.inf
        sources = [(values.var(ddof=1) / len(values), len(values) - 1)]
        sources += [(self.order_error[part, place] ** 2, self.orders // 2 - 1) for part in parts if self.orders]
        chance = sum(variance for variance, _ in sources)
        if not chance:
            return 0.0
        freedom = chance**2 / sum(variance**2 / degrees for variance, degrees in sources)
        return float(_quantile(freedom) * np.sqrt(chance))

    def order_margin(self, place: int) -> float:
        """How far the order may still move the mean of any part in a place, 95 % for each; 0 when exact."""
        if not self.orders:
            return 0.0
        return float(_quantile(self.orders // 2 - 1) * self.order_error[:, place].max(initial=0))

    def ranked(self, place: int) -> list[int]:
        """Parts by the size of their mean share in a place, largest first, those without share left out."""
        means = self.shares[:, place].mean(axis=1)
        return [int(part) for part in np.argsort(-np.abs(means), kind="stable") if abs(means[part]) > ZERO]

    def to_frame(self) -> pd.DataFrame:
        """One row per place and part, with the total and the remainder: mean and spread over worlds, in points."""
        rows = []
        for place, name in enumerate(self.places):
            total = self.total[place]
            rows.append({"place": name, "part": "total", **_summary(total)})
            for index, part in enumerate(self.parts):
                without = self.without[index, place]
                more = {
                    "order_error": self.order_error[index, place],
                    "difference_without": without.mean(),
                    "worlds_lower_without": (without < total - ZERO).mean(),
                }
                rows.append({"place": name, "part": part, **_summary(self.shares[index, place]), **more})
            rows.append({"place": name, "part": "remainder", **_summary(self.remainder[place])})
        return pd.DataFrame(rows)


def _quantile(freedom: float) -> float:
    """Student's t by which an estimate of so many degrees of freedom reaches `LEVEL`, both sides."""
    return float(student.ppf((1 + LEVEL) / 2, freedom))


def spread(values: np.ndarray) -> dict[str, float]:
    """Mean, p05 and p95 over worlds, points, of values by world."""
    low, high = np.percentile(values, [5, 95])
    return {"mean": float(values.mean()), "p05": float(low), "p95": float(high)}


def _summary(values: np.ndarray) -> dict[str, float]:
    return spread(values) | {"worlds_above_zero": float((values > ZERO).mean())}


class _Remembered:
    """A value function whose combinations are run once; those in `always` are in place in all of them."""

    def __init__(self, value: Value, expect: Callable[[int], Any]):
        self.value, self.expect = value, expect
        self.always: frozenset[str] = frozenset()
        self.known: dict[frozenset[str], np.ndarray] = {}

    def together(self, combinations: Iterable[Iterable[str]], *, later: int = 0) -> None:
        """Run the unknown combinations in one go; `later`: largest number that may follow."""
        wanted = dict.fromkeys(self.always.union(parts) for parts in combinations)
        missing = [parts for parts in wanted if parts not in self.known]
        self.expect(len(self.known) + len(missing) + later)
        if missing:
            self.known |= zip(missing, (np.asarray(outcome, float) for outcome in self.value(missing)), strict=True)

    def __call__(self, parts: Iterable[str]) -> np.ndarray:
        chosen = self.always.union(parts)
        if chosen not in self.known:
            self.together([chosen])
        return self.known[chosen]


def split(
    value: Value,
    parts: Sequence[str],
    places: Sequence[str],
    *,
    watched: Sequence[int] = (0,),
    drop: tuple[float, float] = (DROP, DROP_SHARE),
    pairs: tuple[int, int] = PAIRS,
    expect: Callable[[int], Any] = lambda combinations: None,
) -> Split:
    """Split value(all parts) - value(no part) over the parts by Shapley values.

    First every part is taken in first and out last. One that moves no watched place by `drop` in mean size over worlds
    stays in place in all further runs: what it does is then counted in the other parts and the remainder. Up to
    `EXACT` parts every combination is run. Beyond that, random orders and their reverses are averaged until 95 % of the
    error from the order lies within `ORDER_MARGIN` in the first place, or the most pairs are reached.

    Args:
        value: the outcome with only these parts in place, (place, world), for each of several combinations.
        parts: names; the order does not matter for an exact split.
        watched: places that decide what is dropped.
        drop: in points, and as a share of the mean difference in the first place; the larger counts.
        expect: called with the number of combinations there will be at most, as far as known; at last with the number
            that there were.
    """
    run = _Remembered(value, expect)
    every = frozenset(parts)
    alone = [frozenset([part]) for part in parts]
    run.together([every, frozenset(), *alone, *(every - part for part in alone)])
    everything = run(every)
    size = abs(float(everything[0].mean()))
    least = max(drop[0], drop[1] * size)
    screening = _screen(run, parts, list(watched), least)
    kept = tuple(screening.index[screening["kept"]])
    dropped = tuple(part for part in parts if part not in kept)
    run.always = frozenset(dropped)
    lone = [[other for other in kept if other != part] for part in kept]
    if len(kept) <= EXACT:
        run.together(chosen for size in range(len(kept) + 1) for chosen in combinations(kept, size))
        shares, error, orders = _exact(run, kept, everything.shape), np.zeros((len(kept), len(places))), 0
    else:
        run.together([(), *lone], later=pairs[1] * 2 * (len(kept) - 1))
        shares, error, orders = _sampled(run, kept, ORDER_MARGIN * size, pairs)
    expect(len(run.known))
    return Split(
        places=tuple(places),
        parts=kept,
        dropped=dropped,
        total=everything,
        remainder=run(()),
        shares=shares,
        without=np.array([run(others) for others in lone]).reshape(shares.shape),
        order_error=error,
        screening=screening.reset_index(),
        least=least,
        orders=orders,
        evaluated=len(run.known),
    )


def _screen(run: _Remembered, parts: Sequence[str], watched: list[int], least: float) -> pd.DataFrame:
    """Take each part in first and out last; keep those that move a watched place."""
    rows = []
    everything, nothing = run(parts), run(())
    for part in parts:
        first = (run([part]) - nothing)[watched]
        last = (everything - run(other for other in parts if other != part))[watched]
        size = max(np.abs(effect).mean(axis=1).max() for effect in (first, last))
        kept = bool(size >= least and size > ZERO)
        rows.append({"part": part, "first_in": first[0].mean(), "last_out": last[0].mean(), "kept": kept})
    return pd.DataFrame(rows, columns=["part", "first_in", "last_out", "kept"]).set_index("part")


def _exact(run: _Remembered, parts: tuple[str, ...], shape: tuple[int, ...]) -> np.ndarray:
    """Shapley values from every combination, (part, place, world)."""
    shares = np.zeros((len(parts), *shape))
    for index, part in enumerate(parts):
        others = [other for other in parts if other != part]
        for size in range(len(parts)):
            weight = 1 / (len(parts) * comb(len(others), size))
            for chosen in combinations(others, size):
                shares[index] += weight * (run([*chosen, part]) - run(chosen))
    return shares


def _sampled(
    run: _Remembered, parts: tuple[str, ...], enough: float, pairs: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray, int]:
    """Shapley values from random orders and their reverses: shares, standard error of their means, and orders."""
    rng = np.random.default_rng(ORDER_SEED)
    orders = [[parts[place] for place in rng.permutation(len(parts))] for _ in range(pairs[1])]
    drawn: list[np.ndarray] = []
    for upto in range(pairs[0], pairs[1] + 1):
        fresh = orders[len(drawn) : upto]
        steps = [way[:size] for order in fresh for way in (order, order[::-1]) for size in range(1, len(parts))]
        run.together(steps, later=2 * (len(parts) - 1) * (pairs[1] - upto))
        drawn += [(_along(run, order, parts) + _along(run, order[::-1], parts)) / 2 for order in fresh]
        error = np.std([added.mean(axis=-1) for added in drawn], axis=0, ddof=1) / np.sqrt(len(drawn))
        if _quantile(len(drawn) - 1) * error[:, 0].max() <= enough:
            break
    return np.mean(drawn, axis=0), error, 2 * len(drawn)


def _along(run: _Remembered, order: Sequence[str], parts: Sequence[str]) -> np.ndarray:
    """What each part adds as the parts come in one after another, in the order of `parts`."""
    levels = [run(order[:size]) for size in range(len(order) + 1)]
    added = dict(zip(order, np.diff(levels, axis=0), strict=True))
    return np.array([added[part] for part in parts])
