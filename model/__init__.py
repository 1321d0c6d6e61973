"""The model: the science of Kraftsamling, and the face that others build on.

Names are imported at their first use: Mesa and its dependencies take a second that a worker does not have.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.errors import InputError
    from model.region import Region, load_region
    from model.region_model import RegionModel
    from model.results import Results
    from model.sampling import sample_worlds
    from model.scenario import Scenario, load_scenario
    from model.simulation import simulate
    from model.strategy import Strategy, load_strategy

_HOMES = {
    "InputError": "errors",
    "Region": "region",
    "RegionModel": "region_model",
    "Results": "results",
    "Scenario": "scenario",
    "Strategy": "strategy",
    "load_region": "region",
    "load_scenario": "scenario",
    "load_strategy": "strategy",
    "sample_worlds": "sampling",
    "simulate": "simulation",
}
"""The module of each name."""

__all__ = [
    "InputError",
    "Region",
    "RegionModel",
    "Results",
    "Scenario",
    "Strategy",
    "load_region",
    "load_scenario",
    "load_strategy",
    "sample_worlds",
    "simulate",
]


def __dir__() -> list[str]:
    return __all__


def __getattr__(name: str) -> object:
    """Import a name of the face from its module.

    Raises:
        AttributeError: the face has no such name.
    """
    if name not in _HOMES:
        raise AttributeError(f"module 'model' has no attribute {name!r}")
    return getattr(import_module(f"model.{_HOMES[name]}"), name)
