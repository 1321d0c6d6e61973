"""The experiment of the evidence ledger: its shares are those of the worlds that it ran, and few worlds give none."""

import html
import re

import numpy as np
import pandas as pd
import pytest

from kraftsamling.analysis.ledger.page import write
from kraftsamling.analysis.ledger.shares import MIN_WORLDS, PARTS, ledgers_from_worlds
from kraftsamling.analysis.ledger.tables import shares_table, terminal_shares, weights_table
from kraftsamling.analysis.ledger.words import sentence
from kraftsamling.analysis.results.findings import load, store
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.examine.ledger import STRATEGIES, examine
from kraftsamling.experiments.runs import runs
from kraftsamling.model import simulate
from kraftsamling.model.errors import InputError
from kraftsamling.model.inputs.parameters import swept
from kraftsamling.model.vocabulary import LANGUAGES
from tests.kit.commands import run
from tests.kit.examinations import Counting
from tests.kit.synthetic import examination

KEYS = ["budget", "course", "other"]


def words(folder):
    """Return the page as plain text."""
    page = (folder / "report.html").read_text(encoding="utf-8").split("</style>")[1]
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


@pytest.mark.slow
def test_shares_are_those_of_the_answers_in_these_worlds(tmp_path):
    setting = examination(60, years=4)
    finding = examine(setting, strategies=["level_3", "level_1"], reference="level_1", budget="own")
    (shown,) = write(tmp_path, finding, setting.subject, Reader("sv", region=setting.region))
    worlds = setting.sample.worlds
    data = simulate("goteborgsregionen", ["level_3", "level_1"], worlds=worlds, seeds=1, years=4, record="summary")
    three, one = (end.to_series() for end in data.dataset["capacity_mean"].isel(year=-1, seed=0))
    answers = {("level_3", "level_1"): three - one, ("level_3", ""): three, ("level_1", ""): one}

    def elsewhere(others):
        again = simulate("goteborgsregionen", ["level_3", "level_1"], worlds=others, seeds=1, years=4, record="summary")
        three, one = again.dataset["capacity_mean"].isel(year=-1, seed=0).to_numpy()
        return {("level_3", "level_1"): three - one, ("level_3", ""): three, ("level_1", ""): one}

    ledgers = ledgers_from_worlds(worlds, answers, elsewhere)
    table = pd.read_csv(tmp_path / "ledger.csv", keep_default_na=False, na_values={"share": [""]})
    assert list(table.groupby(KEYS, sort=False).groups) == [("own", *key) for key in answers]
    weights = pd.read_csv(tmp_path / "weights.csv", keep_default_na=False)
    told = 0
    for key, answer in answers.items():
        rows = table[(table["course"] == key[0]) & (table["other"] == key[1])].set_index("part")
        expected = ledgers[key]
        np.testing.assert_allclose(rows.loc[list(PARTS), "share"].astype(float), expected.table["share"])
        assert rows["median"].iloc[0] == pytest.approx(answer.median())
        assert sentence(expected, Reader("sv")) in words(tmp_path)
        of_answer = (weights["course"] == key[0]) & (weights["other"] == key[1])
        assert of_answer.sum() == (0 if expected.refused else len(swept()))
        told += not expected.refused
    assert told
    counts = table.query("other != ''").set_index("part")["assumptions"].replace("", 0).astype(int)
    assert counts.sum() == len(swept())
    assert shown.count("level_3") == 2 and shown.count("level_1") == 2
    assert (tmp_path / "figures/ledger_own.svg").stat().st_size > 0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("worlds", ["default", 3])
def test_few_worlds_give_no_shares_and_say_so(tmp_path, worlds, language):
    setting = examination(worlds)
    (remark,) = write(tmp_path, examine(setting), setting.subject, Reader(language, region=setting.region))
    said = words(tmp_path)
    assert remark in said and str(MIN_WORLDS) in remark and "{" not in said
    table = pd.read_csv(tmp_path / "ledger.csv")
    assert table["refused"].all() and table["share"].isna().all() and np.isfinite(table["median"]).all()
    assert len(table) == 2 * (2 * len(STRATEGIES) - 1) * len(PARTS)
    assert pd.read_csv(tmp_path / "weights.csv").empty and not (tmp_path / "figures").exists()


def test_the_command_runs_it_and_differences_are_to_no_support_or_the_first(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    tiny = ("experiment=ledger", "worlds=2", "seeds=1", "years=1", "budget=equal")
    for asked, reference in ((STRATEGIES[::-1], "no_support"), (("level_2", "level_1"), "level_2")):
        table = pd.read_csv(run(*tiny, f"strategies={','.join(asked)}") / "ledger.csv")
        assert set(table["other"].dropna()) == {reference} and set(table["budget"]) == {"equal"}
    assert f"minst {MIN_WORLDS} världar" in capsys.readouterr().out


@pytest.fixture(scope="module")
def ledgers():
    """One answer that is told and one that is chance."""
    rng = np.random.default_rng(1)
    worlds = pd.DataFrame(rng.random((200, 3)), columns=["start_political", "turnover", "start_legitimacy"])
    answers = {"told": 10 * worlds["start_political"] + worlds["turnover"], "refused": pd.Series(np.zeros(200))}
    return ledgers_from_worlds(
        worlds, answers, lambda table: {"told": 10 * table["start_political"] + table["turnover"]}
    )


def test_tables_show_shares_intervals_or_dashes(ledgers):
    spread = pd.Series({"median": 5.25, "p05": 1.0, "p95": 9.5})
    table = shares_table(ledgers, dict.fromkeys(ledgers, spread), {"assumption": 2, "fact": 1}, Reader("en"))
    plain = re.sub(r"(\s|<[^>]+>)*<[^>]+>", "|", table)
    row = ledgers["told"].table.loc["assumption"]
    low, high = round(100 * row["low"]), round(100 * row["high"])
    assert f"|mere assumptions|2|{low} to {high}|" in plain or f"|{round(100 * row['share'])}|" in plain
    assert "|5.3|1.0 to 9.5|" in plain
    (line,) = [line for line in terminal_shares("x", ledgers, {}, Reader("en")).splitlines() if line.startswith("mere")]
    assert f"{low} to {high}" in line and line.endswith("–")
    assert "political" in weights_table(ledgers["told"], Reader("en"))
    with pytest.raises(ValueError, match="no weights"):
        weights_table(ledgers["refused"], Reader("en"))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"strategies": ["level_1"]}, "two or more"),
        ({"strategies": ["level_1", "level_1"]}, "level_1 given twice"),
        ({"reference": "level_9"}, "level_3"),
        ({"budget": "x"}, "both, own, equal"),
    ],
)
def test_wrong_options_are_refused(wrong, told):
    with pytest.raises(InputError, match=told):
        examine(examination(6), **wrong)


@pytest.mark.parametrize(("worlds", "budget"), [(4, "both"), (MIN_WORLDS, "equal")])
def test_the_runs_announced_are_those_started(worlds, budget):
    progress = Counting()
    setting = examination(worlds, seeds=2, years=1, progress=progress)
    examine(setting, strategies=["level_1", "no_support"], budget=budget)
    assert progress.announced == [progress.made] and progress.made >= 4 * worlds


def test_a_stored_finding_is_drawn_again_in_the_other_language_and_with_letters(tmp_path, monkeypatch):
    setting = examination(60, years=3)
    title = {"sv": "Som i Ale", "en": "As in Ale"}
    strategies = ["level_3", {"name": "ale", "title": title, "ambition": {"level": 1}}]
    finding = examine(setting, strategies=strategies, budget="own")
    store(tmp_path, finding)
    monkeypatch.setattr(runs, "simulate", None)
    (tmp_path / "again").mkdir()
    english = Reader("en", region=setting.region)
    first, second = (write(folder, stored, setting.subject, english)
                     for folder, stored in ((tmp_path, finding), (tmp_path / "again", load(tmp_path))))  # fmt: skip
    assert first == second and "per cent of the variance" in first[0].lower()
    written = [path for path in (tmp_path / "again").rglob("*.*") if path.is_file()]
    assert len(written) == 5
    for path in written:
        assert path.read_bytes() == (tmp_path / path.relative_to(tmp_path / "again")).read_bytes()
    write(tmp_path, load(tmp_path), setting.subject, Reader("sv", anonymous=True, region=setting.region))
    assert "Som i ▢" in words(tmp_path) and "Ale" not in words(tmp_path) and "spread" not in words(tmp_path)
