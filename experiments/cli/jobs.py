"""What is run, checked before anything is made, and the folder of each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from kraftsamling.experiments.cli.registry import COMPARE, Check, check_of
from kraftsamling.experiments.cli.terminal import tell
from kraftsamling.experiments.folder.output import check_output, swept_output
from kraftsamling.experiments.folder.places import (
    check_several,
    index_of,
    place_of_run,
    place_of_several,
    write_index,
)
from kraftsamling.experiments.folder.provenance import read_record
from kraftsamling.experiments.setting.config import OPTIONS, compose_config
from kraftsamling.experiments.setting.design import Design, Presentation, design_of, presentation_of
from kraftsamling.model.errors import InputError

REPLAY_OPTIONS = ("run", "output", "overwrite", "language", "anonymous", "report")
"""What may be chosen anew when an earlier run is run again."""


@dataclass(frozen=True)
class Job:
    """One run, checked and ready: what is run, how it is presented, where it is written, and which it repeats.

    Attributes:
        given: whether the user named the folder; overwrite: whether one of another setting may be replaced.
    """

    work: Design | Check
    presentation: Presentation
    folder: Path
    given: bool
    overwrite: bool
    earlier: Path | None = None


def single_job(overrides: list[str], options: Collection[str], command: str) -> Job:
    """Return the one job that the command asks for, checked.

    Args:
        overrides: the options as the configuration takes them; options: the names of those that were given.
        command: what was typed.

    Raises:
        InputError: says what is allowed; nothing has been written then.
    """
    return _checked(_job(overrides, options, command))


def several_jobs(overrides: list[list[str]], options: Collection[str], command: str) -> list[Job]:
    """Return the jobs of a multirun, checked, each in a folder of its own within one that says which is which.

    Raises:
        InputError: says what is allowed; nothing has been written then.
    """
    jobs = [_job(each, options, command) for each in overrides]
    table, first = index_of(overrides), jobs[0]
    names = {job.folder.name for job in jobs}
    if first.given:
        top = first.folder
        check_several(top, table, overwrite=first.overwrite)
    else:
        base = Path("multirun", first.folder.name if len(names) == 1 else "several")
        top = place_of_several(base, table, overwrite=first.overwrite)
    jobs = [_checked(replace(job, folder=top / str(number), given=True)) for number, job in enumerate(jobs)]
    write_index(top, table)
    return jobs


def _job(overrides: list[str], options: Collection[str], command: str) -> Job:
    """Check everything that a run needs but its folder before anything is made."""
    config = compose_config(overrides)
    for name in ("output", "run"):
        if getattr(config, name) == "":
            raise InputError(f"{name}: blank; allowed: {OPTIONS[name]['allowed']}")
    work: Design | Check
    if config.run:
        extra = sorted(set(options) - set(REPLAY_OPTIONS))
        if extra:
            raise InputError(f"{extra[0]}: not together with run; allowed: {', '.join(REPLAY_OPTIONS)}")
        work, shown = read_record(Path(config.run))
        config = replace(config, **{name: value for name, value in shown.items() if name not in options})
    else:
        work = (design_of if config.kind == COMPARE else check_of)(config, options)
    presentation = presentation_of(config, command)
    region = work.run.region if isinstance(work, Design) else work.region
    folder = Path(config.output or f"outputs/{work.name}-{region.name}")
    earlier = Path(config.run) if config.run else None
    return Job(work, presentation, folder, bool(config.output), config.overwrite, earlier)


def _checked(job: Job) -> Job:
    """Return a job whose folder can be written and replaces no run of another setting but one that was named."""

    def sweep(place: Path) -> None:
        if gone := swept_output(place):
            tell(job.presentation.reader.say("command.swept", what=", ".join(map(str, gone))))

    place = job.folder
    if job.given:
        sweep(place)
    else:
        place = place_of_run(place, job.presentation.setting, overwrite=job.overwrite, sweep=sweep)
    check_output(place)
    return replace(job, folder=place)
