"""Borders of municipalities, as lines to be drawn."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np


def rings(borders: Path) -> list[np.ndarray]:
    """Return the outer rings of every polygon in a GeoJSON file, as longitude and latitude."""
    outlines = []
    for feature in json.loads(Path(borders).read_text(encoding="utf-8"))["features"]:
        shape = feature["geometry"]
        polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        outlines += [np.asarray(polygon[0], float)[:, :2] for polygon in polygons]
    return outlines
