"""The experiment that splits the difference between two strategies, on the real model."""

import re

import numpy as np
import pandas as pd
import pytest

from kraftsamling.analysis.results.findings import load, store
from kraftsamling.analysis.why.page import write
from kraftsamling.analysis.why.split import LEVERS, MECHANISMS
from kraftsamling.analysis.why.words import each
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.examine.why import JOINT, Swaps, examine, levers, takes_money, with_levers
from kraftsamling.experiments.runs import runs
from kraftsamling.model import load_strategy, simulate
from kraftsamling.model.errors import InputError
from kraftsamling.model.inputs.parameters import groups
from tests.kit.examinations import Counting
from tests.kit.synthetic import examination


def test_levers_are_the_settings_that_differ_and_swapping_all_gives_the_first():
    first = load_strategy(
        {"name": "a", "targeting": "small_first", "budget": {"person_years": 9}, "portfolio": {"breadth": 4}}
    )
    second = load_strategy({"name": "b"})
    assert set(levers(first, second)) == {"targeting", "person_years", "portfolio"}
    whole = with_levers(first, second, frozenset(levers(first, second)))
    assert whole.to_dict() | {"name": "", "title": ""} == first.to_dict() | {"name": "", "title": ""}
    assert levers(first, load_strategy(first.to_dict() | {"name": "copy"})) == []
    none = load_strategy("no_support")
    assert JOINT in levers(first, none)
    for lever in levers(first, none):
        with_levers(first, none, frozenset([lever]))


def test_strategies_that_do_not_differ_are_refused():
    copy = load_strategy("level_1").to_dict() | {"name": "copy"}
    for pair in (["level_1", "level_1"], ["level_1", copy]):
        with pytest.raises(InputError, match=r"strategies: level_1 and .* are alike; allowed: two that differ"):
            examine(examination(2), strategies=pair)


@pytest.mark.parametrize(
    ("worlds", "language", "budget", "told"),
    [
        ("default", "sv", "equal", "i den enda värld som är körd"),
        ("default", "en", "own", "in the one world that was run"),
        (2, "sv", "own", "i de två världar som är körda"),
        (2, "en", "equal", "in the two worlds that were run"),
    ],
)
def test_one_or_two_worlds_are_called_no_evidence_and_nothing_more_is_shown(tmp_path, worlds, language, budget, told):
    setting = examination(worlds, years=4)
    finding = examine(setting, strategies=["level_2", "level_1"], municipality="Ale", budget=budget)
    (remark,) = write(tmp_path, finding, setting.subject, Reader(language, region=setting.region))
    page = (tmp_path / "report.html").read_text(encoding="utf-8").split("</style>")[1]
    assert page.count(remark) == 1 and page.count(told) == 2
    assert "all 1 worlds" not in page and "alla 1 världar" not in page and 'class="range"' not in page
    for parts in ("95 %", "95%", "Största del", "Largest part", "<figure", "Shapley"):
        assert parts not in page
    assert not (tmp_path / "figures").exists()
    assert {"total", "remainder"} < set(pd.read_csv(tmp_path / "mechanisms.csv")["part"])
    money = {"sv": "Med lika pengar är skillnaden ", "en": "At equal money the difference is "}[language]
    assert page.count(money) == (budget == "own")
    if budget == "own":
        assert f"{money}{each(apart(setting, 'equal'), Reader(language))}." in page


def apart(setting, budget):
    """Difference between level 2 and level 1 in the region at the end, (world,), straight from the model."""
    given = {"worlds": setting.sample.worlds, "seeds": 1, "years": 4, "record": "summary"}
    data = simulate(setting.region, ["level_2", "level_1"], budget=budget, **given)
    ends = data.dataset["capacity_end"].mean(["municipality", "seed"]).to_numpy()
    return ends[0] - ends[1]


@pytest.mark.parametrize("budget", ["own", "equal"])
def test_each_difference_is_at_its_own_money(budget):
    setting = examination(2, years=4)
    pair = [load_strategy(name) for name in ("level_2", "level_1")]
    swaps = Swaps(setting.runs, budget)
    (whole,) = swaps.between(*pair, [frozenset(groups())])
    assert whole[0] == pytest.approx(apart(setting, budget))
    assert swaps.at_equal_money(*pair) == pytest.approx(apart(setting, "equal"))
    assert np.abs(apart(setting, "own") - apart(setting, "equal")).max() > 0.1
    assert not takes_money(load_strategy("no_support")) and all(map(takes_money, pair))


def test_experiment_end_to_end(tmp_path):
    strategies = ["level_2", {"name": "small", "targeting": "small_first", "budget": {"person_years": 4}}]
    setting = examination(3, years=3)
    finding = examine(setting, strategies=strategies, municipality="Ale")
    assert write(tmp_path, finding, setting.subject, Reader("en", region=setting.region)) == []
    region, found = setting.region, finding.splits
    for kind, parts in found.items():
        table = pd.read_csv(tmp_path / f"{kind}.csv", dtype={"place": str})
        assert set(table["place"]) == {"region", *region.codes}
        means = table.set_index(["place", "part"])["mean"].unstack()
        assert means.drop(columns="total").sum(axis=1).to_numpy() == pytest.approx(means["total"].to_numpy())
        assert parts.total == pytest.approx(found[MECHANISMS].total)
    assert set(found[LEVERS].screening["part"]) == {"ambition", "targeting", "person_years"}
    assert np.abs(found[LEVERS].remainder).max() == 0
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Ale: the difference is" in page
    assert "http" not in page.replace("http-equiv", "").replace("http://www.w3.org", "")
    assert {path.name for path in (tmp_path / "figures").iterdir()} == {"why.png", "why.svg"}


def test_wrong_input_is_refused():
    for wrong in ({"strategies": ["level_1"]}, {"municipality": "Kil2"}, {"budget": "both"}):
        with pytest.raises(InputError):
            examine(examination(1, region="varmland"), **wrong)


@pytest.mark.parametrize(
    ("strategies", "budget"),
    [
        (["level_2", "level_1"], "own"),  # few settings: every combination
        (["level_2", "no_support"], "own"),  # no equal money to ask about
        (["level_3", "gated_mean"], "equal"),
    ],
)
def test_the_runs_announced_are_those_started(strategies, budget):
    progress = Counting()
    examine(examination(2, seeds=2, years=1, progress=progress), strategies=strategies, budget=budget)
    assert progress.announced[-1] == progress.made > 0


def test_settings_that_take_orders_are_announced_too():
    progress = Counting()
    many = {"targeting": "small_first", "portfolio": {"breadth": 4}, "meetings": 3, "follow_up": 0.4, "reserve": 0.2}
    first = {"name": "other", "ambition": {"level": 2}, "budget": {"person_years": 9}, **many}
    assert len(levers(load_strategy(first), load_strategy("level_1"))) > 5
    examine(examination(1, years=1, progress=progress), strategies=[first, "level_1"])
    assert progress.announced[-1] == progress.made > 0


def test_a_stored_finding_is_drawn_again_in_the_other_language_and_with_letters(tmp_path, monkeypatch):
    setting = examination(3, years=2)
    finding = examine(setting, strategies=["level_2", "level_1"], municipality="Ale")
    store(tmp_path, finding)
    monkeypatch.setattr(runs, "simulate", None)
    (tmp_path / "again").mkdir()
    for folder, stored in ((tmp_path, finding), (tmp_path / "again", load(tmp_path))):
        assert write(folder, stored, setting.subject, Reader("en", region=setting.region)) == []
    written = [path for path in (tmp_path / "again").rglob("*.*") if path.is_file()]
    assert len(written) == 6
    for path in written:
        assert path.read_bytes() == (tmp_path / path.relative_to(tmp_path / "again")).read_bytes()
    lettered = Reader("sv", anonymous=True, region=setting.region)
    write(tmp_path, load(tmp_path), setting.subject, lettered)
    page = (tmp_path / "report.html").read_text(encoding="utf-8").split("</style>")[1]
    assert f"{lettered.labels['1440']}: skillnaden är" in page and "difference" not in page
    assert not any(f">{name}<" in page or f">{name}:" in page for name in setting.region.names)
    assert f'id="answer_{lettered.labels["1440"]}"' in page and "1440" not in re.sub('base64,[^"]+', "", page)
    assert set(pd.read_csv(tmp_path / "mechanisms.csv")["place"]) == {"region", *lettered.labels.values()}


def test_a_finding_prints_itself_in_one_line():
    printed = repr(examine(examination(3, years=1), strategies=["level_2", "level_1"]))
    assert printed.startswith("WhyFinding(mechanisms: Split(") and "over 3 worlds" in printed and "\n" not in printed
