"""Step 3 and 13: governance as a state: mandate per form and formality, moved by decisions of those who own the actor.

Mechanisms M26, M36, M41-M45, M54, M83, M89, M118. Nothing is drawn: a decision is the expected share of members who
accept. Where nothing has changed since the start as many accept as refuse, so that without delivery mandate stays.
"""

from __future__ import annotations

import numpy as np

from kraftsamling.model.rules import Array, Flags, Whole, gives
from kraftsamling.model.rules.ambition import lowest_tenth
from kraftsamling.model.rules.layers import change
from kraftsamling.model.vocabulary import MANDATE_OWNERS, POLITICIANS, RESOURCE, ROOM

LEVEL_2, LEVEL_3 = 2, 3


@gives("acceptance")
def weigh_proposals(
    backing: Array, backing_start: Array, legitimacy: Array, legitimacy_start: Array, shown_effect: Array,
    acceptance_backing: Array, acceptance_trust: Array, acceptance_shown: Array, change_cap: Array,
    acceptance_rule: str,
) -> tuple[Array]:
    """Share of members who accept what the actor proposes, less those who refuse: -1 to 1, zero at the start (M41-M43).

    A logistic in politicians' backing, trust in the actor and what follow-up has shown, each against the start.

    Args:
        acceptance_rule: "mean" of the members; "two_thirds": what the least willing third holds back counts; "lowest":
            the lowest tenth decides.

    Returns:
        (acceptance,): (run,).
    """
    speaks = acceptance_backing * change(backing, backing_start, change_cap)[POLITICIANS]
    speaks = speaks + acceptance_trust * change(legitimacy, legitimacy_start, change_cap)
    accepted = np.tanh((speaks + acceptance_shown * shown_effect) / 2)
    if acceptance_rule == "two_thirds":
        third = max(1, accepted.shape[0] // 3)
        return (np.sort(accepted, axis=0)[:third].mean(axis=0),)
    return (lowest_tenth(accepted) if acceptance_rule == "lowest" else accepted.mean(axis=0),)


@gives("mandate", "formality", "refused")
def decide_on_mandate(
    mandate: Array, formality: Array, acceptance: Array, channels: Array, proposal: Array, quarter: int,
    charter_now: Flags, support_now: Flags, working_years: Array, governance_bound: float, assembly_step: Array,
    charter_step: Array, proposal_gain: Array, control_resistance: Array, form_control: Array, quarters_per_year: int,
) -> tuple[Array, Array, Array]:
    """Each year the assembly decides on formality and the mandates for knowledge and resources; the charter on room.

    The charter is reviewed in the year after an election and may take back any mandate. What seeks a mandate, and
    measures that act by a proposal, make the step larger; the more control it touches, the smaller it is (M36). What
    law or statute binds does not move.

    Args:
        form_control: how far each form touches control, (form, 1, 1).

    Returns:
        mandate (form, run), formality (run), refused (run: share of a full refusal, which costs legitimacy).
    """
    works = support_now & (working_years > 0)
    yearly = (quarter + 1) % quarters_per_year == 0
    asked = works * (1 + proposal_gain * (channels[MANDATE_OWNERS].mean(axis=0) + proposal))
    eased = 1 - control_resistance * form_control[..., 0]
    moved = asked * acceptance * (1 - governance_bound)
    assembly = assembly_step * moved * yearly
    charter = charter_step * moved * charter_now
    forms = np.arange(len(mandate))[:, None]
    step = np.where(forms == ROOM, charter, assembly + np.minimum(charter, 0)) * eased
    decided = yearly | charter_now
    return (
        np.clip(mandate + step, 0, 1),
        np.clip(formality + assembly * eased[RESOURCE], 0, 1),
        np.maximum(-acceptance, 0) * asked * decided,
    )


@gives("carried_2", "carried_3")
def carry_level(
    mandate: Array, formality: Array, gate_mandate_2: Array, gate_mandate_3: Array, formality_2: Array,
    formality_3: Array,
) -> tuple[Array, Array]:
    """How far mandate and formality carry what levels 2 and 3 add: held / needed, at most 1 (M54, M55, M118e).

    Returns:
        carried_2 (by the mandate for resources), carried_3 (by that for room), each (run,).
    """
    second = np.minimum(mandate[RESOURCE] / gate_mandate_2, 1) * np.minimum(formality / formality_2, 1)
    third = np.minimum(mandate[ROOM] / gate_mandate_3, 1) * np.minimum(formality / formality_3, 1)
    return second, third


def needed_of_next(ambition_level: Whole, second: Array, third: Array) -> Array:
    """Return what the next level needs: of level 2 at levels 0 and 1, else of level 3. (run,)"""
    needed: Array = np.where(ambition_level < LEVEL_2, second, third)
    return needed
