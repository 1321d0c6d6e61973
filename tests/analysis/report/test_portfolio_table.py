"""The portfolio by year by hand: shares, order, how many measures run, and what is folded away."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from kraftsamling.analysis.report.portfolio_table import SHOWN, YEARS, portfolio_part, portfolio_series
from kraftsamling.analysis.results.evidence import TableEvidence
from kraftsamling.analysis.results.tables import Tables
from kraftsamling.model.inputs.measures import load_measures
from tests.kit.synthetic import context_of, known

PLATFORM, BANK, TRAINING = "L1-01", "L1-02", "L1-05"
SHARES = {PLATFORM: (0.0, 0.6), BANK: (0.25, 0.75), TRAINING: (0.004, 1.0)}


def evidence(shares=SHARES, language="en", course="a"):
    made = known({course: {"capacity_mean": [45.0] * 4}})
    rows = [
        {"strategy": course, "budget": "own", "year": 2026 + place, "measure": measure, "share": share}
        for measure, of in shares.items()
        for place, share in enumerate(of)
        if share or place
    ]
    tables = Tables(made.trajectories, made.municipalities, pd.DataFrame(rows))
    return TableEvidence(tables, context_of(tables, language=language))


def part(seen):
    return list(portfolio_part(portfolio_series(seen), seen.labels))


def test_the_most_common_come_first_and_a_year_without_is_none():
    shares = portfolio_series(evidence())
    assert list(shares.index) == [("a", TRAINING), ("a", BANK), ("a", PLATFORM)]
    assert shares.loc[("a", PLATFORM)].tolist() == pytest.approx([0.0, 0.6])
    assert list(shares.columns) == [2026, 2027]


@pytest.mark.parametrize(("language", "title"), [("en", "Digital project bank"), ("sv", "Digital projektbank")])
def test_rows_tell_title_form_layers_and_shares_in_per_cent(language, title):
    _, shown, _ = part(evidence(language=language))
    assert title in shown and f"({BANK})" in shown
    cells = [
        re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in re.findall(r"<tr>(.*?)</tr>", shown, re.DOTALL)
    ]
    assert [row[1:] for row in cells if row[1:]] == [
        ["0.3", "2.4"] if language == "en" else ["0,3", "2,4"],
        ["&lt;1", "100"],
        ["25", "75"],
        ["", "60"],
    ]


def test_all_measures_and_years_are_folded_away():
    ids = [measure.id for measure in load_measures() if measure.is_free][: SHOWN + 2]
    years = YEARS + 3
    shares = {name: [1 - place / 100] * years for place, name in enumerate(ids)}
    _, shown, folded = part(evidence(shares))
    assert folded.startswith("<details>") and all(f"({name})" in folded for name in ids)
    assert [f"({name})" in shown for name in ids] == [True] * SHOWN + [False] * 2
    assert len(re.findall(r"<th[^>]*>20\d\d", shown)) == YEARS and len(re.findall(r"<th[^>]*>20\d\d", folded)) == years
    assert ">2026<" in shown and f">{2025 + years}<" in shown


def test_a_run_that_kept_no_portfolios_tells_nothing():
    made = known({"a": {"capacity_mean": [45.0]}})
    assert portfolio_series(TableEvidence(made, context_of(made))).empty
