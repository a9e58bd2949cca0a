"""A cost proposal: made, reminded of, answered once or expired; its repair billed when it is done.

What the customer accepted is billed directly when the repaired unit leaves the bench for its
owner, once: a repair that fails, or never happens, costs nothing. Declining costs the estimate
where the contract has a fee for it; letting the proposal expire costs nothing.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from rules.case_charges import charge_agreed, say_amount
from rules.case_facts import Told
from rules.case_findings import NOT_COVERED
from rules.case_sending_off import (
    REPAIR_WITHIN,
    begin_repair,
    came_for_repair,
    left_repaired,
    part_with,
)
from rules.case_state import CaseState, Turn
from rules.case_values import (
    ChargeKind,
    Destination,
    JobState,
    Proposal,
    ProposalState,
)
from rules.case_words import Bench, Disposition, Enter, Errand, Remedy
from rules.cost_lines import read_lines, total_of
from rules.way_back_terms import Expiring

OTHERWISE = {"return": Destination.RETURN_TO_USER, "scrap": Destination.SCRAP}
EXPIRING = {
    Expiring.SEND_BACK: Destination.RETURN_TO_USER,
    Expiring.SCRAP: Destination.SCRAP,
}


def proposable_units(state: CaseState) -> tuple[str, ...]:
    """The units on the bench that would be repaired only at the customer's cost."""
    if state.has(remedy=Remedy.REPAIR, bench=Bench.NOT_COVERED, disposition=Disposition.NONE):
        return (state.device_unit,)
    return tuple(
        job.unit
        for job in state.back.jobs
        if job.state is JobState.INSPECTED
        and job.finding in NOT_COVERED
        and not (job.asked or came_for_repair(state, job.unit))
    )


def open_proposal(state: CaseState) -> Proposal | None:
    """The proposal that waits for its answer; there is one at a time."""
    return next((p for p in state.back.proposals if p.state is ProposalState.OPEN), None)


def meant_unit(state: CaseState, serial: str) -> str:
    """The unit a proposal is for: the named one, or the only one there can be."""
    units = proposable_units(state)
    named = [job.unit for job in state.back.jobs if job.serial.upper() == serial.upper()]
    fitting = [unit for unit in units if unit in named] if serial else units
    return fitting[0] if len(fitting) == 1 else ""


def make_proposal(turn: Turn) -> None:
    """What the repair would cost: numbered in the case, printed, then sent to the customer."""
    lines, terms = read_lines(turn.say("lines")), turn.state.plan.care.proposal
    proposal = Proposal(
        number=len(turn.state.back.proposals) + 1,
        unit=meant_unit(turn.state, turn.say("serial").strip()),
        amount=total_of(lines),
        currency=turn.state.plan.currency,
        valid_until=turn.fact.at + timedelta(days=terms.valid_days),
    )
    turn.keep(proposals=(*turn.state.back.proposals, proposal))
    written = json.dumps([line.to_json() for line in lines])
    write_proposal(turn, proposal, lines=written, reason=turn.say("reason"))
    turn.send(Errand.PRINT_PROPOSAL, f"proposal/{proposal.name}", number=str(proposal.number))
    turn.tell("proposal_made", number=proposal.name, amount=told_amount(proposal))
    for number, days in enumerate(terms.remind_after_days, start=1):
        if days < terms.valid_days:
            turn.wait_until(f"proposal_reminder:{number}", turn.fact.at + timedelta(days=days))
    turn.wait_until("proposal_expiry", proposal.expires_at)


def write_proposal(turn: Turn, proposal: Proposal, **more: str) -> None:
    """The record keeps the proposal as it stands."""
    turn.enter(
        Enter.PROPOSAL,
        number=str(proposal.number),
        unit_id=proposal.unit,
        amount=str(proposal.amount),
        currency=proposal.currency,
        valid_until=proposal.valid_until.isoformat(),
        state=proposal.state,
        by=turn.fact.by,
        otherwise=proposal.otherwise or "",
        **more,
    )


def told_amount(proposal: Proposal) -> str:
    """The amount with its currency."""
    return f"{proposal.amount} {proposal.currency}"


def send_proposal(turn: Turn) -> None:
    """It is printed: now it goes to the customer, unless it was answered meanwhile."""
    proposal = open_proposal(turn.state)
    if proposal is not None:
        turn.enter(Enter.WRITE, letter="cost_proposal", part=proposal.name)


def remind_of_proposal(turn: Turn, name: str) -> None:
    """The customer is reminded of a proposal that waits for its answer."""
    proposal, number = open_proposal(turn.state), name.rpartition(":")[2]
    if proposal is not None:
        part = f"{proposal.name}-{number}"
        turn.enter(Enter.WRITE, letter="cost_proposal_reminder", part=part)
        turn.tell("proposal_reminded", number=proposal.name)


def expire_proposal(turn: Turn, name: str) -> None:  # noqa: ARG001 - one shape for all deadlines
    """Nobody answered: the unit goes where the contract says, and nothing is charged."""
    proposal = open_proposal(turn.state)
    if proposal is None:
        return
    close_proposal(turn, proposal, ProposalState.EXPIRED, letter="cost_proposal_expired")
    turn.tell("proposal_expired", number=proposal.name)
    part_with(turn, proposal.unit, EXPIRING[turn.state.plan.care.proposal.expired])


def close_proposal(
    turn: Turn, proposal: Proposal, state: ProposalState, *, letter: str
) -> Proposal:
    """The proposal stands so for good; the customer reads it."""
    closed = replace(proposal, state=state, otherwise=OTHERWISE.get(turn.say("otherwise")))
    known = turn.state.back.proposals
    turn.keep(proposals=tuple(closed if p.number == closed.number else p for p in known))
    turn.stop_waiting("proposal")
    write_proposal(turn, closed)
    turn.enter(Enter.WRITE, letter=letter, part=closed.name)
    return closed


def take_answer(turn: Turn) -> None:
    """The customer accepts or declines, itself or through the desk."""
    proposal = open_proposal(turn.state)
    if proposal is None:
        return
    if turn.say("answer") == "accept":
        accept(turn, proposal)
    else:
        decline(turn, proposal)


def accept(turn: Turn, proposal: Proposal) -> None:
    """The repair goes on; it is billed when it is done."""
    close_proposal(turn, proposal, ProposalState.ACCEPTED, letter="cost_proposal_accepted")
    turn.tell("proposal_accepted", number=proposal.name, amount=told_amount(proposal))
    begin_repair(turn, proposal.unit)


def decline(turn: Turn, proposal: Proposal) -> None:
    """The unit goes where the customer wants it; the estimate is charged where terms say so."""
    closed = close_proposal(turn, proposal, ProposalState.DECLINED, letter="cost_proposal_declined")
    turn.tell("proposal_declined", number=closed.name, otherwise=turn.say("otherwise"))
    fee = turn.state.plan.care.proposal.estimate_fee
    if fee:
        charge_agreed(turn, ChargeKind.ESTIMATE, closed.name, fee)
        turn.tell("estimate_charged", number=closed.name, amount=say_amount(turn, fee))
    part_with(turn, closed.unit, closed.otherwise or Destination.RETURN_TO_USER)


def ask_after_repair(turn: Turn, name: str) -> None:
    """A repair the customer pays for should be done by now."""
    if any(job.state is JobState.IN_REPAIR for job in turn.state.back.jobs):
        turn.tell("still_waiting", deadline=name)
        turn.wait_until(name, turn.fact.at + REPAIR_WITHIN)


def bill_repairs(turn: Turn, before: CaseState) -> None:
    """A repaired unit has just left the bench for its owner: what was agreed for it is billed."""
    for unit in left_repaired(before, turn.state):
        turn.keep(repaired=tuple(sorted({*turn.state.back.repaired, unit})))
        for proposal in turn.state.back.proposals:
            if proposal.unit == unit and proposal.state is ProposalState.ACCEPTED:
                charge_agreed(turn, ChargeKind.REPAIR, proposal.name, Decimal(proposal.amount))


PROPOSAL_RULES: dict[Told, Callable[[Turn], None]] = {
    Told.PROPOSAL_MADE: make_proposal,
    Told.PROPOSAL_ANSWERED: take_answer,
}
PROPOSAL_PRINTED: dict[str, Callable[[Turn], None]] = {"cost_proposal": send_proposal}
PROPOSAL_DEADLINES: dict[str, Callable[[Turn, str], None]] = {
    "proposal_reminder": remind_of_proposal,
    "proposal_expiry": expire_proposal,
    "proposal_repair": ask_after_repair,
}
