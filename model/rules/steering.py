"""Step 0: the steering logic of each municipality, and what it speeds, slows and keeps (M119, M119d).

Rule-bound steering decides late and keeps what is decided; performance management answers to what follow-up shows and
to money, and lets little pass between layers; collaborative steering lets much pass and roots less.
"""

from __future__ import annotations

import numpy as np

from kraftsamling.model.rules import Array, gives
from kraftsamling.model.vocabulary import LOGICS


@gives("steering")
def draw_steering(shock_start: Array, steering_spread: Array) -> tuple[Array]:
    """Draw each municipality's mix of the three steering logics; the middle one has a third of each (M119d).

    No source tells who is steered how, so that size and facts pull nothing.

    Args:
        shock_start: the last of these standard normals are the logics'; (draw, municipality, run).

    Returns:
        (steering,): shares, (logic, municipality, run), which sum to 1.
    """
    drawn = np.exp(steering_spread * shock_start[-len(LOGICS) :])
    return (drawn / drawn.sum(axis=0),)


@gives("steered")
def steer(steering: Array, steering_strength: Array, steering_effects: Array) -> tuple[Array]:
    """What the mix does to pace, keeping, reaction, passing and rooting: 1 where each logic has a third (M119d).

    Args:
        steering_effects: which way each logic in pure form moves each effect; (effect, logic).

    Returns:
        (steered,): factors, (effect, municipality, run).
    """
    even = 1 / len(steering)
    lean = (steering - even) / (1 - even)
    return (1 + steering_strength * np.einsum("el,l...->e...", steering_effects, lean),)
