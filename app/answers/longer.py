"""Questions that take seconds: why, where it fails, what it rests on, and the report; called in a worker process.

Each takes `tell`, which hands on how far it is.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from kraftsamling.analysis.ledger.shares import ledgers_from_worlds
from kraftsamling.analysis.ledger.words import named as grade_of
from kraftsamling.analysis.ledger.words import sentence as ledger_sentence
from kraftsamling.analysis.robustness.boxes import available
from kraftsamling.analysis.robustness.criteria import robustness
from kraftsamling.analysis.robustness.discovery import Discovery, discover
from kraftsamling.analysis.robustness.words import box_sentence, limit_in_words
from kraftsamling.analysis.robustness.words import sentences as robust_sentences
from kraftsamling.analysis.why.account import differs_from_zero
from kraftsamling.analysis.why.split import MECHANISMS, Split, spread
from kraftsamling.analysis.why.words import difference, named, no_difference, reasons
from kraftsamling.analysis.words.assumptions import meaning
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.app.answers.command import command_of, design_of_question, presentation_of_question
from kraftsamling.app.answers.courses import Ensemble
from kraftsamling.app.answers.ensemble import LEAST, worlds_of
from kraftsamling.app.answers.picture import plain
from kraftsamling.app.answers.place import place_of
from kraftsamling.app.answers.state import Question
from kraftsamling.experiments.compare.explain import find_comparison, rerun, small_splits
from kraftsamling.experiments.compare.publish import publish
from kraftsamling.experiments.runs.execute import execute
from kraftsamling.experiments.runs.progress import Progress
from kraftsamling.model.worlds.worlds import PLAUSIBLE

WEIGHTS = 12
"""Assumptions that the ledger names by what they weigh."""
Tell = Callable[[Any], None]


class _Told:
    """A progress bar that sends its count to the page instead of drawing it."""

    def __init__(self, tell: Tell, total: float | None = None):
        self.tell, self.n, self.total = tell, 0.0, total
        self.refresh()

    def update(self, n: float = 1) -> None:
        """Move on."""
        self.n += n
        self.refresh()

    def reset(self, total: float | None = None) -> None:
        """Begin anew."""
        self.n, self.total = 0.0, total
        self.refresh()

    def refresh(self) -> None:
        """Tell how far it is."""
        self.tell({"done": int(self.n), "of": None if self.total is None else int(self.total)})


def why(question: Question, sample: str | int, code: str | None, tell: Tell) -> dict[str, Any]:
    """Split the difference B less A over mechanisms and settings, in the region or one municipality."""
    place = 0 if code is None else place_of(question, code) + 1
    design = design_of_question(question, sample)
    progress = Progress(_Told(tell))
    splits = small_splits(design, question.b.name, question.a.name, question.budget, place=place, progress=progress)
    reader = question.reader
    where = reader.labels[code] if code else reader.say("why.region_mean")
    whole = splits[MECHANISMS]
    said = [difference(whole, place, where, reader)]
    differs = differs_from_zero(whole, place)
    if differs:
        for kind, found in splits.items():
            said += reasons(found, kind, place, where, reader)
        said.append(reader.say("app.why_mean", worlds=reader.number(whole.total.shape[1])))
    else:
        said.append(no_difference(whole, place, where, reader))
    return {
        "sentences": [reader.conceal(line) for line in dict.fromkeys(said)],
        "worlds": whole.total.shape[1],
        "parts": _parts(whole, MECHANISMS, place, reader) if differs else [],
        "rest": plain(whole.remainder[place].mean(), 3),
    }


def _parts(found: Split, kind: str, place: int, reader: Reader) -> list[dict[str, Any]]:
    """Return the parts of a split, largest first: mean and 5th and 95th percentile over worlds, points."""
    rows = []
    for part in found.ranked(place):
        mean, low, high = spread(found.shares[part, place]).values()
        interval = {"mean": mean, "low": low, "high": high}
        name = found.parts[part]
        rows.append({"name": name, "label": named(name, kind, reader)} | {k: plain(v, 3) for k, v in interval.items()})
    return rows


def fails(question: Question, sample: str | int, a: Ensemble, b: Ensemble, tell: Tell) -> dict[str, Any]:
    """Say how both courses stand by the criteria of robustness, and in which worlds B is not better than A."""
    reader = question.reader
    names = {question.a.name: a, question.b.name: b}
    titles = {strategy.name: strategy.title[reader.language] for strategy in (question.a, question.b)}
    gains = pd.DataFrame(
        {name: found.values["capacity_mean"][-1] - found.values["capacity_mean"][0] for name, found in names.items()},
        index=a.worlds,
    ).sort_index()
    bar = _Told(tell, 1 + len(available()))
    said = robust_sentences(robustness(gains, LEAST), question.budget, titles, reader)
    bar.update()
    lead = (gains[question.b.name] - gains[question.a.name]).round(9).to_numpy()
    failing, worse = lead < LEAST, int((lead <= -LEAST).sum())
    searched: list[Discovery] = []
    for method in available():
        searched.append(discover(worlds_of(sample).loc[gains.index], failing, method))
        bar.update()
    asked = {name: reader.quoted(titles[strategy.name]) for name, strategy in
             (("course", question.b), ("other", question.a))}  # fmt: skip
    said += [box_sentence(each, titles[question.b.name], reader) for each in searched]
    best = next((each for each in searched if each.holds), searched[0])
    return {
        "sentences": where(best, worse, asked, sample, reader),
        "more": list(dict.fromkeys(said)),
        "worlds": len(gains),
        "failing": int(failing.sum()),
    }


def where(found: Discovery, worse: int, asked: dict[str, str], sample: str | int, reader: Reader) -> list[str]:
    """Return in plain words in how many worlds a course falls short, or is even worse, and what marks them out."""
    values = asked | {"least": reader.threshold(LEAST), "total": reader.number(found.worlds)}
    if found.failing in (0, found.worlds):
        return [reader.say("app.fails_never" if not found.failing else "app.fails_always", **values)]
    kind = "plausible" if sample == PLAUSIBLE else "worlds"
    counts = {"failing": reader.worlds(found.failing, found.worlds, kind)}
    counts["worse"] = reader.worlds(worse, found.worlds, "of_them" if sample == PLAUSIBLE else "worlds")
    how_many = reader.say("app.fails", **counts, **values)
    if not found.holds:
        return [how_many, reader.say("app.fails_anywhere", reason=reader.say(f"discovery.{found.reason}"))]
    limits = reader.listing([limit_in_words(limit, reader) for limit in found.box])
    shares = {"inside": found.density, "all": found.failing / found.worlds, "covered": found.coverage}
    shown = {name: reader.percent(share) for name, share in shares.items()}
    return [how_many, reader.say("app.fails_where", limits=limits, **shown)]


def ledger(question: Question, sample: str | int, a: Ensemble, b: Ensemble, tell: Tell) -> dict[str, Any]:
    """Return what the paired difference at the end year rests on, in words and shares."""
    reader, design = question.reader, design_of_question(question, sample)
    evaluate = rerun(design, question.b.name, question.a.name, question.budget, progress=Progress(_Told(tell)))
    assert evaluate is not None  # a question has one scenario and both its courses
    difference = pd.Series(b.values["capacity_mean"][-1] - a.values["capacity_mean"][-1], index=a.worlds)
    worlds = worlds_of(sample).loc[a.worlds]
    found = ledgers_from_worlds(worlds, {0: difference}, lambda others: {0: evaluate(others)})[0]
    weights = found.weights.head(WEIGHTS) if found.weights is not None else pd.DataFrame()
    parts = [(part, grade_of(str(part), reader), row) for part, row in found.table.iterrows()]
    heaviest = [(name, meaning(str(name), reader), row) for name, row in weights.iterrows()]
    return {
        "sentence": ledger_sentence(found, reader),
        "parts": [{"name": name, "label": label, **_share(row)} for name, label, row in parts],
        "weights": [{"name": name, "label": label, **_share(row)} for name, label, row in heaviest],
    }


def _share(row: pd.Series) -> dict[str, float | None]:
    """Return a share and its 95 % interval."""
    return {name: plain(row[name], 4) for name in ("share", "low", "high")}


def report(question: Question, sample: str | int, tell: Tell) -> dict[str, Any]:
    """Return the command line's report of the question, and the command that gives the same numbers."""
    design = design_of_question(question, sample)
    progress = Progress(_Told(tell, design.run.runs))
    outcome = execute(design, progress)
    result = find_comparison(design, outcome, progress=progress)
    with tempfile.TemporaryDirectory(prefix="kraftsamling-") as folder:
        place = Path(folder) / "report"
        publish(design, presentation_of_question(question), outcome, result, place)
        html = (place / "report.html").read_text(encoding="utf-8")
    return {"html": html, "command": command_of(question)}


def preload(tell: Tell) -> None:
    """Import this module in the worker, so that the first request is fast."""
