"""The YAML beside the table of a region."""

from __future__ import annotations

import pytest

from kraftsamling.model.inputs.region import load_region
from tests.kit.region_tables import comma, refusal

YAML = """titles: {sv: Provet, en: The test}
country: "NO"
first_election: 2027
election_quarter: 4
term: 5
start_year: 2025
illustrative: {sv: Påhittad, en: Invented}
sources: {population: {sv: påhittat, en: invented}, borders: none}
"""


def test_yaml_beside_the_table_is_read(write):
    write(YAML, "test.yaml")
    write('{"type": "Polygon", "coordinates": [[[12, 57], [13, 57], [13, 58]]]}', "test.geojson")
    region = load_region(write(comma()))
    assert region.titles == {"sv": "Provet", "en": "The test"}
    assert (region.country, region.first_election, region.election_quarter) == ("NO", 2027, 4)
    assert (region.term, region.start_year) == (5, 2025)
    assert region.illustrative == {"sv": "Påhittad", "en": "Invented"}
    assert region.sources == {
        "population": {"sv": "påhittat", "en": "invented"},
        "borders": {"sv": "none", "en": "none"},
    }
    assert region.borders.name == "test.geojson"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_yaml_encodings(write, encoding):
    write(YAML.encode(encoding), "test.yaml")
    assert load_region(write(comma())).illustrative["sv"] == "Påhittad"


def test_empty_yaml_and_one_language(write):
    path = write(comma())
    write("", "test.yaml")
    assert load_region(path).titles["sv"] == "test"
    write("titles: {en: Only}", "test.yaml")
    assert load_region(path).titles == {"sv": "Only", "en": "Only"}


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        ("titels: {sv: X}", ("'titels'", "did you mean 'titles'?")),
        ("1: 2", ("unknown key 1",)),
        ("titles: X", ("titles", "'X'")),
        ("titles: {}", ("titles", "{}")),
        ("titles: {se: X}", ("titles", "'se'")),
        ("titles: {sv: 3}", ("titles", "sv", "3")),
        ("titles: {sv: ' '}", ("titles", "sv", "' '")),
        ("country: NO", ("country", "False", '"NO"', "in quotes")),
        ("country: XX", ("country", "'XX'", '"SE"')),
        ("country: [SE]", ("country", "['SE']")),
        ("first_election: soon", ("first_election", "'soon'", "whole number")),
        ("first_election: 2026-09-13", ("first_election", "whole number")),
        ("first_election: 2026-13-45", ("not YAML",)),
        ("first_election: 26", ("first_election", "26", "1900")),
        ("election_quarter: 5", ("election_quarter", "5", "1 to 4")),
        ("term: true", ("term", "True")),
        ("term: 0", ("term", "0", "1 to 10")),
        ("start_year: .nan", ("start_year", "nan")),
        ("start_year: 2026.5", ("start_year", "2026.5", "whole")),
        ("start_year:", ("start_year", "None")),
        ("illustrative: yes", ("illustrative", "True")),
        ("sources: {populaton: SCB}", ("sources", "'populaton'", "did you mean 'population'?")),
        ("sources: {population: 2025}", ("sources", "population", "2025")),
        ("- a\n- b", ("holds no keys",)),
        ("titles: [\n", ("row 2", "not YAML")),
        ("a: b: c\n", ("row 1", "not YAML")),
        ("titles: !!python/object:os.system {}", ("row 1", "not YAML")),
        ("? [a]\n: b", ("not YAML",)),
        ("term: 4\nstart_year: 2026\nterm: 5\n", ("row 3", "'term' is repeated")),
        ("titles: {sv: En, sv: Annan}", ("row 1", "'sv' is repeated")),
        ("a: \x7f\x81", ("not YAML",)),
        (b"titles: \x00", ("not a text file",)),
        ("[" * 20000, ("not YAML",)),
    ],
)
def test_bad_yaml_is_refused_in_one_line(write, content, parts):
    table = write(comma())
    path = write(content, "test.yaml")
    message = refusal(table)
    assert all(part in message for part in (str(path), *parts)), message


def test_folder_in_place_of_yaml_is_refused(write, tmp_path):
    (tmp_path / "test.yaml").mkdir()
    assert "is a folder" in refusal(write(comma()))
