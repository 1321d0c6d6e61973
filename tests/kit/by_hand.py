"""Rules by hand: arrays by name of capital or layer, and one municipality against many at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from kraftsamling.model.engine.state import MUNICIPALITY, VARIABLES
from kraftsamling.model.vocabulary import CAPITALS, CHANNELS, LAYERS


def capitals(rest: float, **named: float) -> np.ndarray:
    """Seven capitals at `rest`, but those named."""
    return np.array([named.get(name, rest) for name in CAPITALS], dtype=float)


def layers(rest: float, **named: float) -> np.ndarray:
    """Five layers at `rest`, but those named."""
    return np.array([named.get(name, rest) for name in LAYERS], dtype=float)


def channels(**named: float | np.ndarray) -> np.ndarray:
    """Channels by layer (channel, layer): nothing but in those named."""
    return np.array([np.full(len(LAYERS), 0.0) + named.get(name, 0.0) for name in CHANNELS])


def channel_means(**named: float | np.ndarray) -> np.ndarray:
    """Channels on average over the layers (channel): nothing but in those named."""
    return channels(**named).mean(axis=1)


def both_channels(**named: float | np.ndarray) -> dict[str, np.ndarray]:
    """Channels by layer, and on average, by the names that rules take."""
    return {"channels": channels(**named), "channel_means": channel_means(**named)}


def together_as_alone(
    rule: Callable[..., tuple[Any, ...]],
    given: Mapping[str, Any],
    places: Sequence[Mapping[str, Any]],
    runs: Sequence[Mapping[str, Any]],
    whole: Sequence[str] = (),
) -> None:
    """Hold a rule to the same results for many municipalities and runs at once as for each alone, its arguments kept.

    Args:
        given: arguments for one municipality, without trailing axes.
        places, runs: what differs by municipality, and by run.
        whole: tables that all municipalities and runs share, without trailing axes.
    """
    cells = [[{**given, **place, **run} for run in runs] for place in places]
    arguments: dict[str, Any] = {}
    for name in given:
        value = _trailing([[cell[name] for cell in row] for row in cells])
        if name in whole:
            arguments[name] = given[name]
        elif name in VARIABLES and VARIABLES[name].owner == MUNICIPALITY:
            arguments[name] = value
        else:
            arguments[name] = value[..., :1, :] if value.ndim > 2 else value[0]
    before = {name: np.copy(value) for name, value in arguments.items()}
    found = rule(**arguments)
    alone = [[rule(**cell) for cell in row] for row in cells]
    for number, value in enumerate(found):
        expected = _trailing([[results[number] for results in row] for row in alone])
        assert value.shape == expected.shape
        np.testing.assert_allclose(value, expected, rtol=1e-12, atol=1e-15)
        assert len(np.unique(expected)) > 1, "the cases do not differ"
    for name, value in before.items():
        np.testing.assert_array_equal(arguments[name], value, err_msg=f"{name} was changed")


def _trailing(rows: Sequence[Sequence[Any]]) -> np.ndarray:
    """Values by municipality and run, those two axes last."""
    return np.moveaxis(np.array(rows, dtype=float), (0, 1), (-2, -1))
