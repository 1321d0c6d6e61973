"""Constant tables as the arrays that rules take, and the measures of support beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any, TypeAlias

import numpy as np

from kraftsamling.model.engine.constants import (
    CAPACITY_WEIGHTS,
    COUPLINGS,
    FIXED,
    MANDATE_TO_JOIN,
    NEEDED_FORMALITY,
    OVER_CAPITALS,
    OVER_LAYERS,
    SCALES,
    SENDER_LAYERS,
    SHARED,
    START_LAYERS,
    STEERING_EFFECTS,
    TERM_CONTROL,
)
from kraftsamling.model.inputs.measures import MeasureTable, emphasis, measure_table
from kraftsamling.model.vocabulary import CAPITALS, FORMS, LAYERS

GOLDEN = (5**0.5 - 1) / 2
"""Multiples of it, taken modulo 1, spread evenly: an order of measures that one draw turns into another."""

Shaped: TypeAlias = Callable[[Any], np.ndarray]
"""Gives a table its axes of length one after capital, layer or form."""


def constant_tables(trailing: int) -> SimpleNamespace:
    """Return the tables by the names that rules take, with `trailing` axes of length one after capital or form.

    Args:
        trailing: 2 for arrays (…, municipality, run), 0 for one municipality.
    """

    def shaped(weights: Any) -> np.ndarray:
        table = np.asarray(weights, dtype=float)
        return table.reshape(table.shape + (1,) * trailing)

    return SimpleNamespace(
        **SCALES,
        **FIXED,
        **_over_capitals(shaped),
        **_over_layers(shaped),
        **_of_actor(shaped),
        **tables_of_measures(measure_table()),
    )


def _over_capitals(shaped: Shaped) -> dict[str, np.ndarray]:
    coupling = np.zeros((len(CAPITALS), len(CAPITALS)))
    for source, to, strength in COUPLINGS:
        coupling[to, source] = strength
    return {
        "capacity_weights": shaped(list(CAPACITY_WEIGHTS.values())),
        **{name: shaped(_spread(weights)) for name, weights in OVER_CAPITALS.items()},
        "base_weights": shaped(emphasis()),
        "coupling_table": coupling,
    }


def _spread(weights: Mapping[int, float]) -> list[float]:
    return [weights.get(capital, 0) for capital in range(len(CAPITALS))]


def _over_layers(shaped: Shaped) -> dict[str, np.ndarray]:
    return {
        "mandate_to_join": shaped(list(MANDATE_TO_JOIN.values())),
        "sender_layers": shaped(list(SENDER_LAYERS.values())),
        **{name: shaped([layer in layers for layer in range(len(LAYERS))]) for name, layers in OVER_LAYERS.items()},
        "steering_effects": np.array(STEERING_EFFECTS),
    }


def _of_actor(shaped: Shaped) -> dict[str, np.ndarray]:
    return {
        "start_layers": np.array(START_LAYERS),
        "form_control": shaped([TERM_CONTROL[form] for form in FORMS]),
        "term_control": np.array(list(TERM_CONTROL.values())),
        "needed_formality": np.array(NEEDED_FORMALITY),
    }


def tables_of_measures(measures: MeasureTable) -> dict[str, Any]:
    """Return the tables of the support measures by the names that rules take."""
    return {
        "open_from": measures.open_from,
        "measure_form": measures.form,
        "waiting": measures.waiting,
        "awaited": measures.awaited,
        "serves": measures.serves,
        "served_by": measures.serves.toarray().T.copy(),
        "needs_mandate": measures.needs_mandate,
        "needs_formality": measures.needs_formality,
        "setup_years": measures.setup,
        "running_years": measures.running,
        "life_years": measures.life,
        "public": measures.public,
        "proposes": measures.proposes,
        "by_capital": measures.by_capital,
        "by_form": measures.by_form,
        "by_layer": measures.by_layer,
        "by_channel": measures.by_channel,
        "actor_measures": measures.actor,
        "channel_reference": measures.reference,
        "scatter": np.mod(np.arange(len(measures.form)) * GOLDEN, 1),
    }


def shared_parameters(p: Mapping[str, np.ndarray | float]) -> dict[str, np.ndarray | float]:
    """Return the names that rules take for parameters that stand for more than one rate."""
    return {name: p[parameter] for name, parameter in SHARED.items()}
