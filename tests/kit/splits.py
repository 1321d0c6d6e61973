"""Splits of functions of known truth, one combination of parts at a time."""

from __future__ import annotations

import numpy as np

from kraftsamling.analysis.why.split import split as split_of_many
from kraftsamling.model.inputs.parameters import groups

WORLDS = np.linspace(0.9, 1.1, 40)
NAMES = list(groups())
PAIR = (["peers", "fear"], ["region"])


def split(value, *given, **more):
    """Split by a value of one combination."""
    return split_of_many(lambda combinations: [value(parts) for parts in combinations], *given, **more)


def additive(weights, base=0.0):
    def value(parts):
        return (base + sum(weights[part] for part in parts)) * WORLDS[None, :]

    return value
