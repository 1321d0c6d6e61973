"""The Mesa model: agents that own their stocks, equal to the ensemble, and usable by Mesa's own tools."""

import copy
import inspect
import itertools
import pickle
import sys
import warnings

import mesa
import numpy as np
import pytest

from kraftsamling.model import InputError, load_region, load_strategy, simulate
from kraftsamling.model.agents.agents import MunicipalityAgent
from kraftsamling.model.agents.region_model import RegionModel
from kraftsamling.model.engine.state import VARIABLES
from kraftsamling.model.inputs.parameters import parameters
from kraftsamling.model.paths import built_in
from kraftsamling.model.results.measures import OF_RUN, REGIONAL
from kraftsamling.model.vocabulary import UNWILLING

REGIONS = ("goteborgsregionen", "varmland", "vestregionen")
STRATEGIES = tuple(built_in("strategy", ".yaml"))
SEED_OF_A_LITTLE = 1
AFRAID = {"fear": "high", "participation_intercept": "low"}
"""Ends of parameters at which some municipalities take part a little."""
SCENARIOS = tuple(built_in("scenario", ".yaml"))


def run(model: RegionModel, quarters: int | None = None) -> RegionModel:
    while model.running and (quarters is None or model.quarter < quarters):
        model.step()
    return model


def assert_equal_course(region: str, strategy: str, **setting) -> None:
    data = simulate(region, strategy, seeds=[7], **setting).dataset.isel(strategy=0, world=0, seed=0)
    model = RegionModel(region, strategy, seed=7, **setting)
    while model.running:
        model.step()
        now = data.isel(quarter=model.quarter - 1)
        for name in (
            "capacity",
            "receptive_capacity",
            "participation",
            "measures_own",
            "measures_shared",
            "slack",
            "legitimacy",
            "interest",
            "vocabulary",
            "agreement_capacity",
            "project_money",
        ):
            own = [float(getattr(agent, name)) for agent in model.municipalities]
            np.testing.assert_allclose(own, now[name], rtol=0, atol=1e-12, err_msg=f"{name} in quarter {model.quarter}")
        person = np.stack([agent.person_bound for agent in model.municipalities], axis=-1)
        rooted = np.stack([agent.rooted for agent in model.municipalities], axis=-1)
        np.testing.assert_allclose(person, now.capital_person, rtol=0, atol=1e-12)
        np.testing.assert_allclose(rooted, now.capital_rooted, rtol=0, atol=1e-12)
        reasons = [int(agent.reason_not) for agent in model.municipalities]
        assert reasons == now.reason_not.values.tolist()
        assert model.actor.level == now.actor_level
        np.testing.assert_allclose(model.actor.cost_sek[0], now.cost_sek, rtol=1e-12)


@pytest.mark.end
@pytest.mark.parametrize(
    ("region", "strategy"), list(zip(REGIONS, itertools.cycle(("gated_minimum", "form_gap", "size_adapted"))))
)
def test_both_engines_agree(region, strategy):
    assert_equal_course(region, strategy, years=15)


@pytest.mark.slow
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_both_engines_agree_for_every_policy(strategy):
    assert_equal_course("varmland", strategy, years=15)


@pytest.mark.slow
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_both_engines_agree_in_every_scenario(scenario):
    assert_equal_course("goteborgsregionen", "gated_mean", years=15, scenario=scenario)


@pytest.mark.parametrize(
    "setting",
    (
        {"budget": "equal"},
        {"funding": "earned"},
        {"parameters": {"order_or_vocabulary": 0, "slack_in_receptive": 0}},
        {"parameters": {"switch_peers": 0, "receptive_exponent": 0.0}},
        {"scenario": {"events": [{"kind": "trust", "year": 2, "strength": -0.3, "municipalities": ["Ale"]}]}},
    ),
)
def test_both_engines_agree_in_other_settings(setting):
    assert_equal_course("goteborgsregionen", "calendar", years=6, **setting)


@pytest.mark.parametrize(
    "keys",
    (
        {"portfolio": {"policy": "forms", "breadth": 5}},
        {"portfolio": {"policy": "random"}},
        {"tailored": 0.9},
        {"governance": "statutory"},
        {"parts": [{"from": 3, "meetings": 2}]},
        {"matching": "alike"},
        {"matching": "random"},
        {"meetings": 2.5},
        {"reserve": 0.3},
        {"networks_end_year": 3},
    ),
    ids=str,
)
def test_both_engines_agree_on_every_further_key(keys):
    steps = {"name": "steps", "ambition": {"policy": "calendar", "years": [3, 5]}, **keys}
    strategy = load_strategy(steps)
    assert_equal_course("goteborgsregionen", strategy, years=6, parameters={"dip_slack": 2.0})


class Abstainer(MunicipalityAgent):
    """Never takes part."""

    def decide(self):
        super().decide()
        self.decided = 0 * self.decided


@pytest.mark.end
def test_a_subclass_that_never_takes_part_changes_what_follows():
    usual, refusing = (
        run(RegionModel(strategy="level_3", years=8, municipality_class=kind, seed=0))
        for kind in (MunicipalityAgent, Abstainer)
    )
    assert all(agent.participation == 0 for agent in refusing.municipalities)
    gains = [sum(float(a.capacity - a.capacity_start) for a in model.municipalities) for model in (usual, refusing)]
    assert gains[0] > gains[1] + 1


class Silent(MunicipalityAgent):
    """Decides nothing, at first or later on."""

    quarters = 0

    def decide(self):
        if self.model.quarter < self.quarters:
            super().decide()


class SilentAfterTwoYears(Silent):
    quarters = 8


def test_a_subclass_that_decides_nothing_does_not_take_part():
    abstaining, silent = (
        run(RegionModel(strategy="level_3", years=4, municipality_class=k, seed=0)) for k in (Abstainer, Silent)
    )
    for one, other in zip(abstaining.municipalities, silent.municipalities, strict=True):
        assert other.participation == 0 and other.reason_not == UNWILLING
        assert other.capacity == one.capacity


def test_a_subclass_that_ceases_to_decide_leaves():
    model = run(RegionModel(strategy="level_3", years=6, municipality_class=SilentAfterTwoYears, seed=0), quarters=8)
    assert max(agent.participation for agent in model.municipalities) > 0.2
    assert max(agent.participation for agent in run(model).municipalities) < 0.05


@pytest.mark.parametrize("layer", ("person_bound", "rooted"))
def test_a_stock_changed_by_hand_changes_what_follows(layer):
    model, touched = (run(RegionModel(strategy="level_1", years=4, seed=0), quarters=8) for _ in range(2))
    getattr(touched.municipalities[2], layer)[:] += 0.05
    before = [float(agent.capacity) for agent in model.municipalities]
    run(model), run(touched)
    after = [float(agent.capacity) for agent in model.municipalities]
    changed = [float(agent.capacity) for agent in touched.municipalities]
    assert after != before
    assert changed[2] > after[2] + 1
    neighbour = model.region.neighbours[2][0]
    assert changed[neighbour] != after[neighbour]


@pytest.mark.end
def test_agents_own_their_stocks():
    model = RegionModel("varmland")
    assert [agent.code for agent in model.municipalities] == list(load_region("varmland").codes)
    assert sum(type(agent).__name__ == "MobilisingActor" for agent in model.agents) == 1
    agent = run(model, quarters=3).municipalities[0]
    assert agent.person_bound.shape == agent.rooted.shape == agent.capitals.shape == (7,)
    assert agent.capitals == pytest.approx(agent.person_bound + agent.rooted)
    with pytest.raises((ValueError, AttributeError)):
        agent.capitals[0] = 1
    stocks = [name for name, v in VARIABLES.items() if v.owner == "municipality" and v.kind == "stock"]
    assert all(hasattr(agent, name) for name in stocks)


def test_it_does_not_call_the_ensemble(monkeypatch):
    def refuse(*_args, **_named):
        raise AssertionError("the Mesa model must not run the ensemble")

    monkeypatch.setattr("kraftsamling.model.engine.ensemble.run_ensemble", refuse)
    monkeypatch.setattr(sys.modules["kraftsamling.model.simulation"], "run_ensemble", refuse)
    assert run(RegionModel(years=1)).quarter == 4


@pytest.mark.end
def test_data_collector_keeps_each_quarter():
    model = run(RegionModel(years=2))
    table = model.datacollector.get_model_vars_dataframe()
    assert len(table) == 8
    assert table["capacity_mean"].iloc[-1] == pytest.approx(np.mean([a.capacity for a in model.municipalities]))


@pytest.mark.end
def test_batch_run_accepts_it_as_it_is():
    newer = "rng" in inspect.signature(mesa.batch_run).parameters
    seeds = {"rng": [1, 2]} if newer else {}
    parameters = {"strategy": ["no_support", "level_2"], "scenario": "crisis", "years": 1}
    parameters |= {} if newer else {"seed": [1, 2]}
    found = mesa.batch_run(RegionModel, parameters, number_processes=1, display_progress=False, **seeds)
    for row in found:  # what the model ends with, whatever the Mesa
        model = run(RegionModel(strategy=row["strategy"], scenario="crisis", years=1, seed=row["seed"]))
        assert row["capacity_mean"] == np.mean([agent.capacity for agent in model.municipalities])
    costs = {(row["strategy"], row["seed"]): row["cost_sek"] for row in found}
    capacity = {(row["strategy"], row["seed"]): row["capacity_mean"] for row in found}
    assert len(costs) == 4
    assert all((cost > 0) == (strategy == "level_2") for (strategy, _), cost in costs.items())
    assert capacity["level_2", 1] != capacity["level_2", 2]


def replicates(number: int, **parameters) -> list[dict]:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The `iterations`", DeprecationWarning)  # Mesa 3.5 asks for rng=[None] * n
        return mesa.batch_run(RegionModel, parameters, iterations=number, number_processes=1, display_progress=False)


@pytest.mark.end
def test_replicates_of_batch_run_differ_and_can_be_run_again():
    rows = replicates(3, strategy=["level_2"], years=1)
    seeds = {row["iteration"]: row["seed"] for row in rows}
    assert sorted(seeds) == [0, 1, 2] and len(set(seeds.values())) == 3
    assert len({row["capacity_mean"] for row in rows}) == 3
    again = run(RegionModel(strategy="level_2", years=1, seed=seeds[1]))
    (capacity,) = {row["capacity_mean"] for row in rows if row["iteration"] == 1}
    assert again.measures["capacity_mean"] == capacity


@pytest.mark.end
def test_the_table_of_batch_run_holds_the_region_and_each_municipality():
    """The measures of the region are those of a summary record; only the books are of the quarter, not the year."""
    course = dict(region="varmland", years=2, scenario="crisis")
    rows = replicates(1, strategy="level_3", **course)
    (seed,) = {row["seed"] for row in rows}
    ends = simulate(strategies="level_3", seeds=[seed], record="summary", **course).dataset.squeeze()
    for name in set(REGIONAL) - set(OF_RUN):
        (value,) = {row[name] for row in rows}
        assert value == pytest.approx(float(ends[name][-1]), rel=1e-9, abs=1e-12), name
    quarters = run(RegionModel(strategy="level_3", seed=seed, **course)).datacollector.model_vars
    for name, kind in OF_RUN.items():
        assert float(ends[name][-1]) == pytest.approx(sum(quarters[name][4:]) / (4 if kind == "mean" else 1)), name
    places = {row["municipality"]: row for row in rows if row["municipality"] is not None}
    assert list(places) == ends["municipality"].values.tolist()
    for name in ("capacity", "receptive_capacity", "participation", "measures_own", "measures_shared"):
        own = [row[f"municipality_{name}"] for row in places.values()]
        np.testing.assert_allclose(own, ends[f"{name}_end"], rtol=1e-9, err_msg=name)
        assert len(set(own)) == len(own)


def test_taking_part_below_the_least_share_reaches_nobody():
    """Some municipalities take part a little with this seed, and never enough (see test_measures)."""
    room = {"portfolio": {"policy": "forms"}, "forms": {"mix": {"room": 1}}}
    afraid = {name: getattr(parameters()[name], end) for name, end in AFRAID.items()}
    model = run(RegionModel(strategy=room, seed=SEED_OF_A_LITTLE, years=2, parameters=afraid))
    course = dict(region="goteborgsregionen", strategies=room, seeds=[SEED_OF_A_LITTLE], years=2)
    data = simulate(**course, parameters=afraid).dataset.squeeze()
    never = {least: float(1 - (data["participation"] >= least).any("quarter").mean()) for least in (0.1, 1e-12)}
    assert never[0.1] > never[1e-12]
    assert model.measures["never_reached"] == pytest.approx(never[0.1])


@pytest.mark.end
@pytest.mark.parametrize(
    "copied", (copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))), ids=("copy", "pickle")
)
def test_a_copy_in_mid_run_goes_on_to_the_same_numbers(copied):
    model = run(RegionModel("varmland", "gated_mean", seed=4, years=3, scenario="crisis"), quarters=5)
    twin = copied(model)
    assert repr(twin) == repr(model) and twin.municipalities[0] is not model.municipalities[0]
    run(model)
    assert twin.quarter == 5
    tables = [each.datacollector.get_model_vars_dataframe() for each in (run(twin), model)]
    assert len(tables[0]) == 12 and tables[0].equals(tables[1])
    assert len(model.datacollector.get_agent_vars_dataframe()) == 12 * (16 + 1)


def test_a_model_says_in_one_line_what_it_is():
    model = run(RegionModel("varmland", "level_2", seed=6, years=2), quarters=3)
    capacity = np.mean([agent.capacity for agent in model.municipalities])
    told = f"RegionModel(varmland, level_2, calm, seed 6; quarter 3 of 8, level 2, mean capacity {capacity:.1f} points)"
    assert repr(model) == told


def test_bad_input_is_refused():
    for wrong in (
        {"years": 0},
        {"seed": -1},
        {"strategy": "levl_1"},
        {"region": "goteborg"},
        {"parameters": {"turnovr": 0.1}},
        {"scenario": "crises"},
        {"budget": "equl"},
        {"funding": "free"},
    ):
        with pytest.raises(InputError):
            RegionModel(**wrong)


def test_a_step_beyond_the_end_is_refused():
    model = run(RegionModel(years=1))
    with pytest.raises(InputError, match="over after 4 quarters"):
        model.step()
