"""Scenarios load from a name, a path, a dict or None, refuse every mistake in one line, and reload from their dict."""

import dataclasses

import numpy as np
import pytest
import yaml

from kraftsamling.model import load_region
from kraftsamling.model.engine import lookup as setting
from kraftsamling.model.errors import InputError
from kraftsamling.model.inputs.scenario import DURATION, EVENT_KINDS, Event, Scenario, load_scenario
from kraftsamling.model.paths import built_in

BUILT_IN = built_in("scenario", ".yaml")
CODES, NAMES = ("0114", "1480", "1489"), ("Upplands Väsby", "Göteborg", "Alingsås")


def test_built_in_is_calm_and_one_of_each_kind():
    assert set(BUILT_IN) == {"calm", *EVENT_KINDS}
    assert load_scenario(None) == load_scenario("calm")
    assert load_scenario(None).events == ()


@pytest.mark.parametrize("name", BUILT_IN)
def test_built_in_is_named_by_its_stem_and_reloads(name):
    scenario = load_scenario(name)
    assert scenario.name == name
    assert set(scenario.title) == {"sv", "en"} and name not in scenario.title.values()
    assert load_scenario(scenario.to_dict()) == scenario
    assert load_scenario(scenario) is scenario


@pytest.mark.parametrize("kind", EVENT_KINDS)
def test_built_in_event_holds_every_key_and_the_defaults(kind):
    content = yaml.safe_load(BUILT_IN[kind].read_text(encoding="utf-8"))
    signals_only = set() if kind == "signals" else {"number", "synchronised"}
    assert set(content) == {field.name for field in dataclasses.fields(Scenario)}
    assert set(content["events"][0]) == {field.name for field in dataclasses.fields(Event)} - signals_only
    (event,) = load_scenario(kind).events
    assert event == load_scenario({"events": [{"kind": kind, "year": 5}]}).events[0]
    assert (event.kind, event.year, event.strength, event.years) == (kind, 5, 0.5, DURATION[kind])


def test_signals_have_a_number_and_others_none():
    signals, crisis = load_scenario({"events": [{"kind": "signals", "synchronised": True}, {"kind": "crisis"}]}).events
    assert (signals.number, signals.synchronised) == (3, True)
    assert (crisis.number, crisis.synchronised) == (0, False)


def test_trust_has_a_sign_and_comes_to_an_end_where_it_is_named():
    events = [
        {"kind": "trust", "year": 2, "strength": -0.25, "municipalities": ["Ale"]},
        {"kind": "trust", "year": 3, "years": 1, "strength": 0.75},
        {"kind": "trust", "year": 3, "years": 0.25, "strength": 0.75},
    ]
    region = load_region("goteborgsregionen")
    trust = setting.events(load_scenario({"events": events}), region, 20)[0]["event_trust"]
    ale, other = region.names.index("Ale"), region.names.index("Tjörn")
    assert trust[:, ale].tolist() == [0] * 4 + [-0.25] * 4 + [1] + [0.5] * 3 + [0] * 8
    assert trust[:, other].tolist() == [0] * 8 + [1] + [0.75] * 3 + [0] * 8


def test_crises_at_once_add_up_to_one_at_most():
    """Two of 0.8 in year 2, one half a year long, and one of 0.3 in year 3."""
    lengths = ((2, 1, 0.8), (2, 0.5, 0.8), (3, 0.25, 0.3))
    events = [{"kind": "crisis", "year": year, "years": years, "strength": much} for year, years, much in lengths]
    crisis = setting.events(load_scenario({"events": events}), load_region("varmland"), 12)[0]["event_crisis"]
    assert crisis[:, 0].tolist() == [0] * 4 + [1] * 2 + [0.8] * 2 + [0.3] + [0] * 3


def test_codes_keep_their_leading_zero_from_a_file(tmp_path):
    path = tmp_path / "ours.yml"
    path.write_text("events: [{kind: crisis, year: 2030, municipalities: [0114, 1480, Alingsås]}]", encoding="utf-8")
    scenario = load_scenario(path)
    assert scenario.name == "ours"
    assert scenario.events[0].municipalities == ("0114", "1480", "Alingsås")
    assert scenario.events[0].members(CODES, NAMES) == (0, 1, 2)


def test_members_by_code_or_name_and_all_by_default():
    assert Event("crisis").members(CODES, NAMES) == (0, 1, 2)
    assert Event("crisis", municipalities=("Alingsås", "0114")).members(CODES, NAMES) == (0, 2)
    with pytest.raises(InputError) as caught:
        Event("crisis", municipalities=("Alingsas",)).members(CODES, NAMES)
    assert str(caught.value) == (
        "scenario: crisis: no municipality 'Alingsas'; did you mean 'Alingsås'? "
        "allowed: Upplands Väsby, Göteborg, Alingsås"
    )


def test_numpy_numbers_are_numbers():
    event = {"kind": "crisis", "year": np.int64(2030), "strength": np.float64(0.25), "municipalities": [np.int64(1480)]}
    scenario = load_scenario({"events": [event]})
    assert scenario.events[0] == Event("crisis", 2030, 0.25, municipalities=("1480",))
    assert type(scenario.to_dict()["events"][0]["year"]) is int


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"evnts": []}, ": unknown key 'evnts'; did you mean 'events'? allowed: name, title, events"),
        ({"events": {"kind": "crisis"}}, ": events: {'kind': 'crisis'} is not a list; allowed: a list"),
        ({"events": ["crisis"]}, ": events.1: 'crisis' is not a group of keys; allowed: keys with values"),
        (
            {"events": [{"year": 5}]},
            ": events.1: 'kind' is missing; "
            "allowed keys: kind, year, strength, years, municipalities, number, synchronised",
        ),
        (
            {"events": [{"kind": "crisi"}]},
            f": events.1.kind: unknown value 'crisi'; did you mean 'crisis'? allowed: {', '.join(EVENT_KINDS)}",
        ),
        (
            {"events": [{"kind": "crisis"}, {"kind": "crisis", "strength": 2}]},
            ": events.2.strength: 2 is out of range; allowed: a number from 0 to 1",
        ),
        (
            {"events": [{"kind": "crisis", "strength": -0.5}]},
            ": events.1.strength: -0.5 is out of range; allowed: a number from 0 to 1",
        ),
        (
            {"events": [{"kind": "trust", "strength": -1.5}]},
            ": events.1.strength: -1.5 is out of range; allowed: a number from -1 to 1",
        ),
        (
            {"events": [{"kind": "trust", "strength": "much"}]},
            ": events.1.strength: 'much' is not a number; allowed: a number from -1 to 1",
        ),
        (
            {"events": [{"kind": "trust", "strength": float("nan")}]},
            ": events.1.strength: nan is out of range; allowed: a number from -1 to 1",
        ),
        (
            {"events": [{"kind": "crisis", "year": 60}]},
            ": events.1.year: 60 is not a year; allowed: a run year 1 to 50 or a calendar year 1900 to 2200",
        ),
        (
            {"events": [{"kind": "crisis", "number": 2}]},
            ": events.1.number: does not go with kind crisis; allowed: only with kind signals",
        ),
        (
            {"events": [{"kind": "signals", "number": 21}]},
            ": events.1.number: 21 is out of range; allowed: a whole number from 0 to 20",
        ),
        (
            {"events": [{"kind": "crisis", "municipalities": "Ale"}]},
            ": events.1.municipalities: 'Ale' is not a list; allowed: a list",
        ),
    ],
)
def test_mistake_is_one_line(content, message):
    with pytest.raises(InputError) as caught:
        load_scenario(content)
    assert str(caught.value) == f"scenario dict{message}"


@pytest.mark.parametrize(("synchronised", "signals"), [(False, 1.8), (True, 0.6)])
def test_senders_who_act_together_count_as_one_signal(synchronised, signals):
    event = {"kind": "signals", "year": 2, "years": 1, "number": 3, "strength": 0.6, "synchronised": synchronised}
    _, common = setting.events(load_scenario({"events": [event]}), load_region("varmland"), 12)
    assert common["event_signals"] == pytest.approx([0] * 4 + [signals] * 4 + [0] * 4)
