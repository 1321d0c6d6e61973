"""Measures by hand, and what the recorders keep of them."""

import pickle
from types import SimpleNamespace

import numpy as np
import pytest

from kraftsamling.model import simulate
from kraftsamling.model.engine.constants import FIXED
from kraftsamling.model.inputs.parameters import parameters
from kraftsamling.model.results import measures
from kraftsamling.model.results.measures import (
    MUNICIPAL,
    OF_RUN,
    REGIONAL,
    gini,
    of_municipalities,
    of_region,
    takes_part,
)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0, 1], 1 / 2),
        ([1, 2, 3], 2 / 9),
        ([3, 1, 2], 2 / 9),
        ([5, 5, 5], 0),
        ([0, 0, 0, 1], 3 / 4),
        ([0, 0], 0),
        ([7], 0),
        ([0], 0),
    ],
)
def test_gini(values, expected):
    found = gini(np.array(values, dtype=float)[:, None] * np.ones((1, 3)))
    assert np.asarray(found).ravel() == pytest.approx([expected] * 3)


def column(*values):
    return np.array(values, dtype=float)[:, None]


def three():
    """Three municipalities of 10, 20 and 70 thousand in one run."""
    capital = np.zeros((7, 3, 1))
    capital[0], capital[6] = column(0.2, 0.4, 0.6), column(0.2, 0.1, 0.0)
    rooted = np.zeros((7, 3, 1))
    rooted[0] = column(0.1, 0.4, 0.0)
    return SimpleNamespace(
        capital_level=capital,
        rooted=rooted,
        capacity=column(10, 40, 20),
        receptive_capacity=column(0.1, 0.2, 0.6),
        participation=column(0.0, 0.3, 0.6),
        measures_own=column(0.1, 0.2, 0.3),
        measures_shared=column(0, 0, 0.3),
        reason_not=column(1, 2, 0),
        person_bound=capital - rooted,
        understanding=np.stack([column(place, place, place + 0.3) / 10 for place in range(5)]),
        backing=np.stack([column(place, place, place + 0.6) / 10 for place in range(5)]),
        distance=column(0.1, 0.2, 0.6),
        slack=column(0.15, 0.25, 0.65),
        projects=column(0.2, 0.5, 0.8),
        results=column(0.0, 0.01, 0.02),
        handed_over=column(0.03, 0.04, 0.05),
        lost_results=column(0.0, 0.0, 0.06),
        replicated=column(0.1, 0.2, 0.36),
        partners=column(0.4, 0.5, 0.63),
        project_money=column(0.0, 0.5, 1.0),
        legitimacy=column(0.2, 0.4, 0.9),
        dose=np.stack([column(0.2, 0.2, 0.4), column(1, 1, 1), column(0, 0, 0)]),
        take_up=np.stack([column(0.5, 0.5, 0.5), column(0, 0.2, 0.1), column(1, 1, 1)]),
    )


ACTOR = SimpleNamespace(
    ambition_level=np.array([2]),
    collaboration=np.stack([column(0.1, 0.2, 0.3), column(0.2, 0.2, 0.2)]),
    mandate=column(0.81, 0.52, 0.17),
    knowledge_of_needs=np.array([0.27]),
    professions=np.array([0.08]),
    formality=np.array([0.31]),
    acceptance=np.array([-0.12]),
    gate_shortfall=column(0.11, 0.0, 0.37, 0.05),
    gate_from_start=column(0.29, 0.43, 0.2, 0.5),
    gate_from_work=column(0.02, 0.06, 0.15, 0.21),
)
POPULATION, CLASSES = np.array([10e3, 20e3, 70e3]), np.array([0, 0, 2])


def test_measures_of_a_region():
    reached = np.array([[False], [True], [True]])
    found = {
        name: float(value[0]) for name, value in of_region(three(), ACTOR, reached, POPULATION, CLASSES, 0.5).items()
    }
    expected = dict(
        capacity_mean=70 / 3,
        capacity_weighted=23.0,
        capacity_min=10,
        capacity_small=25,
        capacity_large=20,
        gap_large_small=-5,
        gini=2 / 7,
        receptive_capacity=0.3,
        participation=0.3,
        measures_own=0.2,
        measures_shared=0.1,
        never_reached=1 / 3,
        willing_unable=1 / 3,
        able_unwilling=1 / 3,
        project_money=0.5,
        project_money_gini=4 / 9,
        actor_level=2,
        actor_legitimacy=0.5,
        collaboration=0.4,
        capital_political=0.4,
        capital_human=0,
        capital_real=0.1,
        rooted_share=(0.25 + 0.8 + 0) / 3,
        activity=0.1 + 0.3 + 0.3 + 0.75,
        formality=0.31,
        acceptance=-0.12,
        missing_receptive_capacity=0.11,
        missing_mandate=0.05,
        started_receptive_capacity=0.29,
        started_mandate=0.5,
        staff_time=0.35,
        worked_legitimacy=0.06,
        worked_knowledge_of_needs=0.15,
        capacity_integrated=100 * 0.15 * 0.5 / 3,
        capacity_person=100 * (0.15 * 0.7 + 0.05 * 0.3) / 3,
        understanding_politicians=0.01,
        understanding_operations=0.41,
        backing_managers=0.12,
        backing_strategists=0.32,
        distance=0.3,
        mandate_knowledge=0.81,
        mandate_resource=0.52,
        mandate_room=0.17,
        knowledge_of_needs=0.27,
        projects=0.5,
        results=1.0,
        handed_over=4.0,
        lost_results=2.0,
        replicated=0.22,
        partners=0.51,
        professions=0.08,
    )  # offer taken up: 0.1, 0.1 + 0.2, 0.2 + 0.1; half a person-year x 1.5 of own projects
    for name, value in expected.items():
        assert found[name] == pytest.approx(value), name
    assert np.isnan(found["capacity_medium"])
    assert set(found) | set(OF_RUN) == set(REGIONAL)


def test_reasons_and_reach_are_counted_each_by_itself():
    """Of ten municipalities one is unwilling, two are not offered anything, three are unable; six have been reached."""
    ten = {name: np.repeat(value, 4, axis=-2)[..., :10, :] for name, value in vars(three()).items()}
    ten["reason_not"] = column(1, 1, 1, 2, 3, 3, 0, 0, 0, 0)
    reached = column(1, 1, 1, 1, 1, 1, 0, 0, 0, 0) > 0
    population, classes = np.repeat(POPULATION, 4)[:10], np.repeat(CLASSES, 4)[:10]
    shares = of_region(SimpleNamespace(**ten), ACTOR, reached, population, classes, 0.5)
    assert shares["willing_unable"] == pytest.approx([0.3])
    assert shares["able_unwilling"] == pytest.approx([0.1])
    assert shares["never_reached"] == pytest.approx([0.4])


def test_who_takes_up_just_the_least_share_takes_part():
    assert FIXED["take_part_least"] == 0.1
    taking = takes_part(np.array([[0.1, 0.25], [0.0999, 0.0]]))
    assert taking.tolist() == [[True, True], [False, False]]


def test_measures_of_municipalities():
    found = of_municipalities(three())
    assert set(found) == set(MUNICIPAL)
    assert found["rooted_share"][:, 0] == pytest.approx([0.25, 0.8, 0])
    assert found["capital_real"][:, 0] == pytest.approx([0.2, 0.1, 0])
    empty = three()
    empty.capital_level, empty.rooted = np.zeros((7, 3, 1)), np.zeros((7, 3, 1))
    assert (of_municipalities(empty)["rooted_share"] == 0).all()


def test_activity_without_an_offer_is_own_projects():
    alone = three()
    del alone.dose
    assert measures.activity(alone, 0.5) == pytest.approx([0.75])


@pytest.fixture(scope="module")
def both():
    given = dict(region="goteborgsregionen", strategies=["calendar", "no_support"], seeds=2, worlds=2, years=3)
    return simulate(**given, record="full").dataset, simulate(**given, record="summary").dataset


def test_a_summary_is_the_full_record_at_the_end_of_each_year(both):
    full, summary = both
    assert summary["year"].values.tolist() == [2025, 2026, 2027, 2028]
    ends = full.isel(quarter=slice(3, None, 4))
    for name in ("capacity", "receptive_capacity", "participation", "rooted_share", "measures_own", "measures_shared"):
        regional = "capacity_mean" if name == "capacity" else name
        np.testing.assert_allclose(summary[regional][..., 1:], ends[name].mean("municipality"), rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(
            summary[regional][..., 0], full[f"{name}_start"].mean("municipality"), rtol=1e-12, atol=1e-15
        )
        np.testing.assert_array_equal(summary[f"{name}_end"], ends[name].isel(quarter=-1))
        np.testing.assert_array_equal(summary[f"{name}_start"], full[f"{name}_start"])
    for place, capital in enumerate(full["capital"].values):
        level = ends["capital_level"].isel(capital=place)
        np.testing.assert_allclose(summary[f"capital_{capital}"][..., 1:], level.mean("municipality"), rtol=1e-12)


def test_books_add_up_over_the_quarters_of_a_year(both):
    full, summary = both
    by_year = full[["cost_sek", "person_years"]].drop_vars("time").coarsen(quarter=4)
    np.testing.assert_allclose(summary["cost_sek"][..., 1:], by_year.sum()["cost_sek"], rtol=1e-12)
    np.testing.assert_allclose(summary["person_years"][..., 1:], by_year.mean()["person_years"], rtol=1e-12)
    assert (summary["cost_sek"][..., 0] == 0).all()


def test_reached_is_having_ever_taken_part(both):
    full, summary = both
    ever = (full["participation"] >= FIXED["take_part_least"]).any("quarter")
    np.testing.assert_array_equal(summary["reached"], ever)
    np.testing.assert_allclose(summary["never_reached"][..., -1], 1 - ever.mean("municipality"))
    assert (summary["never_reached"].sel(strategy="no_support") == 1).all()
    assert float(summary["never_reached"].sel(strategy="calendar").isel(year=-1).mean()) < 1


def test_taking_part_below_the_least_share_reaches_nobody():
    """Room for action alone is feared: some municipalities take part a little and never enough in two years."""
    afraid = {"fear": parameters()["fear"].high, "participation_intercept": parameters()["participation_intercept"].low}
    room = {"portfolio": {"policy": "forms"}, "forms": {"mix": {"room": 1}}}
    course = dict(region="goteborgsregionen", strategies=room, seeds=6, years=2, parameters=afraid)
    participation = simulate(**course).dataset["participation"]
    ever = (participation >= 0.1).any("quarter")
    assert (ever != (participation > 0).any("quarter")).any()
    np.testing.assert_array_equal(simulate(**course, record="summary").dataset["reached"], ever)


def test_every_measure_has_a_unit_a_meaning_and_a_variable(both):
    _, summary = both
    for name, measure in REGIONAL.items():
        assert measure.unit and measure.meaning and "units" in summary[name].attrs


def test_tables_have_a_row_for_each_run():
    found = simulate("goteborgsregionen", ["calendar", "no_support"], seeds=2, worlds=2, years=3, record="summary")
    assert len(found.trajectories()) == 2 * 2 * 2 * 4
    table = found.municipalities()
    assert len(table) == 2 * 2 * 2 * 13
    assert set(table[table["strategy"] == "no_support"]["reason_not"]) == {"not_offered"}
    assert {f"{name}_{when}" for name in MUNICIPAL for when in ("start", "end")} <= set(table)


def test_a_record_says_in_one_line_what_it_is_and_which_one_to_ask():
    given = dict(region="varmland", strategies=["level_1", "calendar"], seeds=3, years=4, scenario="crisis")
    full, summary = (simulate(**given, record=record) for record in ("full", "summary"))
    about = "(varmland: strategy 2, world 1, seed 3, municipality 16; 4 years, crisis, own budget, given funding)"
    assert repr(full) == "FullResults" + about and repr(summary) == "SummaryResults" + about
    with pytest.raises(AttributeError, match=r"trajectories: only in a summary record; allowed: .*record='summary'"):
        full.trajectories()
    with pytest.raises(AttributeError, match=r"quarters: only in a full record; allowed: .*record='full'"):
        summary.quarters()
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        full.nothing()
    assert pickle.loads(pickle.dumps(full)).dataset.equals(full.dataset)


def test_a_full_record_as_a_table_has_a_row_for_each_quarter_and_municipality(both):
    table = simulate("goteborgsregionen", "level_2", seeds=2, years=2).quarters()
    assert len(table) == 2 * 8 * 13
    row = table[(table["seed"] == 1) & (table["quarter"] == 6) & (table["municipality_name"] == "Ale")]
    data = simulate("goteborgsregionen", "level_2", seeds=2, years=2).dataset
    place = data["municipality_name"].values.tolist().index("Ale")
    assert row["capacity"].item() == float(data["capacity"][0, 0, 1, 5, place])


def test_units_of_a_summary_are_those_of_its_measures(both):
    assert {name: both[1][name].attrs["units"] for name in REGIONAL} == {
        name: measure.unit for name, measure in REGIONAL.items()
    }
