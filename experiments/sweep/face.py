"""`ks.sweep` and `ks.open_sweep`: a sweep from Python, the same as on the command line."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from kraftsamling.experiments.folder.identity import code_identity
from kraftsamling.experiments.folder.provenance import git_commit, versions
from kraftsamling.experiments.sweep.carry import Slice, carry
from kraftsamling.experiments.sweep.compute import SLURM, Compute, WorkersLost
from kraftsamling.experiments.sweep.design.assemble import assemble
from kraftsamling.experiments.sweep.design.identity import computes
from kraftsamling.experiments.sweep.design.options import OF_PARAMETER, OF_STRATEGY, Asked, Form, check_names, several
from kraftsamling.experiments.sweep.design.rows import Rows
from kraftsamling.experiments.sweep.design.table import design_name
from kraftsamling.experiments.sweep.estimate import Estimate, estimate
from kraftsamling.experiments.sweep.finished import Finished, look_through
from kraftsamling.experiments.sweep.merge import merged, take_files
from kraftsamling.experiments.sweep.opened import Sweep
from kraftsamling.experiments.sweep.slurm import write_script
from kraftsamling.experiments.sweep.store import DiskFull, Store
from kraftsamling.experiments.sweep.told import Silent, Told
from kraftsamling.model.errors import InputError, plain

ABOUT = ("command", "design", "created")


class SweepStopped(RuntimeError):
    """A sweep came to an end before all rows ran: no disk, or no workers; what is finished stands."""


@dataclass(frozen=True)
class Work:
    """How a sweep is carried out, whatever it is asked for."""

    compute: Compute = field(default_factory=Compute)
    part: Slice = field(default_factory=Slice)
    dry_run: bool = False


def sweep(
    folder: str | Path,
    design: Any = None,
    *,
    points: int | str | None = None,
    worlds: Any = None,
    parameters: Mapping[str, Any] | None = None,
    strategy: Mapping[str, Any] | None = None,
    measures: Sequence[str] | None = None,
    record: str = "end",
    float32: bool = False,
    compute: str = "local",
    processes: int | None = None,
    address: str | None = None,
    jobs: int | None = None,
    dry_run: bool = False,
    **values: Any,
) -> Sweep | Estimate:
    """Run a sweep, or go on with one; finished rows are not run again.

    Args:
        folder: where results lie. Given alone, it goes on with what is there.
        design: "factorial", "lhs", "sobol", "morris", a CSV or Parquet file, or a table with one row a run.
        points: how many of lhs, sobol (base points) or morris (paths), or "FIRST-LAST" of them.
        worlds: "plausible", "all", "default", a number, "FIRST-LAST", a file or a table; its index labels the worlds.
        parameters, strategy: values to cross by parameter, and by key of every strategy ("budget.person_years").
        measures: what is kept of each run; None: all yearly measures, and totals at the end.
        record: "end" (one row a run) or "years" (one a run and year).
        float32: half the size.
        compute: "local", "dask" (at a scheduler's `address`, or on this machine) or "slurm" (nothing runs; a script for
            an array of `jobs` is written into the folder); processes: None is all.
        dry_run: return an `Estimate` instead, and write nothing.
        values: region, strategies, scenario, budget, seeds, years, funding: one value or several.

    Returns:
        the sweep, whose `failures` name the rows that raised; the others stand.

    Raises:
        InputError: bad input. SweepStopped: no disk or no workers; the message says how to go on.
    """
    check_names(values)
    crossed = {name: several(value) for name, value in values.items()}
    if "seeds" in values:
        crossed["seeds"] = [values["seeds"]]
    for prefix, mapping in ((OF_PARAMETER, parameters), (OF_STRATEGY, strategy)):
        crossed |= {f"{prefix}{name}": several(value) for name, value in (mapping or {}).items()}
    work = Work(Compute(compute, processes, address, jobs), dry_run=dry_run)
    if design is None and not crossed and points is None and worlds is None:
        return carry_on(Path(folder), None, work, Silent())
    kept = Form(record=record, float32=float32) if measures is None else Form(tuple(several(measures)), record, float32)
    return carry_on(Path(folder), Asked(crossed, design or "factorial", points, worlds, kept), work, Silent())


def open_sweep(folder: str | Path) -> Sweep:
    """Return the sweep in a folder, finished or not; tables are read when they are asked for.

    Raises:
        InputError: the folder holds none.
    """
    return Sweep(folder)


def carry_on(folder: Path, asked: Asked | None, work: Work, told: Told, command: str = "") -> Sweep | Estimate:
    """Make the folder's design what is asked for, or leave it as it is, and run what is not finished.

    Raises:
        InputError, SweepStopped: as `sweep`.
    """
    store = Store(folder)
    store.check()
    rows, form = store.load(computes()) if asked is None else (assemble(asked), asked.form)
    if work.dry_run:
        done = look_through(store, rows, form, repair=False)
        return estimate(rows, form, np.flatnonzero(~done.rows), work.compute.workers)
    shared = work.part.of > 1
    with store.alone(shared=shared):
        if not shared or not store.exists:
            try:
                _save(store, rows, form, asked, command)
            except DiskFull as error:
                again = "give the same command again once there is room"
                raise SweepStopped(f"{error.strerror}: the design was not written; {again}") from None
        elif not np.array_equal(store.load(rows.model)[0].keys, rows.keys):
            raise InputError("slice: the folder holds another design; allowed: the same command in every slice")
        finished = look_through(store, rows, form, repair=not shared)
        for line in finished.lines(store):
            told.line(line)
        if work.compute.kind == SLURM:
            expected = estimate(rows, form, np.flatnonzero(~finished.rows), 1)
            told.line(write_script(store, expected, work.compute.jobs))
            return Sweep(folder)
        try:
            carry(store, rows, form, finished, compute=work.compute, part=work.part, told=told)
        except KeyboardInterrupt:
            raise KeyboardInterrupt(f"interrupted: {kept(folder, finished)}") from None
        except DiskFull as error:
            raise SweepStopped(f"{error.strerror}: {kept(folder, finished)}") from None
        except WorkersLost as error:
            raise SweepStopped(f"workers were ended again and again ({error}): {kept(folder, finished)}") from None
    return Sweep(folder)


def merge(folder: str | Path, others: Sequence[str | Path]) -> Sweep:
    """Add the rows of other sweeps to a folder, new or a sweep itself, and what they have finished; nothing is run.

    Raises:
        InputError: no sweep, one of another model, or one that keeps something else of a row.
    """
    store, folders = Store(Path(folder)), [Path(other) for other in others]
    store.check()
    rows, form = merged(store, folders)
    with store.alone():
        take_files(store, folders)
        before = store.record() if store.exists else Store(folders[0]).record()
        store.save(rows, form, {name: before[name] for name in ABOUT} | of_program())
        look_through(store, rows, form)
    return Sweep(folder)


def kept(folder: Path, finished: Finished) -> str:
    """Return how many rows stand, and how to go on."""
    again = shlex.join(["kraftsamling", "sweep", str(folder)])
    return f"{plain(finished.count)} of {plain(len(finished.rows))} rows are finished and kept; to go on: {again}"


def _save(store: Store, rows: Rows, form: Form, asked: Asked | None, command: str) -> None:
    """Write the design where it is new, or where the model now computes other numbers."""
    if store.exists and _is_same(store, rows, form):
        return
    before = store.record() if store.exists else {}
    about = {
        "command": command or before.get("command", ""),
        "design": design_name(asked.design) if asked else before["design"],
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        **of_program(),
    }
    store.save(rows, form, about)


def of_program() -> dict[str, Any]:
    """Return which program ran: versions, commit, and hashes of the model's code and tables."""
    return {"versions": versions(), "git_commit": git_commit(), "code": code_identity()}


def _is_same(store: Store, rows: Rows, form: Form) -> bool:
    try:
        stored, stored_form = store.load(rows.model)
        same = stored_form == form and store.record()["model"] == rows.model
        return same and np.array_equal(stored.keys, rows.keys)
    except InputError:
        return False
