"""The gates of the report by hand: when one is open, what is missing where it is shut, and what came from work."""

from types import SimpleNamespace

import pandas as pd
import pytest

from kraftsamling.analysis.report.gates import NEEDED, gate_sentences, gates_series, gates_table, most_missing
from kraftsamling.analysis.results.evidence import TableEvidence
from kraftsamling.analysis.results.tables import Tables
from kraftsamling.model.vocabulary import CONDITIONS
from tests.kit.synthetic import START, context_of, known

WORLDS = 4
SHORT = (0.1, 0.2, 0.3, 0.4)
"""What each condition lacks of its demand where nothing else is said."""


def world(levels, missing=SHORT, started=(0.21, 0.32, 0.43, 0.54), worked=(0.01, 0.03, -0.02, 0.06)):
    """The years of one world: its level at the end of each, and the readings at the end of all."""
    held = [dict(zip(CONDITIONS, part, strict=True)) for part in (missing, started, worked)]
    readings = {
        f"{p}_{n}": v for p, of in zip(("missing", "started", "worked"), held, strict=True) for n, v in of.items()
    }
    return [{"year": START + year, "actor_level": level, **readings} for year, level in enumerate(levels)]


def evidence(*worlds, policy="gated", language="en"):
    made = known({"a": {"capacity_mean": [45.0] * len(worlds)}})
    rows = [
        {"strategy": "a", "budget": "own", "world": w, "seed": 0, **year} for w, of in enumerate(worlds) for year in of
    ]
    wide = pd.DataFrame(rows).assign(capacity_mean=40.0, capacity_weighted=40.0, capacity_min=40.0, cost_sek=1.0)
    tables = Tables(wide.assign(municipal_cost_sek=0.0), made.municipalities)
    course = SimpleNamespace(name="a", title={"sv": "A", "en": "A"}, ambition=SimpleNamespace(policy=policy))
    return TableEvidence(tables, context_of(tables, strategies=[course], language=language))


MET = (0.0, 0.0, 0.0, 0.0)
LEGITIMACY_SHORT = (0.0, 0.05, 0.0, 0.0)


@pytest.fixture
def mixed():
    """One world steps up twice, one once, two stay; of these one lacks everything, the other legitimacy."""
    return (
        world((1, 1, 2, 3)),
        world((1, 2, 2, 2), started=(0.25, 0.36, 0.47, 0.58)),
        world((1, 1, 1, 1)),
        world((1, 1, 1, 1), missing=LEGITIMACY_SHORT, worked=(0.05, 0.07, 0.02, 0.1)),
    )


def test_a_gate_that_the_course_waits_for_opens_with_the_step(mixed):
    gates = gates_series(evidence(*mixed)).loc[("own", "a")]
    assert gates["read"].tolist() == [1.0, 0.5] and gates["opened"].tolist() == [0.5, 0.25]
    second = gates.loc[2]
    assert second["missing_legitimacy"] == 1.0 and second["missing_mandate"] == 0.5
    assert most_missing(second) == "legitimacy"
    assert second["started_receptive_capacity"] == pytest.approx(0.21)
    assert second["worked_legitimacy"] == pytest.approx((0.03 + 0.07) / 2)
    assert gates.loc[3, "started_mandate"] == pytest.approx(0.58)


def test_without_waiting_conditions_must_hold_at_the_end_of_some_year_and_a_step_says_nothing():
    stays, steps = world((1, 1, 1), missing=MET), world((1, 2, 2))
    gates = gates_series(evidence(stays, steps, policy="calendar")).loc[("own", "a")]
    assert gates["opened"].tolist() == [0.5, 0.0]


def test_what_holds_before_the_first_year_is_no_work():
    early = world((1, 1))
    early[0] |= {f"missing_{name}": 0.0 for name in CONDITIONS}
    assert gates_series(evidence(early, policy="fixed")).loc[("own", "a", 2), "opened"] == 0


def test_a_course_at_level_3_reads_no_gate_to_level_2():
    gates = gates_series(evidence(world((3, 3)), policy="fixed"))
    assert gates["read"].tolist() == [0.0, 1.0]
    (told,) = gate_sentences(gates, evidence(world((3, 3))).labels)
    assert "level 3" in told and "level 2" not in told


@pytest.mark.parametrize(
    ("language", "opened", "why"),
    [
        (
            "en",
            "the gate to level 2 opens by 2028 in 50% of worlds.",
            "legitimacy is missing most often (in 100% of them)",
        ),
        ("sv", "grinden till nivå 2 öppnas till och med 2028 i 50\u00a0% av världarna.", "saknas oftast legitimitet"),
    ],
)
def test_sentences_tell_what_is_missing_and_how_much_came_from_work(mixed, language, opened, why):
    seen = evidence(*mixed, language=language)
    (told,) = gate_sentences(gates_series(seen), seen.labels)
    assert opened in told and why in told
    assert (
        "av avläsningen 0,37" if language == "sv" else "of the reading 0.37, 0.32 was there at the start and 0.05"
    ) in told


def test_the_table_shows_start_and_work_apart_and_stresses_what_is_missing(mixed):
    seen = evidence(*mixed)
    shown = gates_table(gates_series(seen), seen.labels)
    assert "<td><strong>0.32 +0.05</strong>" in shown and "0.43 0.00" in shown
    assert shown.count("<tr>") == 3


def test_without_the_measures_nothing_is_told():
    made = known({"a": {"capacity_mean": [45.0]}})
    assert not set(NEEDED) <= set(made.trajectories)
    assert gates_series(TableEvidence(made, context_of(made))).empty


def test_a_course_without_support_has_no_gates():
    assert gates_series(evidence(world((0, 0)), policy="none")).empty
