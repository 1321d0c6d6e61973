"""Every constraint of run.json: a value that breaks it is refused in one line, before anything is run."""

from __future__ import annotations

import dataclasses
import json
from copy import deepcopy
from typing import Any

import pytest

from kraftsamling.cli import main
from kraftsamling.experiments.folder import schema
from kraftsamling.experiments.folder.provenance import read_record
from kraftsamling.experiments.folder.schema import Record
from kraftsamling.model.errors import InputError, one_line
from kraftsamling.model.inputs.region_record import ONE_EACH, RegionRecord
from kraftsamling.model.inputs.scenario import Event, Scenario
from kraftsamling.model.inputs.strategy import Strategy
from tests.kit.commands import TINY, run

NOTHING = object()
WRONG: list[Any] = [
    NOTHING,
    {},
    [],
    [[]],
    {"x": 1},
    "\u001b[31m",
    "",
    "\ud800",
    "x" * 100_001,
    -1e308,
    1e308,
    0.123,
    True,
    None,
]
"""No key of a record may hold all of these; which ones each may hold stands in `MAY`."""
MAY: dict[str, tuple[Any, ...]] = {
    "parameters": ({},),
    "command": ("", "x" * 100_001),
    "created": ("", "x" * 100_001),
    "versions": ({},),
    "git_commit": ("", "x" * 100_001, None),
    "anonymous": (True,),
    "report": (True,),
    "failures": ([],),
    "smallest_difference": (0.123,),
    "funding": (NOTHING,),
    "decisions": (NOTHING, []),
    "setting": (NOTHING, {}, {"x": 1}),
    "model": (NOTHING, {}),
    "results": (NOTHING, {}),
}
REGION_MAY = {
    "illustrative": (None,),
    "sources": ({},),
    "unknown_columns": ([],),
    "missing_columns": ([],),
    "remarks": (NOTHING, []),
}


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> dict[str, Any]:
    """A record that is right, of a region with remarks and a scenario with an event."""
    folder = tmp_path_factory.mktemp("record")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        (folder / "my.csv").write_text(
            "Kommun;Folkmängd\n02 Två;20 000\n01 Ett;5 000\n03 Tre;90 000\n", encoding="utf-8"
        )
        made = run("strategies=level_1", "region=my.csv", "scenario=crisis", "budget=own", *TINY)
        return json.loads((made / "run.json").read_text(encoding="utf-8"))


def refusal(tmp_path, record: dict[str, Any]) -> str:
    """Return why a record is refused, "" if it is not."""
    path = tmp_path / "run.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    try:
        read_record(path)
    except InputError as error:
        return one_line(error)
    return ""


def changed(record: dict[str, Any], *keys: Any, value: Any) -> dict[str, Any]:
    record = deepcopy(record)
    inner = record
    for key in keys[:-1]:
        inner = inner[key]
    if value is NOTHING:
        inner.pop(keys[-1], None)
    else:
        inner[keys[-1]] = value
    return record


def same(first: Any, second: Any) -> bool:
    return type(first) is type(second) and first == second


def test_the_record_is_right(tmp_path, record):
    assert refusal(tmp_path, record) == ""
    assert set(record) == {field.name for field in dataclasses.fields(Record)}


@pytest.mark.parametrize("key", [field.name for field in dataclasses.fields(Record)])
def test_each_key_refuses_what_it_may_not_hold(tmp_path, record, key):
    for value in WRONG:
        told = refusal(tmp_path, changed(record, key, value=value))
        assert bool(told) != any(same(value, each) for each in MAY.get(key, ())), (value, told)
        assert len(told) <= 300 and told.isprintable() and (not told or str(tmp_path) in told)


@pytest.mark.parametrize("key", [field.name for field in dataclasses.fields(RegionRecord)])
def test_each_key_of_the_region_refuses_what_it_may_not_hold(tmp_path, record, key):
    for value in WRONG:
        told = refusal(tmp_path, changed(record, "region", key, value=value))
        assert bool(told) != any(same(value, each) for each in REGION_MAY.get(key, ())), (value, told)


@pytest.mark.parametrize("key", ["codes", *ONE_EACH])
def test_each_entry_of_the_region_is_checked(tmp_path, record, key):
    for value in ([[9]], "\u001b", 1e308, -1e308, {}, True):
        told = refusal(tmp_path, changed(record, "region", key, 0, value=value))
        assert f"region.{key}.1" in told, value


RELATIONS = {
    "a shorter list": ("region", "names", ["a", "b"]),
    "one name twice": ("region", "names", ["a", "a", "b"]),
    "codes out of order": ("region", "codes", ["02", "01", "03"]),
    "a link to oneself": ("region", "neighbours", [[0], [], []]),
    "a link one way": ("region", "neighbours", [[1], [], []]),
    "a link to nobody": ("region", "water_links", [[3], [], []]),
    "a lower country": ("region", "country", "se"),
    "a remark without its values": ("region", "remarks", [{"kind": "size", "values": {}}]),
    "a remark of no kind": ("region", "remarks", [{"kind": "other", "values": {}}]),
    "a fingerprint of nothing": ("region", "fingerprint", "0"),
    "a title as a number": ("title", "sv", 5),
    "a title in one language": ("title", "en", NOTHING),
    "another reference": ("reference", "level_2"),
    "worlds of text": ("worlds", "call_success", ["0.5", "0.5"]),
    "a world too many": ("worlds", "call_success", [0.5, 0.5, 0.5]),
    "another number of worlds": ("number_of_worlds", 3),
    "a seed twice": ("seeds", [1, 1]),
    "no years": ("years", 0),
    "a key of nobody": ("more", 1),
    "an unknown parameter": ("parameters", {"nobody": 1.0}),
    "a strategy of a name": ("strategies", ["level_1"]),
    "too many strategies": ("strategies", [{"name": f"n{number}"} for number in range(201)]),
}


@pytest.mark.parametrize("case", RELATIONS)
def test_what_does_not_fit_together_is_refused(tmp_path, record, case):
    *keys, value = RELATIONS[case]
    assert refusal(tmp_path, changed(record, *keys, value=value))


@pytest.mark.parametrize(
    ("kind", "keys"),
    [(Strategy, ("strategies", 0)), (Scenario, ("scenarios", 0)), (Event, ("scenarios", 0, "events", 0))],
)
def test_each_key_of_courses_and_events_refuses_what_nothing_may_hold(tmp_path, record, kind, keys):
    for field in dataclasses.fields(kind):
        for value in ([["\ud800"]], "\u001b[31m", 1e308, -1e308, {"": []}):
            assert refusal(tmp_path, changed(record, *keys, field.name, value=value)), (field.name, value)


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"a": NaN}', '{"seeds": [1], "seeds": [2]}', "[" * 100_000, '"\\ud800"', "5"]
)
def test_what_is_no_record_is_refused_in_one_line(tmp_path, capsys, monkeypatch, text):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "run.json").write_text(text, encoding="utf-8")
    assert main(["run=run.json", "output=out"]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and len(told) <= 320 and "run.json" in told


def test_a_number_that_is_none_is_named(tmp_path, record):
    path = tmp_path / "run.json"
    path.write_text(json.dumps(record | {"smallest_difference": float("nan")}), encoding="utf-8")
    with pytest.raises(InputError, match="NaN is no number"):
        schema.read_json(path)
