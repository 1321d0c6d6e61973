"""Samples of worlds that grow: a larger one begins with the smaller, so that enlarging a sweep discards nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kraftsamling.model.errors import InputError, plain
from kraftsamling.model.inputs.parameters import swept
from kraftsamling.model.worlds.sampling import SAMPLE_SEED, spread

LHS, SOBOL, MORRIS = "lhs", "sobol", "morris"
SEQUENCES = (LHS, SOBOL, MORRIS)
MAX_POINTS = 10_000_000
POINTS_ALLOWED = f"allowed: a whole number from 1 to {plain(MAX_POINTS)}, or FIRST-LAST, counted from 0"


def span_of(given: object, name: str = "points") -> tuple[int, int]:
    """Return the first point and the one after the last that a number, or a text FIRST-LAST, asks for.

    Raises:
        InputError: neither, or out of range.
    """
    wrong = InputError(f"{name}: {given!r}; {POINTS_ALLOWED}")
    if isinstance(given, bool) or not isinstance(given, int | np.integer | str):
        raise wrong
    first, dash, last = str(given).partition("-")
    if not first.isdecimal() or (dash and not last.isdecimal()):
        raise wrong
    span = (int(first), int(last) + 1) if dash else (0, int(first))
    if not 0 <= span[0] < span[1] <= MAX_POINTS:
        raise wrong
    return span


def worlds_of(sequence: str, span: tuple[int, int]) -> pd.DataFrame:
    """Return worlds of a nested sequence, indexed by their place in it: a row a world, a column a swept parameter.

    Args:
        sequence: "lhs" (a Latin hypercube at each power of two), "sobol" (base points of a Sobol' design, each with as
            many worlds as there are parameters and two) or "morris" (paths, each with one world more than parameters).
        span: first point, base point or path, and the one after the last.

    Raises:
        InputError: a Sobol' design that does not end at a power of two.
    """
    rows = swept()
    first, last = span
    if sequence == LHS:
        table = {row.name: spread(row, nested_strata(row.name, last)[first:]) for row in rows}
        return pd.DataFrame(table, index=pd.RangeIndex(first, last))
    if sequence == SOBOL and last & (last - 1):
        raise InputError(f"points: a Sobol' design ends at {last}; allowed: 1, 2, 4, 8 or another power of two")
    shares = _design(sequence, [row.name for row in rows], last)
    each = len(shares) // last
    chosen = range(first * each, last * each)
    table = {row.name: spread(row, shares[chosen.start :, place]) for place, row in enumerate(rows)}
    return pd.DataFrame(table, index=pd.RangeIndex(chosen.start, chosen.stop))


def nested_strata(name: str, number: int) -> np.ndarray:
    """Shares of a parameter's distribution, (number,); the first 2^k of them are one in each of 2^k strata.

    Each doubling fills the empty halves of the strata in chance order, from a stream of the parameter's own.
    """
    stream = np.random.default_rng([SAMPLE_SEED, *name.encode()])
    shares = stream.random(1)
    while len(shares) < number:
        strata = 2 * len(shares)
        empty = np.ones(strata, bool)
        empty[(shares * strata).astype(int)] = False
        shares = np.append(shares, (stream.permutation(np.flatnonzero(empty)) + stream.random(len(shares))) / strata)
    return shares[:number]


def _design(sequence: str, names: list[str], size: int) -> np.ndarray:
    # Imported here, since SALib takes two seconds that few sweeps need.
    from SALib.sample import morris

    from kraftsamling.analysis.sensitivity.indices import GRID, SEED, design

    if sequence == SOBOL:
        return design(names, size)
    problem = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
    shares: np.ndarray = morris.sample(problem, size, num_levels=GRID, seed=SEED)
    return shares
