"""Links between municipalities: nearness, likeness in size and context, common borders (M104, M110, M111).

Groups that members share are in no source; the actor's profession networks stand for them (`rules/learn.py`).
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from kraftsamling.model.inputs.region import Region
from kraftsamling.model.vocabulary import COMPARED_DECIMALS

REACH_KM = 30.0
"""Distance at which nearness falls to 1/e. An assumption."""
BORDER, WATER = 1.0, 0.5
"""Weight of a common border and of a ferry or bridge, against 1 for two alike municipalities at no distance."""
CONTEXT = 0.25
"""Weight of a standard deviation of a fact in unlikeness, against one log unit of size. An assumption."""
MAX_PEERS = 8
"""Peers that a municipality attends to; keeps growth linear in municipalities."""
KM_PER_DEGREE = 111.2


def distances_km(region: Region) -> np.ndarray:
    """Distances between municipalities, nan where coordinates are missing. (municipality, municipality)"""
    north = region.latitude * KM_PER_DEGREE
    east = region.longitude * KM_PER_DEGREE * np.cos(np.radians(region.latitude))
    distances: np.ndarray = np.hypot(north[:, None] - north, east[:, None] - east)
    return distances


def likeness(region: Region) -> np.ndarray:
    """Likeness in size, tax rate and emissions per inhabitant, 0 to 1; a fact that is missing makes none unlike."""
    unlike = np.abs(region.size_index[:, None] - region.size_index)
    for values in (region.tax_rate, np.log(np.maximum(region.emissions, 1) / region.population)):
        known = np.isfinite(values)
        spread = values[known].std() if known.any() else 0
        if spread > 0:
            unlike = unlike + CONTEXT * np.nan_to_num(np.abs(values[:, None] - values) / spread)
    alike: np.ndarray = np.exp(-unlike)
    return alike


def links(region: Region, matching: str = "linked") -> csr_array:
    """Weights of each municipality's peers: rows sum to 1, or to 0 for a municipality on its own.

    Linked: weight = nearness x likeness + border + water link. Where the actor matches peers instead: alike, weight =
    likeness; random, all weigh the same, as they do on average when drawn by lot. Except at random the strongest
    few count, ties by code.

    Args:
        matching: one of `strategy.MATCHING_POLICIES`.
    """
    weight = _weights(region, matching)
    np.fill_diagonal(weight, 0)
    if matching != "random":
        order = np.argsort(-np.round(weight, COMPARED_DECIMALS), axis=1, kind="stable")
        np.put_along_axis(weight, order[:, MAX_PEERS:], 0, axis=1)
    total = weight.sum(axis=1, keepdims=True)
    return csr_array(np.divide(weight, total, out=np.zeros_like(weight), where=total > 0))


def likeness_of_peers(region: Region, weights: csr_array) -> tuple[csr_array, np.ndarray]:
    """Weights of the peers times how alike they are, and mean likeness to all others, (municipality, 1).

    Args:
        weights: of the peers, as `links` gives them.
    """
    alike = likeness(region)
    others = (alike.sum(axis=1, keepdims=True) - 1) / max(region.size - 1, 1)
    return csr_array(weights.multiply(alike)), others


def _weights(region: Region, matching: str) -> np.ndarray:
    if matching == "random":
        return np.ones((region.size, region.size))
    if matching == "alike":
        return likeness(region)
    weight: np.ndarray = np.nan_to_num(np.exp(-distances_km(region) / REACH_KM)) * likeness(region)
    for i in range(region.size):
        weight[i, list(region.neighbours[i])] += BORDER
        weight[i, list(region.water_links[i])] += WATER
    return weight
