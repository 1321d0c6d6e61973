"""Places of the data files, in a checkout or in an installed copy."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The folder that holds `model/` and `conf/`: the top of a checkout, or the installed package."""
DATA = ROOT / "model" / "data"
"""The model's own tables: parameters, measures of support, mechanisms, texts, stored results."""


def conf_folder() -> Path:
    """Return the folder of regions, strategies, scenarios and experiments.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    folder = ROOT / "conf"
    if not (folder / "region").is_dir():
        raise FileNotFoundError(f"no data folder at {folder}; install the package again")
    return folder


def built_in(group: str, suffix: str) -> dict[str, Path]:
    """Return the built-in files of a group ("region", "strategy", ...) with this suffix (".csv"), by stem, in order."""
    return {path.stem: path for path in sorted((conf_folder() / group).glob(f"*{suffix}"))}
