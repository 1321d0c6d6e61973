"""The record of a run, run.json: enough to run it again."""

from __future__ import annotations

import hashlib
import json
import platform
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from kraftsamling.experiments.folder.identity import code_identity, content_of
from kraftsamling.experiments.folder.output import SOFTWARE
from kraftsamling.experiments.setting.design import BUDGET_MODES, Design, Presentation, check_memory
from kraftsamling.experiments.setting.sample import SAMPLED
from kraftsamling.model.errors import InputError, check_choice
from kraftsamling.model.inputs.parameters import check_overrides
from kraftsamling.model.inputs.region import Region, load_region
from kraftsamling.model.inputs.scenario import load_scenario
from kraftsamling.model.inputs.strategy import load_strategy
from kraftsamling.model.paths import ROOT, built_in
from kraftsamling.model.results.results import software_version
from kraftsamling.model.run import Run, check_seeds
from kraftsamling.model.terms import terms_in
from kraftsamling.model.worlds.worlds import NAMED, as_worlds

ALLOWED = "allowed: run.json of an earlier run"


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
    return struck or "names" in _told(design.run.region, presentation)


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
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        design = _design(record)
        shown = {"language": record["language"]} | {name: bool(record[name]) for name in ("anonymous", "report")}
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
    except OSError as error:
        raise InputError(f"run: {str(path)!r} cannot be read ({error.strerror}); {ALLOWED}") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError(f"run: {str(path)!r} is no record of a run; {ALLOWED}") from None
    return design, shown


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


def _design(record: Mapping[str, Any]) -> Design:
    names = {s["name"] for s in record["strategies"]}
    if record["reference"] not in names:
        raise InputError(f"reference: {record['reference']!r} is not among the strategies")
    run = Run(
        region=_region(record["region"]),
        strategies=tuple(load_strategy(s) for s in record["strategies"]),
        scenarios=tuple(load_scenario(s) for s in record["scenarios"]),
        parameters=check_overrides(record["parameters"]),
        worlds=as_worlds(record["worlds"]) if record["worlds"] else as_worlds(None),
        seeds=check_seeds(record["seeds"]),
        budgets=BUDGET_MODES[check_choice(record["budget"], tuple(BUDGET_MODES), "budget")],
        **terms_in(record),
        smallest_difference=record["smallest_difference"],
    )
    check_memory(run)
    return Design(
        name=str(record["experiment"]),
        title=dict(record["title"]),
        question=dict(record["question"]),
        run=run,
        reference=record["reference"],
        sample=check_choice(record["sample"], (*NAMED, SAMPLED), "sample"),
    )


def _told(region: Region, presentation: Presentation) -> dict[str, Any]:
    """Return what is recorded of a region: all of it, or in an anonymous run of a built-in one just which it is."""
    if presentation.reader.anonymous and known_as(region):
        return {"name": region.name, "fingerprint": _fingerprint(region)}
    return region.to_record()


def _region(record: dict[str, Any]) -> Region:
    """Return the recorded region, with its borders where it is a built-in one.

    Raises:
        InputError: only the region's name is recorded, and it is another now.
    """
    known = _known(record["name"])
    if "fingerprint" in record:
        if known is None or _fingerprint(known) != record["fingerprint"]:
            raise InputError(f"region: {record['name']!r} is not what it was in this run; allowed: the same version")
        return known
    region = Region.from_record(record)
    return replace(region, borders=known.borders) if known and known.codes == region.codes else region


def known_as(region: Region) -> str | None:
    """Return the name under which a region comes with the program; None of any other."""
    return region.name if region == _known(region.name) else None


def _known(name: str) -> Region | None:
    """Return the built-in region of that name, if there is one."""
    return load_region(name) if name in built_in("region", ".csv") else None


def _fingerprint(region: Region) -> str:
    """Return a digest of all that is known of a region."""
    return hashlib.sha256(json.dumps(region.to_record(), sort_keys=True).encode()).hexdigest()
