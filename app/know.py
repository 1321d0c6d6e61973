"""How we know: assumptions, what an answer rests on, the report's patterns, and what the model cannot say."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.assumptions import meaning, value_range
from analysis.ledger import Ledger, ledger_from_worlds, named, sentence
from analysis.wording import number
from app.courses import Ensemble
from app.ensemble import worlds_of
from app.picture import plain
from model.parameters import swept
from model.plausible import KEPT, pattern_verdicts, verdicts
from model.vocabulary import text

LIMITS = (
    "report.rests_numbers",
    "report.rests_start",
    "report.five_scale",
    "app.limit_forecast",
    "app.limit_worlds",
    "app.limit_left_out",
)
"""What the model cannot say, by key of the catalogue of texts."""
WEIGHTS = 12
"""Assumptions that the ledger names by what they weigh."""


def assumptions_and_limits(language: str) -> dict[str, Any]:
    """Return what is known without a run: assumptions with their ranges, pattern verdicts and limits; no ledger."""
    return {
        "assumptions": [
            {
                "name": row.name,
                "meaning": meaning(row.name, language),
                "range": value_range(row.name, language),
                "unit": row.unit,
                "evidence": row.evidence,
                "evidence_label": named(row.evidence, language),
            }
            for row in swept()
        ],
        "ledger": None,
        "patterns": _patterns(language),
        "limits": [text(key, language) for key in LIMITS] + [_filter(language)],
    }


def ledger_of(a: Ensemble, b: Ensemble, sample: str | int) -> Ledger:
    """Return what the paired difference at the end year rests on (seconds)."""
    difference = pd.Series(b.values["capacity_mean"][-1] - a.values["capacity_mean"][-1], index=a.worlds)
    return ledger_from_worlds(worlds_of(sample).loc[a.worlds], difference)


def told(ledger: Ledger, language: str) -> dict[str, Any]:
    """Return a ledger in words and shares; intervals are 95 %."""
    weights = ledger.weights.head(WEIGHTS) if ledger.weights is not None else pd.DataFrame()
    return {
        "sentence": sentence(ledger, language),
        "parts": [
            {"name": part, "label": named(str(part), language), **_share(row)} for part, row in ledger.table.iterrows()
        ],
        "weights": [
            {"name": name, "label": meaning(str(name), language), **_share(row)} for name, row in weights.iterrows()
        ],
    }


def _share(row: pd.Series) -> dict[str, float | None]:
    return {name: plain(row[name], 4) for name in ("share", "low", "high")}


def _patterns(language: str) -> list[dict[str, Any]]:
    """Return what each pattern of the report comes to; nothing where verdicts are of another version of the model."""
    table = pattern_verdicts()
    if table is None:
        return []
    return [
        {
            "name": name,
            "claim": text(f"patterns.{name}", language),
            "verdict": row["verdict"],
            "verdict_label": text(f"patterns.{'guard_' if row['kind'] == 'guard' else ''}{row['verdict']}", language),
            "kind": text(f"patterns.{row['kind']}", language),
            "share": plain(row["share"], 4),
        }
        for name, row in table.iterrows()
    ]


def _filter(language: str) -> str:
    passed = number(int(verdicts()["plausible"].sum()), language)
    return text("sample.note", language, passed=passed, kept=number(KEPT, language))
