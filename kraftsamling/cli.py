"""The command `kraftsamling`."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence

from kraftsamling.experiments.runs.interruption import exit_code, interruptible

APP = "app"
"""The word that opens the page, which needs little of what a run needs."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code: 0 done, 1 some runs failed, 2 bad input, 130 or 143 interrupted."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        with interruptible():
            # Imported here, since it takes a second or two in which an interruption must be answered as well.
            if given[:1] == [APP]:
                from kraftsamling.app.server.serve import serve

                return serve(given[1:])
            from kraftsamling.experiments.cli.command import carry_out

            return carry_out(given)
    except KeyboardInterrupt as interrupted:
        again = shlex.join(["kraftsamling", *given])
        told = str(interrupted) or f"interrupted, nothing half-written is left; to start again: {again}"
        print(f"kraftsamling: {told}", file=sys.stderr)
        return exit_code()


if __name__ == "__main__":
    sys.exit(main())
