"""The experiment on sensitivity from end to end: the runs it announces, what it writes, and what it refuses."""

import io
import json
import re

import numpy as np
import pandas as pd
import pytest
from tqdm import tqdm

from kraftsamling.analysis.sensitivity.find import DIFFERENCE
from kraftsamling.analysis.sensitivity.page import write
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.examine.sensitivity import MIN_SEEDS, PairRuns, examine, least_points
from kraftsamling.experiments.runs.examination import Examination
from kraftsamling.experiments.runs.progress import Progress
from kraftsamling.experiments.setting.sample import Sample
from kraftsamling.model import load_region
from kraftsamling.model.errors import InputError
from kraftsamling.model.inputs.parameters import swept
from kraftsamling.model.inputs.strategy import load_strategy
from kraftsamling.model.vocabulary import LANGUAGES
from kraftsamling.model.worlds.plausible import stored_sample
from tests.kit.synthetic import examination


class Counted(Progress):
    """Keeps the runs announced, one after another, and the number done."""

    def __init__(self):
        super().__init__(tqdm(file=io.StringIO()))
        self.announced, self.done = [], 0

    def __call__(self, runs):
        self.done += runs
        super().__call__(runs)

    def expect(self, runs):
        self.announced.append(runs)
        super().expect(runs)


def cut(count, name="plausible", years=2, progress=None):
    """Return a setting on the first worlds of the stored sample, under the name given."""
    sample = Sample(name, stored_sample().iloc[:count])
    return Examination(load_region("goteborgsregionen"), sample, 2, years, progress)


def written(setting, finding, folder, language="en"):
    """Write a finding; return the page."""
    write(folder, finding, setting.subject, Reader(language))
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "http://" not in page.replace("http://www.w3.org", "") and "https://" not in page
    assert "http" not in page.replace("http://www.w3.org", "").split("</style>")[1]
    assert "{" not in page.split("</style>")[1]
    return page


def tables_of(folder, *names):
    return {name: pd.read_csv(folder / f"{name}.csv") for name in names}


@pytest.fixture(scope="module")
def on_design():
    """The smallest design, its setting and its finding."""
    setting = examination(least_points(), seeds=2, years=1, progress=Counted())
    return setting, examine(setting)


@pytest.fixture(scope="module")
def on_default():
    """The default world, its setting and its finding."""
    setting = examination("default", seeds=2, years=1, progress=Counted())
    return setting, examine(setting)


def test_difference_is_paired_and_switches_are_whole():
    pair = [load_strategy("level_3"), load_strategy("level_1")]
    points = np.full((2, len(swept())), 0.5)
    points[1, [row.unit == "switch" for row in swept()]] = 1.0
    found = PairRuns(examination(1, seeds=2), pair, "equal").at_points(points)
    assert found[DIFFERENCE] == pytest.approx(found["level_3"] - found["level_1"])
    assert found[DIFFERENCE].shape == (2, 2)
    copies = PairRuns(examination(1, seeds=2), [pair[0], pair[0]], "equal").at_points(points)
    assert (copies[DIFFERENCE] == 0).all()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"seeds": 1}, "at least 2"),
        ({"strategies": ("level_1",)}, "exactly two"),
        ({"strategies": ("level_1", "level_1")}, "two that differ"),
        ({"budget": "both"}, "equal, own"),
    ],
)
def test_bad_input_is_one_line(given, told):
    setting = examination(worlds=1000, seeds=given.get("seeds", 2), years=1)
    further = {name: value for name, value in given.items() if name != "seeds"}
    with pytest.raises(InputError, match=told):
        examine(setting, **further)


def test_the_runs_of_a_design_are_announced_as_at_most_and_in_the_end_as_they_were(on_design):
    progress = on_design[0].progress
    assert progress.announced == [4 * least_points(), progress.done]
    assert 0 < progress.done == 4 * on_design[1].study.points <= 4 * least_points()


def test_the_runs_around_the_default_values_are_announced(on_default):
    progress, points = on_default[0].progress, len(on_default[1].to_frame()) // 3 + 1
    assert progress.announced == [progress.done] == [2 * MIN_SEEDS * points]


@pytest.mark.parametrize(("count", "times"), [(20, 1), (60, 4)])
def test_the_runs_of_given_worlds_hold_those_of_their_ledgers(count, times):
    """The ledger, which takes at least 50 worlds, runs them again for each of the three grades of evidence drawn."""
    progress = Counted()
    examine(cut(count, years=1, progress=progress))
    assert progress.announced == [4 * count * 4, progress.done] and progress.done == 4 * count * times


@pytest.mark.slow
def test_a_design_writes_tables_figures_and_one_page(tmp_path, on_design):
    page = written(*on_design, tmp_path, "en")
    tables = tables_of(tmp_path, "outcomes", "indices", "parameters", "ledger")
    assert tables["ledger"]["refused"].all() and not tables["parameters"].filter(like="moves_nothing").any(axis=None)
    assert list(tables["outcomes"]["outcome"]) == [DIFFERENCE, "level_3", "level_1"]
    assert set(tables["parameters"]["parameter"]) == {row.name for row in swept()}
    assert all(title in page for title in ("figure", "table", "answer"))
    for name in (DIFFERENCE, "level_3", "level_1", "settling", "ledger"):
        assert (tmp_path / "figures" / f"{name}.png").stat().st_size > 5000
    assert json.dumps(sorted(path.suffix for path in tmp_path.glob("figures/*"))).count("svg") == 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_default_world_writes_tables_figures_and_a_page(tmp_path, on_default, language):
    page = written(*on_default, tmp_path, language)
    table, outcomes = tables_of(tmp_path, "tornado", "outcomes").values()
    assert (
        set(table["parameter"]) == {row.name for row in swept()} and table[["unit", "effect_unit"]].notna().all().all()
    )
    assert list(outcomes["outcome"]) == [DIFFERENCE, "level_3", "level_1"] and (outcomes["seeds"] == MIN_SEEDS).all()
    by_outcome = table.set_index(["outcome", "parameter", "end"])["effect"].unstack("outcome")
    assert by_outcome["difference"].to_numpy() == pytest.approx(
        (by_outcome["level_3"] - by_outcome["level_1"]).to_numpy(), abs=1e-8
    )
    assert {"sv": "inget samspel", "en": "no interplay"}[language] in page
    assert {"sv": "64 frön", "en": "64 seeds"}[language] in page.split("</header>")[0]
    for name in (DIFFERENCE, "level_3", "level_1"):
        assert (tmp_path / "figures" / f"{name}.png").stat().st_size > 5000


@pytest.mark.parametrize("count", [1, 20])
def test_too_few_worlds_rank_nothing_and_say_so(tmp_path, count):
    setting = cut(count)
    page = written(setting, examine(setting), tmp_path)
    outcomes, indices = tables_of(tmp_path, "outcomes", "indices").values()
    assert set(outcomes["verdict"]) == {"too_few"} and outcomes["mean"].notna().all()
    assert not indices["told"].any() and indices["delta"].isna().all()
    assert page.count(f"The worlds are too few ({count})") == 3 and "What weighs most" not in page
    assert not re.search(r"\bnan\b", page)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "said"), [("sampled", True), ("all", False), ("plausible", False)])
def test_worlds_too_few_for_a_design_are_taken_as_given(tmp_path, name, said):
    setting = cut(100, name, years=1)
    remarks = write(tmp_path, examine(setting), setting.subject, Reader("en"))
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert bool(remarks) is said and ("Those at hand (100)" in page) is said
    assert ("Filtering has changed" in page) is (name == "plausible")
    assert len(pd.read_csv(tmp_path / "indices.csv")) == 3 * len(swept())


@pytest.mark.slow
def test_given_worlds_write_tables_figures_and_one_page(tmp_path):
    setting = cut(120)
    written(setting, examine(setting), tmp_path, "sv")
    tables = tables_of(tmp_path, "outcomes", "indices", "dependence", "ledger")
    assert list(tables["outcomes"]["outcome"]) == [DIFFERENCE, "level_3", "level_1"]
    assert (
        tables["indices"].groupby("outcome").size().eq(len(swept())).all()
        and tables["indices"]["evidence"].notna().all()
    )
    assert len(tables["dependence"]) == len(swept()) * (len(swept()) - 1) // 2
    for name in (DIFFERENCE, "level_3", "level_1", "ledger"):
        assert (tmp_path / "figures" / f"{name}.png").stat().st_size > 5000
