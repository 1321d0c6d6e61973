"""Experiments that examine the model itself: each is a function that writes its own report."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kraftsamling.analysis.page.figure import undrawn_told
from kraftsamling.analysis.results.findings import store
from kraftsamling.analysis.words.region import all_sentences
from kraftsamling.experiments.folder.output import write_folder
from kraftsamling.experiments.folder.provenance import stamp, write_record
from kraftsamling.experiments.runs.examination import Examination
from kraftsamling.experiments.setting.config import EXPERIMENT_KEYS, Config
from kraftsamling.experiments.setting.design import Presentation
from kraftsamling.experiments.setting.sample import Sample, sample_of
from kraftsamling.model.errors import InputError, check_choice, check_number
from kraftsamling.model.inputs.region import Region, load_region
from kraftsamling.model.record import RECORD

COMPARE = "compare"


@dataclass(frozen=True)
class Kind:
    """Where an examination stands: what runs it, and what writes its tables, figures and page from the finding."""

    examine: str
    write: str


KINDS = {
    "sanity": Kind("kraftsamling.experiments.examine.sanity:examine", "kraftsamling.analysis.checks.page:write"),
    "facts": Kind("kraftsamling.experiments.examine.facts:examine", "kraftsamling.analysis.checks.page:write"),
    "scale": Kind("kraftsamling.experiments.examine.scale:examine", "kraftsamling.analysis.scale.page:write"),
    "sensitivity": Kind(
        "kraftsamling.experiments.examine.sensitivity:examine", "kraftsamling.analysis.sensitivity.page:write"
    ),
    "patterns": Kind("kraftsamling.experiments.examine.patterns:examine", "kraftsamling.analysis.patterns.page:write"),
    "why": Kind("kraftsamling.experiments.examine.why:examine", "kraftsamling.analysis.why.page:write"),
    "robustness": Kind(
        "kraftsamling.experiments.examine.robustness:examine", "kraftsamling.analysis.robustness.page:write"
    ),
    "ledger": Kind("kraftsamling.experiments.examine.ledger:examine", "kraftsamling.analysis.ledger.page:write"),
    "enough_runs": Kind(
        "kraftsamling.experiments.examine.enough_runs:examine", "kraftsamling.analysis.enough_runs.page:write"
    ),
    "measures_left_out": Kind(
        "kraftsamling.experiments.examine.measures_left_out:examine",
        "kraftsamling.analysis.measures_left_out.page:write",
    ),
    "plausible": Kind(
        "kraftsamling.experiments.examine.plausible:examine", "kraftsamling.analysis.plausible.page:write"
    ),
}
"""Examinations by kind; their modules are imported when their turn comes."""
USED = ("region", "worlds", "seeds", "years", "language", "title", "question")
"""Options that every check uses."""
FURTHER = {
    "strategies": [],
    "reference": "",
    "budget": "both",
    "smallest_difference": 1.0,
    "enough_points": 5.0,
    "precision": {},
    "municipality": "",
}
"""Options that some checks use, those whose function takes them, and the value that leaves the choice to the check."""


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

    def publish(
        self, presentation: Presentation, folder: Path, progress: Callable[[int], Any]
    ) -> tuple[list[str], list[str]]:
        """Run it and write its folder; return the remarks that the terminal shows, and what could not be drawn."""
        kind, reader = KINDS[self.kind], replace(presentation.reader, region=self.region)
        setting = Examination(self.region, self.sample, self.seeds, self.years, progress)
        result = imported(kind.examine)(setting, **self.further)
        remarks: list[str] = []
        undrawn: list[str] = []
        sizes = {"sample": self.sample.name, "number_of_worlds": len(self.sample)}
        sizes |= {"seeds": self.seeds, "years": self.years}

        def fill(place: Path) -> None:
            store(place, result)
            about = {
                "experiment": self.name,
                "kind": self.kind,
                "region": self.region.to_record(),
                **sizes,
                **self.further,
            }
            write_record(place / RECORD, about | stamp(presentation))
            with undrawn_told(undrawn):
                remarks.extend(imported(kind.write)(place, result, setting.subject, reader))

        write_folder(folder, fill)
        return [*remarks, *all_sentences(self.region, reader)], undrawn


def imported(place: str) -> Callable[..., Any]:
    """Import a function, given as "module:function"."""
    module, function = place.split(":")
    return getattr(importlib.import_module(module), function)


def check_of(config: Config, given: Collection[str]) -> Check:
    """Return the check that a configuration describes; `given` are the options that the user set.

    Raises:
        InputError: an unknown kind, an option that a check does not heed, or a value that does not fit.
    """
    check_choice(config.kind, (COMPARE, *KINDS), "kind")
    taken = inspect.signature(imported(KINDS[config.kind].examine)).parameters
    used = (*USED, *(name for name in FURTHER if name in taken))
    for name in EXPERIMENT_KEYS:
        if name in given and name not in used:
            raise InputError(f"{name}: not used by experiment {config.experiment}; allowed: {', '.join(used)}, output")
    further = {name: getattr(config, name) for name, unsaid in FURTHER.items() if name in used}
    return Check(
        name=config.experiment,
        kind=config.kind,
        region=load_region(config.region),
        sample=sample_of(config.worlds),
        seeds=int(check_number(config.seeds, 1, 1000, "seeds", whole=True)),
        years=int(check_number(config.years, 1, 50, "years", whole=True)),
        further={name: value for name, value in further.items() if name in given or value != FURTHER[name]},
    )
