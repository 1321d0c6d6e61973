"""Steps 3 and 13: governance as a state: what the actor's owners have agreed, moved by their decisions.

Mechanisms M26, M36, M41-M45, M54, M83, M89, M118. Its terms are the mandate for each form, formality (agreement,
roles, duty to follow up) and the core share of the budget. Nothing is drawn: a decision is the expected share of
members who accept. Where nothing has changed since the start as many refuse as accept, so that terms stay.
"""

from __future__ import annotations

import numpy as np

from kraftsamling.model.rules import Array, Flags, gives, mean
from kraftsamling.model.rules.ambition import lowest_tenth
from kraftsamling.model.rules.layers import change
from kraftsamling.model.vocabulary import CORE, FORMALITY, MANDATE_OWNERS, POLITICIANS, RESOURCE, ROOM


@gives("mandate", "formality", "project_share", "horizon")
def stand(moved: Array, agreed: Array, agreed_horizon: Array) -> tuple[Array, Array, Array, Array]:
    """Terms of this quarter: as agreed at the start of the course or of its part, moved by decisions since (M83, M118).

    The more of the budget becomes core, the longer it is promised.

    Args:
        moved, agreed: (term, run).
        agreed_horizon: years, (run,).

    Returns:
        mandate (form, run), formality (run), project_share (run, share of the budget), horizon (run, years).
    """
    terms = np.clip(agreed + moved, 0, 1)
    return terms[:FORMALITY], terms[FORMALITY], 1 - terms[CORE], agreed_horizon * (1 + moved[CORE])


@gives("carried")
def carry_level(
    mandate: Array, formality: Array, gate_mandate_2: Array, gate_mandate_3: Array, needed_formality: Array,
) -> tuple[Array]:
    """How far mandate and formality carry what levels 2 and 3 add: held / needed, at most 1 (M26, M54, M55, M118e).

    Level 2 rests on the mandate for resources, level 3 on that for room; the shorter of mandate and formality counts.

    Args:
        needed_formality: of levels 2 and 3, (2,).

    Returns:
        (carried,): (2: what level 2, what level 3 adds; run).
    """
    mandates = np.stack([mandate[RESOURCE] / gate_mandate_2, mandate[ROOM] / gate_mandate_3])
    return (np.minimum(np.minimum(mandates, formality / needed_formality[:, None]), 1),)


def accepted(speaks: Array, acceptance_rule: str) -> Array:
    """Share of members who accept less those who refuse, by a logistic in what speaks for it, in logits.

    Args:
        speaks: (municipality, run).
        acceptance_rule: "mean" of members; "two_thirds": the member without whom they are no two thirds decides;
            "lowest": the lowest tenth decides.

    Returns:
        (run,), -1 to 1.
    """
    each = np.tanh(speaks / 2)
    if acceptance_rule == "two_thirds":
        decides: Array = np.sort(each, axis=0)[len(each) // 3]
        return decides
    return lowest_tenth(each) if acceptance_rule == "lowest" else mean(each)


@gives("moved", "acceptance", "refused")
def decide_terms(
    moved: Array, acceptance: Array, refused: Array, backing: Array, backing_start: Array, legitimacy: Array,
    legitimacy_start: Array, shown_effect: Array, channel_means: Array, proposal: Array, proposes: Array, agreed: Array,
    working_years: Array, quarter: int, charter_now: Flags, support_now: Flags, acceptance_rule: str,
    governance_bound: float, acceptance_backing: Array, acceptance_trust: Array, acceptance_shown: Array,
    change_cap: Array, assembly_step: Array, charter_step: Array, proposal_gain: Array, control_resistance: Array,
    term_control: Array, quarters_per_year: int,
) -> tuple[Array, Array, Array]:
    """Each year the assembly decides on all terms but the mandate for room; once a term the charter decides on that.

    Members weigh politicians' backing, trust in the actor and what follow-up has shown, each against the start
    (M41-M45). A term moves by step x (accepted - refused); the charter may take back any mandate. Measures that seek
    a mandate from the owners or act by a proposal make the step larger (M83, M118a). Giving control away meets
    resistance, taking it back does not (M36, M37). What law binds does not move; without work nothing is proposed.

    Args:
        proposal: ready measures that act by a proposal, (run,); proposes: 1 for each that does so, (measure,).
        agreed: terms that `moved` starts from, (term, run); term_control: control that each touches, (term,).

    Returns:
        moved (term, run), acceptance (run: of the latest decision), refused (run: how far it was refused; 1 is a full
        refusal of an actor that proposes nothing beyond the usual).
    """
    assembly = (quarter + 1) % quarters_per_year == 0
    if not (assembly or charter_now):
        return moved, acceptance, refused
    speaks = acceptance_backing * change(backing, backing_start, change_cap)[POLITICIANS]
    speaks = speaks + acceptance_trust * change(legitimacy, legitimacy_start, change_cap)
    acceptance = accepted(speaks + acceptance_shown * shown_effect, acceptance_rule)
    sought = channel_means[MANDATE_OWNERS] + proposal / proposes.sum()
    asked = support_now * (working_years > 0) * (1 + proposal_gain * sought)
    turn = asked * acceptance * (1 - governance_bound)
    of_charter = charter_now * charter_step * turn
    step = np.tile(assembly * assembly_step * turn, (len(moved), 1))
    step[ROOM] = of_charter
    step[:ROOM] = step[:ROOM] + np.minimum(of_charter, 0)
    eased = np.where(step > 0, 1 - control_resistance * term_control[:, None], 1)
    return np.clip(moved + step * eased, -agreed, 1 - agreed), acceptance, asked * np.maximum(-acceptance, 0)
