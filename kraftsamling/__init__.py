"""Kraftsamling: an agent-based laboratory for regional mobilisation.

`import kraftsamling as ks` gives the whole face: `ks.load_region`, `ks.simulate`, `ks.RegionModel` and what `dir(ks)`
lists. In a checkout the parts (`kraftsamling.model`, `.experiments`, `.analysis`, `.app`) are the folders at the top of
the repository; an installed copy holds them inside this package.
"""

import sys
from importlib import import_module, metadata
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kraftsamling.experiments.sweep.face import open_sweep, sweep  # noqa: F401
    from kraftsamling.experiments.sweep.opened import Sweep  # noqa: F401
    from kraftsamling.model import *  # noqa: F403

_ROOT = Path(__file__).resolve().parent.parent
if (_ROOT / "pyproject.toml").is_file() and (_ROOT / "model").is_dir():
    __path__.append(str(_ROOT))  # noqa: F405
    sys.modules["kraftsamling.kraftsamling"] = None  # type: ignore[assignment]  # else found a second time

try:
    __version__ = metadata.version("kraftsamling")
except metadata.PackageNotFoundError:  # a bare checkout
    __version__ = "0"

_SWEEPS = ("Sweep", "open_sweep", "sweep")
"""Names of the face that stand above the model."""

__all__ = [*import_module("kraftsamling.model").__all__, *_SWEEPS, "__version__"]


def __dir__() -> list[str]:
    return __all__


def __getattr__(name: str) -> object:
    """Import a name of the face when it is first asked for.

    Raises:
        AttributeError: the face has no such name.
    """
    if name not in __all__:
        raise AttributeError(f"module 'kraftsamling' has no attribute {name!r}")
    home = "kraftsamling.experiments.sweep.face" if name in _SWEEPS else "kraftsamling.model"
    return getattr(import_module(home), name)
