"""How we know: assumptions, the report's patterns, and what the model cannot say."""

from __future__ import annotations

from typing import Any

from analysis import left_out
from analysis.assumptions import meaning, value_range
from analysis.wording import number
from app.picture import plain
from model.parameters import swept
from model.plausible import KEPT, pattern_verdicts, verdicts
from model.texts import text

LIMITS = (
    "report.rests_numbers",
    "report.rests_start",
    "report.five_scale",
    "app.limit_forecast",
    "app.limit_worlds",
    "app.limit_left_out",
)
"""What the model cannot say, by key of the catalogue of texts."""


def assumptions_and_limits(language: str) -> dict[str, Any]:
    """Return what is known without a run: assumptions with their ranges, pattern verdicts and limits."""
    return {
        "assumptions": [
            {
                "name": row.name,
                "meaning": meaning(row.name, language),
                "range": value_range(row.name, language),
                "unit": text(f"unit.{row.unit}", language),
                "evidence": row.evidence,
                "evidence_label": text(f"ledger.{row.evidence.replace(' ', '_')}", language),
            }
            for row in swept()
        ],
        "patterns": _patterns(language),
        "limits": [*(text(key, language) for key in LIMITS), _filter(language), left_out.sentence(language)],
    }


def _patterns(language: str) -> list[dict[str, Any]]:
    """Return what each pattern of the report comes to; nothing where verdicts are of a model with other numbers."""
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
