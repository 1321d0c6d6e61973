"""`kraftsamling experiment=plausible`: which worlds are not ruled out, and whether leaving the others out matters.

`make worlds` does the same on the stored sample and stores the verdicts, from which `worlds=plausible` is taken, and
those on the patterns, which stand in every report.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from tqdm import tqdm

from kraftsamling.analysis.checks.facts import yearly_turnover
from kraftsamling.analysis.patterns.claims import FILTERS
from kraftsamling.analysis.patterns.judge import find as find_patterns
from kraftsamling.analysis.patterns.judge import verdict_rows
from kraftsamling.analysis.plausible.criteria import (
    CRITERIA,
    SCORED,
    as_numbers,
    as_published,
    not_contradicted,
    null_holds,
    pattern_score,
    verdict_table,
    within_bounds,
)
from kraftsamling.analysis.plausible.find import PlausibleFinding, find
from kraftsamling.experiments.examine.pattern_tests.arms import Effects
from kraftsamling.experiments.examine.patterns import MIN_YEARS, TESTS
from kraftsamling.experiments.examine.robustness import gains_of, titles_of
from kraftsamling.experiments.examine.sanity import stocks
from kraftsamling.experiments.runs.examination import Examination
from kraftsamling.experiments.runs.progress import Progress
from kraftsamling.experiments.runs.runs import SLICE, Runs
from kraftsamling.experiments.setting.sample import sample_of
from kraftsamling.model import load_region
from kraftsamling.model.errors import check_number
from kraftsamling.model.inputs.parameters import parameters
from kraftsamling.model.paths import DATA
from kraftsamling.model.worlds.medoid import medoid, with_defaults
from kraftsamling.model.worlds.plausible import (
    FILTERED_ON,
    OUTCOMES,
    PATTERNS,
    PROBE,
    RECORD,
    VERDICTS,
    digest,
    moved,
    present_probe,
    stored_record,
)
from kraftsamling.model.worlds.worlds import ALL, DEFAULT

COMPARED = {
    "ambition": ("no_support", "level_1", "level_2", "level_3", "calendar", "gated_mean", "gated_minimum"),
    "size": ("even", "small_first", "large_first", "willing_first", "weakest_first", "size_adapted"),
}
"""Courses whose ranking is compared, by the question they belong to."""
BOUNDED = ("no_support", "level_1", "level_2", "level_3")
OUTCOMES_OF = ("no_support", "level_3")
"""Courses whose outcome in each world is stored, so that few worlds can be chosen that stand for all."""
BUDGETS = ("own", "equal")
PARAMETERS = DATA / "parameters.csv"
SEEDS, YEARS = 3, 15
"""With which the stored filter is made."""
DEFAULT_RUNS = 108
"""Runs that `default_fails` starts."""


def examine(setting: Examination, *, smallest_difference: float = 1.0) -> PlausibleFinding:
    """Filter the worlds, and rank courses in all worlds and in plausible ones.

    Args:
        smallest_difference: points below which courses tie: no ranking changes between them.

    Raises:
        InputError: fewer years than the patterns need, or a number out of range.
    """
    check_number(setting.years, MIN_YEARS, 50, "years", whole=True)
    check_number(smallest_difference, 0, 100, "smallest_difference")
    runs, questions = setting.runs, list(product(COMPARED, BUDGETS))
    results: dict[Any, Any] = {}
    steps: dict[Any, Callable[[], Any]] = {name: partial(TESTS[name], runs) for name in SCORED}
    steps |= {key: partial(runs.run, COMPARED[key[0]], budget=key[1]) for key in questions}
    steps["filter"] = lambda: filtered(runs, {name: results[name] for name in SCORED})
    for step in setting.steps(list(steps)):
        results[step] = steps[step]()
    gains = {key: gains_of(results[key]) for key in questions}
    return find(results["filter"], gains, titles_of(sum(COMPARED.values(), ())), smallest_difference)


def filtered(runs: Runs, effects: Mapping[str, Effects]) -> pd.DataFrame:
    """Return what each world passes, whether it is plausible, and its pattern score: one row per world.

    Args:
        effects: of the patterns in `SCORED` at least, by pattern.
    """
    return verdict_table(_passed(runs, effects), pattern_score(effects))


def default_fails(progress: Callable[[int], Any] | None = None) -> tuple[str, ...]:
    """Return the criteria that the world at the defaults fails, filtered as the stored sample was (a second or two).

    Starts `DEFAULT_RUNS` runs and calls `progress` with the number of those done since the last call.
    """
    runs = Runs(load_region(FILTERED_ON), sample_of(DEFAULT).worlds, SEEDS, YEARS, progress)
    passed = _passed(runs, {name: TESTS[name](runs) for name in FILTERS})
    return tuple(name for name in CRITERIA if not passed[name].all())


def _passed(runs: Runs, effects: Mapping[str, Effects]) -> dict[str, np.ndarray]:
    """Whether each world passes, by criterion, (world,); `effects` of the patterns in `FILTERS` at least."""
    start, end, turnover = _without_actor(runs)
    courses = runs.courses({name: name for name in BOUNDED})
    return {
        "null": null_holds(start, end),
        "bounds": within_bounds(courses),
        "facts": as_published(turnover),
        **not_contradicted(effects),
    }


def _without_actor(runs: Runs) -> tuple[Mapping[str, np.ndarray], Mapping[str, np.ndarray], np.ndarray]:
    """Each stock at start and end without support, (world, seed, municipality), and yearly turnover, (world,)."""
    begun: dict[str, list[np.ndarray]] = {}
    ended: dict[str, list[np.ndarray]] = {}
    turnover = []
    for first in range(0, len(runs.worlds), SLICE):
        data = runs.run(["no_support"], "full", worlds=runs.worlds.iloc[first : first + SLICE]).isel(strategy=0)
        turnover.append(yearly_turnover(data["leavers"].to_numpy()))
        for name, begin, finish in stocks(data):
            begun.setdefault(name, []).append(begin)
            ended.setdefault(name, []).append(finish)
    start, end = ({name: np.concatenate(parts) for name, parts in side.items()} for side in (begun, ended))
    return start, end, np.concatenate(turnover)


def main() -> int:
    """Filter the stored sample, judge the patterns on it, and store both with the probe of the model.

    Mean capacity at the end under two courses is stored beside them, by world. The plausible world that lies nearest to
    all others becomes the default one.
    """
    with tqdm(desc="runs", unit="") as bar:
        progress = Progress(bar)
        runs = Runs(load_region(FILTERED_ON), sample_of(ALL).worlds, SEEDS, YEARS, progress)
        effects = {name: TESTS[name](runs) for name in progress.steps(list(TESTS))}
        verdicts = filtered(runs, effects)
        ends = pd.DataFrame(runs.ends({name: name for name in OUTCOMES_OF})).rename_axis("world")
    outcomes = find_patterns(effects, runs.worlds).outcomes
    put(PARAMETERS, with_defaults(PARAMETERS, medoid(runs.worlds[verdicts["plausible"].to_numpy()])))
    parameters.cache_clear()
    store(
        {
            VERDICTS: as_numbers(verdicts).to_csv(float_format="%.4f", lineterminator="\n"),
            OUTCOMES: ends.to_csv(float_format="%.4f", lineterminator="\n"),
            PATTERNS: verdict_rows(outcomes).to_csv(index=False, float_format="%.4f", lineterminator="\n"),
        }
    )
    print(f"{int(verdicts['plausible'].sum())} of {len(verdicts)} worlds are plausible")
    return 0


def store(tables: Mapping[str, str]) -> None:
    """Write results into model/data, by name of the file, with the probe of the model that they were made with.

    Other results made with the former probe stay current where all its numbers come out again.
    """
    record, former, same = stored_record(), digest(PROBE), not moved()
    for name, content in tables.items():
        put(DATA / name, content)
        record[name] = {"content": digest(name), "probe": former}
    put(DATA / PROBE, present_probe().to_csv(lineterminator="\n"))
    for name, noted in record.items():
        if name in tables or (same and noted["probe"] == former):
            record[name] = {**noted, "probe": digest(PROBE)}
    put(DATA / RECORD, json.dumps(dict(sorted(record.items())), indent=1) + "\n")


def put(path: Path, text: str) -> None:
    """Write a file beside its place, then move it there whole."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8", newline="\n") as file:
        file.write(text)
    os.chmod(file.name, 0o644)
    os.replace(file.name, path)


if __name__ == "__main__":
    sys.exit(main())
