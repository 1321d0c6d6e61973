"""Which way each claim of a pattern counts: its effect worked out again, as its sentence in the catalogue says."""

from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pytest

from kraftsamling.experiments.examine.pattern_tests import actor, forms, guards, places, reception
from kraftsamling.experiments.examine.patterns import TESTS
from kraftsamling.experiments.runs.runs import Runs, at_end, level, mixed
from kraftsamling.experiments.runs.watch import decided_and_done, time_to_effect, watched
from kraftsamling.model import load_region
from kraftsamling.model.inputs.parameters import parameters
from kraftsamling.model.vocabulary import CAPITALS, INGREDIENTS, SIZE_CLASSES
from kraftsamling.model.worlds.sampling import sample_worlds

QUICK = ("P03", "P08", "P11", "P13", "P15", "P16", "P17", "G4")
ZERO = ("P17 alike", "G4 blind", "G5 nothing")  # in these worlds: see the last four tests
NONE, SMALL, LARGE = "no_support", SIZE_CLASSES.index("small"), SIZE_CLASSES.index("large")
GATED = {"name": "gated", "ambition": {"policy": "gated", "level": 1}}
BREADTHS = (1, 2, 3, 4, 6, 8, 11, 15, 20, 30)
SWEEP = [level(2, portfolio={"breadth": number}) for number in BREADTHS]
DOCUMENTED, SILENT = ({"switch_documentation": switch} for switch in (1, 0))


@pytest.fixture(scope="module")
def runs():
    """Three worlds in which support lights something and gated steps are taken, so that hardly any effect is zero."""
    worlds = sample_worlds(8).iloc[[0, 4, 6]].reset_index(drop=True)
    return Runs(load_region("goteborgsregionen"), worlds, 1, 15, None)


def run(runs, *courses, **options):
    """What each course leads to under the same shocks, averaged over seeds."""
    found = runs.run(courses, **options).mean("seed")
    return [found.isel(strategy=place) for place in range(len(courses))]


def at(measure, year=-1):
    """A measure at the end or in some year, (world,)."""
    return measure.to_numpy()[:, year]


def grown(measure, first, last=-1):
    return at(measure, last) - at(measure, first)


def above(one, other, measure="capacity_mean", year=-1):
    """By how much one outcome is above another."""
    return at(one[measure], year) - at(other[measure], year)


def gains(runs, *courses, over=NONE, **options):
    """Points at the end by which each course is above another, (course, world)."""
    other, *found = run(runs, over, *courses, **options)
    return np.array([above(one, other) for one in found])


def low_and_high(*names):
    return [at_end(side, *names) for side in ("low", "high")]


def calendar(second, third):
    return {"name": f"steps_{second}", "ambition": {"policy": "calendar", "level": 1, "years": [second, third]}}


def event(kind, year, **more):
    return {"name": kind, "events": [{"kind": kind, "year": year, **more}]}


def moved(runs, measure, scenario, start, years):
    """By how much an event raises a measure of level 2."""
    (calm,), (then,) = (run(runs, level(2), scenario=s, parameters=start, years=years) for s in (None, scenario))
    return then[measure] - calm[measure]


def p01(runs):
    settings = ({}, {f"probe_{name}": 0.3 for name in INGREDIENTS[:4]}, *low_and_high("start_backing", "start_slack"))
    plain, receptive, scarce, ample = (gains(runs, level(2), parameters=fixed)[0] for fixed in settings)
    return {"received": receptive - plain, "inputs": ample - scarce}


def p02(runs):
    probes = [reception.probed(runs.worlds, rank) for rank in (0, -1)]
    settings = ({}, {"receptive_exponent": -4}, {"receptive_exponent": 0.5})
    raised = [[gains(runs, level(2), worlds=w, parameters=fixed)[0] for w in probes] for fixed in settings]
    edge, weakest_rules, sum_rules = (lowest - highest for lowest, highest in raised)
    return {"lowest": edge, "form": weakest_rules - sum_rules}


def p03(runs):
    def fall(other, **fixed):
        shares, budget = {"human": 1, other: 1}, {"person_years": 8, "end_year": 5}
        training = level(1, forms={"mix": {"knowledge": 1}}, capitals=shares, budget=budget)
        none, trained = run(runs, NONE, training, years=9, parameters=fixed)
        return 100 * (above(trained, none, "capital_human", 5) - above(trained, none, "capital_human", 9))

    settings = ({}, *low_and_high("turnover"))
    kept, slow, fast = (fall("real", **fixed) - fall("organisational", **fixed) for fixed in settings)
    return {"falls": fall("real"), "kept": kept, "turnover": fast - slow}


def p04(runs):
    right, wrong = (level(3, forms={"policy": order, "focus": 1}) for order in ("sequence", "reverse"))
    ends = low_and_high("start_base", "start_resource_ratio")
    low, high = (gains(runs, right, over=wrong, parameters=bases)[0] for bases in ends)
    return {"low": low, "only_low": low - np.abs(high)}


def p05(runs):
    gap, recipe, random = (level(3, forms={"policy": policy}) for policy in ("gap", "sequence", "random"))
    settings = ({}, *low_and_high("start_spread"), *low_and_high("measurement_sd"))
    edge, alike, unlike, clear, noisy = (gains(runs, gap, over=recipe, parameters=fixed)[0] for fixed in settings)
    found = {"edge": edge + 0.5, "spread": unlike - alike, "noise": clear - noisy}
    return found | {"random": gains(runs, gap, over=random)[0]}


def p06(runs):
    sweeps = [gains(runs, *SWEEP, parameters=fixed) for fixed in ({}, *low_and_high("attention_limit"))]
    singles = gains(runs, *(mixed(2, mix) for mix in np.eye(3))).max(axis=0)
    bundles = gains(runs, mixed(2, (1, 1, 1)), *(mixed(2, mix) for mix in 1 - np.eye(3))).max(axis=0)
    (fewest, *_, most), best = sweeps[0], sweeps[0].max(axis=0)
    _, little, much = (np.take(BREADTHS, sweep.argmax(axis=0)) for sweep in sweeps)
    return {"bundle": bundles - singles, "hump": best - np.maximum(fewest, most), "attention": much - little}


def p07(runs):
    names, others = ("political", "human", "organisational"), [name for name in CAPITALS if name != "political"]
    offer = (NONE, level(2, capitals=dict.fromkeys(others, 1)))
    (bare, shut), (free, opened) = (run(runs, *offer, parameters=p) for p in low_and_high("start_political"))
    gate = [above(opened, free, f"capital_{name}") - above(shut, bare, f"capital_{name}") for name in others]
    first = (level(2, capitals={name: 1}, parts=[{"from": 4, "capitals": "need"}]) for name in names)
    weight = (level(2, capitals=dict.fromkeys(CAPITALS, 1) | {name: 6}) for name in names)
    political, human, organised = run(runs, *first)
    leads = {"first_late": np.minimum(above(political, human), above(political, organised))}
    lags = {"first_early": np.minimum(*(above(other, political, year=3) for other in (human, organised)))}
    political, human, organised = run(runs, *weight)
    throughout = {"late": np.minimum(above(political, human), above(political, organised))}
    return leads | lags | throughout | {"early": above(human, political, year=3), "gate": 100 * np.mean(gate, axis=0)}


def p08(runs):
    change, agreement = event("change_of_rule", 3, strength=1), low_and_high("start_agreement_capacity")
    loose, agreed = (-100 * moved(runs, "capital_political", change, start, 7) for start in agreement)
    return {"loss": at(loose, 3) - at(agreed, 3), "recovery": at(loose, 7) - at(agreed, 7)}


def p09(runs):
    courses = (NONE, GATED, level(3), calendar(3, 6), calendar(7, 11))
    none, steps, once, early, late = run(runs, *courses)
    per_sek = [above(found, none) / found.cost_sek.to_numpy().sum(axis=1) for found in (steps, once)]
    used = [watched(runs, course, lambda m: m.useful, 15).mean(axis=(0, 1)) for course in (GATED, level(3))]
    own = {"own_cost": 1e8 * (per_sek[0] - per_sek[1]), "idle": (1 - used[1]) - (1 - used[0])}
    when = {"late": above(early, late), "late_trust": above(late, early, "actor_legitimacy")}
    _, steps, once, early, _ = run(runs, *courses, budget="equal")
    equal = {"equal_money": above(steps, once), "calendar": above(early, once), "steps": at(steps.actor_level) - 1}
    return own | when | equal | {"legitimacy": above(steps, once, "actor_legitimacy", 5)}


def p10(runs):
    none, low, steps = run(runs, NONE, level(1), GATED, years=30)
    lead = low.capacity_mean - none.capacity_mean
    growth = {"plateau": grown(lead, 0, 10) - grown(lead, 20, 30)}
    return growth | {"below": above(steps, low), "steps": at(steps.actor_level) - 1}


def p11(runs):
    little, much = low_and_high("start_legitimacy")
    span = much["start_legitimacy"] - little["start_legitimacy"]
    (none, support), (calm, trusted) = (run(runs, NONE, level(2), parameters=start) for start in (little, much))
    lift, press = (event("trust", 3, years=4, strength=by) for by in (span, -span))
    higher = moved(runs, "capacity_mean", lift, little, 30)
    lower = -moved(runs, "capacity_mean", press, much, 30)
    still = {"busy": above(support, none, "activity"), "flat": 1 - above(support, none)}
    later = {"up": at(higher), "down": at(lower), "up_grows": grown(higher, 6), "down_grows": grown(lower, 6)}
    return still | later | {"lifted": above(trusted, calm) - above(support, none)}


def p12(runs):
    shares = [level(2, budget={"project_share": share, "end_year": 12}) for share in (0.9, 0)]
    capacity = runs.run(shares, seeds=actor.every_phase(), years=14).capacity_mean
    projects, none = capacity.mean("seed")
    rough, smooth = capacity.isel(year=slice(13)).diff("year").std("year").mean("seed").to_numpy()
    return {"early": at(projects, 3) - at(none, 3), "swing": rough - smooth, "after": at(none) - at(projects)}


def p13(runs):
    offers = run(runs, NONE, *(level(2, targeting=name) for name in ("even", "size_adapted")))
    unpooled, unanchored = {"staff_saving_2": 0}, {"mandate_room": 0.05, "rooting_bonus_3": 0}
    pairs = ((2, {}), (2, unpooled), (3, {}), (3, unanchored))
    found = offers + [run(runs, level(number), parameters=fixed)[0] for number, fixed in pairs]
    without, uniform, adapted, pooled, alone, anchored, loose = (at(f.capacity_large - f.capacity_small) for f in found)
    uneven = above(offers[1], offers[0], "gini")
    gap = {"widens": uniform - without, "uneven": uneven, "closes": uniform - adapted}
    return gap | {"small_pooled": alone - pooled, "large_anchored": anchored - loose}


def p14(runs):
    (expert, mandated), often = low_and_high("delegates_start"), level(1, meetings=3)
    courses = ((level(1), expert), (level(1), mandated), (often, expert))
    seen = (watched(runs, course, decided_and_done, 10, **pace) for course, pace in courses)
    waits = [time_to_effect(one[:, 0], one[:, 1]) for one in seen]
    small, large = (waits[0][runs.region.size_class == size].max(axis=0) for size in (SMALL, LARGE))
    plain, mandate, meetings = (one.max(axis=0) for one in waits)
    shorter = {"mandate": plain - mandate, "meetings": plain - meetings}
    (trusted,), (busy,) = run(runs, level(1), parameters=mandated), run(runs, often, parameters=expert)
    more = {"more": shorter["mandate"] - shorter["meetings"], "capacity": above(trusted, busy)}
    return shorter | more | {"large": large - small}


def p15(runs):
    alone, helped = run(runs, level(1, pooled_applications=False), level(1, pooled_applications=True))
    (free,) = run(runs, level(1, pooled_applications=False), parameters={"switch_application_cost": 0})
    concentrates, spreads = (above(alone, other, "project_money_gini") for other in (free, helped))
    return {"concentrates": concentrates, "spreads": spreads, "inflow": above(helped, alone, "project_money")}


def p16(runs):
    room, resource = ({"mix": {"knowledge": 1, form: 1}} for form in ("room", "resource"))
    crossing = level(3, capitals={"relational": 1, "organisational": 1}, forms=room)
    elsewhere = level(3, capitals={"human": 1, "financial": 1, "dynamic": 1}, forms=resource)
    none, cross, other = run(runs, NONE, crossing, elsewhere, scenario=event("national_law", 2, strength=1))
    climb, later = grown(none.measures_own, 1, 6), grown(none.measures_own, 10, 15)
    return {"climbs": climb, "stalls": climb - later, "reopens": above(cross, other, "measures_shared")}


def p17(runs):
    hub = level(2, targeting="large_first", matching="linked")
    (none, bank), (_, left) = (run(runs, NONE, hub, years=5, parameters=fixed) for fixed in (DOCUMENTED, SILENT))
    measures = [(found.measures_own_end + found.measures_shared_end).to_numpy() for found in (bank, left, none)]
    documented, silent, alone = (found[:, runs.region.size_class == SMALL].mean(axis=1) for found in measures)
    copied, supported = documented - silent, documented - alone
    return {"small": above(bank, left, "capacity_small"), "copied": copied, "supported": supported, "alike": 0}


def p18(runs):
    courses = (level(2), level(2, networks_end_year=5))
    linked, parallel = (run(runs, *courses, parameters={"switch_networks": switch}) for switch in (1, 0))
    always, five = (on.capacity_mean - off.capacity_mean for on, off in zip(linked, parallel, strict=True))
    strength = runs.run(courses[1:], "full", years=10).professions.to_numpy()[0, :, 0]
    fades = (strength[:, 19] - strength[:, 39]) / strength[:, 19]
    return {"linked": at(always), "fades": fades, "upkeep": at(always) - at(five), "after": at(five, 5) - at(five)}


def p19(runs):
    lacking = ("backing", "agreement_capacity", "agreement_climate", "understanding", "legitimacy")
    zones = low_and_high(*(f"start_{name}" for name in lacking))
    forms = ({"policy": "sequence", "focus": 1, "phase_years": 7.5}, {"mix": {"resource": 1}})
    there, elsewhere = (run(runs, *(level(2, forms=form) for form in forms), parameters=zone) for zone in zones)
    edge, ignored = above(*there), above(elsewhere[1], there[1], "participation")
    return {"narrative": edge, "only_there": edge - above(*elsewhere), "ignored": ignored}


def p20(runs):
    whole, *stopped = gains(runs, level(3), *(level(3, budget={"end_year": year}) for year in (2, 4, 6, 8)))
    start, ends = runs.worlds["start_legitimacy"], parameters()["start_legitimacy"]
    nudged = [runs.worlds.assign(start_legitimacy=(start + by).clip(ends.low, ends.high)) for by in (0.05, -0.05)]
    more, less = (gains(runs, level(3), worlds=worlds)[0] for worlds in nudged)
    steepest = np.max(np.diff([0 * whole, *stopped], axis=0), axis=0)
    by_seed = runs.run([level(3)], seeds=10).capacity_mean.to_numpy()[0, :, :, -1]
    shares = {"steep": steepest / whole, "early_cut": (whole - stopped[0]) / whole, "trust": (more - less) / whole}
    return shares | {"seeds": np.ptp(by_seed, axis=1)}


def p21(runs):
    uneven = Runs(runs.region, runs.worlds.assign(dip_slack=[0, 1, 2]), 1, 15, None)

    def arms(outside=0, reserve=0):
        given = {"budget": {"person_years": 8, "project_share": outside}, "reserve": reserve}
        return level(1, **given), calendar(5, 50) | given

    def dip(outside=0, reserve=0, **fixed):
        stays, steps = (watched(uneven, arm, actor.delivered, 5, **fixed)[16:] for arm in arms(outside, reserve))
        return (1 - steps / stays).max(axis=0)

    stays, steps = run(runs, *arms())
    slow, quick = (watched(uneven, arm, actor.delivered, 9)[16:] for arm in arms())
    below = np.count_nonzero((slow - quick).round(9) > 0, axis=0)
    tight, loose = (dip(reserve=free) - dip(reserve=free, switch_reorganisation=0) for free in (0, 0.25))
    aside = {"change": tight, "startup": dip() - dip(outside=0.5), "slack": tight - loose}
    return aside | {"dip": dip(), "rise": above(steps, stays), "below": below}


def g1(runs):
    (rich,) = run(runs, level(3, budget={"person_years": 40}), years=50)
    stops, off = level(3, budget={"end_year": 10}), {"own_pace": 0}
    none, left = run(runs, NONE, stops, years=30, parameters=off)
    return {"bounded": 95 - at(rich.capacity_mean), "upkeep": 0.5 - grown(left.capacity_mean - none.capacity_mean, 10)}


def g2(runs):
    points = gains(runs, *SWEEP)
    return {"turns": points.max(axis=0) - points[-1]}


def g3(runs):
    none, *found = run(runs, NONE, *(mixed(3, mix) for mix in np.eye(3)))
    raised = [np.clip([above(one, none, f"capital_{name}") for name in CAPITALS], 0, None) for one in found]
    alike = [np.minimum(*(one / one.sum(axis=0) for one in two)).sum(axis=0) for two in combinations(raised, 2)]
    return {"profiles": 1 - np.min(alike, axis=0)}


def g4(runs):
    return {"blind": 0, "seeing": run(runs, GATED)[0].actor_level.to_numpy().max(axis=1) - 1}


def g5(runs):
    """Owners may turn a little core funding into project money, which comes in pulses: hence not to the last krona."""
    courses = [level(2, budget={"person_years": years, "project_share": 0}) for years in (8, 16)]
    eight, sixteen = (found.cost_sek.to_numpy().sum(axis=1) for found in run(runs, *courses))
    return {"nothing": 0, "paid": -np.abs(np.round(sixteen - 2 * eight))}


@pytest.mark.parametrize("name", [pytest.param(name, marks=[pytest.mark.slow] * (name not in QUICK)) for name in TESTS])
def test_every_claim_counts_the_way_its_sentence_says(runs, name):
    found, anew = TESTS[name](runs), globals()[name.lower()](runs)
    assert set(found) == set(anew)
    for claim, effect in anew.items():
        assert (np.abs(effect).max() > 0) != (f"{name} {claim}" in ZERO), claim
        np.testing.assert_allclose(found[claim], effect, atol=1e-9, err_msg=claim)


def test_more_measures_at_once_where_attention_reaches_further_counts_for_p06(runs, monkeypatch):
    narrow, wide = parameters()["attention_limit"].low, parameters()["attention_limit"].high
    best = {None: 4, narrow: 3, wide: 11}
    curve = lambda limit: np.array([[-abs(number - best[limit])] for number in BREADTHS])  # noqa: E731
    monkeypatch.setattr(forms, "lead", lambda _, arms, **__: {arm: np.zeros((1, 2)) for arm in arms})
    monkeypatch.setattr(forms, "breadths", lambda _, attention_limit=None: curve(attention_limit))
    assert forms.p06(runs)["attention"].tolist() == [8]


def test_more_is_gained_among_alike_peers_counts_for_p17(runs, monkeypatch):
    monkeypatch.setattr(places, "adopters", lambda found: found.capacity_end.mean(axis=1))
    alike, random = (level(2, targeting="large_first", matching=peers) for peers in ("alike", "random"))
    expected = gains(runs, alike, over=random, years=5, parameters=DOCUMENTED)[0]
    assert np.abs(expected).max() > 1e-6
    np.testing.assert_allclose(places.p17(runs)["alike"], expected, atol=1e-9)


@pytest.mark.parametrize(("blind", "seeing"), [(1, 3), (2, 1)])
def test_a_step_without_follow_up_counts_against_g4(runs, monkeypatch, blind, seeing):
    without, with_it = (SimpleNamespace(actor_level=np.array([[1, top]])) for top in (blind, seeing))
    monkeypatch.setattr(guards, "run_arms", lambda *_: {"blind": without, "seeing": with_it})
    assert guards.g4(runs) == {"blind": 1 - blind, "seeing": seeing - 1}


@pytest.mark.parametrize(
    ("points", "sek", "nothing", "paid"),
    [
        (30, (0, 1e8, 2e8), 0, 0),
        (32, (0, 1e8, 2e8), -2, 0),
        (30, (5, 1e8, 2e8), -5, 0),
        (30, (0, 1e8, 3e8), 0, -1e8),
        (30, (0, 0, 0), 0, -1.4e6),
    ],
)
def test_support_or_cost_without_person_years_counts_against_g5(runs, monkeypatch, points, sek, nothing, paid):
    made = {
        arm: SimpleNamespace(capacity_mean=np.array([[30, capacity]]), cost_sek=np.array([[cost]]))
        for arm, capacity, cost in zip(("none", "0", "8", "16"), (30, points, 31, 32), (0, *sek), strict=True)
    }
    monkeypatch.setattr(guards, "run_arms", lambda *_, **__: made)
    assert guards.g5(runs) == {"nothing": nothing, "paid": paid}
