"""The catalogue of support measures: capital, form, target group, reach, and the level that opens each.

The 176 measures paraphrase the GR/RISE report of 2025: Annex 2 (A2), its level 1 (L1), its recommendations (R) and
Annex 3 (A3). `capital` and `form` are the cell of the annex; `content_capital` and `content_form` follow from its
content. They differ in the rows marked as recoded, by one rule: a knowledge base or guide is knowledge; networks and
forums are relational room, or political where decision makers meet or settle a strategy; money is a financial resource.
"""

from __future__ import annotations

import csv
import difflib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from kraftsamling.model.errors import InputError
from kraftsamling.model.paths import DATA
from kraftsamling.model.vocabulary import CAPITALS, FORMS, LEVELS

OVERALL = "overall"
ACTOR = "actor_itself"
TARGET_GROUPS = ("all", "politicians", "managers", "support_functions", "strategists", "operations", ACTOR)
CONTROL_HOLDERS = ("politicians", "managers", ACTOR)

FEEDS_FROM = 0.25
"""Share of a capital's measures from which a form counts as feeding it."""


@dataclass(frozen=True)
class Measure:
    """One measure of the catalogue.

    Attributes:
        capital, form: its cell in the annex; `capital` may be "overall".
        content_capital, content_form: of its content, which the model reads.
        target_group: one of TARGET_GROUPS.
        priority_level1: named for level 1 by the report.
        public_good: made once and used by all, rather than delivered municipality by municipality.
        recoded, recode_reason: whether content and cell differ, and why.
        documents, applications, networks: it spreads or repeats worked examples, helps to apply for money, builds or
            links networks and standing forums.
    """

    id: str
    title_en: str
    title_sv: str
    capital: str
    form: str
    target_group: str
    priority_level1: bool
    public_good: bool
    content_capital: str
    content_form: str
    recoded: bool
    recode_reason: str
    documents: bool
    applications: bool
    networks: bool
    source: str

    @property
    def level(self) -> int:
        """The level that opens it, by a rule that is an assumption and never looks at the form.

        Level 1 opens the measures that the report names for it. Of the rest, level 3 opens those that address
        holders of control over structures (politicians, managers, the actor itself), and level 2 all else.
        """
        if self.priority_level1:
            return 1
        return 3 if self.target_group in CONTROL_HOLDERS else 2


@dataclass(frozen=True, eq=False)
class OfferTables:
    """Open measures at each level (axis 0: levels 0 to 3, cumulative). Shares are 0 where nothing is open.

    Attributes:
        cells: (4, 7, 3) number of open measures that feed each capital through each form; a measure on all capitals
            counts a seventh in each; measures on the actor itself are left out.
        actor_share: (4, 3) share of a form's open measures that address the actor itself.
        public_share: (4, 3) share of a form's other open measures that are public goods.
        documentation, applications, networks: (4,) share of all open measures that document examples, help with
            applications, build networks.
    """

    cells: np.ndarray
    actor_share: np.ndarray
    public_share: np.ndarray
    documentation: np.ndarray
    applications: np.ndarray
    networks: np.ndarray


@cache
def load_catalogue() -> tuple[Measure, ...]:
    """Return every measure, in the order of the file."""
    text = (DATA / "catalogue.csv").read_text(encoding="utf-8")
    return tuple(_to_measure(row) for row in csv.DictReader(text.splitlines()))


def _to_measure(row: dict[str, str]) -> Measure:
    kinds = Measure.__annotations__
    values: dict[str, Any] = {key: value == "yes" if kinds[key] == "bool" else value for key, value in row.items()}
    return Measure(**values)


def check_measure(measure: object, where: str) -> str:
    """Return the id of a measure of the catalogue.

    Raises:
        InputError: there is none of that id; names the nearest.
    """
    known = [entry.id for entry in load_catalogue()]
    if not isinstance(measure, str) or measure not in known:
        near = difflib.get_close_matches(str(measure), known, n=1, cutoff=0)[0]
        raise InputError(f"{where}: unknown measure {measure!r}; did you mean {near!r}? allowed: ids of the catalogue")
    return measure


@cache
def offer_tables(include: tuple[str, ...] = (), leave_out: tuple[str, ...] = ()) -> OfferTables:
    """Return the open measures at each level, when some measures are opened at every level from 1 on and some left out.

    A measure that is in both is left out. The arrays are read-only.

    Raises:
        InputError: an id that the catalogue lacks.
    """
    for measure in (*include, *leave_out):
        check_measure(measure, "measures")
    opened = [
        [m for m in load_catalogue() if level and m.id not in leave_out and (m.level <= level or m.id in include)]
        for level in LEVELS
    ]
    for_actor = _count(opened, lambda m: m.target_group == ACTOR)
    for_members = _count(opened, lambda m: m.target_group != ACTOR)
    public = _count(opened, lambda m: m.target_group != ACTOR and m.public_good)
    everything = for_actor + for_members
    total = everything.sum(axis=(1, 2))
    return OfferTables(
        cells=_read_only(for_members),
        actor_share=_share(for_actor.sum(axis=1), everything.sum(axis=1)),
        public_share=_share(public.sum(axis=1), for_members.sum(axis=1)),
        documentation=_share(_count(opened, lambda m: m.documents).sum(axis=(1, 2)), total),
        applications=_share(_count(opened, lambda m: m.applications).sum(axis=(1, 2)), total),
        networks=_share(_count(opened, lambda m: m.networks).sum(axis=(1, 2)), total),
    )


def emphasis() -> np.ndarray:
    """Return the share of each capital's measures in each form, (7, 3), as base weights; rows sum to 1.

    All measures count by content, whatever level opens them; those on all capitals are left out. Shares are smoothed,
    (n + 1) / (total + 3), since a short list may lack a form by chance, which then would weigh nothing.
    """
    counts = _own_counts()
    weights: np.ndarray = (counts + 1) / (counts.sum(axis=1, keepdims=True) + len(FORMS))
    return weights


def feeds() -> np.ndarray:
    """Return 1 where a form feeds a capital and 0 elsewhere, (7, 3).

    It does when at least FEEDS_FROM of the capital's measures are of that form, unsmoothed and by content.
    """
    counts = _own_counts()
    fed: np.ndarray = counts >= FEEDS_FROM * counts.sum(axis=1, keepdims=True)
    return fed * 1.0


def _own_counts() -> np.ndarray:
    own = [measure for measure in load_catalogue() if measure.content_capital != OVERALL]
    counts: np.ndarray = _count([own], lambda measure: True)[0]
    return counts


def _count(lists: list[list[Measure]], wanted: Callable[[Measure], bool]) -> np.ndarray:
    """Count the wanted measures of each list by capital and form, (list, 7, 3)."""
    counts = np.zeros((len(lists), len(CAPITALS), len(FORMS)))
    for row, measures in zip(counts, lists, strict=True):
        for measure in filter(wanted, measures):
            every = measure.content_capital == OVERALL
            capital = slice(None) if every else CAPITALS.index(measure.content_capital)
            row[capital, FORMS.index(measure.content_form)] += 1 / len(CAPITALS) if every else 1
    return counts


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return _read_only(np.divide(part, whole, out=np.zeros_like(part), where=whole > 0))


def _read_only(table: np.ndarray) -> np.ndarray:
    table.flags.writeable = False
    return table
