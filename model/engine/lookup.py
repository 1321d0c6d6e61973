"""Lookup of a run: values that follow from region, strategy, scenario and calendar, by the names that rules take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace

import numpy as np

from kraftsamling.model.engine.constants import PROJECT_LENGTH, PROJECT_PERIOD
from kraftsamling.model.engine.levels import mix_by_level
from kraftsamling.model.inputs.decisions import Decision
from kraftsamling.model.inputs.links import likeness_of_peers, links
from kraftsamling.model.inputs.measures import load_measures
from kraftsamling.model.inputs.reader import run_year
from kraftsamling.model.inputs.region import REFERENCE_POPULATION, Region
from kraftsamling.model.inputs.scenario import Scenario
from kraftsamling.model.inputs.strategy import Strategy
from kraftsamling.model.vocabulary import CONDITIONS, FORMS, LARGE, QUARTERS_PER_YEAR, SMALL

WIDER = 1.5
"""Widening of the spread of a start value whose fact is missing. An assumption."""
MAX_FACT = 3.0
"""Largest deviation of a fact that counts, in standard deviations, either way. An assumption."""


def plan(strategy: Strategy, region: Region) -> SimpleNamespace:
    """Settings of the strategy, and the traits of the region as a whole that rules read."""
    ambition, municipal, governance = strategy.ambition, strategy.municipal, strategy.governance
    tended = strategy.networks_end_year
    matching = "linked" if ambition.policy == "none" else strategy.matching
    shares = strategy.forms.shares()
    steps = [(run_year(year, region.start_year) - 1) * QUARTERS_PER_YEAR for year in ambition.years]
    weights = strategy.capital_shares()
    ids = [measure.id for measure in load_measures()]
    wished = strategy.wished_measures()
    peers = links(region, matching)
    links_alike, region_likeness = likeness_of_peers(region, peers)
    return SimpleNamespace(
        ambition_policy=ambition.policy,
        ambition_start=ambition.level,
        ambition_gate=ambition.gate,
        ambition_quarters=steps,
        ambition_thresholds=np.array(
            [np.nan if (value := getattr(ambition.thresholds, name)) is None else value for name in CONDITIONS]
        ),
        ambition_dwell=ambition.dwell_years * QUARTERS_PER_YEAR,
        ambition_step_down=ambition.step_down,
        governance_bound=governance.bound,
        acceptance_rule=governance.rule,
        most_person_years=np.inf if governance.most_person_years is None else governance.most_person_years,
        form_policy=strategy.forms.policy,
        form_mix=mix_by_level(dict(zip(FORMS, shares, strict=True)) if shares else None),
        form_focus=strategy.forms.focus,
        form_phase=max(1, round(strategy.forms.phase_years * QUARTERS_PER_YEAR)),
        portfolio_policy=strategy.portfolio_policy,
        wish=np.array([wished.index(name) + 1 if name in wished else 0 for name in ids]),
        included=np.isin(ids, strategy.portfolio.pinned),
        left_out=np.isin(ids, strategy.portfolio.leave_out)[:, None],
        capital_weights=np.array(weights) if weights else None,
        tailored=strategy.tailored,
        targeting=strategy.targeting,
        adapted=float(strategy.targeting == "size_adapted"),
        breadth=strategy.portfolio.breadth,
        meetings=strategy.meetings,
        follow_up=strategy.follow_up,
        reserve=strategy.reserve,
        pooled_applications=strategy.pooled_applications,
        handover=strategy.handover,
        networks_quarters=np.inf if tended is None else run_year(tended, region.start_year) * QUARTERS_PER_YEAR,
        structures=municipal.structures,
        learning=municipal.learning,
        earmarked_time=municipal.earmarked_time,
        own_recommendations=region.size * (municipal.structures + municipal.learning + municipal.earmarked_time),
        unlikeness_region=min(float(np.std(region.size_index)), 1.0),
        term_quarters=region.term * QUARTERS_PER_YEAR,
        links=peers,
        links_alike=links_alike,
        region_likeness=region_likeness,
    )


def _standardised(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Deviations within the region in standard deviations (0 where missing), and the widening of spread there."""
    known = np.isfinite(values)
    spread = values[known].std() if known.any() else 0.0
    score = (values - values[known].mean()) / spread if spread > 0 else np.zeros_like(values)
    return np.clip(np.where(known, score, 0), -MAX_FACT, MAX_FACT), np.where(known, 1.0, WIDER)


def traits(region: Region) -> dict[str, np.ndarray]:
    """Fixed traits of each municipality, (municipality,): size, and the facts that inform start values."""
    political, spread_political = _standardised(region.ruling_parties)
    financial, spread_financial = _standardised(-region.tax_rate)
    real, spread_real = _standardised(-np.log(np.maximum(region.emissions, 1) / region.population))
    return {
        "size_index": region.size_index,
        "log_size": np.log(region.population / REFERENCE_POPULATION),
        "size_small": (region.size_class == SMALL) * 1.0,
        "size_large": (region.size_class == LARGE) * 1.0,
        "fact_political": political,
        "spread_political": spread_political,
        "fact_financial": financial,
        "spread_financial": spread_financial,
        "fact_real": real,
        "spread_real": spread_real,
    }


def elections(region: Region, quarters: int, years_after: int = 0) -> np.ndarray:
    """Whether an election is held, or was so many years ago, by quarter of the run (quarter,)."""
    years = region.start_year + np.arange(quarters) // QUARTERS_PER_YEAR - years_after
    season = np.arange(quarters) % QUARTERS_PER_YEAR + 1
    held: np.ndarray = ((years - region.first_election) % region.term == 0) & (season == region.election_quarter)
    return held


def support(strategy: Strategy, region: Region, quarters: int) -> np.ndarray:
    """Whether the actor gives support, by quarter of the run (quarter,)."""
    if strategy.ambition.policy == "none":
        return np.zeros(quarters, bool)
    end = strategy.budget.end_year
    last = quarters if end is None else run_year(end, region.start_year) * QUARTERS_PER_YEAR
    return np.arange(quarters) < last


def events(scenario: Scenario, region: Region, quarters: int) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Effects of the scenario by quarter: (quarter, municipality) and (quarter,) arrays by name.

    An event without named municipalities strikes all; then a coordinator who leaves is the actor's as well. Senders
    who act together count as one signal (M113).
    """
    local = {
        name: np.zeros((quarters, region.size))
        for name in ("event_finance", "event_leavers", "event_change_of_rule", "event_crisis", "event_trust")
    }
    common = {
        name: np.zeros(quarters)
        for name in (
            "event_project_money",
            "event_project_ended",
            "event_signals",
            "event_actor_leaves",
            "national_law",
        )
    }
    lasting = {"strained_finances": "event_finance", "crisis": "event_crisis", "trust": "event_trust"}
    for event in scenario.events:
        first = (run_year(event.year, region.start_year) - 1) * QUARTERS_PER_YEAR
        span = slice(max(first, 0), max(first, 0) + max(1, round(event.years * QUARTERS_PER_YEAR)))
        once = slice(span.start, span.start + 1)
        members = list(event.members(region.codes, region.names))
        if event.kind in lasting:
            local[lasting[event.kind]][span, members] += event.strength
        elif event.kind == "change_of_rule":
            local["event_change_of_rule"][once, members] = event.strength
        elif event.kind == "coordinator_leaves":
            local["event_leavers"][once, members] = event.strength
            if not event.municipalities:
                common["event_actor_leaves"][once] = event.strength
        elif event.kind == "project_money_ends":
            common["event_project_money"][span] = event.strength
            common["event_project_ended"][once] = event.strength
        elif event.kind == "national_law":
            common["national_law"][span] = event.strength
        else:
            common["event_signals"][span] += event.strength * (
                min(event.number, 1) if event.synchronised else event.number
            )
    local["event_crisis"] = np.minimum(local["event_crisis"], 1)
    local["event_trust"] = np.clip(local["event_trust"], -1, 1)
    return local, common


def decided(decisions: Sequence[Decision], region: Region, quarters: int) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Decisions of municipalities by quarter.

    Returns:
        least and most of the offer that each takes by name (quarter, municipality; shares, 0 and 1 where its will
        decides), and what all pay to the actor (quarter,; SEK a year).
    """
    least, most = np.zeros((quarters, region.size)), np.ones((quarters, region.size))
    paid = np.zeros(quarters)
    for decision in decisions:
        years = decision.years(region)
        span = slice((years.start - 1) * QUARTERS_PER_YEAR, (years.stop - 1) * QUARTERS_PER_YEAR)
        paid[span] += decision.contribution
        if decision.take_part is not None:
            least[span, decision.place(region)] = most[span, decision.place(region)] = decision.take_part
    return {"part_at_least": least, "part_at_most": most}, paid


def project_money(
    regional: Mapping[str, np.ndarray],
    quarters: int,
    earned: bool,
    call_success: np.ndarray | float,
    *,
    yearly: bool = False,
) -> tuple[np.ndarray, np.ndarray]:
    """Pulses of project money with random phase, and when they end (M77); each (quarter, seed).

    A pulse is the money of a quarter against its mean, over a period or, where `yearly`, over each year: then a year's
    project money is paid in those of its quarters in which a project runs, and courses whose share of project money
    differs still get the same in every year, which equal budgets promise. Quarters must make whole years for that.
    When funding is given every call is won, so that courses with equal budgets get equal money; when it is earned,
    each call is won with a probability that may differ by run, hence the last axis is then runs aligned with seeds.
    """
    phase = np.floor(regional["project_phase"][0] * PROJECT_PERIOD).astype(int)
    position = np.arange(quarters)[:, None] + phase
    period, within = position // PROJECT_PERIOD, position % PROJECT_PERIOD
    flowing = within < PROJECT_LENGTH
    if yearly:
        in_year = flowing.reshape(-1, QUARTERS_PER_YEAR, flowing.shape[1]).mean(axis=1)
        pulse = flowing / np.repeat(in_year, QUARTERS_PER_YEAR, axis=0)
    else:
        pulse = flowing * (PROJECT_PERIOD / PROJECT_LENGTH)
    if earned:
        drawn = np.take_along_axis(regional["calls"], np.minimum(period, len(regional["calls"]) - 1), axis=0)
        flowing = flowing & (drawn < call_success)
    ended = np.zeros_like(flowing)
    ended[1:] = flowing[:-1] & ~flowing[1:]
    return pulse * flowing, ended * 1.0
