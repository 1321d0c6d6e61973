"""The reader of a run: the language, names or letters, and how numbers, lists and counts of worlds are written."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from kraftsamling.model.inputs.region import Region
from kraftsamling.model.texts import text

NARROW_SPACE = "\u202f"
NO_BREAK = "\u00a0"
MISSING = "–"

MAX_NAMED = 6
"""Most courses or events named in one sentence."""
FEW_WORLDS = 20
"""Below so many worlds a twentieth of them is less than one: no range can be said to hold nine in ten."""
FIRST_LETTER = 2
"""The first letters, A and B, are the page's two courses: no municipality is called so."""


@dataclass(frozen=True)
class Reader:
    """Who reads: words, numbers and names come out as this reader has them.

    Attributes:
        language: "sv" or "en".
        anonymous: letters instead of municipalities' names.
        region: whose municipalities are named; None where no place is.
    """

    language: str
    anonymous: bool = False
    region: Region | None = field(default=None, compare=False)

    def say(self, key: str, **values: object) -> str:
        """Return the text `section.name` of the catalogue with `values` filled in.

        Raises:
            KeyError: the catalogue has no such text.
        """
        return text(key, self.language, **values)

    def number(self, value: float, digits: int = 0, *, signed: bool = False) -> str:
        """Return a number with the language's decimal mark, thin spaces between thousands and a true minus sign."""
        if not math.isfinite(value):
            return MISSING
        rounded = _rounded(value, digits)
        plain = f"{abs(rounded):,.{digits}f}".replace(",", NARROW_SPACE)
        mark = "−" if rounded < 0 else "+" if signed and rounded > 0 else ""
        return mark + (plain.replace(".", ",") if self.language == "sv" else plain)

    def percent(self, share: float) -> str:
        """Return a share (0-1) in whole per cent; one that would be rounded to 0 or 1 is "<1" or ">99"."""
        sign = f"{NO_BREAK if self.language == 'sv' else ''}%" if math.isfinite(share) else ""
        return hundredths(share) + sign

    def points(self, value: float, digits: int = 1, *, signed: bool = False) -> str:
        """Return capacity points in words, singular or plural."""
        return self.say("answer.points", value=self.number(value, digits, signed=signed))

    def threshold(self, smallest_difference: float) -> str:
        """Return the smallest difference worth mentioning, without needless decimals."""
        return self.points(smallest_difference, 0 if smallest_difference == int(smallest_difference) else 2)

    def in_years(self, count: int) -> str:
        """Return a number of years in words, singular or plural."""
        return self.say("report.years", count=self.number(count))

    def interval(self, low: float, high: float, digits: int = 1, *, signed: bool = False) -> str:
        """Return "low to high"."""
        return self.between(*(self.number(value, digits, signed=signed) for value in (low, high)))

    def between(self, low: str, high: str) -> str:
        """Return "low to high" of ends that are in words."""
        return self.say("answer.between", low=low, high=high)

    def worlds(self, count: int, total: int, kind: str = "worlds") -> str:
        """Return in how many worlds something holds: none, some (with the share) or all.

        Args:
            kind: "worlds"; "plausible", which says so; "of_them" for a later count of plausible worlds in a sentence.
        """
        counts = {"count": self.number(count), "total": self.number(total)}
        which = "none" if count == 0 else "all" if count == total else "some"
        share = self.percent(count / total) if which == "some" else ""
        return self.say(f"answer.{kind}", which=which, share=share, **counts)

    def over(self, what: str, count: int, **values: object) -> str:
        """Return what a figure, range or line over `count` worlds is called, as far as so many worlds can bear it.

        Args:
            what: a text of the catalogue's section `over`, which chooses by size: one, few or many worlds.
            values: what the text names besides the count.
        """
        size = "one" if count == 1 else "few" if count < FEW_WORLDS else "many"
        return self.say(f"over.{what}", size=size, count=self.number(count), **values)

    def quoted(self, title: str) -> str:
        """Return a title in the language's quotation marks."""
        return self.say("answer.quote", title=title)

    def listing(self, items: Sequence[str]) -> str:
        """Return "a, b and c"."""
        if len(items) < 2:
            return "".join(items)
        return f"{', '.join(items[:-1])} {self.say('answer.and')} {items[-1]}"

    def some(self, titles: Sequence[str]) -> str:
        """Return a list of quoted titles; of more than `MAX_NAMED` the first ones and the number of others."""
        shown = titles if len(titles) <= MAX_NAMED else titles[: MAX_NAMED - 1]
        items = [self.quoted(title) for title in shown]
        if len(shown) < len(titles):
            items.append(self.say("answer.others", count=len(titles) - len(shown)))
        return self.listing(items)

    @cached_property
    def labels(self) -> dict[str, str]:
        """What each municipality code is shown as: its name, or a letter that follows neither code nor size."""
        if self.region is None:
            return {}
        if not self.anonymous:
            return dict(zip(self.region.codes, self.region.names, strict=True))
        mixed = sorted(self.region.codes, key=lambda code: hashlib.sha256(code.encode()).hexdigest())
        return {code: letters(place + FIRST_LETTER) for place, code in enumerate(mixed)}

    def conceal(self, sentence: str) -> str:
        """Return the sentence with every municipality's name and code taken out if the reader is to see letters.

        Codes of up to three digits stay: they are numbers like any other and tell of nobody.
        """
        if not self.anonymous or self.region is None:
            return sentence
        names = [re.escape(word) for word in (*self.region.names, *self.region.seats) if word]
        hidden = re.sub(rf"\b({'|'.join(sorted(names, key=len, reverse=True))})\w*", "▢", sentence)
        codes = [re.escape(code) for code in self.region.codes if not re.fullmatch(r"\d{1,3}", code)]
        return re.sub(rf"(?<!\d)({'|'.join(codes)})(?!\d)", "▢", hidden) if codes else hidden

    @property
    def region_title(self) -> str:
        """The region's title, or only its size if the reader is to see letters; empty without a region."""
        if self.region is None:
            return ""
        if self.anonymous:
            return self.say("report.anonymous_region", count=len(self.region.codes))
        return self.region.titles[self.language]


def letters(place: int) -> str:
    """Return A, B, ..., Z, AA, AB, ... for 0, 1, 2, ..."""
    first, last = divmod(place, 26)
    return (letters(first - 1) if first else "") + chr(ord("A") + last)


def hundredths(share: float) -> str:
    """Return the number of `Reader.percent`, where the sign stands elsewhere."""
    if not math.isfinite(share):
        return MISSING
    nearly = "<" if 0 < share < 0.005 else ">" if 0.995 < share < 1 else ""
    return f"{nearly}{whole(share)}"


def whole(share: float) -> int:
    """Return whole per cent of a finite share; none but 0 and 1 is rounded to 0 or 100."""
    rounded = int(_rounded(100 * share, 0))
    return min(max(rounded, 1), 99) if 0 < share < 1 else rounded


def capitalised(sentence: str) -> str:
    """Return the sentence with its first letter large and the rest as it is."""
    return sentence[:1].upper() + sentence[1:]


def _rounded(value: float, digits: int) -> Decimal:
    """Return a number to so many decimals, halves away from zero as the page and most readers have it."""
    return Decimal(float(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
