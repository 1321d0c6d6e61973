from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path

import pytest
from hydra.core.override_parser.overrides_parser import OverridesParser
from hypothesis import given, strategies
from omegaconf import OmegaConf

from kraftsamling.analysis.words.reader import Reader
from kraftsamling.app.answers.catalogue import region_entry
from kraftsamling.app.answers.command import _grammar, command_of, design_of_question
from kraftsamling.app.answers.own import MAX_MUNICIPALITIES, file_name
from kraftsamling.app.answers.state import DEFAULT, MAX_EVENTS, read_question, region_of
from kraftsamling.cli import main
from kraftsamling.experiments.setting.config import compose_config, rewritten
from kraftsamling.experiments.setting.design import design_of
from kraftsamling.model import load_region
from kraftsamling.model.errors import InputError
from tests.kit.region_tables import comma, csv_text


def refused(state: object) -> str:
    with pytest.raises(InputError) as caught:
        read_question(state)
    assert len(str(caught.value).splitlines()) == 1
    return str(caught.value)


def test_nothing_given_is_the_default_question():
    question = read_question({})
    assert (question.region.name, question.a.name, question.b.name) == ("goteborgsregionen", "level_1", "level_2")
    assert (question.years, question.budget) == (15, "own")
    assert (question.reader.language, question.reader.anonymous) == ("sv", False)
    assert question.scenario.events == ()
    assert read_question(DEFAULT) == question


def test_a_partial_strategy_and_events_are_read_as_the_model_reads_them():
    question = read_question(
        {
            "a": {"ambition": {"level": 2}, "handover": 0.4},
            "events": [{"kind": "strained_finances", "year": 4}, {"kind": "crisis", "year": 2, "strength": 0.25}],
            "view": {"language": "en", "year": 2030, "place": None, "tab": "capacity_mean", "mode": "a", "story": 1},
        }
    )
    assert question.a.ambition.level == 2
    assert question.a.handover == 0.4
    assert question.a.title["en"] == "A, own choices"
    strained, crisis = question.scenario.events
    assert (strained.kind, strained.years) == ("strained_finances", 3)
    assert (crisis.kind, crisis.year, crisis.strength) == ("crisis", 2, 0.25)
    assert question.reader.language == "en"


def test_two_courses_of_the_same_name_are_told_apart():
    question = read_question({"a": "level_1", "b": "level_1"})
    assert question.a.name != question.b.name
    assert question.course("a", 2).key == question.course("b", 2).key


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ([], "state: '[]'"),
        ({"regoin": 1}, "state: unknown key 'regoin'; did you mean 'region'?"),
        ({"a": "levl_1"}, "a: no strategy is named 'levl_1'; did you mean 'level_1'?"),
        ({"a": "/etc/passwd"}, "a: no strategy is named '/etc/passwd'"),
        ({"a": "conf/strategy/level_1.yaml"}, "a: no strategy is named"),
        ({"b": {"ambition": {"level": 7}}}, "b: strategy dict: ambition.level: 7 is out of range"),
        ({"region": "conf/region/varmland.csv"}, "region: no built-in region"),
        ({"region": {"name": "x", "csv": 3}}, "region.csv: 3"),
        ({"years": 51}, "years: 51 is out of range"),
        ({"budget": "both"}, "budget: unknown value 'both'"),
        ({"funding": "x"}, "funding: unknown value 'x'"),
        ({"events": {}}, "events: allowed: a list"),
        ({"events": [{"kind": "crisis"}] * (MAX_EVENTS + 1)}, "events: allowed: a list of at most"),
        ({"events": [{"kind": "storm"}]}, "scenario dict: events.1.kind: unknown value 'storm'"),
        ({"events": [{"kind": "crisis", "municipalities": ["Oslo"]}]}, "no municipality 'Oslo'"),
        ({"events": [{"kind": "crisis", "year": 1999}]}, "lies before the run"),
        ({"view": {"anonymus": True}}, "view: unknown key 'anonymus'; did you mean 'anonymous'?"),
        ({"view": {"language": "no"}}, "view.language: unknown value 'no'"),
        ({"view": {"anonymous": "yes"}}, "view.anonymous: 'yes'"),
    ],
)
def test_a_bad_state_is_refused_in_one_line(state, told):
    assert told in refused(state)


def test_as_many_events_as_are_allowed_are_read():
    assert len(read_question({"events": [{"kind": "crisis"}] * MAX_EVENTS}).scenario.events) == MAX_EVENTS


def test_what_is_no_mapping_is_named_once():
    assert refused({"b": 3}) == "b: '3'; allowed: keys with values"


def test_letters_mode_refuses_a_municipality_without_naming_any():
    names = load_region("goteborgsregionen").names
    events = [{"kind": "crisis", "municipalities": ["x"]}]
    assert "Tjörn" in refused({"events": events})
    told = refused({"events": events, "view": {"anonymous": True}})
    assert told.startswith("events: crisis: ") and not any(name in told for name in names)
    events[0]["municipalities"] = ["Tjörn"]
    assert read_question({"events": events, "view": {"anonymous": True}}).scenario.events[0].municipalities == (
        "Tjörn",
    )


def test_an_own_region_is_read_from_its_text():
    region = region_of({"name": "Mitt län.csv", "csv": comma()})
    assert region.name == "Mitt län"
    assert region.size == 4
    assert region.titles["sv"] == "Mitt län"


def test_a_bad_own_region_gets_the_line_of_the_command_line(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    bad = comma().replace("613278", "many")
    (tmp_path / "my.csv").write_text(bad, encoding="utf-8")
    assert main(["region=my.csv"]) == 2
    line = capsys.readouterr().err.strip().removeprefix("kraftsamling: ")
    assert refused({"region": {"name": "my.csv", "csv": bad}}) == line


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.csv"),
        ("C:\\data\\län.csv", "län.csv"),
        ("a.b.csv", "a.b.csv"),
        ("år 1 (b's).csv", "år 1 (b's).csv"),
        ("<b>|*?.csv", "_b____.csv"),
        ("\0", "_.csv"),
        ("..", "region.csv"),
        ("", "region.csv"),
        ("x" * 300, "x" * 60 + ".csv"),
    ],
)
def test_no_name_of_a_file_leads_anywhere(given, kept):
    assert file_name(given) == kept


@pytest.mark.parametrize("name", ["goteborgsregionen", "../../goteborgsregionen.csv", "..\\varmland"])
def test_an_own_region_is_told_and_asked_for_as_a_file_without_folders(name):
    question = read_question({"region": {"name": name, "csv": comma()}})
    told = region_entry(question.region, Reader("sv"))
    assert told["name"] == told["title"] == question.region.titles["sv"]
    assert not {"/", "\\", "."} & set(told["title"])
    assert f" region={told['name']}.csv " in command_of(question)


@pytest.mark.parametrize("name", ["år 1 (b's).csv", "a.b, c&d.csv"])
def test_the_command_names_an_own_region_by_its_file_whatever_it_is_called(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(comma(), encoding="utf-8")
    question = read_question({"region": {"name": name, "csv": comma()}})
    [word] = [each for each in shlex.split(command_of(question)) if each.startswith("region=")]
    assert compose_config(rewritten([word])).region == name


TITLES = (
    "ena eller 'andra'",
    'the "best", {all}: [of] them',
    "C:\\kurs\\",
    "\\'",
    "costs $5, ${years}, \\${HOME} and ${",
    "Våra små först, åäö ÅÄÖ",
)


@pytest.mark.parametrize("title", TITLES)
def test_the_command_asks_of_a_course_by_its_title_whatever_that_holds(title):
    own = {"name": title, "title": {"sv": title, "en": title}, "handover": 0.3}
    question = read_question({"a": own, "events": [{"kind": "crisis", "municipalities": ["Tjörn"]}]})
    _, *words = shlex.split(command_of(question))
    design = design_of(compose_config(rewritten([*words, "worlds=2"])), {"strategies", "reference"})
    assert design.run.strategies[0].title == {"sv": title, "en": title}
    assert design.run.strategies[0] == question.a and design.reference == question.a.name == title
    assert design.run.scenarios[0].events == question.scenario.events
    asked = design_of_question(question, 2)
    assert (design.title["sv"], design.question["sv"]) == (asked.title["sv"], asked.question["sv"])


def test_the_command_tells_the_settings_of_a_course_that_only_has_the_name_of_a_built_in_one():
    question = read_question({"a": {"name": "level_1", "title": {"en": "Own"}, "handover": 0.9}, "b": "level_2"})
    assert "strategies=[{name:'level_1',title:{en:'Own'},handover:0.9},level_2]" in shlex.split(command_of(question))


@given(strategies.text("\\'\"${}[],:= å\tn", max_size=8))
def test_any_text_is_the_same_once_the_command_line_has_read_it(told):
    read = OverridesParser.create().parse_override(f"x={_grammar({'title': [told]})}").value()
    assert OmegaConf.to_object(OmegaConf.create({"x": read}))["x"] == {"title": [told]}


def test_a_region_has_its_limit():
    rows = [f"{code},M{code},{5000 + code},,,,,,,,," for code in range(1000, 1001 + MAX_MUNICIPALITIES)]
    assert f"allowed: at most {MAX_MUNICIPALITIES}" in refused({"region": {"name": "x", "csv": csv_text(*rows)}})


def test_the_key_of_a_course_follows_all_that_moves_its_numbers_and_no_title():
    state = {"a": {"handover": 0.2}}
    course = read_question(state).course("a", 2)
    same = replace(course.strategy, name="other", title={"sv": "x", "en": "y"})
    assert replace(course, strategy=same).key == course.key
    for other in (
        {"a": {"handover": 0.3}},
        state | {"years": 14},
        state | {"budget": "equal"},
        state | {"funding": "earned"},
        state | {"region": "varmland"},
        state | {"events": [{"kind": "crisis"}]},
    ):
        assert read_question(other).course("a", 2).key != course.key
    assert replace(course, sample=3).key != course.key
