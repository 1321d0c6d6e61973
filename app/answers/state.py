"""What a link holds, checked by the model's own loaders: two courses, their region, events and calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from kraftsamling.analysis.words.reader import Reader
from kraftsamling.app.answers.ensemble import Course
from kraftsamling.app.answers.own import own_region
from kraftsamling.model.errors import InputError, check_choice, check_keys, nearest
from kraftsamling.model.inputs.decisions import Decision, check_decisions, load_decisions
from kraftsamling.model.inputs.region import Region, load_region
from kraftsamling.model.inputs.scenario import Scenario, load_scenario
from kraftsamling.model.inputs.strategy import Strategy, load_strategy
from kraftsamling.model.paths import built_in
from kraftsamling.model.terms import TERMS, Terms, terms_in
from kraftsamling.model.texts import text
from kraftsamling.model.vocabulary import BUDGETS, LANGUAGES

SIDES = ("a", "b")
VIEW = ("language", "anonymous", "year", "place", "tab", "mode", "story")
"""What a state may say of how it is shown; all but the first two matter to the page alone."""
KEYS = ("region", *TERMS, "budget", *SIDES, "events", "view")
DEFAULT: dict[str, Any] = {
    "region": "goteborgsregionen",
    **Terms().terms,
    "budget": "own",
    "a": "level_1",
    "b": "level_2",
    "events": [],
    "view": {"language": "sv", "anonymous": False},
}
"""The question that a state without any key stands for."""
MAX_EVENTS = 20
MAX_DECISIONS = 100


@dataclass(frozen=True)
class Question(Terms):
    """Two courses under the same events, and the reader of the answer."""

    region: Region
    a: Strategy
    b: Strategy
    scenario: Scenario
    budget: str
    reader: Reader

    @property
    def same(self) -> bool:
        """Whether both courses are one, whatever they are called."""
        first, second = (replace(course, name="", title={}) for course in (self.a, self.b))
        return first == second

    def course(self, side: str, sample: str | int) -> Course:
        """Return what decides the numbers of course "a" or "b"."""
        strategy = self.a if side == "a" else self.b
        return Course(self.region, strategy, self.scenario, self.budget, sample, **self.terms)


def read_question(state: object) -> Question:
    """Return the question in a state of the page; a key that is left out has the value of `DEFAULT`.

    Raises:
        InputError: one line that names field, value and what is allowed.
    """
    given = DEFAULT | _mapping(state, "state")
    check_keys(given, KEYS, "state")
    view = DEFAULT["view"] | _mapping(given["view"], "view")
    check_keys(view, VIEW, "view")
    language = check_choice(view["language"], LANGUAGES, "view.language")
    if not isinstance(view["anonymous"], bool):
        raise InputError(f"view.anonymous: {view['anonymous']!r}; allowed: true, false")
    region = region_of(given["region"])
    a, b = (_strategy(given[side], side) for side in SIDES)
    terms = terms_in(given) | {"decisions": _decisions(given["decisions"], region, anonymous=view["anonymous"])}
    for course in (a, b):
        course.check_start(region.start_year)
    return Question(
        region=region,
        a=a,
        b=replace(b, name=f"{b.name}#2") if a.name == b.name else b,
        scenario=_scenario(given["events"], region, anonymous=view["anonymous"]),
        budget=check_choice(given["budget"], BUDGETS, "budget"),
        **terms,
        reader=Reader(language, view["anonymous"], region),
    )


def region_of(given: object) -> Region:
    """Return a built-in region by its name, or an own one: see `own_region`.

    Raises:
        InputError: as on the command line; a path is never followed.
    """
    if isinstance(given, str):
        names = built_in("region", ".csv")
        if given not in names:
            raise InputError(f"region: no built-in region {given!r}; {nearest(given, names)}, or a CSV file")
        return _built_in_region(given)
    return own_region(_mapping(given, "region"))


_built_in_region = cache(load_region)
_built_in_strategy = cache(load_strategy)


def _strategy(given: object, side: str) -> Strategy:
    """Return a strategy by its built-in name or as a (partial) dict; one without a title is called by its side."""
    if isinstance(given, str):
        names = built_in("strategy", ".yaml")
        if given not in names:
            raise InputError(f"{side}: no strategy is named {given!r}; {nearest(given, names)}, or settings")
        return _built_in_strategy(given)
    title = {language: text(f"app.course_{side}", language) for language in LANGUAGES}
    settings = _mapping(given, side)
    try:
        return load_strategy({"name": f"course_{side}", "title": title, **settings})
    except InputError as error:
        raise InputError(f"{side}: {error}") from None


def _scenario(events: object, region: Region, *, anonymous: bool) -> Scenario:
    """Return what happens; in letters mode a municipality that the region lacks is refused without naming any."""
    if not isinstance(events, list) or len(events) > MAX_EVENTS:
        raise InputError(f"events: allowed: a list of at most {MAX_EVENTS}")
    title = {language: text("app.events", language) for language in LANGUAGES}
    scenario = load_scenario({"name": "events", "title": title, "events": events} if events else None)
    for event in scenario.events:
        event.check_start(region.start_year)
        try:
            event.members(region.codes, region.names)
        except InputError:
            if not anonymous:
                raise
            fault = f"events: {event.kind}: a municipality that the region lacks; allowed: the codes in its file"
            raise InputError(fault) from None
    return scenario


def _decisions(given: object, region: Region, *, anonymous: bool) -> tuple[Decision, ...]:
    """Return what municipalities decide, never from a file; in letters mode a refusal names none of them."""
    entries = given if isinstance(given, list) else [given]
    if entries is not given or len(entries) > MAX_DECISIONS or not all(isinstance(each, Mapping) for each in entries):
        raise InputError(f"decisions: allowed: a list of at most {MAX_DECISIONS}, each keys with values")
    decisions = load_decisions(entries)
    try:
        check_decisions(decisions, region)
    except InputError:
        if not anonymous:
            raise
        allowed = "codes in the region's file, years of the run, one share a year"
        raise InputError(f"decisions: one does not fit the region; allowed: {allowed}") from None
    return decisions


def _mapping(given: object, where: str) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        raise InputError(f"{where}: {str(given)[:80]!r}; allowed: keys with values")
    return dict(given)
