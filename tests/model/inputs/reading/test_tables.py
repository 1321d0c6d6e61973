"""Tables as people have them: each kind is read, and what was taken for what is said."""

from __future__ import annotations

import numpy as np
import pytest

from kraftsamling.model.errors import InputError
from kraftsamling.model.inputs.reading.problems import FileRefused
from kraftsamling.model.inputs.region import load_region

CODES = ("0811", "0812", "0813")
NAMES = ("Åby", "Östmark", "Näs")
PEOPLE = (51_234, 4_567, 987)


def table(*rows: str, header: str = "code;name;population") -> str:
    return "\n".join((header, *rows)) + "\n"


PLAIN = table("0811;Åby;51234", "0812;Östmark;4567", "0813;Näs;987")

KINDS = {
    "plain": (PLAIN, []),
    "Windows-1252": (PLAIN.encode("cp1252"), ["encoding"]),
    "Mac Roman": (PLAIN.encode("mac_roman"), ["encoding"]),
    "CP850": (PLAIN.encode("cp850"), ["encoding"]),
    "UTF-16": (PLAIN.replace(";", "\t").encode("utf-16"), ["encoding"]),
    "big-endian UTF-16": (b"\xfe\xff" + PLAIN.encode("utf-16-be"), ["encoding"]),
    "encoded twice": (PLAIN.encode().decode("cp1252").encode(), ["twice_encoded"]),
    "tabs": (PLAIN.replace(";", "\t"), []),
    "bars": (PLAIN.replace(";", "|"), []),
    "separator named": ("sep=;\n" + PLAIN, []),
    "title above": ("Folkmängd 31 december 2025;;\n\n" + PLAIN, ["titles"]),
    "title of one cell above": ("Tabell 3, kommuner i länet\n" + PLAIN, ["titles"]),
    "notes below": (PLAIN + "\nKälla: en påhittad byrå;;\nKälla: byrån, 2025\n* preliminärt;;\n", ["notes"]),
    "sum below": (PLAIN + ";Summa;56788\n", ["totals"]),
    "country and county": (
        PLAIN.replace("0811", "00;Hela landet;9999999\n08;Mellersta;56788\n0811", 1),
        ["totals"],
    ),
    "county with a name": (PLAIN.replace("0811", "1;Västra län;56788\n0811", 1), ["totals"]),
    "former municipality": (PLAIN.replace("0812", '0899;Gamla Vik;""\n0812', 1), ["no_figures"]),
    "former municipality, marked": (PLAIN.replace("0812", "0899;Gamla Vik;..\n0812", 1), ["missing", "no_figures"]),
    "padded": (table('"0811";"Åby";"   51234"', '"0812";"Östmark";"  4567"', '"0813";"Näs";" 987"'), []),
    "formulas for codes": (table('="0811";Åby;51234', '="0812";Östmark;4567', "'0813;Näs;987"), []),
    "Swedish headers": (PLAIN.replace("code;name;population", "kommun_kod;KOMMUN;Folkmängd"), ["columns"]),
    "Norwegian headers": (PLAIN.replace("code;name;population", "Kommunenr;Kommune;Innbyggere"), ["columns"]),
    "Danish headers": (PLAIN.replace("code;name;population", "Kommunekode;Kommune;Indbyggere"), ["columns"]),
    "Finnish headers": (PLAIN.replace("code;name;population", "Kuntanumero;Kunta;Väkiluku"), ["columns"]),
    "English headers": (PLAIN.replace("code;name;population", "Number;Municipality;Population"), ["columns"]),
    "kommun before region": (
        table("Mellersta;0811;Åby;51234", "M;0812;Östmark;4567", "M;0813;Näs;987", header="region;kod;kommun;invånare"),
        ["columns"],
    ),
    "code and name in one cell": (
        table('"0811 Åby",51234', '"0812 Östmark",4567', '"0813 Näs",987', header='"region","2025"'),
        ["columns", "year", "one_cell"],
    ),
    "name with code in brackets": (
        table("Åby (0811);51234", "Östmark (0812);4567", "Näs (0813);987", header="kommun;folkmängd"),
        ["columns", "one_cell"],
    ),
    "code and name in one cell, with a sum": (
        table("0811 Åby;51234", "0812 Östmark;4567", "0813 Näs;987", "Summa;56788", header="kommun;folkmängd"),
        ["columns", "one_cell", "totals"],
    ),
    "code in a column, and again before the name": (
        table("0811;0811 Åby;51234", "0812;0812 Östmark;4567", "0813;0813 Näs;987"),
        ["one_cell"],
    ),
    "years over codes and names without a header": (
        table("0811 Åby;1;51234", "0812 Östmark;3;4567", "0813 Näs;5;987", header=";2024;2025"),
        ["columns", "year", "one_cell"],
    ),
    "wide years": (
        table("0811;Åby;1;2;51234", "0812;Östmark;3;4;4567", "0813;Näs;5;6;987", header="code;name;2023;2024;2025"),
        ["year"],
    ),
    "wide years in words": (
        table(
            "0811;Åby;1;51234", "0812;Östmark;3;4567", "0813;Näs;5;987", header="code;name;Invånare 2024;Invånare 2025"
        ),
        ["year"],
    ),
    "long years": (
        table(
            *("0811;Åby;2025;51234", "0812;Östmark;2025;4567", "0813;Näs;2025;987"),
            *("0811;Åby;2024;11", "0812;Östmark;2024;12", "0813;Näs;2024;13"),
            header="code;name;year;population",
        ),
        ["year"],
    ),
}
THOUSANDS = {
    "space": " ",
    "no-break space": "\u00a0",
    "thin space": "\u202f",
    "point": ".",
    "comma": ",",
    "apostrophe": "'",
}


@pytest.mark.parametrize(("content", "kinds"), KINDS.values(), ids=KINDS)
def test_kind_is_read_and_said(write, content, kinds):
    region = load_region(write(content))
    assert (region.codes, region.names) == (CODES, NAMES)
    assert region.population.tolist() == list(PEOPLE)
    assert [remark.kind for remark in region.remarks] == [*kinds, "size"]


@pytest.mark.parametrize("mark", THOUSANDS.values(), ids=THOUSANDS)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_thousands(write, mark, separator):
    rows = [("code", "name", "population"), *zip(CODES, NAMES, (f"51{mark}234", f"4{mark}567", "987"), strict=True)]
    region = load_region(write("\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows)))
    assert region.population.tolist() == list(PEOPLE)
    assert [remark.kind for remark in region.remarks] == ["thousands", "size"]


@pytest.mark.parametrize("mark", ["..", "-", "–", "NA", ":", "#N/A"])
def test_missing_marks_are_blanks(write, mark):
    rows = (f"0811;Åby;51234;{mark};{mark}", "0812;Östmark;4567;19,9;0811")
    region = load_region(write(table(*rows, header="code;name;population;tax_rate;neighbours")))
    assert np.isnan(region.tax_rate[0]) and region.tax_rate[1] == 19.9
    assert region.neighbours == ((1,), (0,))
    assert dict(region.remarks[0].values) == {"count": 2, "marks": [mark]}


@pytest.mark.parametrize(
    ("separator", "rates", "said"),
    [(";", ("20,5", "21,7"), []), (";", ("20.5", "21.7"), ["decimal"]), ("\t", ("20,5", "21,7"), ["decimal"])],
)
def test_decimal_mark_that_a_column_agrees_on(write, separator, rates, said):
    rows = [("code", "name", "population", "tax_rate"), ("1", "A", "30", rates[0]), ("2", "B", "40", rates[1])]
    region = load_region(write("\n".join(map(separator.join, rows))))
    assert region.tax_rate.tolist() == [20.5, 21.7]
    assert [remark.kind for remark in region.remarks] == [*said, "size"]


def test_emissions_with_thousands_and_decimals(write):
    rows = ("1;A;30;147 474,5", "2;B;40;2 252 707", "3;C;50;999")
    region = load_region(write(table(*rows, header="code;name;population;utsläpp ton")))
    assert region.emissions.tolist() == [147_474.5, 2_252_707, 999]


def test_another_year_is_taken_by_the_yaml(write):
    wide, _ = KINDS["wide years"]
    write("year: 2024", "test.yml")
    assert load_region(write(wide)).population.tolist() == [2, 4, 6]
    long, _ = KINDS["long years"]
    region = load_region(write(long))
    assert region.population.tolist() == [11, 12, 13]
    assert dict(region.remarks[0].values) == {"year": 2024, "count": 1, "others": ["2025"]}
    write("year: 2019", "test.yml")
    for content in (wide, long):
        with pytest.raises(InputError, match=r"year: 2019 is not in the table; allowed: .*2024, 2025"):
            load_region(write(content))
    with pytest.raises(InputError, match="year: 2019, but no column holds years"):
        load_region(write(PLAIN))


def test_columns_are_named_by_the_yaml(write):
    write("columns: {population: Vi som bor här, code: Nr}", "test.yaml")
    region = load_region(write(table("1;A;30;7", "2;B;40;8", header="Nr;kommun;Vi som bor här;population")))
    assert region.population.tolist() == [30, 40]
    assert region.unknown_columns == ("population",)
    write("columns: {population: Vi som bor har}", "test.yaml")
    with pytest.raises(InputError, match="no header 'Vi som bor har'; did you mean 'Vi som bor här'"):
        load_region(write(table("1;A;30", header="Nr;kommun;Vi som bor här")))
    write("columns: {folk: x}", "test.yaml")
    with pytest.raises(InputError, match="unknown key 'folk'"):
        load_region(write(PLAIN))


# Codes and names


def test_names_stand_for_codes_that_are_not_there(write):
    region = load_region(write("Municipality,Population,Province\n's-Havik,545838,West\nAa en Hoog,25445,Noord\n"))
    assert region.codes == region.names == ("'s-Havik", "Aa en Hoog")
    assert region.unknown_columns == ("Province",)
    assert [remark.kind for remark in region.remarks] == ["columns", "no_codes", "size"]
    with pytest.raises(InputError, match=r"row 3, name: 'A' is given twice \(first in row 2\)"):
        load_region(write("name,population\nA,1\nA,2\n"))


def test_shared_names_are_told_apart_by_code(write):
    region = load_region(write("code,name,population,neighbours\n15,Nes,89,\n18,Nes,17,\n20,Vik,73,15\n"))
    assert region.names == ("Nes (15)", "Nes (18)", "Vik")
    assert region.neighbours == ((2,), (), (0,))
    assert dict(region.remarks[0].values) == {"count": 2, "names": ["Nes (15)", "Nes (18)"]}


def test_codes_count_the_same_without_their_zeros(write):
    kept = load_region(write("code,name,population,neighbours\n0911,A,10,1480\n1480,B,20,\n"))
    lost = load_region(write("code,name,population,neighbours\n1480,B,20,0911\n911,A,10,\n"))
    assert (kept.codes, lost.codes) == (("0911", "1480"), ("911", "1480"))
    assert kept.names == lost.names and kept.neighbours == lost.neighbours == ((1,), (0,))
    assert [remark.kind for remark in lost.remarks] == ["size", "uneven_codes"]
    with pytest.raises(InputError, match=r"row 3, code: '911' is given twice \(first in row 2\)"):
        load_region(write("code,name,population\n0911,A,10\n911,B,20\n"))


# Neighbours


def test_neighbours_with_commas_and_the_municipality_itself(write):
    rows = ('1,"A, yttre",9,"1, 2, 3"', '2,B,8,"1, 2"', '3,C,7,"3;A, yttre"')
    region = load_region(write("\n".join(("code,name,population,neighbours", *rows))))
    assert region.neighbours == ((1, 2), (0,), (0,))
    assert dict(region.remarks[0].values) == {"column": "neighbours", "count": 3}


def test_neighbours_outside_the_region_are_left_out_and_one_alone_is_a_slip(write):
    head = "code,name,population,neighbours\n"
    region = load_region(write(head + "11,Ale,9,12;71;72\n12,Bro,8,73\n"))
    assert region.neighbours == ((1,), (0,))
    assert dict(region.remarks[0].values) == {"column": "neighbours", "count": 3, "labels": ["71", "72", "73"]}
    with pytest.raises(InputError, match="row 2, neighbours: '12;71' names '71', which is not in the file"):
        load_region(write(head + "11,Ale,9,12;71\n12,Bro,8,\n"))


# Remarks on the facts


def test_remark_on_size(write):
    size = load_region(write(PLAIN)).remarks[-1]
    assert dict(size.values) == {
        **{"count": 3, "total": 56_788, "largest": "Åby", "most": 51_234, "smallest": "Näs", "least": 987}
    }


def test_odd_letters_and_exchanged_coordinates(write):
    region = load_region(write("code,name,population,lat,lon\n1,S?rby,9,12.1,57.7\n2,Å-ö'n,8,11.9,58.1\n"))
    assert [remark.kind for remark in region.remarks] == ["size", "odd_letters", "exchanged"]
    assert dict(region.remarks[1].values) == {"count": 1, "names": ["S?rby"]}
    right = load_region(write("code,name,population,lat,lon\n1,A,9,57.7,12.1\n2,B,8,58.1,11.9\n"))
    assert [remark.kind for remark in right.remarks] == ["size"]


def test_names_with_signs_pass(write):
    names = ("Oslo $x^2$ \\frac{", "Guovda & <b>S</b>", "L'Aqui_b^c")
    rows = "".join(f'{code},"{name}",{10 * code}\n' for code, name in enumerate(names, start=1))
    assert load_region(write("code,name,population\n" + rows)).names == names


@pytest.mark.parametrize("name", ["goteborgsregionen", "varmland", "vestregionen"])
def test_built_in_regions_have_no_remarks(name):
    assert load_region(name).remarks == ()


# Countries


@pytest.mark.parametrize(
    ("country", "elections"), [("DK", (2029, 4, 4)), ("FI", (2029, 2, 4)), ("NO", (2027, 3, 4)), ("IS", (2026, 2, 4))]
)
def test_elections_of_other_countries(write, country, elections):
    write(f'country: "{country}"', "test.yaml")
    region = load_region(write("code;name;population\n101;Havby;653664\n"))
    assert (region.country, region.first_election, region.election_quarter, region.term) == (country, *elections)
    assert [remark.kind for remark in region.remarks][:2] == ["elections", "size"]


def test_country_that_we_do_not_know_names_its_elections(write):
    write("country: NL\nfirst_election: 2026\nelection_quarter: 1\nterm: 4", "test.yaml")
    region = load_region(write(PLAIN))
    assert (region.country, region.first_election, region.election_quarter) == ("NL", 2026, 1)
    write("country: NL\nfirst_election: 2026", "test.yaml")
    with pytest.raises(InputError, match=r"'NL' is not known; .*first_election, election_quarter, term"):
        load_region(write(PLAIN))


# Problems


def test_all_problems_at_once_in_one_line(write):
    path = write("code;name;population;size_class\n1;A;many;small\n2;B;0;larg\n2;;30;\n")
    with pytest.raises(FileRefused) as caught:
        load_region(path)
    assert [str(problem).split(":")[0] for problem in caught.value.problems] == [
        *("row 2, population", "row 3, population", "row 3, size_class", "row 4, code", "row 4, name")
    ]
    assert str(caught.value) == f"{path}: " + "; ".join(map(str, caught.value.problems))
    assert "did you mean 'large'?" in str(caught.value.problems[2])


def test_at_most_ten_problems(write):
    rows = "".join(f"{code};M{code};few\n" for code in range(13))
    with pytest.raises(FileRefused) as caught:
        load_region(write("code;name;population\n" + rows))
    assert (len(caught.value.problems), caught.value.more) == (10, 3)
    assert str(caught.value).endswith("; and 3 more")


def test_headers_that_are_missing_are_listed_together(write):
    with pytest.raises(FileRefused) as caught:
        load_region(write("kod;mayor\n1;2\n"))
    assert [str(problem).split(" is missing")[0] for problem in caught.value.problems] == [
        "row 1: required column 'name'",
        "row 1: required column 'population'",
    ]


def test_what_cannot_be_meant_is_refused(write):
    mixed = "code;name;population\n1;A;40 011\n2;B;41164\n"
    with pytest.raises(InputError, match="row 2, population: '40 011' is text where a number belongs"):
        load_region(write(mixed))
    with pytest.raises(InputError, match="row 3, year: 'soon' is no year"):
        load_region(write("code;name;year;population\n1;A;2024;5\n2;B;soon;6\n"))
