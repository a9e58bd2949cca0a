"""What a customer is charged for: proposed to finance, decided once, taken back by itself."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from rules.case_debts import debt_of, is_ours, open_debts, settle_debt
from rules.case_facts import Told
from rules.case_return_clock import stop_clock
from rules.case_state import CaseState, Turn
from rules.case_values import Charge, ChargeKind, ChargeState, DebtState, Pause
from rules.case_words import Enter, Inbound, Remedy

#: Days after which an undecided proposal comes up again.
DECIDE_WITHIN = timedelta(days=3)
#: What keeps an unreturned unit from being charged while it lasts.
NOT_NOW = frozenset({Pause.ACCEPTED, Pause.DISPUTE})


def charges_in(state: CaseState, *states: ChargeState) -> tuple[Charge, ...]:
    """The case's charges that stand so."""
    return tuple(charge for charge in state.back.charges if charge.state in states)


def propose_charge(turn: Turn, kind: ChargeKind, about: str, amount: Decimal | None) -> None:
    """Put a charge before finance, once for each thing it is about."""
    if find_charge(turn.state, kind, about) is not None:
        return
    add_charge(turn, Charge(kind=kind, about=about, amount=amount))
    turn.tell("charge_proposed", kind=kind, amount=say_amount(turn, amount))
    turn.wait_until("charge_review", turn.fact.at + DECIDE_WITHIN)


def charge_agreed(turn: Turn, kind: ChargeKind, about: str, amount: Decimal) -> None:
    """Charge what the customer itself agreed to: nobody has to approve it again."""
    if find_charge(turn.state, kind, about) is None:
        add_charge(turn, Charge(kind=kind, about=about, amount=amount))
        approve(turn, Charge(kind=kind, about=about, amount=amount), amount)


def find_charge(state: CaseState, kind: ChargeKind, about: str) -> Charge | None:
    """The charge of this kind for this thing, however it stands."""
    return next((c for c in state.back.charges if (c.kind, c.about) == (kind, about)), None)


def add_charge(turn: Turn, charge: Charge) -> None:
    """A charge that stands as proposed."""
    turn.keep(charges=(*turn.state.back.charges, charge))
    write_charge(turn, charge)


def write_charge(turn: Turn, charge: Charge) -> None:
    """The record keeps the charge as it stands."""
    turn.enter(
        Enter.CHARGE,
        kind=charge.kind,
        about=charge.about,
        state=charge.state,
        amount="" if charge.amount is None else str(charge.amount),
        currency=turn.state.plan.currency,
        by=turn.fact.by,
        because=turn.say("because"),
    )


def turn_charge(turn: Turn, charge: Charge, **changes: object) -> Charge:
    """The charge stands so now."""
    turned = replace(charge, **changes)  # type: ignore[arg-type]
    known = turn.state.back.charges
    same = (charge.kind, charge.about)
    turn.keep(charges=tuple(turned if (c.kind, c.about) == same else c for c in known))
    write_charge(turn, turned)
    return turned


def decide_charge(turn: Turn) -> None:
    """Finance approves a proposal, with its amount, or drops it."""
    found = named_proposals(turn.state, turn.say("kind"), turn.say("about"))
    if not found:
        return
    if turn.say("verdict") == "approve":
        said = turn.say("amount").strip()
        approve(turn, found[0], Decimal(said or str(found[0].amount)))
    else:
        drop(turn, found[0])
    stop_asking(turn)


def named_proposals(state: CaseState, kind: str, about: str) -> tuple[Charge, ...]:
    """The proposals that a decision may mean; one that names nothing means any."""
    return tuple(
        charge
        for charge in charges_in(state, ChargeState.PROPOSED)
        if kind in {"", charge.kind} and about in {"", charge.about}
    )


def waits_for_unit(state: CaseState, charge: Charge) -> bool:
    """True unless the charge is for a unit that is on its way, or whose debt is disputed."""
    clock = state.back.clock
    return charge.kind is not ChargeKind.UNRETURNED or not (clock and NOT_NOW & {*clock.pauses})


def stop_asking(turn: Turn) -> None:
    """Nothing is before finance any more."""
    if not charges_in(turn.state, ChargeState.PROPOSED):
        turn.stop_waiting("charge_review")


def ask_finance_again(turn: Turn, name: str) -> None:  # noqa: ARG001 - one shape for all deadlines
    """A proposal that nobody has decided comes up again."""
    if charges_in(turn.state, ChargeState.PROPOSED):
        turn.tell("charge_undecided")
        turn.wait_until("charge_review", turn.fact.at + DECIDE_WITHIN)


def approve(turn: Turn, charge: Charge, amount: Decimal) -> None:
    """The customer is billed, once."""
    charge = turn_charge(turn, charge, state=ChargeState.APPROVED, amount=amount)
    bill_charge(turn, charge.kind, charge, amount)
    turn.tell("charge_approved", kind=charge.kind, amount=say_amount(turn, amount))
    if charge.kind is ChargeKind.UNRETURNED:
        part = charge.about[-12:]
        turn.enter(Enter.WRITE, letter="unreturned_charged", part=part)
        charge_debt(turn, charge.about)


def charge_debt(turn: Turn, unit: str) -> None:
    """What was paid for is the customer's: its debt is settled by the charge."""
    debt = debt_of(turn.state, unit)
    if debt is None or debt.settled:
        return
    settle_debt(turn, unit, DebtState.CHARGED)
    if unit and is_ours(debt):
        turn.enter(Enter.OWN, unit_id=unit, owner="customer")
    if not open_debts(turn.state):
        stop_clock(turn)
        turn.stop_waiting("return")
        turn.become(inbound=Inbound.WAIVED)


def drop(turn: Turn, charge: Charge) -> None:
    """Finance does not charge; an unreturned unit is still owed."""
    turn_charge(turn, charge, state=ChargeState.DROPPED)
    turn.tell("charge_dropped", kind=charge.kind, because=turn.say("because"))
    if charge.kind is ChargeKind.UNRETURNED:
        # Its customer was told of the proposal by the escalation.
        turn.enter(Enter.WRITE, letter="charge_dropped", part=charge.about[-12:])


def reverse_charges(turn: Turn, unit: str) -> None:
    """The unit came after all: a proposal is withdrawn, a charge is given back, once."""
    charge = find_charge(turn.state, ChargeKind.UNRETURNED, unit)
    if charge is None:
        return
    if charge.state is ChargeState.PROPOSED:
        withdraw(turn, charge)
    elif charge.state is ChargeState.APPROVED:
        give_back(turn, charge)
        take_ownership_back(turn, unit)


def withdraw(turn: Turn, charge: Charge) -> None:
    """Nothing is left to charge for: the proposal is taken from finance."""
    turn_charge(turn, charge, state=ChargeState.WITHDRAWN)
    turn.tell("charge_withdrawn", kind=charge.kind)
    stop_asking(turn)


def withdraw_moot(turn: Turn) -> None:
    """A unit that nobody owes any more, however that came, is not charged for."""
    for charge in charges_in(turn.state, ChargeState.PROPOSED):
        debt = debt_of(turn.state, charge.about)
        if charge.kind is ChargeKind.UNRETURNED and (debt is None or debt.settled):
            withdraw(turn, charge)


def take_ownership_back(turn: Turn, unit: str) -> None:
    """A unit of the provider's stock that was paid for is the provider's again."""
    debt = debt_of(turn.state, unit)
    if unit and debt and is_ours(debt) and turn.state.remedy is not Remedy.SWAP:
        turn.enter(Enter.OWN, unit_id=unit, owner="provider")


def give_back(turn: Turn, charge: Charge) -> None:
    """A charge that was billed is credited in full."""
    turn_charge(turn, charge, state=ChargeState.REVERSED)
    amount = charge.amount or Decimal(0)
    bill_charge(turn, f"{charge.kind}_reversal", charge, -amount)
    turn.enter(Enter.WRITE, letter="charge_reversed", part=charge.about[-12:])
    turn.tell("charge_reversed", kind=charge.kind, amount=say_amount(turn, amount))


def bill_charge(turn: Turn, event: str, charge: Charge, amount: Decimal) -> None:
    """A billable event with its amount, under the thing it is about."""
    turn.enter(
        Enter.BILL,
        event=event,
        attempt=charge.about or "part",
        amount=str(amount),
        currency=turn.state.plan.currency,
        payer="customer",
    )


def say_amount(turn: Turn, amount: Decimal | None) -> str:
    """An amount with its currency, or that finance names it."""
    return "to be named" if amount is None else f"{amount} {turn.state.plan.currency}".strip()


def propose_unreturned(turn: Turn, name: str) -> None:  # noqa: ARG001 - one shape for all
    """What has not come by its day is put before finance, unit by unit."""
    for debt in open_debts(turn.state):
        if debt.state is DebtState.OPEN:
            propose_charge(turn, ChargeKind.UNRETURNED, debt.unit, turn.state.plan.charge)


CHARGE_RULES: dict[Told, Callable[[Turn], None]] = {Told.CHARGE_DECIDED: decide_charge}
CHARGE_DEADLINES: dict[str, Callable[[Turn, str], None]] = {
    "return_charge": propose_unreturned,
    "charge_review": ask_finance_again,
}
