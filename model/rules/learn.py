"""Step 9: municipalities learn from peers, along the links and in profession networks (M67, M104-M107, M110, M111)."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from kraftsamling.model.rules import Array, bounded, gives, mean
from kraftsamling.model.vocabulary import DOCUMENTATION, TIES


@gives("professions")
def tend_networks(
    professions: Array, channel_means: Array, quarter: int, networks_quarters: float, network_gain: Array,
    network_decay: Array,
) -> tuple[Array]:
    """Profession networks across municipalities grow as the offer ties people together, and fade without (M105, M106).

    Returns:
        (professions,): (run,), 0 to 1.
    """
    tended = channel_means[TIES] * (quarter < networks_quarters)
    return (professions + np.minimum(network_gain * tended, 1) * (1 - professions) - network_decay * professions,)


@gives("examples")
def age_examples(
    examples: Array, newly_done: Array, newly_routine: Array, channel_means: Array, example_quarters: Array,
    curation: Array,
) -> tuple[Array]:
    """What is newly carried out and made routine becomes an example; examples age unless the offer curates them (M77).

    Returns:
        (examples,): (municipality, run), share of what is attainable.
    """
    kept = np.minimum(curation * channel_means[DOCUMENTATION], 1)
    return (examples * (1 - (1 - kept) / example_quarters) + newly_done + newly_routine,)


@gives("peers_near", "peers_all", "peers_part")
def meet_peers(
    examples: Array, participation: Array, links: csr_array, links_alike: csr_array, region_likeness: Array,
    likeness_gain: Array, reference_likeness: float,
) -> tuple[Array, Array, Array]:
    """Fresh examples of peers as each municipality sees them, those of alike peers more (M110, M111).

    Args:
        links: (municipality, municipality) weights, rows sum to 1 (sparse); links_alike: the same times likeness.
        region_likeness: mean likeness to all others, (municipality, 1).

    Returns:
        peers_near (along the links), peers_all (of the whole region), peers_part (participation along the links); each
        (municipality, run).
    """
    runs = participation.shape[-1]
    near = links @ np.concatenate([examples, participation], axis=-1)
    ordinary = 1 + likeness_gain * reference_likeness
    return (
        (near[:, :runs] + likeness_gain * (links_alike @ examples)) / ordinary,
        (1 + likeness_gain * region_likeness) / ordinary * mean(examples),
        near[:, runs:],
    )


@gives("copied", "replicated", "brought_person")
def learn_from_peers(
    brought_person: Array, replicated: Array, examples: Array, peers_near: Array, peers_all: Array,
    professions: Array, participation: Array, channel_means: Array, receptive_capacity: Array, braking: Array,
    peer_rate: Array, documentation_gain: Array, copy_gain: Array, network_reach: Array, network_capital: Array,
    peer_capitals: Array, network_capitals: Array, reference_receptive: float, reference_take_up: float,
    point_a_year: float,
) -> tuple[Array, Array, Array]:
    """Copy what peers have newly done beyond one's own, the more it is documented and can be received (M67, M110).

    Profession networks add contact with the whole region to that with neighbours, and feed relational and human
    capital of those who take part (M104). Who has done as much as its peers copies nothing.

    Returns:
        copied (share of what is attainable, this quarter), replicated (so far), each (municipality, run);
        brought_person (capital, municipality, run).
    """
    ahead = np.maximum(peers_near - examples, 0)
    ahead = ahead + network_reach * professions * np.maximum(peers_all - examples, 0)
    helped = 1 + documentation_gain * channel_means[DOCUMENTATION]
    copied = np.minimum(peer_rate * helped * bounded(receptive_capacity / reference_receptive), 1) * ahead
    met = point_a_year * network_capital * professions * np.minimum(participation / reference_take_up, 1)
    gain = copy_gain * copied * peer_capitals + met * network_capitals
    return copied, replicated + copied, brought_person + gain * braking


@gives("examples", "copied", "replicated", "newly_done", "newly_routine", "peers_part")
def start_peers(slack_start: Array) -> tuple[Array, ...]:
    """No examples before the first quarter: what municipalities have done so far is known to all."""
    none = np.zeros_like(slack_start)
    return none, none, none, none, none, none
