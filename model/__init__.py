"""The model: the science of Kraftsamling, and the face that others build on."""

from model.errors import InputError
from model.region import Region, load_region
from model.region_model import RegionModel
from model.results import Results
from model.sampling import sample_worlds
from model.scenario import Scenario, load_scenario
from model.simulation import simulate
from model.strategy import Strategy, load_strategy

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
