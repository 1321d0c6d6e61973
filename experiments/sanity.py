"""`kraftsamling experiment=sanity`: the six checks that the model itself must pass, on sampled worlds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from analysis import sanity
try:
    from analysis.check_page import write_checks
except ImportError: pass
from analysis.sanity import ANSWERED, FAILS, HOLDS, Finding
from model.parameters import parameters
from model.paths import built_in
from model.region import Region
from model.simulate import simulate
from model.tables import LEVEL_MIX
from model.vocabulary import CAPITALS, FORMS
from model.worlds import sample_worlds

LEVELS = (1, 2, 3)
PROBE = 100
"""Worlds on which causes are searched, and on which stocks are recorded that a summary leaves out."""
SLICE = 300
"""Worlds whose full record is held at once."""
STOPS, ELASTICITIES = (4, 6, 8), (0, 1, 2, 3)
SINGLES = {"K": (1, 0, 0), "R": (0, 1, 0), "A": (0, 0, 1)}
BUNDLES = {"even": (1, 1, 1), "KR": (1, 1, 0), "KA": (1, 0, 1), "RA": (0, 1, 1), "mostly_K": (3, 1, 1),
           "mostly_R": (1, 3, 1), "mostly_A": (1, 1, 3), "nearly_K": (8, 1, 1)}
EXISTS_FOR = {"knowledge": ("person_bound", "vocabulary"), "resource": ("participation", "slack"),
              "room": ("rooted_share", "measures_shared")}
"""What each form of support exists for (section 8 of the model's description)."""
STOCKS = ("base", "interest", "legitimacy", "agreement_capacity", "agreement_climate", "vocabulary", "slack", "pledged",
          "measures_own", "measures_shared", "receptive_capacity", "project_money")
THIN = 0.1
"""Person-years beyond a level's fixed cost that make a thin offer."""


@dataclass(frozen=True)
class Bench:
    """Runs strategies on the same worlds and seeds."""

    region: Region
    worlds: pd.DataFrame
    seeds: int
    years: int
    progress: Callable[[int], None] | None

    def run(self, strategies: Sequence[Any], record: str = "summary", **options: Any) -> xr.Dataset:
        """Simulate; every option of `simulate` may be given."""
        given = {"worlds": self.worlds, "years": self.years, **options}
        return simulate(self.region, list(strategies), seeds=self.seeds, record=record, progress=self.progress,
                        **given).dataset

    def courses(self, strategies: Mapping[str, Any], **options: Any) -> dict[str, np.ndarray]:
        """Mean capacity by name of the strategy, (world, seed, year)."""
        found = self.run(strategies.values(), **options)["capacity_mean"].to_numpy()
        return dict(zip(strategies, found, strict=True))

    def ends(self, strategies: Mapping[str, Any], **options: Any) -> dict[str, np.ndarray]:
        """Mean capacity at the end, seeds averaged, (world,)."""
        return {name: course[..., -1].mean(axis=1) for name, course in self.courses(strategies, **options).items()}

    @property
    def probe(self) -> pd.DataFrame:
        """The first worlds: a sample of the sample."""
        return self.worlds.iloc[:PROBE]


def level(number: int, **more: Any) -> dict[str, Any]:
    """Return a strategy that stays at one level."""
    return {"name": f"level_{number}", "ambition": {"level": number}, **more}


def mixed(number: int, weights: Sequence[float]) -> dict[str, Any]:
    """Return a level with other weights of the forms."""
    return level(number, forms={"mix": dict(zip(FORMS, weights, strict=True))})


def run_sanity(
    region: Region, folder: Path, *, worlds: int, seeds: int, years: int, language: str,
    progress: Callable[[int], None] | None = None,
) -> None:
    """Run the six checks and write sanity.csv, figures/ and report.html into `folder`.

    Args:
        worlds: sampled worlds; seeds: per world; years: of a run (ignition sets its own: year of the stop + 4).
        language: "sv" or "en".
    """
    bench = Bench(region, sample_worlds(worlds), seeds, years, progress)
    findings = [check_null(bench), check_degeneracy(bench), check_forms(bench), check_levels(bench),
                check_ignition(bench), check_copy(bench)]
    write_checks(folder, "sanity", findings, region=region, worlds=worlds, seeds=seeds, years=years, language=language)


def check_null(bench: Bench) -> Finding:
    """Check 1: without actor and events every stock stays within 10 % of its start."""
    start: dict[str, list[np.ndarray]] = {}
    end: dict[str, list[np.ndarray]] = {}
    for first in range(0, len(bench.worlds), SLICE):
        part = bench.worlds.iloc[first : first + SLICE]
        data = bench.run(["no_support"], "full", worlds=part).isel(strategy=0)
        for name, begun, ended in _stocks(data):
            start.setdefault(name, []).append(begun)
            end.setdefault(name, []).append(ended)
    return sanity.null_check(*({name: np.concatenate(parts) for name, parts in side.items()} for side in (start, end)))


def _stocks(data: xr.Dataset):
    """Yield each stock's name, start and end, (world, seed, municipality)."""
    last = data.isel(quarter=-1)
    for place, name in enumerate(CAPITALS):
        for layer in ("level", "person", "rooted"):
            stock = f"capital_{layer}"
            yield f"{name}_{layer}", *(d.isel(capital=place).to_numpy() for d in (data[f"{stock}_start"], last[stock]))
    for name in STOCKS:
        begun, ended = data[f"{name}_start"], last[name]
        if "form" not in ended.dims:
            yield name, begun.to_numpy(), ended.to_numpy()
            continue
        for place, form in enumerate(FORMS):
            yield f"{name}_{form}", begun.isel(form=place).to_numpy(), ended.isel(form=place).to_numpy()


def check_degeneracy(bench: Bench) -> Finding:
    """Check 2: over all built-in policies, each at its own cost."""
    names = sorted(built_in("strategy", ".yaml"))
    return sanity.degeneracy(bench.courses({name: name for name in names}), "no_support")


def check_forms(bench: Bench) -> Finding:
    """Check 3: each form does what no other does, and no single form replaces the bundle."""
    rows, alone = {}, {}
    for number in LEVELS:
        rows |= _forms_switched_off(bench, number)
        mixes = SINGLES | BUNDLES | {"by_level": LEVEL_MIX[number]}
        ends = bench.ends({name: mixed(number, weights) for name, weights in mixes.items()})
        best = np.array(list(mixes))[np.stack(list(ends.values())).argmax(axis=0)]
        alone[number] = sanity.single_against_bundles(ends, list(SINGLES)) | {
            "K_beats_even": (ends["K"] > ends["even"]).mean(), **{f"best_{name}": (best == name).mean() for name in SINGLES}}
    single = pd.DataFrame.from_dict(alone, orient="index").rename_axis("level")
    high = [number for number in LEVELS if single.loc[number, "single_beats_all"] > sanity.SUBSTITUTES]
    where = _where_substitutes(bench, high)
    off = pd.DataFrame.from_dict(rows, orient="index").rename_axis(["level", "off", "measure"])
    forms_off = off[off.index.get_level_values("off").isin(FORMS)]
    unhurt = sorted({f"{form}: {measure} ({number})" for number, form, measure in
                     forms_off.index[forms_off["worlds_lower"] <= 0.5]})
    told = {"shares": single["single_beats_all"].to_dict(), "clear": single["single_by_half_a_point"].to_dict(),
            "high": high, "unhurt": unhurt}
    for number in high:
        shares = where.loc[number]["single_beats_all"]
        told |= {f"where_{number}": shares.iloc[1:].idxmin(), f"left_{number}": shares.iloc[1:].min(),
                 f"as_is_{number}": shares.iloc[0]}
    tables = {"switched_off": off, "single_forms": single, **({"where": where} if high else {})}
    return Finding("forms", FAILS if high or unhurt else HOLDS, tables, told)


def _forms_switched_off(bench: Bench, number: int) -> dict[tuple, dict]:
    """What taking away each form, and each form's job, does to the measures it exists for (probe worlds)."""
    mix = dict(zip(FORMS, LEVEL_MIX[number], strict=True))
    variants: dict[str, tuple[Any, dict]] = {"none": (level(number), {})}
    variants |= {form: (mixed(number, list((mix | {form: 0}).values())), {}) for form in FORMS}
    variants |= {job: (level(number), {f"switch_{job}": 0}) for job in ("knowledge_job", "resource_job")}
    found = {name: _measured(bench.run([strategy], "full", worlds=bench.probe, parameters=override))
             for name, (strategy, override) in variants.items()}
    rows = {}
    for name in list(variants)[1:]:
        measures = EXISTS_FOR[name.removesuffix("_job")]
        for measure, row in sanity.effects(found["none"], found[name], measures).items():
            rows[number, name, measure] = row
    return rows


def _measured(data: xr.Dataset) -> dict[str, np.ndarray]:
    """The measures that forms exist for, at the end, (world,)."""
    last = data.isel(strategy=0, quarter=-1)
    last["person_bound"] = last["capital_person"].sum("capital")
    names = [name for measures in EXISTS_FOR.values() for name in measures]
    return {name: last[name].mean(["seed", "municipality"]).to_numpy() for name in names}


def _at(end: str, *names: str) -> dict[str, float]:
    """Parameters at an end of their range."""
    return {name: getattr(parameters()[name], end) for name in names}


def without_cause() -> dict[str, dict[str, float]]:
    """What is taken away to find why a single form can replace the bundle."""
    near = min(parameters()[f"mandate_{form}_{number}"].high for form in ("resource", "room") for number in LEVELS)
    mandates = {f"mandate_{form}_{number}": max(near, parameters()[f"mandate_{form}_{number}"].low)
                for form in ("resource", "room") for number in LEVELS} | _at("low", "mandate_knowledge")
    return {
        "as it is": {},
        "no learning by concentrating (collaboration off)": {"switch_collaboration": 0},
        "no public goods": {"switch_public_goods": 0},
        "no fear": {"switch_fear": 0},
        "neither order nor vocabulary": {"switch_order_of_forms": 0, "switch_vocabulary": 0},
        "mandates as near as ranges allow": mandates,
        "knowledge job off": {"switch_knowledge_job": 0},
        "resource job off": {"switch_resource_job": 0},
        "gains at the top of their ranges": _at("high", "capital_gain", "base_gain"),
        "collaboration off and gains at the top": {"switch_collaboration": 0, **_at("high", "capital_gain", "base_gain")},
    }


def _where_substitutes(bench: Bench, levels: Sequence[int]) -> pd.DataFrame:
    """For levels at which one form does for all: the share once a cause is taken away (probe worlds)."""
    rows = {}
    for number in levels:
        strategies = {name: mixed(number, weights) for name, weights in (SINGLES | BUNDLES).items()}
        for cause, override in without_cause().items():
            ends = bench.ends(strategies, worlds=bench.probe, parameters=override)
            rows[number, cause] = sanity.single_against_bundles(ends, list(SINGLES))
    return pd.DataFrame.from_dict(rows, orient="index")


def check_levels(bench: Bench) -> Finding:
    """Check 4: what a level adds changes the comparison; which level is best, at equal money and at own cost."""
    strategies = {f"level_{number}": level(number) for number in LEVELS}
    switches = {"as it is": (), "level 2 adds nothing": (2,), "level 3 adds nothing": (3,), "neither adds": (2, 3)}
    rows, tables, told = {}, {}, {}
    for budget in ("equal", "own"):
        for name, groups in switches.items():
            off = {f"switch_level_{group}_adds": 0 for group in groups}
            ends = bench.ends(strategies, budget=budget, parameters=off)
            rows[budget, name] = sanity.best_shares(ends)
            if not groups:
                tables[f"deciders_{budget}"], told[f"tree_{budget}"] = sanity.deciders(bench.worlds, ends)
    for end in ("low", "high"):
        extreme = _at(end, "equal_person_years")
        name = f"as it is, {extreme['equal_person_years']:g} person-years"
        rows["equal", name] = sanity.best_shares(bench.ends(strategies, budget="equal", parameters=extreme))
    best = pd.DataFrame.from_dict(rows, orient="index")
    wins = best[[f"best_{name}" for name in strategies]]
    base, moved = wins.loc["equal", "as it is"], wins.loc["equal"].iloc[1:4]
    told |= {"equal": base.to_dict(), "own": wins.loc["own", "as it is"].to_dict(),
             "clear": best.loc["equal", "as it is"].filter(like="clearly").sum(), "largest": base.max(),
             "moved": (moved - base).abs().max().max()}
    tables = {"best": best, "thin": _thin_offers(bench), **tables}
    changes = told["moved"] > 0 and (moved != base).any(axis=1).all()
    verdict = FAILS if not changes else ANSWERED if base.max() > sanity.DOMINATES else HOLDS
    return Finding("levels", verdict, tables, told)


def _thin_offers(bench: Bench) -> pd.DataFrame:
    """What each level gives with next to no working time beyond its fixed cost, against its own cost (probe worlds)."""
    none = bench.ends({"none": "no_support"}, worlds=bench.probe)["none"]
    rows = {}
    for number in LEVELS:
        fixed = parameters()[f"fixed_years_{number}"].default
        courses = {"own": level(number), "thin": level(number, budget={"person_years": fixed + THIN, "project_share": 0})}
        gains = {name: end - none for name, end in bench.ends(courses, worlds=bench.probe).items()}
        rows[f"level_{number}"] = {"person_years": fixed + THIN, "gain_thin_median": np.median(gains["thin"]),
                                   "gain_own_cost_median": np.median(gains["own"])}
    return pd.DataFrame.from_dict(rows, orient="index")


def check_ignition(bench: Bench) -> Finding:
    """Check 5: share of worlds that go on by themselves once support is withdrawn, by own-effort elasticity."""
    shares: dict[int, dict[tuple, float]] = {}
    for elasticity in ELASTICITIES:
        shares[elasticity] = _ignites(bench, LEVELS, STOPS, bench.worlds, {"own_effort_elasticity": elasticity})
    table = pd.DataFrame(shares).rename_axis(index=["level", "stop"], columns="elasticity")
    return sanity.ignition(table, _why_at_zero(bench) if table[0].max() > 0 else pd.DataFrame())


def _ignites(bench: Bench, levels, stops, worlds: pd.DataFrame, override: dict[str, float]) -> dict[tuple, float]:
    """Share of worlds that ignite, by level and year of the stop; seeds averaged first."""
    options = {"worlds": worlds, "parameters": override}
    length = max(stops) + sanity.IGNITION_YEARS
    none = bench.courses({"none": "no_support"}, years=length, **options)["none"].mean(axis=1)
    found = {}
    for stop in stops:
        strategies = {number: level(number, budget={"end_year": stop}) for number in levels}
        length = stop + sanity.IGNITION_YEARS
        for number, course in bench.courses(strategies, years=length, **options).items():
            ignited = sanity.ignited(course.mean(axis=1), none[:, : length + 1], stop)
            found[number, stop] = float(ignited.mean())
    return found


def _why_at_zero(bench: Bench) -> pd.DataFrame:
    """What carries on where own effort does not answer: taken away one at a time (level 3, last stop, probe worlds)."""
    slow = _at("low", "rooting_rate")
    fast = _at("high", "base_decay", "return_rate")
    off = {f"switch_{name}": 0 for name in ("interactions", "turnover", "measures_feedback", "peers")}
    variants = {
        "as it is": {}, "slowest rooting": slow, "bases and legitimacy return fastest": fast,
        "level 3 adds nothing": {"switch_level_3_adds": 0}, "interactions off": {"switch_interactions": 0},
        "turnover off": {"switch_turnover": 0}, "measures feedback off": {"switch_measures_feedback": 0},
        "peers off": {"switch_peers": 0}, "slowest rooting and the rest together": slow | fast | off,
    }
    last, highest = STOPS[-1], LEVELS[-1]
    rows = {}
    for name, override in variants.items():
        found = _ignites(bench, [highest], [last], bench.probe, {"own_effort_elasticity": 0, **override})
        rows[name] = {"ignites": found[highest, last]}
    return pd.DataFrame.from_dict(rows, orient="index")


def check_copy(bench: Bench) -> Finding:
    """Check 6: a strategy against its copy, and the cost of no support, in both budget modes."""
    difference = cost = 0.0
    for budget in ("own", "equal"):
        for name in ("level_1", "level_3", "gated_mean"):
            data = bench.run([name, name], worlds=bench.probe, budget=budget)
            for variable in data.data_vars.values():
                pair = variable.to_numpy().astype(float)
                difference = max(difference, float(np.nanmax(np.abs(pair[0] - pair[1]))))
        free = bench.run(["no_support"], worlds=bench.probe, budget=budget)
        cost = max(cost, float(free["cost_sek"].max()), float(free["municipal_cost_sek"].max()))
    return sanity.copy_and_cost(difference, cost)
