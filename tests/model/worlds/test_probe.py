"""The probe: it sees presets, ranges and traits of the region, and nothing of how the code is written."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import shutil
import subprocess
import sys

import pandas as pd
import pytest

from kraftsamling.experiments.examine.plausible import BOUNDED, COMPARED, OUTCOMES_OF
from kraftsamling.model import load_region
from kraftsamling.model.inputs import parameters
from kraftsamling.model.inputs.strategy import load_strategy
from kraftsamling.model.paths import ROOT
from kraftsamling.model.worlds import plausible
from kraftsamling.model.worlds import probe as probing
from kraftsamling.model.worlds.plausible import FILTERED_ON, stored_probe, stored_sample
from kraftsamling.model.worlds.sampling import _strata, sample_worlds, spread

TABLE = parameters.parameters()


@functools.cache
def region():
    return load_region(FILTERED_ON)


def differs(case, where=None):
    """Whether a case's numbers differ from those stored."""
    present = probing.of_case(case, where or region(), stored_sample().iloc[:: probing.STEP])
    stored = stored_probe().loc[[case.name]]
    return not probing.differences(stored, present).empty


def test_stored_numbers_come_out_again():
    assert plausible.moved() == "" and len(stored_probe()) > 2000


COPY_MODEL = """
import sys
from kraftsamling.model.worlds import plausible
assert plausible.__file__.startswith(sys.argv[1]), plausible.__file__
print(plausible.stale())
"""


def stale_in(folder):
    """Return why the results stored in a copy of the model are stale, from a process of its own."""
    command = [sys.executable, "-c", COPY_MODEL, str(folder)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.slow
def test_text_does_not_count_and_numbers_do(tmp_path):
    for name in ("kraftsamling", "model", "conf"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for path in (tmp_path / "model").rglob("*.py"):
        path.write_text(path.read_text(encoding="utf-8").replace('"""', '""" ', 1) + "# One more.\n", encoding="utf-8")
    for path in (tmp_path / "conf").rglob("*.yaml"):
        path.write_text("# One more.\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    rules, schedule = tmp_path / "model" / "rules", tmp_path / "model" / "engine" / "schedule.py"
    (rules / "fund.py").rename(rules / "funding.py")
    schedule.write_text(
        schedule.read_text(encoding="utf-8").replace("    fund,\n", "    funding as fund,\n"), encoding="utf-8"
    )
    funding = (rules / "funding.py").read_text(encoding="utf-8")
    (rules / "funding.py").write_text(funding.replace("gained", "more").replace("trust", "faith"), encoding="utf-8")
    assert stale_in(tmp_path) == ""
    (rules / "funding.py").write_text(
        funding.replace("actor_learning * use", "actor_learning * use / 2"), encoding="utf-8"
    )
    assert stale_in(tmp_path).startswith("the model has changed: ")


@pytest.mark.parametrize("end", ["low", "high"])
@pytest.mark.parametrize("name", [row.name for row in parameters.swept() if row.unit != "switch"])
def test_a_changed_range_of_a_parameter_that_worlds_vary_is_noticed(name, end):
    row = TABLE[name]
    other = dataclasses.replace(row, **{end: getattr(row, end) + (row.high - row.low) / 1000})
    sample = pd.DataFrame({name: spread(other, _strata(name, plausible.KEPT))}).rename_axis("world")
    stored = stored_probe().loc[["sample"]].loc[:, [name], :]
    assert len(stored) == 3 and not probing.differences(stored, probing.of_sample(sample)).empty
    assert probing.differences(stored, probing.of_sample(stored_sample()[[name]])).empty


def test_a_smaller_sample_is_noticed():
    assert len(probing.differences(stored_probe().loc[["sample"]], probing.of_sample(sample_worlds(999)))) > 100


@pytest.mark.parametrize("name", probing.PRESET_YEARS)
def test_a_changed_preset_is_noticed(name):
    given = load_strategy(name).to_dict()
    more = {"handover": 0.11} if name != "no_support" else {"municipal": {"structures": 0.01}}
    case = next(case for case in probing.CASES if case.name == name)
    assert not differs(case) and differs(dataclasses.replace(case, strategy=given | more))


def test_presets_are_all_those_on_which_stored_results_rest():
    assert set(probing.PRESET_YEARS) == {*BOUNDED, *OUTCOMES_OF, *itertools.chain(*COMPARED.values())}


@pytest.mark.parametrize("trait", ["population", "tax_rate", "ruling_parties", "emissions"])
def test_a_changed_table_of_the_region_is_noticed(trait):
    values = getattr(region(), trait).copy()
    values[3] *= 1.01
    assert differs(probing.CASES[0], dataclasses.replace(region(), **{trait: values}))


@pytest.mark.slow
def test_the_event_of_each_kind_is_noticed():
    for place, event in enumerate(probing.EVENTS["events"]):
        rest = probing.EVENTS["events"][:place] + probing.EVENTS["events"][place + 1 :]
        weaker = {**probing.EVENTS, "events": [*rest, event | {"strength": event["strength"] * 0.99}]}
        assert differs(dataclasses.replace(probing.CASES[0], scenario=weaker)), event["kind"]


def test_tolerance_is_absolute_up_to_one_and_relative_above():
    stored = pd.Series({"a": 0.5, "b": 2e6, "c": 3e6, "d": 0.25, "e": 7.0})
    present = pd.Series({"a": 0.5 + 0.9e-9, "b": 2e6 + 0.001, "c": 3e6 + 0.004, "d": 0.25 + 1.1e-9, "f": 1.0})
    assert list(probing.differences(stored, present).index) == ["c", "d", "e"]
