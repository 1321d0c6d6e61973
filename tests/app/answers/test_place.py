"""What the page shows of one municipality, from made-up outcomes in ten worlds whose numbers are worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from kraftsamling.app.answers.courses import Ensemble
from kraftsamling.app.answers.place import municipality
from kraftsamling.app.answers.state import read_question
from kraftsamling.model.vocabulary import CAPITALS, INGREDIENTS, REASONS_NOT

CSV = "code,name,population\n1,Alfa,5000\n2,Beta,20000\n3,Gamma,90000\n"
STATE = {
    "region": {"name": "egen", "csv": CSV},
    "years": 3,
    "a": {"title": {"en": "First"}},
    "b": {"title": {"en": "Other"}, "handover": 0.3},
    "view": {"language": "en"},
}
WORLDS = 10
SHARES = {"weakest_link": INGREDIENTS, "reason_not": REASONS_NOT}
FIRST = {
    "ends": [40.0] * WORLDS,
    "reached": [0, 3, 5, 9],
    "start": 0.2,
    "capital": 0.3,
    "weakest_link": (0.1, 0.6, 0.2, 0.07, 0.03),
    "reason_not": (0.9, 0.0, 0.1, 0.0),
}
"""Beta under course A: capacity at the end by world, worlds in which it has been reached by year, its first capital at
the start and the end, and the shares of runs."""
OTHER = {
    "ends": [43.0] * 7 + [40.0] * 2 + [38.0],
    "reached": [0, 0, 2, 4],
    "start": 0.2,
    "capital": 0.5,
    "weakest_link": (0.4, 0.08, 0.02, 0.4, 0.1),
    "reason_not": (0.4, 0.2, 0.3, 0.1),
}


def ensemble(ends, reached, start, capital, **shares) -> Ensemble:
    """Ten worlds in which nothing happens in Alfa and Gamma, and in Beta what is given."""

    def beta(values: object, *, others: float = 0.0) -> np.ndarray:
        found = np.full((*np.shape(values)[:-1], 3, WORLDS), others)
        found[..., 1, :] = values
        return found

    values = {
        "capacity": beta([[30.0] * WORLDS] * 3 + [ends]),
        "reached": beta([[world < count for world in range(WORLDS)] for count in reached]),
    }
    for place, name in enumerate(CAPITALS):
        values[f"capital_{name}_start"] = beta([start + place / 100] * WORLDS)
        values[f"capital_{name}_end"] = beta([capital + place / 100] * WORLDS)
    for name, labels in SHARES.items():
        for label, share in zip(labels, shares[name], strict=True):
            values[f"{name}_{label}"] = beta([share] * WORLDS)
    return Ensemble(np.arange(WORLDS), WORLDS, 1, values)


def shown(first=FIRST, other=OTHER, code="2", **state):
    return municipality(read_question(STATE | state), ensemble(**first), ensemble(**other), code)


def test_a_place_has_the_numbers_of_both_courses_and_b_less_a():
    found = shown()
    assert (found["label"], found["size_class"], found["worlds"], found["runs"]) == ("Beta", "medium", WORLDS, WORLDS)
    medians = {side: levels["median"] for side, levels in found["capacity"].items()}
    assert medians == {"a": [30, 30, 30, 40], "b": [30, 30, 30, 43], "difference": [0, 0, 0, 3]}
    assert found["capacity"]["difference"]["p05"][-1] == pytest.approx(-2 + 0.45 * 2)
    for place, name in enumerate(CAPITALS):
        worked = {"start": 0.2 + place / 100, "a": 0.3 + place / 100, "b": 0.5 + place / 100}
        assert found["capitals"][name] == pytest.approx(worked)
    for side, given in (("a", FIRST), ("b", OTHER)):
        assert found["weakest"][side] == dict(zip(INGREDIENTS, given["weakest_link"], strict=True))
        assert found["reason_not"][side] == dict(zip(REASONS_NOT, given["reason_not"], strict=True))


def test_the_first_year_is_the_one_by_which_half_of_the_runs_are_reached():
    """The start is told as 2025; A reaches half of the runs two years later and never one in ten, B four in ten."""
    assert shown()["first_year"] == {"a": {"median": 2027, "never": 0.1}, "b": {"median": None, "never": 0.6}}


def test_the_sentences_tell_of_each_course_its_own_numbers():
    assert shown()["sentences"] == [
        "Beta gains from “Other”: in 2028 transition capacity is at least 1 point above “First” in 70% of the "
        "plausible worlds (7 of 10), typically by 3.0 points (−1.1 to 3.0 in nine worlds out of ten).",
        "With “First”, support reaches the municipality by 2027 in half of all runs, but never in 10%.",
        "With “First”, the weakest link in receptive capacity is most often staff time (60% of the runs).",
        "With “Other”, support never reaches the municipality in 60% of the runs; most often it is able but unwilling.",
        "With “Other”, the weakest link in receptive capacity is about equally often interest and organisational "
        "capital (each in at most 40% of the runs).",
    ]


def test_the_courses_exchanged_the_gain_is_a_loss():
    told = shown(OTHER, FIRST)["sentences"]
    assert told[0] == (
        "Beta loses from “Other”: in 2028 transition capacity is at least 1 point below “First” in 70% of the "
        "plausible worlds (7 of 10); the typical difference is −3.0 points (−3.0 to 1.1 in nine worlds out of ten)."
    )
    assert told[1].startswith("With “First”, support never reaches the municipality in 60%")
    assert told[3].startswith("With “Other”, support reaches the municipality by 2027")


def test_support_that_always_comes_is_told_with_the_year():
    told = shown(OTHER, FIRST | {"reached": [0, 4, 6, 10]})
    assert told["first_year"]["b"] == {"median": 2027, "never": 0}
    assert told["sentences"][3] == (
        "With “Other”, support reaches the municipality in all runs, in half of them by 2027."
    )


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        ([43, *[40] * 8, 38], "it is a tie: in 2028 “Other” differs by less than 1 point from “First” in 80% of the "
         "plausible worlds (8 of 10); it is at least that much better in 10% (1) and worse in 10% (1)."),
        ([40] * 6 + [38] * 4, "“Other” seldom gives more than “First”: in 2028 transition capacity is at least 1 point "
         "lower in 40% of the plausible worlds (4 of 10), at least as much higher in none"),
        ([43] * 4 + [40] * 6, "“Other” seldom gives less than “First”: in 2028 transition capacity is at least 1 point "
         "higher in 40% of the plausible worlds (4 of 10), at least as much lower in none"),
    ],
    ids=["tie", "seldom ahead", "seldom behind"],
)  # fmt: skip
def test_what_is_neither_gain_nor_loss_is_told_by_its_worlds(ends, told):
    assert told in shown(other=OTHER | {"ends": ends})["sentences"][0]


def test_no_sentence_names_a_place_that_is_to_be_a_letter():
    b = STATE["b"] | {"title": {"en": "Beta first"}}
    hidden = shown(b=b, view={"language": "en", "anonymous": True})
    assert hidden["label"] != "Beta" and hidden["sentences"][0].startswith(f"{hidden['label']} gains from")
    assert not any("Beta" in line for line in hidden["sentences"])
