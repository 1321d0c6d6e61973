"""`kraftsamling experiment=enough_runs`: how many worlds an answer takes, and what a finer one would take.

In the world of default values it is seeds that are drawn: what can be settled there is chance.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import qmc

from kraftsamling.analysis.enough_runs import looks
from kraftsamling.analysis.enough_runs.looks import BLOCK, KINDS, SEEDS, WORLDS, Answer, EnoughRuns, Question
from kraftsamling.experiments.examine.robustness import gains_of, titles_of
from kraftsamling.experiments.runs.examination import Examination
from kraftsamling.experiments.setting.sample import SAMPLED
from kraftsamling.model import simulate
from kraftsamling.model.errors import InputError, check_choice, check_keys
from kraftsamling.model.inputs.parameters import swept
from kraftsamling.model.inputs.region import Region
from kraftsamling.model.inputs.strategy import Strategy, load_strategy
from kraftsamling.model.vocabulary import BUDGETS
from kraftsamling.model.worlds.sampling import SAMPLE_SEED, spread
from kraftsamling.model.worlds.worlds import DEFAULT

PAIRS = (("level_1", "no_support"), ("level_2", "level_1"), ("level_3", "level_2"), ("gated_mean", "calendar"))
PRECISION = {"share": 0.05, "median": 0.5}
"""Half-widths for every pair: a share of worlds to 5 percentage points, a median difference to half a point."""
MAX_SEEDS = 3000
"""Seeds drawn at most in a single world, unless `seeds=` asks for another number from `BLOCK` on."""


def fresh_worlds(block: int, worlds: int = BLOCK) -> pd.DataFrame:
    """Latin hypercube over all swept parameters, jointly; each block is drawn without regard to the others.

    A Latin hypercube estimates a mean with at most n / (n - 1) times the variance of plain sampling (Owen 1997), so
    intervals made for independent worlds hold.
    """
    rows = swept()
    rng = np.random.default_rng([SAMPLE_SEED, block])
    shares = qmc.LatinHypercube(d=len(rows), rng=rng).random(worlds)
    return pd.DataFrame({row.name: spread(row, shares[:, place]) for place, row in enumerate(rows)})


def ask(
    region: Region | str,
    pairs: Sequence[tuple[Any, Any]],
    questions: Sequence[Question],
    *,
    cap: int,
    given: pd.DataFrame | None = None,
    seeds: int = 2,
    expect: Callable[[int], None] | None = None,
    **options: Any,
) -> dict[tuple[str, str, Question], Answer]:
    """Answer every question about every pair of courses, on blocks of worlds, or of seeds, that all of them share.

    Args:
        pairs: courses: names, paths, dicts or `Strategy`; the difference is the first minus the second in capacity
            gained, points.
        questions: all of one unit.
        cap: worlds or seeds at most; seeds: new ones in each block of worlds, averaged within each world.
        given: worlds to go through in their order; None draws fresh ones. With seeds as the unit, the single world.
        expect: called before the first block and after each answer with the number of runs that all answers together
            take at most; the last time with those that were made.
        options: of `simulate`, such as years, budget and progress.

    Raises:
        InputError: an unknown course, or two that share a name.
    """
    loaded = [(load_strategy(course), load_strategy(other)) for course, other in pairs]
    courses = _by_name([strategy for pair in loaded for strategy in pair])
    one_world = questions[0].unit == SEEDS
    each = BLOCK if one_world else seeds
    drawn: dict[int, pd.DataFrame] = {}

    def gains(block: int) -> pd.DataFrame:
        if block not in drawn:
            some = slice(None) if one_world else slice(block * BLOCK, (block + 1) * BLOCK)
            worlds = fresh_worlds(block, min(BLOCK, cap)) if given is None else given.iloc[some]
            fresh = range(block * each, (block + 1) * each)
            data = simulate(region, list(courses.values()), worlds=worlds, seeds=fresh, record="summary", **options)
            drawn[block] = gains_of(data.dataset.rename({"world": "seed", "seed": "world"} if one_world else {}))
        return drawn[block]

    def announce(left: Sequence[Question]) -> None:
        most = max([sum(map(len, drawn.values())), *(looks.plan(question, cap)[-1] for question in left)])
        if expect is not None:
            expect(most * (1 if one_world else seeds) * len(courses))

    def draw(course: str, other: str) -> Callable[[int], np.ndarray]:
        return lambda block: (gains(block)[course] - gains(block)[other]).to_numpy()

    asked = [(course.name, other.name, question) for course, other in loaded for question in questions]
    announce(questions)
    answers = {}
    for place, (course, other, question) in enumerate(asked, start=1):
        answers[course, other, question] = looks.settle(question, draw(course, other), cap)
        announce([question for *_, question in asked[place:]])
    return answers


def _by_name(strategies: Sequence[Strategy]) -> dict[str, Strategy]:
    """Return strategies by name.

    Raises:
        InputError: two that differ share a name.
    """
    courses = {strategy.name: strategy for strategy in strategies}
    for strategy in strategies:
        if strategy != courses[strategy.name]:
            raise InputError(
                f"strategies: {strategy.name!r} names two that differ; allowed: a name of its own for each"
            )
    return courses


def questions_of(
    precision: Mapping[str, float], smallest_difference: float, unit: str = WORLDS
) -> tuple[Question, ...]:
    """Return the questions to ask: of each kind named, to its half-width; `PRECISION` where none is named.

    Raises:
        InputError: an unknown kind, or a number out of range.
    """
    asked = precision or PRECISION
    check_keys(asked, KINDS, "precision")
    return tuple(Question(kind, width, smallest_difference, unit=unit) for kind, width in asked.items())


def pairs_of(strategies: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Return courses two by two: the first against the second, the third against the fourth.

    Raises:
        InputError: none, an odd number, or one set against itself.
    """
    if len(strategies) % 2 or not strategies:
        raise InputError(
            f"strategies: {len(strategies)} given; allowed: an even number, which are set against each other two by two"
        )
    pairs = list(zip(strategies[::2], strategies[1::2], strict=True))
    for course, other in pairs:
        if load_strategy(course) == load_strategy(other):
            raise InputError(f"strategies: {course!r} against itself; allowed: two that differ in each pair")
    return pairs


def examine(
    setting: Examination,
    *,
    strategies: Sequence[Any] = tuple(sum(PAIRS, ())),
    budget: str = "own",
    smallest_difference: float = 1.0,
    precision: Mapping[str, float] = PRECISION,
) -> EnoughRuns:
    """Answer questions about pairs of courses until each has the required precision, or a limit is reached.

    A number of worlds is the most to draw; a sample that has a name is gone through in its order. In the world of
    default values seeds are drawn, at most `MAX_SEEDS`.

    Args:
        strategies: an even number; each two make a pair.
        budget: "own" or "equal".
        smallest_difference: points that count as better, for a share of worlds.
        precision: half-width to reach, by kind of question: "share" (0-1) and "median" (points); only those are asked.

    Raises:
        InputError: an odd number of strategies, an unknown one or kind, or a number out of range.
    """
    sample = setting.sample
    one_world = sample.name == DEFAULT
    check_choice(budget, BUDGETS, "budget")
    pairs = pairs_of(strategies)
    questions = questions_of(precision, smallest_difference, SEEDS if one_world else WORLDS)
    cap = _max_seeds(setting) if one_world else len(sample)
    answers = ask(
        setting.region,
        pairs,
        questions,
        cap=cap,
        given=None if sample.name == SAMPLED else sample.worlds,
        seeds=setting.seeds,
        expect=setting.expect,
        budget=budget,
        years=setting.years,
        progress=setting.progress,
    )
    return EnoughRuns(answers, budget, cap, titles_of(strategies))


def _max_seeds(setting: Examination) -> int:
    """Seeds drawn at most in a single world; fewer than a block are those that worlds are averaged over."""
    return setting.seeds if setting.seeds >= BLOCK else MAX_SEEDS
