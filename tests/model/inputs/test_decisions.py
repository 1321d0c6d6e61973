"""Decisions of municipalities are read from files and lists, and refused in one line where they cannot be meant."""

import numpy as np
import pytest

from kraftsamling.model import Decision, InputError, load_decisions, load_region
from kraftsamling.model.engine.lookup import decided
from kraftsamling.model.inputs.decisions import MAX_CONTRIBUTION
from kraftsamling.model.inputs.reader import plain
from kraftsamling.model.run_of import run_of

GR = "goteborgsregionen"
ALE = {"municipality": "Ale", "from": 2, "to": 3, "take_part": 0.75}
PAYS = {"municipality": 1407, "from": 2029, "contribution": 2_000_000}


def refusal(decisions, region=GR):
    with pytest.raises(InputError) as caught:
        run_of(region, "level_1", seeds=1, decisions=decisions)
    assert len(str(caught.value).splitlines()) == 1
    return str(caught.value)


def test_files_lists_and_objects_give_the_same_decisions(tmp_path):
    path = tmp_path / "ours.yaml"
    path.write_text(
        "- {municipality: Ale, from: 2, to: 3, take_part: 0.75}\n"
        "- {municipality: 1407, from: 2029, contribution: 2000000}\n",
        encoding="utf-8",
    )
    expected = (Decision("Ale", 2, 3, 0.75), Decision("1407", 2029, None, None, 2_000_000.0))
    for source in (path, str(path), [str(path)], [ALE, PAYS], (expected[0], PAYS), expected):
        assert load_decisions(source) == expected
    assert load_decisions(plain(expected)) == expected and plain(expected)[0]["from"] == 2
    assert load_decisions(None) == load_decisions([]) == ()


def test_decisions_by_quarter():
    decisions = load_decisions(
        [
            ALE,
            PAYS,
            {"municipality": "1440", "from": 4, "take_part": 0.25, "contribution": 500_000},  # Ale by its code
            {"municipality": "Tjörn", "take_part": 0},
        ]
    )
    region = load_region(GR)
    share, paid = decided(decisions, region, 20)
    ale, tjorn = region.names.index("Ale"), region.names.index("Tjörn")
    least, most = share["part_at_least"], share["part_at_most"]
    assert least[:, ale].tolist() == [0] * 4 + [0.75] * 8 + [0.25] * 8
    assert most[:, ale].tolist() == [1] * 4 + [0.75] * 8 + [0.25] * 8
    assert most[:, tjorn].tolist() == [0] * 20
    assert not np.delete(least, ale, axis=1).any() and np.delete(most, [ale, tjorn], axis=1).all()
    assert paid.tolist() == [0] * 12 + [2_500_000] * 8


@pytest.mark.parametrize(
    ("decisions", "message"),
    [
        (3, "decisions: 3 is not a list; allowed: a YAML file, or a list of decisions"),
        (
            ALE,
            "decisions: {'municipality': 'Ale', 'from': 2, 'to': 3, 'take_part': 0.75} is not a list; allowed: a YAML",
        ),
        ([3], "decisions: 1: 3 is not a group of keys; allowed: keys with values"),
        (
            [{"take_part": 1}],
            "decisions: 1: 'municipality' is missing; allowed keys: municipality, from, to, take_part, ",
        ),
        ([ALE, {**ALE, "frm": 4}], "decisions: 2: unknown key 'frm'; did you mean 'from'?"),
        (
            [{**ALE, "first": 4}],
            "decisions: 1: unknown key 'first'; allowed: municipality, from, to, take_part, contri",
        ),
        ([{**ALE, "municipality": ""}], "decisions: 1.municipality: '' is no text"),
        ([{**ALE, "from": 0}], "decisions: 1.from: 0 is not a year; allowed: a run year 1 to 50 or a calendar year"),
        (
            [{**ALE, "to": 1}],
            "decisions: 1.to: 1 does not go with from 2; allowed: the same year or a later one, count",
        ),
        ([{**ALE, "to": 2030}], "decisions: 1.to: 2030 does not go with from 2; allowed: the same year or a later one"),
        ([{**ALE, "take_part": 1.5}], "decisions: 1.take_part: 1.5 is out of range; allowed: a number from 0 to 1"),
        ([{**PAYS, "contribution": -1}], "decisions: 1.contribution: -1 is out of range; allowed: a number from 0 to"),
        ([{**PAYS, "contribution": 2 * MAX_CONTRIBUTION}], "decisions: 1.contribution: 200000000 is out of range"),
        (
            [{"municipality": "Ale"}],
            "decisions: 1: decides nothing; allowed: take_part from 0 to 1, a contribution",
        ),
        (
            [{**ALE, "municipality": "Alle"}],
            "decisions: 1.municipality: no municipality 'Alle' in the region; did you ",
        ),
        (
            [{**PAYS, "from": 2019}],
            "decisions: 1.from: 2019 lies before the run; allowed: a run year from 1, or a cale",
        ),
        (
            [ALE, PAYS, {"municipality": "1440", "from": 2028, "take_part": 0.5}],
            "decisions: 3.take_part: 1440 has decided on a year from 2028 on before; allowed: one share a year",
        ),
    ],
    ids=str,
)
def test_a_decision_that_cannot_be_meant_is_refused_in_one_line(decisions, message):
    assert refusal(decisions).startswith(message)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("municipality: Ale\n", "holds no list; allowed: a list of decisions, each '- municipality: ...'"),
        (
            "- {municipality: Ale, take_part: much}\n",
            "1.take_part: 'much' is not a number; allowed: a number from 0 to 1",
        ),
        ("- municipality: [\n", "row 2: not YAML"),
    ],
)
def test_a_mistake_in_a_file_names_the_file(content, message, tmp_path):
    path = tmp_path / "ours.yaml"
    path.write_text(content, encoding="utf-8")
    assert refusal(str(path)).startswith(f"{path}: {message}")
    assert refusal(str(tmp_path / "none.yaml")).startswith(f"{tmp_path / 'none.yaml'}: cannot be read")
