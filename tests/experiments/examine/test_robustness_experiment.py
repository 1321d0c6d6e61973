"""The experiment on robustness: its folder, its options, the runs that it announces, and its page drawn again."""

import pandas as pd
import pytest

from kraftsamling.analysis.results.findings import FILE
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.examine.robustness import examine
from kraftsamling.model.errors import InputError
from tests.kit.examinations import Counting, written, written_again
from tests.kit.synthetic import examination


@pytest.mark.parametrize("language", ["sv", "en"])
def test_one_world_says_who_leads_in_it_and_nothing_more(tmp_path, language):
    setting = examination("default", years=4)
    (remark,) = written("robustness", setting, tmp_path, language, strategies=["no_support", "level_1", "level_3"])
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert remark in page and "{" not in page.split("</style>")[1]
    table = pd.read_csv(tmp_path / "gains.csv").set_index("budget")
    assert set(table.index) == {"own", "equal"}
    assert {path.name for path in tmp_path.iterdir()} == {"gains.csv", "report.html", FILE}
    lead = table.loc["own", ["no_support", "level_1", "level_3"]]
    assert lead.idxmax() == "level_3" and {"sv": "vinner ”Nivå 3", "en": "“Level 3"}[language] in page


def test_the_experiment_writes_its_folder_and_warns_of_few_worlds(tmp_path):
    remarks = written("robustness", examination(6, years=3), tmp_path)
    assert [line.split(":")[0] for line in remarks] == ["Only 6 worlds"]
    for name in ("robustness.csv", "discovery.csv", "gains.csv", "report.html", "figures/robustness_equal.svg"):
        assert (tmp_path / name).stat().st_size > 0
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "http://" not in page.split("</style>")[1].replace("http://www.w3.org", "")
    assert remarks[0] in page
    assert "too few worlds of one kind or the other to search" in page
    assert {"own", "equal"} == set(pd.read_csv(tmp_path / "discovery.csv")["budget"])


def test_courses_reference_and_limits_are_the_callers(tmp_path):
    written(
        "robustness",
        examination(6, years=4),
        tmp_path,
        strategies=["level_1", "level_3"],
        reference="level_3",
        budget="equal",
        smallest_difference=0.5,
        enough_points=2.0,
    )
    assert set(pd.read_csv(tmp_path / "gains.csv").columns) == {"world", "level_1", "level_3", "budget"}
    discovered = pd.read_csv(tmp_path / "discovery.csv")
    assert set(discovered["course"]) == {"level_1"} and set(discovered["budget"]) == {"equal"}
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "gain at least 2 points" in page and "at least 0.50 points better than “Level 3" in page


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"strategies": ["level_1"]}, "two or more"),
        ({"reference": "level_9"}, "level_3"),
        ({"budget": "x"}, "both, own, equal"),
        ({"smallest_difference": -1}, "0 to 100"),
        ({"enough_points": 101}, "-100 to 100"),
    ],
)
def test_wrong_options_are_refused(wrong, told):
    with pytest.raises(InputError, match=told):
        examine(examination(6), **wrong)


def test_runs_announced_are_those_made_and_a_stored_finding_is_drawn_without_any(tmp_path):
    counting = Counting()
    setting = examination(3, seeds=2, years=2, progress=counting)
    folder = tmp_path / "run"
    folder.mkdir()
    written("robustness", setting, folder, strategies=["no_support", "level_1"], budget="own")
    assert counting.announced == [2 * 3 * 2] == [counting.made]
    again = written_again("robustness", setting, folder, tmp_path / "again", Reader("en"))
    assert again == (folder / "report.html").read_text(encoding="utf-8")
    for name in ("robustness.csv", "discovery.csv", "gains.csv", "figures/robustness_own.svg"):
        assert (tmp_path / "again" / name).read_bytes() == (folder / name).read_bytes()
    swedish = written_again("robustness", setting, folder, tmp_path / "sv", Reader("sv", anonymous=True))
    assert "Vad håller i flest världar?" in swedish and "Nivå 1" in swedish and "Level 1" not in swedish
    assert not [name for name in setting.region.names if name in swedish.split("</style>")[1]]
