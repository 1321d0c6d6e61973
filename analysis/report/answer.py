"""The answer in three to five sentences, made from the numbers and never stronger than they are."""

from __future__ import annotations

from collections.abc import Sequence

from kraftsamling.analysis.results.compare import Pair
from kraftsamling.analysis.results.evidence import Evidence
from kraftsamling.analysis.words.reader import Reader, capitalised
from kraftsamling.model.worlds.worlds import PLAUSIBLE

MEASURES_COMPARED = ("capacity_mean", "capacity_weighted", "capacity_min")

MAX_SENTENCES = 5


def answer(evidence: Evidence, setbacks: Sequence[str] = ()) -> list[str]:
    """Return the sentences of the answer.

    The course that ends highest against the reference and against its rivals, first at own cost and then with the same
    money; whether mean, population-weighted mean and minimum agree on it; and who is left behind.

    Args:
        setbacks: what events cost, see `Setbacks`: where they are what is asked about, they come first.
    """
    first, *others = evidence.budgets
    if setbacks:
        return [*setbacks, _against_reference(evidence, first), _left_behind(evidence, first)][:MAX_SENTENCES]
    if len(evidence.courses) == 1:
        alone = evidence.reader.say("answer.nothing_to_compare")
        return [alone, _alone(evidence, first), _left_behind(evidence, first)]
    sentences = [_against_reference(evidence, first)]
    rivals = _against_rivals(evidence, first)
    if rivals:
        sentences.append(capitalised(rivals) + ".")
    sentences += [_short(evidence, budget) for budget in others]
    return [*sentences, _agreement(evidence), _left_behind(evidence, first)]


def _title(evidence: Evidence, name: str) -> str:
    return evidence.reader.quoted(evidence.courses[name])


def _values(evidence: Evidence, pair: Pair) -> dict[str, str]:
    """Return what a sentence about a pair may name; counts of worlds that end in _more stand later in a sentence."""
    reader = evidence.reader
    plausible = evidence.sample == PLAUSIBLE
    kinds = {"": "plausible" if plausible else "worlds", "_more": "of_them" if plausible else "worlds"}
    counts = {
        f"{name}{ending}": reader.worlds(getattr(pair, name), pair.worlds, kind)
        for name in ("better", "tie", "worse")
        for ending, kind in kinds.items()
    }
    return counts | {
        "least": reader.threshold(evidence.smallest_difference),
        "median": reader.points(pair.median),
        "low": reader.number(pair.low, 1),
        "high": reader.number(pair.high, 1),
        "span": "" if pair.worlds == 1 else reader.over("span", pair.worlds),
        "year": str(evidence.end),
    }


def _key(pair: Pair, name: str) -> str:
    """Return the key of a sentence by verdict; one world alone has sentences of its own, which claim less."""
    verdict = {"behind": "open", "seldom_ahead": "open"}.get(pair.verdict, pair.verdict)
    return f"answer.one_{name}_{verdict}" if pair.worlds == 1 else f"answer.{name}_{verdict}"


def _against_reference(evidence: Evidence, budget: str) -> str:
    reader, reference = evidence.reader, evidence.reference
    leader, rival, *_ = evidence.ranked(budget)
    lead = reader.say(f"answer.lead_{budget}")
    titles = {"lead": lead, "reference": _title(evidence, reference)}
    if leader == reference:
        pair = evidence.pair(budget, rival, reference)
        several = "answer.two_none" if len(evidence.courses) == 2 else "answer.none_ahead"
        key = "answer.one_none" if pair.worlds == 1 else several
        return reader.say(key, **titles, rival=_title(evidence, rival), **_values(evidence, pair))
    pair = evidence.pair(budget, leader, reference)
    key = _key(pair, "ref").replace("one_ref", "one")
    if len(evidence.courses) == 2 and key == "answer.ref_tie":
        key = "answer.two_tie"
    return reader.say(key, **titles, leader=_title(evidence, leader), **_values(evidence, pair))


def _against_rivals(evidence: Evidence, budget: str) -> str:
    """Return a clause on the leader against the others than the reference, or nothing if there are none."""
    reader = evidence.reader
    leader, *rest = evidence.ranked(budget)
    rivals = [name for name in rest if name != evidence.reference]
    if not rivals or leader == evidence.reference:
        return ""
    pairs = {name: evidence.pair(budget, leader, name) for name in rivals}
    tied = [name for name in rivals if pairs[name].verdict == "tie"]
    if not tied:
        pair = pairs[rivals[0]]
        return reader.say(_key(pair, "rival"), rival=_title(evidence, rivals[0]), **_values(evidence, pair))
    closest = min((pairs[name] for name in tied), key=lambda pair: pair.tie)
    key = _key(closest, "rival")
    if len(tied) > 1 and key == "answer.rival_tie":
        key = "answer.rival_ties"
    names = reader.some([evidence.courses[name] for name in tied])
    return reader.say(key, rivals=names, **_values(evidence, closest))


def _short(evidence: Evidence, budget: str) -> str:
    """Return one sentence on a further budget mode: the leader against the reference and its rivals."""
    reader = evidence.reader
    leader, *_ = evidence.ranked(budget)
    if leader == evidence.reference:
        return _against_reference(evidence, budget)
    pair = evidence.pair(budget, leader, evidence.reference)
    titles = {"leader": _title(evidence, leader), "reference": _title(evidence, evidence.reference)}
    lead = reader.say(f"answer.lead_{budget}")
    clause = reader.say(_key(pair, "short"), lead=lead, **titles, **_values(evidence, pair))
    rivals = _against_rivals(evidence, budget)
    return f"{clause}; {rivals}." if rivals else f"{clause}."


def _heads(evidence: Evidence, budget: str) -> list[str] | None:
    """Return which course ends highest by each measure if another than the mean's leader is ahead, else nothing."""
    leader = evidence.ranked(budget)[0]
    heads = []
    for measure in MEASURES_COMPARED:
        highest = evidence.ranked(budget, measure)[0]
        tied = highest == leader or evidence.pair(budget, highest, leader, measure).verdict == "tie"
        heads.append(leader if tied else highest)
    return heads if len(set(heads)) > 1 else None


def _agreement(evidence: Evidence) -> str:
    reader = evidence.reader
    clauses = []
    for budget in evidence.budgets:
        heads = _heads(evidence, budget)
        if heads:
            mean, weighted, minimum = (_title(evidence, name) for name in heads)
            where = reader.say(f"answer.budget_{budget}")
            titles = {"mean": mean, "weighted": weighted, "minimum": minimum}
            clauses.append(reader.say("answer.disagree_clause", budget=where, **titles))
    if not clauses:
        return reader.say("answer.agree")
    return reader.say("answer.disagree", clauses="; ".join(clauses))


def _alone(evidence: Evidence, budget: str) -> str:
    reader = evidence.reader
    name = next(iter(evidence.courses))
    shown = {key: reader.number(value, 1) for key, value in evidence.alone(name, budget)._asdict().items()}
    count = evidence.size(name, budget)
    values = {"leader": _title(evidence, name), "year": evidence.end, **shown}
    if count == 1:
        return reader.say("answer.one_alone", **values)
    return reader.say("answer.alone", span=reader.over("span", count), **values)


def _left_behind(evidence: Evidence, budget: str) -> str:
    """Return how many municipalities the highest course with support never reaches, and how many gain little by it.

    What they gain is counted against a course without support, or, where none was run, against their own start.
    """
    reader = evidence.reader
    supported = [name for name in evidence.ranked(budget) if name not in evidence.free]
    free = next((name for name in evidence.courses if name in evidence.free), None)
    total = evidence.municipalities
    name = supported[0] if supported else evidence.ranked(budget)[0]
    never, behind = evidence.left_out(name, budget, free if supported else None)
    values: dict[str, object] = {"total": total, "least": reader.threshold(evidence.smallest_difference)}
    values["over"] = reader.say("answer.over", count=evidence.size(name, budget))
    if not supported:
        return reader.say("answer.unreached", gaining=_count(total - behind, reader), **values)
    values |= {"never": _count(never, reader), "behind": _count(behind, reader), "course": _title(evidence, name)}
    values |= {"budget": reader.say(f"answer.budget_{budget}")}
    if free is None:
        return reader.say("answer.reached_from_start", **values)
    return reader.say("answer.reached", free=_title(evidence, free), **values)


def _count(value: float, reader: Reader) -> str:
    """Return a count, with a decimal only where an average over seeds left one."""
    return reader.number(value, 0 if abs(value - round(value)) < 0.05 else 1)
