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
from kraftsamling.experiments.compare import publish as present
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


def written(folder: Path) -> dict[str, bytes]:
    """Return every file under the folder, hidden ones too."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused(capsys, *arguments: str) -> str:
    """Check that the command refuses in one line, and return that line."""
    before = sorted(Path().rglob("*"))
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1 and err.endswith("\n"), err
    assert "Traceback" not in err
    assert sorted(Path().rglob("*")) == before
    return err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["wolrds=3"], "did you mean 'worlds'"),
        (["+new=1"], "unknown key 'new'"),
        (["++new=1"], "unknown key 'new'"),
        (["title.fr=x"], "title.fr"),
        (["years.more=1"], "years"),
        (["hydra.run.dir=x"], "unknown key 'hydra'"),
        (["~years"], "did you mean 'years'"),
        (["worlds"], "no value"),
        (["lisst"], "did you mean 'list'"),
        (["lisst", "regions"], "did you mean 'list'"),
        (["strategies=level_1,,level_2"], "blank"),
        (["strategies=[level_1,]"], "blank"),
        (["--multirun", "region=,varmland"], "blank"),
        (["output="], "a folder"),
        (["--multirun", "output="], "a folder"),
        (["run="], "run.json"),
        (["experiment="], "experiment"),
        (["a b=c"], "unknown key"),
        (["experiment=ambition"], "ambition_levels"),
        (["experiment=missing.yaml"], "missing.yaml"),
        (["region=goteborgregionen"], "goteborgsregionen"),
        (["region=missing.csv"], "missing.csv"),
        (["region="], "region"),
        (["region=."], "folder"),
        (["region=${years}x"], "region"),
        (["strategies=level_4"], "level_"),
        (["strategies=[level_1,level_4]"], "level_4"),
        (["strategies=[]"], "strategies"),
        (["strategies=missing.yaml"], "missing.yaml"),
        (["strategies=[{name: x, targetting: even}]"], "targeting"),
        (["strategies=[{ambition: {policy: fixed, lvl: 1}}]"], "level"),
        (["strategies={a: 1}"], "strategies"),
        (["strategies=[1]"], "strategy"),
        (["reference=level_4"], "level_3"),
        (["targeting=evenly"], "even"),
        (["scenario=crises"], "crisis"),
        (["scenario=missing.yaml"], "missing.yaml"),
        (["scenario=[]"], "scenario"),
        (["scenario=[{events: [{kind: crisis, municipalities: [Nowhere]}]}]"], "Nowhere"),
        (["parameters.depreciation_persn=0.1"], "depreciation_person"),
        (["parameters.depreciation_person=9"], "0.03 to 0.1"),
        (["parameters.depreciation_person=much"], "depreciation_person"),
        (["parameters.depreciation_person=nan"], "depreciation_person"),
        (["parameters.switch_siz=0"], "switch_size"),
        (["parameters.switch_size=2"], "0 to 1"),
        (["parameters.slack_in_receptive=0.5"], "a whole number from 0 to 1"),
        (["worlds=0"], "worlds"),
        (["worlds=2.5"], "worlds"),
        (["worlds=many"], "default"),
        (["worlds=true"], "worlds"),
        (["worlds=1000000000"], "from 1 to 250,000"),
        (["worlds=100000", "seeds=100"], "GB"),
        (["seeds=0"], "seeds"),
        (["seeds=[1,1]"], "seeds"),
        (["seeds=[-1]"], "seeds"),
        (["seeds=some"], "seeds"),
        (["seeds=1.5"], "seeds: 1.5; allowed: a whole number, or"),
        (["seeds=[]"], "seeds"),
        (["seeds=((1"], "seeds=((1: cannot be read"),
        (["years=0"], "1 to 50"),
        (["years=51"], "1 to 50"),
        (["years=1.5"], "1 to 50"),
        (["years=all"], "1 to 50"),
        (["budget=all"], "both, own, equal"),
        (["funding=won"], "given, earned"),
        (["language=no"], "sv, en"),
        (["anonymous=maybe"], "true"),
        (["report=maybe"], "true"),
        (["smallest_difference=-1"], "0 to 100"),
        (["smallest_difference=inf"], "0 to 100"),
        (["output=/dev/null"], "file"),
        (["output=/dev/null/inside"], "output"),
        (["output=" + "x" * 300], "output"),
        (["output=a\0b"], "output"),
        (["run=missing.json"], "missing.json"),
        (["run=missing.json", "years=3"], "years"),
        (["--verbose"], "--version"),
        (["--cfg", "hydra"], "--cfg job"),
        (["--cfg", "job", "worlds=(("], "worlds"),
        (["--multirun", "worlds=2,0"], "worlds"),
        (["list", "regoins"], "regions"),
        (["list", "language=no"], "sv, en"),
    ],
    ids=lambda value: " ".join(value)[:40].replace("\0", "0") if isinstance(value, list) else "",
)
def test_bad_input_is_refused_in_one_line(capsys, arguments, told):
    assert told in refused(capsys, *arguments)


@pytest.mark.parametrize(
    ("name", "content", "argument", "told"),
    [
        ("r.csv", "code,name\n1,Ett\n", "region=r.csv", "population"),
        ("r.csv", "code,name,population\n1,Ett,many\n", "region=r.csv", "population"),
        ("s.yaml", "targeting: [", "strategies=s.yaml", "YAML"),
        ("s.yaml", "targetting: even", "strategies=s.yaml", "targeting"),
        ("e.yaml", "events: [{kind: crises}]", "scenario=e.yaml", "crisis"),
        ("x.yaml", "strategies: [level_1]\nworld: 3", "experiment=x.yaml", "worlds"),
        ("x.yaml", "title: {sv: Tom}", "experiment=x.yaml", "strategies"),
        ("x.yaml", "strategies: [level_1]\nyears: all", "experiment=x.yaml", "1 to 50"),
        ("x.yaml", "strategies: [level_1]\nparameters: 3", "experiment=x.yaml", "parameters"),
        ("x.yaml", "strategies: [level_1]\ntitle: {no: Tom}", "experiment=x.yaml", "title"),
        ("x.yaml", "strategies: [level_1]\ntitle: Tom", "experiment=x.yaml", "title"),
        ("x.yaml", "strategies: [level_1]\nregion: ${years", "experiment=x.yaml", "region"),
        ("x.yaml", "strategies: level_1", "experiment=x.yaml", "strategies"),
        ("run.json", "{}", "run=run.json", "run.json"),
        ("run.json", "not json", "run=run.json", "run.json"),
        ("run.json", '{"strategies": 1}', "run=run.json", "run.json"),
    ],
)
def test_bad_files_are_refused_in_one_line(capsys, here, name, content, argument, told):
    (here / name).write_text(content)
    line = refused(capsys, argument)
    assert told in line and name in line


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


@pytest.mark.parametrize("name", ["letter.txt", "run.json"])
def test_a_folder_with_something_else_is_left_alone(capsys, here, name):
    (here / "mine").mkdir()
    (here / "mine" / name).write_text("{}")
    assert "earlier run" in refused(capsys, "output=mine", *TINY)


def test_an_empty_folder_may_be_filled(here):
    (here / "out").mkdir()
    assert main(["strategies=level_1", "output=out", *TINY]) == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_leave_to_write(capsys, here):
    (here / "closed").mkdir(mode=0o500)
    assert "may write" in refused(capsys, "output=closed/out", *TINY)


def test_a_full_disk_leaves_nothing(capsys, here, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(present, "write_record", full)
    assert main(["strategies=level_1", "output=new/out", *TINY]) == 2
    assert "No space left" in capsys.readouterr().err
    assert list(here.iterdir()) == []


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


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs a file system where nobody may make a folder")
def test_a_folder_that_only_trying_shows_to_be_unwritable_is_refused_before_anything_runs(capsys):
    assert main(["worlds=default", "seeds=1", "years=1", "output=/proc/kraft"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_an_event_before_the_run_is_refused(tmp_path, capsys):
    scenario = tmp_path / "early.yaml"
    scenario.write_text("events: [{kind: crisis, year: 1990}]\n", encoding="utf-8")
    assert main([f"scenario={scenario}", "worlds=default", "seeds=1", "years=1", f"output={tmp_path / 'out'}"]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and "1990" in told and "2026" in told
    assert not (tmp_path / "out").exists()
