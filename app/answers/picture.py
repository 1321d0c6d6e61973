"""Two ensembles of the same worlds and seeds, as the numbers and sentences of one frame of the page."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

import numpy as np

from kraftsamling.analysis.report.answer import answer
from kraftsamling.analysis.results.compare import LEVELS
from kraftsamling.analysis.words.courses import changes, decided
from kraftsamling.app.answers.courses import FIRST, FULL, Ensemble
from kraftsamling.app.answers.ensemble import LEAST, OF_REGION
from kraftsamling.app.answers.evidence import LiveEvidence
from kraftsamling.app.answers.state import Question
from kraftsamling.model.results.measures import REGIONAL

SHOWN = tuple(name for name in OF_REGION if name not in ("capacity_weighted", "municipal_cost_sek"))
"""Yearly measures of a frame."""
SHOWN_OF = ("a", "b", "difference")
DIGITS = {"points": 3, "share": 5, "level": 3, "SEK a year": 0}
"""Decimals in a frame, by unit; other units have three."""


def frame(question: Question, a: Ensemble, b: Ensemble, stage: str) -> dict[str, Any]:
    """Return one frame, ready for JSON: every number over worlds, seeds averaged, differences paired (B less A)."""
    start = question.region.start_year - 1
    evidence = LiveEvidence(question, a, b, partial=stage == FIRST)
    pair = evidence.pair(question.budget, question.b.name, question.a.name)
    verdict = asdict(pair) | {"measure": "capacity_mean", "verdict": pair.verdict, "smallest_difference": LEAST}
    return {
        "stage": stage,
        "final": stage == FULL,
        "worlds": len(a.worlds),
        "of_worlds": a.of_worlds,
        "seeds": a.seeds,
        "runs": len(a.worlds) * a.seeds,
        "years": [start + year for year in range(question.years + 1)],
        "measures": _measures(a, b),
        "verdict": {name: plain(value, 6) if isinstance(value, float) else value for name, value in verdict.items()},
        "answer": sentences(evidence, a.of_worlds),
        "notes": notes(question),
        "cost": _costs(a, b),
        "left_out": {
            "behind": {side: plain(each.values["left_behind"].mean(), 5) for side, each in _sides(a, b)},
            "never": {side: plain(each.values["never_reached"][-1].mean(), 5) for side, each in _sides(a, b)},
        },
        "municipalities": _municipalities(question, a, b),
    }


def sentences(evidence: LiveEvidence, of_worlds: int) -> list[str]:
    """Return the answer as the report words it; from a part of the worlds, of which there are so many, also that."""
    question = evidence.question
    if question.same:
        return [question.reader.say("app.same")]
    lines = [question.reader.conceal(line) for line in answer(evidence)]
    if not evidence.partial:
        return lines
    counts = (evidence.size(question.a.name, question.budget), of_worlds)
    worlds, of = (question.reader.number(count) for count in counts)
    return [*lines, question.reader.say("app.few", worlds=worlds, of=of)]


def notes(question: Question) -> list[str]:
    """Return a sentence on each course that changes on the way, and on each decision of a municipality."""
    told = question.region, question.years, question.reader
    return [*changes((question.a, question.b), *told), *decided(question.decisions, *told)]


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
            side: by_level(spread[:, row, place], DIGITS.get(unit, 3)) for row, side in enumerate(SHOWN_OF)
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
    apart = (second - first).round(9)
    better, differs = (apart[-1] >= LEAST).mean(axis=-1), (np.abs(apart) >= LEAST).mean(axis=-1).T
    reached = [each.values["reached"].mean(axis=-1).T for each in (a, b)]
    return [
        {
            "code": code,
            "capacity": {side: plain(middle[row][place], 3) for row, side in enumerate(SHOWN_OF)},
            "better": plain(better[place], 5),
            "differs": plain(differs[place], 3),
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
