"""One quarter: the ordered list of rules. Both engines run it, so a rule is written once and its order is written here.

A rule takes what it needs by name: a variable (`state.py`), a parameter, a table, or a setting of the strategy. Its
function declares what it gives (`model.rules.gives`). `bind` checks all of that before a run.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from operator import itemgetter
from typing import Any

from kraftsamling.model.engine.state import ACTOR, MUNICIPALITY, VARIABLES
from kraftsamling.model.errors import InputError, did_you_mean
from kraftsamling.model.rules import (
    act,
    ambition,
    decide,
    environment,
    fund,
    govern,
    interact,
    layers,
    learn,
    lose,
    observe,
    offer,
    own_effort,
    portfolio,
    projects,
    receive,
    root,
    start,
    steering,
    update,
)


@dataclass(frozen=True)
class Rule:
    """A pure function, and the names that it takes and gives."""

    function: Callable[..., tuple[Any, ...]]

    @property
    def name(self) -> str:
        """Name of the function."""
        return self.function.__name__

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """Names that the rule takes."""
        return tuple(inspect.signature(self.function).parameters)

    @cached_property
    def writes(self) -> tuple[str, ...]:
        """Names that the rule gives.

        Raises:
            InputError: its function declares none.
        """
        names: tuple[str, ...] = getattr(self.function, "gives", ())
        if not names:
            raise InputError(f'rule {self.name}: declares no results; allowed: @gives("VARIABLE", ...) at the function')
        return names


@dataclass(frozen=True)
class Step:
    """Rules that one kind of agent carries out together; `who` is municipality, actor or region (along the links)."""

    number: int
    name: str
    who: str
    rules: tuple[Rule, ...]


def _step(number: int, name: str, who: str, *functions: Callable[..., tuple[Any, ...]]) -> Step:
    return Step(number, name, who, tuple(map(Rule, functions)))


START = (
    _step(0, "start", "municipality",
          start.draw_start,
          start.size_traits,
          steering.draw_steering,
          steering.steer,
          start.leaver_thresholds,
          start.steady_layers,
          start.settle_start,
          act.start_measures,
          projects.start_projects,
          learn.start_peers),
    _step(0, "start_actor", "actor",
          start.start_actor,
          portfolio.start_portfolio,
          govern.stand,
          ambition.first_conditions,
          ambition.compare_conditions),
)
"""Start values, before the first quarter: of the municipalities, then of the actor."""

QUARTER = (
    _step(1, "environment", "municipality",
          lose.take_apart,
          environment.move_finances,
          environment.count_leavers,
          environment.hold_elections),
    _step(2, "observe", "actor",
          observe.judge_follow_up,
          observe.observe),
    _step(3, "set_ambition", "actor",
          govern.stand,
          ambition.read_conditions,
          ambition.compare_conditions,
          ambition.set_ambition,
          ambition.reorganise,
          govern.carry_level,
          ambition.bring),
    _step(4, "offer", "actor",
          offer.staff_time,
          offer.mix_forms,
          portfolio.breadth_of_portfolio,
          portfolio.open_measures,
          portfolio.weigh_needs,
          portfolio.let_go,
          portfolio.choose_measures,
          portfolio.describe_portfolio,
          portfolio.set_up_measures,
          offer.target,
          offer.share_out,
          offer.describe_offer),
    _step(5, "decide", "municipality",
          decide.load_of_taking_part,
          decide.decide),
    _step(5, "engage", "municipality",
          decide.pace_of_effect,
          decide.engage),
    _step(6, "receive", "municipality",
          own_effort.brake,
          interact.interact,
          receive.attention,
          receive.receive,
          receive.grow_by_support,
          receive.grow_bases,
          layers.speak_to_layers,
          layers.pass_between_layers),
    _step(7, "root", "municipality",
          root.root),
    _step(8, "interact", "municipality",
          own_effort.will_and_means,
          interact.maintain,
          interact.build),
    _step(9, "meet_peers", "region",
          learn.age_examples,
          learn.meet_peers),
    _step(9, "learn", "municipality",
          learn.learn_from_peers),
    _step(10, "lose", "municipality",
          lose.lose),
    _step(11, "update", "municipality",
          layers.update_layers,
          layers.read_layers,
          update.update_legitimacy,
          update.update_climate_agreement,
          update.update_slack),
    _step(12, "act", "municipality",
          projects.run_projects,
          projects.hand_over,
          projects.bring_law_money,
          act.drive_pledges,
          act.carry_out,
          act.win_partners,
          act.practise,
          lose.settle,
          receive.receptive_capacity),
    _step(13, "fund_and_learn", "actor",
          fund.learn_as_actor,
          govern.decide_terms,
          learn.tend_networks,
          fund.fund_core,
          fund.keep_books),
)
"""The thirteen steps in order. A step taken in two parts has its number twice."""


class BoundStep:
    """A step that is ready to run: every name that its rules take is known to exist.

    Attributes:
        who: as of the step.
        needs: variables that must be there before the step, since none of its rules gives them first.
    """

    def __init__(self, step: Step):
        self.who = step.who
        self._rules = [(rule.function, _getter(rule.reads), rule.writes) for rule in step.rules]
        needs: dict[str, None] = {}
        given: set[str] = set()
        for rule in step.rules:
            needs |= dict.fromkeys(name for name in rule.reads if name in VARIABLES and name not in given)
            given |= set(rule.writes)
        self.needs = tuple(needs)

    def perform(self, seen: Mapping[str, Any], keep: Callable[[str, Any], None]) -> None:
        """Call the rules in order and `keep(name, value)` each result before the next rule.

        Args:
            seen: values by name, of all that the rules take.
            keep: puts a value where it belongs, and into `seen`.

        Raises:
            InputError: a rule gives more or fewer results than it declares.
        """
        for function, fetch, names in self._rules:
            results = function(*fetch(seen))
            if not isinstance(results, tuple) or len(results) != len(names):
                given = f"{len(results)} results" if isinstance(results, tuple) else "no tuple"
                raise InputError(f"rule {function.__name__}: gives {given}; declared: {', '.join(names)}")
            for name, value in zip(names, results, strict=True):
                keep(name, value)


def _getter(names: tuple[str, ...]) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    """Return a function that takes the values of these names, as a tuple, out of a mapping; it can be pickled."""
    return itemgetter(*names) if len(names) > 1 else partial(_each, names)


def _each(names: tuple[str, ...], seen: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(seen[name] for name in names)


def bind(steps: Iterable[Step], settings: Collection[str]) -> dict[str, BoundStep]:
    """Return the steps of a run, start included, by name, once every name that their rules take and give exists.

    Args:
        settings: names of parameters, tables and settings of the strategy.

    Raises:
        InputError: names the rule, the name that does not exist (yet) or is not its to give, and the nearest one.
    """
    steps = tuple(steps)
    names = [step.name for step in steps]
    if again := next((name for place, name in enumerate(names) if name in names[:place]), None):
        raise InputError(f"schedule: two steps are called {again!r}; allowed: each name once")
    written = {name for step in steps for rule in step.rules for name in rule.writes}
    given = {name for name in VARIABLES if name not in written} | set(settings)
    for step in steps:
        for rule in step.rules:
            _check(rule, step.who, given)
            given |= set(rule.writes)
    return {step.name: BoundStep(step) for step in steps}


def _check(rule: Rule, who: str, given: Collection[str]) -> None:
    for name in rule.reads:
        if name not in given:
            if name in VARIABLES:
                raise InputError(f"rule {rule.name}: takes {name!r} before any rule has given it")
            kinds = "variable, parameter, table or setting"
            refusal = f"rule {rule.name}: takes {name!r}, which is no {kinds}; {did_you_mean(name, given)}"
            raise InputError(refusal.rstrip("; "))
    for name in rule.writes:
        if name not in VARIABLES:
            refusal = f"rule {rule.name}: gives {name!r}, which is no variable; {did_you_mean(name, VARIABLES)}"
            raise InputError(refusal.rstrip("; "))
        owner, own = VARIABLES[name].owner, (MUNICIPALITY,) if who == MUNICIPALITY else (MUNICIPALITY, ACTOR)
        if owner not in own:
            allowed = f"allowed: variables of the {' or the '.join(own)}"
            raise InputError(f"rule {rule.name}: gives {name!r}, which the {owner} holds; {allowed}")


def read_by_municipalities(steps: Iterable[Step]) -> frozenset[str]:
    """Names that some rule of the municipalities takes."""
    return frozenset(name for step in steps if step.who == MUNICIPALITY for rule in step.rules for name in rule.reads)
