"""How a case ends: units, custody and money balance, or a named person closes it."""

from collections.abc import Callable

from rules.case_bench import job_of
from rules.case_charges import charges_in, drop
from rules.case_debts import open_debts, owe, settle_all
from rules.case_facts import Told
from rules.case_loan import loan_out, settle_loan
from rules.case_return import ON_THE_ROAD, move_owed
from rules.case_return_clock import stop_clock
from rules.case_state import CaseState, Turn
from rules.case_values import ChargeState, DebtState, ItemOutcome, JobState, ProposalState, Why
from rules.case_words import Bench, Enter, Errand, Inbound, Outbound, Remedy, Stage

#: The replacement has not been packed.
NOT_PACKED = frozenset({Outbound.NONE, Outbound.WAITING, Outbound.RESERVED})


def unsettled(state: CaseState) -> tuple[str, ...]:
    """What keeps the case open, in one word each: units, custody and money, in that order."""
    back = state.back
    found = {
        "debt": open_debts(state),
        "loan": back.loan if loan_out(state) else "",
        "bench": [job for job in back.jobs if job.state is not JobState.DONE],
        "custody": back.items,
        "charge": charges_in(state, ChargeState.PROPOSED),
        "proposal": [one for one in back.proposals if one.state is ProposalState.OPEN],
        "parcel": [one for one in back.given_up if one.withdrawn],
        "errand": state.pending,
    }
    return tuple(word for word, open_ones in found.items() if open_ones)


def close_when_balanced(turn: Turn) -> None:
    """The case ends when both legs are settled and units, custody and money each balance."""
    settle_loan(turn)
    state = turn.state
    if state.ended or unsettled(state):
        return
    if state.back.closing:
        turn.tell("ended_by_hand")
        turn.become(stage=Stage.CLOSED, deadlines={})
    elif (state.outbound is Outbound.DELIVERED or state.stays_here) and state.inbound in {
        Inbound.RECEIVED,
        Inbound.WAIVED,
    }:
        turn.enter(Enter.WRITE, letter="case_closed")
        turn.tell("closed")
        turn.become(stage=Stage.CLOSED, deadlines={})
    elif state.outbound is Outbound.CANCELLED and not return_under_way(turn):
        turn.tell("cancelled")
        turn.become(stage=Stage.CANCELLED, deadlines={})


def return_under_way(turn: Turn) -> bool:
    """True while the broken unit itself travels to us although the case is cancelled."""
    return turn.state.inbound in {Inbound.ON_ITS_WAY, Inbound.ARRIVED}


def in_our_hands(state: CaseState) -> tuple[str, ...]:
    """The units with us that nobody has sent anywhere yet, by serial where the bench knows it."""
    back = state.back
    held = [job.unit for job in back.jobs if job.state is not JobState.DONE]
    held += [debt.unit for debt in back.debts if debt.state is DebtState.HELD]
    if state.outbound in NOT_PACKED:
        held += [state.homeward, state.device_unit if unjudged(state) else ""]
    return tuple(serial_of(state, unit) for unit in dict.fromkeys(held) if unit)


def unjudged(state: CaseState) -> bool:
    """True while the device of a repair is here and has neither been replaced nor left us."""
    here = state.has(remedy=Remedy.REPAIR, inbound=Inbound.RECEIVED) and not state.stays_here
    return here and state.bench is not Bench.REPLACED


def serial_of(state: CaseState, unit: str) -> str:
    """The unit's serial as the bench scanned it, else its id."""
    job = job_of(state, unit)
    return job.serial if job and job.serial else unit


def close_by_hand(turn: Turn) -> None:
    """A named person ends what cannot balance: everything open is settled, each in its own way."""
    because, left = turn.say("because"), ", ".join(unsettled(turn.state))
    turn.tell("closed_by_hand", because=because, left=left, text=because, part="hand")
    turn.keep(closing=turn.fact.by)
    withdraw_replacement(turn)
    withdraw_label(turn)
    keep_items(turn)
    drop_money(turn)
    waive_debts(turn)
    turn.become(deadlines={}, awaiting=())
    turn.enter(Enter.WRITE, letter="closed_by_hand", part="hand")


def withdraw_replacement(turn: Turn) -> None:
    """What was asked of the stock is given up; a reserved unit goes to the next in line."""
    turn.become(promise_open=False)
    if turn.state.outbound not in {Outbound.WAITING, Outbound.RESERVED}:
        return
    attempt = str(turn.state.attempt)
    turn.enter(Enter.WITHDRAW_REQUEST, attempt=attempt)
    turn.enter(Enter.LEG, direction="outbound", attempt=attempt, state="cancelled")
    turn.become(outbound=Outbound.CANCELLED)


def withdraw_label(turn: Turn) -> None:
    """A return label that nobody used is taken back; the case ends when that is done."""
    if turn.state.inbound is Inbound.LABELLED:
        attempt = str(turn.state.return_attempt)
        turn.send(Errand.VOID_LABEL, f"return/{attempt}/void", direction="return", attempt=attempt)


def keep_items(turn: Turn) -> None:
    """Things in custody are kept, for the reason that was given."""
    for item in turn.state.back.items:
        turn.enter(
            Enter.CUSTODY,
            key=item.key,
            kind=item.kind,
            text=item.text,
            unit_id=item.unit,
            outcome=ItemOutcome.KEPT,
            because=turn.say("because"),
            by=turn.fact.by,
        )
    turn.keep(items=(), locked=())


def drop_money(turn: Turn) -> None:
    """Nothing that was only proposed is charged."""
    for charge in charges_in(turn.state, ChargeState.PROPOSED):
        drop(turn, charge)


def waive_debts(turn: Turn) -> None:
    """What is still owed, or lent, is waived; a unit on the road to us counts as lost there."""
    if turn.state.inbound in ON_THE_ROAD:
        for debt in open_debts(turn.state):
            if debt.state is DebtState.OPEN:
                move_owed(turn, debt, "lost", "closed")
    if loan_out(turn.state):
        # It was never on that road.
        owe(turn, turn.state.back.loan, Why.LOAN)
    settle_all(turn, DebtState.WAIVED)
    stop_clock(turn)
    if turn.state.inbound not in {Inbound.NONE, Inbound.RECEIVED}:
        turn.become(inbound=Inbound.WAIVED)


END_RULES: dict[Told, Callable[[Turn], None]] = {Told.CLOSED_BY_HAND: close_by_hand}
