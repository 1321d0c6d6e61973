"""The part of the report that says how far the answer holds: short sections, each with what goes deeper."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Mapping

import pandas as pd

from kraftsamling.analysis.enough_runs.words import sentences as enough_sentences
from kraftsamling.analysis.enough_runs.words import supply
from kraftsamling.analysis.ledger.tables import weights_table
from kraftsamling.analysis.ledger.words import sentence
from kraftsamling.analysis.page.html import Markup, joined, picture, tag
from kraftsamling.analysis.patterns.judge import DEPENDS, GUARDED, NOT, OPEN, REPRODUCED
from kraftsamling.analysis.report.drawings import Drawn
from kraftsamling.analysis.report.holds import Courses, Holds
from kraftsamling.analysis.results.evidence import TableEvidence
from kraftsamling.analysis.robustness.boxes import available
from kraftsamling.analysis.robustness.discovery import INSTALL, Demands
from kraftsamling.analysis.robustness.words import box_sentence
from kraftsamling.analysis.robustness.words import sentences as robust_sentences
from kraftsamling.analysis.why.account import differs_from_zero
from kraftsamling.analysis.why.split import MECHANISMS
from kraftsamling.analysis.why.words import difference, reasons
from kraftsamling.analysis.words import left_out
from kraftsamling.analysis.words.assumptions import quoted_meaning
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.paths import built_in
from kraftsamling.model.worlds.plausible import FILTERED_ON, KEPT
from kraftsamling.model.worlds.worlds import ALL, DEFAULT, PLAUSIBLE

_RUN = ("region", "worlds", "years", "language")
HEEDED = {
    "plausible": ("region", "language"),
    "patterns": ("region", "language"),
    "sensitivity": ("region", "years", "language"),
    "ledger": _RUN,
    "why": _RUN,
    "robustness": (*_RUN, "smallest_difference"),
    "enough_runs": (*_RUN, "smallest_difference"),
}
"""What an experiment that goes deeper takes over from the run; the first three choose worlds of their own."""
COMPARING = ("sensitivity", "ledger", "why", "robustness", "enough_runs")
"""Those that ask of the run's courses."""


def holds_part(holds: Holds, evidence: TableEvidence, drawn: Mapping[str, Drawn]) -> Markup:
    """Return the whole part under one heading."""
    page = _Page(holds, evidence, drawn)
    parts = {
        "worlds": page.worlds(),
        "robust": page.robust(),
        "fails": page.fails(),
        "ledger": page.ledger(),
        "enough": page.enough(),
        "patterns": page.patterns(),
        "why": page.why(),
    }
    sections = [
        tag("section", tag("h3", page.say(f"head_{name}")), *content, id=f"holds-{name}")
        for name, content in parts.items()
        if content
    ]
    return tag("section", tag("h2", page.say("heading")), joined(sections), id="holds")


def rests_sentence(holds: Holds, reader: Reader) -> str:
    """Return in one sentence what the spread of the first difference rests on; nothing where no run tried it."""
    return "" if holds.ledger is None else sentence(holds.ledger, reader)


class _Page:
    """What each section says; an empty list where there is nothing to tell."""

    def __init__(self, holds: Holds, evidence: TableEvidence, drawn: Mapping[str, Drawn]):
        self.holds, self.drawn, self.context = holds, drawn, evidence.context
        self.reader, self.courses, self.budgets = self.context.reader, evidence.courses, evidence.budgets
        self.least = self.context.least

    def say(self, key: str, **values: object) -> str:
        return self.reader.say(f"holds.{key}", **values)

    def title(self, name: str) -> str:
        return self.reader.quoted(self.courses[name])

    def number(self, value: float, digits: int = 0) -> str:
        return self.reader.number(value, digits)

    def figure(self, name: str) -> list[Markup]:
        """Return a figure of the part, if it was drawn."""
        full = f"holds_{name}"
        if full not in self.drawn:
            return []
        caption = self.say(f"caption_{name.split('_')[0]}", least=self.least)
        return [picture(self.drawn[full].svg, self.reader.say("report.figure_alt", title=caption.rstrip(".")), caption)]

    def deeper(self, experiment: str, *options: str) -> Markup:
        """Return the command of the experiment that goes deeper, and what it does not take over from this run."""
        again = [f"{name}={word}" for name, word in self.context.again.items() if name in HEEDED[experiment]]
        missing = {
            "region": "region" not in self.context.again,
            "own": self.context.own and experiment in COMPARING,
            "courses": experiment in COMPARING and not any(word.startswith("strategies=") for word in options),
            "worlds": experiment == "sensitivity",
        }
        notes = "; ".join(self.say(f"deeper_{name}") for name, said in missing.items() if said)
        command = shlex.join(["kraftsamling", f"experiment={experiment}", *options, *again])
        lead = self.say("deeper", notes=f" ({notes})" if notes else "")
        return tag("p", lead, " ", tag("code", self.reader.conceal(command)), class_="caveat")

    def worlds(self) -> list[Markup]:
        """Say which worlds the answer rests on."""
        sample, count = self.context.sample, self.number(self.holds.count)
        values = {"count": count, "kept": self.number(KEPT)}
        if sample == PLAUSIBLE:
            lines = [self.say("worlds_plausible", **values), self.say("share")]
        elif sample == ALL and self.holds.filtered is not None:
            passed = self.number(int(self.holds.filtered["plausible"].sum()))
            lines = [self.say("worlds_all", passed=passed, **values), self.say("share")]
        elif sample == DEFAULT or self.holds.count == 1:
            lines = [self.say("single_world")]
        else:
            lines = [self.say("worlds_sampled", **values), self.say("share")]
        if sample == PLAUSIBLE and self.context.region.name != FILTERED_ON:
            lines.append(self.say("worlds_elsewhere"))
        if sample != DEFAULT and self.holds.count > 1:
            lines.append(left_out.sentence(self.reader))
        return [*(tag("p", line) for line in lines), *self.figure("worlds"), self.deeper("plausible")]

    def robust(self) -> list[Markup]:
        """Say which course holds by several criteria, by budget mode."""
        parts = []
        for budget, criteria in self.holds.robust.items():
            first, *_, sure, two = robust_sentences(criteria, budget, self.courses, self.reader)
            lines = [first, sure, two] if criteria.unclear else [first, two]
            parts += [*(tag("p", line) for line in lines), *self.figure(f"robust_{budget}")]
        return [*parts, self._robustness()] if parts else []

    def fails(self) -> list[Markup]:
        """Say in which worlds the course put first is not better, as a box of few limits, or that none holds."""
        parts = []
        for (course, other), searches in self.holds.failure_boxes.items():
            asked = self.say("fails", course=self.title(course), other=self.title(other), least=self.least)
            parts.append(tag("p", asked))
            parts += [tag("p", box_sentence(each, self.courses[course], self.reader)) for each in searches.values()]
        if not parts:
            return []
        demands = {name: self.reader.percent(value) for name, value in vars(Demands()).items()}
        parts += [*self.figure("fails"), tag("p", self.say("demands", **demands), class_="caveat")]
        if "prim" not in available():
            install = self.reader.say("discovery.install", command=INSTALL)
            parts.append(tag("p", install, class_="caveat"))
        return [*parts, self._robustness()]

    def ledger(self) -> list[Markup]:
        """Say what the spread of the first difference rests on, and which assumptions weigh most."""
        if not self.holds.comparable or self.context.assumptions is None:
            return []
        ledger, asked = self.holds.ledger, list(self._asked(self.holds.pair))
        course, other = (self.title(name) for name in self.holds.pair)
        deeper = [self.deeper("ledger", *asked, *self._against()), self.deeper("sensitivity", *asked)]
        if ledger is None:
            return [tag("p", self.say("ledger_not", course=course, other=other)), *deeper]
        parts = [
            tag("p", self.say("ledger", course=course, other=other)),
            tag("p", rests_sentence(self.holds, self.reader)),
        ]
        if ledger.weights is not None:
            first = quoted_meaning(str(ledger.weights.index[0]), self.reader)
            share = self.reader.percent(ledger.weights["share"].iloc[0])
            parts += [tag("p", self.say("weights", first=first, share=share)), *self.figure("ledger")]
            parts.append(weights_table(ledger, self.reader))
        return [*parts, *deeper]

    def enough(self) -> list[Markup]:
        """Say what precision the worlds give, and what a finer answer would take."""
        course, other = (self.courses[name] for name in self.holds.pair)
        parts = [
            tag("p", " ".join(enough_sentences(answer, course, other, self.reader))) for answer in self.holds.enough
        ]
        limited = supply(self.holds.enough, self.context.sample, self.holds.count, self.reader)
        parts += [tag("p", line) for line in limited]
        return (
            [*parts, *self.figure("enough"), self.deeper("enough_runs", *self._asked(self.holds.pair))] if parts else []
        )

    def patterns(self) -> list[Markup]:
        """Say how many of the report's patterns the model shows by itself, which guards fail, what a world shows."""
        verdicts = self.holds.patterns
        if verdicts is None:
            return [tag("p", self.say("patterns_old")), self.deeper("patterns")]
        tried = verdicts[verdicts["kind"].isin(("validation", "mixed"))]
        counts = Counter(tried["verdict"])
        verdict_counts = {name: counts[name] for name in (REPRODUCED, DEPENDS, NOT, OPEN)}
        built = int((verdicts["kind"] == "verification").sum())
        lines = [self.say("patterns", total=len(tried), built=built, **verdict_counts), *self._guards(verdicts)]
        filtered = self.holds.filtered
        if filtered is not None:
            used = filtered[filtered["plausible"]] if self.context.sample == PLAUSIBLE else filtered
            lines.append(self.say("score", score=self.reader.percent(used["score"].median())))
        return [*(tag("p", line) for line in lines), *self.figure("patterns"), self.deeper("patterns")]

    def _guards(self, verdicts: pd.DataFrame) -> Iterator[str]:
        """Yield how many guards hold and which do not for sure, each with its share of worlds."""
        guards = verdicts[verdicts["kind"] == "guard"]
        if guards.empty:
            return
        failing = guards[guards["verdict"] != REPRODUCED]
        counted = {"total": len(guards), "holding": len(guards) - len(failing)}
        yield self.say("guards", guarded=self.reader.percent(GUARDED), **counted)
        if len(failing):
            names = [
                self.say(
                    "guard",
                    name=f"{name} {self.reader.quoted(self.reader.say(f'patterns.{name}'))}",
                    share=self.reader.percent(row["share"]),
                    verdict=self.reader.say(f"patterns.guard_{row['verdict']}"),
                )
                for name, row in failing.iterrows()
            ]
            yield self.say("guards_failing", guards=self.reader.listing(names))

    def why(self) -> list[Markup]:
        """Say what bears the difference between the course put first and its rival."""
        if not self.holds.comparable:
            return []
        splits = self.holds.splits
        course, other = (self.title(name) for name in self.holds.rivals)
        budget = self.reader.say(f"why.budget_{self.holds.budget}")
        deeper = self.deeper("why", *self._asked(self.holds.rivals))
        if not splits:
            return [tag("p", self.say("why_not", course=course, other=other)), deeper]
        where = self.reader.say("why.region_mean")
        whole = splits[MECHANISMS]
        lines = [
            self.say("why", course=course, other=other, worlds=self.number(whole.total.shape[1]), budget=budget),
            difference(whole, 0, where, self.reader),
        ]
        shown = splits if differs_from_zero(whole, 0) else {MECHANISMS: whole}
        for kind, parts in shown.items():
            lines += reasons(parts, kind, 0, where, self.reader)
        return [*(tag("p", line) for line in lines), *self.figure("why"), deeper]

    def _asked(self, pair: Courses) -> Iterator[str]:
        """Yield the options that ask about two courses under the budget mode that the answer takes first."""
        yield from self._strategies(pair)
        yield f"budget={self.holds.budget}"

    def _against(self) -> Iterator[str]:
        """Yield the option that names what the first difference is taken to, where the courses can be named."""
        if any(self._strategies(self.holds.pair)):
            yield f"reference={self.holds.pair[1]}"

    def _robustness(self) -> Markup:
        """Return the command that judges the courses of this run."""
        courses = tuple(self.courses)
        options = list(self._strategies(courses))
        options += [f"reference={self.context.reference}"] if options else []
        options += [f"budget={self.budgets[0]}"] if len(self.budgets) == 1 else []
        return self.deeper("robustness", *options)

    def _strategies(self, courses: tuple[str, ...]) -> Iterator[str]:
        """Yield the option that names courses, where all are strategies that come with the program."""
        if set(courses) <= set(built_in("strategy", ".yaml")):
            yield f"strategies=[{','.join(courses)}]"
