"""Strategies load from a name, a path or a dict, refuse every mistake in one line, and reload from their own dict."""

import dataclasses

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kraftsamling.model.errors import InputError
from kraftsamling.model.inputs.governance import PRESETS
from kraftsamling.model.inputs.reader import run_year
from kraftsamling.model.inputs.strategy import (
    FORM_POLICIES,
    MATCHING_POLICIES,
    TARGETING_POLICIES,
    Strategy,
    load_strategy,
)
from kraftsamling.model.paths import built_in
from kraftsamling.model.vocabulary import CAPITALS, FORMS

LADDER = {"no_support", "level_1", "level_2", "level_3", "calendar", "gated_mean", "gated_minimum"}
BUILT_IN = built_in("strategy", ".yaml")
GOVERNED = {f"governance_{preset}" for preset in PRESETS}
OWN = {
    f"own_{part}" for part in ("structures", "learning", "time", "part", "part_level_1", "part_level_2", "part_level_3")
}
OWN = {"own_structures", "own_learning", "own_time", "own_part", *(f"own_part_level_{level}" for level in (1, 2, 3))}
ORDERS = tuple(f"form_{policy}" for policy in FORM_POLICIES)


def keys_of(cls: type) -> set[str]:
    return {field.name for field in dataclasses.fields(cls)}


def test_built_in_covers_levels_and_policies():
    assert LADDER | set(TARGETING_POLICIES) | set(ORDERS) | GOVERNED | OWN == set(BUILT_IN)


@pytest.mark.parametrize("name", BUILT_IN)
def test_built_in_file_is_complete_and_named_by_its_stem(name):
    content = yaml.safe_load(BUILT_IN[name].read_text(encoding="utf-8"))
    strategy = load_strategy(name)
    assert set(content) == keys_of(Strategy)
    for group in ("ambition", "budget", "forms", "portfolio", "municipal"):
        assert set(content[group]) == keys_of(type(getattr(strategy, group))), group
    assert set(content["ambition"]["thresholds"]) == keys_of(type(strategy.ambition.thresholds))
    assert strategy.name == name
    assert set(strategy.title) == {"sv", "en"} and name not in strategy.title.values()


@pytest.mark.parametrize("name", BUILT_IN)
def test_built_in_reloads_from_its_dict_and_its_path(name, tmp_path):
    strategy = load_strategy(name)
    assert load_strategy(strategy.to_dict()) == strategy
    copy = tmp_path / "åäö kopia.YAML"
    copy.write_text(yaml.safe_dump(strategy.to_dict()), encoding="utf-8-sig")
    assert load_strategy(copy) == load_strategy(str(copy)) == strategy


def differs(one: str, other: str) -> set[str]:
    first, second = load_strategy(one).to_dict(), load_strategy(other).to_dict()
    return {key for key in first if first[key] != second[key]} - {"name", "title"}


@pytest.mark.parametrize("name", TARGETING_POLICIES)
def test_targeting_files_differ_in_targeting_only(name):
    assert load_strategy(name).targeting == name
    assert differs("level_2", name) <= {"targeting"}


@pytest.mark.parametrize("name", ORDERS)
def test_form_files_differ_in_form_policy_only(name):
    assert f"form_{load_strategy(name).forms.policy}" == name
    assert differs("form_mix", name) <= {"forms"}


def test_levels_start_where_their_name_says():
    fixed = ("no_support", "level_1", "level_2", "level_3")
    assert [load_strategy(name).ambition.level for name in fixed] == [0, 1, 2, 3]
    assert load_strategy("calendar").ambition.years == (5, 9)
    assert load_strategy("gated_minimum").ambition.gate == "minimum"


def test_partial_dict_takes_the_defaults_of_level_1():
    level_1 = load_strategy("level_1")
    assert load_strategy({"name": level_1.name, "title": level_1.title}) == level_1
    assert load_strategy({"portfolio": {"breadth": 4}}).portfolio.breadth == 4
    assert load_strategy({"portfolio": {"breadth": 4}}).name == "strategy"
    assert load_strategy({"name": "ours", "title": {"sv": "Vår"}}).title == {"sv": "Vår", "en": "ours"}


def test_no_support_is_level_0_by_itself():
    assert load_strategy({"ambition": {"policy": "none"}, "budget": {"person_years": 0}}).ambition.level == 0


def test_file_without_a_name_is_named_by_its_stem(tmp_path):
    path = tmp_path / "ours.yaml"
    path.write_text("follow_up: 0.3\n", encoding="utf-8")
    assert load_strategy(path).name == "ours"


def test_loaded_strategy_passes_through():
    strategy = load_strategy("level_2")
    assert load_strategy(strategy) is strategy


def test_shares_are_normalised_in_vocabulary_order():
    strategy = load_strategy({"forms": {"mix": {"room": 3, "knowledge": 1}}, "capitals": {"political": 1, "real": 1}})
    assert strategy.forms.shares() == (0.25, 0.0, 0.75)
    assert strategy.capital_shares() == (0.5, 0, 0, 0, 0, 0, 0.5)
    assert load_strategy("level_1").forms.shares() is None
    assert load_strategy("level_1").capital_shares() is None
    assert sum(load_strategy({"capitals": "equal"}).capital_shares()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("value", "start", "year"), [(1, 2026, 1), (50, 2026, 50), (2026, 2026, 1), (2030, 2026, 5), (2019, 2026, -6)]
)
def test_run_year(value, start, year):
    assert run_year(value, start) == year


NUMBERS = "a number from 0 to 1"
YEARS = "a run year 1 to 50 or a calendar year 1900 to 2200"
LEVELS = "a whole number from 0 to 3"
WRONG = [
    (
        {"ambitoin": {}},
        f"unknown key 'ambitoin'; did you mean 'ambition'? allowed: {', '.join(Strategy.__annotations__)}",
    ),
    (
        {"municipal": {"learnin": 1}},
        "municipal: unknown key 'learnin'; did you mean 'learning'? allowed: structures, learning, earmarked_time",
    ),
    (
        {"ambition": {"thresholds": {"mandat": 1}}},
        "ambition.thresholds: unknown key 'mandat'; did you mean 'mandate'? "
        "allowed: receptive_capacity, legitimacy, mandate, knowledge_of_needs",
    ),
    ({"ambition": {"level": 7}}, f"ambition.level: 7 is out of range; allowed: {LEVELS}"),
    ({"ambition": {"level": 1.5}}, f"ambition.level: 1.5 is not a whole number; allowed: {LEVELS}"),
    (
        {"ambition": {"level": 0}},
        "ambition.level: 0 does not go with policy fixed; allowed: a whole number from 1 to 3",
    ),
    ({"ambition": {"policy": "none", "level": 2}}, "ambition.level: 2 does not go with policy none; allowed: 0"),
    (
        {"ambition": {"policy": "gatd"}},
        "ambition.policy: unknown value 'gatd'; did you mean 'gated'? allowed: none, fixed, calendar, gated",
    ),
    (
        {"ambition": {"years": [9, 5]}},
        "ambition.years: [9, 5] does not increase; allowed: two increasing years, both counted alike",
    ),
    (
        {"ambition": {"years": [5, 2034]}},
        "ambition.years: [5, 2034] does not increase; allowed: two increasing years, both counted alike",
    ),
    (
        {"ambition": {"years": [5]}},
        "ambition.years: [5] is not two years; allowed: two, when level 2 and level 3 begin",
    ),
    ({"ambition": {"years": [0, 5]}}, f"ambition.years: 0 is not a year; allowed: {YEARS}"),
    ({"ambition": 2}, "ambition: 2 is not a group of keys; allowed: keys with values"),
    (
        {"ambition": {"policy": "none"}, "budget": {"person_years": 3}},
        "budget.person_years: 3 does not go with ambition.policy none; allowed: null or 0",
    ),
    ({"budget": {"end_year": 51}}, f"budget.end_year: 51 is not a year; allowed: {YEARS}"),
    ({"follow_up": float("nan")}, f"follow_up: nan is out of range; allowed: {NUMBERS}"),
    ({"handover": float("inf")}, f"handover: inf is out of range; allowed: {NUMBERS}"),
    ({"forms": {"focus": "0,8"}}, f"forms.focus: '0,8' is not a number; allowed: {NUMBERS}"),
    ({"forms": {"mix": {"room": -1}}}, "forms.mix.room: -1 is out of range; allowed: a number from 0 to 1000"),
    ({"forms": {"mix": {"room": 0}}}, "forms.mix: all weights are 0; allowed: at least one above 0"),
    (
        {"forms": {"mix": "by_levl"}},
        "forms.mix: unknown value 'by_levl'; did you mean 'by_level'? "
        "allowed: by_level, or weights of knowledge, resource, room",
    ),
    (
        {"portfolio": {"breadth": 2.5}},
        "portfolio.breadth: 2.5 is not a whole number; allowed: a whole number from 1 to 60",
    ),
    ({"pooled_applications": 1}, "pooled_applications: 1 is neither yes nor no; allowed: yes (true), no (false)"),
    (
        {"targeting": "small"},
        f"targeting: unknown value 'small'; did you mean 'small_first'? allowed: {', '.join(TARGETING_POLICIES)}",
    ),
    (
        {"portfolio": {"pinned": ["L1-99"]}},
        "portfolio.pinned: unknown value 'L1-99'; did you mean 'L1-09'? allowed: ids of the measures",
    ),
    ({"portfolio": {"policy": "given"}}, "portfolio.pinned: [] does not go with policy given; allowed: one id or more"),
    (
        {"matching": "alikes"},
        "matching: unknown value 'alikes'; did you mean 'alike'? allowed: linked, alike, random",
    ),
    ({"meetings": 0}, "meetings: 0 is out of range; allowed: a number from 1 to 12"),
    ({"meetings": None}, "meetings: None is not a number; allowed: a number from 1 to 12"),
    ({"reserve": 1}, "reserve: 1 is out of range; allowed: a number from 0 to 0.9"),
    ({"networks_end_year": 0}, f"networks_end_year: 0 is not a year; allowed: {YEARS}"),
    ({"portfolio": {"leave_out": "L1-01"}}, "portfolio.leave_out: 'L1-01' is not a list; allowed: a list"),
    (
        {"portfolio": {"pinned": ["R-K1"], "leave_out": ["R-K1"]}},
        "portfolio.pinned: 'R-K1' is also left out; allowed: one of the two",
    ),
    ({"name": "two\nlines"}, "name: 'two\\nlines' is no text; allowed: one line of 1 to 200 characters"),
    ({"title": {"no": "Nivå"}}, "title: unknown key 'no'; allowed: sv, en"),
]


@pytest.mark.parametrize(("content", "message"), WRONG)
def test_mistake_in_a_dict_is_one_line(content, message):
    with pytest.raises(InputError) as caught:
        load_strategy(content)
    assert str(caught.value) == f"strategy dict: {message}"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "holds no keys; allowed: keys with values"),
        (b"- level_1\n", "holds no keys; allowed: keys with values"),
        (b"\xff\xfe\x00", "not a text file in UTF-8"),
        (b"breadth: 3\nfollow_up: 0.1\nbreadth: 4\n", "row 3: not YAML: 'breadth' is repeated"),
        (b"breadth: 3\n\tfollow_up: 1\n", "row 2: not YAML: found character '\\t' that cannot start any token"),
        (b"breadth: 2026-13-45\n", "not YAML: month must be in 1..12"),
        (
            b"budget:\n  person_years: many\n",
            "budget.person_years: 'many' is not a number; allowed: a number from 0 to 200",
        ),
        (b"[" * 3000, "not YAML: maximum recursion depth exceeded"),
    ],
)
def test_mistake_in_a_file_is_one_line_that_names_it(tmp_path, content, message):
    path = tmp_path / "mine.yaml"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        load_strategy(path)
    assert str(caught.value).startswith(f"{path}: {message}")
    assert len(str(caught.value).splitlines()) == 1


def test_unknown_name_and_missing_file():
    allowed = ", ".join(BUILT_IN)
    with pytest.raises(InputError) as caught:
        load_strategy("levl_2")
    assert str(caught.value) == f"strategy: no strategy is named 'levl_2'; did you mean 'level_2'? allowed: {allowed}"
    with pytest.raises(InputError) as caught:
        load_strategy("nowhere/mine.yaml")
    assert str(caught.value) == "nowhere/mine.yaml: cannot be read (No such file or directory)"
    with pytest.raises(InputError) as caught:
        load_strategy(3)
    assert str(caught.value) == "strategy: 3 is not a strategy; allowed: a name, a path or a dict"


share = st.floats(0, 1)
weights = st.floats(0.001, 1000)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "name": st.just("drawn"),
            "ambition": st.fixed_dictionaries(
                {"policy": st.sampled_from(["fixed", "calendar", "gated"]), "level": st.integers(1, 3)},
                optional={"dwell_years": st.floats(0, 50), "step_down": st.booleans(), "years": st.just([2030, 2034])},
            ),
            "budget": st.fixed_dictionaries(
                {}, optional={"person_years": st.none() | st.floats(0, 200), "project_share": share}
            ),
            "forms": st.fixed_dictionaries({"mix": st.dictionaries(st.sampled_from(FORMS), weights, min_size=1)}),
            "capitals": st.dictionaries(st.sampled_from(CAPITALS), weights, min_size=1),
            "matching": st.sampled_from(MATCHING_POLICIES),
            "meetings": st.floats(1, 12),
            "reserve": st.floats(0, 0.9),
            "networks_end_year": st.none() | st.integers(1, 50),
            "portfolio": st.fixed_dictionaries(
                {"pinned": st.just(["L1-17"]), "leave_out": st.just(["R-K1"])},
                optional={"breadth": st.none() | st.integers(1, 60), "policy": st.none() | st.just("given")},
            ),
            "tailored": share,
            "municipal": st.fixed_dictionaries({"structures": share, "learning": share}),
        },
    )
)
def test_any_strategy_reloads_from_its_dict_and_from_yaml(content):
    strategy = load_strategy(content)
    assert load_strategy(strategy.to_dict()) == strategy
    assert load_strategy(yaml.safe_load(yaml.safe_dump(strategy.to_dict()))) == strategy


def test_policy_of_the_portfolio_follows_the_course_unless_it_is_set():
    assert load_strategy({}).portfolio_policy == "plan"
    assert load_strategy({"capitals": "equal"}).portfolio_policy == "forms"
    assert load_strategy({"capitals": "equal", "portfolio": {"policy": "need"}}).portfolio_policy == "need"
    (_, part) = load_strategy({"parts": [{"from": 4, "forms": {"policy": "gap"}}]}).in_parts()[1]
    assert part.portfolio_policy == "forms", "a part that steers forms is not held to the plan"


def test_a_plan_pulls_in_what_a_pinned_measure_requires():
    assert load_strategy({"portfolio": {"pinned": ["L1-04"]}}).wished_measures()[:3] == ("L1-01", "L1-02", "L1-04")
    assert load_strategy({"portfolio": {"policy": "need", "pinned": ["L1-04"]}}).wished_measures() == ("L1-04",)
