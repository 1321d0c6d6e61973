"""Results: named dimensions, units, and enough of the input to run again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from kraftsamling.model.inputs.measures import load_measures
from kraftsamling.model.inputs.strategy import Strategy
from kraftsamling.model.results.measures import MUNICIPAL, REGIONAL
from kraftsamling.model.results.recorders import ACTOR, FullRecorder, SummaryRecorder
from kraftsamling.model.run import Run
from kraftsamling.model.vocabulary import CAPITALS, FORMS, INGREDIENTS, LAYERS, QUARTERS_PER_YEAR, REASONS_NOT

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
    "portfolio": "whether the actor runs a measure of support",
    **{name: m.meaning for name, m in MUNICIPAL.items()},
}


@dataclass(frozen=True, repr=False)
class Results:
    """Results of `simulate`: a summary record or a full one.

    Attributes:
        dataset: variables over `strategy, world, seed` and `quarter` (full) or `year` (summary), `municipality`,
            `capital`, `form` where they apply; units and meanings as attributes; input and versions in `attrs`.
        run: everything that it was made from.
    """

    dataset: xr.Dataset
    run: Run

    def __repr__(self) -> str:
        sizes, about = self.dataset.sizes, self.dataset.attrs
        counts = ", ".join(f"{name} {sizes[name]}" for name in ("strategy", "world", "seed", "municipality"))
        terms = f"{about['years']} years, {about['scenario']}, {about['budget']} budget, {about['funding']} funding"
        return f"{type(self).__name__}({about['region']}: {counts}; {terms})"

    def __getattr__(self, name: str) -> Any:
        """Name the record that has it, where this one does not.

        Raises:
            AttributeError: always.
        """
        for record, kind in (("summary", SummaryResults), ("full", FullResults)):
            if name in vars(kind):
                raise AttributeError(f"{name}: only in a {record} record; allowed: simulate(..., record={record!r})")
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")


class SummaryResults(Results):
    """Yearly measures of the region, each municipality at the start and at the end, and the portfolio by year."""

    def trajectories(self) -> pd.DataFrame:
        """One row per strategy, world, seed, year; one column per regional measure."""
        names = [name for name in REGIONAL if name in self.dataset]
        return self.dataset[names].to_dataframe().reset_index()[["strategy", "world", "seed", "year", *names]]

    def municipalities(self) -> pd.DataFrame:
        """One row per strategy, world, seed, municipality: measures at start and end."""
        table = _table(self.dataset, "strategy", "world", "seed", "municipality")
        for name, labels in CODES.items():
            table[name] = pd.Categorical.from_codes(table[name].astype(int), labels)
        return table

    def portfolios(self) -> pd.DataFrame:
        """One row per strategy, year and measure of support that is ever run: share of runs in which it is."""
        shares = self.dataset["portfolio"].mean(("world", "seed")).to_series().rename("share").reset_index()
        ever = shares.groupby(["strategy", "measure"], sort=False)["share"].transform("max") > 0
        return shares[ever & (shares["year"] > shares["year"].min())].reset_index(drop=True)


class FullResults(Results):
    """Every quarter of every municipality and of the actor."""

    def quarters(self) -> pd.DataFrame:
        """One row per strategy, world, seed, quarter, municipality: each variable with one number a municipality."""
        return _table(self.dataset, "strategy", "world", "seed", "quarter", "municipality")


def _table(dataset: xr.Dataset, *axes: str) -> pd.DataFrame:
    """Return the variables over exactly these axes as a table."""
    names = [name for name, variable in dataset.data_vars.items() if variable.dims == axes]
    return dataset[names].to_dataframe().reset_index()


def software_version() -> str:
    """Version of Kraftsamling that is installed, or "0" in a bare checkout."""
    try:
        return version("kraftsamling")
    except PackageNotFoundError:
        return "0"


def full_bytes(municipalities: int, runs: int, years: int) -> float:
    """Memory that a full record would need, in bytes."""
    return 2.0 * 8 * NUMBERS_PER_QUARTER * municipalities * runs * years * QUARTERS_PER_YEAR


def labels(strategies: Sequence[Strategy]) -> list[str]:
    """Names of the strategies; a name given again gets its number, so that each has a label of its own."""
    names: list[str] = []
    for strategy in strategies:
        same = sum(s.name == strategy.name for s in strategies[: len(names)])
        names.append(strategy.name if not same else f"{strategy.name}#{same + 1}")
    return names


def _by_run(parts: Iterable[np.ndarray], run: Run) -> np.ndarray:
    """Chunks with run last -> (strategy, world, seed, ...)."""
    joined = np.moveaxis(np.concatenate(list(parts), axis=-1), -1, 0)
    return joined.reshape((len(run.strategies), len(run.worlds), len(run.seeds), *joined.shape[1:]))


Variables = dict[str, tuple[tuple[str, ...], np.ndarray]]
"""Axes after strategy, world and seed, and values, by name."""


def _dataset(variables: Variables, run: Run, axes: Mapping[str, Any]) -> xr.Dataset:
    """Return variables with units and meanings, and the run's input beside them.

    Args:
        axes: coordinates besides strategy, world, seed and municipality.
    """
    data = {}
    for name, (dims, array) in variables.items():
        base = name.removesuffix("_start").removesuffix("_end")
        yearly = REGIONAL.get(base) if dims[:1] == ("year",) else None
        about: dict[str, Any] = {
            "units": yearly.unit if yearly else UNITS.get(base, "share"),
            "description": yearly.meaning if yearly else MEANINGS.get(base, base.replace("_", " ")),
        }
        if base in CODES:
            about |= {"flag_values": list(range(len(CODES[base]))), "flag_meanings": " ".join(CODES[base])}
        data[name] = (("strategy", "world", "seed", *dims), array, about)
    (scenario,), (budget,) = run.scenarios, run.budgets
    attrs = {
        "software": f"kraftsamling {software_version()}",
        "region": run.region.name,
        "scenario": scenario.name,
        "years": run.years,
        "budget": budget,
        **run.terms,
        "decisions": str(run.terms["decisions"]),
        "start_values": "illustrative start values, not measured",
        "parameters": str(dict(run.parameters)),
    }
    coords = {
        "strategy": labels(run.strategies),
        "world": np.arange(len(run.worlds)),
        "seed": np.array(run.seeds),
        "municipality": list(run.region.codes),
        "municipality_name": ("municipality", list(run.region.names)),
        **axes,
    }
    return xr.Dataset(data, coords, attrs)


def summary_results(recorders: Sequence[SummaryRecorder], run: Run) -> SummaryResults:
    """Join the chunks of a summary record of one scenario and budget."""
    first = recorders[0]
    variables: Variables = {
        name: (("year",), _by_run((r.regional[name] for r in recorders), run)) for name in first.regional
    }
    variables |= {
        name: (("municipality",), _by_run((r.municipal[name] for r in recorders), run)) for name in first.municipal
    }
    variables["portfolio"] = ("year", "measure"), _by_run((r.portfolio for r in recorders), run)
    years = run.region.start_year - 1 + np.arange(run.years + 1)
    axes = {"year": years, "measure": [measure.id for measure in load_measures()]}
    return SummaryResults(_dataset(variables, run, axes), run)


FIRST_AXES = {
    "capital_person": ("capital",),
    "capital_rooted": ("capital",),
    "base": ("form",),
    "understanding": ("layer",),
    "backing": ("layer",),
    "mandate": ("form",),
    "collaboration": ("form",),
}
"""Axes of a full record's variables that come before municipality."""
OF_ACTOR = ("mandate", "collaboration", "actor_level", "actor_legitimacy", *ACTOR)
"""Variables of a full record that no municipality has of its own."""


def _axes(name: str) -> tuple[str, ...]:
    return (*FIRST_AXES.get(name, ()), *(() if name in OF_ACTOR else ("municipality",)))


def full_results(recorders: Sequence[FullRecorder], run: Run) -> FullResults:
    """Join the chunks of a full record of one scenario and budget; start values carry the suffix `_start`."""
    first = recorders[0]
    variables: Variables = {
        name: (("quarter", *_axes(name)), _by_run((r.kept[name] for r in recorders), run)) for name in first.kept
    }
    variables |= {
        f"{name}_start": (_axes(name), _by_run((r.started[name] for r in recorders), run)) for name in first.started
    }
    for suffix in ("", "_start"):
        axes, person = variables[f"capital_person{suffix}"]
        variables[f"capital_level{suffix}"] = axes, person + variables[f"capital_rooted{suffix}"][1]
    now = np.arange(run.years * QUARTERS_PER_YEAR)
    time = [f"{run.region.start_year + q // QUARTERS_PER_YEAR} Q{q % QUARTERS_PER_YEAR + 1}" for q in now]
    axes_of_time = {
        "quarter": now + 1,
        "time": ("quarter", time),
        "capital": list(CAPITALS),
        "form": list(FORMS),
        "layer": list(LAYERS),
    }
    return FullResults(_dataset(variables, run, axes_of_time), run)
