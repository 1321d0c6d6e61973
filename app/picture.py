"""Two ensembles of the same worlds and seeds, as the numbers and sentences of one frame of the page."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from analysis.answer import answer
from analysis.compare import LEVELS, judge
from analysis.context import Context, Evidence
from analysis.tables import Tables
from analysis.wording import number
from app.courses import FIRST, Ensemble
from app.ensemble import LEAST, OF_REGION
from app.state import Question
from model.measures import REGIONAL
from model.vocabulary import text
from model.worlds import PLAUSIBLE

SHOWN = tuple(name for name in OF_REGION if name not in ("capacity_weighted", "municipal_cost_sek"))
"""Yearly measures of a frame."""
DIGITS = {"points": 3, "share": 5, "level": 3, "SEK a year": 0}
"""Decimals that a frame tells, by unit; others have three."""
ANSWERED = ("capacity_mean", "capacity_weighted", "capacity_min", "cost_sek")
"""Yearly measures that the sentences of the answer read."""


def frame(question: Question, a: Ensemble, b: Ensemble, stage: str, *, final: bool) -> dict[str, Any]:
    """Return one frame, ready for JSON: every number over worlds, seeds averaged, differences paired (B less A)."""
    start = question.region.start_year - 1
    differences = b.values["capacity_mean"][-1] - a.values["capacity_mean"][-1]
    pair = judge(pd.Series(differences), "capacity_mean", LEAST)
    verdict = asdict(pair) | {"measure": "capacity_mean", "verdict": pair.verdict, "smallest_difference": LEAST}
    return {
        "stage": stage,
        "final": final,
        "worlds": len(a.worlds),
        "of_worlds": a.of_worlds,
        "seeds": a.seeds,
        "runs": len(a.worlds) * a.seeds,
        "years": [start + year for year in range(question.years + 1)],
        "measures": _measures(a, b),
        "verdict": {name: plain(value, 6) if isinstance(value, float) else value for name, value in verdict.items()},
        "answer": sentences(question, a, b, stage),
        "cost": _costs(a, b),
        "left_behind": {side: plain(np.median(each.values["left_behind"]), 5) for side, each in _sides(a, b)},
        "municipalities": _municipalities(question, a, b),
    }


def sentences(question: Question, a: Ensemble, b: Ensemble, stage: str) -> list[str]:
    """Return the answer as the report words it; before the last picture, also on how few runs it rests."""
    evidence = evidence_of(question, a, b)
    told = [evidence.context.conceal(line) for line in answer(evidence)]
    if stage != FIRST:
        return told
    counts = {"worlds": number(len(a.worlds), question.language), "of": number(a.of_worlds, question.language)}
    return [*told, text("app.few", question.language, **counts)]


def evidence_of(question: Question, a: Ensemble, b: Ensemble) -> Evidence:
    """Return what the words of the answer are made from; a world's mean over seeds stands in the place of one seed."""
    strategies = (question.a, question.b)
    each = list(zip(strategies, (a, b), strict=True))
    trajectories = pd.concat([_trajectory(question, strategy.name, found) for strategy, found in each])
    municipalities = pd.concat([_places(question, strategy.name, found) for strategy, found in each])
    context = Context(
        region=question.region,
        title={},
        question={},
        strategies=strategies,
        reference=question.a.name,
        language=question.language,
        command="",
        worlds="",
        seeds=a.seeds,
        years=question.years,
        anonymous=question.anonymous,
        smallest_difference=LEAST,
        sample=PLAUSIBLE,
    )
    return Evidence(Tables(trajectories, municipalities), context)


def _run(question: Question, name: str, worlds: np.ndarray, repeated: int) -> dict[str, Any]:
    """Columns that name a run, in rows that repeat each world."""
    return {"strategy": name, "budget": question.budget, "world": np.repeat(worlds, repeated), "seed": 0}


def _trajectory(question: Question, name: str, found: Ensemble) -> pd.DataFrame:
    """Return the yearly rows that sentences read; costs of all years stand in the last one."""
    worlds, ends = found.worlds, {}
    for measure in ANSWERED:
        values = found.values[measure]
        last = values[1:].sum(axis=0) if measure == "cost_sek" else values[-1]
        ends[measure] = np.stack([values[0], last], axis=-1).ravel()
    years = np.tile([question.region.start_year - 1, question.region.start_year - 1 + question.years], len(worlds))
    return pd.DataFrame(_run(question, name, worlds, 2) | {"year": years} | ends)


def _places(question: Question, name: str, found: Ensemble) -> pd.DataFrame:
    capacity, reached = found.values["capacity"], found.values["reached"]
    codes = question.region.codes
    columns = {"capacity_start": capacity[0], "capacity_end": capacity[-1], "reached": reached[-1]}
    rows = _run(question, name, found.worlds, len(codes)) | {"code": np.tile(codes, len(found.worlds))}
    return pd.DataFrame(rows | {column: values.T.ravel() for column, values in columns.items()})


def _sides(a: Ensemble, b: Ensemble) -> tuple[tuple[str, Ensemble], tuple[str, Ensemble]]:
    return ("a", a), ("b", b)


def _measures(a: Ensemble, b: Ensemble) -> dict[str, Any]:
    """Return quantiles over worlds of every shown measure, by year, of both courses and their difference."""
    first, second = (np.stack([each.values[name] for name in SHOWN]) for each in (a, b))
    spread = quantiles(np.stack([first, second, second - first]))
    found = {}
    for place, name in enumerate(SHOWN):
        unit = REGIONAL[name].unit
        found[name] = {"unit": unit} | {
            side: by_level(spread[:, row, place], DIGITS.get(unit, 3))
            for row, side in enumerate(("a", "b", "difference"))
        }
    return found


def _costs(a: Ensemble, b: Ensemble) -> dict[str, Any]:
    """Return the cost over all years, SEK: of the actor, and of what municipalities set aside themselves."""
    found = {}
    for prefix, name in (("", "cost_sek"), ("municipal_", "municipal_cost_sek")):
        for side, each in _sides(a, b):
            low, _, median, _, high = quantiles(each.values[name][1:].sum(axis=0))
            found[f"{prefix}{side}"] = {"p05": plain(low, 0), "median": plain(median, 0), "p95": plain(high, 0)}
    return found


def _municipalities(question: Question, a: Ensemble, b: Ensemble) -> list[dict[str, Any]]:
    first, second = a.values["capacity"], b.values["capacity"]
    middle = [np.median(values, axis=-1).T for values in (first, second, second - first)]
    better = ((second[-1] - first[-1]).round(9) >= LEAST).mean(axis=-1)
    reached = [each.values["reached"].mean(axis=-1).T for each in (a, b)]
    return [
        {
            "code": code,
            "capacity": {side: plain(middle[row][place], 3) for row, side in enumerate(("a", "b", "difference"))},
            "better": plain(better[place], 5),
            "reached": {side: plain(reached[row][place], 5) for row, side in enumerate(("a", "b"))},
        }
        for place, code in enumerate(question.region.codes)
    ]


def quantiles(values: np.ndarray) -> np.ndarray:
    """Quantiles over worlds at `analysis.compare.LEVELS` in rising order: (..., world) -> (level, ...)."""
    return np.quantile(values, sorted(LEVELS.values()), axis=-1)


def by_level(spread: np.ndarray, digits: int) -> dict[str, Any]:
    """Return quantiles (level, ...) by their names."""
    names = sorted(LEVELS, key=lambda name: LEVELS[name])
    return {name: plain(row, digits) for name, row in zip(names, spread, strict=True)}


def plain(values: Any, digits: int) -> Any:
    """Return numbers as JSON has them: rounded, None where not finite."""
    rounded = np.round(np.asarray(values, float), digits) + 0.0
    if rounded.ndim:
        return [plain(row, digits) for row in rounded] if rounded.ndim > 1 else _finite(rounded.tolist())
    return float(rounded) if math.isfinite(rounded) else None


def _finite(values: list[float]) -> list[float | None]:
    return [value if math.isfinite(value) else None for value in values]
