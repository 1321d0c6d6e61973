"""Lines of the scale (section 6 of the model's description): arms, how the number is taken, and the bracket.

Ranges of parameters are chosen so that the worlds of each line span about its bracket. Lines with a source are marked;
the others are our judgement, to be replaced by practitioners'.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kraftsamling.analysis.scale.find import SHARE_OF_WORLDS, Bracket
from kraftsamling.experiments.examine import scale_reads as reads
from kraftsamling.experiments.examine.facts import ROUND
from kraftsamling.experiments.examine.scale_reads import Take
from kraftsamling.experiments.runs.arms import Arm
from kraftsamling.experiments.runs.runs import at_end, level

TWELFTH = 1 / 12
"""Share of working time on follow-up that is compared to none."""
MANY = {"name": "many", "events": [{"kind": "signals", "year": 1, "strength": 1, "years": 50, "number": 5}]}
"""Five senders beside the usual three, who do not act together."""
CHANGE_YEAR = 3
CHANGE = {"name": "change", "events": [{"kind": "change_of_rule", "year": CHANGE_YEAR, "strength": 1}]}
"""A change of rule everywhere, in a year without election."""
TRAINING = level(
    1,
    forms={"mix": {"knowledge": 1}},
    capitals={"human": 1},
    budget={"person_years": 8, "end_year": 5},
    handover=0,
)
OWN = {"ambition": {"policy": "none"}, "municipal": {"structures": 1, "learning": 1, "earmarked_time": 1}}
UNPOOLED = {"staff_saving_2": 0}
PERSON_YEARS = (4, 8, 16, 32)


@dataclass(frozen=True)
class Line:
    """One line: its bracket, how the number is taken, and the arms that it is taken from."""

    bracket: Bracket
    take: Take
    arms: Mapping[str, Arm] = field(default_factory=dict)


def _line(name: str, number: str, low: float, high: float, unit: str, take: Take, **arms: Arm) -> Line:
    return Line(Bracket(name, number, low, high, unit), take, arms)


def _sourced(name: str, number: str, low: float, high: float, unit: str, take: Take, **arms: Arm) -> Line:
    return Line(Bracket(name, number, low, high, unit, sourced=True), take, arms)


def _project(handover: float) -> Arm:
    """Three years of help with applications, seen three years after the last project has ended."""
    return Arm(level(1, pooled_applications=True, budget={"end_year": 3}, handover=handover), years=9)


def _off(group: str) -> dict[str, float]:
    return {f"switch_{group}": 0}


def _followed(share: float, **terms: Any) -> Arm:
    return Arm(level(2, budget={"person_years": 8}, follow_up=share), years=10, **terms)


FIRST, FIVE, SECOND = Arm(level(1)), Arm(level(1), years=5), Arm(level(2))
GROWING = {f"years_{years}": Arm(level(2, budget={"person_years": years})) for years in PERSON_YEARS}

LINES = (
    _line("level_1_after_5", "1", 0.3, 4, "points", reads.gain_of_participants, support=FIVE),
    _line("level_1_after_15", "1", 1, 15, "points", reads.gain_of_participants, support=FIRST),
    _line("level_3_after_15", "2", 3, 40, "points", reads.gain_of_participants, support=Arm(level(3))),
    _line("level_3_above_90", "2", 0, 0.1, SHARE_OF_WORLDS, reads.above_high, support=Arm(level(3))),
    _sourced(
        "training_left", "3", 0.1, 0.6, "share", reads.left_after(5, "capital_human", reads.LEAST_CAPITAL),
        support=Arm(TRAINING, years=9, parameters=at_end("low", "rooting_rate")),
    ),
    _sourced(
        "lead_left", "4", 0.25, 0.9, "share", reads.left_after(6),
        support=Arm(level(2, budget={"end_year": 6}), years=10),
    ),
    _line("receptive_after_5", "5", 0.01, 0.12, "index", reads.change_of("receptive_capacity"), support=FIVE),
    _line("legitimacy_after_5", "5", 0.02, 0.2, "index", reads.change_of("actor_legitimacy"), support=FIVE),
    _line(
        "mandate_earned", "6", 0.05, 0.5, "index", reads.since_start("mandate_room"),
        support=Arm(level(1, budget={"person_years": 8}), years=8),
    ),
    _line(
        "mandate_without", "6", -0.05, 0.05, "index", reads.since_start("mandate_room"),
        support=Arm(level(1, budget={"person_years": 0}), years=8),
    ),
    _line("gate_opens", "7", 0.25, 0.75, SHARE_OF_WORLDS, reads.gate_opens, support=Arm("gated_mean", years=10)),
    _sourced(
        "networks_off", "8", 0.02, 0.3, "share", reads.lost,
        full=SECOND, less=Arm(level(2), parameters=_off("networks")),
    ),
    _line(
        "replicated", "9", 0.05, 0.5, "share", reads.replicated,
        support=Arm(level(2), years=5),
    ),
    _line(
        "replicated_undocumented", "9", 0, 0.15, "share", reads.replicated,
        support=Arm(level(2), years=5, parameters=_off("documentation")),
    ),
    _line("project_left", "10", 0.1, 0.5, "share", reads.results_left, support=_project(0)),
    _line("project_handed_over", "10", 0.3, 0.8, "share", reads.results_left, support=_project(0.2)),
    _line(
        "rule_costs", "11", 2, 10, "points", reads.capital_lost(CHANGE_YEAR),
        calm=Arm("no_support"), struck=Arm("no_support", scenario=CHANGE),
    ),
    _line(
        "rule_regained", "11", 1, 4, "years", reads.years_to_half(CHANGE_YEAR),
        calm=Arm("no_support"), struck=Arm("no_support", scenario=CHANGE),
    ),
    _line(
        "senders", "12", 0.1, 0.6, "share", reads.lost,
        full=Arm(level(2), parameters={"signals_outside": 3}),
        less=Arm(level(2), parameters={"signals_outside": 3}, scenario=MANY),
    ),
    _line(
        "pooled_small", "13", 0.1, 0.8, "share", reads.extra_gain("small"),
        full=SECOND, less=Arm(level(2), parameters=UNPOOLED),
    ),
    _line(
        "pooled_large", "13", 0, 0.2, "share", reads.extra_gain("large"),
        full=SECOND, less=Arm(level(2), parameters=UNPOOLED),
    ),
    _line(
        "delegates", "14", 2, 8, "quarters", reads.quarters_saved,
        expert=Arm(level(1), years=10, parameters=at_end("low", "delegates_start")),
        mandated=Arm(level(1), years=10, parameters=at_end("high", "delegates_start")),
    ),
    _line("no_follow_up", "15", -0.3, 0.05, "share", reads.change_in_gain, full=_followed(TWELFTH), less=_followed(0)),
    _line(
        "no_follow_up_funding", "15", -0.6, 0, "share", reads.change_in_funding,
        full=_followed(TWELFTH, funding="earned"), less=_followed(0, funding="earned"),
    ),
    _line("own_recommendations", "16", 1, 8, "points", reads.gain, support=Arm(OWN)),
    _line(
        "public_part", "17a", 0.3, 0.8, "share", reads.lost,
        full=FIVE, less=Arm(level(1), years=5, parameters=_off("public_goods")),
    ),
    _sourced("pledges_take_part", "17", 0.9, 1, "share", reads.pledges("participants", quarters=2 * ROUND)),
    _sourced("pledges_carried_out", "17", 0.45, 0.6, "share", reads.pledges("carried_out", all_pledged=True)),
    _line("money_adds", "18", 0.5, 1, SHARE_OF_WORLDS, reads.rises, **GROWING),
    _line("money_tapers", "18", 0.5, 1, SHARE_OF_WORLDS, reads.less_than_twice, **GROWING),
)  # fmt: skip
"""In the order of the section; a line in parts has one row for each."""
