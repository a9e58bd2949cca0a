"""What a scan at the dock comes to: custody is always booked, a debt ends by the right unit."""

from dataclasses import replace

from rules.case_bench import at_repairer, job_of, open_job, take_back_from_repairer
from rules.case_cancel import come_home
from rules.case_charges import reverse_charges
from rules.case_custody import hold_item, holds_unit, release_item
from rules.case_debts import debt_of, is_ours, open_debts, settle_debt
from rules.case_loan import take_loan_early
from rules.case_lost import find_unit
from rules.case_repair import lay_on_bench
from rules.case_return import ask_again, travelling
from rules.case_return_clock import stop_clock
from rules.case_silence import absorb_unit
from rules.case_state import CaseState, Turn
from rules.case_values import Debt, DebtState, ItemKind, ItemOutcome, JobState, Why
from rules.case_words import Enter, Errand, Inbound, Outbound, Remedy

COMING_HOME = frozenset({Outbound.ON_ITS_WAY, Outbound.RECALLING, Outbound.COMING_BACK})
#: A unit that is in hand, accepted or waiting for its lock to come off.
IN_HAND = frozenset({DebtState.RECEIVED, DebtState.HELD})


def scan_receipt(turn: Turn) -> None:
    """Find what the scanned thing is to this case, in the order a clerk would ask."""
    unit = turn.say("unit_id")
    take_loan_early(turn, unit)
    debt = debt_of(turn.state, unit) if unit else None
    if turn.state.part and not unit:
        scan_part(turn)
    elif holds_unit(turn.state, unit, turn.say("serial")):
        turn.tell("scanned_again", serial=turn.say("serial"))
    elif not unit:
        hold_stranger(turn)
    elif unit == turn.state.replacement_unit and coming_home(turn):
        take_replacement_home(turn)
    elif debt is not None and debt.state not in IN_HAND:
        receive_owed(turn, debt)
    elif any(journey.unit == unit for journey in turn.state.back.given_up):
        absorb_unit(turn, unit)
    elif at_repairer(turn.state, unit):
        take_back_from_repairer(turn, unit)
    elif debt is not None:
        turn.tell("scanned_again", serial=turn.say("serial"))
    else:
        hold_stranger(turn)


def scan_part(turn: Turn) -> None:
    """A part has no serial: it is the one that was never delivered, else the one owed back."""
    debt = next(iter(open_debts(turn.state)), None)
    on_the_road = turn.state.inbound in {Inbound.ON_ITS_WAY, Inbound.ARRIVED}
    if turn.say("serial") != turn.state.part:
        hold_other_part(turn)
    elif coming_home(turn) and not on_the_road:
        take_replacement_home(turn)
    elif debt is not None:
        receive_owed(turn, debt)
    else:
        turn.tell("another_part_came", serial=turn.say("serial"))


def hold_other_part(turn: Turn) -> None:
    """A part nobody waits for is a thing to settle, too."""
    code = turn.say("serial")
    turn.tell("another_part_came", serial=code)
    hold_item(turn, ItemKind.OTHER, text=code)


def coming_home(turn: Turn) -> bool:
    """True while the replacement may come back undelivered."""
    return turn.state.outbound in COMING_HOME


def take_replacement_home(turn: Turn) -> None:
    """The undelivered replacement is back: onto the shelf, and the case is cancelled or retried."""
    attempt = str(turn.state.attempt)
    turn.stop_waiting("outbound")
    place = "bench" if turn.state.sends_its_own else "shelf"
    take_in(turn, turn.state.replacement_unit, place, f"outbound/{attempt}/home", defective="no")
    turn.enter(Enter.LEG, direction="outbound", attempt=attempt, state="returned")
    turn.tell("replacement_home")
    come_home(turn)


def receive_owed(turn: Turn, debt: Debt, serial: str = "") -> None:
    """An owed unit is in hand: its debt ends, and the rest of what is owed is looked at."""
    take_over(turn, debt, serial or turn.say("serial"))
    if awaited_debts(turn.state):
        still_owed(turn)
    elif open_debts(turn.state):
        turn.become(inbound=Inbound.ARRIVED)
    else:
        settle_leg(turn)
    if turn.state.remedy is Remedy.REPAIR and debt.unit == turn.state.device_unit:
        lay_on_bench(turn)


def receive_what_is_here(turn: Turn) -> None:
    """What lies in custody already settles what is owed from now on, as if it were scanned now."""
    held = {item.unit: item for item in turn.state.back.items if item.unit}
    for debt in awaited_debts(turn.state):
        item = held.get(debt.unit)
        if item is not None:
            release_item(turn, item, ItemOutcome.ACCEPTED)
            receive_owed(turn, debt, item.text)


def take_over(turn: Turn, debt: Debt, serial: str) -> None:
    """Custody and debt of one unit: what was charged for it is taken back."""
    take_debt_in(turn, debt, serial)
    settle_debt(turn, debt.unit, DebtState.RECEIVED)
    find_unit(turn, debt.unit)
    turn.tell("received", serial=serial)
    if turn.state.remedy is Remedy.ADVANCE_REPLACEMENT and debt.why is Why.BROKEN and debt.unit:
        turn.enter(Enter.OWN, unit_id=debt.unit, owner="provider")
    reverse_charges(turn, debt.unit)
    job = job_of(turn.state, debt.unit)
    if goes_on_bench(turn, debt) and (job is None or job.state is JobState.DONE):
        open_job(turn, debt.unit, serial)


def take_debt_in(turn: Turn, debt: Debt, serial: str) -> None:
    """Book an owed unit to where it is looked at, and keep the serial it was scanned with."""
    # Nobody looks any more for what was collected as dangerous goods.
    turn.stop_waiting("danger")
    key = f"return/{turn.state.return_attempt}/receipt/{debt.unit}".rstrip("/")
    # A part that was never used has nothing to be wiped of.
    place = "shelf" if is_ours(debt) and not debt.unit else "bench"
    take_in(turn, debt.unit, place, key, defective="no" if is_ours(debt) else "yes")
    debts = turn.state.back.debts
    turn.keep(debts=tuple(replace(d, serial=serial) if d.unit == debt.unit else d for d in debts))


def awaited_debts(state: CaseState) -> tuple[Debt, ...]:
    """The debts whose unit is not in hand."""
    return tuple(debt for debt in open_debts(state) if debt.state is DebtState.OPEN)


def goes_on_bench(turn: Turn, debt: Debt) -> bool:
    """True for a unit the bench has to see: a customer's as agreed, one of the stock always."""
    return bool(debt.unit) and (turn.state.plan.care.bench.inspected or is_ours(debt))


def settle_leg(turn: Turn) -> None:
    """Nothing more is owed: the clock ends, and a label nobody used is taken back."""
    attempt, unused = str(travelling(turn.state)), turn.state.inbound is Inbound.LABELLED
    turn.stop_waiting("return")
    stop_clock(turn)
    turn.become(inbound=Inbound.RECEIVED)
    turn.enter(Enter.LEG, direction="return", attempt=attempt, state="received")
    turn.enter(Enter.WRITE, letter="return_received", part=attempt)
    if unused:
        turn.send(Errand.VOID_LABEL, f"return/{attempt}/void", direction="return", attempt=attempt)


def still_owed(turn: Turn) -> None:
    """One unit of several came: the customer reads what is still owed and gets a label for it."""
    turn.tell("more_is_owed")
    turn.enter(Enter.WRITE, letter="more_is_owed", part=str(turn.state.return_attempt))
    ask_again(turn)


def hold_stranger(turn: Turn) -> None:
    """Something else came: it goes to quarantine, is a thing to settle, and the debt stays."""
    unit, serial = turn.say("unit_id"), turn.say("serial")
    if unit:
        key = f"quarantine/{len(turn.state.seen)}"
        turn.enter(Enter.RECEIVE, unit_id=unit, to="quarantine", key=key)
    sent = turn.say("sent_by_us")
    turn.tell("another_unit_came", serial=serial, text=serial, part=part_of(turn), sent_by_us=sent)
    hold_item(turn, ItemKind.UNIT, text=serial, unit=unit)
    ask_for_the_right_one(turn)


def ask_for_the_right_one(turn: Turn) -> None:
    """What arrived was not what is owed: the customer reads so and gets a label for it."""
    if awaited_debts(turn.state) and turn.state.inbound is Inbound.ARRIVED:
        turn.enter(Enter.WRITE, letter="wrong_unit_came", part=part_of(turn))
        ask_again(turn)


def part_of(turn: Turn) -> str:
    """Finds the words of a letter in the story, and tells one letter from the next."""
    return f"item-{len(turn.state.seen)}"


def take_in(turn: Turn, unit: str, to: str, key: str, *, defective: str) -> None:
    """Book what is in hand to the place where it belongs."""
    if turn.state.part and not unit:
        turn.enter(Enter.MOVE_PART, to=to, key=key, defective=defective)
    else:
        turn.enter(Enter.RECEIVE, unit_id=unit, to=to, key=key)
