"""The scale end to end: every line has arms that run, words and a bracket; numbers are taken as said."""

from types import SimpleNamespace

import numpy as np
import pytest

from kraftsamling.analysis.scale.words import name_of
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.examine import scale, scale_reads
from kraftsamling.experiments.examine.scale_lines import LINES
from kraftsamling.experiments.runs.arms import Arm, Arms
from tests.kit.examinations import written, written_again
from tests.kit.runs import count_runs
from tests.kit.synthetic import examination

COURSE = Arm("level_1")


class Made(Arms):
    """Arms whose measures are made up, by the arm's strategy."""

    def __init__(self, **measures):
        self.runs, self.measures = None, measures

    def run(self, arm):
        return SimpleNamespace(**self.measures[arm.strategy])


def series(*values):
    """One world, a value a year."""
    return np.array([values], float)


def test_lines_are_named_once_in_both_languages_with_low_below_high():
    brackets = [line.bracket for line in LINES]
    assert len({bracket.line for bracket in brackets}) == len(brackets)
    assert len({bracket.number for bracket in brackets}) == 19  # eighteen lines and 17a
    for bracket in brackets:
        assert bracket.low < bracket.high
        assert name_of(bracket.line, Reader("sv")) != name_of(bracket.line, Reader("en"))


def test_gain_is_that_of_municipalities_that_took_part():
    support = {"capacity_end": np.array([[33.0, 39, 50]]), "reached": np.array([[1.0, 0.5, 0]])}
    arms = Made(level_1=support, no_support={"capacity_end": np.array([[30.0, 30, 30]])})
    assert scale_reads.gain_of_participants(arms, {"support": COURSE}) == pytest.approx([(3 + 4.5) / 1.5])
    support["reached"] = np.zeros((1, 3))
    assert np.isnan(scale_reads.gain_of_participants(arms, {"support": COURSE}))


def test_what_is_left_is_a_share_of_the_lead_then():
    arms = Made(level_1={"capacity_mean": series(20, 25, 24)}, no_support={"capacity_mean": series(20, 21, 22)})
    assert scale_reads.left_after(1)(arms, {"support": COURSE}) == pytest.approx([0.5])
    assert np.isnan(scale_reads.left_after(1, least=4.1)(arms, {"support": COURSE}))


def test_what_is_lost_is_a_share_of_the_full_gain():
    measures = {name: {"capacity_mean": series(20, end)} for name, end in (("level_1", 28), ("level_2", 26))}
    arms = Made(**measures, no_support={"capacity_mean": series(20, 20.5)})
    line = {"full": COURSE, "less": Arm("level_2")}
    assert scale_reads.lost(arms, line) == pytest.approx([2 / 7.5])
    assert scale_reads.change_in_gain(arms, line) == pytest.approx([-2 / 7.5])


@pytest.mark.parametrize(
    ("course", "years"),
    [((8, 6, 3, 1), 1 + 2 / 3), ((8, 4, 3), 1), ((8, 2, 1), 2 / 3), ((8, 7, 6), 2), ((0, 1, 2), np.nan)],
)
def test_half_is_regained_between_years(course, years):
    assert scale_reads.half_life(series(*course)) == pytest.approx([years], nan_ok=True)


def test_money_that_adds_and_tapers():
    arms = {name: Arm(name) for name in ("a", "b", "c")}

    def made(*ends):
        courses = {name: {"capacity_mean": series(0, end)} for name, end in zip(arms, ends, strict=True)}
        return Made(**courses, no_support={"capacity_mean": series(0, 0)})

    assert (scale_reads.rises(made(1, 3, 5), arms), scale_reads.less_than_twice(made(1, 3, 5), arms)) == (1, 1)
    assert (scale_reads.rises(made(1, 3, 2), arms), scale_reads.less_than_twice(made(1, 3, 7), arms)) == (0, 0)
    assert np.isnan(scale_reads.less_than_twice(made(0, 0.05, 7), arms))


def test_an_arm_is_run_once(monkeypatch):
    started = count_runs(monkeypatch)
    arms = Arms(examination(2, years=1).runs)
    first = arms.change(Arm("level_1", years=1))
    assert first.shape == (2, 2) and (arms.change(Arm("level_1", years=1)) == first).all()
    assert started == [2, 2]


@pytest.mark.slow
def test_the_scale_is_written_and_drawn_again_without_a_run(tmp_path):
    setting = examination(3)
    folder = tmp_path / "first"
    folder.mkdir()
    assert written("scale", setting, folder) == []
    assert {path.name for path in folder.rglob("*.*")} == {
        "finding.json", "report.html", "scale.csv", "scale.png", "scale.svg"
    }  # fmt: skip
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "Whole support ends" in page and "line_" not in page
    assert written_again("scale", setting, folder, tmp_path / "again", Reader("en")) == page


@pytest.mark.slow
def test_every_line_takes_a_number_in_every_world():
    table = scale.examine(examination(3)).table
    assert list(table.index) == [line.bracket.line for line in LINES]


def test_results_are_left_where_they_wait_or_are_handed_over():
    support = {"results": series(0, 0.3), "handed_over": series(0, 0.5), "lost_results": series(0, 2.2)}
    none = {name: series(0, 0.1) for name in support}
    arms = Made(level_1=support, no_support=none)
    assert scale_reads.results_left(arms, {"support": COURSE}) == pytest.approx([(0.2 + 0.4) / 2.7])
