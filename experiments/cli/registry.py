"""Experiments that examine the model itself: each is a function that writes its own report."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kraftsamling.analysis.results.findings import store
from kraftsamling.analysis.words.region import all_sentences
from kraftsamling.experiments.folder.output import RECORD, write_folder
from kraftsamling.experiments.folder.provenance import stamp, write_record
from kraftsamling.experiments.runs.examination import Examination
from kraftsamling.experiments.setting.config import EXPERIMENT_KEYS, Config
from kraftsamling.experiments.setting.design import Presentation
from kraftsamling.experiments.setting.sample import Sample, sample_of
from kraftsamling.model.errors import InputError, check_number, nearest
from kraftsamling.model.inputs.region import Region, load_region

COMPARE = "compare"


@dataclass(frozen=True)
class Kind:
    """Where an examination stands: what runs it, and what writes its tables, figures and page from the finding."""

    examine: str
    write: str | None = None


KINDS = {
    "sanity": Kind("kraftsamling.experiments.examine.sanity:run_sanity"),
    "facts": Kind("kraftsamling.experiments.examine.facts:run_facts"),
    "sensitivity": Kind("kraftsamling.experiments.examine.sensitivity:run_sensitivity"),
    "patterns": Kind("kraftsamling.experiments.examine.patterns:run_patterns"),
    "why": Kind("kraftsamling.experiments.examine.why:run_why"),
    "robustness": Kind("kraftsamling.experiments.examine.robustness:run_robustness"),
    "ledger": Kind("kraftsamling.experiments.examine.ledger:run_ledger"),
    "enough_runs": Kind("kraftsamling.experiments.examine.enough_runs:run_enough"),
    "plausible": Kind("kraftsamling.experiments.examine.plausible:run_plausible"),
}
"""Examinations by kind; their modules are imported when their turn comes."""
USED = ("region", "worlds", "seeds", "years", "language", "title", "question")
"""Options that every check heeds."""
FURTHER = {
    "strategies": [],
    "reference": "",
    "budget": "both",
    "smallest_difference": 1.0,
    "enough_points": 5.0,
    "precision": {},
    "municipality": "",
}
"""Options that some checks heed, those whose function takes them, and the value that leaves the choice to the check."""


@dataclass(frozen=True)
class Check:
    """One examination of the model, checked and ready."""

    name: str
    kind: str
    region: Region
    sample: Sample
    seeds: int
    years: int
    further: Mapping[str, Any]

    def publish(self, presentation: Presentation, folder: Path, progress: Callable[[int], Any]) -> list[str]:
        """Run it and write its folder; return what a reader must be told at once."""
        kind = KINDS[self.kind]
        examine, reader = imported(kind.examine), replace(presentation.reader, region=self.region)
        setting = Examination(self.region, self.sample, self.seeds, self.years, reader, progress)
        sizes = {"sample": self.sample.name, "number_of_worlds": len(self.sample)}
        sizes |= {"seeds": self.seeds, "years": self.years}

        def fill(place: Path) -> None:
            if kind.write is None:
                examine(setting, place, **self.further)
            else:
                store(place, result)
                setting.remarks.extend(imported(kind.write)(place, result, setting.subject, reader))
            about = {
                "experiment": self.name,
                "kind": self.kind,
                "region": self.region.to_record(),
                **sizes,
                **self.further,
            }
            write_record(place / RECORD, about | stamp(presentation))

        result = None if kind.write is None else examine(setting, **self.further)
        write_folder(folder, fill)
        return [*setting.remarks, *all_sentences(self.region, reader)]


def imported(place: str) -> Callable[..., Any]:
    """Import a function, given as "module:function"."""
    module, function = place.split(":")
    return getattr(importlib.import_module(module), function)


def check_of(config: Config, given: Collection[str]) -> Check:
    """Return the check that a configuration describes; `given` are the options that the user set.

    Raises:
        InputError: an unknown kind, an option that a check does not heed, or a value that does not fit.
    """
    if config.kind not in KINDS:
        raise InputError(f"kind: {config.kind!r} is unknown; {nearest(config.kind, (COMPARE, *KINDS))}")
    taken = inspect.signature(imported(KINDS[config.kind].examine)).parameters
    heeded = (*USED, *(name for name in FURTHER if name in taken))
    for name in EXPERIMENT_KEYS:
        if name in given and name not in heeded:
            raise InputError(
                f"{name}: not heeded by experiment {config.experiment}; allowed: {', '.join(heeded)}, output"
            )
    further = {name: getattr(config, name) for name, unsaid in FURTHER.items() if name in heeded}
    return Check(
        name=config.experiment,
        kind=config.kind,
        region=load_region(config.region),
        sample=sample_of(config.worlds),
        seeds=int(check_number(config.seeds, 1, 1000, "seeds", whole=True)),
        years=int(check_number(config.years, 1, 50, "years", whole=True)),
        further={name: value for name, value in further.items() if name in given or value != FURTHER[name]},
    )
