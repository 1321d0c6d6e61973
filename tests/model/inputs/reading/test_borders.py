"""Borders in every shape that people have: what belongs to the region is kept, what cannot be meant is refused."""

from __future__ import annotations

import json

import numpy as np
import pytest

from kraftsamling.model.inputs.reading.borders import read_borders
from kraftsamling.model.inputs.reading.grids import grid_of, to_degrees
from kraftsamling.model.inputs.reading.problems import FileRefused
from kraftsamling.model.inputs.region import load_region

CODES, NAMES = ("0911", "0912", "0913"), ("Norrby", "Östmark", "Näs")


def square(x: float, y: float, side: float = 0.1) -> dict:
    corners = [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]
    return {"type": "Polygon", "coordinates": [corners]}


def feature(geometry: dict | None, **about: object) -> dict:
    return {"type": "Feature", "properties": about, "geometry": geometry}


def collection(*features: dict, **more: object) -> dict:
    return {"type": "FeatureCollection", "features": list(features), **more}


def read(write, content: object, country: str = "SE", name: str = "test.geojson"):
    text = content if isinstance(content, str | bytes) else json.dumps(content)
    rings, remarks = read_borders(write(text, name), CODES, NAMES, country)
    return [tuple(ring[0].round(4)) for ring in rings], {remark.kind: dict(remark.values) for remark in remarks}


THREE = [feature(square(12 + place, 57), code=code) for place, code in enumerate(CODES)]
MULTI = {"type": "MultiPolygon", "coordinates": [square(11, 56)["coordinates"], square(13, 58)["coordinates"]]}
GATHERED = {"type": "GeometryCollection", "geometries": [square(14, 59), {"type": "Point", "coordinates": [1, 2]}]}
WAYS = {
    "codes": (collection(*THREE), [(12, 57), (13, 57), (14, 57)], (3, 0)),
    "codes as numbers": (collection(feature(square(5, 6), id=911.0)), [(5, 6)], (1, 0)),
    "names": (collection(feature(square(7, 8), kommun="ÖSTMARK")), [(7, 8)], (1, 0)),
    "no geometry": (collection(THREE[0], feature(None, code="0912")), [(12, 57)], (1, 0)),
    "a point": (
        collection(THREE[1], feature({"type": "Point", "coordinates": [1, 2]}, code="0911")),
        [(13, 57)],
        (1, 0),
    ),
    "a country": (
        collection(*THREE[:2], *(feature(square(1, n), code=f"1{n}") for n in range(5))),
        [(12, 57), (13, 57)],
        (2, 5),
    ),
    "islands": (collection(feature(MULTI, code="0913")), [(11, 56), (13, 58)], (1, 0)),
    "geometries together": (collection(feature(GATHERED, code="0912")), [(14, 59)], (1, 0)),
    "one feature": (THREE[2], [(14, 57)], (1, 0)),
    "a bare geometry": (MULTI, [(11, 56), (13, 58)], (0, 0)),
    "heights": (
        collection(feature({"type": "Polygon", "coordinates": [[[1, 2, 9], [3, 2, 9], [3, 4, 9]]]})),
        [(1, 2)],
        (0, 0),
    ),
    "byte order mark": ("\ufeff" + json.dumps(collection(THREE[0])), [(12, 57)], (1, 0)),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_valid_shape_is_read_and_only_the_region_is_kept(write, way):
    content, corners, (matched, left_out) = WAYS[way]
    found, remarks = read(write, content)
    assert found == corners
    assert remarks == {"borders": {"count": matched, "of": 3, "left_out": left_out}}


def test_a_topology_is_read_with_arcs_shared_and_turned_round(write):
    """Two squares side by side on a grid of tenths, from 10 east and 50 north; the line between them is arc 1."""
    content = {
        "type": "Topology",
        "transform": {"scale": [0.1, 0.1], "translate": [10, 50]},
        "arcs": [[[20, 0], [-20, 0], [0, 20], [20, 0]], [[20, 0], [0, 20]], [[20, 0], [20, 0], [0, 20], [-20, 0]]],
        "objects": {
            "land": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Polygon", "arcs": [[0, -2]], "id": "0911"},
                    {"type": "MultiPolygon", "arcs": [[[2, ~1]]], "properties": {"name": "Näs"}},
                ],
            }
        },
    }
    content["objects"]["land"]["geometries"][1]["id"] = "0913"
    path = write(json.dumps(content), "test.topojson")
    (left, right), _ = read_borders(path, CODES, NAMES, "SE")
    assert left.round(6).tolist() == [[12, 50], [10, 50], [10, 52], [12, 52], [12, 52], [12, 50]]
    assert right.round(6).tolist() == [[12, 50], [14, 50], [14, 52], [12, 52], [12, 52], [12, 50]]


CONTROL = {
    (55.0, 12.75): (6_097_106.672, 356_083.438),
    (55.0, 14.25): (6_095_048.642, 452_024.069),
    (57.0, 12.75): (6_319_636.937, 363_331.554),
    (57.0, 19.5): (6_326_392.707, 773_251.054),
    (59.0, 11.25): (6_546_096.724, 284_626.066),
}
"""Latitude and longitude of Lantmäteriet's control points, and their north and east in SWEREF 99 TM."""


def test_metres_become_the_degrees_of_the_control_points():
    metres = np.array([[east, north] for north, east in CONTROL.values()])
    degrees = np.array([[lon, lat] for lat, lon in CONTROL])
    assert np.allclose(to_degrees(metres, 15.0), degrees, rtol=0, atol=2e-8)  # 2 mm


@pytest.mark.parametrize(
    ("crs", "country", "name", "meridian"),
    [
        ("", "SE", "SWEREF 99 TM", 15),
        ("urn:ogc:def:crs:EPSG::3006", "DK", "SWEREF 99 TM", 15),
        ("EPSG:25832", "NO", "UTM 32", 9),
        ("urn:ogc:def:crs:EPSG::32635", "SE", "UTM 35", 27),
        ("", "FI", "ETRS-TM35FIN", 27),
    ],
)
def test_a_grid_is_the_one_that_the_file_names_else_that_of_its_country(crs, country, name, meridian):
    grid = grid_of(crs, country)
    assert (grid.name, grid.meridian) == (name, meridian)


def test_borders_in_metres_are_turned_into_degrees_and_that_is_said(write):
    metres = collection(feature(square(363_331.554, 6_319_636.937, 5000), code="0911"))
    assert read(write, metres) == ([(12.75, 57.0)], {
        "borders": {"count": 1, "of": 3, "left_out": 0},
        "projected": {"grid": "SWEREF 99 TM"},
    })  # fmt: skip
    named = metres | {"crs": {"type": "name", "properties": {"name": "EPSG:25832"}}}
    assert read(write, named)[0][0][0] == pytest.approx(12.75 - 6)


BAD = {
    "no JSON": ("{", "no_borders"),
    "another JSON": ([1, 2], "no_borders"),
    "no type": ({"features": []}, "no_borders"),
    "a ring of text": (collection(feature({"type": "Polygon", "coordinates": [["a", "b", "c"]]})), "no_borders"),
    "a ring of two": (collection(feature({"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]})), "no_borders"),
    "an endless number": ('{"type":"Polygon","coordinates":[[[1,2],[3,4],[NaN,6]]]}', "no_borders"),
    "a missing arc": (
        {"type": "Topology", "arcs": [], "objects": {"a": {"type": "Polygon", "arcs": [[3]]}}},
        "no_borders",
    ),
    "deep": ("[" * 100_000, "no_borders"),
    "nothing": (collection(), "no_shapes"),
    "an empty topology": ({"type": "Topology", "objects": {}, "arcs": []}, "no_shapes"),
    "another region": (collection(feature(square(1, 2), code="1480")), "borders_of_others"),
    "an unknown grid": (
        collection(THREE[0], feature(square(2e5, 5e6), code="0912"), crs={"properties": {"name": "EPSG:3021"}}),
        "no_degrees",
    ),
    "no grid": (collection(feature(square(1e300, 2), code="0912")), "no_degrees"),
}


@pytest.mark.parametrize("way", BAD)
def test_what_is_no_border_of_the_region_is_refused_in_one_line(write, way):
    content, kind = BAD[way]
    with pytest.raises(FileRefused) as caught:
        read(write, content)
    assert [problem.kind for problem in caught.value.problems] == [kind]
    assert len(str(caught.value).splitlines()) == 1 and caught.value.path.name == "test.geojson"


def test_borders_are_checked_when_the_region_is_read(write):
    table = write("code,name,population,lat,lon\n0911,Norrby,5000,57,12\n", "mine.csv")
    write(json.dumps(collection(THREE[0])), "mine.topojson")
    region = load_region(table)
    assert region.borders.name == "mine.topojson"
    assert {"count": 1, "of": 1, "left_out": 0} in [remark.values for remark in region.remarks]
    write("{}", "mine.topojson")
    with pytest.raises(FileRefused, match=r"mine\.topojson: is no whole GeoJSON or TopoJSON"):
        load_region(table)
