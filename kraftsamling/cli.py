"""The command `kraftsamling`."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Sequence

from kraftsamling.experiments.runs.interruption import exit_code, interruptible
from kraftsamling.foreign import foreign_file
from kraftsamling.model.processes import swept, temporary
from kraftsamling.streams import careful

APP = "app"
"""The word that opens the page, which needs little of what a run needs."""
FAILED = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    0 done and all of it written; 1 some runs failed, or something could not be drawn or written; 2 bad input; 129, 130
    or 143 interrupted.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    os.environ["MPLBACKEND"] = "agg"  # what is set may be no backend at all, and nothing is drawn on a screen
    with careful() as (output, errors):
        code = _interruptible(given)
        output.flush()
        if output.lost:
            _tell(f"standard output cannot be written ({output.lost}); what is in the output folder stands")
        errors.flush()
    return code or (FAILED if output.lost or errors.lost else 0)


def _interruptible(given: list[str]) -> int:
    try:
        with interruptible():
            if gone := swept():
                _tell(f"swept up after a process that was killed: {gone[0]} and {len(gone) - 1} more")
            with temporary():
                return _carried_out(given)
    except KeyboardInterrupt as interrupted:
        again = shlex.join(["kraftsamling", *given])
        _tell(str(interrupted) or f"interrupted, nothing half-written is left; to start again: {again}")
        return exit_code()
    except MemoryError as error:
        _tell(f"out of memory, nothing was written ({_named(error)}); allowed: fewer worlds, seeds or strategies")
        return FAILED
    except Exception as error:
        if not (file := foreign_file(error)):
            raise
        _tell(f"{file} stands in the way of a package of that name ({_named(error)}); allowed: another folder")
        return FAILED


def _carried_out(given: list[str]) -> int:
    # Imported here, since it takes a second or two in which an interruption must be answered as well.
    if given[:1] == [APP]:
        from kraftsamling.app.server.serve import serve

        return serve(given[1:])
    from kraftsamling.experiments.cli.command import carry_out

    return carry_out(given)


def _named(error: BaseException) -> str:
    """Return kind and text of an error; nothing is imported for it, since imports may be what fails."""
    return f"{type(error).__name__}: {error}".rstrip(": ")


def _tell(line: str) -> None:
    print(f"kraftsamling: {' '.join(line.split())}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
