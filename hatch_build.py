"""How a wheel is laid out: the folders at the top of the repository go inside the one package."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PARTS = ("model", "experiments", "analysis", "app", "conf")


class Layout(BuildHookInterface):
    """Puts the parts under `kraftsamling/`; an editable install finds them where they are (`kraftsamling/__init__`)."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the parts to a wheel; `version` is "standard" or "editable"."""
        if version == "standard":
            build_data["force_include"].update({part: f"kraftsamling/{part}" for part in PARTS})
