"""Remarks on a region's facts: what its owner should look at once."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from kraftsamling.model.inputs.reading.remarks import Remark
from kraftsamling.model.inputs.reading.rows import shown

ODD = re.compile(r"[^\w\s\-–.,'’()/&]|[ÃÂ]|_|\w\?\w")
"""Signs that seldom stand in a municipality's name: letters of a wrong encoding, symbols."""
USUAL_DIGITS = {"SE": 4, "NO": 4}
"""Digits of a municipality's code by country, where they begin with a zero for some."""
NORDIC = {"latitude": (54, 72), "longitude": (4, 32)}
"""Degrees between which the Nordic mainland lies; the two do not overlap."""


def on_codes(codes: Sequence[str], country: str) -> list[Remark]:
    """Return whether codes look as if they had lost their leading zero."""
    short = [code for code in codes if code.isdigit() and len(code) + 1 == USUAL_DIGITS.get(country)]
    return [Remark("uneven_codes", {"count": len(short), "codes": shown(short)})] if short else []


def on_facts(names: Sequence[str], population: np.ndarray, latitude: np.ndarray, longitude: np.ndarray) -> list[Remark]:
    """Return the size of the region, and what of names and coordinates looks odd."""
    largest, smallest = int(np.argmax(population)), int(np.argmin(population))
    remarks = [
        Remark(
            "size",
            {
                "count": len(names),
                "total": float(population.sum()),
                "largest": names[largest],
                "most": float(population[largest]),
                "smallest": names[smallest],
                "least": float(population[smallest]),
            },
        )
    ]
    odd = [name for name in names if ODD.search(name)]
    if odd:
        remarks.append(Remark("odd_letters", {"count": len(odd), "names": shown(odd)}))
    if _within(latitude, *NORDIC["longitude"]) and _within(longitude, *NORDIC["latitude"]):
        remarks.append(Remark("exchanged"))
    return remarks


def on_elections(country: str, first: int, quarter: int, term: int) -> list[Remark]:
    """Return when elections come in a country whose elections are not Sweden's."""
    values = {"country": country, "year": first, "quarter": quarter, "term": term}
    return [] if country == "SE" else [Remark("elections", values)]


def _within(values: np.ndarray, low: float, high: float) -> bool:
    """Whether there are values, and all lie between two bounds."""
    known = values[np.isfinite(values)]
    return bool(known.size and (known >= low).all() and (known <= high).all())
