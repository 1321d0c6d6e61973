"""Files that stand in the way of a package: one called `yaml.py` beside what somebody works on."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path


def foreign_file(error: BaseException) -> str:
    """Return the file that was loaded, or tried, in place of a package or of a part of Python; "" if there is none."""
    places = {Path(place).resolve() for place in (os.getcwd(), *os.environ.get("PYTHONPATH", "").split(os.pathsep))}
    known = metadata.packages_distributions()
    for path in _loaded(error):
        top = path.parent if path.stem == "__init__" else path
        name, place = top.name.removesuffix(".py"), top.parent
        if place in places and (name in sys.stdlib_module_names or _elsewhere(known.get(name, ()), place)):
            return str(top)
    return ""


def _loaded(error: BaseException) -> Iterator[Path]:
    """Yield the files of all modules, and those in which the error came up."""
    files = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    files += [frame.filename for frame in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError):
        files.append(error.filename)
    yield from (Path(file).resolve() for file in files if isinstance(file, str))


def _elsewhere(distributions: object, place: Path) -> bool:
    """Whether a package of that name is installed, in another place."""
    names = distributions if isinstance(distributions, list) else []
    return any(Path(str(metadata.distribution(name).locate_file(""))).resolve() != place for name in names)
