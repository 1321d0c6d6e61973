"""`kraftsamling experiment=enough_runs`: how many worlds an answer takes, and what a finer one would take."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import qmc

from analysis import governor
from analysis.figures_robustness import draw_answers
from analysis.governor import BLOCK, LOOKS, Answer, Question
from analysis.html import Cell, Head, joined, table, tag
from analysis.page import Page, write_figure
from analysis.wording import number, percent, quoted
from experiments.examination import Examination
from experiments.robustness import gains_of, titles_of
from experiments.sample import SAMPLED
from model import simulate
from model.parameters import swept
from model.region import Region
from model.sampling import SAMPLE_SEED, spread
from model.vocabulary import text

PAIRS = (("level_1", "no_support"), ("level_2", "level_1"), ("level_3", "level_2"), ("gated_mean", "calendar"))
QUESTIONS = (Question("share", 0.05), Question("median", 0.5))
"""Asked of every pair: a share of worlds to 5 percentage points, a median difference to half a point."""


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
    questions: Sequence[Question] = QUESTIONS,
    *,
    cap: int,
    given: pd.DataFrame | None = None,
    seeds: int = 2,
    progress: Callable[[int], None] | None = None,
    **options: Any,
) -> dict[tuple[str, str, Question], Answer]:
    """Answer every question about every pair of courses, on blocks of worlds that all of them share.

    Args:
        pairs: courses by name; the difference is the first minus the second in capacity gained, points.
        cap: worlds at most; seeds: new ones in each block, averaged within each world.
        given: worlds to go through in their order; None draws fresh ones.
        options: of `simulate`, such as years and budget.
    """
    names = list(dict.fromkeys(name for pair in pairs for name in pair))

    @cache
    def block_of(block: int) -> pd.DataFrame:
        fresh = range(block * seeds, (block + 1) * seeds)
        worlds = fresh_worlds(block) if given is None else given.iloc[block * BLOCK : (block + 1) * BLOCK]
        data = simulate(region, names, worlds=worlds, seeds=fresh, record="summary", progress=progress, **options)
        return gains_of(data.dataset)

    def draw(course: str, other: str) -> Callable[[int], np.ndarray]:
        return lambda block: (block_of(block)[course] - block_of(block)[other]).to_numpy()

    return {
        (course, other, question): governor.settle(question, draw(course, other), cap)
        for course, other in pairs
        for question in questions
    }


def run_enough(setting: Examination, folder: Path) -> None:
    """Ask `QUESTIONS` of `PAIRS` and write enough_runs.csv, figures/ and report.html into `folder`.

    A number of worlds is the most to draw; a sample that has a name is gone through in its order.
    """
    language, sample = setting.language, setting.sample
    answers = ask(
        setting.region,
        PAIRS,
        cap=len(sample),
        given=None if sample.name == SAMPLED else sample.worlds,
        seeds=setting.seeds,
        years=setting.years,
        progress=setting.progress,
    )
    titles = titles_of(name for pair in PAIRS for name in pair)
    frames = [answer.to_frame().assign(course=key[0], other=key[1]) for key, answer in answers.items()]
    frame = pd.concat(frames, ignore_index=True)
    frame = frame[["course", "other", *frame.columns.drop(["course", "other"])]]
    frame.to_csv(folder / "enough_runs.csv", index=False, lineterminator="\n")
    said = {name: title[language] for name, title in titles.items()}
    drawing = write_figure(
        folder, "enough_runs", draw_answers(answers, said, language), text("governor.figure", language)
    )
    sections = [
        tag(
            "section",
            joined(tag("p", line) for line in governor.sentences(answer, said[key[0]], said[key[1]], language)),
        )
        for key, answer in answers.items()
    ]
    page = Page(
        title=text("governor.title", language),
        subtitle=text("governor.subtitle", language, **setting.size),
        question=text("governor.question", language),
        intro=text("governor.intro", language, looks=LOOKS, level=percent(QUESTIONS[0].level, language)),
        language=language,
    )
    page.write(folder, [joined(sections), drawing, _table(answers, said, language)], ["enough_runs.csv"])


def _table(answers: Mapping[tuple[str, str, Question], Answer], titles: Mapping[str, str], language: str):
    heads = [
        Head(text(f"governor.column_{name}", language))
        for name in ("question", "answer", "precision", "worlds", "finer")
    ]
    rows = []
    for (course, other, question), answer in answers.items():
        last = answer.last
        pair = text(
            "governor.pair", language, course=quoted(titles[course], language), other=quoted(titles[other], language)
        )
        low, high = (governor.shown(question, value, language) for value in (last.low, last.high))
        rows.append(
            [
                Cell(pair),
                Cell(governor.shown(question, last.estimate, language), f"{low} – {high}"),
                Cell(f"±{governor.width(question, question.precision, language)}"),
                Cell(number(last.worlds, language), strong=answer.settled),
                Cell(number(answer.finer, language) if answer.finer else "–"),
            ]
        )
    caption = text("governor.table", language)
    return table(caption, [heads], rows, caption)
