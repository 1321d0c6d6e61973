"""The model: the science of Kraftsamling, and the face that others build on.

Names are imported at their first use: Mesa and its dependencies take a second that a worker does not have.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kraftsamling.model.agents.agents import MobilisingActor, MunicipalityAgent
    from kraftsamling.model.agents.region_model import RegionModel
    from kraftsamling.model.branching import branch
    from kraftsamling.model.errors import InputError
    from kraftsamling.model.inputs.decisions import Decision, load_decisions
    from kraftsamling.model.inputs.region import Region, load_region
    from kraftsamling.model.inputs.scenario import Scenario, load_scenario
    from kraftsamling.model.inputs.strategy import Strategy, load_strategy
    from kraftsamling.model.results.results import FullResults, Results, SummaryResults
    from kraftsamling.model.run import Run
    from kraftsamling.model.simulation import simulate
    from kraftsamling.model.worlds.sampling import sample_worlds

_HOMES = {
    "Decision": "inputs.decisions",
    "FullResults": "results.results",
    "InputError": "errors",
    "MobilisingActor": "agents.agents",
    "MunicipalityAgent": "agents.agents",
    "Region": "inputs.region",
    "RegionModel": "agents.region_model",
    "Results": "results.results",
    "Run": "run",
    "Scenario": "inputs.scenario",
    "Strategy": "inputs.strategy",
    "SummaryResults": "results.results",
    "branch": "branching",
    "load_decisions": "inputs.decisions",
    "load_region": "inputs.region",
    "load_scenario": "inputs.scenario",
    "load_strategy": "inputs.strategy",
    "sample_worlds": "worlds.sampling",
    "simulate": "simulation",
}
"""The module of each name."""

__all__ = [
    "Decision",
    "FullResults",
    "InputError",
    "MobilisingActor",
    "MunicipalityAgent",
    "Region",
    "RegionModel",
    "Results",
    "Run",
    "Scenario",
    "Strategy",
    "SummaryResults",
    "branch",
    "load_decisions",
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
        raise AttributeError(f"module 'kraftsamling.model' has no attribute {name!r}")
    return getattr(import_module(f"kraftsamling.model.{_HOMES[name]}"), name)
