"""Step 9: municipalities learn from peers along the links (M67, M104-M106, M110)."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from kraftsamling.model.rules import Array, gives
from kraftsamling.model.rules.ambition import GRID


@gives("peers_progress", "peers_part", "peers_proofs", "peers_likeness")
def meet_peers(
    capacity: Array, capacity_start: Array, participation: Array, links: csr_array, links_likeness: Array,
    region_likeness: Array, professions: Array, proof_level: Array,
) -> tuple[Array, Array, Array, Array]:
    """Peers as each municipality sees them: along the links, and in profession networks that the actor tends.

    Args:
        links: (municipality, municipality) weights, rows sum to 1 (sparse).
        links_likeness, region_likeness: mean likeness to those along the links, and to all others; (municipality, 1).
        professions: strength of the region-wide profession networks, (run,), 0 to 1 (M104-M106).

    Returns:
        peers_progress (points/100 gained since start), peers_part (their participation), peers_proofs (share of peers
        with proven results), peers_likeness (how alike they are, 0 to 1); each (municipality, run).
    """
    progress = (capacity - capacity_start) / 100
    proven = (np.round(progress, GRID) >= proof_level) * 1.0
    near = links @ np.concatenate([progress, participation, proven], axis=-1)
    runs = progress.shape[-1]
    return (
        (1 - professions) * near[:, :runs] + professions * progress.mean(axis=0),
        near[:, runs : 2 * runs],
        near[:, 2 * runs :],
        (1 - professions) * links_likeness + professions * region_likeness,
    )


def ease_of_copying(documentation: Array, peers_likeness: Array, likeness_gain: Array) -> Array:
    """Ease of copying documented examples, greater where they come from alike peers (M110)."""
    return documentation * (1 + likeness_gain * peers_likeness)


@gives("brought_person")
def learn_from_peers(
    brought_person: Array, capacity: Array, capacity_start: Array, receptive_capacity: Array, braking: Array,
    peers_progress: Array, peers_proofs: Array, peers_likeness: Array, documentation: Array, peer_rate: Array,
    peer_capitals: Array, documentation_gain: Array, likeness_gain: Array, copy_after_proofs: Array,
    proofs_needed: Array,
) -> tuple[Array]:
    """Learn from peers who have come further since the start than oneself, helped by documentation (M67, M110).

    Documented examples of alike peers help more, by a strength that may be zero. Whether a municipality copies only
    after enough proven cases among its peers is a switch.

    Returns:
        (brought_person,): (capital, municipality, run).
    """
    ahead = np.maximum(peers_progress - (capacity - capacity_start) / 100, 0)
    ready = np.where(np.round(peers_proofs, GRID) >= proofs_needed, 1, 1 - copy_after_proofs)
    examples = documentation_gain * ease_of_copying(documentation, peers_likeness, likeness_gain)
    signal = peer_rate * receptive_capacity * ahead * ready * (1 + examples)
    return (brought_person + signal * peer_capitals * braking,)
