"""The shock record: all chance of a run, fixed before it.

One Philox stream per (kind of shock, municipality code; leading zeros do not matter), a reserved code for shocks of the
whole region. A stream gives uniforms only; the seed sets the position in it, 200 quarters reserved per seed. So adding,
dropping or reordering municipalities, strategies or seeds changes no other draw; a longer run extends a shorter one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from scipy.special import ndtri

RESERVED = 200
"""Uniforms reserved per seed and stream."""
OUTPUTS_PER_COUNT = 4
"""Uniforms that Philox gives per step of its counter."""
CODE_DIGITS = 4
"""Digits to which a code is filled up, so that it draws the same with and without its leading zeros."""
REGION = "*"
"""Reserved code of the whole region."""
START_VALUES = 40
"""Draws that stand ready for the start values of a municipality."""

MUNICIPAL = {
    "start": "normal",
    "finance": "normal",
    "turnover": "uniform",
    "election": "uniform",
    "observation": "normal",
}
REGIONAL = {"finance_region": "normal", "project_phase": "uniform", "calls": "uniform", "forms": "uniform"}
"""Kinds of shock and the distribution they are turned into."""


def uniforms(kind: str, code: str, seeds: Sequence[int] | np.ndarray, count: int) -> np.ndarray:
    """Uniforms of one stream for several seeds.

    Args:
        kind: kind of shock.
        code: municipality code, or `REGION`.
        seeds: non-negative integers; a block of consecutive seeds is drawn at once.
        count: how many per seed, at most 200.

    Returns:
        (count, seed), each in [0, 1).
    """
    code = code.lstrip("0").zfill(CODE_DIGITS) if code.isdigit() else code
    key = int.from_bytes(hashlib.blake2b(f"{kind}|{code}".encode(), digest_size=16).digest(), "little")
    blocks = np.split(
        np.asarray(seeds, dtype=object), np.flatnonzero(np.diff(np.asarray(seeds, dtype=object)) != 1) + 1
    )
    drawn = []
    for block in blocks:
        stream = np.random.Philox(key=key, counter=int(block[0]) * (RESERVED // OUTPUTS_PER_COUNT))
        drawn.append(np.random.Generator(stream).random((len(block), RESERVED))[:, :count])
    return np.concatenate(drawn).T


def _as(distribution: str, draws: np.ndarray) -> np.ndarray:
    return ndtri(np.maximum(draws, np.finfo(float).tiny)) if distribution == "normal" else draws


class ShockRecord:
    """All shocks of some seeds for some municipalities.

    Attributes:
        municipal: kind -> (quarter, municipality, seed); "start" holds one position per start value instead of quarter.
        regional: kind -> (quarter, seed).
    """

    def __init__(self, codes: Sequence[str], seeds: Sequence[int] | np.ndarray, quarters: int):
        def of(kind: str, code: str, distribution: str) -> np.ndarray:
            return _as(distribution, uniforms(kind, code, seeds, quarters if kind != "start" else START_VALUES))

        self.municipal = {
            kind: np.stack([of(kind, code, distribution) for code in codes], axis=1)
            for kind, distribution in MUNICIPAL.items()
        }
        self.regional = {kind: of(kind, REGION, distribution) for kind, distribution in REGIONAL.items()}
