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
from kraftsamling.analysis.words.numbers import listing, number, percent, quoted, some, threshold, worlds
from kraftsamling.model.texts import text

Rankings = Mapping[tuple[str, str], pd.DataFrame]


def write_plausible(
    folder: Path,
    verdicts: pd.DataFrame,
    gains: Rankings,
    ranked: Rankings,
    titles: Mapping[str, str],
    size: Mapping[str, Any],
    language: str,
    smallest_difference: float,
) -> None:
    """Write figures/ and report.html into `folder`.

    Args:
        verdicts: one row per world (`verdict_table`).
        gains, ranked: by question and budget: points by world and course, and `rankings` of them.
        titles: of courses, by name; size: region, worlds, seeds and years, in words.
        smallest_difference: points below which courses tie.
    """
    criteria = draw_criteria(verdicts, language)
    drawn = write_figure(folder, "criteria", criteria, text("plausible.figure_criteria", language))
    rules = [tag("p", passing(verdicts, language)), drawn, _criteria_table(verdicts, language)]
    passed = verdicts["plausible"].to_numpy()
    few = too_few(verdicts, language)
    lines = few or [
        line
        for key, found in ranked.items()
        for line in ranking_sentences(key, gains[key], passed, found, titles, smallest_difference, language)
    ]
    least = threshold(smallest_difference, language)
    said = [tag("p", line) for line in lines]
    said += [] if few else [tag("p", text("plausible.ties", language, least=least), class_="caveat")]
    compared = draw_rankings(gains, passed, titles, language)
    picture = write_figure(folder, "rankings", compared, text("plausible.figure_rankings", language))
    told = {
        "criteria": rules,
        "rankings": [*said, picture, _rankings(ranked, titles, language)],
        "score": [tag("p", score_sentence(verdicts, language))],
    }
    parts = [tag("section", tag("h2", text(f"plausible.{name}", language)), *what) for name, what in told.items()]
    page = Page(
        title=text("plausible.title", language),
        subtitle=text("plausible.subtitle", language, **size),
        question=text("plausible.question", language),
        intro=text("plausible.intro", language),
        language=language,
    )
    page.write(folder, parts, ["plausible.csv", "rankings.csv"])


def passing(verdicts: pd.DataFrame, language: str) -> str:
    """Return how many worlds are plausible, and what rules out most of the others."""
    passed, total = int(verdicts["plausible"].sum()), len(verdicts)
    if total == 1:
        failed = [quoted(criterion(name, language), language) for name in CRITERIA if not verdicts[name].iloc[0]]
        return text(f"plausible.one_{'fails' if failed else 'passes'}", language, criteria=listing(failed, language))
    if passed == total:
        return text("plausible.nothing", language, worlds=number(total, language))
    fails = 1 - shares(verdicts)["passes"]
    told = {"most": criterion(str(fails.idxmax()), language), "ruled_out": percent(fails.max(), language)}
    key, count = ("passes", worlds(passed, total, language)) if passed else ("none", number(total, language))
    return text(f"plausible.{key}", language, worlds=count, **told)


def criterion(name: str, language: str) -> str:
    """Return what a criterion demands."""
    return text(f"plausible.criterion_{name}", language)


def too_few(verdicts: pd.DataFrame, language: str) -> list[str]:
    """Return that the plausible worlds are too few to tell whether a ranking changes, where they are."""
    passed = int(verdicts["plausible"].sum())
    if passed >= FEWEST:
        return []
    return [text("plausible.too_few", language, passed=number(passed, language), fewest=FEWEST)]


def ranking_sentences(
    key: tuple[str, str],
    gains: pd.DataFrame,
    plausible: np.ndarray,
    ranked: pd.DataFrame,
    titles: Mapping[str, str],
    smallest_difference: float,
    language: str,
) -> list[str]:
    """Return whether a ranking changes by more than a tie, and which course's median changes most.

    Args:
        key: question and budget; gains: points by world and course; plausible: (world,); ranked: `rankings` of them.
        smallest_difference: points below which courses tie, and a median has not changed.
    """
    group, budget = key

    def called(names: Sequence[str]) -> str:
        return listing([quoted(titles[name], language) for name in names], language)

    first, *level = leaders(gains[plausible], smallest_difference)
    changed = swapped(gains, plausible, smallest_difference)
    pairs = [text("plausible.swap", language, first=called(pair[:1]), other=called(pair[1:])) for pair in changed]
    told = {
        "group": text(f"plausible.group_{group}", language),
        "budget": text(f"plausible.{budget}", language),
        "first": text(
            "plausible.level", language, course=called([first]), others=some([titles[n] for n in level], language)
        )
        if level
        else called([first]),
        "pairs": listing(pairs, language),
        "tau": number(agreement(ranked), language, 2),
        "least": threshold(smallest_difference, language),
    }
    alike = (ranked["rank_all"] == ranked["rank_plausible"]).all()
    lines = [text(f"plausible.{'differs' if changed else 'same' if alike else 'tied'}", language, **told)]
    moves = (ranked["median_plausible"] - ranked["median_all"]).abs()
    if moves.max() < smallest_difference:
        return [*lines, text("plausible.stays", language, least=told["least"])]
    most = moves.idxmax()
    medians = {name: _points(ranked.loc[most, f"median_{name}"], language) for name in ("all", "plausible")}
    return [*lines, text("plausible.moves", language, course=quoted(titles[most], language), **medians)]


def score_sentence(verdicts: pd.DataFrame, language: str) -> str:
    """Return how many of the claims show in a typical world, plausible or not."""
    score, passed = verdicts["score"], verdicts["plausible"]
    claims = sum(
        not (claim.built_in or claim.aside or FILTERS.get(name) == claim.name)
        for name in SCORED
        for claim in PATTERNS[name].claims
    )
    low, middle, high = (percent(value, language) for value in score.quantile([0.05, 0.5, 0.95]))
    means = {"plausible": score[passed].median(), "other": score[~passed].median()}
    shown = {name: percent(value, language) if value >= 0 else "–" for name, value in means.items()}
    return text("plausible.score_text", language, claims=claims, median=middle, low=low, high=high, **shown)


def _points(value: float, language: str) -> str:
    return text("answer.points", language, value=number(value, language, 1, signed=True))


def _criteria_table(verdicts: pd.DataFrame, language: str) -> Markup:
    found = shares(verdicts)
    heads = [Head(text(f"plausible.column_{name}", language)) for name in ("criterion", "passes", "only")]
    rows = [
        [Cell(criterion(name, language)), *(Cell(percent(found.loc[name, what], language)) for what in found)]
        for name in CRITERIA
    ]
    everything = percent(verdicts["plausible"].mean(), language)
    rows.append([Cell(text("plausible.all_of_them", language)), Cell(everything, strong=True), Cell("–")])
    caption = text("plausible.table", language)
    return table(caption, [heads], rows, caption)


def _rankings(ranked: Rankings, titles: Mapping[str, str], language: str) -> Markup:
    heads = [Head(text(f"plausible.column_{name}", language)) for name in ("course", "median", "first")]
    shown = {"median": lambda value: number(value, language, 1), "first": lambda value: percent(value, language)}
    rows = []
    for (_, budget), found in ranked.items():
        for course, row in found.iterrows():
            cells = [Cell(f"{titles[str(course)]}, {text(f'plausible.{budget}', language)}")]
            for what, show in shown.items():
                both = (row[f"{what}_{name}"] for name in ("all", "plausible"))
                cells.append(Cell(" / ".join("–" if pd.isna(value) else show(value) for value in both)))
            rows.append(cells)
    caption = text("plausible.rankings", language)
    return table(caption, [heads], rows, caption)
