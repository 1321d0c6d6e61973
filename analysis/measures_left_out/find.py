"""What is lost without one measure, one family, one channel or one layer, and how sure the order of measures is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kraftsamling.analysis.checks.signs import LIVE
from kraftsamling.analysis.results.findings import finding
from kraftsamling.model.inputs.measures import FAMILIES, load_measures
from kraftsamling.model.vocabulary import CHANNELS, LAYERS

FAMILY, CHANNEL, LAYER = KINDS = ("family", "channel", "layer")
LEAST = {FAMILY: 0.01, CHANNEL: 0.05, LAYER: 0.05}
"""Share of what support brings to a group's own measure that must go without the group, by kind; a family is two to
nine measures of 176. Written down before the first run."""
FIRST = 20
"""Measures at the head of the order that are shown, and counted again when numbers move, if anything goes without."""
OWN = {
    "agreement": ("backing_politicians",),
    "understanding": tuple(f"understanding_{layer}" for layer in LAYERS),
    "legitimacy": ("actor_legitimacy",),
    "staff": ("staff_time",),
    "mandate_owners": ("mandate_resource", "mandate_room"),
    "mandate_home": ("participation",),
    "ties": ("capital_relational",),
    "documentation": ("replicated",),
    "applications": ("project_money",),
    "routines": ("rooted_share",),
    "partners": ("partners",),
    "evaluation": ("knowledge_of_needs",),
    "conflict": ("backing_politicians",),
}
"""Measures of a region, averaged, that each channel is there for; the same as the mechanism groups exist for."""
_DIGITS = 9

Group = tuple[str, str]
"""Kind and name."""


@dataclass(frozen=True)
class Effect:
    """What one group does in each world, all (world,).

    Attributes:
        lost: mean capacity at the end that goes without it, points; replaced: the same where the actor may choose
            others in its place; not a number where that cannot be asked.
        own: what goes of its own measure; brought: what all of the support brings to that measure.
    """

    lost: np.ndarray
    replaced: np.ndarray
    own: np.ndarray
    brought: np.ndarray


@finding
@dataclass(frozen=True)
class MeasuresLeftOut:
    """What measures are worth, alone and in groups, at some levels of ambition.

    Attributes:
        measures: by level and id: lost, p05, p95 (mean, 5th and 95th percentile over worlds of the points of mean
            capacity that go), in_play (share of worlds in which leaving it out changes anything), place (1 the first),
            place_p05 and place_p95 (over draws in which every number of the table of measures moves one step); nothing
            where the level does not open the measure.
        groups: by level, kind and name: lost, p05, p95, replaced (medians and percentiles, points); in_play (share of
            worlds in which the actor chose anything of it); of live worlds in which it did: live (their number), own
            (median share of what support brings to the own measure that goes), moves (share in which at least `LEAST`
            goes).
        stability: by level and draw: correlation of places; missed, how many measures are missed most (the first
            `FIRST` at most, if capacity goes without them on average); kept, how many of these stay so.
        worlds: of single measures, of groups, and of the draws.
    """

    measures: pd.DataFrame
    groups: pd.DataFrame
    stability: pd.DataFrame
    worlds: tuple[int, int, int]

    def __repr__(self) -> str:
        shown = self.groups["moves"].dropna()
        return f"MeasuresLeftOut({(shown > 1 / 2).sum()} of {len(shown)} groups move their own measure in most worlds)"


def groups() -> dict[Group, tuple[str, ...]]:
    """Return every group with its own measure: of a family that of the channel which weighs most in it."""
    by_id = {measure.id: measure for measure in load_measures()}
    found: dict[Group, tuple[str, ...]] = {}
    for family, members in FAMILIES.items():
        weights = {name: sum(by_id[member].channels[name] for member in members) for name in CHANNELS}
        found[FAMILY, family] = OWN[max(weights, key=lambda name: weights[name])]
    found |= {(CHANNEL, name): OWN[name] for name in CHANNELS}
    return found | {(LAYER, name): (f"understanding_{name}", f"backing_{name}") for name in LAYERS}


def find(
    lost: Mapping[int, np.ndarray],
    still: Mapping[int, np.ndarray],
    moved: Mapping[int, np.ndarray],
    effects: Mapping[int, Mapping[Group, Effect]],
    gains: Mapping[int, np.ndarray],
    worlds: tuple[int, int, int],
) -> MeasuresLeftOut:
    """Put together what runs gave, each by level.

    Args:
        lost: points that go without each measure, (measure, world).
        still: their means in the worlds of the draws, the table as it is, (measure,); moved: in each draw, (draw,
            measure).
        effects: by group; gains: of the whole support in the same worlds, points, (world,).
        worlds: as in `MeasuresLeftOut`.
    """
    return MeasuresLeftOut(
        pd.concat({level: _measures(lost[level], moved[level], level) for level in lost}, names=["level"]),
        pd.concat({level: _groups(effects[level], gains[level]) for level in effects}, names=["level"]),
        pd.concat({level: _stability(still[level], moved[level], level) for level in moved}, names=["level"]),
        worlds,
    )


def opened(level: int) -> np.ndarray:
    """Whether the actor may choose each measure at a level, (measure,)."""
    return np.array([measure.is_free and measure.level <= level for measure in load_measures()])


def places(lost: np.ndarray) -> np.ndarray:
    """Return the place of each measure by what is lost without it, 1 the first; ties share theirs. (..., measure)"""
    ranked: np.ndarray = pd.DataFrame(np.atleast_2d(lost).round(_DIGITS)).rank(axis=1, ascending=False).to_numpy()
    return ranked.reshape(np.shape(lost))


def _measures(lost: np.ndarray, moved: np.ndarray, level: int) -> pd.DataFrame:
    may = opened(level)
    low, high = np.percentile(lost, [5, 95], axis=1)
    placed = np.percentile(places(moved[:, may]), [5, 95], axis=0)
    in_play = (lost.round(_DIGITS) != 0).mean(axis=1)
    columns = {"lost": lost.mean(axis=1), "p05": low, "p95": high, "in_play": in_play}
    table = pd.DataFrame(columns, index=pd.Index([measure.id for measure in load_measures()], name="id"))
    table[~may] = np.nan
    table.loc[may, "place"] = places(lost.mean(axis=1)[may])
    table.loc[may, ["place_p05", "place_p95"]] = placed.T
    return table


def _groups(effects: Mapping[Group, Effect], gain: np.ndarray) -> pd.DataFrame:
    rows = {group: _group(effect, gain >= LIVE, LEAST[group[0]]) for group, effect in effects.items()}
    index = pd.MultiIndex.from_tuples(rows, names=["kind", "name"])
    return pd.DataFrame(list(rows.values()), index=index)


def _group(effect: Effect, live: np.ndarray, least: float) -> dict[str, float]:
    low, middle, high = np.percentile(effect.lost, [5, 50, 95])
    in_play = (effect.lost.round(_DIGITS) != 0) | (effect.own.round(_DIGITS) != 0)
    brought, counted = effect.brought > 0, live & in_play
    share = np.where(brought, effect.own / np.where(brought, effect.brought, 1), 0)[counted]
    told = {"own": np.median(share), "moves": (share >= least).mean()} if len(share) else dict(own=np.nan, moves=np.nan)
    figures = {"lost": middle, "p05": low, "p95": high, "replaced": np.median(effect.replaced)}
    return figures | {"in_play": in_play.mean(), "live": int(counted.sum()), **told}


def _stability(still: np.ndarray, moved: np.ndarray, level: int) -> pd.DataFrame:
    may = opened(level)
    before, after = places(still[may]), places(moved[:, may])
    missed = _missed(still[may])
    rows = [
        {"correlation": _correlation(before, placed), "missed": len(missed), "kept": len(missed & _missed(each))}
        for placed, each in zip(after, moved[:, may], strict=True)
    ]
    return pd.DataFrame(rows).rename_axis("draw")


def _missed(lost: np.ndarray) -> set[int]:
    first = np.argsort(-lost.round(_DIGITS), kind="stable")[:FIRST]
    return set(first[lost[first].round(_DIGITS) > 0].tolist())


def _correlation(one: np.ndarray, other: np.ndarray) -> float:
    """Correlation of two orders; none where one of them has everything in one place."""
    return float(np.corrcoef(one, other)[0, 1]) if one.std() > 0 and other.std() > 0 else 0.0
