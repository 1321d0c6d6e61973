"""Pages on sensitivity: the cells of their tables, and findings drawn again in another language and with letters."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from kraftsamling.analysis.ledger.shares import ledger_from_indices
from kraftsamling.analysis.results.findings import load, store
from kraftsamling.analysis.results.subject import Subject
from kraftsamling.analysis.sensitivity.find import (
    DIFFERENCE,
    GivenFinding,
    SensitivityFinding,
    find_one_at_a_time,
)
from kraftsamling.analysis.sensitivity.given import TOO_FEW, Dependence
from kraftsamling.analysis.sensitivity.page import write
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model import load_region
from tests.kit.sensitivity import NAMES, PAIR, POINTS, VALUES, given, study

REGION = load_region("goteborgsregionen")
SUBJECT = Subject(REGION, "sampled", 321, 3, 5)
ALONE = pd.Series({"assumption": 0.61, "fact": 0.23})
LEDGER = ledger_from_indices(ALONE, pd.DataFrame([ALONE] * 3), points=256)
BASELESS = ["mere assumptions", "start_capital"]
"""What a parameter rests on, and its name."""


def finding_of(kind):
    if kind == "design":
        return SensitivityFinding(PAIR, study(), {DIFFERENCE: LEDGER})
    if kind == "given":
        pairs = pd.DataFrame({"parameter": NAMES[:2], "other": NAMES[1:], "rank_correlation": [-0.34, 0.12]})
        return GivenFinding(PAIR, {DIFFERENCE: given()}, Dependence(pairs, 0.21), {DIFFERENCE: LEDGER}, 1076)
    return find_one_at_a_time(PAIR, POINTS, {DIFFERENCE: VALUES})


@pytest.fixture(autouse=True)
def quickly(monkeypatch):
    """Save the numbers of a figure's lines and bars instead of the figure."""
    monkeypatch.setattr("kraftsamling.analysis.page.page.saved", numbers_of)


def numbers_of(figure):
    lines = [line.get_xydata().tolist() for axes in figure.axes for line in axes.lines]
    bars = [patch.get_extents().bounds for axes in figure.axes for patch in axes.patches]
    return str(lines).encode(), str(bars).encode()


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def written(folder, finding, reader):
    folder.mkdir()
    remarks = write(folder, finding, SUBJECT, reader)
    return remarks, contents(folder)


def no_runs(*_, **__):
    raise AssertionError("a stored finding is drawn without a run")


@pytest.mark.parametrize("kind", ["design", "given", "default"])
def test_a_stored_finding_is_drawn_again_in_another_language_and_with_letters(tmp_path, monkeypatch, kind):
    monkeypatch.setattr("kraftsamling.experiments.runs.runs.simulate", no_runs)
    made = finding_of(kind)
    first = written(tmp_path / "first", made, Reader("sv", region=REGION))
    store(tmp_path, made)
    again = load(tmp_path)
    assert repr(again) == repr(made)
    assert written(tmp_path / "again", again, Reader("sv", region=REGION)) == first
    _, english = written(tmp_path / "english", again, Reader("en", anonymous=True, region=REGION))
    assert set(english) == set(first[1]) and all(
        english[path] == first[1][path] for path in english if path.suffix == ".csv"
    )
    page = (tmp_path / "english" / "report.html").read_text(encoding="utf-8")
    assert "The one" in page and "Ettan" not in page and not any(name in page for name in REGION.names)


@pytest.mark.parametrize(
    ("kind", "shown", "cells"),
    [
        (
            "design",
            15,
            [
                ["1", "0.57 0.48 to 0.61", "0.44 0.37 to 0.52", *BASELESS],
                ["2", "0.41 0.33 to 0.47", "0.29 0.22 to 0.35", "facts", "turnover"],
                ["below threshold", "0.01 0.00 to 0.01", "0.00 0.00 to 0.00", "several dialogues", "fear"],
            ],
        ),
        (
            "given",
            3,
            [
                ["1", "0.31 0.24 to 0.36", "0.27 0.19 to 0.33", "facts", "turnover"],
                ["2", "0.11 0.07 to 0.16", "0.12 0.04 to 0.17", *BASELESS],
            ],
        ),
        (
            "default",
            2,
            [
                [
                    "1",
                    "−3.00 −3.00 to −3.00",
                    "+5.00 +5.00 to +5.00",
                    "0.25",
                    "0.2–0.35",
                    "mere assumptions",
                    "start_capital",
                ],
                ["2", "+1.50 −23.96 to +26.96", "+0.50 +0.50 to +0.50", "0.15", "0.1–0.27", "facts", "turnover"],
            ],
        ),
    ],
)
def test_the_cells_of_a_table(tmp_path, kind, shown, cells):
    write(tmp_path, finding_of(kind), SUBJECT, Reader("en"))
    page = (tmp_path / "report.html").read_text(encoding="utf-8").replace('<span class="range">', " ")
    rows = page.split("<tbody>")[1].split("</tbody>")[0].split("</tr>")
    plain = [[re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td.*?</td>", row)] for row in rows]
    assert plain[: len(cells)] == cells and len([row for row in plain if row]) == shown
    assert [row.count("<strong>") for row in rows[:2]] == ([2, 1] if kind == "default" else [0, 0])


@pytest.mark.parametrize(("sample", "said"), [("plausible", True), ("all", False)])
def test_filtered_worlds_are_said_to_be_filtered(tmp_path, sample, said):
    finding = replace(finding_of("given"), design_points=0)
    assert write(tmp_path, finding, replace(SUBJECT, sample=sample), Reader("en")) == []
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert ("Filtering has changed" in page) is said and "The worlds are a kept sample" in page


def test_the_seeds_named_are_those_that_were_run(tmp_path):
    write(tmp_path, finding_of("default"), SUBJECT, Reader("en"))
    header = (tmp_path / "report.html").read_text(encoding="utf-8").split("</header>")[0]
    assert "2 seeds" in header and "3 seeds" not in header


def test_worlds_that_are_too_few_have_no_figure(tmp_path):
    finding = finding_of("given")
    few = replace(finding.given[DIFFERENCE], table=finding.given[DIFFERENCE].table.assign(told=False), verdict=TOO_FEW)
    write(tmp_path, replace(finding, given={DIFFERENCE: few}), SUBJECT, Reader("en"))
    assert [path.name for path in (tmp_path / "figures").glob("*.png")] == ["ledger.png"]
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "too few (321)" in page and "<table" not in page and "resamples" not in page
