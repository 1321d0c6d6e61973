"""The command: what it accepts, refuses, says and leaves behind."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from kraftsamling.cli import main
from kraftsamling.model.paths import ROOT, conf_folder
from tests.kit.commands import summary_of

TINY = ("worlds=2", "seeds=1", "years=1", "budget=own", "report=false")
REGION = "code,name,population\n1,Ett,5000\n2,Två,20000\n3,Tre,90000\n"
STRATEGY = "ambition: {policy: fixed, level: 2}\n"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Run in an empty folder."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_paths_may_hold_spaces_letters_and_brackets(here):
    folder = here / "mina filer (å, ä & 'ö')"
    folder.mkdir()
    (folder / "min region.csv").write_text(REGION, encoding="utf-8")
    (here / "väg (1) [b].yaml").write_text(STRATEGY, encoding="utf-8")
    (here / "händelse=1.yaml").write_text("events: [{kind: crisis, year: 1}]", encoding="utf-8")
    arguments = [
        f"region={folder}/min region.csv",
        "strategies=[level_1, väg (1) [b].yaml]",
        "scenario=händelse=1.yaml",
    ]
    assert main([*arguments, f"output={folder}/ut (1)", *TINY]) == 0
    record = json.loads((folder / "ut (1)" / "run.json").read_text(encoding="utf-8"))
    assert [strategy["name"] for strategy in record["strategies"]] == ["level_1", "väg (1) [b]"]
    assert record["region"]["name"] == "min region"
    assert [scenario["name"] for scenario in record["scenarios"]] == ["händelse=1"]


@pytest.mark.parametrize(
    "value", ["level_1,level_3", "[level_1,level_3]", "[level_1, level_3]", "['level_1',\"level_3\"]"]
)
def test_strategies_may_be_written_in_several_ways(value):
    assert main([f"strategies={value}", "output=out", *TINY]) == 0
    assert set(summary_of(Path("out"))["strategy"]) == {"level_1", "level_3"}


def test_an_experiment_file_of_ones_own(here):
    (here / "mitt försök.yaml").write_text("strategies: [level_2]\nworlds: 3\nscenario: crisis\n", encoding="utf-8")
    assert main(["experiment=mitt försök.yaml", "seeds=1", "years=1", "report=false"]) == 0
    record = json.loads((here / "outputs/mitt försök-goteborgsregionen/run.json").read_text(encoding="utf-8"))
    assert (record["experiment"], record["number_of_worlds"], record["reference"]) == ("mitt försök", 3, "level_2")


def test_nothing_but_the_folder_is_left_and_the_working_folder_stays(here):
    assert main([*TINY, "strategies=level_1"]) == 0
    assert Path.cwd() == here
    assert [path.name for path in here.iterdir()] == ["outputs"]
    assert [path.name for path in (here / "outputs").iterdir()] == ["ambition_levels-goteborgsregionen"]


def test_the_result_is_told_in_the_chosen_language(capsys):
    arguments = ["strategies=level_1", "output=out", *TINY]
    main(arguments)
    assert "Tabeller: out" in capsys.readouterr().out
    main([*arguments, "language=en"])
    out, err = capsys.readouterr()
    assert "Tables: out" in out and "level_1" in out
    assert err == "2 runs\n"


def test_an_earlier_run_is_replaced_whole(here):
    assert main(["strategies=level_1", "output=out", *TINY]) == 0
    (here / "out" / "left.txt").write_text("x")
    assert main(["strategies=level_2", "output=out", *TINY]) == 0
    assert not (here / "out" / "left.txt").exists()
    assert set(summary_of(Path("out"))["strategy"]) == {"level_2"}
    assert [path.name for path in here.iterdir()] == ["out"]


def test_an_empty_folder_may_be_filled(here):
    (here / "out").mkdir()
    assert main(["strategies=level_1", "output=out", *TINY]) == 0


def test_help_version_and_setting(capsys, here):
    for arguments, told in (
        (["--help"], "smallest_difference"),
        (["-h"], "--multirun"),
        (["--version"], "kraftsamling "),
    ):
        assert main(arguments) == 0
        assert told in capsys.readouterr().out
    assert main(["--cfg", "job", "experiment=small_vs_large", "worlds=7", "parameters.person_year_cost=1e6"]) == 0
    shown = capsys.readouterr().out
    assert "worlds: 7\n" in shown and "reference: even\n" in shown and "person_year_cost: 1000000.0\n" in shown
    assert list(here.iterdir()) == []


def test_every_experiment_file_says_how_to_run_it():
    for path in (conf_folder() / "experiment").glob("*.yaml"):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first == f"# kraftsamling experiment={path.stem}"


@pytest.mark.parametrize("section", ["experiments", "regions", "strategies", "scenarios", "parameters"])
def test_list_names_everything(capsys, section):
    assert main(["list", section, "language=en"]) == 0
    out = capsys.readouterr().out
    folder = {"strategies": "strategy"}.get(section, section[:-1])
    expected = [path.stem for path in (conf_folder() / folder).glob("*") if path.suffix in (".yaml", ".csv")]
    if section == "parameters":
        expected = ["depreciation_person", "per quarter", "0.03 to 0.1", "switch_size"]
    assert expected and all(name in out for name in expected)


@pytest.mark.parametrize(
    ("language", "found"),
    [
        ("en", "handling of goal conflicts, mandate from the actor's owners"),
        ("sv", "hantering av målkonflikter, mandat från aktörens ägare"),
    ],
)
def test_list_shows_measures_in_both_languages(capsys, language, found):
    """Channels of A3-08: conflict 3 before mandate 1; it needs a mandate of 0.5 and a formality of 0.6."""
    assert main(["list", "measures", f"language={language}"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 + 176
    line = next(line for line in lines if "A3-08" in line)
    assert found in line and "0.5" in line and "0.6" in line


def test_list_may_stand_anywhere(capsys):
    assert main(["language=en", "list", "regions"]) == 0
    assert "varmland" in capsys.readouterr().out


def test_multirun_runs_every_combination(here):
    assert main(["--multirun", "strategies=level_1,level_2", "years=1,2", "worlds=1", "seeds=1", "report=false"]) == 0
    base = here / "multirun" / "ambition_levels-goteborgsregionen"
    found = {}
    for folder in (path for path in base.iterdir() if path.is_dir()):
        record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        found[folder.name] = (record["strategies"][0]["name"], record["years"])
    assert found == {"0": ("level_1", 1), "1": ("level_1", 2), "2": ("level_2", 1), "3": ("level_2", 2)}
    table = pd.read_csv(base / "index.csv", dtype=str)
    assert table["folder"].tolist() == ["0", "1", "2", "3"] and table["years"].tolist() == ["1", "2", "1", "2"]


def test_runs_of_another_setting_are_never_overwritten_without_being_asked(here):
    def years() -> dict[str, int]:
        found = (here / "outputs").iterdir()
        return {folder.name: json.loads((folder / "run.json").read_text(encoding="utf-8"))["years"] for folder in found}

    options = ["strategies=level_1", "worlds=1", "seeds=1", "report=false"]
    for value in ("years=2", "years=1", "years=2"):
        assert main([*options, value]) == 0
    base = "ambition_levels-goteborgsregionen"
    assert years() == {base: 2, f"{base}-2": 1}
    assert main([*options, "years=3", "overwrite=true", "language=en"]) == 0
    assert years() == {base: 3, f"{base}-2": 1}


def test_a_smaller_multirun_leaves_no_mixed_folder(here, capsys):
    options = ["--multirun", "strategies=level_1", "worlds=1", "seeds=1", "report=false"]
    for values in ("years=1,2,3", "years=1,2,3", "years=2,1"):
        assert main([*options, values]) == 0
    tops = {path.name: len(list(path.glob("*/run.json"))) for path in (here / "multirun").iterdir()}
    assert tops == {"ambition_levels-goteborgsregionen": 3, "ambition_levels-goteborgsregionen-2": 2}
    for values, code in (("years=1,2,3", 0), ("years=2,1", 2), ("years=1,2,3", 0)):
        assert main([*options, values, "output=mine"]) == code
    assert "'mine' holds other runs; allowed: a new folder, or overwrite=true" in capsys.readouterr().err
    assert main([*options, "years=2,1", "output=mine", "overwrite=true"]) == 0
    assert sorted(path.name for path in (here / "mine").iterdir()) == ["0", "1", "index.csv"]


@pytest.mark.slow
def test_as_a_program(here):
    """The exit code and both streams of the real program, with a path that needs care."""

    def run(*arguments: str) -> subprocess.CompletedProcess:
        program = [sys.executable, "-c", "import sys; from kraftsamling.cli import main; sys.exit(main())"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"}
        return subprocess.run([*program, *arguments], capture_output=True, text=True, env=environment, check=False)

    bad = run("worlds=0")
    assert (bad.returncode, bad.stdout, bad.stderr.count("\n")) == (2, "", 1)
    good = run("strategies=level_1", "output=år (1)", *TINY)
    assert good.returncode == 0, good.stderr
    assert (here / "år (1)" / "run.json").exists()
    shutil.rmtree(here / "år (1)")
    assert list(here.iterdir()) == []
