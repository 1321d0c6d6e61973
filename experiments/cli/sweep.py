"""`kraftsamling sweep FOLDER [OPTION=A,B ...]`: many runs, stored as they finish, resumed by the same command."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kraftsamling.experiments.sweep.carry import Slice
from kraftsamling.experiments.sweep.compute import COMPUTES, MAX_PROCESSES, Compute
from kraftsamling.experiments.sweep.design.options import OF_FORM, SAMPLED, VARIED, Asked, Form, entries, varied_words
from kraftsamling.experiments.sweep.design.rows import MAX_ROWS
from kraftsamling.experiments.sweep.estimate import Estimate
from kraftsamling.experiments.sweep.face import SweepStopped, Work, carry_on, merge
from kraftsamling.experiments.sweep.store import Store
from kraftsamling.experiments.sweep.told import on_stderr
from kraftsamling.experiments.sweep.verify import ROWS, verify
from kraftsamling.model.errors import InputError, check_keys, check_number, plain
from kraftsamling.model.run_of import MAX_SEED

DONE, SOME_FAILED = 0, 1
OF_WORK = {
    "dry_run": "true (rows, hours, files and gigabytes from a timed probe; nothing is written) or false",
    "compute": " or ".join(COMPUTES),
    "processes": f"a whole number from 1 to {plain(MAX_PROCESSES)}; default: all",
    "address": "of a Dask scheduler: tcp://HOST:PORT",
    "jobs": "how many jobs an array of Slurm has; default: such that each takes half an hour or more",
    "slice": "K/N: every Nth batch from K on, counted from 0, for several processes in one folder",
}
OTHERS = {"experiment": "a comparison whose settings are taken over", "merge": "folders of sweeps made apart"}
USE = "sweep FOLDER [OPTION=A,B ...]"
TRUTHS = {"true": True, "false": False}


def sweep_command(words: Sequence[str], command: str) -> int:
    """Run or go on with a sweep; return 0, or 1 where rows failed or it stopped before its end.

    Raises:
        InputError: bad input.
    """
    if "help" in (word.lstrip("-") for word in words):
        print(f"kraftsamling {USE}\n\nOptions; what is crossed may have several values between commas:")
        print(options_of_sweep(), flush=True)
        return DONE
    folder, options = _read(words, USE)
    merged = options.pop("merge", "")
    if merged:
        check_keys(options, (), "merge")
        print(merge(folder, [Path(name.strip()) for name in merged.split(",")]), flush=True)
        return DONE
    work = _work(options)
    try:
        found = carry_on(folder, _asked(options), work, on_stderr(), command)
    except SweepStopped as stopped:
        print(f"kraftsamling: {stopped}", file=sys.stderr)
        return SOME_FAILED
    if isinstance(found, Estimate):
        print("\n".join(found.lines()), flush=True)
        return DONE
    print(f"{plain(found.finished)} of {plain(len(found))} rows are finished, in {folder}", flush=True)
    failures = found.failures
    if not len(failures):
        return DONE
    first = failures.iloc[0]
    where = f"{first['strategy']}, world {first['label']}, seed {first['seed']}: {first['message']}"
    print(
        f"kraftsamling: {plain(len(failures))} rows failed, see failures.parquet; the first: {where}", file=sys.stderr
    )
    return SOME_FAILED


def verify_command(words: Sequence[str]) -> int:
    """Run a random sample of a sweep's rows again; return 0 where all are the same to the last bit, else 1.

    Raises:
        InputError: bad input.
    """
    folder, options = _read(words, "verify FOLDER [rows=N] [seed=N]")
    check_keys(options, ("rows", "seed"), "verify")
    number = _whole(options.get("rows", str(ROWS)), "rows", MAX_ROWS)
    seed = _whole(options["seed"], "seed", MAX_SEED) if "seed" in options else None
    verdict = verify(Store(folder), number, seed)
    print("\n".join(verdict.lines()), flush=True)
    return DONE if verdict.same else SOME_FAILED


def options_of_sweep() -> str:
    """Return one line of help per option."""
    known = VARIED | SAMPLED | OF_FORM | OF_WORK | OTHERS
    width = max(map(len, known))
    return "\n".join(f"  {name:<{width}}  {allowed}" for name, allowed in known.items())


def _read(words: Sequence[str], allowed: str) -> tuple[Path, dict[str, str]]:
    """Return the folder and the text of each option."""
    folders = [word for word in words if "=" not in word]
    if len(folders) != 1 or folders[0].startswith("-"):
        raise InputError(f"sweep: {' '.join(folders)!r}; allowed: kraftsamling {allowed}")
    pairs = [word.partition("=")[::2] for word in words if "=" in word]
    names = [name for name, _ in pairs]
    if twice := next((name for place, name in enumerate(names) if name in names[:place]), None):
        raise InputError(f"sweep: {twice} is given twice; allowed: once")
    if blank := next((name for name, text in pairs if not text.strip()), None):
        raise InputError(f"sweep: {blank}: blank; allowed: a value, or leave it out")
    return Path(folders[0]), dict(pairs)


def _work(options: dict[str, str]) -> Work:
    """Take what says how the sweep is carried out from the options."""
    given = {name: options.pop(name) for name in OF_WORK if name in options}
    processes = _whole(given["processes"], "processes", MAX_PROCESSES) if "processes" in given else None
    jobs = _whole(given["jobs"], "jobs", MAX_PROCESSES) if "jobs" in given else None
    compute = Compute(given.get("compute", "local"), processes, given.get("address"), jobs)
    part = Slice.read(given["slice"]) if "slice" in given else Slice()
    return Work(compute, part, _truth(given.get("dry_run", "false"), "dry_run"))


def _asked(options: dict[str, str]) -> Asked | None:
    """Return what is asked for; None where nothing is, to go on with what is there."""
    if not options:
        return None
    kept: dict[str, Any] = {name: options.pop(name) for name in OF_FORM if name in options}
    if "measures" in kept:
        kept["measures"] = tuple(entries("measures", kept["measures"]))
    if "float32" in kept:
        kept["float32"] = _truth(kept["float32"], "float32")
    chosen = {name: options.pop(name) for name in SAMPLED if name in options}
    return Asked(varied_words(options), form=Form(**kept), **chosen)


def _truth(text: str, name: str) -> bool:
    if text not in TRUTHS:
        raise InputError(f"{name}: {text!r}; allowed: true or false")
    return TRUTHS[text]


def _whole(text: str, name: str, most: int) -> int:
    number: Any = int(text) if text.isdecimal() else text
    return int(check_number(number, 1, most, name, whole=True))
