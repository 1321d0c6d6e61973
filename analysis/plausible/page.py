"""The page on plausible worlds: what rules worlds out, and whether leaving them out changes a ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kraftsamling.analysis.page.html import Cell, Head, Markup, table, tag
from kraftsamling.analysis.page.page import Page, write_figure
from kraftsamling.analysis.patterns.judge import PATTERNS
from kraftsamling.analysis.plausible.criteria import (
    CRITERIA,
    FEWEST,
    FILTERS,
    SCORED,
    agreement,
    leaders,
    shares,
    swapped,
)
from kraftsamling.analysis.plausible.figures import draw_criteria, draw_rankings
from kraftsamling.analysis.words.reader import Reader

Rankings = Mapping[tuple[str, str], pd.DataFrame]


def write_plausible(
    folder: Path,
    verdicts: pd.DataFrame,
    gains: Rankings,
    ranked: Rankings,
    titles: Mapping[str, str],
    size: Mapping[str, Any],
    reader: Reader,
    smallest_difference: float,
) -> None:
    """Write figures/ and report.html into `folder`.

    Args:
        verdicts: one row per world (`verdict_table`).
        gains, ranked: by question and budget: points by world and course, and `rankings` of them.
        titles: of courses, by name; size: region, worlds, seeds and years, in words.
        smallest_difference: points below which courses tie.
    """
    criteria = draw_criteria(verdicts, reader)
    drawn = write_figure(folder, "criteria", criteria, reader.say("plausible.figure_criteria"))
    rules = [tag("p", passing(verdicts, reader)), drawn, _criteria_table(verdicts, reader)]
    passed = verdicts["plausible"].to_numpy()
    few = too_few(verdicts, reader)
    lines = few or [
        line
        for key, found in ranked.items()
        for line in ranking_sentences(key, gains[key], passed, found, titles, smallest_difference, reader)
    ]
    least = reader.threshold(smallest_difference)
    said = [tag("p", line) for line in lines]
    said += [] if few else [tag("p", reader.say("plausible.ties", least=least), class_="caveat")]
    compared = draw_rankings(gains, passed, titles, reader)
    picture = write_figure(folder, "rankings", compared, reader.say("plausible.figure_rankings"))
    told = {
        "criteria": rules,
        "rankings": [*said, picture, _rankings(ranked, titles, reader)],
        "score": [tag("p", score_sentence(verdicts, reader))],
    }
    parts = [tag("section", tag("h2", reader.say(f"plausible.{name}")), *what) for name, what in told.items()]
    page = Page(
        title=reader.say("plausible.title"),
        subtitle=reader.say("plausible.subtitle", **size),
        question=reader.say("plausible.question"),
        intro=reader.say("plausible.intro"),
        reader=reader,
    )
    page.write(folder, parts, ["plausible.csv", "rankings.csv"])


def passing(verdicts: pd.DataFrame, reader: Reader) -> str:
    """Return how many worlds are plausible, and what rules out most of the others."""
    passed, total = int(verdicts["plausible"].sum()), len(verdicts)
    if total == 1:
        failed = [reader.quoted(criterion(name, reader)) for name in CRITERIA if not verdicts[name].iloc[0]]
        return reader.say(f"plausible.one_{'fails' if failed else 'passes'}", criteria=reader.listing(failed))
    if passed == total:
        return reader.say("plausible.nothing", worlds=reader.number(total))
    fails = 1 - shares(verdicts)["passes"]
    told = {"most": criterion(str(fails.idxmax()), reader), "ruled_out": reader.percent(fails.max())}
    key, count = ("passes", reader.worlds(passed, total)) if passed else ("none", reader.number(total))
    return reader.say(f"plausible.{key}", worlds=count, **told)


def criterion(name: str, reader: Reader) -> str:
    """Return what a criterion demands."""
    return reader.say(f"plausible.criterion_{name}")


def too_few(verdicts: pd.DataFrame, reader: Reader) -> list[str]:
    """Return that the plausible worlds are too few to tell whether a ranking changes, where they are."""
    passed = int(verdicts["plausible"].sum())
    if passed >= FEWEST:
        return []
    return [reader.say("plausible.too_few", passed=reader.number(passed), fewest=FEWEST)]


def ranking_sentences(
    key: tuple[str, str],
    gains: pd.DataFrame,
    plausible: np.ndarray,
    ranked: pd.DataFrame,
    titles: Mapping[str, str],
    smallest_difference: float,
    reader: Reader,
) -> list[str]:
    """Return whether a ranking changes by more than a tie, and which course's median changes most.

    Args:
        key: question and budget; gains: points by world and course; plausible: (world,); ranked: `rankings` of them.
        smallest_difference: points below which courses tie, and a median has not changed.
    """
    group, budget = key

    def called(names: Sequence[str]) -> str:
        return reader.listing([reader.quoted(titles[name]) for name in names])

    first, *level = leaders(gains[plausible], smallest_difference)
    changed = swapped(gains, plausible, smallest_difference)
    pairs = [reader.say("plausible.swap", first=called(pair[:1]), other=called(pair[1:])) for pair in changed]
    told = {
        "group": reader.say(f"plausible.group_{group}"),
        "budget": reader.say(f"plausible.{budget}"),
        "first": reader.say("plausible.level", course=called([first]), others=reader.some([titles[n] for n in level]))
        if level
        else called([first]),
        "pairs": reader.listing(pairs),
        "tau": reader.number(agreement(ranked), 2),
        "least": reader.threshold(smallest_difference),
    }
    alike = (ranked["rank_all"] == ranked["rank_plausible"]).all()
    lines = [reader.say(f"plausible.{'differs' if changed else 'same' if alike else 'tied'}", **told)]
    moves = (ranked["median_plausible"] - ranked["median_all"]).abs()
    if moves.max() < smallest_difference:
        return [*lines, reader.say("plausible.stays", least=told["least"])]
    most = moves.idxmax()
    medians = {name: _points(ranked.loc[most, f"median_{name}"], reader) for name in ("all", "plausible")}
    return [*lines, reader.say("plausible.moves", course=reader.quoted(titles[most]), **medians)]


def score_sentence(verdicts: pd.DataFrame, reader: Reader) -> str:
    """Return how many of the claims show in a typical world, plausible or not."""
    score, passed = verdicts["score"], verdicts["plausible"]
    claims = sum(
        not (claim.built_in or claim.aside or FILTERS.get(name) == claim.name)
        for name in SCORED
        for claim in PATTERNS[name].claims
    )
    low, middle, high = (reader.percent(value) for value in score.quantile([0.05, 0.5, 0.95]))
    means = {"plausible": score[passed].median(), "other": score[~passed].median()}
    shown = {name: reader.percent(value) if value >= 0 else "–" for name, value in means.items()}
    return reader.say("plausible.score_text", claims=claims, median=middle, low=low, high=high, **shown)


def _points(value: float, reader: Reader) -> str:
    return reader.say("answer.points", value=reader.number(value, 1, signed=True))


def _criteria_table(verdicts: pd.DataFrame, reader: Reader) -> Markup:
    found = shares(verdicts)
    heads = [Head(reader.say(f"plausible.column_{name}")) for name in ("criterion", "passes", "only")]
    rows = [
        [Cell(criterion(name, reader)), *(Cell(reader.percent(found.loc[name, what])) for what in found)]
        for name in CRITERIA
    ]
    everything = reader.percent(verdicts["plausible"].mean())
    rows.append([Cell(reader.say("plausible.all_of_them")), Cell(everything, strong=True), Cell("–")])
    caption = reader.say("plausible.table")
    return table(caption, [heads], rows, caption)


def _rankings(ranked: Rankings, titles: Mapping[str, str], reader: Reader) -> Markup:
    heads = [Head(reader.say(f"plausible.column_{name}")) for name in ("course", "median", "first")]
    shown = {"median": lambda value: reader.number(value, 1), "first": lambda value: reader.percent(value)}
    rows = []
    for (_, budget), found in ranked.items():
        for course, row in found.iterrows():
            cells = [Cell(f"{titles[str(course)]}, {reader.say(f'plausible.{budget}')}")]
            for what, show in shown.items():
                both = (row[f"{what}_{name}"] for name in ("all", "plausible"))
                cells.append(Cell(" / ".join("–" if pd.isna(value) else show(value) for value in both)))
            rows.append(cells)
    caption = reader.say("plausible.rankings")
    return table(caption, [heads], rows, caption)
