"""A stored run is drawn again, in the other language and with letters, without a run; all its runs are announced."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.cli.command import carry_out
from kraftsamling.experiments.compare.explain import find_comparison
from kraftsamling.experiments.compare.publish import publish
from kraftsamling.experiments.folder.provenance import read_record
from kraftsamling.experiments.runs import execute as execution
from kraftsamling.experiments.runs import runs
from kraftsamling.experiments.runs.progress import Counter, Progress
from kraftsamling.experiments.setting.config import compose_config, rewritten
from kraftsamling.experiments.setting.design import Presentation, design_of

THREE = ("strategies=[no_support,level_1,level_3]", "worlds=52", "seeds=1", "years=2", "budget=own")
STRESS = ("strategies=[level_1,level_3]", "scenario=[calm,crisis]", "worlds=3", "seeds=2", "years=3")
SMALL = ("strategies=[no_support,level_1]", "worlds=2", "seeds=1", "years=1", "budget=own")
KINDS = {
    "three": THREE,
    "stress": STRESS,
    "letters": (*THREE[:1], "worlds=2", "years=2", "anonymous=true"),
    "plain": (*SMALL, "report=false"),
}


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """What gives the folder of a run in Swedish by its kind; each is run once."""
    top = tmp_path_factory.mktemp("stored")

    def run(kind: str) -> Path:
        if not (top / kind).exists():
            assert carry_out([*KINDS[kind], f"output={top / kind}"]) == 0
        return top / kind

    return run


@pytest.fixture
def folder(stored, tmp_path, request):
    """A copy of one of them, for a test that writes into it."""
    return Path(shutil.copytree(stored(request.param), tmp_path / request.param))


@pytest.fixture
def no_runs(folder, monkeypatch):
    """From here on a run that is started is an error."""

    def refuse(*_, **__):
        raise AssertionError("a run was started")

    for module in (runs, execution):
        monkeypatch.setattr(module, "simulate", refuse)


def drawn(folder: Path) -> dict[str, bytes]:
    """Report, figures and summary of a folder, all in the language of their reader."""
    paths = [folder / "report.html", folder / "summary.csv", *(folder / "figures").iterdir()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def afresh(folder: Path, reader: Reader, place: Path) -> dict[str, bytes]:
    """Run again what a folder holds, for another reader, and return report and figures."""
    design, _ = read_record(folder / "run.json")
    command = json.loads((folder / "run.json").read_text(encoding="utf-8"))["command"]
    outcome = execution.execute(design)
    publish(design, Presentation(reader, True, command), outcome, find_comparison(design, outcome), place)
    return drawn(place)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("folder", "anonymous"),
    [
        ("stress", False),
        ("three", True),
    ],
    indirect=["folder"],
)
def test_a_stored_run_is_drawn_again_as_a_fresh_one_would_be(folder, anonymous, tmp_path, request):
    expected = afresh(folder, Reader("en", anonymous), tmp_path / "fresh")
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in (".json", ".parquet")}
    request.getfixturevalue("no_runs")
    assert carry_out(["report", str(folder), "language=en", f"anonymous={str(anonymous).lower()}"]) == 0
    assert drawn(folder) == expected
    assert {name: (folder / name).read_bytes() for name in before} == before


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["letters"], indirect=True)
def test_letters_stay_letters_in_the_other_language(folder, tmp_path, request, capsys):
    expected = afresh(folder, Reader("en", True), tmp_path / "fresh")
    request.getfixturevalue("no_runs")
    assert carry_out(["report", str(folder), "language=en"]) == 0
    assert drawn(folder) == expected
    assert "Göteborg" not in (folder / "finding.json").read_text(encoding="utf-8")
    assert carry_out(["report", str(folder), "anonymous=false"]) == 2
    assert "holds letters instead of municipalities; allowed: true" in capsys.readouterr().err


@pytest.mark.parametrize("folder", ["plain"], indirect=True)
@pytest.mark.usefixtures("no_runs")
def test_a_run_without_a_report_gets_one_that_says_what_it_lacks(folder):
    assert not (folder / "report.html").exists() and "null" in (folder / "finding.json").read_text(encoding="utf-8")
    assert carry_out(["report", str(folder), "language=en"]) == 0
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert 'id="holds-why"' in page and page.count("is not computed in this report") == 2


class Announcing(Counter):
    """Counts, and keeps each total that was announced."""

    def __init__(self, total):
        super().__init__(total)
        self.totals = [total]

    def refresh(self):
        self.totals.append(self.total)


@pytest.mark.parametrize(
    ("options", "more"),
    [
        pytest.param(THREE, True, marks=pytest.mark.slow),
        (STRESS, False),
        pytest.param(
            ("strategies=[no_support,level_1]", "worlds=default", "seeds=2", "years=1"), True, marks=pytest.mark.slow
        ),
        (("strategies=[level_2]", "worlds=3", "seeds=1", "years=1"), False),
    ],
)
def test_the_runs_announced_are_the_runs_started(options, more, monkeypatch):
    started = []

    def counting(*args, **options):
        results = simulate(*args, **options)
        started.append(
            int(results.dataset.sizes["strategy"] * results.dataset.sizes["world"] * results.dataset.sizes["seed"])
        )
        return results

    simulate = runs.simulate
    for module in (runs, execution):
        monkeypatch.setattr(module, "simulate", counting)
    design = design_of(compose_config(rewritten(list(options))), options)
    bar = Announcing(design.run.runs)
    progress = Progress(bar)
    find_comparison(design, execution.execute(design, progress), progress=progress)
    assert bar.total == bar.n == sum(started)
    assert (sum(started) > design.run.runs) == more


def test_the_terminal_says_how_many_runs_there_were(tmp_path, capsys):
    options = [*SMALL, "language=en"]
    assert carry_out([*options, f"output={tmp_path / 'a'}"]) == 0
    first, last = capsys.readouterr().err.splitlines()
    assert first == "at least 4 runs" and last.endswith(" runs") and int(last.split()[0]) > 4
    assert carry_out([*options, "report=false", f"output={tmp_path / 'b'}"]) == 0
    assert capsys.readouterr().err == "4 runs\n"
