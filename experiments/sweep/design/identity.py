"""What a row of a sweep is known by: a hash of all that decides its numbers, and nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from kraftsamling.model.course import Course
from kraftsamling.model.inputs.parameters import values
from kraftsamling.model.inputs.region import Region
from kraftsamling.model.worlds.plausible import PROBE, digest, moved, present_probe

KEY_BYTES = 16
KEY = np.dtype(f"S{KEY_BYTES}")
"""A hash of a row; all have the same length, so that the zeros at the end which NumPy drops tell no two apart."""
SLICE = 20_000
"""Worlds that are hashed at once, which bounds the memory."""
TOLD_ONLY = ("titles", "sources", "illustrative", "unknown_columns", "missing_columns", "remarks")
"""What is told of a region and decides no number."""


def computes() -> str:
    """Return a digest of what the model computes: the stored probe's where the model gives its numbers, else its own.

    So two machines that differ in the last bit agree, while a changed rule is another model.
    """
    return digest(PROBE) if not moved() else _digest(present_probe().to_csv().encode()).hex()


def course_keys(courses: Sequence[Course]) -> list[bytes]:
    """Return a hash of each course: region, strategy, scenario, budget and terms, titles left out."""
    regions: dict[int, str] = {}
    keys = []
    for course in courses:
        region = regions.setdefault(id(course.region), _plain(_facts(course.region)))
        settings = [
            {key: value for key, value in part.to_dict().items() if key != "title"}
            for part in (course.strategy, course.scenario)
        ]
        keys.append(_digest(_plain([region, *settings, course.budget, course.terms]).encode()))
    return keys


def world_keys(worlds: pd.DataFrame) -> np.ndarray:
    """Return a hash of each world, (world,): of every parameter's value as the model meets it, whether given or not."""
    parts = [_hashed(worlds.iloc[first : first + SLICE]) for first in range(0, len(worlds), SLICE)]
    return np.concatenate(parts)


def row_keys(courses: Sequence[bytes], worlds: np.ndarray, rows: Sequence[np.ndarray], model: str) -> np.ndarray:
    """Return a hash of each row, (row,).

    Args:
        courses: their hashes; worlds: theirs.
        rows: course, world and seed of each row, as places in these.
        model: what `computes` gives.
    """
    begun = [hashlib.blake2b(model.encode() + course, digest_size=KEY_BYTES) for course in courses]
    padded = [bytes(world).ljust(KEY_BYTES, b"\0") for world in worlds]

    def keys() -> Iterator[bytes]:
        for course, world, seed in zip(*(column.tolist() for column in rows), strict=True):
            hashed = begun[course].copy()
            hashed.update(padded[world] + seed.to_bytes(8, "little"))
            yield hashed.digest()

    return np.fromiter(keys(), KEY, len(rows[0]))


def _facts(region: Region) -> dict[str, Any]:
    return {name: value for name, value in region.to_record().items() if name not in TOLD_ONLY}


def _hashed(worlds: pd.DataFrame) -> np.ndarray:
    seen = values({}, {str(name): column.to_numpy(float) for name, column in worlds.items()})
    begun = hashlib.blake2b("|".join(sorted(seen)).encode(), digest_size=KEY_BYTES)
    table = np.stack([np.broadcast_to(np.asarray(seen[name], float), len(worlds)) for name in sorted(seen)], axis=1)

    def keys() -> Iterator[bytes]:
        for row in np.ascontiguousarray(table + 0.0):  # one zero instead of two
            hashed = begun.copy()
            hashed.update(row)
            yield hashed.digest()

    return np.fromiter(keys(), KEY, len(worlds))


def _plain(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=KEY_BYTES).digest()
