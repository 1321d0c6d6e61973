"""The record of a run, run.json: enough to run it again."""

from __future__ import annotations

import json
import platform
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from kraftsamling.experiments.folder.identity import code_identity, content_of
from kraftsamling.experiments.folder.output import SOFTWARE
from kraftsamling.experiments.folder.schema import Known, Record, read_json
from kraftsamling.experiments.setting.design import Design, Presentation, check_memory
from kraftsamling.model.errors import InputError
from kraftsamling.model.inputs.reader import Place, read
from kraftsamling.model.inputs.region import Region
from kraftsamling.model.paths import ROOT
from kraftsamling.model.record import fingerprint, known_as, known_region, with_borders
from kraftsamling.model.results.results import software_version
from kraftsamling.model.run import Run
from kraftsamling.model.terms import terms_in
from kraftsamling.model.vocabulary import BUDGET_MODES


def record_of(design: Design, presentation: Presentation, failures: tuple[str, ...]) -> dict[str, Any]:
    """Return all that the run was made of, as plain values; only `created` depends on the clock."""
    return {
        "experiment": design.name,
        "title": dict(design.title),
        "question": dict(design.question),
        **stamp(presentation),
        "failures": list(failures),
        "region": _told(design.run.region, presentation),
        "strategies": [strategy.to_dict() for strategy in design.run.strategies],
        "reference": design.reference,
        "scenarios": [scenario.to_dict() for scenario in design.run.scenarios],
        "parameters": dict(design.run.parameters),
        "sample": design.sample,
        "number_of_worlds": len(design.run.worlds),
        "worlds": {name: column.tolist() for name, column in design.run.worlds.items()},
        "seeds": list(design.run.seeds),
        "years": design.run.years,
        "budget": _mode(design.run.budgets),
        **design.run.terms,
        "smallest_difference": design.run.smallest_difference,
    }


def names_municipalities(design: Design, presentation: Presentation) -> bool:
    """Whether the record of the run names municipalities: always, but for an anonymous run of a built-in region."""
    struck = any(event.municipalities for scenario in design.run.scenarios for event in scenario.events)
    return struck or bool(design.run.decisions) or "names" in _told(design.run.region, presentation)


def stamp(presentation: Presentation) -> dict[str, Any]:
    """Return when, with what and how a run was made."""
    return {
        "command": presentation.command,
        "setting": dict(presentation.setting),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": versions(),
        "git_commit": git_commit(),
        "model": code_identity(),
        "language": presentation.reader.language,
        "anonymous": presentation.reader.anonymous,
        "report": presentation.report,
    }


def write_record(path: Path, record: Mapping[str, Any]) -> None:
    """Write the record as JSON, one line per entry at the top."""
    lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in record.items())
    path.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


def read_record(path: Path) -> tuple[Design, dict[str, Any]]:
    """Return the design that run.json holds, and how it was presented.

    Raises:
        InputError: unreadable, or not the record of a run.
    """
    held = read_json(path)
    if "kind" in held:
        raise InputError(f"run: {str(path)!r} is of an examination; allowed: run.json of a comparison")
    try:
        record: Record = read(Record, held, Place(str(path)))
        design = _design(record)
    except InputError as error:
        raise InputError(str(error) if str(error).startswith(f"{path}: ") else f"{path}: {error}") from None
    return design, {name: getattr(record, name) for name in ("language", "anonymous", "report")}


def results_of(trajectories: pd.DataFrame, municipalities: pd.DataFrame) -> dict[str, str]:
    """Return a hash of each table of a run, municipalities by name whatever the reader sees."""
    return {"trajectories": content_of(trajectories), "municipalities": content_of(municipalities)}


def same_results(path: Path, results: Mapping[str, str]) -> bool | None:
    """Return whether a run gave what an earlier one gave, to the last bit; None if untold."""
    stored = json.loads(path.read_text(encoding="utf-8")).get("results")
    return None if stored is None else stored == results


def git_commit() -> str | None:
    """Return the commit of the checkout the code runs from, "-dirty" if files differ; None outside a checkout."""
    if not (ROOT / ".git").exists():
        return None
    command = ["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    try:
        described = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return described.stdout.strip() or None


def versions() -> dict[str, str]:
    """Return versions of what the numbers depend on, and the kind of machine, which decides their last bits."""
    named = {name: version(name) for name in ("numpy", "scipy", "pandas", "pyarrow")}
    machine = f"{platform.system()} {platform.machine()}"
    return {SOFTWARE: software_version(), "python": platform.python_version(), **named, "machine": machine}


def _mode(budgets: tuple[str, ...]) -> str:
    return next(mode for mode, members in BUDGET_MODES.items() if members == budgets)


def _design(record: Record) -> Design:
    run = Run(
        region=_region(record.region),
        strategies=record.strategies,
        scenarios=record.scenarios,
        parameters=record.parameters,
        worlds=record.worlds,
        seeds=record.seeds,
        budgets=BUDGET_MODES[record.budget],
        **terms_in(vars(record)),
        smallest_difference=record.smallest_difference,
    )
    check_memory(run)
    return Design(record.experiment, record.title, record.question, run, record.reference, record.sample)


def _told(region: Region, presentation: Presentation) -> dict[str, Any]:
    """Return what is recorded of a region: all of it, or in an anonymous run of a built-in one just which it is."""
    if presentation.reader.anonymous and known_as(region):
        return {"name": region.name, "fingerprint": fingerprint(region)}
    return region.to_record()


def _region(recorded: Region | Known) -> Region:
    """Return the recorded region, with its borders where it is a built-in one."""
    if isinstance(recorded, Known):
        return known_region(recorded.name, recorded.fingerprint)
    return with_borders(recorded)
