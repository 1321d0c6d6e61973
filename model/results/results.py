"""Results: named dimensions, units, and enough of the input to run again."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

import numpy as np
import pandas as pd
import xarray as xr

from kraftsamling.model.engine.tables import QUARTERS_PER_YEAR
from kraftsamling.model.inputs.region import Region
from kraftsamling.model.results.measures import MUNICIPAL, REGIONAL
from kraftsamling.model.vocabulary import CAPITALS, FORMS, INGREDIENTS, REASONS_NOT

NUMBERS_PER_QUARTER = 2 * len(CAPITALS) + len(FORMS) + 19
"""Numbers that a full record keeps per municipality and quarter, for the estimate of memory."""
CODES = {"weakest_link": INGREDIENTS, "reason_not": REASONS_NOT}
UNITS = {
    "capital_person": "share",
    "capital_rooted": "share",
    "capital_level": "share",
    "actor_level": "level",
    "person_years": "person-years a year",
    "cost_sek": "SEK per quarter",
    "municipal_cost_sek": "SEK per quarter",
    "finance": "standard deviations",
    **{name: m.unit for name, m in MUNICIPAL.items()},
}
MEANINGS = {
    "capital_person": "capital that rests on enthusiasts and projects",
    "capital_rooted": "capital in routines",
    "capital_level": "person-bound + rooted",
    "base": "bases reached by support",
    "reason_not": "why a municipality takes no part",
    "weakest_link": "lowest ingredient of receptive capacity",
    "actor_level": "ambition level",
    "actor_legitimacy": "legitimacy of the support, mean of municipalities",
    **{name: m.meaning for name, m in MUNICIPAL.items()},
}


@dataclass(frozen=True)
class Results:
    """What `simulate` gives.

    Attributes:
        dataset: variables over `strategy, world, seed` and `quarter` (full) or `year` (summary), `municipality`,
            `capital`, `form` where they apply; units and meanings as attributes; input and versions in `attrs`.
    """

    dataset: xr.Dataset

    def trajectories(self) -> pd.DataFrame:
        """One row per strategy, world, seed, year; one column per regional measure (a summary record)."""
        names = [name for name in REGIONAL if name in self.dataset]
        return self.dataset[names].to_dataframe().reset_index()[["strategy", "world", "seed", "year", *names]]

    def municipalities(self) -> pd.DataFrame:
        """One row per strategy, world, seed, municipality: measures at start and end (a summary record)."""
        names = [
            name
            for name, v in self.dataset.data_vars.items()
            if v.dims == ("strategy", "world", "seed", "municipality")
        ]
        table = self.dataset[names].to_dataframe().reset_index()
        for name, labels in CODES.items():
            table[name] = pd.Categorical.from_codes(table[name].astype(int), labels)
        return table


def software_version() -> str:
    """Version of Kraftsamling that is installed, or "0" in a bare checkout."""
    try:
        return version("kraftsamling")
    except PackageNotFoundError:
        return "0"


def full_bytes(municipalities: int, runs: int, years: int) -> float:
    """Memory that a full record would need, in bytes."""
    return 2.0 * 8 * NUMBERS_PER_QUARTER * municipalities * runs * years * QUARTERS_PER_YEAR


def _labels(strategies) -> list[str]:
    """Names of the strategies; a name given again gets its number, so that each has a label of its own."""
    names: list[str] = []
    for strategy in strategies:
        same = sum(s.name == strategy.name for s in strategies[: len(names)])
        names.append(strategy.name if not same else f"{strategy.name}#{same + 1}")
    return names


def _stacked(parts: list[np.ndarray], strategies: int, worlds: int, seeds: int) -> np.ndarray:
    """Chunks with run last -> (strategy, world, seed, ...)."""
    joined = np.moveaxis(np.concatenate(parts, axis=-1), -1, 0)
    return joined.reshape((strategies, worlds, seeds, *joined.shape[1:]))


def _dataset(
    variables, region, strategies, scenario, worlds, seeds, overrides, years, budget, funding, more
) -> Results:
    data = {}
    for name, (dims, array) in variables.items():
        base = name.removesuffix("_start").removesuffix("_end")
        yearly = REGIONAL.get(base) if dims[:1] == ("year",) else None
        attrs = {
            "units": yearly.unit if yearly else UNITS.get(base, "share"),
            "description": yearly.meaning if yearly else MEANINGS.get(base, base.replace("_", " ")),
        }
        if base in CODES:
            attrs |= {"flag_values": list(range(len(CODES[base]))), "flag_meanings": " ".join(CODES[base])}
        data[name] = (("strategy", "world", "seed", *dims), array, attrs)
    attrs = {
        "software": f"kraftsamling {software_version()}",
        "region": region.name,
        "scenario": scenario.name,
        "years": years,
        "budget": budget,
        "funding": funding,
        "start_values": "illustrative start values, not measured",
        "parameters": str(dict(overrides)),
    }
    coords = {
        "strategy": _labels(strategies),
        "world": np.arange(len(worlds)),
        "seed": seeds,
        "municipality": list(region.codes),
        "municipality_name": ("municipality", list(region.names)),
        **more,
    }
    return Results(xr.Dataset(data, coords, attrs))


def summary_results(
    found, region: Region, strategies, scenario, worlds, seeds, overrides, years, budget, funding
) -> Results:
    """Join the chunks of a summary record."""
    shape = (len(strategies), len(worlds), len(seeds))
    variables = {name: (("year",), _stacked([f.regional[name] for f in found], *shape)) for name in found[0].regional}
    variables |= {
        name: (("municipality",), _stacked([f.municipal[name] for f in found], *shape)) for name in found[0].municipal
    }
    more = {"year": region.start_year - 1 + np.arange(years + 1)}
    return _dataset(variables, region, strategies, scenario, worlds, seeds, overrides, years, budget, funding, more)


def full_results(
    found, region: Region, strategies, scenario, worlds, seeds, overrides, years, budget, funding
) -> Results:
    """Join the chunks of a full record; start values carry the suffix `_start`."""
    shape = (len(strategies), len(worlds), len(seeds))
    first_axes = {
        "capital_person": ("capital",),
        "capital_rooted": ("capital",),
        "base": ("form",),
        "mandate": ("form",),
        "collaboration": ("form",),
    }
    regional = {
        "mandate",
        "collaboration",
        "actor_level",
        "actor_legitimacy",
        "person_years",
        "cost_sek",
        "municipal_cost_sek",
        "knowledge_of_needs",
        "professions",
    }

    def dims(name: str) -> tuple[str, ...]:
        return (*first_axes.get(name, ()), *(() if name in regional else ("municipality",)))

    variables = {
        name: (("quarter", *dims(name)), _stacked([f.kept[name] for f in found], *shape)) for name in found[0].kept
    }
    variables |= {
        f"{name}_start": (dims(name), _stacked([f.started[name] for f in found], *shape)) for name in found[0].started
    }
    for suffix in ("", "_start"):
        axes, person = variables[f"capital_person{suffix}"]
        variables[f"capital_level{suffix}"] = axes, person + variables[f"capital_rooted{suffix}"][1]
    now = np.arange(years * QUARTERS_PER_YEAR)
    time = [f"{region.start_year + q // QUARTERS_PER_YEAR} Q{q % QUARTERS_PER_YEAR + 1}" for q in now]
    more = {"quarter": now + 1, "time": ("quarter", time), "capital": list(CAPITALS), "form": list(FORMS)}
    return _dataset(variables, region, strategies, scenario, worlds, seeds, overrides, years, budget, funding, more)
