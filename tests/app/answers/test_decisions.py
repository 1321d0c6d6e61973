"""A link with courses in parts and decisions of municipalities: read, answered, told and asked again in a terminal."""

import shlex

import numpy as np
import pytest

from kraftsamling.app.answers.command import command_of, design_of_question
from kraftsamling.app.answers.courses import Ensemble
from kraftsamling.app.answers.ensemble import run_course
from kraftsamling.app.answers.picture import frame
from kraftsamling.app.answers.state import MAX_DECISIONS, read_question
from kraftsamling.experiments.setting.config import compose_config, rewritten
from kraftsamling.experiments.setting.design import design_of
from kraftsamling.model import InputError, load_region, simulate

STEPPED = {"title": {"sv": "Vår", "en": "Ours"}, "parts": [{"from": 3, "ambition": {"level": 2}}]}
DECISIONS = [
    {"municipality": "Ale", "from": 2, "take_part": 0.85},
    {"municipality": "1480", "to": 3, "contribution": 2_500_000},
]
STATE = {"years": 4, "b": STEPPED, "decisions": DECISIONS, "view": {"language": "en"}}
WORLDS = 3


def ensembles(question):
    for side in ("a", "b"):
        values = run_course(question.course(side, WORLDS), range(WORLDS), (0,))
        yield Ensemble(np.arange(WORLDS), WORLDS, 1, values)


def test_the_question_with_them_answers_as_simulate_does():
    question = read_question(STATE)
    first, second = ensembles(question)
    found = simulate(
        "goteborgsregionen",
        ["level_1", STEPPED],
        seeds=1,
        worlds=WORLDS,
        years=4,
        decisions=DECISIONS,
        record="summary",
    ).dataset.squeeze("seed")
    for place, values in enumerate((first.values, second.values)):
        for name in ("capacity_mean", "participation", "cost_sek"):
            assert values[name].T.tobytes() == found[name].isel(strategy=place).values.tobytes(), name
    plain = run_course(read_question({"years": 4}).course("a", WORLDS), range(WORLDS), (0,))
    assert (first.values["cost_sek"][1:4] > plain["cost_sek"][1:4]).all()


def test_the_answer_says_in_a_sentence_what_changes_and_who_decides():
    question = read_question(STATE)
    assert frame(question, *ensembles(question), "full")["notes"] == [
        "“Ours” changes in 2028.",
        "Ale has decided, from 2027 on, to take up 85% of the support on offer, as far as staff time allows.",
        "Göteborg has decided, for 2026 to 2028, to pay SEK 2\u202f500\u202f000 a year to the mobilising actor.",
    ]
    plain = read_question({"years": 4})
    assert frame(plain, *ensembles(plain), "full")["notes"] == []


def test_the_command_asks_the_same():
    question = read_question(STATE)
    _, *words = shlex.split(command_of(question))
    design = design_of(compose_config(rewritten([*words, "worlds=2"])), {"strategies", "reference"})
    assert design.run.decisions == question.decisions == design_of_question(question, 2).run.decisions
    assert design.run.strategies[1].parts == question.b.parts != ()
    assert "decisions" not in command_of(read_question({}))


def test_a_course_is_kept_by_its_parts_and_decisions_too():
    keys = {
        read_question(state).course("b", 2).key
        for state in (
            STATE,
            STATE | {"decisions": DECISIONS[:1]},
            STATE | {"decisions": []},
            STATE | {"b": {**STEPPED, "parts": [{"from": 2, "ambition": {"level": 2}}]}},
        )
    }
    assert len(keys) == 4


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ({"decisions": "conf/config.yaml"}, "decisions: allowed: a list of at most 100, each keys with values"),
        ({"decisions": ["conf/config.yaml"]}, "decisions: allowed: a list of at most 100, each keys with values"),
        ({"decisions": DECISIONS[:1] * (MAX_DECISIONS + 1)}, "decisions: allowed: a list of at most 100"),
        ({"decisions": [{"municipality": "Ale", "take_part": 2}]}, "decisions: 1.take_part: 2 is out of range"),
        (
            {"decisions": [{"municipality": "Oslo", "take_part": 1}]},
            "decisions: 1.municipality: no municipality 'Oslo'",
        ),
        ({"b": {"parts": [{"from": 2019, "meetings": 2}]}}, "course_b: parts.1.from: 2019 lies before the run"),
        ({"b": {"parts": [{"from": 2, "name": "x"}]}}, "b: strategy dict: parts.1: unknown key 'name'"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_line(state, told):
    with pytest.raises(InputError) as caught:
        read_question(state)
    assert str(caught.value).startswith(told) and len(str(caught.value).splitlines()) == 1


def test_letters_mode_refuses_and_names_nobody():
    for decisions in ([{"municipality": "Oslo", "take_part": 1}], DECISIONS[:1] * 2):
        with pytest.raises(InputError) as caught:
            read_question({"decisions": decisions, "view": {"anonymous": True}})
        assert str(caught.value).startswith(
            "decisions: one does not fit the region; allowed: codes in the region's file"
        )
        assert not [name for name in load_region("goteborgsregionen").names if name in str(caught.value)]
