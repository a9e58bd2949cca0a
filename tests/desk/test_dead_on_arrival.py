from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from desk.intake import CaseForm, open_case
from desk.refusals import DeviceHasOpenCase
from desk.second_case import DeviceIsReplacement
from models.cases import AuditEvent, Case
from models.debts import OwedUnit
from models.devices import Unit
from models.papers import Notification
from rules.case_facts import Told
from rules.case_state import CaseState, Fact
from rules.case_values import DebtState
from rules.case_words import Direction, Inbound, Outbound
from tests.builders import a_swap
from tests.desk.case_walk import CaseWalk

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def sent(walk: CaseWalk, number: str, at: datetime) -> str:
    """The replacement the case has reserved is delivered a day later; its serial."""
    serial, attempt = walk.reserved(number), str(walk.state(number).attempt)
    walk.pack(number, serial, at)
    for status, when in (("handed_over", at + HOUR), ("delivered", at + DAY)):
        details = {"direction": "outbound", "attempt": attempt, "status": status}
        key = f"{number}/{attempt}/{status}"
        fact = Fact(told=Told.CARRIER_SAID, key=key, at=when, by="practice", details=details)
        walk.take(number, [fact])
    return serial


def swapped(walk: CaseWalk, serial: str = "B-1") -> tuple[str, str]:
    """A case whose replacement is delivered, and the replacement's serial."""
    number = walk.open(a_swap(serial, at=MONDAY))
    return number, sent(walk, number, MONDAY + HOUR)


def dead(walk: CaseWalk, number: str, at: datetime, battery: str = "ok") -> CaseState:
    return walk.tell(number, Told.DEAD_ON_ARRIVAL, at, battery=battery, note="Stays black.")


def received(walk: CaseWalk, number: str, serial: str, at: datetime) -> CaseState:
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        unit = session.scalars(select(Unit.id).where(Unit.serial == serial)).one()
    return walk.tell(number, Told.RECEIPT_SCANNED, at, serial=serial, unit_id=str(unit))


def debts(walk: CaseWalk, number: str) -> dict[str, DebtState]:
    """How each owed unit stands in the record, by serial."""
    query = (
        select(Unit.serial, OwedUnit.state)
        .join(OwedUnit, (OwedUnit.tenant_id == Unit.tenant_id) & (OwedUnit.unit_id == Unit.id))
        .join(Case, (Case.tenant_id == OwedUnit.tenant_id) & (Case.id == OwedUnit.case_id))
        .where(Case.number == number)
    )
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        return {serial: state for serial, state in session.execute(query)}  # noqa: C416 - rows


def words(walk: CaseWalk, number: str) -> list[tuple[str, dict[str, str]]]:
    query = select(AuditEvent.word, AuditEvent.details).join(
        Case, (Case.tenant_id == AuditEvent.tenant_id) & (Case.id == AuditEvent.case_id)
    )
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        rows = session.execute(query.where(Case.number == number).order_by(AuditEvent.seq))
        return [(word, dict(details)) for word, details in rows]


def ask(walk: CaseWalk, form: CaseForm, key: str) -> None:
    open_case(walk.database, walk.desk.clerk, form, key)


def test_both_units_are_owed_in_the_record_and_each_settles_by_its_own_scan(
    walk: CaseWalk,
) -> None:
    number, first = swapped(walk)
    dead(walk, number, MONDAY + 2 * DAY)
    assert debts(walk, number) == {"B-1": DebtState.OPEN, first: DebtState.OPEN}
    second = sent(walk, number, MONDAY + 2 * DAY + HOUR)
    assert second != first
    walk.carried(number, Direction.RETURN, "delivered", MONDAY + 5 * DAY)
    received(walk, number, first, MONDAY + 6 * DAY)
    assert debts(walk, number) == {"B-1": DebtState.OPEN, first: DebtState.RECEIVED}
    received(walk, number, "B-1", MONDAY + 6 * DAY)
    assert set(debts(walk, number).values()) == {DebtState.RECEIVED}


def test_the_letter_names_both_units_and_one_promise_is_all_there_is(walk: CaseWalk) -> None:
    number, _ = swapped(walk)
    before = walk.state(number)
    state = dead(walk, number, MONDAY + 2 * DAY)
    assert (state.promise_due, state.promise_open) == (before.promise_due, False)
    assert state.outbound is Outbound.RESERVED
    assert ("first_clock_stands", {}) in words(walk, number)
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        letters = session.scalars(
            select(Notification.key).where(Notification.letter == "dead_on_arrival")
        ).all()
    assert letters == [f"{number}/letter/dead_on_arrival/2"]


def test_an_unsafe_dead_unit_takes_the_label_of_both_back(walk: CaseWalk) -> None:
    number, _ = swapped(walk)
    state = dead(walk, number, MONDAY + 2 * DAY, battery="suspect")
    assert state.inbound is Inbound.BLOCKED
    assert "VOID_LABEL" in {owed.errand.name for owed in walk.owed(number)}


def test_a_request_for_the_broken_device_or_its_replacement_is_sent_to_the_open_case(
    walk: CaseWalk,
) -> None:
    number, first = swapped(walk)
    with pytest.raises(DeviceHasOpenCase) as broken:
        ask(walk, a_swap("B-1", at=MONDAY + 2 * DAY), "broken")
    with pytest.raises(DeviceIsReplacement) as again:
        ask(walk, a_swap(first, at=MONDAY + 2 * DAY), "replacement")
    assert broken.value.facts["case"] == again.value.facts["case"] == number
    assert "dead_on_arrival" in again.value.detail


def test_a_dead_unit_that_is_still_owed_belongs_to_its_case(walk: CaseWalk) -> None:
    number, first = swapped(walk)
    dead(walk, number, MONDAY + 2 * DAY)
    sent(walk, number, MONDAY + 2 * DAY + HOUR)
    with pytest.raises(DeviceHasOpenCase) as raised:
        ask(walk, a_swap(first, at=MONDAY + 4 * DAY), "dead")
    assert raised.value.facts["case"] == number


def test_after_its_time_for_a_dead_arrival_a_replacement_gets_a_case_of_its_own(
    walk: CaseWalk,
) -> None:
    number, first = swapped(walk)
    late = walk.open(a_swap(first, at=MONDAY + 32 * DAY))
    assert late != number
    assert not walk.state(number).ended
    assert "follows_case" not in [word for word, _ in words(walk, late)]


def test_a_replacement_that_fails_soon_after_its_case_ended_opens_one_that_follows(
    walk: CaseWalk,
) -> None:
    number, first = swapped(walk)
    walk.tell(number, Told.RETURN_WAIVED, MONDAY + 5 * DAY, because="Lost in a fire.")
    assert walk.run_errands(number).ended
    chained = walk.open(a_swap(first, at=MONDAY + 10 * DAY))
    assert words(walk, chained)[0] == ("follows_case", {"case": number})
    later = walk.open(a_swap("B-9", at=MONDAY + 10 * DAY))
    assert "follows_case" not in [word for word, _ in words(walk, later)]
