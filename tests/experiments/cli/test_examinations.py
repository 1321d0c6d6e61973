"""Examinations of the model by the command: their folder, what they heed and refuse, and stored ones drawn again."""

from __future__ import annotations

import json

import pytest

from kraftsamling.cli import main
from kraftsamling.experiments.cli.registry import KINDS, Kind
from tests.kit.commands import TINY, record_of, run


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Run in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fake_examine(setting):
    setting.progress(len(setting.sample))
    return {"mean": 2.5}


def fake_write(folder, result, subject, reader):
    told = " ".join(map(str, subject.size(reader).values()))
    (folder / "report.html").write_text(f"{told} {reader.language} {result['mean']}")
    return ["Mind the gap."]


FAKE = Kind(f"{__name__}:fake_examine", f"{__name__}:fake_write")


def test_a_check_of_the_model_writes_a_folder_of_its_own(monkeypatch, capsys):
    monkeypatch.setitem(KINDS, "sanity", FAKE)
    folder = run("experiment=sanity", "region=varmland", "worlds=5", "seeds=2", "years=3", "language=en")
    assert (folder / "report.html").read_text() == "Värmland 5 unfiltered worlds 5 2 seeds 3 years en 2.5"
    record = record_of(folder)
    assert (record["kind"], record["number_of_worlds"], record["seeds"], record["years"]) == ("sanity", 5, 2, 3)
    assert capsys.readouterr() == ("Mind the gap.\nReport: out/report.html\n", "5 runs\n")
    assert run("experiment=sanity", "worlds=6") == folder


def test_a_stored_examination_is_drawn_again_without_a_run(monkeypatch, capsys):
    monkeypatch.setitem(KINDS, "sanity", FAKE)
    folder = run("experiment=sanity", "region=varmland", "worlds=5", "seeds=2", "years=3", "language=en")
    kept = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "report.html"}
    monkeypatch.setattr(f"{__name__}.fake_examine", None)
    (folder / "report.html").unlink()
    assert main(["report", str(folder), "language=sv"]) == 0
    assert (folder / "report.html").read_text() == "Värmland 5 ogallrade världar 5 2 frön 3 år sv 2.5"
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "report.html"} == kept
    assert capsys.readouterr().out.endswith("Mind the gap.\nRapport: out/report.html\n")


@pytest.mark.parametrize(
    "damage", [{"language": None}, {"region": None}, {"region": 3}, {"kind": "why"}, {"years": None}], ids=str
)
def test_a_damaged_run_is_refused_in_one_line(monkeypatch, capsys, damage):
    monkeypatch.setitem(KINDS, "sanity", FAKE)
    folder = run("experiment=sanity", "worlds=5", "seeds=2", "years=3")
    record = record_of(folder) | damage
    (folder / "run.json").write_text(json.dumps({key: value for key, value in record.items() if value is not None}))
    capsys.readouterr()
    assert main(["report", str(folder)]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1) and "allowed:" in err


@pytest.mark.parametrize("words", [[], ["a", "b"], ["empty"], ["out", "language=no"], ["out", "colour=red"]])
def test_what_is_no_stored_run_is_refused_in_one_line(here, capsys, words):
    (here / "empty").mkdir()
    assert main(["report", *words]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    "argument",
    [
        "strategies=level_1",
        "scenario=crisis",
        "worlds=plausibel",
        "seeds=[1,2]",
        "kind=sanit",
        "municipality=Ale",
        "precision.share=0.1",
        "enough_points=5",
    ],
)
def test_a_check_refuses_what_it_does_not_heed(capsys, here, argument):
    assert main(["experiment=sanity", argument]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("argument", ["municipality=Ale", "precision.share=0.1", "enough_points=5"])
def test_a_comparison_refuses_what_only_examinations_heed(capsys, here, argument):
    assert main([argument, *TINY]) == 2
    assert "not used" in capsys.readouterr().err
    assert main([argument, "experiment=why", *TINY, "budget=both"]) == 2
    assert list(here.iterdir()) == []


def test_what_an_examination_heeds_reaches_it_and_its_record(monkeypatch):
    heard = {}

    def listening(setting, *, strategies=(), municipality=None, precision=None, budget="own"):
        heard.update(strategies=strategies, municipality=municipality, precision=precision, budget=budget)
        return {}

    monkeypatch.setitem(KINDS, "why", FAKE)
    monkeypatch.setattr(f"{__name__}.fake_examine", listening)
    monkeypatch.setattr(f"{__name__}.fake_write", lambda *_: [])
    asked = {"strategies": ["level_2", "level_1"], "municipality": "1419", "precision": {"share": 0.02}}
    folder = run(
        "experiment=why", "strategies=level_2,level_1", "municipality=1419", "precision.share=0.02", "worlds=2"
    )
    assert heard == asked | {"budget": "own"}
    assert record_of(folder).items() >= asked.items()
