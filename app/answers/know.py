"""How we know: assumptions, the report's patterns, and what the model cannot say."""

from __future__ import annotations

from typing import Any

from kraftsamling.analysis.words import left_out
from kraftsamling.analysis.words.assumptions import meaning, value_range
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.app.answers.picture import plain
from kraftsamling.model.inputs.parameters import swept
from kraftsamling.model.worlds.plausible import KEPT, pattern_verdicts, verdicts

LIMITS = (
    "report.rests_numbers",
    "report.rests_start",
    "report.five_scale",
    "app.limit_forecast",
    "app.limit_worlds",
    "app.limit_left_out",
)
"""What the model cannot say, by key of the catalogue of texts."""


def assumptions_and_limits(reader: Reader) -> dict[str, Any]:
    """Return assumptions with their ranges, pattern verdicts and limits: they need no run."""
    return {
        "assumptions": [
            {
                "name": row.name,
                "meaning": meaning(row.name, reader),
                "range": value_range(row.name, reader),
                "unit": reader.say(f"unit.{row.unit}"),
                "evidence": row.evidence,
                "evidence_label": reader.say(f"ledger.{row.evidence.replace(' ', '_')}"),
            }
            for row in swept()
        ],
        "patterns": _patterns(reader),
        "limits": [*(reader.say(key) for key in LIMITS), _filter(reader), left_out.sentence(reader)],
    }


def _patterns(reader: Reader) -> list[dict[str, Any]]:
    """Return what each pattern of the report comes to; nothing where verdicts are of a model with other numbers."""
    table = pattern_verdicts()
    if table is None:
        return []
    return [
        {
            "name": name,
            "claim": reader.say(f"patterns.{name}"),
            "verdict": row["verdict"],
            "verdict_label": reader.say(f"patterns.{'guard_' if row['kind'] == 'guard' else ''}{row['verdict']}"),
            "kind": reader.say(f"patterns.{row['kind']}"),
            "share": plain(row["share"], 4),
        }
        for name, row in table.iterrows()
    ]


def _filter(reader: Reader) -> str:
    passed = reader.number(int(verdicts()["plausible"].sum()))
    return reader.say("sample.note", passed=passed, kept=reader.number(KEPT))
