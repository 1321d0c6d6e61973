"""Borders beside a region's table: GeoJSON or TopoJSON, in degrees or in metres of a national grid."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from kraftsamling.model.inputs.reading.grids import grid_of, to_degrees
from kraftsamling.model.inputs.reading.problems import FileRefused, Problem
from kraftsamling.model.inputs.reading.remarks import Remark
from kraftsamling.model.inputs.reading.text import read_text
from kraftsamling.model.inputs.reading.values import bare_code

MAX_METRES = 10_000_000
"""From the equator to the pole."""
Shape = tuple[Mapping[str, Any], list[np.ndarray]]
"""What a file says of a shape, and the outer rings of its polygons, each (n, 2)."""


def read_borders(
    path: Path, codes: Sequence[str], names: Sequence[str], country: str
) -> tuple[list[np.ndarray], list[Remark]]:
    """Return the outer rings of a region's own municipalities, each (n, 2) longitude and latitude, and remarks.

    A shape belongs to a municipality if one of its properties is the code or the name; all are drawn of a file whose
    shapes have no properties. Points, lines and shapes without geometry are left out, as GeoJSON allows.

    Raises:
        InputError: the file cannot be read.
        FileRefused: no GeoJSON or TopoJSON, no shape of the region's, or coordinates of an unknown grid.
    """
    content = _content(path)
    try:
        shapes = [shape for shape in _shapes(content) if shape[1]]
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        raise FileRefused(path, [Problem("no_borders", "borders")]) from None
    if not shapes:
        raise FileRefused(path, [Problem("no_shapes", "borders")])
    kept, matched = _own(path, shapes, codes, names)
    remarks = [Remark("borders", {"count": matched, "of": len(codes), "left_out": len(shapes) - len(kept)})]
    rings = [ring for _, shape in kept for ring in shape]
    if _degrees(rings):
        return rings, remarks
    grid = grid_of(_crs(content), country) if _metres(rings) else None
    rings = [to_degrees(ring, grid.meridian) for ring in rings] if grid else rings
    if grid is None or not _degrees(rings):
        raise FileRefused(path, [Problem("no_degrees", "degrees")])
    return rings, [*remarks, Remark("projected", {"grid": grid.name})]


def _content(path: Path) -> Any:
    text = read_text(path, "borders")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise FileRefused(path, [Problem("no_borders", "borders")]) from None


def _shapes(content: Any) -> Iterator[Shape]:
    """Yield the shapes of a file, whatever it is: a collection, a feature, a bare geometry or a topology."""
    if content["type"] == "Topology":
        arcs = _arcs(content)
        for each in content["objects"].values():
            yield from _of_topology(each, arcs)
    elif content["type"] == "FeatureCollection":
        for feature in content["features"]:
            yield feature.get("properties") or {}, list(_rings(feature["geometry"]))
    elif content["type"] == "Feature":
        yield content.get("properties") or {}, list(_rings(content["geometry"]))
    else:
        yield {}, list(_rings(content))


def _rings(geometry: Any) -> Iterator[np.ndarray]:
    """Yield the outer rings of a geometry."""
    kind = geometry and geometry["type"]
    if kind == "GeometryCollection":
        for each in geometry["geometries"]:
            yield from _rings(each)
    elif kind in ("Polygon", "MultiPolygon"):
        polygons = geometry["coordinates"]
        for polygon in [polygons] if kind == "Polygon" else polygons:
            if polygon:
                yield _ring(polygon[0])


def _ring(points: Any) -> np.ndarray:
    ring = np.asarray([point[:2] for point in points], float)
    if ring.ndim != 2 or len(ring) < 3 or not np.isfinite(ring).all():
        raise ValueError("no ring")
    return ring


def _arcs(content: Any) -> list[np.ndarray]:
    """Return the arcs of a topology, (n, 2); those with a transform are steps of whole numbers."""
    arcs = [np.asarray([point[:2] for point in arc], float) for arc in content["arcs"]]
    if transform := content.get("transform"):
        scale, move = (np.asarray(transform[key], float) for key in ("scale", "translate"))
        arcs = [arc.cumsum(axis=0) * scale + move for arc in arcs]
    return arcs


def _of_topology(geometry: Any, arcs: Sequence[np.ndarray]) -> Iterator[Shape]:
    """Yield the shapes of a geometry whose rings are numbers of arcs; one that is turned round is ~number."""
    kind = geometry["type"]
    if kind == "GeometryCollection":
        for each in geometry["geometries"]:
            yield from _of_topology(each, arcs)
    elif kind in ("Polygon", "MultiPolygon"):
        polygons = [geometry["arcs"]] if kind == "Polygon" else geometry["arcs"]
        rings = [
            _ring(np.concatenate([arcs[number] if number >= 0 else arcs[~number][::-1] for number in polygon[0]]))
            for polygon in polygons
        ]
        yield {"id": geometry.get("id"), **(geometry.get("properties") or {})}, rings


def _own(path: Path, shapes: Sequence[Shape], codes: Sequence[str], names: Sequence[str]) -> tuple[list[Shape], int]:
    """Return the shapes of the region's own municipalities, and how many of these there are."""
    known = {bare_code(code): place for place, code in enumerate(codes)}
    known |= {name.casefold(): place for place, name in enumerate(names)}
    found = [
        {key: known[label] for key, value in about.items() if (label := _label(value)) in known} for about, _ in shapes
    ]
    keys = Counter(key for each in found for key in each)
    if keys:
        key = max(keys, key=lambda key: len({each[key] for each in found if key in each}))
        kept = [shape for shape, each in zip(shapes, found, strict=True) if key in each]
        return kept, len({each[key] for each in found if key in each})
    if any(about for about, _ in shapes):
        raise FileRefused(path, [Problem("borders_of_others", "border_labels")])
    return list(shapes), 0


def _label(value: Any) -> str:
    """Return a property as codes and names are compared: 911.0 and "0911" as "911", names in small letters."""
    text = re.sub(r"\.0+$", "", str(value).strip())
    bare = bare_code(text)
    return bare if bare.isdigit() else text.casefold()


def _degrees(rings: Sequence[np.ndarray]) -> bool:
    """Whether all coordinates can be degrees."""
    return all((np.abs(ring) <= (180.0, 90.0)).all() for ring in rings)


def _metres(rings: Sequence[np.ndarray]) -> bool:
    """Whether all coordinates can be metres east and north in a grid of this half of the earth."""
    return all((np.abs(ring) <= MAX_METRES).all() for ring in rings)


def _crs(content: Any) -> str:
    """Return what a file calls its coordinates, "" where it does not say."""
    system = content.get("crs") or {}
    properties = system.get("properties") if isinstance(system, dict) else None
    return str(properties.get("name", "")) if isinstance(properties, dict) else ""
