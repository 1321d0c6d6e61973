"""The patterns of the report as claims with a smallest size that counts.

Smallest sizes were written down here before the first run; what was changed since stands in the log of
docs/patterns.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from kraftsamling.analysis.results.findings import finding


@finding
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


@finding
@dataclass(frozen=True)
class Claim:
    """One testable part of a pattern.

    Attributes:
        name: key of its effect and, after the pattern's id, of its text.
        size: the smallest effect that counts.
        built_in: nearly written into one equation, so a check of the code rather than a finding.
        aside: reported, but the verdict does not need it.
        filters: its opposite, by the full smallest size, rules a world out as implausible.
    """

    name: str
    size: Size
    built_in: bool = False
    aside: bool = False
    filters: bool = False


@finding
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
P03|M20 M39 M74 M78|falls:capital* kept:capital! turnover:early_capital!
P04|M32 M46 M47|low:points only_low:points
P05|M47 M56 M59 M69|edge:bound spread:early noise:early random:points?
P06|M48 M49 M61 M112|bundle:points hump:points! attention:step!
P07|M03 M04 M05 M93|gate:points! first_late:points first_early:early late:points? early:early?
P08|M39 M43 M91 M94|loss:capital! recovery:early_capital!
P09|M37 M45 M54 M55 M56|equal_money:points own_cost:per_money? legitimacy:trust!? late:points? late_trust:bound? \
calendar:points? idle:idle? steps:levels?
P10|M32 M53 M54 M109|plateau:points below:points steps:levels?
P11|M33 M35 M38 M70|busy:work* flat:bound lifted:points up:points down:points up_grows:bound? down_grows:bound?
P12|M70 M71 M73 M76 M77 M84|early:early swing:swing after:points!
P13|M21 M63 M64 M65 M66 M67 M68 M69|widens:points* uneven:unequal? closes:points small_pooled:early large_anchored:early
P14|M26 M66 M102|large:quarter! mandate:quarter! more:quarter! meetings:quarter!? capacity:points?
P15|M68 M84|concentrates:unequal! spreads:unequal* inflow:calls!
P16|M108 M109 M114|climbs:measures stalls:measures! reopens:measures*
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
"""Id, mechanisms, claims with the name of their size. ! is built in, ? an aside, * a filter of worlds."""


def _pattern(line: str) -> Pattern:
    name, mechanisms, claims = line.split("|")
    return Pattern(name, mechanisms, tuple(_claim(word) for word in claims.split()))


def _claim(word: str) -> Claim:
    name, size = word.rstrip("!?*").split(":")
    return Claim(name, SIZES[size], built_in="!" in word, aside="?" in word, filters="*" in word)


PATTERNS = {pattern.id: pattern for pattern in map(_pattern, _ROWS.strip().splitlines())}
"""All patterns and guards by id, with the smallest size of every claim."""
FILTERS = MappingProxyType(
    {pattern.id: claim.name for pattern in PATTERNS.values() for claim in pattern.claims if claim.filters}
)
"""Claims by pattern whose opposite, by the full smallest size, rules a world out."""
