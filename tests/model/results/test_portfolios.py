"""The portfolio by year of a summary record: what was chosen each year, as a share of runs."""

import numpy as np

from kraftsamling.model import load_region, simulate
from kraftsamling.model.inputs.measures import load_measures
from kraftsamling.model.inputs.parameters import values
from kraftsamling.model.results.recorders import SummaryRecorder

IDS = [measure.id for measure in load_measures()]
GIVEN = ("L1-12", "L1-06")


def course(**portfolio):
    return {"name": "given", "ambition": {"level": 1}, "portfolio": {"policy": "given", "pinned": GIVEN, **portfolio}}


def test_each_year_has_what_was_chosen_then_as_a_share_of_runs():
    """A list of two, one place in the first years: the second follows when the course is given a second place."""
    later = {"from": 2, "portfolio": {"policy": "given", "pinned": list(GIVEN), "breadth": 2}}
    two = [course(breadth=1), course(breadth=1) | {"name": "wider", "parts": [later]}]
    table = simulate("goteborgsregionen", two, seeds=2, worlds=3, years=3, record="summary").portfolios()
    shares = table.set_index(["strategy", "measure", "year"])["share"].sort_index()
    assert shares["given", "L1-12"].to_dict() == {2026: 1.0, 2027: 1.0, 2028: 1.0}
    assert shares["wider", "L1-06"].to_dict() == {2026: 0.0, 2027: 1.0, 2028: 1.0}
    assert "L1-06" not in table.query("strategy == 'given'")["measure"].tolist()


def test_without_support_there_is_none():
    results = simulate("goteborgsregionen", "no_support", seeds=1, years=1, record="summary")
    assert results.portfolios().empty and list(results.portfolios()) == ["strategy", "year", "measure", "share"]


def test_a_record_keeps_the_portfolio_of_the_runs_that_it_keeps():
    chosen = np.zeros((len(IDS), 3), bool)
    chosen[4] = (True, False, True)
    recorder = SummaryRecorder(load_region("goteborgsregionen"), 1, values())
    recorder.portfolio = np.stack([~chosen, chosen])
    recorder.keep_runs(2)
    assert recorder.portfolio.shape == (2, len(IDS), 2) and recorder.portfolio[1, 4].tolist() == [True, False]
