"""What a report takes beside the runs of its courses, run and announced before anything is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from kraftsamling.analysis.report.comparison import ComparisonFinding
from kraftsamling.analysis.report.holds import find, rests_on, sides
from kraftsamling.analysis.results.evidence import labels
from kraftsamling.analysis.results.outcomes import Outcomes
from kraftsamling.analysis.results.tables import Tables
from kraftsamling.analysis.why.split import LEVERS, MECHANISMS, REGION, Split, split
from kraftsamling.experiments.compare.stress import for_report, setbacks
from kraftsamling.experiments.examine.plausible import DEFAULT_RUNS, default_fails
from kraftsamling.experiments.examine.why import Swaps, levers
from kraftsamling.experiments.runs.execute import Outcome, unequal_money
from kraftsamling.experiments.runs.progress import Progress, announced
from kraftsamling.experiments.runs.runs import Runs
from kraftsamling.experiments.setting.design import Design
from kraftsamling.model.inputs.parameters import groups
from kraftsamling.model.worlds.worlds import DEFAULT

WORLDS = 40
"""Worlds of the run that the split takes, evenly spaced, with one seed each."""
MAX_LEVERS = 4
"""Largest number of settings of which every combination is run; beyond it, orders are drawn."""
LARGE = (0.05, 0.1)
"""A mechanism that moves less than this (points; share of the difference) stays in place in all runs."""
BATCHES = 2
"""Times that a split over settings runs the second strategy as it is: once beside each batch of combinations."""
ORDERS = (2, 4)
"""Pairs of orders that are drawn where mechanisms are too many for every combination."""


def find_comparison(
    design: Design, outcome: Outcome, *, report: bool = True, progress: Progress | None = None
) -> ComparisonFinding:
    """Gather all that a run's report says beyond its tables; start the further runs that this takes.

    Args:
        report: whether there will be a report: without one there are no further runs.
        progress: counts the runs, and announces the further ones.
    """
    tables = Tables(outcome.trajectories, outcome.municipalities)
    result = ComparisonFinding(
        failures=outcome.failures,
        unequal_money=unequal_money(outcome.trajectories),
        setbacks=setbacks(tables, design) if len(design.run.scenarios) > 1 else None,
    )
    if not report:
        return result
    pooled, courses, reference = for_report(tables, design)
    outcomes = Outcomes(pooled, labels(courses), reference, design.run.smallest_difference)
    asked, assumptions = sides(outcomes), design.assumptions
    ledger, splits = None, {}
    if asked.comparable:
        evaluate = rerun(design, *asked.pair, asked.budget, progress=progress)
        ledger = rests_on(outcomes, assumptions, evaluate) if evaluate else None
        splits = small_splits(design, *asked.rivals, asked.budget, progress=progress)
    holds = find(
        outcomes,
        design.sample,
        assumptions,
        ledger=ledger,
        splits={kind: of_region(parts) for kind, parts in splits.items()},
    )
    alone = design.sample == DEFAULT and not design.run.parameters
    return replace(result, holds=holds, default_fails=_default_fails(progress) if alone else ())


def _default_fails(progress: Progress | None) -> tuple[str, ...]:
    with announced(progress) as expect:
        expect(DEFAULT_RUNS)
        return default_fails(progress)


def of_region(parts: Split) -> Split:
    """Return a split of the region alone, without its municipalities."""
    return replace(
        parts,
        places=parts.places[:1],
        total=parts.total[:1],
        remainder=parts.remainder[:1],
        shares=parts.shares[:, :1],
        without=parts.without[:, :1],
        order_error=parts.order_error[:, :1],
    )


def small_splits(
    design: Design, course: str, other: str, budget: str, *, place: int = 0, progress: Progress | None = None
) -> dict[str, Split]:
    """Split the final mean capacity of one course less another's over mechanisms, and over settings if few differ.

    Args:
        course, other: names of strategies of the design; budget: "own" or "equal".
        place: a part that matters there is split, too: 0 for the region, then its municipalities in order.
        progress: counts the runs, and announces them as they go.

    Returns:
        by kind, "mechanisms" and "levers"; nothing where a run has several scenarios or lacks a course.
    """
    run = design.run
    known = {strategy.name: strategy for strategy in run.strategies}
    if len(run.scenarios) > 1 or not {course, other} <= set(known):
        return {}
    first, second = known[course], known[other]
    worlds = run.worlds.iloc[:: -(-len(run.worlds) // WORLDS)]
    runs = Runs(run.region, worlds, 1, run.years, progress)
    swaps = Swaps(runs, budget, seeds=run.seeds[:1], scenario=run.scenarios[0], parameters=run.parameters, **run.terms)
    places, parts = [REGION, *run.region.codes], levers(first, second)
    with announced(progress) as expect:
        mechanisms = split(
            lambda on: list(swaps.between(first, second, on)),
            list(groups()),
            places,
            watched=sorted({0, place}),
            drop=LARGE,
            pairs=ORDERS,
            expect=lambda combinations: expect(2 * len(worlds) * combinations),
        )
    if not 0 < len(parts) <= MAX_LEVERS:
        return {MECHANISMS: mechanisms}
    with announced(progress) as expect:
        settings = split(
            lambda on: swaps.swapped(first, second, on),
            parts,
            places,
            drop=(0, 0),
            expect=lambda combinations: expect(len(worlds) * (combinations + BATCHES)),
        )
    return {MECHANISMS: mechanisms, LEVERS: settings}


def rerun(
    design: Design, course: str, other: str, budget: str, *, progress: Progress | None = None
) -> Callable[[pd.DataFrame], np.ndarray] | None:
    """Return what gives the difference in final mean capacity, points, in any worlds, (world,), with the first seed.

    Args:
        course, other: names of strategies of the design; budget: "own" or "equal".
        progress: counts the runs.

    Returns:
        None where a run has several scenarios or lacks a course.
    """
    run = design.run
    known = {strategy.name: strategy for strategy in run.strategies}
    if len(run.scenarios) > 1 or not {course, other} <= set(known):
        return None
    given = {"scenario": run.scenarios[0], "parameters": run.parameters, **run.terms}

    def ends(worlds: pd.DataFrame) -> np.ndarray:
        runs = Runs(run.region, worlds, 1, run.years, progress)
        with announced(progress) as expect:
            expect(2 * len(worlds))
            points = Swaps(runs, budget, seeds=run.seeds[:1], **given).ends([known[course], known[other]])
        return points[0, 0] - points[1, 0]

    return ends
