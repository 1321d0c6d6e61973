"""The rules of one quarter: pure functions, one file per step of the schedule.

Arrays carry (capital or form first, then) municipality, then run last; for one municipality in a Mesa model the last
two axes are absent. A rule takes stocks, parameters and tables by name and holds no number of its own; `gives` names
its results.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy import bool_, float64, int64
from numpy.typing import NDArray

Array: TypeAlias = NDArray[float64]
"""Numbers that broadcast over municipality and run; a parameter that all runs share comes as one number."""
Whole: TypeAlias = NDArray[int64]
"""Levels and indices."""
Flags: TypeAlias = NDArray[bool_]
"""Yes or no."""

Function = TypeVar("Function", bound=Callable[..., tuple[Any, ...]])


def gives(*names: str) -> Callable[[Function], Function]:
    """Declare the variables (see `state.py`) that a rule returns, in their order."""

    def declare(function: Function) -> Function:
        function.__dict__["gives"] = names
        return function

    return declare


BOUND_FROM = 1.5
"""Product of modifiers from which each further step counts for less."""


def bounded(product: Array) -> Array:
    """Product of modifiers, each 1 for the ordinary municipality, kept from running away.

    It stays as it is up to 1.5; beyond that it becomes 3 - 2.25 / product: the same slope there, and never above 3.
    """
    most = 2 * BOUND_FROM
    bound: Array = np.where(product <= BOUND_FROM, product, most - BOUND_FROM**2 / np.maximum(product, BOUND_FROM))
    return bound


def mean(values: Array) -> Array:
    """Mean over the first axis: what `values.mean(axis=0)` gives, at a third of its cost for small arrays."""
    total: Array = np.add.reduce(values, axis=0)
    return total / len(values)


def taper(level: Array, taper_width: float) -> Array:
    """Share of a gain that is left near the top of a stock: 1 until `taper_width` below 1, then falling to 0."""
    left: Array = np.clip((1 - level) / taper_width, 0, 1)
    return left
