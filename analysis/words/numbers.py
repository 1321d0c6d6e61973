"""Numbers, lists and counts of worlds as a reader of Swedish or English expects them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from kraftsamling.model.texts import text

NARROW_SPACE = "\u202f"
NO_BREAK = "\u00a0"
MISSING = "–"

MOST_NAMED = 6
"""Most courses or events named in one sentence."""
FEW_WORLDS = 20
"""Below so many worlds a twentieth of them is less than one: no range can be said to hold nine in ten."""


def number(value: float, language: str, digits: int = 0, *, signed: bool = False) -> str:
    """Return a number with the language's decimal mark, thin spaces between thousands and a true minus sign."""
    if not math.isfinite(value):
        return MISSING
    rounded = _rounded(value, digits)
    plain = f"{abs(rounded):,.{digits}f}".replace(",", NARROW_SPACE)
    mark = "−" if rounded < 0 else "+" if signed and rounded > 0 else ""
    return mark + (plain.replace(".", ",") if language == "sv" else plain)


def percent(share: float, language: str) -> str:
    """Return a share (0-1) in whole per cent; one that would be rounded to 0 or 1 without being it is "<1" or ">99"."""
    sign = f"{NO_BREAK if language == 'sv' else ''}%" if math.isfinite(share) else ""
    return hundredths(share) + sign


def hundredths(share: float) -> str:
    """Return the number of `percent`, where the sign stands elsewhere."""
    if not math.isfinite(share):
        return MISSING
    nearly = "<" if 0 < share < 0.005 else ">" if 0.995 < share < 1 else ""
    return f"{nearly}{whole(share)}"


def whole(share: float) -> int:
    """Return whole per cent of a finite share; none but 0 and 1 is rounded to 0 or 100."""
    rounded = int(_rounded(100 * share, 0))
    return min(max(rounded, 1), 99) if 0 < share < 1 else rounded


def _rounded(value: float, digits: int) -> Decimal:
    """Return a number to so many decimals, halves away from zero as the page and most readers have it."""
    return Decimal(float(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def points(value: float, language: str, digits: int = 1) -> str:
    """Return capacity points in words, singular or plural."""
    shown = number(value, language, digits)
    key = "answer.point" if shown in ("1", "−1") else "answer.points"
    return text(key, language, value=shown)


def threshold(smallest_difference: float, language: str) -> str:
    """Return the smallest difference worth mentioning, without needless decimals."""
    digits = 0 if smallest_difference == int(smallest_difference) else 2
    return points(smallest_difference, language, digits)


def in_years(count: int, language: str) -> str:
    """Return a number of years in words, singular or plural."""
    return text(f"report.years_{'one' if count == 1 else 'many'}", language, count=number(count, language))


def interval(low: float, high: float, language: str, digits: int = 1, *, signed: bool = False) -> str:
    """Return "low to high" in the language."""
    least, most = (number(value, language, digits, signed=signed) for value in (low, high))
    return between(least, most, language)


def between(low: str, high: str, language: str) -> str:
    """Return "low to high" of ends that are in words."""
    return f"{low} {'till' if language == 'sv' else 'to'} {high}"


def worlds(count: int, total: int, language: str, kind: str = "worlds") -> str:
    """Return in how many worlds something holds: none, some (with the share) or all.

    Args:
        kind: "worlds"; "plausible", which says so; or "of_them" for a later count of plausible worlds in a sentence.
    """
    if count in (0, total):
        return text(f"answer.{kind}_{'none' if count == 0 else 'all'}", language, total=number(total, language))
    counts = {"count": number(count, language), "total": number(total, language)}
    return text(f"answer.{kind}_some", language, **counts, share=percent(count / total, language))


def over(what: str, count: int, language: str, **values: object) -> str:
    """Return what a figure, range or line over worlds is called, as far as so many worlds can bear it.

    Args:
        what: a text of the catalogue's section `over`: it has one for many worlds, one for few, mostly one for a
            single world.
        values: what the text names besides the count.
    """
    size = "one" if count == 1 else "few" if count < FEW_WORLDS else "many"
    return text(f"over.{what}_{size}", language, count=number(count, language), **values)


def quoted(title: str, language: str) -> str:
    """Return a title in the language's quotation marks."""
    return text("answer.quote", language, title=title)


def listing(items: Sequence[str], language: str) -> str:
    """Return "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {text('answer.and', language)} {items[-1]}"


def some(titles: Sequence[str], language: str) -> str:
    """Return a list of quoted titles; of more than `MOST_NAMED` the first ones and the number of others."""
    shown = titles if len(titles) <= MOST_NAMED else titles[: MOST_NAMED - 1]
    items = [quoted(title, language) for title in shown]
    if len(shown) < len(titles):
        items.append(text("answer.others", language, count=len(titles) - len(shown)))
    return listing(items, language)


def capitalised(sentence: str) -> str:
    """Return the sentence with its first letter large and the rest as it is."""
    return sentence[:1].upper() + sentence[1:]
