"""A small region as a CSV, in the ways a CSV may be written."""

from __future__ import annotations

import pytest

from kraftsamling.model.errors import InputError
from kraftsamling.model.inputs.region import load_region

HEADER = "code,name,population,lat,lon,tax_rate,ruling_parties,emissions_t,neighbours,water_links,size_class,seat"
ALE = "1440,Ale,32620,57.896,12.046,21.37,5,147474,Göteborg,,,Nödinge"
GOTEBORG = "1480,Göteborg,613278,57.707,11.967,21.12,3,2252707,Ale;1482,Öckerö,,Göteborg"
KUNGALV = "1482,Kungälv,50496,57.871,11.981,21.44,3,127690.5,,,,Kungälv"
OCKERO = "1407,Öckerö,12863,57.708,11.656,,,,,,,"
ROWS = (ALE, GOTEBORG, KUNGALV, OCKERO)


def csv_text(*rows: str, header: str = HEADER, end: str = "\n") -> str:
    return end.join((header, *rows)) + end


def refusal(name_or_path: object) -> str:
    with pytest.raises(InputError) as caught:
        load_region(name_or_path)
    message = str(caught.value)
    assert len(message.splitlines()) == 1
    assert "allowed:" in message
    return message


def comma(rows=ROWS) -> str:
    return csv_text(*rows)


def semicolon() -> str:
    lines = []
    for line in comma().splitlines():
        cells = [f'"{cell}"' if ";" in cell else cell for cell in line.split(",")]
        lines.append(";".join(cells).replace(".", ","))
    return "\n".join(lines) + "\n"
