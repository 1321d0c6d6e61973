"""What the command refuses, in one line, before anything is run or written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kraftsamling.cli import main
from kraftsamling.experiments.compare import publish as present

TINY = ("worlds=2", "seeds=1", "years=1", "budget=own", "report=false")


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Run in an empty folder."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


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


@pytest.mark.parametrize("name", ["letter.txt", "run.json"])
def test_a_folder_with_something_else_is_left_alone(capsys, here, name):
    (here / "mine").mkdir()
    (here / "mine" / name).write_text("{}")
    assert "earlier run" in refused(capsys, "output=mine", *TINY)


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
