"""The filter and what it changes in words, Swedish or English."""

from __future__ import annotations

from collections.abc import Sequence

from kraftsamling.analysis.plausible.criteria import MIN_WORLDS, scored_claims
from kraftsamling.analysis.plausible.find import PlausibleFinding, Ranking
from kraftsamling.analysis.words.reader import MISSING, Reader


def sentences(finding: PlausibleFinding, reader: Reader) -> list[str]:
    """Return whether rankings change, or that the plausible worlds are too few."""
    if finding.too_few:
        return too_few(finding, reader)
    return [line for ranking in finding.rankings for line in ranking_sentences(ranking, finding, reader)]


def passing(finding: PlausibleFinding, reader: Reader) -> str:
    """Return how many worlds are plausible, and what rules out most of the others."""
    passed, total = finding.passed, finding.worlds
    if total == 1:
        failed = [reader.quoted(criterion(name, reader)) for name in finding.failed]
        return reader.say(f"plausible.one_{'fails' if failed else 'passes'}", criteria=reader.listing(failed))
    if passed == total:
        return reader.say("plausible.nothing", worlds=reader.number(total))
    name, ruled_out = finding.strictest
    key, count = ("passes", reader.worlds(passed, total)) if passed else ("none", reader.number(total))
    most = {"most": criterion(name, reader), "ruled_out": reader.percent(ruled_out)}
    return reader.say(f"plausible.{key}", worlds=count, **most)


def criterion(name: str, reader: Reader) -> str:
    """Return what a criterion demands."""
    return reader.say(f"plausible.criterion_{name}")


def too_few(finding: PlausibleFinding, reader: Reader) -> list[str]:
    """Return that the plausible worlds are too few for a change of ranking to show, where they are."""
    if not finding.too_few:
        return []
    return [reader.say("plausible.too_few", passed=reader.number(finding.passed), fewest=MIN_WORLDS)]


def ranking_sentences(ranking: Ranking, finding: PlausibleFinding, reader: Reader) -> list[str]:
    """Return whether a ranking changes by more than a tie, and which course's median changes most."""

    def called(names: Sequence[str]) -> str:
        return reader.listing([reader.quoted(finding.titles[name][reader.language]) for name in names])

    first, *level = ranking.leaders
    others = reader.some([finding.titles[name][reader.language] for name in level])
    pairs = [reader.say("plausible.swap", first=called(pair[:1]), other=called(pair[1:])) for pair in ranking.swapped]
    least = reader.threshold(finding.smallest_difference)
    line = reader.say(
        f"plausible.{'differs' if pairs else 'same' if ranking.alike else 'tied'}",
        group=reader.say(f"plausible.group_{ranking.question}"),
        budget=reader.say(f"plausible.{ranking.budget}"),
        first=reader.say("plausible.level", course=called([first]), others=others) if level else called([first]),
        pairs=reader.listing(pairs),
        tau=reader.number(ranking.agreement, 2),
        least=least,
    )
    course, move = ranking.largest_move
    if move < finding.smallest_difference:
        return [line, reader.say("plausible.stays", least=least)]
    medians = {
        name: reader.points(ranking.table.loc[course, f"median_{name}"], signed=True) for name in ("all", "plausible")
    }
    return [line, reader.say("plausible.moves", course=called([course]), **medians)]


def score_sentence(finding: PlausibleFinding, reader: Reader) -> str:
    """Return how many of the claims show in a typical world, plausible or not."""
    shown = {name: reader.percent(value) if value >= 0 else MISSING for name, value in finding.scores().items()}
    return reader.say("plausible.score_text", claims=len(scored_claims()), **shown)
