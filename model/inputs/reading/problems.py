"""What is wrong in a file: data, put into words for any reader, and collected so that all of it is told at once."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from kraftsamling.model.errors import InputError, one_line, plain
from kraftsamling.model.inputs.reading.remarks import Remark
from kraftsamling.model.texts import text

MAX_CELL = 80
"""Characters of a cell that are shown."""
MAX_LISTED = 10
"""Problems listed of one file; of more their number is given."""


@dataclass(frozen=True)
class Voice:
    """How problems are put into words: texts of the catalogue, quoted cells, columns and numbers."""

    say: Callable[..., str]
    quote: Callable[[str], str]
    column: Callable[[str], str]
    number: Callable[[float], str]


ENGLISH = Voice(partial(text, language="en"), lambda cell: repr(one_line(cell, MAX_CELL)), str, plain)
"""The command line's: English, columns by the names that they have in code."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a file.

    Attributes:
        kind: its text is `region_problem.KIND`.
        allowed: the text of what is allowed is `region_allowed.ALLOWED`.
        row, column, cell: where it is; row 0 stands for the whole file, column "" for no cell in particular.
        near: the nearest right value, "" where none is near.
        values: what else the texts need; `column`, `columns`, `first` and so on as `in_words` puts them into words.
    """

    kind: str
    allowed: str
    row: int = 0
    column: str = ""
    cell: str = ""
    near: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.in_words(ENGLISH)

    def in_words(self, voice: Voice) -> str:
        """Return it in words, in one line: where, what is wrong and what is allowed."""
        values = {name: _value(name, value, voice) for name, value in self.values.items()}
        if self.column:
            values |= {"column": voice.column(self.column), "cell": voice.quote(self.cell)}
        place = "cell" if self.column else "row" if self.row else "file"
        return voice.say(
            f"region_problem.at_{place}",
            row=self.row,
            what=voice.say(f"region_problem.{self.kind}", **values),
            near=voice.say("region_problem.near", near=voice.quote(self.near)) if self.near else "",
            allowed=voice.say(f"region_allowed.{self.allowed}", **values),
            **{name: values.get(name, "") for name in ("column", "cell")},
        )


QUOTED = ("label", "last", "separator", "header", "headers")
COLUMNS = ("named", "columns")
NUMBERS = ("low", "high")


def _value(name: str, value: Any, voice: Voice) -> Any:
    """Return a value in words: what is from the file in quotes, columns by their names, lists with commas."""
    if isinstance(value, list):
        return ", ".join(_value(name, item, voice) for item in value)
    if name in QUOTED:
        return voice.quote(value)
    if name in COLUMNS:
        return voice.column(value)
    return voice.number(value) if name in NUMBERS else str(value)


class Refused(InputError):
    """One problem, told in English; `problem` tells it to others."""

    def __init__(self, problem: Problem):
        self.problem = problem
        super().__init__(str(problem))


class FileRefused(InputError):
    """A file with problems, all in one line.

    Attributes:
        path: of the file, a region's table or its borders.
        problems: one by one, without the file's name, by row; at most `MAX_LISTED`, and how many more.
        remarks: on what was understood of the file.
    """

    def __init__(self, path: Path, problems: Sequence[Problem], remarks: Sequence[Remark] = ()):
        self.path, self.remarks = path, tuple(remarks)
        each = {str(problem): problem for problem in problems}
        listed = sorted(each.values(), key=lambda problem: problem.row)
        self.problems, more = tuple(listed[:MAX_LISTED]), len(listed) - MAX_LISTED
        self.more = max(more, 0)
        lines = [*map(str, self.problems), *([ENGLISH.say("region_problem.more", count=more)] if more > 0 else [])]
        super().__init__(f"{path}: {'; '.join(lines)}")


class Problems:
    """The problems of one file and the remarks on it, in the order in which they came up."""

    def __init__(self, path: Path):
        self.path = path
        self.found: list[Problem] = []
        self.remarks: list[Remark] = []

    @contextlib.contextmanager
    def collected(self) -> Iterator[None]:
        """Add the problem that ends the block, and go on."""
        try:
            yield
        except Refused as error:
            self.found.append(error.problem)

    def refuse(self) -> None:
        """Refuse the file if it has problems.

        Raises:
            FileRefused: there are some.
        """
        if self.found:
            raise FileRefused(self.path, self.found, self.remarks)
