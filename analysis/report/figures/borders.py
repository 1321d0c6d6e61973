"""Borders of a region's municipalities, as lines to be drawn."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np

from kraftsamling.model.inputs.reading.borders import read_borders
from kraftsamling.model.inputs.region import Region


def rings(region: Region) -> list[np.ndarray]:
    """Return the outer rings of all municipalities with known borders, each (n, 2) longitude and latitude."""
    if region.borders is None:
        return []
    changed = region.borders.stat().st_mtime_ns
    return _rings(region.borders, changed, region.codes, region.names, region.country)


@lru_cache(maxsize=8)
def _rings(path: Path, changed: int, codes: tuple[str, ...], names: tuple[str, ...], country: str) -> list[np.ndarray]:
    """Read a file once until it is changed: a report draws it many times."""
    return read_borders(path, codes, names, country)[0]
