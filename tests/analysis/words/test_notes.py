"""What a report and the terminal say about a run in particular: late events."""

from __future__ import annotations

import pytest

from kraftsamling.analysis.plausible.criteria import CRITERIA, SCORED
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.cli.command import carry_out
from kraftsamling.experiments.compare.show import default_notes, late_notes, too_late
from kraftsamling.experiments.examine.patterns import TESTS
from kraftsamling.experiments.examine.plausible import SEEDS, YEARS, default_fails, filtered
from kraftsamling.experiments.runs.execute import execute, unequal_money
from kraftsamling.experiments.setting.config import compose_config, rewritten
from kraftsamling.experiments.setting.design import design_of
from tests.kit.synthetic import examination

TINY = ("worlds=2", "seeds=1")


def design(*options):
    return design_of(compose_config(rewritten([*TINY, *options])), options)


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
def test_an_event_after_the_last_year_is_told_and_not_claimed(here, capsys):
    (here / "late.yaml").write_text("events: [{kind: crisis, year: 30}]\n", encoding="utf-8")
    options = ("scenario=late.yaml", "years=5", "language=en")
    assert [event.year for event in too_late(design(*options))] == [30]
    assert carry_out(["output=out", "strategies=no_support,level_1", *TINY, *options]) == 0
    assert (
        "Events after the last year of the run, which therefore do not happen: crisis (30)" in capsys.readouterr().out
    )
    page = (here / "out" / "report.html").read_text(encoding="utf-8")
    assert "do not happen: crisis (30)" in page and "strike every course" not in page


@pytest.mark.parametrize(
    "options, told",
    [
        (("strategies=no_support,level_1,projects.yaml",), False),
        (("strategies=no_support,level_1,projects.yaml", "scenario=project_money_ends"), True),
        (("strategies=no_support,level_1,level_2", "scenario=project_money_ends"), True),
        (("strategies=no_support,level_1,ends.yaml",), True),
        (("strategies=no_support,level_1,ends.yaml", "budget=own"), False),
    ],
)
def test_the_same_money_is_said_to_be_granted_where_it_is_not_paid(here, options, told):
    (here / "projects.yaml").write_text("{name: p, budget: {project_share: 0.9}}\n", encoding="utf-8")
    (here / "ends.yaml").write_text("{name: e, budget: {end_year: 3}}\n", encoding="utf-8")
    assert unequal_money(execute(design("years=7", *options)).trajectories) == told


def test_an_event_in_time_is_not_late(here):
    assert too_late(design("scenario=crisis", "years=15")) == []
    assert list(late_notes(design("scenario=crisis", "years=15"), Reader("sv"))) == []


def test_criteria_that_the_defaults_fail_are_named():
    assert list(default_notes([], Reader("en"))) == []
    assert "fails “P15: pooled" in next(default_notes(["P15"], Reader("en")))
    assert "faller den på ”Utan aktör står allt stilla” och ”P15" in next(default_notes(["null", "P15"], Reader("sv")))


@pytest.mark.slow
def test_the_default_world_is_said_not_to_be_plausible_where_it_is_not(here):
    passed = filtered_default()
    assert set(default_fails()) == {name for name in CRITERIA if not passed[name].iloc[0]}
    assert carry_out(["output=out", "worlds=default", "strategies=no_support,level_1", "seeds=1", "years=1"]) == 0
    page = (here / "out" / "report.html").read_text(encoding="utf-8")
    assert ("Världen med standardvärden är inte en av de rimliga" in page) == (not passed["plausible"].iloc[0])


def filtered_default():
    """The default world filtered as a sample is, by the whole battery that the filter and the score use."""
    runs = examination("default", seeds=SEEDS, years=YEARS).runs
    return filtered(runs, {name: TESTS[name](runs) for name in SCORED})


def test_an_option_given_twice_is_refused(capsys, here):
    assert carry_out(["seeds=1", "seeds=2"]) == 2
    assert capsys.readouterr().err == "kraftsamling: command line: seeds is given twice; allowed: once\n"
