"""The record of a run as plain values, run.json: from it back to the run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from kraftsamling.model.errors import InputError, check_choice
from kraftsamling.model.inputs.parameters import check_overrides
from kraftsamling.model.inputs.reader import Place
from kraftsamling.model.inputs.region import Region, load_region
from kraftsamling.model.inputs.region_record import read_region
from kraftsamling.model.inputs.scenario import load_scenario
from kraftsamling.model.inputs.strategy import load_strategy
from kraftsamling.model.paths import built_in
from kraftsamling.model.run import Run
from kraftsamling.model.run_of import check_seeds
from kraftsamling.model.terms import terms_in
from kraftsamling.model.vocabulary import BUDGET_MODES
from kraftsamling.model.worlds.worlds import as_worlds

RECORD = "run.json"
ALLOWED = f"allowed: {RECORD} of an earlier run"
Read = TypeVar("Read")


def read_as(path: Path, make: Callable[[dict[str, Any]], Read]) -> Read:
    """Return what `make` makes of the record in a file.

    Raises:
        InputError: unreadable, or not the record of a run; the line names the file.
    """
    try:
        return make(json.loads(path.read_text(encoding="utf-8")))
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
    except OSError as error:
        raise InputError(f"run: {str(path)!r} cannot be read ({error.strerror}); {ALLOWED}") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError(f"run: {str(path)!r} is no record of a run; {ALLOWED}") from None


def run_of_record(record: Mapping[str, Any]) -> Run:
    """Return the run that a record holds; terms that an older one leaves out have their defaults.

    Raises:
        InputError: a value that is not allowed; KeyError, TypeError: no record of a run.
    """
    return Run(
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


def known_as(region: Region) -> str | None:
    """Return the name under which a region comes with the program; None of any other."""
    return region.name if region == _known(region.name) else None


def fingerprint(region: Region) -> str:
    """Return a digest of all that is known of a region."""
    return hashlib.sha256(json.dumps(region.to_record(), sort_keys=True).encode()).hexdigest()


def known_region(name: str, digest: str) -> Region:
    """Return the built-in region of that name.

    Raises:
        InputError: there is none, or its `fingerprint` is another than the digest.
    """
    known = _known(name)
    if known is None or fingerprint(known) != digest:
        raise InputError(f"region: {name!r} is not what it was in this run; allowed: the same version")
    return known


def with_borders(region: Region) -> Region:
    """Return a recorded region, with its borders where it is a built-in one."""
    known = _known(region.name)
    return replace(region, borders=known.borders) if known and known.codes == region.codes else region


def _region(record: Mapping[str, Any]) -> Region:
    if "fingerprint" in record:
        return known_region(record["name"], record["fingerprint"])
    return with_borders(read_region(dict(record), Place("region")))


def _known(name: str) -> Region | None:
    """Return the built-in region of that name, if there is one."""
    return load_region(name) if name in built_in("region", ".csv") else None
