# ruff: noqa: RUF009 (the calls declare fields, they make no shared default)
"""Decisions of the mobilising actor: ambition, money, forms, targeting and the rest of a course of action."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from os import PathLike
from typing import Any

from kraftsamling.model.errors import InputError, check_keys
from kraftsamling.model.inputs import reader
from kraftsamling.model.inputs.governance import Governance, laid_over, read_governance
from kraftsamling.model.inputs.measures import PLAN, check_measure, with_required
from kraftsamling.model.inputs.reader import FIRST_CALENDAR_YEAR, Place
from kraftsamling.model.vocabulary import CAPITALS, FORMS

AMBITION_POLICIES = ("none", "fixed", "calendar", "gated")
GATES = ("mean", "minimum")
FORM_POLICIES = ("mix", "sequence", "reverse", "gap", "random")
MATCHING_POLICIES = ("linked", "alike", "random")
PORTFOLIO_POLICIES = ("need", "plan", "forms", "random", "given")
TARGETING_POLICIES = (
    *("even", "small_first", "large_first", "willing_first", "weakest_first"),
    *("largest_gap_first", "size_adapted"),
)


def _check_steps(value: Any, place: Place) -> tuple[int, int]:
    given = reader.check_list(value, place)
    if len(given) != 2:
        raise InputError(f"{place}: {value!r} is not two years; allowed: two, when level 2 and level 3 begin")
    first, second = (reader.check_year(year, place) for year in given)
    if first >= second or (first < FIRST_CALENDAR_YEAR) != (second < FIRST_CALENDAR_YEAR):
        raise InputError(f"{place}: {value!r} does not increase; allowed: two increasing years, both counted alike")
    return first, second


def _check_end(value: Any, place: Place) -> int | None:
    return None if value is None else reader.check_year(value, place)


def _check_measures(value: Any, place: Place) -> tuple[str, ...]:
    return tuple(check_measure(measure, str(place)) for measure in reader.check_list(value, place))


@dataclass(frozen=True)
class Thresholds:
    """Lowest value of each measured condition that opens a gated step up (M54); None: what the next level demands."""

    receptive_capacity: float | None = reader.number(None, 0, 1, blank=True)
    legitimacy: float | None = reader.number(None, 0, 1, blank=True)
    mandate: float | None = reader.number(None, 0, 1, blank=True)
    knowledge_of_needs: float | None = reader.number(None, 0, 1, blank=True)


@dataclass(frozen=True)
class Ambition:
    """Level of ambition, 0 (no support) to 3, and how it is chosen over time (M54-M58).

    `level` is where the course starts; left out it is 0 without support, else 1. `years` (when levels 2 and 3 begin) is
    read by the calendar policy; gate, thresholds, dwell time (years) and stepping down by the gated one.
    """

    policy: str = reader.choice(AMBITION_POLICIES, "fixed")
    level: int = reader.number(None, 0, 3, whole=True, blank=True)
    years: tuple[int, int] = reader.checked(_check_steps, (5, 9))
    gate: str = reader.choice(GATES, "mean")
    thresholds: Thresholds = reader.part(Thresholds)
    dwell_years: float = reader.number(2.0, 0, 50)
    step_down: bool = reader.flag(False)

    def __post_init__(self) -> None:
        reader.complete(self, "level", 0 if self.policy == "none" else 1)

    def check(self, place: Place) -> None:
        """Refuse support at level 0, and a level without support."""
        if (self.policy == "none") != (self.level == 0):
            allowed = "0" if self.policy == "none" else "a whole number from 1 to 3"
            wrong = f"{self.level} does not go with policy {self.policy}"
            raise InputError(f"{place / 'level'}: {wrong}; allowed: {allowed}")


@dataclass(frozen=True)
class Budget:
    """Person-years a year (None: the level's own), share of it in project money, last year with support (M82)."""

    person_years: float | None = reader.number(None, 0, 200, blank=True)
    project_share: float = reader.number(0.2, 0, 1)
    end_year: int | None = reader.checked(_check_end, None)


@dataclass(frozen=True)
class Forms:
    """Division of working time between the forms of support (M46-M48).

    `mix` is "by_level" or weights; `focus` is the share of the chosen form under the other policies, and a phase of
    `phase_years` is how long sequence and reverse stay with one form.
    """

    policy: str = reader.choice(FORM_POLICIES, "mix")
    mix: str | dict[str, float] = reader.words_or_weights(("by_level",), FORMS, "by_level")
    focus: float = reader.number(0.8, 0, 1)
    phase_years: float = reader.number(5.0, 0.25, 50)

    def shares(self) -> tuple[float, ...] | None:
        """Return the mix as shares in the order of FORMS, summing to 1; None when the level decides."""
        return None if isinstance(self.mix, str) else reader.shares(self.mix)


@dataclass(frozen=True)
class Portfolio:
    """How the actor chooses its measures (M48, M54, M59-M61).

    `policy`: by measured "need", by the report's "plan" for level 1 and then by need, in the shares of "forms", at
    "random", or "given", only what is pinned; None: "forms" where the course says anything of forms or capitals, else
    "plan". `breadth`: measures at once; None: as many as working time can carry. `pinned`: ids of measures that come
    first, in that order and whatever level opens them; `leave_out`: of those never chosen.
    """

    policy: str | None = reader.choice(PORTFOLIO_POLICIES, None)
    breadth: int | None = reader.number(None, 1, 60, whole=True, blank=True)
    pinned: tuple[str, ...] = reader.checked(_check_measures, ())
    leave_out: tuple[str, ...] = reader.checked(_check_measures, ())

    def check(self, place: Place) -> None:
        """Refuse a measure that is both pinned and left out, and a given list without measures."""
        for measure in self.pinned:
            if measure in self.leave_out:
                raise InputError(f"{place / 'pinned'}: {measure!r} is also left out; allowed: one of the two")
        if self.policy == "given" and not self.pinned:
            raise InputError(f"{place / 'pinned'}: [] does not go with policy given; allowed: one id or more")


@dataclass(frozen=True)
class Municipal:
    """Set-asides of the municipalities themselves, each 0 to 1, with a cost of their own (M31, M78, M102)."""

    structures: float = reader.number(0.0, 0, 1)
    learning: float = reader.number(0.0, 0, 1)
    earmarked_time: float = reader.number(0.0, 0, 1)


FROM = "from"
"""Key of a part that says from which year it holds."""


def _check_parts(value: Any, place: Place) -> tuple[dict[str, Any], ...]:
    """Return the parts of a course as plain keys; what the keys hold is checked as a strategy of each part."""
    parts, before = [], 0
    for number, given in enumerate(reader.check_list(value, place), start=1):
        here = place / str(number)
        keys = reader.check_mapping(given, here)
        if FROM not in keys:
            raise InputError(f"{here}: {FROM!r} is missing; allowed: the year from which the part holds")
        year = reader.check_year(keys[FROM], here / FROM)
        if year <= before or (before and (year < FIRST_CALENDAR_YEAR) != (before < FIRST_CALENDAR_YEAR)):
            raise InputError(f"{here / FROM}: {year} does not follow {before}; allowed: rising years, counted alike")
        parts.append({**keys, FROM: year})
        before = year
    return tuple(parts)


def _joined(group: Any, keys: Mapping[str, Any], others: Mapping[str, Any]) -> dict[str, Any]:
    """Return keys of a group of settings with others laid over them, group by group; weights and lists stand whole."""
    inner = {field.name: field.default_factory for field in fields(group) if is_dataclass(field.default_factory)}
    both = [name for name in inner if isinstance(others.get(name), Mapping)]
    return {**keys, **others, **{name: _joined(inner[name], keys[name], others[name]) for name in both}}


@dataclass(frozen=True)
class Strategy:
    """A complete course of action; every key has a default, together those of level 1.

    Attributes:
        tailored: share of the working time that goes to measures delivered municipality by municipality.
        matching: peers whose examples members meet: "linked" (along their links), "alike" in size and context, or
            "random" (M110, M111); an actor without support matches none.
        meetings: meetings of delegates a quarter; decisions take effect sooner, at a cost of staff time (M66, M102).
        reserve: share of the actor's working time that it keeps free; it softens a reorganisation (M118).
        networks_end_year: last year in which the actor tends profession networks; None: as long as it gives support.
        parts: other keys from a year on, each with its year under "from"; what a part leaves out stays as it was.
    """

    name: str = reader.checked(reader.check_text)
    title: dict[str, str] = reader.titles()
    ambition: Ambition = reader.part(Ambition)
    budget: Budget = reader.part(Budget)
    forms: Forms = reader.part(Forms)
    capitals: str | dict[str, float] = reader.words_or_weights(("need", "equal"), CAPITALS, "need")
    targeting: str = reader.choice(TARGETING_POLICIES, "even")
    matching: str = reader.choice(MATCHING_POLICIES, "linked")
    portfolio: Portfolio = reader.part(Portfolio)
    tailored: float = reader.number(0.4, 0, 1)
    meetings: float = reader.number(1.0, 1, 12)
    follow_up: float = reader.number(0.08, 0, 1)
    reserve: float = reader.number(0.0, 0, 0.9)
    pooled_applications: bool = reader.flag(False)
    handover: float = reader.number(0.1, 0, 1)
    networks_end_year: int | None = reader.checked(_check_end, None)
    governance: Governance = reader.checked(read_governance, Governance("federation"))
    municipal: Municipal = reader.part(Municipal)
    parts: tuple[dict[str, Any], ...] = reader.checked(_check_parts, ())

    def __post_init__(self) -> None:
        reader.complete_titles(self)

    def check(self, place: Place) -> None:
        """Refuse person-years for a course without support."""
        if self.ambition.policy == "none" and self.budget.person_years:
            wrong = f"{self.budget.person_years:g} does not go with ambition.policy none"
            raise InputError(f"{place / 'budget.person_years'}: {wrong}; allowed: null or 0")
        self.in_parts(place)

    def in_parts(self, place: Place | None = None) -> tuple[tuple[int, Strategy], ...]:
        """Return the strategy that holds from each year on: this one from year 1, then one for each part.

        Raises:
            InputError: a part holds a key or a value that no strategy may hold, or a name, a title or parts of its own.
        """
        held, holding = self.to_dict(), [(1, self)]
        held.pop("parts")
        for number, part in enumerate(self.parts, start=1):
            here = (place or Place(self.name)) / f"parts.{number}"
            own = {key: value for key, value in part.items() if key != FROM}
            check_keys(own, [name for name in held if name not in ("name", "title")], str(here))
            if "governance" in own:
                own["governance"] = laid_over(holding[-1][1].governance, own["governance"])
            held = _joined(Strategy, held, own)
            holding.append((part[FROM], reader.read(Strategy, held, here)))
        return tuple(holding)

    def check_start(self, start_year: int) -> None:
        """Refuse a part from a year before the run.

        Raises:
            InputError: names the part, its year and what is allowed.
        """
        for number, part in enumerate(self.parts, start=1):
            if reader.run_year(part[FROM], start_year) < 1:
                allowed = f"allowed: a run year from 1, or a calendar year from {start_year}"
                raise InputError(f"{self.name}: parts.{number}.{FROM}: {part[FROM]} lies before the run; {allowed}")

    @property
    def portfolio_policy(self) -> str:
        """One of PORTFOLIO_POLICIES, as set or as it follows from what the course says of forms and capitals."""
        steered = self.forms != Forms() or self.capitals != "need"
        return self.portfolio.policy or ("forms" if steered else "plan")

    def wished_measures(self) -> tuple[str, ...]:
        """Return ids in the course's own order: what is pinned, then the plan where it follows one.

        A plan pulls in what a pinned measure requires, ahead of it.
        """
        pinned = self.portfolio.pinned
        if self.portfolio_policy != "plan":
            return pinned
        return tuple(name for name in dict.fromkeys((*with_required(pinned), *PLAN)))

    def capital_shares(self) -> tuple[float, ...] | None:
        """Return shares in the order of CAPITALS, summing to 1; None when measured need decides."""
        if isinstance(self.capitals, str):
            return None if self.capitals == "need" else (1 / len(CAPITALS),) * len(CAPITALS)
        return reader.shares(self.capitals)

    def to_dict(self) -> dict[str, Any]:
        """Return every key as plain values, enough for `load_strategy` to give an equal strategy."""
        keys: dict[str, Any] = reader.plain(self)
        return keys | {"governance": self.governance.to_plain()}


def load_strategy(source: str | PathLike[str] | Mapping[str, Any] | Strategy) -> Strategy:
    """Return the strategy of a name, a path to a YAML file, or a dict (which may be partial).

    Raises:
        InputError: one line that names the file (or "strategy dict"), field, value and what is allowed.
    """
    return source if isinstance(source, Strategy) else reader.read(Strategy, *reader.find(source, "strategy"))
