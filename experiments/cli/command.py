"""What the command does: read the setting, check it, run the experiment, write its folder."""

from __future__ import annotations

import contextlib
import shlex
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from omegaconf import OmegaConf
from tqdm import tqdm

from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.cli.listing import SECTIONS, explanation, listing
from kraftsamling.experiments.cli.region import region_command
from kraftsamling.experiments.cli.registry import COMPARE, Check, check_of
from kraftsamling.experiments.cli.report import draw_again
from kraftsamling.experiments.cli.sweep import sweep_command, verify_command
from kraftsamling.experiments.compare.explain import find_comparison
from kraftsamling.experiments.compare.publish import publish
from kraftsamling.experiments.folder.output import check_output, swept_output
from kraftsamling.experiments.folder.places import (
    check_several,
    index_of,
    place_of_run,
    place_of_several,
    write_index,
)
from kraftsamling.experiments.folder.provenance import read_record, results_of, same_results
from kraftsamling.experiments.runs.execute import NothingRan, execute
from kraftsamling.experiments.runs.progress import Counter, Progress
from kraftsamling.experiments.setting.config import (
    OPTIONS,
    checked_words,
    compose_config,
    given_options,
    options_text,
    rewritten,
    sweep_jobs,
)
from kraftsamling.experiments.setting.design import Design, Presentation, design_of, presentation_of
from kraftsamling.model.errors import InputError, check_choice, in_one_line, one_line
from kraftsamling.model.inputs.reading.problems import FileRefused
from kraftsamling.model.results.results import software_version

DONE, SOME_FAILED, BAD_INPUT = 0, 1, 2
MAX_PROBLEMS = 4000
"""Characters of a line that lists the problems of a table: each is short, and there are ten at most."""
REPLAY_OPTIONS = ("run", "output", "overwrite", "language", "anonymous", "report")
"""What may be chosen anew when an earlier run is run again."""
FLAGS = {
    "-h": "help",
    "--help": "help",
    "--version": "version",
    "-c": "cfg",
    "--cfg": "cfg",
    "-m": "sweep",
    "--multirun": "sweep",
}
HELP = f"""\
kraftsamling: how regional support mobilises municipalities' own capacity for climate transition

  kraftsamling                                   run the first experiment
  kraftsamling experiment=NAME [OPTION=VALUE]    run an experiment; an option given here wins over the experiment's
  kraftsamling run=RUN.json output=DIR           run an earlier run again
  kraftsamling sweep FOLDER [OPTION=A,B ...]     many runs, kept as they finish; the same again goes on; sweep --help
  kraftsamling verify FOLDER [rows=N] [seed=N]   run some rows of a sweep again and compare them to the last bit
  kraftsamling list [{"|".join(SECTIONS)}]
  kraftsamling region check FILE [language=sv|en]      how a table of municipalities is understood, and what is wrong
  kraftsamling region new FILE.xlsx [language=sv|en]    a template to fill in
  kraftsamling report FOLDER [language=sv|en] [anonymous=true|false]    draw a stored run again
  kraftsamling explain NAME                      where a variable, parameter, measure or rule comes from, in English
  kraftsamling explain schedule [time=true]      the rules of a quarter in order [and their share of the time]
  kraftsamling app [port=8642] [host=127.0.0.1] [language=sv] [open=true|false]    open the page
  kraftsamling --multirun OPTION=A,B             one run after the other, for every combination
  kraftsamling --cfg job [OPTION=VALUE]          show the setting and stop
  kraftsamling --version

Options:
"""


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


def carry_out(given: list[str]) -> int:
    """Do what the words of the command line say; return its exit code.

    0 done, 1 some runs failed or gave other numbers than before, 2 bad input (one line on standard error).
    """
    return _told(lambda: _dispatch(checked_words(given)))


def _told(work: Callable[[], int]) -> int:
    """Do it and return its exit code; an error that is no fault of ours is told in one line."""
    try:
        return work()
    except FileRefused as error:
        _tell(one_line(error, MAX_PROBLEMS))
        return BAD_INPUT
    except InputError as error:
        _tell(one_line(error))
        return BAD_INPUT
    except NothingRan as error:
        _tell(f"every run failed, nothing was written: {error}")
        return SOME_FAILED


def _dispatch(given: list[str]) -> int:
    if given[:1] == ["region"]:
        return region_command(given[1:])
    if given[:1] == ["sweep"]:
        return sweep_command(given[1:], shlex.join(["kraftsamling", *given]))
    if given[:1] == ["verify"]:
        return verify_command(given[1:])
    if given[:1] == ["report"]:
        said, undrawn = draw_again(given[1:])
        return _presented("\n".join(said), undrawn)
    if "list" in given:
        return _say(listing([word for word in given if word != "list"]))
    if "explain" in given:
        return _say(explanation([word for word in given if word != "explain"]))
    modes = {_flag(word) for word in given if word.startswith("-")}
    arguments = [word for word in given if not word.startswith("-")]
    if "help" in modes:
        return _say(HELP + "\n".join(options_text()))
    if "version" in modes:
        return _say(f"kraftsamling {software_version()}")
    if "cfg" in modes:
        config = compose_config(rewritten(_without_job(arguments)))
        return _say(OmegaConf.to_yaml(OmegaConf.structured(config)).rstrip())
    options, command = given_options(arguments), shlex.join(["kraftsamling", *given])
    if "sweep" in modes:
        return _run_several(sweep_jobs(rewritten(arguments, sweep=True)), options, command)
    return _run(_checked(_job(rewritten(arguments), options, command)))


def _run_several(overrides: list[list[str]], options: Collection[str], command: str) -> int:
    """Run one job after the other, each in a folder of its own; one that fails is told and the others go on."""
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
    return _run_all(jobs)


def _checked(job: Job) -> Job:
    """Return a job whose folder can be written and replaces no run of another setting but one that was named."""
    if not job.given:
        place = place_of_run(job.folder, job.presentation.setting, overwrite=job.overwrite)
        job = replace(job, folder=place)
    if gone := swept_output(job.folder):
        _tell(job.presentation.reader.say("command.swept", what=", ".join(map(str, gone))))
    check_output(job.folder)
    return job


def _flag(word: str) -> str:
    return FLAGS[check_choice(word, FLAGS, "command line")]


def _without_job(arguments: list[str]) -> list[str]:
    """Return the arguments less the word `job`, the one setting that --cfg can show."""
    words = [word for word in arguments if "=" not in word]
    if words != ["job"]:
        raise InputError(f"--cfg: {' '.join(words)!r}; allowed: --cfg job")
    return [word for word in arguments if word != "job"]


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


def _run_all(jobs: Sequence[Job]) -> int:
    """Run one after the other; what fails does not keep the next one, and an interruption says which are done."""
    done: list[str] = []
    code = DONE
    try:
        for job in jobs:
            code = max(code, _told(partial(_run, job)))
            done.append(str(job.folder))
    except KeyboardInterrupt:
        if len(jobs) > 1:
            told = jobs[0].presentation.reader.say("command.finished", count=len(done), of=len(jobs))
            _tell(f"{told} {', '.join(done)}".rstrip())
        raise
    return code


def _run(job: Job) -> int:
    work, presentation, reader = job.work, job.presentation, job.presentation.reader
    if isinstance(work, Check):
        with _progress(None, work.name, reader, more=True) as done:
            remarks, undrawn = work.publish(presentation, job.folder, done)
        return _presented("\n".join([*remarks, reader.say("command.report", path=job.folder / "report.html")]), undrawn)
    with _progress(work.run.runs, work.title[reader.language], reader, more=presentation.report) as done:
        outcome = execute(work, done)
        same = (
            same_results(job.earlier, results_of(outcome.trajectories, outcome.municipalities)) if job.earlier else True
        )
        try:
            result = find_comparison(work, outcome, report=presentation.report, progress=done)
        except Exception as error:  # what has been computed is written all the same
            outcome = replace(outcome, failures=(*outcome.failures, f"report.html ({in_one_line(error)})"))
            presentation = replace(presentation, report=False)
            result = find_comparison(work, outcome, report=False)
    said, undrawn = publish(work, presentation, outcome, result, job.folder)
    for line in outcome.failures:
        _tell(reader.say("command.failed", what=line))
    if job.earlier:
        key = {True: "same", False: "other", None: "untold"}[same]
        said = f"{said}\n{reader.say(f'command.{key}', path=job.earlier)}"
    return max(_presented(said, undrawn), SOME_FAILED if outcome.failures or same is False else DONE)


def _presented(said: str, undrawn: Sequence[str]) -> int:
    """Print what was found, and in one line what could not be drawn; return the exit code."""
    _say(said)
    if undrawn:
        _tell(f"could not be drawn, the rest is there: {'; '.join(undrawn)}")
    return SOME_FAILED if undrawn else DONE


@contextlib.contextmanager
def _progress(runs: int | None, title: str, reader: Reader, *, more: bool = False) -> Iterator[Progress]:
    """Show on standard error how far the runs are: a bar with the time left on a terminal, else a line.

    Args:
        runs: those known beforehand, None where none are.
        more: whether others come on top; a second line says how many there were in all.
    """
    if not sys.stderr.isatty():
        counter = Counter(runs)
        if runs:
            known = reader.say("command.runs_at_least" if more else "command.runs", count=runs)
            print(known, file=sys.stderr, flush=True)
        yield Progress(counter)
        if more:
            print(reader.say("command.runs", count=int(counter.n)), file=sys.stderr, flush=True)
        return
    with tqdm(total=runs, desc=title, unit="", file=sys.stderr, leave=False) as bar:
        yield Progress(bar)


def _say(text: str) -> int:
    print(text, flush=True)
    return DONE


def _tell(line: str) -> None:
    print(f"kraftsamling: {line}", file=sys.stderr)
