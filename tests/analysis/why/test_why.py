"""A split difference on functions of known truth, then on the real model."""

import numpy as np
import pandas as pd
import pytest

from kraftsamling.analysis.why.split import split as split_of_many
from kraftsamling.analysis.why.words import LEVERS, MECHANISMS, each
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.examine.why import JOINT, Runs, levers, run_why, with_levers
from kraftsamling.model import load_region, load_strategy, simulate
from kraftsamling.model.errors import InputError
from kraftsamling.model.inputs.parameters import groups
from tests.kit.splits import NAMES, PAIR, WORLDS, additive, split
from tests.kit.synthetic import examination


@pytest.mark.parametrize("count", [3, 9])
def test_additive_parts_are_given_back_exactly(count):
    weights = {name: 1.0 + place for place, name in enumerate(NAMES[:count])}
    found = split(additive(weights), list(weights), ["region"], drop=(0, 0))
    assert (found.orders == 0) == (count == 3)
    expected = np.array(list(weights.values()))[:, None] * WORLDS
    assert found.shares[:, 0] == pytest.approx(expected)
    assert np.abs(found.remainder).max() == 0
    assert found.order_error.max() < 1e-9


def test_what_no_part_explains_is_the_remainder():
    found = split(additive({"size": 2.0, "peers": 1.0}, base=4.0), ["size", "peers"], ["region"])
    assert found.remainder[0] == pytest.approx(4 * WORLDS)
    assert found.shares.sum(axis=0) + found.remainder == pytest.approx(found.total)


@pytest.mark.parametrize("more", [0, 6])
def test_an_interaction_is_split_evenly(more):
    others = NAMES[2 : 2 + more]

    def value(parts):
        both = 6.0 * ({"size", "knowledge_job"} <= parts)
        return (both + sum(2.0 for part in others if part in parts)) * WORLDS[None, :]

    found = split(value, [*NAMES[:2], *others], ["region"])
    assert NAMES[:2] == ["size", "knowledge_job"]
    assert found.shares[:2, 0] == pytest.approx(np.broadcast_to(3 * WORLDS, (2, 40)))
    assert found.without[:2, 0].mean() == pytest.approx(2 * more, abs=1e-9)


def test_sampled_orders_come_near_the_exact_values_and_tell_their_error():
    names = NAMES[:7]

    def value(parts):
        size = sum(1 + names.index(part) for part in parts)
        return (0.05 * size**2) * WORLDS[None, :]

    found = split(value, names, ["region"], pairs=(8, 8), drop=(0, 0))
    exact = np.array([0.05 * 28 * (1 + place) for place in range(7)])
    means = found.shares[:, 0].mean(axis=1)
    assert found.orders == 16
    assert means == pytest.approx(exact, abs=1e-9)  # of pairwise interactions an order and its reverse miss nothing

    def cubic(parts):
        return value(parts) ** 2 / 10

    found = split(cubic, names, ["region"], pairs=(8, 8), drop=(0, 0))
    assert found.order_error.max() > 0
    assert found.shares.sum(axis=0) == pytest.approx(found.total)


def test_five_parts_are_split_exactly():
    found = split(additive(dict.fromkeys(NAMES[:5], 1.0)), NAMES[:5], ["region"], drop=(0, 0))
    assert (found.orders, found.evaluated, found.order_margin(0)) == (0, 32, 0.0)


def test_margins_of_few_orders_are_students():
    names = NAMES[:7]

    def cubic(parts):
        return (0.01 * sum(1 + names.index(part) for part in parts) ** 3) * np.ones((1, 40))

    found = split(cubic, names, ["region"], pairs=(8, 8), drop=(0, 0))
    error = found.order_error[:, 0]
    assert found.order_margin(0) == pytest.approx(2.364624 * error.max())  # t of 7 degrees of freedom
    # Where worlds do not differ, only the orders leave room; two parts of equal error share 14 degrees of freedom.
    assert found.margin(np.ones(40), 0, 0) == pytest.approx(2.364624 * error[0])
    assert found.margin(np.ones(40), 0, 0, 0) == pytest.approx(2.144787 * np.sqrt(2) * error[0])
    worlds = np.tile([0.0, 2.0], 20)
    assert found.margin(worlds, 0) == pytest.approx(2.022691 * np.sqrt(worlds.var(ddof=1) / 40))


def test_parts_without_effect_are_dropped_and_cost_no_more_runs():
    runs = []
    weights = dict.fromkeys(NAMES[:6], 0.0) | {"elections": 5.0}

    def value(parts):
        runs.append(parts)
        return additive(weights)(parts)

    found = split(value, list(weights), ["region"])
    assert found.parts == ("elections",)
    assert set(found.dropped) == set(NAMES[:6])
    assert len(runs) == found.evaluated == 2 + 2 * 7


@pytest.mark.parametrize(
    ("size", "effect", "kept"),
    [
        (1.0, 0.049 * WORLDS, False),
        (1.0, 0.051 * WORLDS, True),
        (10.0, 0.30 * WORLDS, False),  # 3 % of 10.3 is 0.309
        (10.0, 0.32 * WORLDS, True),
        (3.0, np.tile([2.0, -2.0], 20), True),  # nothing on average, but much in every world
        (3.0, 3.0 * (np.arange(40) == 7), False),  # much, but in one world
    ],
)
def test_a_part_is_split_if_it_moves_enough_in_mean_size(size, effect, kept):
    found = split(lambda parts: (size * ("peers" in parts) + effect * ("fear" in parts)) * np.ones((1, 40)), *PAIR)
    assert found.parts == (("peers", "fear") if kept else ("peers",))
    assert found.least == pytest.approx(max(0.05, 0.03 * found.total.mean()))


def test_what_another_part_stands_in_for_is_split_all_the_same():
    found = split(lambda parts: 4.0 * bool(parts) * np.ones((1, 40)), *PAIR)
    assert found.shares[:, 0].mean(axis=1) == pytest.approx([2, 2]) and not found.screening["last_out"].any()


@pytest.mark.parametrize(("power", "orders"), [(1, 4), (3, 8)])
def test_orders_and_their_reverses_are_run_together_until_they_settle(power, orders):
    names, asked, told = NAMES[:7], [], []

    def value(combinations):
        asked.append(len(combinations))
        return [np.full((1, 40), sum(1.0 + names.index(part) for part in parts) ** power) for parts in combinations]

    found = split_of_many(value, names, ["region"], drop=(0, 0), pairs=(2, 4), expect=told.append)
    assert found.orders == orders and sum(asked) == found.evaluated
    assert len(asked) == 1 + (orders // 2 - 1)  # screening, two pairs, then one pair at a time
    assert told[:2] == [16, 16 + 8 * 6]  # none, all, each alone and left out; then at most 8 orders with 6 steps each
    assert told[2] == sum(asked[:2]) + 4 * 6 and all(most >= found.evaluated for most in told[1:])


def test_a_place_that_is_watched_keeps_its_parts():
    def value(parts):
        return np.array([WORLDS * 0, WORLDS * ("size" in parts)])

    assert split(value, ["size", "peers"], ["region", "1401"]).parts == ()
    assert split(value, ["size", "peers"], ["region", "1401"], watched=[0, 1]).parts == ("size",)


def test_levers_are_the_settings_that_differ_and_swapping_all_gives_the_first():
    first = load_strategy({"name": "a", "targeting": "small_first", "budget": {"person_years": 9}, "breadth": 4})
    second = load_strategy({"name": "b"})
    assert set(levers(first, second)) == {"targeting", "person_years", "breadth"}
    whole = with_levers(first, second, frozenset(levers(first, second)))
    assert whole.to_dict() | {"name": "", "title": ""} == first.to_dict() | {"name": "", "title": ""}
    assert levers(first, load_strategy(first.to_dict() | {"name": "copy"})) == []
    none = load_strategy("no_support")
    assert JOINT in levers(first, none)
    for lever in levers(first, none):
        with_levers(first, none, frozenset([lever]))


def test_strategies_that_do_not_differ_are_refused(tmp_path):
    copy = load_strategy("level_1").to_dict() | {"name": "copy"}
    for pair in (["level_1", "level_1"], ["level_1", copy]):
        with pytest.raises(InputError, match=r"strategies: level_1 and .* are alike; allowed: two that differ"):
            run_why(examination(2), tmp_path, strategies=pair)
    assert list(tmp_path.iterdir()) == []


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
    setting = examination(worlds, years=4, language=language)
    run_why(setting, tmp_path, strategies=["level_2", "level_1"], municipality="Ale", budget=budget)
    page = (tmp_path / "report.html").read_text(encoding="utf-8").split("</style>")[1]
    (remark,) = setting.remarks
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
    runs = Runs(setting.bench, budget)
    (whole,) = runs.between(*pair, [frozenset(groups())])
    assert whole[0] == pytest.approx(apart(setting, budget))
    assert runs.at_equal_money(*pair) == pytest.approx(apart(setting, "equal"))
    assert np.abs(apart(setting, "own") - apart(setting, "equal")).max() > 0.1
    assert runs.at_equal_money(pair[0], load_strategy("no_support")) is None


def test_experiment_end_to_end(tmp_path):
    strategies = ["level_2", {"name": "small", "targeting": "small_first", "budget": {"person_years": 4}}]
    region = load_region("goteborgsregionen")
    found = run_why(examination(3, years=3), tmp_path, strategies=strategies, municipality="Ale")
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


def test_wrong_input_is_refused(tmp_path):
    for wrong in ({"strategies": ["level_1"]}, {"municipality": "Kil2"}, {"budget": "both"}):
        with pytest.raises(InputError):
            run_why(examination(1, region="varmland"), tmp_path, **wrong)
