"""Robustness in words: who is first by which criterion, how sure the sample makes it, where a course falls short."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kraftsamling.analysis.robustness.boxes import Limit
from kraftsamling.analysis.robustness.criteria import Robustness
from kraftsamling.analysis.robustness.discovery import Discovery
from kraftsamling.analysis.statistics.intervals import share_interval
from kraftsamling.analysis.words.assumptions import quoted_meaning, value_of
from kraftsamling.analysis.words.reader import FEW_WORLDS, Reader
from kraftsamling.model.inputs.parameters import parameters


def criterion_name(name: str, result: Robustness, reader: Reader) -> str:
    """Return what a criterion is called, with its numbers."""
    least, enough = (reader.threshold(points) for points in (result.smallest_difference, result.enough))
    return reader.say(f"robustness.{name}", least=least, enough=enough)


def sentences(result: Robustness, budget: str, titles: Mapping[str, str], reader: Reader) -> list[str]:
    """Return what the criteria say: who is first, whether they agree, and how sure the sample makes it.

    Args:
        budget: "own" or "equal"; titles: of the courses.
    """
    least = reader.threshold(result.smallest_difference)
    silent = reader.listing([criterion_name(name, result, reader) for name in result.silent])
    lines = [_firsts(result, reader.say(f"robustness.{budget}"), titles, reader)]
    if 0 < len(result.silent) < len(result.firsts):
        lines.append(reader.say("robustness.silent", criteria=silent))
    lines.append(reader.say("robustness.tie", least=least))
    if result.unclear:
        shares = [
            f"{criterion_name(name, result, reader)} ({reader.percent(share)})"
            for name, share in result.unclear.items()
        ]
        lines.append(reader.say("robustness.unclear", criteria=reader.listing(shares)))
    elif len(result.gains) >= FEW_WORLDS:
        lines.append(reader.say("robustness.clear"))
    return [*lines, _two(result, least, titles, reader)]


def _firsts(result: Robustness, lead: str, titles: Mapping[str, str], reader: Reader) -> str:
    """Return which courses come first by the criteria that set them apart, and whether these agree."""
    firsts = {name: courses for name, courses in result.firsts.items() if name not in result.silent}
    if not firsts:
        return reader.say("robustness.level", lead=lead)

    def together(names: Sequence[str]) -> str:
        courses = reader.listing([reader.quoted(titles[name]) for name in names])
        return reader.say("robustness.together", courses=courses) if len(names) > 1 else courses

    def criteria(names: Sequence[str]) -> str:
        return reader.listing([criterion_name(name, result, reader) for name in names])

    agreed = result.agreed
    if not agreed:
        clauses = [
            reader.say("robustness.clause", criteria=criteria(names), courses=together(courses))
            for courses, names in _by_courses(firsts).items()
        ]
        return reader.say("robustness.disagree", lead=lead, clauses="; ".join(clauses))
    others = _by_courses({name: [each for each in courses if each not in agreed] for name, courses in firsts.items()})
    clauses = [
        reader.say("robustness.shared", others=reader.some([titles[name] for name in level]), criteria=criteria(names))
        for level, names in others.items()
        if level
    ]
    key = "robustness.agree_shared" if clauses else "robustness.agree"
    return reader.say(key, lead=lead, courses=together(agreed), count=len(firsts), clauses="; ".join(clauses))


def _by_courses(firsts: Mapping[str, Sequence[str]]) -> dict[tuple[str, ...], list[str]]:
    """Return the criteria by the courses that they put first."""
    criteria: dict[tuple[str, ...], list[str]] = {}
    for name, courses in firsts.items():
        criteria.setdefault(tuple(courses), []).append(name)
    return criteria


def _two(result: Robustness, least: str, titles: Mapping[str, str], reader: Reader) -> str:
    """Set the two courses with least mean regret against each other."""
    course, other = result.scores["regret_mean"].nsmallest(2).index
    shares = {}
    for name, share in (("better", result.pairs.loc[course, other]), ("worse", result.pairs.loc[other, course])):
        shares[name] = reader.percent(share)
        shares[f"{name}_range"] = share_limits(float(share), len(result.gains), reader)
    names = {"course": reader.quoted(titles[course]), "other": reader.quoted(titles[other])}
    return reader.say("robustness.two", least=least, **names, **shares)


def share_limits(share: float, worlds: int, reader: Reader) -> str:
    """Return the 95 % limits of a share of worlds."""
    return limits_in_words(*share_interval(round(share * worlds), worlds), reader)


def limits_in_words(low: float, high: float, reader: Reader) -> str:
    """Return two shares as the ends of an interval."""
    return f"{reader.percent(low)}–{reader.percent(high)}"


def limit_in_words(limit: Limit, reader: Reader) -> str:
    """Return one limit of a box, the assumption by its meaning; a switch is on or off."""
    name = quoted_meaning(limit.parameter, reader)
    if limit.parameter in parameters() and parameters()[limit.parameter].unit == "switch":
        return reader.say(f"discovery.{'is_on' if limit.end == 'low' else 'is_off'}", name=name)
    value = value_of(limit.parameter, limit.value, reader)
    return reader.say(f"discovery.{limit.end}", name=name, value=value)


def box_sentence(result: Discovery, title: str, reader: Reader) -> str:
    """Return in which worlds a course fails, or that no box holds and why."""
    if result.failing in (0, result.worlds):
        key = "discovery.always" if result.failing else "discovery.never"
        return reader.say(key, course=reader.quoted(title), worlds=reader.number(result.worlds))
    about = {
        "course": reader.quoted(title),
        "failing": reader.worlds(result.failing, result.worlds),
        "method": reader.say(f"discovery.{result.method}"),
    }
    if not result.holds:
        return reader.say("discovery.none", reason=reader.say(f"discovery.{result.reason}"), **about)
    again = [reader.percent(result.again[limit.parameter, limit.end]) for limit in result.box]
    shares = ("coverage", "density", "coverage_unseen", "density_unseen")
    return reader.say(
        "discovery.box",
        limits=reader.listing([limit_in_words(limit, reader) for limit in result.box]),
        dimensions=result.dimensions,
        again=reader.listing(again),
        **{name: reader.percent(getattr(result, name)) for name in shares},
        **about,
    )


def one_world_sentence(leaders: Sequence[str], least: float, budget: str, reader: Reader) -> str:
    """Return which course gains most in the one world, and which are level with it.

    Args:
        leaders: titles, the one that gains most first; least: points below which courses tie.
        budget: "own" or "equal".
    """
    first, *level = (reader.quoted(title) for title in leaders)
    about = {"lead": reader.say(f"robustness.{budget}"), "least": reader.threshold(least)}
    key = f"robustness.one_world_{'level' if level else 'first'}"
    return reader.say(key, course=first, others=reader.listing(level), **about)
