"""Accept the numbers that the model gives now as the baseline: `python -m tests.kit.accept_baseline`.

A changed number is an event: it belongs in the changelog, with the reason.
"""

import json
from pathlib import Path

from kraftsamling.model import simulate

PATH = Path(__file__).with_name("baseline.json")
COURSES = ["no_support", "level_1", "level_2", "level_3", "gated_mean"]
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


def baseline() -> dict[str, dict[str, float]]:
    """Mean over five worlds and two seeds of each measure in the last of fifteen years, by course and measure."""
    found = simulate("goteborgsregionen", COURSES, seeds=2, worlds=5, years=15, record="summary").dataset
    means = found[MEASURES].isel(year=-1).mean(("world", "seed"))
    return {
        course: {name: float(f"{float(means[name].sel(strategy=course)):.{DIGITS}g}") for name in MEASURES}
        for course in COURSES
    }


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
