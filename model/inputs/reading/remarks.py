"""What is worth knowing of how a table was read: data, put into words by `analysis/words/region.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

KINDS = (
    "sheet",
    "encoding",
    "twice_encoded",
    "titles",
    "columns",
    "year",
    "one_cell",
    "no_codes",
    "thousands",
    "decimal",
    "missing",
    "notes",
    "totals",
    "no_figures",
    "shared_names",
    "neighbours_self",
    "neighbours_outside",
    "elections",
    "borders",
    "projected",
    "size",
    "uneven_codes",
    "odd_letters",
    "exchanged",
)
"""Kinds of remark in the order in which they are shown; each has a text of its own in `texts/region.yaml`."""


@dataclass(frozen=True)
class Remark:
    """One remark.

    Attributes:
        kind: one of `KINDS`.
        values: what its text needs: texts, numbers and lists of these.
    """

    kind: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def to_record(self) -> dict[str, Any]:
        """Return it as plain texts, numbers and lists."""
        return {"kind": self.kind, "values": dict(self.values)}


def in_order(remarks: Sequence[Remark]) -> tuple[Remark, ...]:
    """Return remarks in the order of `KINDS`."""
    return tuple(sorted(remarks, key=lambda remark: KINDS.index(remark.kind)))
