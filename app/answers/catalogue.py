"""What the page may choose from, in one language: regions, strategies, events, ranges and texts."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np

from kraftsamling.analysis.report.figures.borders import rings
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.analysis.words.region import all_sentences
from kraftsamling.app.answers import know
from kraftsamling.app.answers.courses import plan_of
from kraftsamling.app.answers.picture import plain
from kraftsamling.app.answers.state import DEFAULT, SIDES, read_question
from kraftsamling.model.inputs.governance import PRESETS as GOVERNANCES
from kraftsamling.model.inputs.region import Region, load_region
from kraftsamling.model.inputs.scenario import COMPETING_SIGNALS, DURATION
from kraftsamling.model.inputs.strategy import Strategy, load_strategy
from kraftsamling.model.paths import built_in
from kraftsamling.model.results.results import software_version
from kraftsamling.model.texts import text, texts
from kraftsamling.model.vocabulary import LANGUAGES, SIZE_CLASSES

SECTIONS = ("page", "capital", "form", "size_class", "ingredient", "reason_not", "measure", "mechanism", "chart")
"""Sections of the catalogue of texts that the page shows."""
PRESETS = {
    "levels": ("no_support", "level_1", "level_2", "level_3"),
    "steps": ("calendar", "gated_mean", "gated_minimum"),
    "places": (
        "even",
        "size_adapted",
        "small_first",
        "large_first",
        "willing_first",
        "weakest_first",
        "largest_gap_first",
    ),
    "content": ("form_mix", "form_gap", "form_sequence", "form_reverse", "form_random"),
    "governance": tuple(f"governance_{name}" for name in GOVERNANCES),
    "municipal": (
        *("own_structures", "own_learning", "own_time", "own_part"),
        *("own_part_level_1", "own_part_level_2", "own_part_level_3"),
    ),
}
"""Built-in strategies in the order in which they are offered, by what they are about."""
OUTLINE_DIGITS = 4
"""Decimals of a degree, some ten metres."""
NAMED = ("money", "handover")
"""Guided questions whose courses are no presets and so have titles of their own."""
MAX_YEARS = 50
"""Years from which an event lasts as long as any run."""


@cache
def catalogue(language: str) -> dict[str, Any]:
    """Return everything that the page loads once, in one language."""
    reader = Reader(language)
    default = DEFAULT | {"view": DEFAULT["view"] | {"language": language}}
    return {
        "version": software_version(),
        "language": language,
        "languages": list(LANGUAGES),
        "default": default,
        "sizes": _sizes(default),
        "regions": [region_entry(load_region(name), reader) for name in built_in("region", ".csv")],
        "strategies": [_strategy(name, group, reader) for group, names in PRESETS.items() for name in names],
        "events": [_event(kind, reader) for kind in DURATION],
        "ranges": dict(_ranges(Strategy)),
        "texts": {
            f"{section}.{name}": words for section in SECTIONS for name, words in texts(section, language).items()
        },
        "story": {question: {side: _told(f"page.story.{question}.{side}") for side in SIDES} for question in NAMED},
        "know": know.assumptions_and_limits(reader),
    }


def _told(name: str) -> dict[str, str]:
    return {language: text(name, language) for language in LANGUAGES}


def _sizes(default: dict[str, Any]) -> dict[str, int]:
    plan = plan_of(read_question(default).course("a", "plausible"))
    return {"first": plan.sizes.first, "worlds": plan.of_worlds, "seeds": plan.sizes.seeds}


def region_entry(region: Region, reader: Reader) -> dict[str, Any]:
    """Return a region as the page draws it: x and y in degrees of latitude, y downwards; None without coordinates."""
    named, lettered = (Reader(reader.language, anonymous, region) for anonymous in (False, True))
    letters = lettered.labels
    places, outline, box = _map(region)
    return {
        "name": region.name,
        "title": region.titles[reader.language],
        "start_year": region.start_year,
        "remarks": all_sentences(region, named),
        "remarks_in_letters": all_sentences(region, lettered),
        "illustrative": region.illustrative[reader.language] if region.illustrative else None,
        "municipalities": [
            {
                "code": code,
                "name": region.names[place],
                "letter": letters[code],
                "size_class": SIZE_CLASSES[region.size_class[place]],
                "x": places[place][0],
                "y": places[place][1],
                "population": int(region.population[place]),
            }
            for place, code in enumerate(region.codes)
        ],
        "outline": outline,
        "box": box,
    }


def _map(region: Region) -> tuple[list[list[float | None]], str | None, list[float] | None]:
    """Return places, outline and box in one frame: degrees, longitude scaled to look right, y downwards."""
    if not np.isfinite([region.latitude, region.longitude]).all():
        return [[None, None]] * region.size, None, None
    scale = np.array([np.cos(np.radians(region.latitude.mean())), -1.0])
    places = np.column_stack([region.longitude, region.latitude]) * scale
    lines = [ring * scale for ring in rings(region)]
    spread = np.concatenate([places, *lines])
    box = plain(np.concatenate([spread.min(axis=0), spread.max(axis=0)]), OUTLINE_DIGITS)
    outline = " ".join(_path(line) for line in lines) or None
    return plain(places, OUTLINE_DIGITS), outline, box


def _path(line: np.ndarray) -> str:
    return "M" + "L".join(f"{x:.{OUTLINE_DIGITS}f} {y:.{OUTLINE_DIGITS}f}" for x, y in line) + "Z"


def _strategy(name: str, group: str, reader: Reader) -> dict[str, Any]:
    found = load_strategy(name)
    return {"name": name, "group": group, "title": found.title[reader.language], "strategy": found.to_dict()}


def _event(kind: str, reader: Reader) -> dict[str, Any]:
    about = {"kind": kind, "duration": DURATION[kind], "strength": [-1 if kind == "trust" else 0, 1]}
    if kind == "signals":
        about["number"] = COMPETING_SIGNALS
    words = {key: reader.say(f"app.{key}_{kind}") for key in ("title", "help")}
    return about | words | {"help": f"{words['help']} {_lasting(DURATION[kind], reader)}".strip()}


def _lasting(years: float, reader: Reader) -> str:
    """Return how long an event lasts, in words; nothing of what happens at once."""
    if years < 1:
        return ""
    if years >= MAX_YEARS:
        return reader.say("app.event_stays")
    return reader.say("app.event_lasts", years=reader.number(years))


def _ranges(part: Any, prefix: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what each setting of a strategy allows, by its path."""
    for field in dataclasses.fields(part):
        path = f"{prefix}{field.name}"
        factory: Any = field.default_factory
        if dataclasses.is_dataclass(factory):
            yield from _ranges(factory, f"{path}.")
        elif allowed := field.metadata.get("allowed"):
            yield path, {**allowed, "default": field.default}


def as_json(content: Any) -> bytes:
    """Return compact JSON."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
