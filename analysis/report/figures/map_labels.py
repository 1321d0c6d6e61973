"""Names beside points, placed so that they cover each other and the points as little as possible."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

MAX_LETTERS = 22
"""Letters of a name beside a point; of a longer one the first, so that it stays within the figure."""
_SIZE = 8.5
_GAP = 4.0
_SIDES = [(0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1)]
_ALIGN = {0: "center", 1: "left", -1: "right"}
_RISE = {0: "center", 1: "bottom", -1: "top"}


def put_labels(axes: Axes, places: np.ndarray, labels: Sequence[str]) -> None:
    """Name points (data coordinates, shape (N, 2)), the most crowded first, each on its freest side."""
    labels = [label if len(label) <= MAX_LETTERS else f"{label[: MAX_LETTERS - 1].rstrip()}…" for label in labels]
    to_points = 72 / axes.figure.dpi
    points = np.asarray(axes.transData.transform(places)) * to_points
    frame = np.asarray(axes.get_window_extent().extents) * to_points
    apart = np.linalg.norm(points[:, None] - points[None], axis=2)
    crowding = np.sort(apart, axis=1)[:, : min(4, len(points))].sum(axis=1)
    taken = [np.concatenate([point - 2.5, point + 2.5]) for point in points]
    for index in np.argsort(crowding, kind="stable"):
        options = [_box(points[index], side, len(labels[index])) for side in _SIDES]
        costs = [sum(_overlap(box, other) for other in taken) + 5 * _outside(box, frame) for box in options]
        best = int(np.argmin(np.round(costs, 6)))
        taken.append(options[best])
        across, up = _SIDES[best]
        offset = (_GAP * across, _GAP * up)
        where: dict[str, Any] = {"ha": _ALIGN[across], "va": _RISE[up]}
        axes.annotate(
            labels[index], places[index], offset, textcoords="offset points", fontsize=_SIZE, zorder=3, **where
        )


def _box(point: np.ndarray, side: tuple[int, int], length: int) -> np.ndarray:
    """Return left, bottom, right, top in points of a label on one side of a point."""
    size = np.array([0.58 * _SIZE * length, 1.15 * _SIZE])
    low = point + _GAP * np.array(side) + np.array([(s - 1) / 2 for s in side]) * size
    return np.concatenate([low, low + size])


def _overlap(box: np.ndarray, other: np.ndarray) -> float:
    shared = np.minimum(box[2:], other[2:]) - np.maximum(box[:2], other[:2])
    return float(np.prod(np.maximum(shared, 0)))


def _outside(box: np.ndarray, frame: np.ndarray) -> float:
    """Return how far, in points, a box leaves the frame."""
    return float(np.maximum(frame[:2] - box[:2], 0).sum() + np.maximum(box[2:] - frame[2:], 0).sum())
