"""The experiment on enough runs: fresh blocks, its folder, the runs that it announces, and its page drawn again."""

import numpy as np
import pandas as pd
import pytest

from kraftsamling.analysis.enough_runs import looks as governor
from kraftsamling.analysis.enough_runs.looks import BLOCK, Question, settle
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.examine.enough_runs import ask, examine, fresh_worlds, pairs_of, questions_of
from kraftsamling.model import simulate
from kraftsamling.model.errors import InputError
from kraftsamling.model.inputs.parameters import limits, swept
from tests.kit.examinations import Counting, written, written_again
from tests.kit.synthetic import examination


def test_blocks_are_fresh_the_same_every_time_and_fill_every_range():
    first, again, second = fresh_worlds(0), fresh_worlds(0), fresh_worlds(1)
    assert first.equals(again) and not np.isclose(first, second).all(axis=0).any()
    for row in swept():
        low, high = limits(row.name, "worlds")
        assert first[row.name].between(low, high).all()
        if row.unit != "switch" and row.distribution != "log":
            strata = np.floor((first[row.name] - row.low) / (row.high - row.low) * BLOCK)
            assert strata.nunique() == BLOCK


def test_a_course_against_itself_is_never_better():
    found = ask("goteborgsregionen", [("level_1", "level_1")], (Question("share", 0.1),), cap=64, seeds=1, years=2)
    (answer,) = found.values()
    assert answer.last.estimate == 0 and answer.settled


def test_a_named_sample_is_not_said_to_grow(tmp_path):
    setting = examination("all", years=2)
    (remark,) = written("enough_runs", setting, tmp_path, strategies=["level_3", "level_1"], precision={"share": 0.01})
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "gone through in their order" in page and "are added in steps" not in page
    assert "only 1\u202f000 worlds" in remark and remark in page


@pytest.mark.parametrize(("count", "said"), [(1, "with 1 world, too few"), (7, "with 7 worlds, too few")])
def test_fewer_worlds_than_a_block_are_all_there_is_to_look_at(tmp_path, count, said):
    written("enough_runs", examination(count, years=2), tmp_path, strategies=["level_3", "level_1"])
    table = pd.read_csv(tmp_path / "enough_runs.csv")
    assert list(table["worlds"]) == [count, count] and not table["settled"].any()
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert said in page and "median; too few for an interval" in page and "nan" not in page.split("<svg")[0]


@pytest.mark.parametrize(("language", "unit", "other"), [("sv", "frön", "världar"), ("en", "seeds", "worlds")])
def test_in_the_default_world_seeds_are_drawn_and_told(tmp_path, language, unit, other):
    setting = examination("default", seeds=64, years=4)
    written("enough_runs", setting, tmp_path, language, strategies=["level_3", "level_1"])
    table = pd.read_csv(tmp_path / "enough_runs.csv")
    assert table["seeds"].max() == 64 and "worlds" not in table
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert f"64 {unit}" in page and f"64 {other}" not in page
    assert page.count(f'<th scope="col">{unit}</th>') == 1 and f'<th scope="col">{other}</th>' not in page


def test_seeds_of_the_default_world_are_paired_and_new_in_every_block():
    drawn = []

    def kept(question, draw, cap):
        drawn.append(np.concatenate([draw(0), draw(1)]))
        return settle(question, draw, cap)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(governor, "settle", kept)
        questions = questions_of({"median": 5.0}, 1.0, unit="seeds")
        worlds = examination("default").sample.worlds
        pairs = [("level_3", "level_1")]
        ask("goteborgsregionen", pairs, questions, cap=64, given=worlds, years=3)
    data = simulate("goteborgsregionen", ["level_3", "level_1"], seeds=64, years=3, record="summary").dataset
    gained = (data["capacity_mean"].isel(year=-1) - data["capacity_mean"].isel(year=0)).squeeze("world")
    assert drawn[0] == pytest.approx((gained[0] - gained[1]).to_numpy())
    assert len(set(drawn[0].round(9))) > BLOCK


def test_the_experiment_writes_its_folder(tmp_path):
    written("enough_runs", examination(64), tmp_path, "sv")
    for name in ("enough_runs.csv", "report.html", "figures/enough_runs.png"):
        assert (tmp_path / name).stat().st_size > 0


@pytest.mark.parametrize(
    ("precision", "told"), [({"mean": 0.1}, "'mean'"), ({"share": "x"}, "'x'"), ({"median": 0}, "0.001 to 100")]
)
def test_a_precision_that_makes_no_question_is_refused(precision, told):
    with pytest.raises(InputError, match=told):
        questions_of(precision, 1.0)


@pytest.mark.parametrize("strategies", [[], ["level_1"], ["level_1", "level_1"], ["level_1", "no_support", "level_2"]])
def test_strategies_that_make_no_pairs_are_refused(strategies):
    with pytest.raises(InputError, match="strategies"):
        pairs_of(strategies)


def test_two_courses_of_one_name_are_refused():
    other = {"name": "level_1", "ambition": {"level": 2}}
    with pytest.raises(InputError, match="two that differ"):
        ask("varmland", pairs_of(["level_1", other]), questions_of({}, 1.0), cap=32, seeds=1, years=1)


def test_only_what_is_asked_is_answered_at_its_precision(tmp_path):
    mine = {"name": "mine", "ambition": {"level": 2}, "title": {"sv": "Min", "en": "Mine"}}
    written(
        "enough_runs",
        examination(64),
        tmp_path,
        strategies=["level_3", mine],
        precision={"share": 0.3},
        smallest_difference=2.0,
        budget="equal",
    )
    table = pd.read_csv(tmp_path / "enough_runs.csv")
    assert set(table["kind"]) == {"share"} and set(table["precision"]) == {0.3} and set(table["other"]) == {"mine"}
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "2 points better than “Mine”" in page and "the same money" in page


@pytest.mark.parametrize(("worlds", "seeds"), [(160, 1), (7, 2), ("default", 96)])
def test_the_last_runs_announced_are_those_made(worlds, seeds):
    counting = Counting()
    setting = examination(worlds, seeds=seeds, years=2, progress=counting)
    result = examine(setting, strategies=["level_3", "level_1"], precision={"median": 50, "share": 0.2})
    assert counting.announced[-1] == counting.made
    assert counting.announced == sorted(counting.announced, reverse=True) and len(counting.announced) == 3
    assert (counting.announced[0] > counting.made) == (worlds != 7)
    assert counting.made == 2 * (1 if worlds == "default" else seeds) * max(
        each.last.count for each in result.answers.values()
    )


def test_a_stored_finding_is_drawn_without_a_run(tmp_path):
    setting = examination(40, years=2)
    folder = tmp_path / "run"
    folder.mkdir()
    written("enough_runs", setting, folder, strategies=["level_3", "level_1"])
    again = written_again("enough_runs", setting, folder, tmp_path / "again", Reader("en"))
    assert again == (folder / "report.html").read_text(encoding="utf-8")
    for name in ("enough_runs.csv", "figures/enough_runs.svg"):
        assert (tmp_path / "again" / name).read_bytes() == (folder / name).read_bytes()
    swedish = written_again("enough_runs", setting, folder, tmp_path / "sv", Reader("sv", anonymous=True))
    assert "Räcker körningarna?" in swedish and "Nivå 3" in swedish and "Level 3" not in swedish
    assert not [name for name in setting.region.names if name in swedish.split("</style>")[1]]
