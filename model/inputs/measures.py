"""The support measures: what each is for, whom it speaks to, what it takes and what it needs.

The 176 measures paraphrase the GR/RISE report of 2025: Annex 2 (A2), its level 1 (L1), its recommendations (R) and
Annex 3 (A3). No source holds a number: efforts, needs and weights are one reader's ranks on a coarse grid, so that
groups can be compared, but no ranking of single measures can be trusted.
"""

from __future__ import annotations

import csv
import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.sparse import csr_array

from kraftsamling.model.errors import InputError
from kraftsamling.model.paths import DATA
from kraftsamling.model.vocabulary import CAPITALS, CHANNELS, FORMS, LAYERS, QUARTERS_PER_YEAR

OVERALL, ACTOR = "overall", "actor"
"""Capital of a measure that means none in particular, and of one that builds the actor itself."""
FULL_WEIGHT = 3
"""Weight of the channel that a measure is there for; 2 is a main way, 1 by the way."""

DEEDS = ("R-K1", "R-K2", "R-K3")
"""What municipalities do themselves: settings of a course, outside the actor's choice."""
RULES_FOR_CHOOSING = ("R-G1", "R-G3", "R-G4", "A2-ALL-K02")
"""Rules for choosing measures rather than measures: policies of a course, outside the actor's choice."""
PLAN = ("A2-ALL-R01", *(f"L1-{number:02}" for number in range(1, 18)))
"""The report's list for level 1 in its own order, after the one measure that it requires."""
PROPOSALS = ("L1-17", "A2-POL-A04", "L1-08", "A3-06")
"""Measures that act by a proposal to assembly or charter, and add no mandate by themselves."""
MANDATE_AT_HOME = (
    "A2-POL-A06", "A2-POL-A07", "A2-HUM-K04", "A2-HUM-R04", "A2-HUM-A01", "A2-REL-R01", "A2-ORG-A01", "A2-REAL-K01",
    "A2-ALL-K12", "L1-05", "L1-11", "R-K1", "A3-12",
)  # fmt: skip
"""Measures whose mandate is given at home; that of the others comes from the actor's owners or from above them."""
FAMILIES = {
    "networks": ("A2-POL-K03", "A2-POL-A02", "A2-REL-A01", "L1-12", "L1-13"),
    "digital_ground": ("A2-POL-R06", "L1-01"),
    "example_stores": ("A2-HUM-K09", "A2-REL-K04", "A2-REAL-K02", "A2-ALL-K07", "L1-02"),
    "project_template": ("A2-REL-A05", "L1-03"),
    "application_help": ("A2-FIN-R03", "A2-FIN-R04", "A2-ORG-R04", "A2-ALL-R15", "A2-ALL-R16"),
    "voices_upward": ("A2-POL-A01", "A2-FIN-A03", "A2-ALL-A03", "A2-ALL-A05", "A2-ALL-A11", "A2-ALL-A14"),
    "managers_courses": ("A2-HUM-K04", "A2-ORG-K02", "A2-ALL-K05", "A2-ALL-K06", "A2-ALL-K12"),
    "first_package": (
        "A2-POL-K01", "A2-HUM-K01", "A2-HUM-K08", "A2-ORG-K01", "A2-ALL-K01", "A2-ALL-K03", "A2-HUM-R01", "L1-05",
        "A3-11",
    ),
    "follow_up": ("A2-ALL-R06", "L1-09"),
    "pledges": ("A2-POL-A07", "L1-06"),
    "cross_department": ("A2-REL-R02", "A2-ALL-A08", "A2-POL-A05"),
    "procurement": ("A2-ORG-R02", "A2-REAL-R01", "A2-ALL-R12"),
    "scaling_up": ("A2-DYN-R02", "A2-ALL-R10"),
    "strategists_tools": ("A2-ALL-A02", "L1-10"),
    "pots": ("A2-HUM-R03", "A3-05"),
}  # fmt: skip
"""Measures that are nearly the same thing, by family: the second of a family gives less."""


@dataclass(frozen=True)
class Measure:
    """One measure.

    Attributes:
        capital: one of CAPITALS, "overall" or "actor"; form: one of FORMS.
        layers: layers of the organisation that are spoken to.
        public: made once and used by all, rather than delivered municipality by municipality.
        setup: person-years until it is ready; running: person-years a year that keep it up; life: years that it lasts
            without upkeep.
        needs_mandate, needs_formality: least mandate of its form and least formality under which it is whole, 0 to 1.
        requires: id of the one without which it cannot be thought, or an empty text.
        level: the level of ambition that opens it.
        control: how far it touches what municipalities hold control of, 0 to 1.
        channels: weight from 0 to 1 by channel.
    """

    id: str
    title_en: str
    title_sv: str
    capital: str
    form: str
    layers: tuple[str, ...]
    public: bool
    setup: float
    running: float
    life: float
    needs_mandate: float
    needs_formality: float
    requires: str
    level: int
    control: float
    channels: dict[str, float]

    @property
    def family(self) -> str:
        """Its family of substitutes, or an empty text."""
        return next((name for name, members in FAMILIES.items() if self.id in members), "")

    @property
    def titles(self) -> dict[str, str]:
        """Its title by language."""
        return {"sv": self.title_sv, "en": self.title_en}

    @property
    def is_free(self) -> bool:
        """Whether the actor may choose it."""
        return self.id not in (*DEEDS, *RULES_FOR_CHOOSING)


@dataclass(frozen=True, eq=False)
class MeasureTable:
    """All measures as read-only arrays, in the order of the file; M measures.

    Attributes:
        open_from: level that opens each, beyond every level for what the actor may not choose; (M,).
        by_capital: (7 x 3, M) sparse, share of each that feeds a capital through its form, capital by capital.
        by_form: (3, M) sparse, 1 for its form; by_layer: (5, M) sparse, share of its speech to each layer.
        by_channel: (13 x 5, M) sparse, weight by channel and layer.
        actor: (3, M) sparse, 1 for the form of a measure that builds the actor itself.
        public, proposes: 1 where it is a public good; acts by a proposal; (M,).
        setup, running, life, needs_mandate, needs_formality: (M,), as of `Measure`.
        form: (M,) index of its form.
        serves: (7 x 3 + 13 x 5, M) sparse, what each brings a year to capitals through forms, then to channels.
        waiting, awaited: places of measures that need another first, and of that other; one pair a measure.
        reference: (13 x 5,) weight of each channel, mean over layers, when all of levels 1 and 2 is ready.
    """

    open_from: np.ndarray
    by_capital: csr_array
    by_form: csr_array
    by_layer: csr_array
    by_channel: csr_array
    actor: csr_array
    public: np.ndarray
    proposes: np.ndarray
    setup: np.ndarray
    running: np.ndarray
    life: np.ndarray
    needs_mandate: np.ndarray
    needs_formality: np.ndarray
    form: np.ndarray
    serves: csr_array
    waiting: np.ndarray
    awaited: np.ndarray
    reference: np.ndarray


@cache
def load_measures() -> tuple[Measure, ...]:
    """Return every measure, in the order of the file."""
    text = (DATA / "measures.csv").read_text(encoding="utf-8")
    return tuple(_to_measure(row) for row in csv.DictReader(text.splitlines()))


def _to_measure(row: dict[str, str]) -> Measure:
    mandate = "mandate_home" if row["id"] in MANDATE_AT_HOME else "mandate_owners"
    weights = {name: float(row.get(f"ch_{name}", 0)) / FULL_WEIGHT for name in CHANNELS}
    if row["id"] not in PROPOSALS:
        weights[mandate] = float(row["ch_mandate"]) / FULL_WEIGHT
    return Measure(
        id=row["id"],
        title_en=row["title_en"],
        title_sv=row["title_sv"],
        capital=row["capital"],
        form=row["form"],
        layers=tuple(filter(None, row["layers"].split(";"))),
        public=row["public"] == "1",
        setup=float(row["setup_quarters"]) / QUARTERS_PER_YEAR,
        running=float(row["running"]),
        life=float(row["life_years"]),
        needs_mandate=float(row["needs_mandate"]),
        needs_formality=float(row["needs_formality"]),
        requires=row["requires"],
        level=int(row["level"]),
        control=float(row["control"]),
        channels=weights,
    )


def check_measure(measure: object, where: str) -> str:
    """Return the id of a measure.

    Raises:
        InputError: there is none of that id; names the nearest.
    """
    known = [entry.id for entry in load_measures()]
    if not isinstance(measure, str) or measure not in known:
        near = difflib.get_close_matches(str(measure), known, n=1, cutoff=0)[0]
        raise InputError(f"{where}: unknown measure {measure!r}; did you mean {near!r}? allowed: ids of the measures")
    return measure


def with_required(ids: Sequence[str]) -> tuple[str, ...]:
    """Return ids, each after all that it requires, and each once."""
    needs = {measure.id: measure.requires for measure in load_measures()}
    ordered: dict[str, None] = {}
    for name in ids:
        chain = [name]
        while needs[chain[-1]]:
            chain.append(needs[chain[-1]])
        ordered |= dict.fromkeys(reversed(chain))
    return tuple(ordered)


@cache
def measure_table() -> MeasureTable:
    """Return the measures of the file as arrays."""
    return table_of(load_measures())


def table_of(measures: Sequence[Measure]) -> MeasureTable:
    """Return measures as arrays, in their order."""
    ids = [measure.id for measure in measures]

    def each(name: str) -> np.ndarray:
        return _read_only(np.array([getattr(measure, name) for measure in measures], dtype=float))

    capital = np.zeros((len(CAPITALS), len(FORMS), len(measures)))
    layer = np.zeros((len(LAYERS), len(measures)))
    channel = np.zeros((len(CHANNELS), len(LAYERS), len(measures)))
    form = np.array([FORMS.index(measure.form) for measure in measures])
    for place, measure in enumerate(measures):
        if measure.capital == OVERALL:
            capital[:, form[place], place] = 1 / len(CAPITALS)
        elif measure.capital != ACTOR:
            capital[CAPITALS.index(measure.capital), form[place], place] = 1
        spoken = [LAYERS.index(name) for name in measure.layers]
        layer[spoken, place] = 1 / max(len(spoken), 1)
        weights = np.array(list(measure.channels.values()))
        channel[:, spoken or slice(None), place] = weights[:, None] / (1 if spoken else len(LAYERS))
    own = np.array([measure.capital == ACTOR for measure in measures])
    forms = (np.arange(len(FORMS))[:, None] == form) * 1.0
    yearly = each("running") + each("setup") / each("life")
    in_reference = np.array([measure.level <= 2 and measure.is_free for measure in measures])
    return MeasureTable(
        open_from=_read_only(np.array([m.level if m.is_free else 9 for m in measures])),
        by_capital=csr_array(capital.reshape(-1, len(measures))),
        by_form=csr_array(forms * ~own),
        by_layer=csr_array(layer),
        by_channel=csr_array(channel.reshape(-1, len(measures))),
        actor=csr_array(forms * own),
        public=each("public"),
        proposes=_read_only(np.isin(ids, PROPOSALS) * 1.0),
        setup=each("setup"),
        running=each("running"),
        life=each("life"),
        needs_mandate=each("needs_mandate"),
        needs_formality=each("needs_formality"),
        form=_read_only(form),
        serves=csr_array(np.concatenate([capital.reshape(-1, len(ids)) * yearly, channel.reshape(-1, len(ids))])),
        waiting=_read_only(np.array([place for place, measure in enumerate(measures) if measure.requires])),
        awaited=_read_only(np.array([ids.index(measure.requires) for measure in measures if measure.requires])),
        reference=_read_only(np.repeat(channel[:, :, in_reference].sum(axis=2).mean(axis=1), len(LAYERS))),
    )


@cache
def emphasis() -> np.ndarray:
    """Return the share of each capital's measures in each form, (7, 3), as base weights; rows sum to 1.

    Measures on all capitals are left out. Shares are smoothed, (n + 1) / (total + 3), since a short list may lack a
    form by chance, which then would weigh nothing.
    """
    counts = np.zeros((len(CAPITALS), len(FORMS)))
    for measure in load_measures():
        if measure.capital in CAPITALS:
            counts[CAPITALS.index(measure.capital), FORMS.index(measure.form)] += 1
    return _read_only((counts + 1) / (counts.sum(axis=1, keepdims=True) + len(FORMS)))


def _read_only(table: np.ndarray) -> np.ndarray:
    table.flags.writeable = False
    return table
