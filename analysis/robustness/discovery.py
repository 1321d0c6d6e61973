"""Scenario discovery: in which worlds does a course fail, as a box of few limits, or none when none holds.

A search gives a box; the same search in resamples of the worlds shows whether its limits are found again, and how the
box does in the worlds left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

import numpy as np
import pandas as pd

from kraftsamling.analysis.results.findings import finding
from kraftsamling.analysis.robustness.boxes import METHODS, Box, available, box_of, coverage, search
from kraftsamling.model.errors import InputError, check_choice, check_number

INSTALL = '.venv/bin/python -m pip install ".[discovery]"'
RESAMPLES = 20
DRAWN = 2 / 3
"""Share of the worlds in a resample, none twice: PRIM settles ties by counts, which doubled worlds would upset."""
MIN_WORLDS = 15
"""Failing worlds, and others, below which no search is made."""


@dataclass(frozen=True)
class Demands:
    """Least figures of a box that is reported; unseen ones are of worlds left out of the search.

    Attributes:
        stability: share of resamples in which each limit is found again.
        coverage: unseen share of the failing worlds that lie in the box.
        density: unseen share of the worlds in the box that fail.
        lift: how far density comes from the share that fails anyway towards 1.
    """

    stability: float = 0.7
    coverage: float = 0.4
    density: float = 0.6
    lift: float = 0.33


@finding
@dataclass(frozen=True, repr=False)
class Discovery:
    """The result of one search for the worlds in which one course fails.

    Attributes:
        method: "prim" or "cart".
        worlds, failing: number of worlds and of those in which the course fails.
        reason: "box" when it meets all demands, else why there is none: "few", "stability", "coverage", "density".
        box: limits found again often enough; () when there is none to show.
        dropped: limits of the first box that were not found again often enough.
        coverage, density: of the box over all worlds; *_unseen: medians over resamples, of the limits each of them
            puts where the box has its own, in worlds left out of it.
        again: share of resamples in which each limit of `box` and `dropped` was found, by (parameter, end).
    """

    method: str
    worlds: int
    failing: int
    reason: str
    box: Box = ()
    dropped: Box = ()
    coverage: float = np.nan
    density: float = np.nan
    coverage_unseen: float = np.nan
    density_unseen: float = np.nan
    again: Mapping[tuple[str, str], float] = field(default_factory=dict)

    def __repr__(self) -> str:
        limits = " and ".join(f"{limit.parameter} {limit.end} {limit.value:g}" for limit in self.box) or "no limit"
        return f"Discovery({self.method}: {self.failing} of {self.worlds} worlds fail; {self.reason}: {limits})"

    @property
    def holds(self) -> bool:
        """Whether there is a box to trust."""
        return self.reason == "box"

    @property
    def dimensions(self) -> int:
        """Number of parameters that the box limits."""
        return len({limit.parameter for limit in self.box})

    def to_frame(self) -> pd.DataFrame:
        """Return one row per limit (one without limit when there is none), with the figures of its box."""
        about = {key: value for key, value in vars(self).items() if key not in ("box", "dropped", "again")}
        limits = [(limit, True) for limit in self.box] + [(limit, False) for limit in self.dropped]
        again = [self.again[limit.parameter, limit.end] for limit, _ in limits]
        rows = [
            asdict(limit) | {"kept": kept, "found_again": a} for (limit, kept), a in zip(limits, again, strict=True)
        ]
        return pd.DataFrame([about | {"dimensions": self.dimensions} | row for row in rows or [{}]])


def discover(
    worlds: pd.DataFrame,
    fails: np.ndarray,
    method: str = "cart",
    *,
    demands: Demands | None = None,
    resamples: int = RESAMPLES,
) -> Discovery:
    """Search for the worlds in which a course fails.

    Args:
        worlds: numbers, one row per world, one column per parameter.
        fails: (world,), of bool.
        method: "prim" or "cart".
        demands: what a box must reach; those of `Demands` when none are given.
        resamples: repeated searches, each in `DRAWN` of the worlds.

    Raises:
        InputError: an unknown method, PRIM without the extra, or sizes that do not fit.
    """
    check_choice(method, METHODS, "method")
    if method not in available():
        raise InputError(f"method: 'prim' needs EMA Workbench; install it from the project's folder with: {INSTALL}")
    fails = np.asarray(fails, bool)
    if fails.shape != (len(worlds),):
        raise InputError(f"fails: shape {fails.shape}; allowed: one value for each of {len(worlds)} worlds")
    check_number(resamples, 1, 10_000, "resamples", whole=True)
    demands = demands or Demands()
    worlds = worlds.loc[:, worlds.nunique() > 1].reset_index(drop=True)
    nothing = Discovery(method, len(worlds), int(fails.sum()), reason="few")
    if min(fails.sum(), (~fails).sum()) < MIN_WORLDS or worlds.shape[1] == 0:
        return nothing
    first = search(worlds, fails, method)
    again, trials = _resampled(worlds, fails, method, first, resamples)
    kept = tuple(limit for limit in first if again[limit.parameter, limit.end] >= demands.stability)
    result = replace(nothing, reason="stability", dropped=first, again=again)
    if not kept:
        return result
    covered, dense = coverage(worlds, fails, kept)
    unseen = np.median([coverage(worlds.iloc[left], fails[left], _alike(box, kept)) for box, left in trials], axis=0)
    result = replace(
        result,
        box=kept,
        dropped=tuple(limit for limit in first if limit not in kept),
        coverage=covered,
        density=dense,
        coverage_unseen=float(unseen[0]),
        density_unseen=float(unseen[1]),
    )
    return replace(result, reason=_reason(result, demands))


def _alike(box: Box, kept: Box) -> Box:
    """Those limits of a box that limit what the kept ones do."""
    wanted = {(limit.parameter, limit.end) for limit in kept}
    return tuple(limit for limit in box if (limit.parameter, limit.end) in wanted)


def _reason(result: Discovery, demands: Demands) -> str:
    anyway = result.failing / result.worlds
    enough = max(demands.density, anyway + demands.lift * (1 - anyway))
    if min(result.coverage, result.coverage_unseen) < demands.coverage:
        return "coverage"
    return "box" if min(result.density, result.density_unseen) >= enough else "density"


def _resampled(
    worlds: pd.DataFrame, fails: np.ndarray, method: str, first: Box, resamples: int
) -> tuple[dict[tuple[str, str], float], list[tuple[Box, np.ndarray]]]:
    """How often each limit is found again; each repeated search's box and the worlds left out of it."""
    rng = np.random.default_rng(0)
    counts = dict.fromkeys(((limit.parameter, limit.end) for limit in first), 0)
    trials = []
    for _ in range(resamples):
        drawn, left = np.split(rng.permutation(len(worlds)), [round(DRAWN * len(worlds))])
        if not 0 < fails[drawn].sum() < len(drawn) or not fails[left].any():
            continue
        box = search(worlds.iloc[drawn].reset_index(drop=True), fails[drawn], method)
        placed = box_of(worlds, [(limit.parameter, limit.end, limit.value) for limit in box])
        for limit in first:
            counts[limit.parameter, limit.end] += any(limit.again(other) for other in placed)
        trials.append((placed, left))
    return {key: count / resamples for key, count in counts.items()}, trials
