"""Regions: the built-in ones, the accepted ways to write a CSV, and what follows from it."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kraftsamling.model.inputs.region import Region, load_region, size_terciles
from kraftsamling.model.paths import built_in, conf_folder
from tests.kit.region_tables import ROWS, comma, csv_text, semicolon

# Built-in regions


@pytest.mark.parametrize(
    ("name", "count", "low", "high", "country", "missing"),
    [
        ("goteborgsregionen", 13, 1.0e6, 1.2e6, "SE", ("size_class",)),
        ("varmland", 16, 2.7e5, 3.0e5, "SE", ("water_links", "size_class")),
        (
            "vestregionen",
            16,
            4.2e5,
            4.5e5,
            "NO",
            ("tax_rate", "ruling_parties", "emissions_t", "water_links", "size_class"),
        ),
    ],
)
def test_built_in_region_is_whole(name, count, low, high, country, missing):
    region = load_region(name)
    assert (region.name, region.size, region.country) == (name, count, country)
    assert len(region.names) == len(region.seats) == len(region.neighbours) == len(region.population) == count
    assert low < region.population.sum() < high
    assert region.codes == tuple(sorted(region.codes))
    assert np.isfinite(region.latitude).all() and np.isfinite(region.longitude).all()
    assert region.missing_columns == missing
    assert region.unknown_columns == ()
    assert (region.term, region.election_quarter, region.start_year) == (4, 3, 2026)
    assert set(region.titles) == {"sv", "en"}
    assert (region.borders is not None) == (name == "goteborgsregionen")


@pytest.mark.parametrize("name", ["goteborgsregionen", "varmland", "vestregionen"])
def test_built_in_region_names_the_source_of_every_column(name):
    region = load_region(name)
    columns = set((conf_folder() / "region" / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0].split(","))
    assert columns <= set(region.sources)
    for source in region.sources.values():
        assert all(any(sign.isdigit() for sign in source[language]) for language in ("sv", "en"))
        assert source["sv"] != source["en"]


def test_facts_of_a_known_municipality():
    region = load_region("goteborgsregionen")
    here = region.names.index("Härryda")
    assert region.codes[here] == "1401"
    assert region.population[here] == 40011
    assert region.tax_rate[here] == 20.5
    assert region.ruling_parties[here] == 6
    assert region.emissions[here] == 171689
    around = {region.names[place] for place in region.neighbours[here]}
    assert around == {"Göteborg", "Kungsbacka", "Lerum", "Mölndal", "Partille"}
    by_water = region.water_links[region.names.index("Tjörn")]
    assert [region.names[place] for place in by_water] == ["Stenungsund"]


def test_vestregionen_is_illustrative_and_keeps_leading_zeros():
    region = load_region("vestregionen")
    assert region.codes[0] == "0219"
    assert region.seats[0] == "Sandvika"
    assert "2017" in region.illustrative["sv"] and "2019" in region.illustrative["en"]
    assert np.isnan(region.tax_rate).all() and np.isnan(region.emissions).all()


def test_borders_name_the_municipalities_of_the_region():
    region = load_region("goteborgsregionen")
    features = json.loads(region.borders.read_text(encoding="utf-8"))["features"]
    assert {feature["properties"]["code"] for feature in features} == set(region.codes)


def test_first_election_is_an_election_year():
    assert (load_region("varmland").first_election - 2022) % 4 == 0
    assert (load_region("vestregionen").first_election - 2023) % 4 == 0


def test_built_in_lists_by_stem():
    assert {"goteborgsregionen", "varmland", "vestregionen"} <= set(built_in("region", ".csv"))


# Accepted ways to write the same table


VARIANTS = {
    "byte order mark": comma().encode("utf-8-sig"),
    "Windows-1252": comma().encode("cp1252"),
    "semicolon": semicolon().encode(),
    "semicolon, byte order mark": semicolon().encode("utf-8-sig"),
    "semicolon, Windows-1252": semicolon().encode("cp1252"),
    "Windows line ends": csv_text(*ROWS, end="\r\n").encode(),
    "old Mac line ends": csv_text(*ROWS, end="\r").encode(),
    "no line end at the end": comma().rstrip().encode(),
    "empty trailing lines": (comma() + "\n  \n\r\n").encode(),
    "spaces around cells": comma().replace(",", " , ").encode(),
    "decomposed letters": comma().replace("ö", "o\u0308").encode(),
    "quoted cells": "\n".join(",".join(f'"{cell}"' for cell in line.split(",")) for line in comma().split()).encode(),
    "another order of rows": comma(ROWS[::-1]).encode(),
    "neighbours the other way": comma()
    .replace("147474,Göteborg,", "147474,1480;Göteborg; ,")
    .replace("Ale;1482", "Kungälv")
    .encode(),
}


@pytest.mark.parametrize("content", VARIANTS.values(), ids=VARIANTS)
def test_variants_give_the_same_region(write, content):
    expected = load_region(write(comma()))
    assert load_region(write(content)) == expected


def test_values_of_a_table(write):
    region = load_region(write(comma()))
    assert region.codes == ("1407", "1440", "1480", "1482")
    assert region.seats == ("", "Nödinge", "Göteborg", "Kungälv")
    assert region.emissions[3] == 127690.5
    assert np.isnan(region.tax_rate).tolist() == [True, False, False, False]
    assert region.neighbours == ((), (2,), (1, 3), (2,))
    assert region.water_links == ((2,), (), (0,), ())


def test_different_tables_are_not_equal(write):
    assert load_region(write(comma())) != load_region(write(comma().replace("32620", "32621")))


def test_required_columns_are_enough_and_defaults_are_swedish(write):
    region = load_region(write("population,name,code\n10,A,01\n", "only.csv"))
    assert region.titles == {"sv": "only", "en": "only"}
    assert (region.country, region.first_election, region.election_quarter, region.term) == ("SE", 2026, 3, 4)
    assert (region.start_year, region.illustrative, region.sources, region.borders) == (2026, None, {}, None)
    assert len(region.missing_columns) == 8
    assert region.codes == ("01",)
    assert region.neighbours == ((),)


def test_unknown_columns_are_ignored_and_recorded(write):
    plain = load_region(write("code,name,population\n1,A,10\n2,B,20\n"))
    region = load_region(write("mayor,code,name,,population,area\nX,1,A,,10,many\nY,2,B,,20,\n"))
    assert region.unknown_columns == ("mayor", "column 4", "area")
    assert np.array_equal(region.population, plain.population)


def test_wholly_blank_column_counts_as_missing_but_a_blank_cell_does_not(write):
    region = load_region(write("code,name,population,lat,lon\n1,A,10,,\n2,B,20,,15\n"))
    assert "lat" in region.missing_columns
    assert "lon" not in region.missing_columns


def test_arrays_are_read_only():
    with pytest.raises(ValueError, match="read-only"):
        load_region("varmland").population[0] = 1


def test_record_is_enough_to_make_the_region_again(write):
    for region in (load_region("vestregionen"), load_region(write(comma()))):
        record = json.loads(json.dumps(region.to_record(), allow_nan=False))
        again = Region.from_record(record)
        assert again == region
        assert again.size_class.dtype == region.size_class.dtype
        assert np.array_equal(again.latitude, region.latitude, equal_nan=True)
        assert hash(again) == hash(region)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_order_of_rows_never_matters(write, data):
    count = data.draw(st.integers(1, 12))
    people = data.draw(st.lists(st.integers(1, 5), min_size=count, max_size=count))
    pairs = data.draw(st.lists(st.integers(0, count - 1), min_size=count, max_size=count))
    rows = [
        f"{place:02},M{place},{people[place]},{f'M{other}' if other != place else ''}"
        for place, other in enumerate(pairs)
    ]
    header = "code,name,population,neighbours"
    expected = load_region(write(csv_text(*rows, header=header)))
    shuffled = data.draw(st.permutations(rows))
    assert load_region(write(csv_text(*shuffled, header=header))) == expected
    for here, around in enumerate(expected.neighbours):
        assert all(here in expected.neighbours[there] for there in around)


# Size


@pytest.mark.parametrize(
    ("count", "sizes"),
    [(1, [0, 1, 0]), (2, [1, 0, 1]), (3, [1, 1, 1]), (13, [5, 4, 4]), (16, [6, 5, 5]), (290, [97, 97, 96])],
)
def test_terciles(count, sizes):
    classes = size_terciles(np.arange(count, 0, -1))
    assert np.bincount(classes, minlength=3).tolist() == sizes
    assert (np.diff(classes) <= 0).all()


def test_ties_in_size_fall_by_code(write):
    region = load_region(write("code,name,population\n3,C,10\n1,A,10\n2,B,10\n"))
    assert region.size_class.tolist() == [0, 1, 2]


def test_given_size_class_counts_and_blank_ones_are_terciles(write):
    rows = "1,A,10,large\n2,B,20,\n3,C,30,small\n"
    region = load_region(write("code,name,population,size_class\n" + rows))
    assert region.size_class.tolist() == [2, 1, 0]


def test_size_index_is_zero_at_the_reference_and_limited(write):
    region = load_region(write("code,name,population\n1,A,1\n2,B,30000\n3,C,60000\n4,D,9e6\n"))
    assert region.size_index == pytest.approx([-1.5, 0, np.log(2), 1.5])


def test_a_country_of_municipalities_loads(write):
    rows = [f"{place:04},Place {place},{1000 + place}" for place in range(290)]
    assert load_region(write(csv_text(*rows, header="code,name,population"))).size == 290


def test_a_region_prints_itself_in_one_line():
    assert repr(load_region("varmland")) == "Region('varmland', 16 municipalities)"
