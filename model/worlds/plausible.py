"""The stored sample of worlds, and the plausible ones that the filter left of it for the model as it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache

import pandas as pd

from kraftsamling.model.errors import InputError
from kraftsamling.model.inputs.region import load_region
from kraftsamling.model.paths import DATA
from kraftsamling.model.worlds.probe import DECIMALS, KEYS, differences, probe
from kraftsamling.model.worlds.sampling import sample_worlds

KEPT = 1000
"""Worlds of the stored sample."""
FILTERED_ON = "goteborgsregionen"
"""The region on which worlds were filtered; they are used in every region."""
VERDICTS, PATTERNS, OUTCOMES = "plausible.csv", "patterns.csv", "outcomes.csv"
STORED = (VERDICTS, PATTERNS, OUTCOMES)
"""Results that REBUILD_COMMAND stores in model/data."""
SCREENED, LEFT_OUT = "screening.csv", "left_out.csv"
"""Results that `make screening` stores in model/data."""
PROBE, RECORD = "probe.csv", "stored.json"
"""Numbers of the model that stored results were made with; by result, digests of its content and of those numbers."""
REBUILD_COMMAND = "make worlds"


def stored_sample() -> pd.DataFrame:
    """Return the stored sample before filtering: one row per world, one column per parameter."""
    return sample_worlds(KEPT)


def plausible_worlds() -> pd.DataFrame:
    """Return the worlds of the stored sample that the filter left, indexed by their place in it.

    Raises:
        InputError: the filter was made with a model that computes other numbers, or its result was edited.
    """
    if reason := stale():
        raise InputError(
            f"worlds: 'plausible' is out of date: {reason}; "
            f"allowed: a number, all or default, or plausible after `{REBUILD_COMMAND}`"
        )
    return stored_sample()[verdicts()["plausible"]]


def verdicts() -> pd.DataFrame:
    """Return the filter's result by world of the stored sample: one column per criterion, plausible, score."""
    table = pd.read_csv(DATA / VERDICTS, index_col="world")
    return table.astype({name: bool for name in table if name != "score"})


def outcomes() -> pd.DataFrame:
    """Return mean capacity at the end (points) in the plausible worlds, by world and course, at own cost.

    Raises:
        InputError: as `plausible_worlds`.
    """
    return pd.read_csv(DATA / OUTCOMES, index_col="world").loc[plausible_worlds().index]


def pattern_verdicts() -> pd.DataFrame | None:
    """Return the verdict on each pattern of the report and each guard, on the stored sample, unfiltered.

    Columns: verdict, kind, share (of worlds), decided_by (parameters, in one text), worlds. None where the verdicts
    were made with a model that computes other numbers.
    """
    if not is_current():
        return None
    return pd.read_csv(DATA / PATTERNS, index_col="pattern").fillna({"decided_by": ""})


def is_current() -> bool:
    """Whether the stored verdicts belong to the model as it is."""
    return not stale()


def stale(names: Iterable[str] = STORED) -> str:
    """Return why stored results do not belong to the model as it is, in one clause; empty where they do.

    Args:
        names: of the results, files in model/data.
    """
    record, used = stored_record(), digest(PROBE)
    for name in names:
        noted = record.get(name, {})
        if noted.get("content") != digest(name):
            return f"model/data/{name} is not the one that was stored"
        if noted.get("probe") != used:
            return f"model/data/{name} was not made with model/data/{PROBE}"
    return moved()


def moved() -> str:
    """Return which numbers of the probe the model computes otherwise now, the first by name; empty where none."""
    table = differences(stored_probe(), present_probe())
    if table.empty:
        return ""
    case, measure, place = table.index[0]
    stored, present = (f"{value:.{DECIMALS + 1}g}" for value in table.iloc[0])
    more = f" (and {len(table) - 1} more numbers differ)" if len(table) > 1 else ""
    return f"the model has changed: {case}, {measure}, {place} is {present} and was {stored}{more}"


@cache
def present_probe() -> pd.Series:
    """Return the probe's numbers for the model as it is; takes about half a second once."""
    return probe(load_region(FILTERED_ON), stored_sample())


def stored_probe() -> pd.Series:
    """Return the probe's numbers for the model with which results were stored; none where there is no file."""
    path = DATA / PROBE
    if not path.is_file():
        return pd.Series(dtype=float, index=pd.MultiIndex.from_tuples([], names=KEYS))
    return pd.read_csv(path, dtype=dict.fromkeys(KEYS, str)).set_index(KEYS)["value"]


def stored_record() -> dict[str, Mapping[str, str]]:
    """Return digests by stored result: of its content, and of the probe it was made with; none if unreadable."""
    try:
        return dict(json.loads((DATA / RECORD).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def digest(name: str) -> str:
    """Return a digest of a file in model/data, the same for either end of line; empty where it is missing."""
    path = DATA / name
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()[:16] if path.is_file() else ""
