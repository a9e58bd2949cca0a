"""What a person may decide of the return clock and of charges, when, and what has to be said."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from rules.battery import may_have_ordinary_label
from rules.case_charges import charges_in, named_proposals, waits_for_unit
from rules.case_extension import OUTCOMES, is_with_customer
from rules.case_facts import Told
from rules.case_opening import label_goes_now
from rules.case_refusals import DecisionIncomplete, WrongStage
from rules.case_return_clock import is_disputed
from rules.case_state import CaseState, Fact
from rules.case_values import ChargeState
from rules.case_words import Errand, Inbound, Stage
from rules.decision_words import REASON, TEXT, needs

VERDICTS = ("approve", "drop")
RETURN_ANSWERS: dict[Told, dict[str, tuple[str, ...]]] = {
    Told.EXTENDED: {"days": TEXT, "because": REASON},
    Told.DISPUTED: {"because": REASON},
    Told.DISPUTE_SETTLED: {"outcome": OUTCOMES, "because": REASON},
    Told.REMIND_NOW: {},
    Told.RELABELLED: {"because": REASON},
    Told.CHARGE_DECIDED: {"verdict": VERDICTS, "because": REASON},
}


def may_extend(state: CaseState) -> str:
    """An owed unit whose clock has begun, and days that are left to give."""
    clock = state.back.clock
    if clock is None or not is_with_customer(state):
        return "a unit that is owed and whose return clock has begun"
    return needs(days_left(state) > 0, "days that were not given yet")


def days_left(state: CaseState) -> int:
    """How many days may still be given in this case."""
    clock = state.back.clock
    return state.plan.longest_extension_days - (clock.extra_days if clock else 0)


def may_dispute(state: CaseState) -> str:
    """Something is owed, and that is not disputed yet."""
    owed = state.back.clock is not None and is_with_customer(state)
    return needs(owed and not is_disputed(state), "an owed unit that is not disputed yet")


def may_remind(state: CaseState) -> str:
    """The customer has the unit and nothing keeps it from being sent."""
    free = state.inbound in {Inbound.OWED, Inbound.LABELLED} and is_with_customer(state)
    asked = state.stage in {Stage.RETURNING, Stage.REPAIRING}
    return needs(free and asked and not is_disputed(state), "a unit that the customer can send")


def may_relabel(state: CaseState) -> str:
    """A label is there to be replaced, or nothing is on its way to bring the owed unit."""
    if not may_have_ordinary_label(state.battery):
        return "a battery that is known to be safe"
    booking = any(one.errand is Errand.BOOK_LABEL for one in state.pending)
    unlabelled = state.inbound is Inbound.OWED and label_goes_now(state) and not booking
    owed = unlabelled or state.inbound in {Inbound.LABELLED, Inbound.ARRIVED}
    return needs(owed and is_with_customer(state), "a return label, or an owed unit without one")


def check_days(state: CaseState, fact: Fact) -> None:
    """Refuse days that are none, and more of them than the contract lets a desk give."""
    said, most = fact.details["days"].strip(), days_left(state)
    whole = said.isascii() and said.isdigit() and len(said) <= len(str(most))
    if not whole or not 1 <= int(said) <= most:
        raise DecisionIncomplete(fact.told, "'days'", f"Give whole days, from 1 to {most}.")


def check_charge(state: CaseState, fact: Fact) -> None:
    """Refuse a decision about no proposal or several, without an amount, or of a unit on its way.

    Raises DecisionIncomplete and WrongStage.
    """
    kind, about = fact.details.get("kind", ""), fact.details.get("about", "")
    found = named_proposals(state, kind, about)
    if len(found) != 1:
        open_ones = charges_in(state, ChargeState.PROPOSED)
        names = ", ".join(f"{one.kind} {one.about}".strip() for one in open_ones)
        raise DecisionIncomplete(fact.told, "'kind' and 'about'", f"Name one of: {names}.")
    if fact.details["verdict"] == "approve":
        check_amount(fact, found[0].amount)
        if not waits_for_unit(state, found[0]):
            raise WrongStage(state, fact.told, "a unit that is not disputed and not on its way")


def check_amount(fact: Fact, proposed: Decimal | None) -> None:
    """Refuse an amount that cannot be billed: it is more than nothing, in two decimals."""
    said = fact.details.get("amount", "").strip()
    amount = read_amount(said) if said else proposed
    if amount is None:
        raise DecisionIncomplete(fact.told, "'amount'", "Give one above zero, such as 450.00.")


def read_amount(said: str) -> Decimal | None:
    """The amount, or None for what is none above zero in two decimals and eight digits."""
    try:
        amount = Decimal(said)
    except InvalidOperation:
        return None
    cents = Decimal("0.01")
    fits = amount.is_finite() and cents <= amount < Decimal(10**8)
    return amount if fits and amount == amount.quantize(cents) else None


RETURN_ALLOWED: dict[Told, Callable[[CaseState], str]] = {
    Told.EXTENDED: may_extend,
    Told.DISPUTED: may_dispute,
    Told.DISPUTE_SETTLED: lambda s: needs(is_disputed(s), "a return that is disputed"),
    Told.REMIND_NOW: may_remind,
    Told.RELABELLED: may_relabel,
    Told.CHARGE_DECIDED: lambda s: needs(
        bool(charges_in(s, ChargeState.PROPOSED)), "a charge that is put before finance"
    ),
}
RETURN_DETAILED: dict[Told, Callable[[CaseState, Fact], None]] = {
    Told.EXTENDED: check_days,
    Told.CHARGE_DECIDED: check_charge,
}
