"""What the ledger's tables, bars and sentences show, by hand-worked numbers."""

import re

import numpy as np
import pandas as pd
import pytest

from kraftsamling.analysis.ledger.exchange import index_of_kept
from kraftsamling.analysis.ledger.figure import MIN_MARKED, draw, series
from kraftsamling.analysis.ledger.find import AnswerLedger, LedgerFinding, find, parts_of, weightiest
from kraftsamling.analysis.ledger.shares import CHANCE, INTERPLAY, MIN_WORLDS, PARTS, TOO_WIDE, Ledger
from kraftsamling.analysis.ledger.tables import weights_table
from kraftsamling.analysis.ledger.words import named, sentence, titled
from kraftsamling.analysis.page.figure import style
from kraftsamling.analysis.words.reader import Reader

SHARES = dict(zip(PARTS, (0.41, 0.004, 0.13, 0.09, 0.0, 0.21, 0.151, 0.005), strict=True))
"""By part; half-widths of the intervals grow from 0.011 by 0.002."""
TITLES = {"a": {"sv": "Ett", "en": "One"}, "b": {"sv": "Två", "en": "Two"}}


def ledger_of(*, sure=True, weights=None):
    half = 0.011 + 0.002 * np.arange(len(PARTS))
    share = pd.Series(SHARES)
    table = pd.DataFrame({"share": share, "low": (share - half).clip(lower=0), "high": share + half})
    return Ledger(table.rename_axis("part"), sure=sure, weights=weights)


REFUSED = Ledger(pd.DataFrame(np.nan, pd.Index(PARTS, name="part"), ["share", "low", "high"]), TOO_WIDE, sure=False)


def test_the_bars_of_the_figure():
    bars = series({"sure": ledger_of(), "refused": REFUSED})
    pieces = bars[bars["answer"] == "sure"].set_index("part")
    assert list(pieces.index) == list(PARTS) and pieces["sure"].all()
    assert pieces["left"].to_numpy() == pytest.approx([0, 41, 41.4, 54.4, 63.4, 63.4, 84.4, 99.5])
    assert pieces["width"].to_numpy() == pytest.approx([41, 0.4, 13, 9, 0, 21, 15.1, 0.5])
    assert pieces.loc["fact", ["share", "low", "high"]].tolist() == pytest.approx([0.21, 0.189, 0.231])
    (refused,) = bars[bars["answer"] == "refused"].to_dict("records")
    assert pd.isna(refused["part"]) and np.isnan(refused["width"]) and not refused["sure"]


@pytest.mark.parametrize("sure", [True, False])
def test_the_figure_draws_the_series_and_nothing_else(sure):
    bars = series({"told": ledger_of(sure=sure), "refused": REFUSED})
    with style():
        (axes,) = draw(bars, Reader("en")).axes
    drawn = np.array([(bar.get_x(), bar.get_width()) for bar in axes.patches])
    assert drawn == pytest.approx(bars[["left", "width"]].to_numpy()[: len(PARTS)])
    marks = [text.get_text() for text in axes.texts]
    assert marks[0] == ("41%\n(40–42)" if sure else "(40–42)") and marks[-1] == Reader("en").say("ledger.not_told")
    assert len(marks) == 1 + sum(share >= MIN_MARKED for share in SHARES.values())
    labels = [label.get_text() for label in axes.get_yticklabels()]
    unsure = Reader("en").say("ledger.unsure")
    assert labels == ["told" if sure else f"told\n{unsure}", "refused"]


def test_the_table_of_shares_has_what_holds_assumptions_or_bears_anything():
    """One dialogue bears 0.004 and may bear 0.017; chance at most 0.0049, the authors too, but for 3 assumptions."""
    narrow = ledger_of()
    narrow.table.loc[["authors", CHANCE]] = [0.004, 0.001, 0.0049]
    rows = parts_of([narrow, REFUSED], {"assumption": 7, "authors": 3})
    assert list(rows["part"].unique()) == list(PARTS[:-1])
    assert rows.groupby("part")["assumptions"].first().dropna().to_dict() == {"assumption": 7, "authors": 3}
    first, second = rows[rows["part"] == "several"].to_dict("records")
    assert (first["answer"], first["sure"], second["answer"], second["sure"]) == (0, True, 1, False)
    assert [first[end] for end in ("share", "low", "high")] == pytest.approx([0.13, 0.115, 0.145])
    assert np.isnan(second["share"])


def test_the_weightiest_assumptions_come_with_their_grade():
    names = ["start_political", "unknown", "legitimacy_weight", "start_legitimacy", "call_success", "turnover"]
    share = np.array([0.6, 0.5, 0.4, 0.3, 0.2, 0.1])
    weights = pd.DataFrame({"share": share, "low": share - 0.03, "high": share + 0.15}, index=names)
    rows = weightiest(ledger_of(weights=weights))
    assert list(rows.index) == names[:5] and rows["share"].tolist() == [0.6, 0.5, 0.4, 0.3, 0.2]
    assert pd.isna(rows.loc["unknown", "grade"]) and rows.loc["legitimacy_weight", "grade"] == "several"
    table = weights_table(ledger_of(weights=weights), Reader("en"))
    assert "unknown" in table and named("several", Reader("en")) in table and "turnover" not in table
    assert re.findall(r'<td>(\d+)%<span class="range">(\d+) to (\d+)', table)[:2] == [
        ("60", "57", "75"),
        ("50", "47", "65"),
    ]


@pytest.mark.parametrize(("sure", "count"), [(True, 6), (False, 8)])
def test_the_sentence_mentions_grades_by_size_then_interplay_and_chance(sure, count):
    """Shares of half a per cent or more where they are sure; else intervals that reach it."""
    ledger = ledger_of(sure=sure)
    order = ["assumption", "fact", "several", "theory", "one dialogue", "authors", INTERPLAY, CHANCE]
    if sure:
        order = [part for part in order if part not in ("one dialogue", "authors")]
    assert list(ledger.mentioned().index) == order and len(order) == count
    line = sentence(ledger, Reader("en"))
    places = [line.index(named(part, Reader("en"))) for part in order]
    assert places == sorted(places)
    assert ("41%" in line) is sure and ("between 40% and 42%" in line) is not sure


def test_a_finding_of_few_worlds_tells_the_spread_alone():
    """Course a gains 1, 2, 4 and 9 points on b, which stands at 10, 20, 30 and 45."""
    worlds = pd.DataFrame({"turnover": [0.1, 0.2, 0.3, 0.4], "start_political": [1.0, 2, 3, 4]}, index=[5, 6, 7, 8])
    b = np.array([10.0, 20, 30, 45])
    ends = pd.DataFrame({"a": b + [1, 2, 4, 9], "b": b})
    finding = find(worlds, TITLES, "b", {"own": ends}, {"own": ends.iloc[:0]})
    assert finding.few and finding.worlds == 4 < MIN_WORLDS
    assert finding.assumptions == {"fact": 1, "assumption": 1}
    keys = [(each.course, each.other) for each in finding.answers]
    assert keys == [("a", "b"), ("a", ""), ("b", "")]
    gain, level, _ = (each.spread.tolist() for each in finding.answers)
    assert gain == pytest.approx([3, 1.15, 8.25]) and level == pytest.approx([28, 12.65, 51])
    table = finding.to_frame()
    assert len(table) == 3 * len(PARTS) and table["refused"].all() and finding.weights().empty
    assert table.loc[table["part"] == "fact", "assumptions"].tolist() == [1, 1, 1]
    assert list(finding.by_budget) == ["own"]


def test_answers_are_titled_in_the_reader_s_language():
    answers = tuple(AnswerLedger("a", other, "own", pd.Series(dtype=float), REFUSED) for other in ("b", ""))
    finding = LedgerFinding(TITLES, answers, {}, 4)
    swedish, english = ([titled(each, finding, Reader(language)) for each in answers] for language in ("sv", "en"))
    assert "Ett" in swedish[0] and "Två" in swedish[0] and "Ett" in swedish[1] and "Två" not in swedish[1]
    assert "One" in english[0] and "Two" in english[0]
    assert repr(finding) == "LedgerFinding(2 answers over 4 worlds, 2 refused)" and repr(REFUSED) == "Ledger(too_wide)"
    assert repr(ledger_of()).startswith("Ledger(assumption 0.410, fact 0.210, ")


def test_the_index_of_a_grade_takes_out_what_the_control_explains():
    """Four worlds, hand-worked, all with mean 0 and variance 5.

    The products with the answer elsewhere are 1.8, -0.2, -0.2 and 1.8, so that the correlation is 0.8. Each world's
    influence is its product less 0.8 of the mean of both squares: 0.36, -0.36, -0.36 and 0.36. The products with the
    partner, 1.8, -0.6, -0.2 and 0.6, have mean 0.4 and variance 0.84, and the covariance with the influence is 0.288.
    """
    value, other, partner = np.array([[3.0, 1, -1, -3], [3, -1, 1, -3], [3, -3, 1, -1]])
    kept = index_of_kept(7 * value + 3, 2 * other - 1, 5 * partner + 4)
    assert kept == pytest.approx(0.8 - 0.288 / 0.84 * 0.4)
