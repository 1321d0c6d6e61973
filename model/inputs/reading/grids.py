"""National grids in metres, and the way from them to degrees."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

FLATTENING = 1 / 298.257222101
AXIS = 6_378_137.0
"""Metres: half the long axis of the ellipsoid GRS 80, on which all of these grids stand (WGS 84 differs by 0.1 mm)."""
SCALE, EAST = 0.9996, 500_000.0
"""Scale at the central meridian, and the metres that stand for it."""


@dataclass(frozen=True)
class Grid:
    """A transverse Mercator projection.

    Attributes:
        name: as maps have it.
        meridian: the central one, degrees east.
    """

    name: str
    meridian: float


SWEREF, FINNISH = Grid("SWEREF 99 TM", 15.0), Grid("ETRS-TM35FIN", 27.0)
BY_NUMBER = {"3006": SWEREF, "3067": FINNISH}
"""Grids by their number in the EPSG register; the zones of UTM are 258ZZ and 326ZZ."""
BY_COUNTRY = {"SE": SWEREF, "NO": Grid("UTM 33", 15.0), "DK": Grid("UTM 32", 9.0), "FI": FINNISH}
"""Grids in which a country's offices give out borders, for files that do not say."""


def grid_of(crs: str, country: str) -> Grid | None:
    """Return the grid that a file names, else the usual one of its country; None for one that we do not know."""
    number = re.search(r"(\d{4,5})\D*$", crs)
    if number is None:
        return BY_COUNTRY.get(country)
    if zone := re.fullmatch(r"(?:258|326)(\d\d)", number[1]):
        return Grid(f"UTM {int(zone[1])}", 6.0 * int(zone[1]) - 183)
    return BY_NUMBER.get(number[1])


def to_degrees(metres: np.ndarray, meridian: float) -> np.ndarray:
    """Return (n, 2) longitude and latitude of (n, 2) metres east and north.

    Krüger's series to the third order, good to a millimetre within the Nordic countries (Lantmäteriet, "Gauss
    Conformal Projection", 2008).
    """
    n = FLATTENING / (2 - FLATTENING)
    radius = AXIS / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    xi, eta = metres[:, 1] / (SCALE * radius), (metres[:, 0] - EAST) / (SCALE * radius)
    deltas = (n / 2 - 2 * n**2 / 3 + 37 * n**3 / 96, n**2 / 48 + n**3 / 15, 17 * n**3 / 480)
    bent = [
        (d * np.sin(2 * k * xi) * np.cosh(2 * k * eta), d * np.cos(2 * k * xi) * np.sinh(2 * k * eta))
        for k, d in enumerate(deltas, start=1)
    ]
    xi, eta = xi - sum(north for north, _ in bent), eta - sum(east for _, east in bent)
    conformal = np.arcsin(np.sin(xi) / np.cosh(eta))
    east = np.degrees(np.arctan2(np.sinh(eta), np.cos(xi))) + meridian
    return np.column_stack([east, np.degrees(_geodetic(conformal))])


def _geodetic(conformal: np.ndarray) -> np.ndarray:
    """Return the latitude on the ellipsoid of one on the conformal sphere, radians."""
    e2 = FLATTENING * (2 - FLATTENING)
    a, b = e2 + e2**2 + e2**3 + e2**4, -(7 * e2**2 + 17 * e2**3 + 30 * e2**4) / 6
    c, d = (224 * e2**3 + 889 * e2**4) / 120, -4279 * e2**4 / 1260
    square = np.sin(conformal) ** 2
    bend = a + square * (b + square * (c + square * d))
    latitude: np.ndarray = conformal + np.sin(conformal) * np.cos(conformal) * bend
    return latitude
