"""Whatever a table is put together from, it is read or refused in one line."""

from __future__ import annotations

import csv
import io

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kraftsamling.model.errors import InputError
from kraftsamling.model.inputs.reading.remarks import KINDS
from kraftsamling.model.inputs.region import Region, load_region

HEADERS = [
    "code",
    "kod",
    "kommun",
    "name",
    "population",
    "2023",
    "Folkmängd 2024",
    "year",
    "lat",
    "neighbours",
    "x",
    "",
]
CELLS = [
    "0911",
    "911",
    "09",
    "A",
    "0911 A",
    "B (0912)",
    "Summa",
    "..",
    "40 011",
    "1,5",
    "9.5",
    '="1"',
    "2024",
    "",
    "Källa: x",
]


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    header=st.lists(st.sampled_from(HEADERS), min_size=1, max_size=5),
    rows=st.lists(st.lists(st.sampled_from(CELLS), min_size=1, max_size=5), max_size=6),
    separator=st.sampled_from(",;\t"),
    encoding=st.sampled_from(["utf-8", "cp1252", "mac_roman", "utf-16"]),
)
def test_any_table(write, header, rows, separator, encoding):
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows([header, *rows])
    try:
        region = load_region(write(text.getvalue().encode(encoding)))
    except InputError as error:
        assert len(str(error).splitlines()) == 1
        return
    assert len(set(region.codes)) == region.size == len(set(region.names))
    assert (region.population >= 1).all() and np.isfinite(region.population).all()
    assert [KINDS.index(remark.kind) for remark in region.remarks] == sorted(
        KINDS.index(r.kind) for r in region.remarks
    )
    assert Region.from_record(region.to_record()) == region
    assert Region.from_record(region.to_record()).remarks == region.remarks
