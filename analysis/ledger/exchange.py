"""Pick and freeze on an ordinary sample of worlds (Sobol' 1993): one grade's assumptions kept, all others exchanged."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from kraftsamling.model.inputs.parameters import parameters

GRADES = ("assumption", "one dialogue", "several", "theory", "authors", "fact")
MIN_WORLDS = 50
"""With fewer worlds no share is given."""
SEED = 20260301


def exchanged_worlds(worlds: pd.DataFrame, grades: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return the worlds that must be run besides a sample for its ledgers, one block of as many worlds per grade.

    Args:
        worlds: one row per world, one column per parameter; the order of the rows makes no difference.
        grades: evidence grade by parameter; None reads parameters.csv.

    Returns:
        no row where worlds are fewer than `MIN_WORLDS` or nothing varies.
    """
    varying = varying_grades(worlds, grades)
    if len(worlds) < MIN_WORLDS or not varying:
        return worlds.iloc[:0]
    blocks = exchanged(worlds.sort_index(), _graded(grades))
    return pd.concat([blocks[grade] for grade in varying], ignore_index=True)


def exchanged(worlds: pd.DataFrame, grades: Mapping[str, str]) -> dict[str, pd.DataFrame]:
    """By grade, the worlds with that grade's assumptions as they are and all others taken from a partner.

    Args:
        worlds: one row per world, one column per parameter.
        grades: evidence grade by parameter.
    """
    others = worlds.iloc[partners(len(worlds))].set_axis(worlds.index)
    of = worlds.columns.map(grades)
    return {
        grade: pd.DataFrame(np.where(of == grade, worlds, others), worlds.index, worlds.columns)
        for grade in GRADES
        if grade in set(of)
    }


def varying_grades(worlds: pd.DataFrame, grades: Mapping[str, str] | None = None) -> list[str]:
    """Grades of the parameters that vary, in the order of `GRADES`."""
    known = _graded(grades)
    present = {known.get(name) for name in worlds.columns[worlds.nunique() > 1]}
    return [grade for grade in GRADES if grade in present]


def partners(count: int) -> np.ndarray:
    """Each world's partner by place, drawn without regard to anything in the worlds; none is its own."""
    order = np.random.default_rng(SEED).permutation(count)
    partner = np.empty(count, int)
    partner[order] = np.roll(order, 1)
    return partner


def index_of_kept(value: np.ndarray, other: np.ndarray, partner: np.ndarray) -> float:
    """First-order index: correlation of an answer with that which keeps one grade, less what a control explains.

    The control is the product with the partner's answer, known to be 0 on average. Each world's part in the
    correlation (its influence) is regressed on it. A grade that does nothing comes to 0 whatever worlds are drawn.
    """
    value, other, partner = _standard(value), _standard(other), _standard(partner)
    index = float(np.mean(value * other))
    influence = value * other - index * (value**2 + other**2) / 2
    control = value * partner
    spread = float(np.var(control))
    slope = float(np.mean(influence * (control - control.mean()))) / spread if spread > 0 else 0.0
    return index - slope * float(control.mean())


def _standard(answer: np.ndarray) -> np.ndarray:
    """Answer with mean 0 and variance 1; all 0 where it is the same everywhere."""
    answer = answer - answer.mean()
    spread = answer.std()
    return answer / spread if spread > 0 else np.zeros_like(answer)


def _graded(grades: Mapping[str, str] | None) -> Mapping[str, str]:
    return {name: row.evidence for name, row in parameters().items()} if grades is None else grades
