"""`kraftsamling experiment=enough_runs`: how many worlds an answer takes, and what a finer one would take.

In the world of default values it is seeds that are drawn: what can be settled there is chance.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import qmc

from kraftsamling.analysis.enough_runs import looks
from kraftsamling.analysis.enough_runs.looks import BLOCK, KINDS, LOOKS, SEEDS, WORLDS, Answer, Question
from kraftsamling.analysis.page.html import Cell, Head, Markup, joined, table, tag
from kraftsamling.analysis.page.page import Page, write_figure
from kraftsamling.analysis.robustness.figures import draw_answers
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.examine.robustness import gains_of, titles_of
from kraftsamling.experiments.runs.examination import Examination
from kraftsamling.experiments.setting.sample import SAMPLED
from kraftsamling.model import simulate
from kraftsamling.model.errors import InputError, check_choice, check_keys
from kraftsamling.model.inputs.parameters import swept
from kraftsamling.model.inputs.region import Region
from kraftsamling.model.inputs.strategy import load_strategy
from kraftsamling.model.vocabulary import BUDGETS
from kraftsamling.model.worlds.sampling import SAMPLE_SEED, spread
from kraftsamling.model.worlds.worlds import DEFAULT

PAIRS = (("level_1", "no_support"), ("level_2", "level_1"), ("level_3", "level_2"), ("gated_mean", "calendar"))
PRECISION = {"share": 0.05, "median": 0.5}
"""Asked of every pair: a share of worlds to 5 percentage points, a median difference to half a point."""
MOST_SEEDS = 3000
"""Seeds drawn at most in a single world, unless `seeds=` asks for another number from `BLOCK` on."""


INTRO = {SAMPLED: "enough_runs.intro", DEFAULT: "enough_runs.intro_default"}
"""What is said of how it was settled, by sample; other samples that have a name are gone through."""
Answers = dict[tuple[str, str, Question], Answer]
"""Answer by course, the other course, and question."""


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
    progress: Callable[[int], None] | None = None,
    **options: Any,
) -> Answers:
    """Answer every question about every pair of courses, on blocks of worlds, or of seeds, that all of them share.

    Args:
        pairs: courses: names, paths, dicts or `Strategy`; the difference is the first minus the second in capacity
            gained, points.
        questions: all of one unit.
        cap: worlds or seeds at most; seeds: new ones in each block of worlds, averaged within each world.
        given: worlds to go through in their order; None draws fresh ones. With seeds as the unit, the single world.
        options: of `simulate`, such as years and budget.

    Raises:
        InputError: an unknown course, or two that share a name.
    """
    loaded = [(load_strategy(course), load_strategy(other)) for course, other in pairs]
    courses = {strategy.name: strategy for pair in loaded for strategy in pair}
    for strategy in (strategy for pair in loaded for strategy in pair):
        if strategy != courses[strategy.name]:
            raise InputError(
                f"strategies: {strategy.name!r} names two that differ; allowed: a name of its own for each"
            )

    one_world = questions[0].unit == SEEDS
    each = BLOCK if one_world else seeds

    @cache
    def block_of(block: int) -> pd.DataFrame:
        some = slice(None) if one_world else slice(block * BLOCK, (block + 1) * BLOCK)
        worlds = fresh_worlds(block, min(BLOCK, cap)) if given is None else given.iloc[some]
        fresh = range(block * each, (block + 1) * each)
        chosen = list(courses.values())
        data = simulate(region, chosen, worlds=worlds, seeds=fresh, record="summary", progress=progress, **options)
        swapped = {"world": "seed", "seed": "world"} if one_world else {}
        return gains_of(data.dataset.rename(swapped))

    def draw(course: str, other: str) -> Callable[[int], np.ndarray]:
        return lambda block: (block_of(block)[course] - block_of(block)[other]).to_numpy()

    return {
        (course.name, other.name, question): looks.settle(question, draw(course.name, other.name), cap)
        for course, other in loaded
        for question in questions
    }


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


def run_enough(
    setting: Examination,
    folder: Path,
    *,
    strategies: Sequence[Any] = tuple(sum(PAIRS, ())),
    budget: str = "own",
    smallest_difference: float = 1.0,
    precision: Mapping[str, float] = PRECISION,
) -> None:
    """Ask about pairs of courses and write enough_runs.csv, figures/ and report.html into `folder`.

    A number of worlds is the most to draw; a sample that has a name is gone through in its order. In the world of
    default values seeds are drawn, at most `MOST_SEEDS`.

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
    cap = _most_seeds(setting) if one_world else len(sample)
    most = max(looks.plan(question, cap)[-1] for question in questions)
    titles = titles_of(strategies)
    setting.expect(most * (1 if one_world else setting.seeds) * len(titles))
    answers = ask(
        setting.region,
        pairs,
        questions,
        budget=budget,
        cap=cap,
        given=None if sample.name == SAMPLED else sample.worlds,
        seeds=setting.seeds,
        years=setting.years,
        progress=setting.progress,
    )
    frames = [answer.to_frame().assign(course=key[0], other=key[1]) for key, answer in answers.items()]
    frame = pd.concat(frames, ignore_index=True)
    frame = frame[["course", "other", *frame.columns.drop(["course", "other"])]]
    frame.to_csv(folder / "enough_runs.csv", index=False, lineterminator="\n")
    _write_page(
        setting, folder, answers, {name: title[setting.reader.language] for name, title in titles.items()}, budget
    )


def _most_seeds(setting: Examination) -> int:
    """Seeds drawn at most in a single world; fewer than a block are those that worlds are averaged over."""
    return setting.seeds if setting.seeds >= BLOCK else MOST_SEEDS


def _write_page(setting: Examination, folder: Path, answers: Answers, titles: Mapping[str, str], budget: str) -> None:
    reader, sample = setting.reader, setting.sample
    question = next(iter(answers))[2]
    figure, heading = draw_answers(answers, titles, reader), reader.say(f"enough_runs.figure_{question.unit}")
    drawing = write_figure(folder, "enough_runs", figure, heading)
    sections = [
        tag(
            "section",
            joined(tag("p", line) for line in looks.sentences(answer, titles[key[0]], titles[key[1]], reader)),
        )
        for key, answer in answers.items()
    ]
    intro = reader.say(
        INTRO.get(sample.name, "enough_runs.intro_given"),
        looks=LOOKS,
        level=reader.percent(question.level),
        block=BLOCK,
    )
    limited = looks.supply(answers.values(), sample.name, len(sample), reader)
    sections += [tag("section", tag("p", line)) for line in limited]
    setting.remarks.extend(limited)
    size = setting.size | {"most": reader.number(_most_seeds(setting))}
    page = Page(
        title=reader.say("enough_runs.title"),
        subtitle=reader.say(f"enough_runs.subtitle_{question.unit}", **size),
        question=reader.say(f"enough_runs.question_{question.unit}"),
        intro=f"{intro} {reader.say(f'enough_runs.budget_{budget}')}",
        reader=reader,
    )
    page.write(folder, [joined(sections), drawing, _table(answers, titles, reader)], ["enough_runs.csv"])


def _table(answers: Answers, titles: Mapping[str, str], reader: Reader) -> Markup:
    unit = next(iter(answers))[2].unit
    heads = [
        Head(reader.say(f"enough_runs.column_{name}"))
        for name in ("question", "answer", "precision", unit, f"finer_{unit}")
    ]
    rows = []
    for (course, other, question), answer in answers.items():
        last = answer.last
        pair = reader.say("enough_runs.pair", course=reader.quoted(titles[course]), other=reader.quoted(titles[other]))
        low, high = (looks.shown(question, value, reader) for value in (last.low, last.high))
        rows.append(
            [
                Cell(pair),
                Cell(looks.shown(question, last.estimate, reader), f"{low} – {high}"),
                Cell(f"±{looks.width(question, question.precision, reader)}"),
                Cell(reader.number(last.count), strong=answer.settled),
                Cell(reader.number(answer.finer) if answer.finer else "–"),
            ]
        )
    caption = reader.say("enough_runs.table")
    return table(caption, [heads], rows, caption)
