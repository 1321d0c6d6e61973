"""`kraftsamling experiment=why`: why one strategy ends above another, split over mechanisms and over settings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kraftsamling.analysis.page.figure import style
from kraftsamling.analysis.page.html import Cell, Head, Markup, joined, table, tag
from kraftsamling.analysis.page.page import document, header, write_figure
from kraftsamling.analysis.why.figure import draw_why, note
from kraftsamling.analysis.why.split import Split, split
from kraftsamling.analysis.why.words import (
    LEVERS,
    MECHANISMS,
    difference,
    each,
    few_worlds,
    foremost,
    method,
    named,
    no_difference,
    reasons,
    titled,
    told_from_zero,
)
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.runs.bench import Bench
from kraftsamling.experiments.runs.examination import Examination
from kraftsamling.model.errors import InputError, check_choice, nearest
from kraftsamling.model.inputs.parameters import SWITCH, groups
from kraftsamling.model.inputs.region import Region
from kraftsamling.model.inputs.strategy import Strategy, load_strategy

PAIR = ("level_3", "level_1")
AT_ONCE = 12_000
"""Runs whose results are held at once, at least one combination."""
REGION = "region"
"""What the region as a whole is called in the tables."""
BUDGET_PARTS = ("person_years", "project_share", "end_year")
WHOLE = (
    "ambition",
    "forms",
    "capitals",
    "capitals_first",
    "targeting",
    "matching",
    "breadth",
    "meetings",
    "follow_up",
    "reserve",
    "pooled_applications",
    "handover",
    "networks_end_year",
)
"""Settings that make one lever each, beside the parts of the budget."""
LAST = ("measures", "municipal")
JOINT = "ambition_person_years"
"""Lever of ambition and person-years together, where one strategy gives no support and the two cannot be parted."""


def run_why(
    setting: Examination,
    folder: Path,
    *,
    strategies: Sequence[Any] = PAIR,
    municipality: str | None = None,
    budget: str = "own",
) -> dict[str, Split]:
    """Split the final capacity of the first strategy less that of the second; write tables, a figure and a page.

    Args:
        strategies: two: names, paths, dicts or `Strategy`.
        municipality: code or name of one that the page tells about beside the region.
        budget: "own" or "equal".

    Returns:
        the splits over "mechanisms" and "levers".

    Raises:
        InputError: not two strategies that differ, or an unknown municipality or budget.
    """
    if len(strategies) != 2:
        raise InputError(f"strategies: {len(strategies)} given; allowed: exactly two, whose difference is split")
    check_choice(budget, ("own", "equal"), "budget")
    first, second = (load_strategy(source) for source in strategies)
    if not levers(first, second):
        raise InputError(f"strategies: {first.name} and {second.name} are alike; allowed: two that differ in a setting")
    region, reader = setting.region, setting.reader
    runs = Runs(setting.bench, budget)
    place = _place(region, municipality)
    watched = [0] if place is None else [0, place]
    each = len(setting.sample) * setting.seeds
    places = [REGION, *region.codes]
    found = {
        MECHANISMS: split(
            lambda on: list(runs.between(first, second, on)),
            list(groups()),
            places,
            watched=watched,
            expect=lambda combinations: setting.expect(2 * each * combinations),
        ),
        LEVERS: split(lambda on: runs.swapped(first, second, on), levers(first, second), places, drop=(0, 0)),
    }
    same_money = runs.at_equal_money(first, second) if budget == "own" else None
    for kind, parts in found.items():
        parts.to_frame().to_csv(folder / f"{kind}.csv", index=False, lineterminator="\n")
    screened = pd.concat([parts.screening.assign(kind=kind) for kind, parts in found.items()])
    screened.to_csv(folder / "screening.csv", index=False, lineterminator="\n")
    page = Page(region, (first, second), found, watched, reader)
    size = setting.size | {"budget": reader.say(f"why.budget_{budget}")}
    (folder / "report.html").write_text(page.written(folder, same_money, size), encoding="utf-8")
    if found[MECHANISMS].few:
        setting.remarks.append(few_worlds(len(setting.sample), reader))
    return found


class Runs:
    """Counterfactual runs, all in the same worlds and with the same seeds."""

    def __init__(self, bench: Bench, budget: str, **options: Any):
        self.bench, self.options = bench, {"budget": budget, **options}

    def ends(self, strategies: Sequence[Strategy], **more: Any) -> np.ndarray:
        """Final capacity, seeds averaged, (strategy, place, world); the first place is the mean of municipalities."""
        data = self.bench.run(strategies, **{**self.options, **more})
        capacity = data["capacity_end"].transpose("strategy", "municipality", "world", "seed").to_numpy().mean(axis=-1)
        return np.concatenate([capacity.mean(axis=1, keepdims=True), capacity], axis=1)

    def between(
        self, first: Strategy, second: Strategy, combinations: Sequence[frozenset[str]]
    ) -> Iterator[np.ndarray]:
        """Difference with only these mechanism groups on, (place, world), for each combination.

        Combinations are run as further worlds, since many runs at once cost less than few runs many times.
        """
        worlds = self.bench.worlds
        at_once = max(1, AT_ONCE // (2 * len(worlds) * self.bench.seeds))
        for begin in range(0, len(combinations), at_once):
            some = combinations[begin : begin + at_once]
            stacked = [
                worlds.assign(**{SWITCH + group: float(group in on) for group in groups()}).reset_index(drop=True)
                for on in some
            ]
            ends = self.ends([first, second], worlds=pd.concat(stacked, ignore_index=True))
            yield from np.split(ends[0] - ends[1], len(some), axis=-1)

    def swapped(self, first: Strategy, second: Strategy, combinations: Sequence[frozenset[str]]) -> list[np.ndarray]:
        """What the second strategy gains by taking these levers from the first, (place, world), per combination."""
        ends = self.ends([*(with_levers(first, second, taken) for taken in combinations), second])
        return list(ends[:-1] - ends[-1])

    def at_equal_money(self, first: Strategy, second: Strategy) -> np.ndarray | None:
        """Difference in the region at the same money, (world,); None where one of them takes no money."""
        if "none" in (first.ambition.policy, second.ambition.policy):
            return None
        ends = self.ends([first, second], budget="equal")
        return ends[0, 0] - ends[1, 0]


def levers(first: Strategy, second: Strategy) -> list[str]:
    """Settings in which two strategies differ, each of which can be swapped by itself."""
    differing = [name for name in (*WHOLE, *LAST) if getattr(first, name) != getattr(second, name)]
    differing += [name for name in BUDGET_PARTS if getattr(first.budget, name) != getattr(second.budget, name)]
    parted = {"ambition", "person_years"}
    if parted <= set(differing) and "none" in (first.ambition.policy, second.ambition.policy):
        return [JOINT, *(name for name in differing if name not in parted)]
    return differing


def with_levers(first: Strategy, second: Strategy, taken: frozenset[str]) -> Strategy:
    """Return the second strategy with these levers set as in the first."""
    mixed, source = second.to_dict(), first.to_dict()
    for name in taken:
        for key in ("ambition", "person_years") if name == JOINT else (name,):
            if key in BUDGET_PARTS:
                mixed["budget"][key] = source["budget"][key]
            else:
                mixed[key] = source[key]
    return load_strategy(mixed)


def _place(region: Region, municipality: str | None) -> int | None:
    """Position of a municipality among the places, after the region."""
    if municipality is None:
        return None
    for known in (region.codes, region.names):
        if municipality in known:
            return known.index(municipality) + 1
    raise InputError(f"municipality: {municipality!r} is not in the region; {nearest(municipality, region.names)}")


class Page:
    """The page on why two strategies differ."""

    def __init__(
        self,
        region: Region,
        pair: tuple[Strategy, Strategy],
        splits: dict[str, Split],
        places: list[int],
        reader: Reader,
    ):
        self.region, self.splits, self.places, self.reader = region, splits, places, reader
        self.few = splits[MECHANISMS].few
        self.names = {"first": pair[0].title[reader.language], "second": pair[1].title[reader.language]}

    def written(self, folder: Path, same_money: np.ndarray | None, size: dict[str, Any]) -> str:
        """Write the figure into `folder`; return the page as HTML that needs no network."""
        title = self.say("heading", **self.names)
        answers = [self._answer(place, same_money if place == 0 else None) for place in self.places]
        if self.few:
            parts = [*answers, tag("p", few_worlds(self.splits[MECHANISMS].total.shape[1], self.reader))]
            parts += [self._table_of_few(), tag("p", self.say("under"), class_="caveat")]
        else:
            parts = [*answers, tag("p", self.say("caveat"), class_="caveat"), self._figure(folder)]
            parts += [self._table(), *self._methods()]
        subtitle = self.say("subtitle", **size, **self.names)
        return document(title, [header(title, subtitle), tag("main", joined(parts))], self.reader)

    def say(self, key: str, **values: object) -> str:
        """Return a text of the section `why`."""
        return self.reader.say(f"why.{key}", **values)

    def called(self, place: int) -> str:
        """Return what a place is called."""
        return self.say("region_mean") if place == 0 else self.region.names[place - 1]

    def _answer(self, place: int, same_money: np.ndarray | None) -> Markup:
        where = self.called(place)
        lines = [difference(self.splits[MECHANISMS], place, where, self.reader)]
        if same_money is not None:
            lines.append(self._same_money(same_money))
        worth = told_from_zero(self.splits[MECHANISMS], place)
        lines += [] if worth or self.few else [no_difference(self.splits[MECHANISMS], place, where, self.reader)]
        parts = [tag("p", line) for line in lines]
        for kind, found in self.splits.items():
            if found.parts and worth:
                told = reasons(found, kind, place, where, self.reader)
                parts += [tag("h3", titled(kind, self.reader)), *(tag("p", line) for line in told)]
        return tag("section", joined(parts), id=f"answer_{self.place_name(place)}", class_="answer")

    def _same_money(self, found: np.ndarray) -> str:
        if self.few:
            return self.say("same_money_few", points=each(found, self.reader))
        shown = each(found.mean(keepdims=True), self.reader)
        outer = self.reader.over("outer", len(found))
        return self.say("same_money", points=shown, outer=outer, interval=self._interval(found))

    def place_name(self, place: int) -> str:
        """Return what a place is called in the tables."""
        return REGION if place == 0 else self.region.codes[place - 1]

    def _figure(self, folder: Path) -> Markup:
        if not any(found.parts for found in self.splits.values()):
            return tag("p", self.say("no_parts"))
        title = self.say("heading", **self.names)
        names = [self.called(place) for place in self.places]
        with style():
            figure = draw_why(self.splits, self.places, title, names, self.reader)
        caption = f"{note(self.splits[MECHANISMS], self.reader)} {self.say('under')}"
        return write_figure(folder, "why", figure, title, caption)

    def _table(self) -> Markup:
        found = self.splits[MECHANISMS]
        heads = [Head(self.say(f"head_{name}")) for name in ("place", "difference", "part", "points", "without")]
        rows = []
        for place in range(len(found.places)):
            parts = foremost(found, place) if told_from_zero(found, place) else []
            cells = [Cell(self.called(place)), self._spread(found.total[place])]
            if parts:
                cells.append(Cell(" / ".join(named(found.parts[part], MECHANISMS, self.reader) for part in parts)))
                cells += [self._spread(*values[parts, place]) for values in (found.shares, found.without)]
            else:
                cells += [Cell("–")] * 3
            rows.append(cells)
        return table(self.say("table"), [heads], rows, self.say("table"))

    def _table_of_few(self) -> Markup:
        """Table of what each of a few worlds gives, without what takes more of them."""
        found = self.splits[MECHANISMS]
        heads = [Head(self.say(f"head_{name}")) for name in ("place", "difference")]
        rows = [[Cell(self.called(place)), Cell(each(total, self.reader))] for place, total in enumerate(found.total)]
        return table(self.say("table_few"), [heads], rows, self.say("table_few"))

    def _spread(self, *values: np.ndarray) -> Cell:
        """Means over worlds of one or several, each with the range of nine worlds in ten."""
        means = " / ".join(self.reader.number(each.mean(), 1, signed=True) for each in values)
        return Cell(means, " / ".join(self._interval(each) for each in values))

    def _interval(self, values: np.ndarray) -> str:
        low, high = np.percentile(values, [5, 95])
        return self.reader.interval(low, high, signed=True)

    def _methods(self) -> list[Markup]:
        told = []
        for kind, found in self.splits.items():
            if len(found.screening) < 2 or not found.parts:
                continue
            lines = [f"{titled(kind, self.reader)}: {method(found, self.reader)}"]
            if found.dropped:
                parts = "; ".join(named(part, kind, self.reader) for part in found.dropped)
                lines.append(self.say("dropped", drop=self.reader.number(found.least, 2), parts=parts))
            told += [tag("p", line) for line in lines]
        return told
