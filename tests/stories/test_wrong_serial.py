"""Row 1: a wrong serial comes back; custody is booked, the debt waits for the right unit."""

import pytest

from desk.scans import Station
from rules.case_facts import Told
from rules.case_state import CaseState
from rules.case_words import Direction, Inbound, Stage
from tests.builders import a_swap
from tests.stories import harness
from tests.stories.steps import BEFORE_CUTOFF, DAY, HOUR, delivered, sent_back

pytestmark = pytest.mark.asyncio(loop_scope="module")

BACK = BEFORE_CUTOFF + 4 * DAY
PURGE = {
    "method": "purge",
    "technique": "factory reset",
    "tool": "bench tool 4",
    "verification": "started up empty",
}


def labelled_again(state: CaseState) -> bool:
    return state.return_attempt == 2 and state.inbound is Inbound.LABELLED


async def right_one_comes(stage: harness.Stage, number: str, serial: str) -> CaseState:
    await stage.until(number, labelled_again)
    await sent_back(stage, number, BACK + 3 * DAY)
    assert await stage.scan(Station.RECEIPT, serial, BACK + 5 * DAY) == "RECEIVED"
    return await stage.until(
        number, lambda s: all(debt.settled for debt in s.back.debts) and not s.pending
    )


async def test_a_wrong_serial_comes_back(stage: harness.Stage) -> None:
    case = await delivered(stage, a_swap("WRONG-1", at=BEFORE_CUTOFF), BEFORE_CUTOFF + HOUR)
    number, at = case.number, BACK + 2 * DAY
    await sent_back(stage, number, BACK)
    assert await stage.scan(Station.RECEIPT, "WR0NG-9", at, number) == "WRONG UNIT"
    await stage.until(number, lambda s: len(s.back.items) == 1)
    # The box holds a phone of our own pool, too: it was picked without a scan.
    ours = "POOL-0012"
    assert await stage.scan(Station.RECEIPT, ours, at, number) == "WRONG UNIT"
    state = await stage.until(number, lambda s: len(s.back.items) == 2)
    assert stage.debts(number) == {"WRONG-1": "open"}
    assert stage.place_of(ours) == "QUARANTINE"
    assert await stage.scan(Station.RECEIPT, ours, at, number) == "ALREADY HERE"
    unknown, picked = state.back.items
    said = {"item": unknown.key, "outcome": "returned", "because": "By letter post."}
    await stage.decide(number, Told.ITEM_SETTLED, at + HOUR, **said)
    await stage.restart_worker()
    kept = {"item": picked.key, "outcome": "kept", "because": "It is of our own pool."}
    await stage.decide(number, Told.ITEM_SETTLED, at + HOUR, **kept)
    assert stage.place_of(ours) == "BENCH"
    state = await right_one_comes(stage, number, "WRONG-1")
    assert state.stage is Stage.RETURNING
    later = BACK + 6 * DAY
    await stage.decide(number, Told.INSPECTED, later, serial=ours, finding="no_fault_found")
    await stage.decide(number, Told.WIPED, later, serial=ours, **PURGE)
    await stage.decide(number, Told.DISPOSED, later + HOUR, serial=ours, destination="restock")
    end = await stage.until(number, lambda s: s.ended)
    assert end.stage is Stage.CLOSED
    # Units: the right one is on the bench, ours on its shelf again, the new one with the user.
    assert stage.debts(number) == {"WRONG-1": "received"}
    assert stage.place_of("WRONG-1") == "BENCH"
    assert stage.place_of(ours) == "POOL-FABRIKAM"
    assert stage.place_of(case.serial) == "AT-FABRIKAM"
    # Custody: both things were settled by somebody.
    assert stage.custody(number) == {"WR0NG-9": "returned", ours: "kept"}
    # Money: nothing is charged; both ways back are freight.
    assert stage.charges(number) == {}
    assert stage.money(number) == {}
    assert stage.billed(number)["freight_return"]
    assert stage.letters(number).count("wrong_unit_came") == 1
    assert stage.live_labels(number) == stage.carrier_holds(number)


async def test_a_defaced_serial_is_known_by_a_person_and_ends_the_debt(
    stage: harness.Stage,
) -> None:
    case = await delivered(stage, a_swap("WRONG-2", at=BEFORE_CUTOFF), BEFORE_CUTOFF + HOUR)
    number, at = case.number, BACK + 2 * DAY
    await sent_back(stage, number, BACK)
    seen = {"why": "defaced", "text": "Grey phone without a plate"}
    await stage.decide(number, Told.UNREADABLE_RECEIVED, at, **seen)
    assert stage.debts(number) == {"WRONG-2": "open"}
    assert stage.custody(number) == {"Grey phone without a plate": ""}
    known = {"outcome": "accepted", "because": "Its board carries the serial.", "serial": "WRONG-2"}
    await stage.decide(number, Told.IDENTIFIED, at + HOUR, **known)
    end = await stage.until(number, lambda s: s.ended)
    assert end.stage is Stage.CLOSED
    assert stage.debts(number) == {"WRONG-2": "received"}
    assert stage.place_of("WRONG-2") == "BENCH"
    assert stage.custody(number) == {"Grey phone without a plate": "accepted"}
    assert stage.money(number) == {}


async def test_a_locked_phone_waits_for_its_customer_and_a_sim_card_for_its_end(
    stage: harness.Stage,
) -> None:
    case = await delivered(stage, a_swap("WRONG-3", at=BEFORE_CUTOFF), BEFORE_CUTOFF + HOUR)
    number, at = case.number, BACK + 2 * DAY
    await sent_back(stage, number, BACK)
    await stage.decide(number, Told.ITEM_FOUND, at, kind="sim")
    await stage.decide(number, Told.LOCK_FOUND, at)
    assert await stage.scan(Station.RECEIPT, "WRONG-3", at) == "LOCKED"
    assert stage.debts(number) == {"WRONG-3": "held"}
    assert stage.place_of("WRONG-3") == "BENCH"
    off = await stage.decide(number, Told.LOCK_OFF, at + DAY)
    assert (off.stage, off.waiting_for) == (Stage.RETURNING, "custody")
    gone = {"outcome": "destroyed", "because": "Shredded with the bench's waste."}
    await stage.decide(number, Told.ITEM_SETTLED, at + 2 * DAY, **gone)
    end = await stage.until(number, lambda s: s.ended)
    assert end.stage is Stage.CLOSED
    assert stage.debts(number) == {"WRONG-3": "received"}
    assert stage.custody(number) == {"SIM card": "destroyed"}
    assert stage.money(number) == {}
    letters = stage.letters(number)
    assert all(letters.count(one) == 1 for one in ("card_found", "lock_active", "card_settled"))
    assert stage.tracking(number, Direction.RETURN)
