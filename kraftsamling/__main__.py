"""`python -m kraftsamling`: the command."""

import sys

from kraftsamling.cli import main

sys.exit(main())
