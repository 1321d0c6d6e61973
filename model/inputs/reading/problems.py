"""What is wrong in a file, collected so that all of it is listed at once."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from kraftsamling.model.errors import InputError
from kraftsamling.model.inputs.reading.remarks import Remark

MAX_LISTED = 10
"""Problems listed of one file; of more their number is given."""


class FileRefused(InputError):
    """A file with problems, all in one line.

    Attributes:
        problems: one by one, without the file's name.
        remarks: on what was understood of the file.
    """

    def __init__(self, path: Path, problems: Sequence[str], remarks: Sequence[Remark]):
        self.remarks = tuple(remarks)
        problems = sorted(dict.fromkeys(problems), key=_row)
        self.problems = tuple(problems[:MAX_LISTED])
        if len(problems) > MAX_LISTED:
            self.problems += (f"and {len(problems) - MAX_LISTED} more",)
        super().__init__(f"{path}: {'; '.join(self.problems)}")


def _row(problem: str) -> int:
    """Return the row that a problem is about, 0 for one of the file."""
    row = re.match(r"row (\d+)", problem)
    return int(row[1]) if row else 0


class Problems:
    """The problems of one file and the remarks on it, in the order in which they came up."""

    def __init__(self, path: Path):
        self.path = path
        self.lines: list[str] = []
        self.remarks: list[Remark] = []

    @contextlib.contextmanager
    def collected(self) -> Iterator[None]:
        """Add the error that ends the block, and go on."""
        try:
            yield
        except InputError as error:
            self.lines.append(str(error))

    def refuse(self) -> None:
        """Refuse the file if it has problems.

        Raises:
            FileRefused: there are some.
        """
        if self.lines:
            raise FileRefused(self.path, self.lines, self.remarks)
