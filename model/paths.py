"""Places of the data files, in a checkout or in an installed copy."""

from __future__ import annotations

from pathlib import Path


def conf_folder() -> Path:
    """Return the folder of regions, strategies, scenarios and experiments.

    In an installed copy it lies inside `experiments`, in a checkout at the top.

    Raises:
        FileNotFoundError: the installation is incomplete: neither place has it.
    """
    root = Path(__file__).resolve().parent.parent
    places = (root / "experiments" / "conf", root / "conf")
    for place in places:
        if (place / "region").is_dir():
            return place
    raise FileNotFoundError(f"no data folder at {' or '.join(map(str, places))}; install the package again")


def built_in(group: str, suffix: str) -> dict[str, Path]:
    """Return the built-in files of a group ("region", "strategy", ...) with this suffix (".csv"), by stem, in order."""
    return {path.stem: path for path in sorted((conf_folder() / group).glob(f"*{suffix}"))}
