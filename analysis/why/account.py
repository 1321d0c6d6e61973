"""What may be claimed of a split in one place: never more than the means, their margins and the worlds allow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kraftsamling.analysis.why.split import Split, spread

MIN_DIFFERENCE = 1.0
"""Points of mean difference below which no reasons are given."""
MIN_REMAINDER = 0.05
"""Points of mean remainder below which it is not mentioned."""
FEW, SMALL, UNSURE = "few", "small", "unsure"
"""Why no reasons are given: too few worlds, a small difference, one that cannot be told from zero."""


@dataclass(frozen=True)
class Account:
    """Reasons for the difference in one place, in points over worlds.

    Attributes:
        worlds: their number; above: in how many the difference is above zero.
        total, remainder: mean, p05 and p95.
        silent: why no reasons are given; "" where they are.
        foremost: positions of the largest part along the difference, of two where the runs cannot tell which is larger;
            empty where no part moves the difference, or no reasons are given.
        shares: mean share of each of them.
        most: whether the first safely bears more than half of the difference.
        without: mean difference without the first; nan where there is none.
        lower: in how many worlds that is smaller.
        effect: what taking the first away safely does: "turns" the sign, leaves less than a half ("halves"), makes it
            "less", leaves it the "same", or "unsure".
        against: position and mean share of the part that safely pulls most the other way; None where there is none.
    """

    worlds: int
    above: int
    total: dict[str, float]
    remainder: dict[str, float]
    silent: str
    foremost: tuple[int, ...] = ()
    shares: tuple[float, ...] = ()
    most: bool = False
    without: float = np.nan
    lower: int = 0
    effect: str = ""
    against: tuple[int, float] | None = None

    @property
    def remains(self) -> bool:
        """Whether the remainder is large enough to be mentioned."""
        return abs(self.remainder["mean"]) >= MIN_REMAINDER


def account(result: Split, place: int) -> Account:
    """Return what may be claimed of a split in a place (0 is the region).

    A part bears most of the difference only if its mean exceeds half of it by its margin, the worlds and the sampled
    orders both counted; two parts that lie closer than that are not told apart.
    """
    total, silent = result.total[place], _silent(result, place)
    above = int((total > 0).sum())
    whole = (result.worlds, above, spread(total), spread(result.remainder[place]), silent)
    if silent:
        return Account(*whole)
    leading = tuple(foremost(result, place))
    shares = tuple(float(result.shares[part, place].mean()) for part in leading)
    against = _against(result, place)
    if not leading:
        return Account(*whole, against=against)
    sign, without = np.sign(total.mean()), result.without[leading[0], place]
    return Account(
        *whole,
        foremost=leading,
        shares=shares,
        most=_most(result, place, leading[0]),
        without=float(without.mean()),
        lower=int((sign * without < sign * total).sum()),
        effect=_effect(result, place, leading[0]),
        against=against,
    )


def differs_from_zero(result: Split, place: int) -> bool:
    """Whether the mean difference is large enough, and sure enough, for reasons to be given."""
    return not _silent(result, place)


def foremost(result: Split, place: int) -> list[int]:
    """Return the largest part along the difference, and the second where the runs cannot tell which is larger."""
    sign = np.sign(result.total[place].mean())
    along = [part for part in result.ranked(place) if sign * result.shares[part, place].mean() > 0]
    if len(along) < 2 or _most(result, place, along[0]):
        return along[:1]
    first, second = (result.shares[part, place] for part in along[:2])
    return along[: 1 if _sure(result, sign * (first - second), place, *along[:2]) else 2]


def _silent(result: Split, place: int) -> str:
    """Why no reasons are given; "" where they are."""
    size = abs(result.total[place].mean())
    if result.few:
        return FEW
    if size < MIN_DIFFERENCE:
        return SMALL
    return "" if size > result.margin(result.total[place], place) else UNSURE


def _most(result: Split, place: int, part: int) -> bool:
    """Whether a part safely bears more than half of the difference."""
    total = result.total[place]
    return _sure(result, np.sign(total.mean()) * (result.shares[part, place] - total / 2), place, part)


def _effect(result: Split, place: int, part: int) -> str:
    """What taking a part away safely does; a comparison of two sets of runs, which no order touches."""
    total, without = result.total[place], result.without[part, place]
    sign = np.sign(total.mean())
    claims = {
        "turns": -without,
        "halves": total / 2 - without,
        "less": total - without,
        "same": without - total / 2,
    }
    return next((claim for claim, values in claims.items() if _sure(result, sign * values, place)), UNSURE)


def _against(result: Split, place: int) -> tuple[int, float] | None:
    """The part that pulls most against the difference, with its mean share, if it safely does."""
    sign = np.sign(result.total[place].mean())
    for part in result.ranked(place):
        share = result.shares[part, place]
        if sign * share.mean() < 0:
            return (part, float(share.mean())) if _sure(result, -sign * share, place, part) else None
    return None


def _sure(result: Split, values: np.ndarray, place: int, *parts: int) -> bool:
    """Whether a mean over worlds lies above zero by more than its margin, the order of these parts included."""
    return bool(values.mean() > result.margin(values, place, *parts))
