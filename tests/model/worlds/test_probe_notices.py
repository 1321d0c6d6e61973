"""The probe notices a change of what any rule gives and of any parameter that worlds leave alone.

Each change has runs of its own beside those that nothing changes: first in one of the probe's worlds, then, where that
does not show it, in all of them. What moves a number of one world by so much moves the mean over all by more than the
probe tolerates.
"""

from __future__ import annotations

import dataclasses
import functools

import numpy as np
import pandas as pd
import pytest

from kraftsamling.model import load_region
from kraftsamling.model.engine import ensemble
from kraftsamling.model.engine.schedule import QUARTER, START, Rule
from kraftsamling.model.inputs import parameters
from kraftsamling.model.worlds import probe as probing
from kraftsamling.model.worlds.plausible import FILTERED_ON, stored_sample

RULES = {rule.name: rule for step in (*START, *QUARTER) for rule in step.rules}
OUTPUTS = [(name, output) for name, rule in RULES.items() for output in rule.writes]
OVERWRITTEN = [
    *(("settle_start", output) for output in ("weakest_link", "building", "braking", "lift", "reason_not")),
    *(("settle_start", output) for output in ("agreement_capacity", "vocabulary")),
    ("start_actor", "quarters_at_level"),
    *(("start_measures", output) for output in ("busy",)),
    *(("start_peers", output) for output in ("copied",)),
    *(
        ("start_portfolio", output)
        for output in (
            "initiatives",
            "openness",
            "queue",
            "served_need",
            "delivered",
            "upheld",
            "supply",
            "addressing_of_year",
            "channels_of_year",
            "actor_effort",
            "proposal",
            "planned_years",
        )
    ),
]
"""Start values that are written anew before anything depends on them, or that are nothing at the start."""
SHOWN = [
    ("start_actor", "picture_need"),
    ("decide", "will"),
    ("decide", "ability"),
    ("compare_conditions", "footing"),
    ("pace_of_effect", "delegates"),
    ("observe", "picture_need"),
    ("weigh_needs", "served_need"),
    ("set_up_measures", "upheld"),
]
"""Outputs that are shown only, or that count by their order and not by their size."""
BY_ORDER = {"weigh_needs"}
"""Rules of which that holds for every output."""
UNNOTICED = [*OVERWRITTEN, *SHOWN]
HELD = [row for row in parameters.parameters().values() if row not in parameters.swept()]
"""Parameters at their default in every world."""
WORLDS = stored_sample().iloc[:: probing.STEP]
TOLERATED = probing.TOLERANCE * len(WORLDS)
BY = (1, -1)
"""Directions of a change; a count compared with a limit may show in one only."""
NOTHING = (None, 0)


def numbers(case, worlds, seeds):
    """Everything that the probe keeps of a case, (number, run)."""
    record = probing.run_case(case, load_region(FILTERED_ON), worlds, seeds)
    shown = [yearly[probing.years_shown(case)] for yearly in record.summary.regional.values()]
    if case.detailed:
        shown += [each for name, each in record.summary.municipal.items() if not name.endswith("_start")]
        shown += [kept.mean(axis=tuple(range(kept.ndim - 1)))[None] for kept in record.full.kept.values()]
    return np.concatenate(shown).astype(float)


def unnoticed(names, change):
    """Return the names whose change in either direction moves no number of any case in any world.

    Args:
        change: takes a table of one world per run and what each run changes, a name and direction or NOTHING; returns
            the table to run.
    """
    left = list(names)
    for cases, worlds in ((probing.CASES[:1], WORLDS[:1]), (probing.CASES, WORLDS)):
        for case in cases:
            changes = [NOTHING, *((name, by) for name in left for by in BY)]
            table = pd.concat([worlds] * len(changes), ignore_index=True)
            each = [one for one in changes for _ in range(len(worlds))]
            found = numbers(case, change(table, each), np.tile(np.arange(len(worlds)), len(changes)))
            found = found.reshape(len(found), len(changes), len(worlds))
            allowed = TOLERATED * np.maximum(1, np.abs(found[:, :1]))
            moved = (np.abs(found - found[:, :1]) > allowed).any(axis=(0, 2))
            seen = {name for (name, _), differs in zip(changes, moved, strict=True) if differs}
            left = [name for name in left if name not in seen]
    return set(left)


def changed(value, by):
    """Return numbers changed by a thousandth, zeros by as much upwards, flags and codes to another.

    Args:
        by: direction of the change in each run, 0 where there is none.
    """
    array, runs = np.array(np.broadcast_to(value, (*np.shape(value)[:-1], len(by)))), np.flatnonzero(by)
    before = array[..., runs]
    if array.dtype.kind == "f":
        nothing = ~before.any(axis=tuple(range(before.ndim - 1)))
        array[..., runs] = np.where(nothing, 0.001, before * (1 + by[runs] / 1000))
    else:
        array[..., runs] = ~before if array.dtype.kind == "b" else before == 0
    return array


def with_changes(rule, changes):
    """Return the rule, each output changed in the runs that change it."""
    directions = [
        np.array([by if name == (rule.name, output) else 0 for name, by in changes]) for output in rule.writes
    ]

    @functools.wraps(rule.function)
    def function(*given):
        results = zip(rule.function(*given), directions, strict=True)
        return tuple(changed(value, by) if by.any() else value for value, by in results)

    return Rule(function)


@pytest.mark.slow
def test_a_changed_output_of_any_rule_is_noticed_but_for_those_listed(monkeypatch):
    def change(worlds, changes):
        new = {name: with_changes(rule, changes) for name, rule in RULES.items()}

        def replaced(steps):
            return tuple(
                dataclasses.replace(step, rules=tuple(new[rule.name] for rule in step.rules)) for step in steps
            )

        monkeypatch.setattr(ensemble, "START", replaced(START))
        run = functools.partial(ensemble.run_ensemble, quarter=replaced(QUARTER))
        monkeypatch.setattr(probing, "run_ensemble", run)
        return worlds

    assert unnoticed(OUTPUTS, change) == set(UNNOTICED)


def test_every_rule_has_an_output_that_is_noticed():
    assert {name for name, output in OUTPUTS if (name, output) not in UNNOTICED} == set(RULES) - BY_ORDER


def test_a_default_moved_by_a_hundredth_of_its_range_is_noticed():
    rows = {row.name: row for row in HELD}

    def change(worlds, changes):
        defaults = pd.DataFrame({name: row.default for name, row in rows.items()}, worlds.index)
        table = pd.concat([worlds, defaults], axis=1)
        for run, (name, by) in enumerate(changes):
            if by:
                table.loc[run, name] += by * (rows[name].high - rows[name].low or rows[name].default) / 100
        return table

    assert unnoticed(rows, change) == set()


@pytest.mark.parametrize(
    ("value", "by", "expected"),
    [
        ([[2.0], [0.0]], [0, 1, -1], [[2.0, 2.002, 1.998], [0.0, 0.0, 0.0]]),
        ([0.0, 0.0, 0.0], [1, 0, -1], [0.001, 0.0, 0.001]),
        ([True, True, False], [0, 1, 1], [True, False, True]),
        ([4, 4, 0], [0, -1, 1], [4, 0, 1]),
    ],
)
def test_a_change_stays_in_its_run(value, by, expected):
    np.testing.assert_allclose(changed(np.array(value), np.array(by)), expected, rtol=0, atol=1e-12)
