"""One quarter: the ordered list of rules. Both engines run it, so a rule is written once and its order is written here.

A rule takes what it needs by name: a variable (`state.py`), a parameter, a table, or a setting of the strategy.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kraftsamling.model.rules import (
    act,
    ambition,
    decide,
    environment,
    fund,
    interact,
    learn,
    lose,
    observe,
    offer,
    own_effort,
    receive,
    root,
    start,
    update,
)


@dataclass(frozen=True)
class Rule:
    """A pure function, and the names under which its results are kept."""

    function: Callable[..., tuple]
    writes: tuple[str, ...]

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """Names of what the rule takes."""
        return tuple(inspect.signature(self.function).parameters)


@dataclass(frozen=True)
class Step:
    """Rules that one kind of agent carries out together; `who` is municipality, actor or region (along the links)."""

    number: int
    name: str
    who: str
    rules: tuple[Rule, ...]


def _step(number: int, name: str, who: str, *rules: tuple[Callable[..., tuple], str]) -> Step:
    return Step(number, name, who, tuple(Rule(function, tuple(writes.split())) for function, writes in rules))


START = _step(
    0, "start", "municipality",
    (start.draw_start, "capital_start base_start interest_start legitimacy_start agreement_capacity_start "
                       "agreement_climate_start vocabulary_start slack_start"),
    (start.size_traits, "staff delegate_mandate misfit"),
    (start.leaver_thresholds, "leaver_thresholds key_persons_here turnover_quarter"),
    (start.steady_layers, "person_bound rooted own_constant agreement_upkeep"),
    (start.settle_start, "capital_level capacity capacity_start base interest legitimacy legitimacy_own "
                         "agreement_capacity agreement_climate vocabulary slack will_start pledged measures_own "
                         "measures_shared measures_own_start measures_shared_start measures_visible project_money "
                         "project_money_start receptive_capacity weakest_link deficit_threshold strain_expected "
                         "finance effort hold braking take_up participation reason_not peers_progress peers_part "
                         "peers_proofs"),
)

QUARTER = (
    _step(1, "environment", "municipality",
          (environment.move_finances, "finance strain"),
          (environment.count_leavers, "leavers"),
          (environment.hold_elections, "changed_rule")),
    _step(2, "observe", "actor",
          (observe.observe, "picture picture_need knowledge_of_needs")),
    _step(3, "set_ambition", "actor",
          (ambition.read_conditions, "readings"),
          (ambition.set_ambition, "ambition_level level_change quarters_at_level"),
          (ambition.reorganise, "reorganisation"),
          (ambition.bring, "years_of_level fixed_years demand breadth_of_level saving_of_level public_bonus "
                           "help_of_level rooting_of_level signal_cut decay_cut decisions_of_level")),
    _step(4, "offer", "actor",
          (offer.staff_time, "person_years working_years project_part"),
          (offer.mix_forms, "form_share"),
          (offer.spread_capitals, "feeding"),
          (offer.target, "target_weight"),
          (offer.share_out, "dose actor_time initiatives"),
          (fund.overreach, "overreach"),
          (offer.describe_offer, "signals application_help documentation network_effort staff_saving "
                                 "rooting_bonus shared_decisions")),
    _step(5, "decide", "municipality",
          (decide.load_of_taking_part, "load"),
          (decide.decide, "decided will ability")),
    _step(5, "engage", "municipality",
          (decide.engage, "take_up participation engagement reason_not")),
    _step(6, "receive", "municipality",
          (receive.receive, "received useful"),
          (receive.grow_by_support, "person_bound"),
          (receive.grow_bases, "base")),
    _step(7, "root", "municipality",
          (root.root, "person_bound rooted")),
    _step(8, "interact", "municipality",
          (own_effort.will_and_means, "effort hold"),
          (own_effort.brake, "braking"),
          (interact.interact, "lift"),
          (interact.maintain, "person_bound")),
    _step(9, "meet_peers", "region",
          (learn.meet_peers, "peers_progress peers_part peers_proofs peers_likeness")),
    _step(9, "learn", "municipality",
          (learn.learn_from_peers, "person_bound")),
    _step(10, "lose", "municipality",
          (lose.lose, "person_bound rooted")),
    _step(11, "update", "municipality",
          (update.update_interest, "interest"),
          (update.update_legitimacy, "legitimacy legitimacy_own"),
          (update.update_agreements, "agreement_capacity agreement_climate"),
          (update.update_vocabulary, "vocabulary"),
          (update.update_slack, "slack")),
    _step(12, "act", "municipality",
          (act.carry_out, "pledged measures_own measures_shared measures_visible"),
          (act.practise, "person_bound"),
          (act.win_project_money, "person_bound project_money"),
          (lose.settle, "person_bound capital_level capacity"),
          (receive.receptive_capacity, "receptive_capacity weakest_link")),
    _step(13, "fund_and_learn", "actor",
          (fund.learn_as_actor, "collaboration"),
          (fund.renew_mandate, "mandate"),
          (fund.tend_networks, "professions"),
          (fund.fund_core, "funding_core shown_effect"),
          (fund.keep_books, "cost_sek municipal_cost_sek")),
)
"""The thirteen steps in order. A step taken in two parts has its number twice."""


class Performer:
    """Carries out a step: fetches what each rule takes by name and hands on what it gives.

    Args:
        sources: by name of an argument, which namespace holds it.
    """

    def __init__(self, step: Step, sources: Mapping[str, str]):
        self.plan = [
            (rule.function, [(sources[name], name) for name in rule.reads], rule.writes) for rule in step.rules
        ]

    def perform(self, namespaces: Mapping[str, Any], keep: Callable[[str, Any], None]) -> None:
        """Call the rules in order and `keep(name, value)` what each gives, so that the next can read it."""
        for function, arguments, writes in self.plan:
            values = function(*[getattr(namespaces[source], name) for source, name in arguments])
            for name, value in zip(writes, values, strict=True):
                keep(name, value)


def read_by_municipalities() -> frozenset[str]:
    """Names that some rule of the municipalities takes."""
    return frozenset(_reads(step for step in QUARTER if step.who == "municipality"))


def _reads(steps: Iterable[Step]) -> Iterator[str]:
    return (name for step in steps for rule in step.rules for name in rule.reads)
