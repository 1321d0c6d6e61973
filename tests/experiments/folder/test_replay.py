"""run.json: enough to run a run again, and no more than it must tell."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from kraftsamling.analysis.results.tables import Tables
from kraftsamling.cli import main
from kraftsamling.experiments.folder import identity
from kraftsamling.experiments.folder.provenance import read_record
from kraftsamling.model import branch, load_region, load_scenario, load_strategy
from tests.kit.commands import TINY, equal, record_of, run, summary_of


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Run in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_run_can_be_run_again_with_the_same_tables(here):
    (here / "my.csv").write_text("code,name,population\n02,Två,20000\n01,Ett,5000\n03,Tre,90000\n", encoding="utf-8")
    (here / "own.yaml").write_text("municipal: {structures: 1}\n", encoding="utf-8")
    first = run(
        "strategies=own.yaml,no_support",
        "region=my.csv",
        "scenario=signals",
        "worlds=3",
        "seeds=[2,9]",
        "years=2",
        "parameters.call_success=0.7",
        "smallest_difference=0.5",
        "language=en",
        "report=false",
    )
    (here / "my.csv").unlink()
    (here / "own.yaml").unlink()
    second = run(f"run={first}/run.json", output="again")
    equal(first, second)
    again = record_of(second)
    unlike = {key for key, value in record_of(first).items() if again[key] != value}
    assert unlike <= {"command", "created", "setting"}


def test_a_replay_says_whether_its_numbers_are_the_same(here, capsys, monkeypatch):
    first = run("strategies=level_1", "language=en", *TINY) / "run.json"
    capsys.readouterr()
    assert main([f"run={first}", "output=again"]) == 0
    assert f"The same numbers as in {first}, to the last bit." in capsys.readouterr().out
    record = record_of(first.parent)
    first.write_text(json.dumps({name: value for name, value in record.items() if name != "results"}))
    assert main([f"run={first}", "output=again"]) == 0
    assert "nothing to compare with" in capsys.readouterr().out
    changed = record | {"parameters": {"turnover": 0.26}}
    first.write_text(json.dumps(changed))
    assert main([f"run={first}", "output=again"]) == 1
    assert f"Other numbers than in {first}" in capsys.readouterr().out


def test_the_model_is_known_by_its_code_and_its_tables(here, monkeypatch):
    record = record_of(run("strategies=level_1", *TINY))
    assert record["model"] == identity.code_identity() and len(set(record["model"].values())) == 2
    copy = here / "copy"
    shutil.copytree(identity.ROOT / "model", copy / "model")
    monkeypatch.setattr(identity, "ROOT", copy)
    monkeypatch.setattr(identity, "DATA", copy / "model" / "data")
    identity.code_identity.cache_clear()
    assert identity.code_identity() == record["model"], "an installed copy is the same model"
    with (copy / "model" / "rules" / "act.py").open("a") as file:
        file.write("# changed")
    identity.code_identity.cache_clear()
    changed = identity.code_identity()
    identity.code_identity.cache_clear()
    assert changed["code"] != record["model"]["code"] and changed["tables"] == record["model"]["tables"]


def test_decisions_and_parts_are_recorded_run_again_and_told(here):
    (here / "ours.yaml").write_text("- {municipality: Tjörn, from: 2, take_part: 0.9}\n", encoding="utf-8")
    (here / "own.yaml").write_text("parts: [{from: 2, ambition: {level: 3}}]\n", encoding="utf-8")
    options = ("worlds=2", "seeds=1", "years=2", "budget=own", "language=en")
    first = run("strategies=level_1,own.yaml", "decisions=ours.yaml", *options)
    (here / "ours.yaml").unlink()
    second = run(f"run={first}/run.json", output="again")
    equal(first, second)
    told = {"municipality": "Tjörn", "from": 2, "to": None, "take_part": 0.9, "contribution": 0.0}
    assert record_of(second)["decisions"] == [told]
    page = (first / "report.html").read_text(encoding="utf-8")
    assert "“own” changes in 2027." in page and "Tjörn has decided, from 2027 on, to take up 90%" in page
    before = summary_of(first)
    assert not before.equals(summary_of(run("strategies=level_1,own.yaml", *options, output="plain")))


def test_a_stored_folder_is_continued_under_another_course():
    folder = run("strategies=level_1,level_2", "budget=equal", "worlds=2", "seeds=[2,5]", "years=4")
    found = branch(folder, 3, "no_support", of="level_2").dataset["capacity_mean"].squeeze("strategy")
    kept = pd.read_parquet(folder / "trajectories.parquet").query("strategy == 'level_2'")
    kept = kept.pivot_table(index=["world", "seed"], columns="year", values="capacity_mean")
    same = found.transpose("world", "seed", "year").values.reshape(4, 5) == kept.to_numpy()
    assert same[:, :3].all() and not same[:, 4].any()


def test_several_scenarios_can_be_run_again():
    first = run("experiment=stress", "strategies=level_1,level_3", "scenario=calm,crisis", *TINY)
    second = run(f"run={first}/run.json", output="again")
    equal(first, second)
    assert record_of(second)["scenarios"] == [load_scenario(name).to_dict() for name in ("calm", "crisis")]


def test_an_anonymous_run_of_a_built_in_region_names_nobody_and_can_be_run_again(capsys):
    first = run("strategies=level_2", "anonymous=true", *TINY)
    assert "run.json" not in capsys.readouterr().out
    region, record = load_region("goteborgsregionen"), (first / "run.json").read_text(encoding="utf-8")
    assert not [told for told in (*region.names, *region.codes) if f'"{told}"' in record]
    equal(first, run(f"run={first}/run.json", output="again"))
    assert set(Tables.read(run(f"run={first}/run.json", "anonymous=false")).municipalities["code"]) == set(region.codes)


def test_an_anonymous_record_of_a_region_that_has_changed_is_refused(capsys):
    path = run("strategies=level_2", "anonymous=true", *TINY) / "run.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(record | {"region": record["region"] | {"name": "varmland"}}), encoding="utf-8")
    capsys.readouterr()
    assert main([f"run={path}", "output=again"]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and "'varmland' is not what it was" in told


@pytest.mark.parametrize("where", ["region=my.csv", "scenario=struck.yaml", "decisions=ours.yaml"])
def test_an_anonymous_run_says_that_its_record_names_whom_it_must(here, capsys, where):
    (here / "my.csv").write_text("code,name,population\n01,Ett,5000\n02,Två,20000\n", encoding="utf-8")
    (here / "struck.yaml").write_text("events: [{kind: crisis, municipalities: [Ale]}]", encoding="utf-8")
    (here / "ours.yaml").write_text("- {municipality: Ale, take_part: 0}", encoding="utf-8")
    first = run("strategies=level_2", "anonymous=true", where, *TINY)
    assert "run.json" in capsys.readouterr().out
    equal(first, run(f"run={first}/run.json", output="again"))


def test_only_the_time_differs_between_two_runs():
    arguments = ("strategies=level_1,level_2", *TINY)
    first = run(*arguments)
    kept = shutil.copytree(first, "kept")
    run(*arguments)
    equal(first, Path(kept))
    old, new = record_of(Path(kept)), record_of(first)
    assert {key for key in old if old[key] != new[key]} <= {"created"}


def test_the_record_is_enough_and_names_no_place(here):
    record = record_of(run("strategies=level_1", "parameters.switch_size=0", *TINY))
    assert str(here) not in json.dumps(record)
    assert record["command"].startswith("kraftsamling strategies=level_1 ")
    assert record["parameters"] == {"switch_size": 0.0}
    assert record["strategies"] == [load_strategy("level_1").to_dict()]
    assert record["scenarios"] == [load_scenario("calm").to_dict()]
    assert record["seeds"] == [0]
    assert {len(column) for column in record["worlds"].values()} == {record["number_of_worlds"]} == {2}
    assert set(record["versions"]) == {"kraftsamling", "python", "numpy", "scipy", "pandas", "pyarrow", "machine"}


def test_a_recorded_built_in_region_keeps_its_map():
    design, _ = read_record(run("strategies=level_1", *TINY) / "run.json")
    assert design.run.region == load_region("goteborgsregionen")
    assert design.run.region.borders == load_region("goteborgsregionen").borders
