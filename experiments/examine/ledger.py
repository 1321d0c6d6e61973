"""`kraftsamling experiment=ledger`: which grades of evidence the spread of an answer over worlds rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kraftsamling.analysis.ledger.shares import LEAST_WORLDS, Ledger, draw_ledger, ledgers_from_worlds, sentence
from kraftsamling.analysis.ledger.tables import shares_table, terminal_shares, weights_table
from kraftsamling.analysis.page.figure import style
from kraftsamling.analysis.page.html import Markup, tag
from kraftsamling.analysis.page.page import Page, write_figure
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.runs.examination import Examination
from kraftsamling.experiments.setting.design import BUDGET_MODES, reference_among
from kraftsamling.model.errors import InputError, check_choice
from kraftsamling.model.inputs.parameters import parameters
from kraftsamling.model.inputs.strategy import Strategy, load_strategy
from kraftsamling.model.worlds.worlds import PLAUSIBLE

STRATEGIES = ("no_support", "level_1", "level_2", "level_3")
REFERENCE = "no_support"
TABLES = ["ledger.csv", "weights.csv"]
_SPREAD = {"median": 0.5, "p05": 0.05, "p95": 0.95}


@dataclass(frozen=True)
class Account:
    """One answer and what its spread rests on.

    Attributes:
        course: name of the course; other: of the one that it is set against, "" for the level of the course itself.
        title: of the answer.
        spread: median, p05 and p95 over worlds, points.
    """

    course: str
    other: str
    budget: str
    title: str
    spread: pd.Series
    ledger: Ledger

    @property
    def key(self) -> dict[str, str]:
        """Columns that tell whose rows these are."""
        return {"budget": self.budget, "course": self.course, "other": self.other}


def run_ledger(
    setting: Examination,
    folder: Path,
    *,
    strategies: Sequence[Any] = STRATEGIES,
    reference: str = "",
    budget: str = "both",
) -> None:
    """Split the spread of each course's difference to the reference, and of its level, over grades of evidence.

    Writes ledger.csv, weights.csv, figures/ and report.html into `folder`; the shares are also left as a remark. With
    fewer than `LEAST_WORLDS` worlds there are no shares: ledger.csv and the page then hold what the answers vary
    between and how many assumptions have which grade, and page and terminal say why.

    Args:
        strategies: two or more: names, paths, dicts or `Strategy`.
        reference: name of the one that differences are taken to; none: no support, or the first.
        budget: "both", "own" or "equal".

    Raises:
        InputError: fewer than two strategies, an unknown one, or two of the same title.
    """
    courses = _courses(strategies)
    names = [course.name for course in courses]
    compared_to = reference_among(reference, names) if reference else REFERENCE if REFERENCE in names else names[0]
    budgets = BUDGET_MODES[check_choice(budget, tuple(BUDGET_MODES), "budget")]
    setting.expect(len(budgets) * len(courses) * len(setting.sample) * setting.seeds)
    ends = {mode: _ends(setting, courses, mode) for mode in budgets}
    asked = _answers(names, compared_to)
    accounts = [
        account for mode in setting.steps(budgets) for account in _accounts(setting, courses, ends[mode], asked, mode)
    ]
    assumptions = dict(Counter(parameters()[name].evidence for name in setting.sample.worlds))
    _write_tables(folder, accounts, assumptions)
    by_budget = {mode: [each for each in accounts if each.budget == mode] for mode in budgets}
    _write_page(setting, folder, by_budget, assumptions)
    setting.remarks.append(_in_terminal(setting, by_budget, assumptions))


def _courses(strategies: Sequence[Any]) -> list[Strategy]:
    """Load the courses, which must be told apart by name and title."""
    if len(strategies) < 2:
        raise InputError(
            f"strategies: {len(strategies)} given; allowed: two or more, whose differences are accounted for"
        )
    courses = [load_strategy(source) for source in strategies]
    for place, course in enumerate(courses):
        if any(course.name == other.name or course.title == other.title for other in courses[:place]):
            raise InputError(f"strategies: {course.name} given twice; allowed: each with a name and title of its own")
    return courses


def _ends(setting: Examination, courses: Sequence[Strategy], budget: str, **options: Any) -> pd.DataFrame:
    """Final mean capacity, points, one row per world, one column per course; mean over seeds."""
    end = setting.bench.run(courses, budget=budget, **options)["capacity_mean"].isel(year=-1).mean("seed")
    return end.transpose("world", "strategy").to_pandas()


def _answers(names: Sequence[str], reference: str) -> list[tuple[str, str]]:
    """Return the differences to the reference, then the levels, as course and what it is set against."""
    return [(name, reference) for name in names if name != reference] + [(name, "") for name in names]


def _accounts(
    setting: Examination, courses: Sequence[Strategy], ends: pd.DataFrame, asked: Sequence[tuple[str, str]], budget: str
) -> Iterator[Account]:
    """Split the answers of a budget mode over the worlds of the setting."""

    def answers(found: pd.DataFrame) -> dict[tuple[str, str], pd.Series]:
        return {(course, other): found[course] - found[other] if other else found[course] for course, other in asked}

    def elsewhere(worlds: pd.DataFrame) -> dict[tuple[str, str], np.ndarray]:
        found = answers(_ends(setting, courses, budget, worlds=worlds, seeds=1))
        return {key: answer.to_numpy() for key, answer in found.items()}

    titles, reader = {course.name: course.title[setting.reader.language] for course in courses}, setting.reader
    told = answers(ends.set_axis(setting.sample.worlds.index))
    ledgers = ledgers_from_worlds(setting.sample.worlds, told, elsewhere)
    for (course, other), answer in told.items():
        if other:
            title = reader.say("sensitivity.difference", first=titles[course], second=titles[other])
        else:
            title = reader.say("sensitivity.level", course=titles[course])
        spread = pd.Series({name: answer.quantile(share) for name, share in _SPREAD.items()})
        yield Account(course, other, budget, title, spread, ledgers[course, other])


def _write_tables(folder: Path, accounts: Sequence[Account], assumptions: Mapping[str, int]) -> None:
    shares = pd.concat(
        [each.ledger.to_frame().assign(**each.key, **each.spread) for each in accounts], ignore_index=True
    )
    shares["assumptions"] = shares["part"].map(assumptions).astype("Int64")
    weights = [
        each.ledger.weights.rename_axis("parameter").reset_index().assign(**each.key)
        for each in accounts
        if each.ledger.weights is not None
    ]
    columns = ["parameter", "share", "low", "high", *accounts[0].key]
    told = pd.concat(weights, ignore_index=True) if weights else pd.DataFrame(columns=columns)
    for name, frame in zip(TABLES, (shares, told), strict=True):
        frame.to_csv(folder / name, index=False, lineterminator="\n")


def _write_page(
    setting: Examination, folder: Path, accounts: Mapping[str, Sequence[Account]], assumptions: Mapping[str, int]
) -> None:
    reader = setting.reader
    page = Page(
        title=reader.say("ledger.page_title"),
        subtitle=reader.say("ledger.subtitle", **setting.size),
        question=reader.say("ledger.question"),
        intro=reader.say("ledger.intro"),
        reader=reader,
    )
    parts = [tag("p", line, class_="caveat") for line in _caveats(setting)]
    if len(setting.sample) < LEAST_WORLDS:
        parts.append(tag("section", tag("p", _few(setting)), class_="answer"))
    for mode, some in accounts.items():
        told = [] if len(setting.sample) < LEAST_WORLDS else _told(folder, mode, some, reader)
        shares = shares_table(
            {each.title: each.ledger for each in some},
            {each.title: each.spread for each in some},
            assumptions,
            reader,
        )
        parts.append(tag("section", tag("h2", reader.say(f"robustness.{mode}")), *told, shares, id=mode))
    page.write(folder, parts, TABLES)


def _caveats(setting: Examination) -> Iterator[str]:
    """Yield what plausible worlds ask the reader to bear in mind."""
    yield from setting.sample.notes(setting.region, setting.reader, overridden=False)
    if setting.sample.name == PLAUSIBLE:
        yield setting.reader.say("ledger.filtered")


def _few(setting: Examination) -> str:
    """Say that there are too few worlds, and what takes as few."""
    return setting.reader.say("ledger.few", worlds=setting.size["worlds"], least=setting.reader.number(LEAST_WORLDS))


def _told(folder: Path, budget: str, accounts: Sequence[Account], reader: Reader) -> list[Markup]:
    """Return the figure, then each answer in words, a difference with the assumptions that weigh most."""
    with style():
        figure = draw_ledger({each.title: each.ledger for each in accounts}, reader)
    parts = [write_figure(folder, f"ledger_{budget}", figure, reader.say("ledger.caption"))]
    for each in accounts:
        parts += [tag("h3", each.title), tag("p", sentence(each.ledger, reader))]
        parts += [weights_table(each.ledger, reader)] if each.other and each.ledger.weights is not None else []
    return parts


def _in_terminal(
    setting: Examination, accounts: Mapping[str, Sequence[Account]], assumptions: Mapping[str, int]
) -> str:
    """Return the shares of the differences, then of the levels, by budget mode; or that there are too few worlds."""
    reader = setting.reader
    if len(setting.sample) < LEAST_WORLDS:
        return _few(setting)
    blocks = []
    for mode, some in accounts.items():
        lead = reader.say(f"robustness.{mode}")
        for kind, wanted in (("differences", True), ("levels", False)):
            shown = [each for each in some if bool(each.other) == wanted]
            heading = reader.say(f"ledger.terminal_{kind}", lead=lead, other=shown[0].other)
            blocks.append(terminal_shares(heading, {each.course: each.ledger for each in shown}, assumptions, reader))
    return "\n\n".join([*blocks, reader.say("ledger.dash")]) + "\n"
