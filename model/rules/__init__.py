"""The rules of one quarter: pure functions, one file per step of the schedule.

Arrays carry (capital or form first, then) municipality, then run last; for one municipality in a Mesa model the last
two axes are absent. A rule takes stocks, parameters and tables by name and holds no number of its own; `gives` names
its results.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

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
