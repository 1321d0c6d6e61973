"""The bootstrap: a statistic in resamples of worlds, each drawn with replacement and as large as the sample."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np


def bootstrap(
    statistic: Callable[..., np.ndarray | Sequence[float]],
    samples: Sequence[np.ndarray],
    resamples: int,
    rng: np.random.Generator,
) -> np.ndarray:
    """Return the statistic in each resample (Efron 1979), paired: what belongs to one world stays together.

    The same state of `rng` draws the same worlds, so that statistics of one sample can be compared draw by draw.

    Args:
        statistic: takes the drawn rows of every sample, as many arrays as there are samples.
        samples: arrays with one row per world, in the same order of worlds.
        resamples: how many.

    Returns:
        (resample, *shape of the statistic).
    """
    worlds = len(samples[0])
    draws = (rng.integers(worlds, size=worlds) for _ in range(resamples))
    return np.array([statistic(*(sample[drawn] for sample in samples)) for drawn in draws])
