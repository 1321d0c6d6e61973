"""Which municipalities a table links to which: its columns `neighbours` and `water_links`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from kraftsamling.model.errors import closest
from kraftsamling.model.inputs.reading.problems import Problems
from kraftsamling.model.inputs.reading.region_file import Row
from kraftsamling.model.inputs.reading.remarks import Remark
from kraftsamling.model.inputs.reading.rows import shown
from kraftsamling.model.inputs.reading.values import bare_code

Links = tuple[tuple[int, ...], ...]


def linked(rows: Sequence[Row], column: str, problems: Problems) -> tuple[Links, list[Remark]]:
    """Return for each row the places of those it is linked to, or that are linked to it; and remarks.

    What one row does is a slip, and a problem; what several do is a way of writing, and a remark: lists that hold the
    municipality itself, and labels that lie outside the region.
    """
    names = Counter(row.text("name") for row in rows)
    index = {row.text("name"): place for place, row in enumerate(rows)}
    index |= {bare_code(row.text("code")): place for place, row in enumerate(rows)}
    lists = [list(_labels(row.text(column), index)) for row in rows]
    places = [[index.get(bare_code(label)) for label in labels] for labels in lists]
    filled = [here for here, labels in enumerate(lists) if labels]
    all_hold_self = len(filled) > 1 and all(here in places[here] for here in filled)
    unknown = [(here, label) for here, labels in enumerate(lists) for label in labels if bare_code(label) not in index]
    outside = set(label for _, label in unknown if label.isdigit() or not closest(label, names))
    outside = outside if len(outside) > 1 else set()
    result: list[set[int]] = [set() for _ in rows]
    for here, row in enumerate(rows):
        for label, there in zip(lists[here], places[here], strict=True):
            if there is None and label not in outside:
                near = closest(label, [*names, *(row.text("code") for row in rows)])
                problems.found.append(row.problem(column, "names_unknown", "links", near, label=label))
            elif there == here and not all_hold_self:
                problems.found.append(row.problem(column, "names_itself", "other_rows", label=label))
            elif there is not None and there != here:
                result[here].add(there)
                result[there].add(here)
    _refuse_shared({label for labels in lists for label in labels if names[label] > 1}, rows, problems)
    remarks = [Remark("neighbours_self", {"column": column, "count": len(filled)})] if all_hold_self else []
    if outside:
        labels = sorted(outside)
        remarks.append(Remark("neighbours_outside", {"column": column, "count": len(labels), "labels": shown(labels)}))
    return tuple(tuple(sorted(there)) for there in result), remarks


def _labels(cell: str, index: Mapping[str, int]) -> Iterator[str]:
    """Yield the codes and names of a cell: between semicolons, or commas where these part what is known."""
    for label in filter(None, map(str.strip, cell.split(";"))):
        if bare_code(label) in index or "," not in label:
            yield label
        else:
            yield from filter(None, map(str.strip, label.split(",")))


def _refuse_shared(labels: set[str], rows: Sequence[Row], problems: Problems) -> None:
    """Collect names by which a municipality is linked although several bear them."""
    for label in sorted(labels):
        first, second = sorted((row for row in rows if row.text("name") == label), key=lambda row: row.line)[:2]
        problems.found.append(second.problem("name", "twice", "name_once", first=first.line))
