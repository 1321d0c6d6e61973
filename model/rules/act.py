"""Step 12: measures are pledged, carried out and seen; partners come to accept them (M67, M108-M110, M114)."""

from __future__ import annotations

import numpy as np

from kraftsamling.model.rules import Array, gives, mean, taper
from kraftsamling.model.rules.layers import change
from kraftsamling.model.vocabulary import (
    AGREEMENT,
    ORGANISATIONAL,
    PARTNERS,
    POLITICIANS,
    REAL,
    ROOM,
    SUPPORT_FUNCTIONS,
)

ASKED = slice(POLITICIANS, SUPPORT_FUNCTIONS)
"""Layers that pledge: politicians and managers."""


@gives("drive")
def drive_pledges(
    backing: Array, backing_start: Array, brought_rooted: Array, channels: Array, landing: Array, campaign_gain: Array,
    board_gain: Array, change_cap: Array,
) -> tuple[Array]:
    """What makes pledges more likely than at the start: campaigns, and decisions of the board (M102, M108).

    Campaigns speak to politicians and managers; boards decide as politicians back the work and as structures for it
    have been built. Nothing here lowers pledges.

    Returns:
        (drive,): (municipality, run), 1 and up.
    """
    campaigns = campaign_gain * mean(channels[AGREEMENT][ASKED]) * landing
    politicians = change(backing[POLITICIANS], backing_start[POLITICIANS], change_cap)
    board = board_gain * (np.maximum(politicians, 0) + brought_rooted[ORGANISATIONAL])
    return (1 + campaigns + board,)


def pledge_rate(agreement_climate: Array, time: Array, pledging_rate: Array) -> Array:
    """Share of measures within own control that is pledged in a quarter: will on climate goals x staff time (M108)."""
    return pledging_rate * agreement_climate * time


def shared_rate(capacity: Array, base: Array, partners: Array, shared_measure_rate: Array) -> Array:
    """Share of shared-control measures that is carried out in a quarter: capacity x room x partners (M114)."""
    share: Array = shared_measure_rate * capacity / 100 * base[ROOM] * partners
    return share


@gives("pledged", "measures_own", "measures_shared", "newly_done", "measures_visible")
def carry_out(
    pledged: Array, measures_own: Array, measures_shared: Array, measures_own_start: Array,
    measures_shared_start: Array, agreement_climate: Array, slack: Array, busy: Array, drive: Array, copied: Array,
    capacity: Array, capital_level: Array, capital_start: Array, base: Array, partners: Array, projects: Array,
    projects_start: Array, pledging_rate: Array, completion_rate: Array, shared_measure_rate: Array,
    obsolescence: Array, own_visibility: Array, project_visibility: Array,
) -> tuple[Array, Array, Array, Array, Array]:
    """Pledges are taken and carried out; low-hanging fruit saturates, shared measures need capacity and partners.

    Time that goes to the support and to projects is time for pledges too: support lowers none. What is copied from
    peers comes on top. Physical means matter here rather than in capacity: real capital sets the pace (M11).

    Returns:
        pledged, measures_own, measures_shared (shares of what is attainable), newly_done (carried out this quarter
        beyond the usual), measures_visible (deviation from start; running projects are seen too).
    """
    left = np.maximum(1 - pledged - measures_own, 0)
    rate = pledge_rate(agreement_climate, slack + busy, pledging_rate) * drive + copied
    done = np.minimum(completion_rate * capital_level[REAL] / capital_start[REAL], 1) * pledged
    joint = (shared_rate(capacity, base, partners, shared_measure_rate) + copied) * (1 - measures_shared)
    pledged = pledged + np.minimum(rate, 1) * left - done
    own = np.clip(measures_own + done - obsolescence * measures_own, 0, 1)
    shared = np.clip(measures_shared + joint - obsolescence * measures_shared, 0, 1)

    def seen(of_own: Array, of_shared: Array) -> Array:
        return own_visibility * of_own + (1 - own_visibility) * of_shared

    newly = seen(done - obsolescence * measures_own_start, joint - obsolescence * measures_shared_start)
    visible = seen(own - measures_own_start, shared - measures_shared_start)
    visible = np.clip(visible + project_visibility * (projects - projects_start), -1, 1)
    return pledged, own, shared, np.maximum(newly, 0), visible


@gives("partners")
def win_partners(
    partners: Array, channel_means: Array, landing: Array, measures_visible: Array, start_partners: Array,
    partner_gain: Array, partner_visible: Array, layer_fade: Array, taper_width: float, point_a_year: float,
) -> tuple[Array]:
    """Acceptance of firms, residents and other public bodies: won by being asked in and by results seen (M114).

    Returns:
        (partners,): (municipality, run), 0 to 1; it fades towards its start.
    """
    won = point_a_year * partner_gain * channel_means[PARTNERS] * landing + partner_visible * measures_visible
    back = layer_fade * (start_partners - partners)
    return (np.clip(partners + won * taper(partners, taper_width) + back, 0, 1),)


@gives("brought_person")
def practise(
    brought_person: Array, newly_done: Array, practice_gain: Array, practice_capitals: Array, braking: Array,
) -> tuple[Array]:
    """Carrying out more than usual together trains relational and organisational capital, while it lasts (M108)."""
    return (brought_person + practice_gain * newly_done * practice_capitals * braking,)


@gives("pledged", "measures_own", "measures_shared", "measures_own_start", "measures_shared_start", "measures_visible",
       "partners", "busy")
def start_measures(
    agreement_climate: Array, slack_start: Array, capacity: Array, base: Array, start_partners: Array,
    pledging_rate: Array, completion_rate: Array, shared_measure_rate: Array, obsolescence: Array,
) -> tuple[Array, ...]:
    """Measures at which taking, carrying out and obsolescence balance at the start values.

    Returns:
        as declared, each (municipality, run).
    """
    none = np.zeros_like(slack_start)
    rate = pledge_rate(agreement_climate, slack_start, pledging_rate)
    per_own = obsolescence / completion_rate
    own = rate / (obsolescence + rate * (1 + per_own))
    partners = start_partners + none
    shared = shared_rate(capacity, base, partners, shared_measure_rate)
    shared = shared / (shared + obsolescence)
    return per_own * own, own, shared, own, shared, none, partners, none
