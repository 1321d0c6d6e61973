"""The experiment of the evidence ledger: its shares are those of the worlds that it ran, and few worlds give none."""

import html
import re

import numpy as np
import pandas as pd
import pytest

from kraftsamling.analysis.ledger.shares import LEAST_WORLDS, PARTS, ledgers_from_worlds, sentence
from kraftsamling.analysis.ledger.tables import shares_table, terminal_shares, weights_table
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.examine.ledger import STRATEGIES, run_ledger
from kraftsamling.model import simulate
from kraftsamling.model.errors import InputError
from kraftsamling.model.inputs.parameters import swept
from kraftsamling.model.vocabulary import LANGUAGES
from tests.kit.commands import run
from tests.kit.synthetic import examination

KEYS = ["budget", "course", "other"]


def words(folder):
    """Return the page as plain text."""
    page = (folder / "report.html").read_text(encoding="utf-8").split("</style>")[1]
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


def test_shares_are_those_of_the_answers_in_these_worlds(tmp_path):
    setting = examination(60, years=4, language="sv")
    run_ledger(setting, tmp_path, strategies=["level_3", "level_1"], reference="level_1", budget="own")
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
    (shown,) = setting.remarks
    assert shown.count("level_3") == 2 and shown.count("level_1") == 2
    assert (tmp_path / "figures/ledger_own.svg").stat().st_size > 0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("worlds", ["default", 3])
def test_few_worlds_give_no_shares_and_say_so(tmp_path, worlds, language):
    setting = examination(worlds, language=language)
    run_ledger(setting, tmp_path)
    (remark,) = setting.remarks
    said = words(tmp_path)
    assert remark in said and str(LEAST_WORLDS) in remark and "{" not in said
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
    assert f"minst {LEAST_WORLDS} världar" in capsys.readouterr().out


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
def test_wrong_options_are_refused(tmp_path, wrong, told):
    with pytest.raises(InputError, match=told):
        run_ledger(examination(6), tmp_path, **wrong)
    assert list(tmp_path.iterdir()) == []
