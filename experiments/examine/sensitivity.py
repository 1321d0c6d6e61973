"""`kraftsamling experiment=sensitivity`: which assumptions carry the difference between two strategies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from kraftsamling.analysis.ledger.shares import Ledger, draw_ledger, ledger_from_indices
from kraftsamling.analysis.page.figure import style
from kraftsamling.analysis.page.html import Markup
from kraftsamling.analysis.page.page import write_figure
from kraftsamling.analysis.sensitivity.figures import draw_indices, draw_settling
from kraftsamling.analysis.sensitivity.indices import CONSTANT, ENOUGH, Study, study
from kraftsamling.analysis.sensitivity.page import sensitivity_page
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.examine.one_at_a_time import SEEDS, write_tornado
from kraftsamling.experiments.examine.sensitivity_given import least_points, write_given
from kraftsamling.experiments.runs.examination import Examination
from kraftsamling.experiments.setting.sample import SAMPLED
from kraftsamling.model.errors import InputError, check_choice
from kraftsamling.model.inputs.parameters import swept
from kraftsamling.model.inputs.strategy import Strategy, load_strategy
from kraftsamling.model.worlds.sampling import spread
from kraftsamling.model.worlds.worlds import DEFAULT

DIFFERENCE = "difference"
PAIR = ("level_3", "level_1")
BATCH = 4000
"""Design points that are simulated at once."""
CAPTIONS = {"settling": "settling", "ledger": "ledger"}
"""Figures with a caption of their own; the others show indices."""


def run_sensitivity(
    setting: Examination,
    folder: Path,
    *,
    strategies: Sequence[str] = PAIR,
    budget: str = "equal",
) -> None:
    """Study the final mean capacity of two strategies, their difference first, and write tables, figures and a page.

    A sample that has a name is no design, nor is one too small for it: it is analysed as it is, see `write_given`. In
    the world of default values one assumption is moved at a time, see `write_tornado`.

    Args:
        setting: a number of worlds is the most design points; at least two seeds, so that chance can be told apart.
        strategies: two; the difference is the first less the second.
        budget: "equal" or "own".

    Raises:
        InputError: too few seeds, not two strategies, or an unknown one.
    """
    if setting.seeds < 2 and setting.sample.name != DEFAULT:
        raise InputError(f"seeds: {setting.seeds}; allowed: at least 2, so that chance can be told from the parameters")
    if len(strategies) != 2:
        raise InputError(f"strategies: {len(strategies)} given; allowed: exactly two, whose difference is studied")
    check_choice(budget, ("equal", "own"), "budget")
    pair = [load_strategy(source) for source in strategies]
    if pair[0].name == pair[1].name:
        raise InputError(f"strategies: {pair[0].name} given twice; allowed: two that differ")
    titles = titles_of(pair, setting.reader)
    if setting.sample.name == DEFAULT:
        setting = replace(setting, seeds=max(setting.seeds, SEEDS))
        write_tornado(setting, folder, lambda worlds: outcomes(setting, pair, worlds, budget), titles, budget)
    elif setting.sample.name != SAMPLED or len(setting.sample) < least_points():
        write_given(setting, folder, lambda worlds: outcomes(setting, pair, worlds, budget), titles, budget)
    else:
        _write_study(setting, folder, pair, titles, budget)


def _write_study(
    setting: Examination, folder: Path, pair: Sequence[Strategy], titles: Mapping[str, str], budget: str
) -> None:
    """Study outcomes on a design of its own, on at most as many points as there are worlds."""
    reader, grades = setting.reader, {row.name: row.evidence for row in swept()}
    setting.expect(len(pair) * setting.seeds * len(setting.sample))

    def evaluate(points: np.ndarray) -> dict[str, np.ndarray]:
        return simulated(setting, pair, points, budget)

    found = study(evaluate, list(grades), grades, len(setting.sample))
    ledgers = ledgers_of(found)
    _write_tables(folder, found, ledgers)
    drawings = _draw(folder, found, ledgers, titles, reader)
    size = setting.size | {"points": reader.number(found.points)}
    subtitle = reader.say("sensitivity.subtitle", **size, budget=reader.say(f"sensitivity.budget_{budget}"))
    page = sensitivity_page(found, ledgers, titles, drawings, subtitle, reader)
    (folder / "report.html").write_text(page, encoding="utf-8")


def titles_of(pair: Sequence[Strategy], reader: Reader) -> dict[str, str]:
    """Titles of the outcomes: the difference, then the level of each strategy."""
    names = [strategy.title[reader.language] for strategy in pair]
    difference = reader.say("sensitivity.difference", first=names[0], second=names[1])
    levels = {s.name: reader.say("sensitivity.level", course=name) for s, name in zip(pair, names, strict=True)}
    return {DIFFERENCE: difference, **levels}


def simulated(setting: Examination, pair: Sequence[Strategy], points: np.ndarray, budget: str) -> dict[str, np.ndarray]:
    """Outcomes at design points of the unit cube, (point, seed).

    Args:
        points: (point, parameter), parameters in the order of `swept()`.
    """
    worlds = pd.DataFrame({row.name: spread(row, points[:, place]) for place, row in enumerate(swept())})
    return outcomes(setting, pair, worlds, budget)


def outcomes(
    setting: Examination, pair: Sequence[Strategy], worlds: pd.DataFrame, budget: str
) -> dict[str, np.ndarray]:
    """Final mean capacity in points: the difference and both levels, (world, seed).

    Every world and strategy meets the same seeds.
    """
    parts = []
    for first in range(0, len(worlds), BATCH):
        data = setting.bench.run(pair, worlds=worlds.iloc[first : first + BATCH], budget=budget)
        parts.append(data["capacity_mean"].to_numpy()[..., -1])
    ends = np.concatenate(parts, axis=1)
    return {DIFFERENCE: ends[0] - ends[1], pair[0].name: ends[0], pair[1].name: ends[1]}


def ledgers_of(found: Study) -> dict[str, Ledger]:
    """Evidence ledger of each outcome that varies; it tells no more than the sample of the outcome suffices for."""
    return {
        name: ledger_from_indices(
            grades.table["first"],
            grades.draws,
            points=grades.size,
            noise=found.indices[name].noise_left,
            enough=found.indices[name].verdict == ENOUGH,
        )
        for name, grades in found.by_grade.items()
        if grades.verdict != CONSTANT
    }


def _write_tables(folder: Path, found: Study, ledgers: Mapping[str, Ledger]) -> None:
    figures = ("verdict", "size", "mean", "spread", "noise", "noise_left", "change", "width")
    outcomes = [{"outcome": name, **{key: getattr(i, key) for key in figures}} for name, i in found.indices.items()]
    each = pd.DataFrame(
        [
            {"parameter": row.name, "evidence": row.evidence}
            | {f"moves_nothing_{outcome}": row.name in found.dead(outcome) for outcome in found.indices}
            for row in swept()
        ]
    )
    tables = {
        "outcomes": pd.DataFrame(outcomes),
        "indices": found.to_frame(),
        "screening": found.screening,
        "parameters": each,
        "settling": found.history,
    }
    if ledgers:
        parts = [ledger.to_frame().assign(outcome=name) for name, ledger in ledgers.items()]
        tables["ledger"] = pd.concat(parts, ignore_index=True)
    for name, frame in tables.items():
        frame.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")


def _draw(
    folder: Path, found: Study, ledgers: Mapping[str, Ledger], titles: Mapping[str, str], reader: Reader
) -> dict[str, Markup]:
    """Write the figures; return each as HTML, by name."""
    figures = {}
    with style():
        for name, indices in found.indices.items():
            figures[name] = titles[name], draw_indices(indices, titles[name], reader)
        figures["settling"] = reader.say("sensitivity.settling"), draw_settling(found, DIFFERENCE, reader)
        if ledgers:
            bars = {titles[name]: ledger for name, ledger in ledgers.items()}
            figures["ledger"] = reader.say("ledger.title"), draw_ledger(bars, reader)
    captions = {name: reader.say(f"sensitivity.under_{CAPTIONS.get(name, 'indices')}") for name in figures}
    return {
        name: write_figure(folder, name, figure, title, captions[name]) for name, (title, figure) in figures.items()
    }
