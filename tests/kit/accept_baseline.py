"""Accept the numbers that the model gives now as the baseline: `python -m tests.kit.accept_baseline`.

A changed number is an event: it belongs in the changelog, with the reason.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from kraftsamling.model import simulate
from kraftsamling.model.inputs.scenario import EVENT_KINDS

PATH = Path(__file__).with_name("baseline.json")
COURSES = ["no_support", "level_1", "level_2", "level_3", "gated_mean"]
EVENT_COURSE = "level_2"
ROWS = [*COURSES, *(f"{EVENT_COURSE}, {kind}" for kind in EVENT_KINDS)]
MEASURES = [
    "capacity_mean",
    "capacity_weighted",
    "capacity_min",
    "gap_large_small",
    "gini",
    "receptive_capacity",
    "participation",
    "rooted_share",
    "activity",
    "measures_own",
    "measures_shared",
    "never_reached",
    "project_money",
    "actor_level",
    "actor_legitimacy",
    "collaboration",
    "person_years",
    "cost_sek",
    "capital_political",
    "capital_real",
]
DIGITS = 10


EVENT_YEAR = 13
"""When the event of each kind begins: late enough for what it does to be seen at the end."""


def last_year(courses: Sequence[str], scenario: Mapping | None = None) -> dict[str, dict[str, float]]:
    """Mean over five worlds and two seeds of each measure in the last of fifteen years, by course and measure."""
    size = dict(seeds=2, worlds=5, years=15, record="summary", scenario=scenario)
    means = simulate("goteborgsregionen", list(courses), **size).dataset[MEASURES].isel(year=-1).mean(("world", "seed"))
    return {
        course: {name: float(f"{float(means[name].sel(strategy=course)):.{DIGITS}g}") for name in MEASURES}
        for course in courses
    }


def baseline() -> dict[str, dict[str, float]]:
    """Measures of each course without events, and of one course under each kind of event, by row and measure."""
    rows = last_year(COURSES)
    for kind in EVENT_KINDS:
        event = {"kind": kind, "year": EVENT_YEAR, "strength": 0.6}
        rows[f"{EVENT_COURSE}, {kind}"] = last_year([EVENT_COURSE], {"events": [event]})[EVENT_COURSE]
    return rows


def main() -> None:
    """Write the baseline, and say what has changed."""
    before = json.loads(PATH.read_text(encoding="utf-8")) if PATH.exists() else {}
    now = baseline()
    for course, measures in now.items():
        for name, value in measures.items():
            old = before.get(course, {}).get(name)
            if old != value:
                print(f"{course} {name}: {old} -> {value}")
    PATH.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
