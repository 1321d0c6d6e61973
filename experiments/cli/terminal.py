"""What the terminal shows: results on standard output; on standard error how far it is, and what went wrong."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

from tqdm import tqdm

from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.runs.progress import Counter, Progress


@contextlib.contextmanager
def progress(runs: int | None, title: str, reader: Reader, *, more: bool = False) -> Iterator[Progress]:
    """Show on standard error how far the runs are: a bar with the time left on a terminal, else a line.

    Args:
        runs: those known beforehand, None where none are.
        more: whether others come on top; a second line says how many there were in all.
    """
    if not sys.stderr.isatty():
        counter = Counter(runs)
        if runs:
            known = reader.say("command.runs_at_least" if more else "command.runs", count=runs)
            print(known, file=sys.stderr, flush=True)
        yield Progress(counter)
        if more:
            print(reader.say("command.runs", count=int(counter.n)), file=sys.stderr, flush=True)
        return
    with tqdm(total=runs, desc=title, unit="", file=sys.stderr, leave=False) as bar:
        yield Progress(bar)


def say(text: str) -> None:
    """Print what was asked for."""
    print(text, flush=True)


def tell(line: str) -> None:
    """Print a line beside the results."""
    print(f"kraftsamling: {line}", file=sys.stderr)
