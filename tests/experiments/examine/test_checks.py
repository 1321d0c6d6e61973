"""The checks of the model end to end: what they run, write and draw again."""

import re

import pandas as pd
import pytest

from kraftsamling.analysis.checks.page import write
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.examine import facts, sanity
from kraftsamling.experiments.examine.expected.signs import check_bounds, check_signs
from kraftsamling.experiments.examine.sanity import check_copy, check_ignition
from kraftsamling.experiments.runs.runs import Runs, level, mixed
from kraftsamling.model import load_region
from kraftsamling.model.worlds.sampling import sample_worlds
from tests.kit.runs import forbid_runs, redrawn
from tests.kit.synthetic import examination


@pytest.fixture(scope="module")
def region():
    return load_region("goteborgsregionen")


@pytest.fixture
def runs(region):
    return Runs(region, sample_worlds(4), 1, 2, None)


def test_strategies_of_the_bench_are_what_they_say(runs):
    data = runs.run([level(3), mixed(1, (0, 1, 0)), level(1, budget={"end_year": 1})])
    assert data["actor_level"].isel(year=-1, world=0, seed=0).to_numpy().tolist() == [3, 1, 0]


def test_copy_check_holds(runs):
    assert check_copy(runs).verdict == "holds"


@pytest.mark.slow
def test_more_ignites_at_a_faster_own_pace(region):
    shares = check_ignition(Runs(region, sample_worlds(40), 1, 15, None)).tables["ignites"]
    assert (shares.iloc[:, -1] >= shares[0]).all()


@pytest.mark.slow
def test_signs_hold_in_live_worlds(region):
    signs = check_signs(Runs(region, sample_worlds(100), 1, 15, None))
    assert signs.details["failing"] == [], signs.tables["signs"]


def test_bounds_hold(runs):
    assert check_bounds(runs).verdict == "holds"


@pytest.fixture(scope="module")
def compared():
    """What the comparison to published figures comes to in three worlds."""
    return facts.examine(examination(3, years=1))


@pytest.mark.parametrize("language", ["sv", "en"])
def test_facts_write_all_files(compared, tmp_path, language):
    assert write(tmp_path, compared, examination(3, years=1).subject, Reader(language)) == []
    assert {path.name for path in (tmp_path / "figures").iterdir()} == {
        f"{n}.{e}" for n in ("inputs", "pledges") for e in ("png", "svg")
    }
    frame = pd.read_csv(tmp_path / "facts.csv")
    assert set(frame["check"]) == {"inputs", "pledges"}
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert f'lang="{language}"' in page
    assert "http" not in page.replace("http://www.w3.org", "")
    assert not raw_names(page)


def test_facts_of_one_world_carry_no_verdict_and_the_terminal_says_so(tmp_path):
    setting = examination("default", years=1)
    remarks = write(tmp_path, facts.examine(setting), setting.subject, Reader("en"))
    assert ["cannot carry these verdicts" in line for line in remarks] == [True]


@pytest.fixture(scope="module")
def checked():
    """What the eight checks come to in three worlds."""
    return sanity.examine(examination(3))


@pytest.mark.slow
def test_sanity_writes_all_files_and_speaks_of_every_check(checked, tmp_path):
    write(tmp_path, checked, examination(3).subject, Reader("sv"))
    figures = {f"{name}.{ending}" for name in ("degenerate", "levels", "ignition") for ending in ("png", "svg")}
    assert {path.name for path in (tmp_path / "figures").iterdir()} == figures
    frame = pd.read_csv(tmp_path / "sanity.csv", keep_default_na=False)
    assert list(frame["check"].unique()) == [
        "null", "bounds", "copy", "signs", "degenerate", "forms", "levels", "ignition"
    ]  # fmt: skip
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    for check in frame["check"].unique():
        assert f'id="{check}"' in page
    assert not raw_names(page)


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("kind", ["compared", pytest.param("checked", marks=pytest.mark.slow)])
def test_what_is_stored_is_drawn_again_without_a_run(request, tmp_path, monkeypatch, kind, language):
    result = request.getfixturevalue(kind)
    forbid_runs(monkeypatch)
    setting = examination(3, years=1)
    (tmp_path / "first").mkdir()
    write(tmp_path / "first", result, setting.subject, Reader(language, True, setting.region))
    redrawn(tmp_path / "again", result, write, setting, language)
    written = [path.relative_to(tmp_path / "first") for path in (tmp_path / "first").rglob("*.*")]
    assert len(written) > 5
    for path in written:
        assert (tmp_path / "again" / path).read_bytes() == (tmp_path / "first" / path).read_bytes(), path


def raw_names(page: str) -> set[str]:
    """Identifiers of code among the words of a page."""
    words = re.sub(r"<(style|svg|title).*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    return set(re.findall(r"\w+_\w+", words))
