"""What the command does: read the setting, check it, run the experiment, write its folder."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from omegaconf import OmegaConf

from kraftsamling.experiments.cli.jobs import Job, several_jobs, single_job
from kraftsamling.experiments.cli.listing import SECTIONS, explanation, listing
from kraftsamling.experiments.cli.region import region_command
from kraftsamling.experiments.cli.registry import Check
from kraftsamling.experiments.cli.report import draw_again
from kraftsamling.experiments.cli.sweep import sweep_command, verify_command
from kraftsamling.experiments.cli.terminal import progress, say, tell
from kraftsamling.experiments.compare.explain import find_comparison
from kraftsamling.experiments.compare.publish import publish
from kraftsamling.experiments.folder.provenance import results_of, same_results
from kraftsamling.experiments.runs.execute import NothingRan, execute
from kraftsamling.experiments.setting.config import (
    checked_words,
    compose_config,
    given_options,
    options_text,
    rewritten,
    sweep_jobs,
)
from kraftsamling.model.errors import InputError, check_choice, in_one_line, one_line
from kraftsamling.model.inputs.reading.problems import FileRefused
from kraftsamling.model.results.results import software_version

DONE, SOME_FAILED, BAD_INPUT = 0, 1, 2
MAX_PROBLEMS = 4000
"""Characters of a line that lists the problems of a table: each is short, and there are ten at most."""
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


def carry_out(given: list[str]) -> int:
    """Do what the words of the command line say; return its exit code.

    0 done, 1 some runs failed or gave other numbers than before, 2 bad input (one line on standard error).
    """
    return _told(lambda: _dispatch(checked_words(given)))


def _told(work: Callable[[], int], where: str = "") -> int:
    """Do it and return its exit code; an error that is no fault of ours is told in one line, after where it was."""
    try:
        return work()
    except FileRefused as error:
        tell(one_line(f"{where}{error}", MAX_PROBLEMS))
        return BAD_INPUT
    except InputError as error:
        tell(one_line(f"{where}{error}"))
        return BAD_INPUT
    except NothingRan as error:
        tell(f"{where}every run failed, nothing was written: {error}")
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
        return _presented(listing([word for word in given if word != "list"]))
    if "explain" in given:
        return _presented(explanation([word for word in given if word != "explain"]))
    modes = {_flag(word) for word in given if word.startswith("-")}
    arguments = [word for word in given if not word.startswith("-")]
    if "help" in modes:
        return _presented(HELP + "\n".join(options_text()))
    if "version" in modes:
        return _presented(f"kraftsamling {software_version()}")
    if "cfg" in modes:
        config = compose_config(rewritten(_without_job(arguments)))
        return _presented(OmegaConf.to_yaml(OmegaConf.structured(config)).rstrip())
    options, command = given_options(arguments), shlex.join(["kraftsamling", *given])
    if "sweep" in modes:
        return _run_all(several_jobs(sweep_jobs(rewritten(arguments, sweep=True)), options, command))
    return _run(single_job(rewritten(arguments), options, command))


def _flag(word: str) -> str:
    return FLAGS[check_choice(word, FLAGS, "command line")]


def _without_job(arguments: list[str]) -> list[str]:
    """Return the arguments less the word `job`, the one setting that --cfg can show."""
    words = [word for word in arguments if "=" not in word]
    if words != ["job"]:
        raise InputError(f"--cfg: {' '.join(words)!r}; allowed: --cfg job")
    return [word for word in arguments if word != "job"]


def _run_all(jobs: Sequence[Job]) -> int:
    """Run one after the other; what fails does not keep the next one, and an interruption says which are done."""
    done: list[str] = []
    code = DONE

    def run(job: Job) -> int:
        found = _run(job)
        done.append(str(job.folder))
        return found

    try:
        for job in jobs:
            code = max(code, _told(partial(run, job), f"{one_line(job.folder)}: " if len(jobs) > 1 else ""))
    except KeyboardInterrupt:
        if len(jobs) > 1:
            told = jobs[0].presentation.reader.say("command.finished", count=len(done), of=len(jobs))
            tell(f"{told} {', '.join(done)}".rstrip())
        raise
    return code


def _run(job: Job) -> int:
    work, presentation, reader = job.work, job.presentation, job.presentation.reader
    if isinstance(work, Check):
        with progress(None, work.name, reader, more=True) as done:
            remarks, undrawn = work.publish(presentation, job.folder, done)
        return _presented("\n".join([*remarks, reader.say("command.report", path=job.folder / "report.html")]), undrawn)
    with progress(work.run.runs, work.title[reader.language], reader, more=presentation.report) as done:
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
        tell(reader.say("command.failed", what=line))
    if job.earlier:
        key = {True: "same", False: "other", None: "untold"}[same]
        said = f"{said}\n{reader.say(f'command.{key}', path=job.earlier)}"
    return max(_presented(said, undrawn), SOME_FAILED if outcome.failures or same is False else DONE)


def _presented(said: str, undrawn: Sequence[str] = ()) -> int:
    """Print what was asked for, and in one line what could not be drawn; return the exit code."""
    say(said)
    if undrawn:
        tell(f"could not be drawn, the rest is there: {'; '.join(undrawn)}")
    return SOME_FAILED if undrawn else DONE
