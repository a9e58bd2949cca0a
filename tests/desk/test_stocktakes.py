"""A shelf is counted while it lives; what differs is explained, and the record put right."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from desk.refusals import NotAllowed
from desk.request_keys import Answer
from desk.shelf_ground import UnitChoice
from desk.shelf_refusals import ReasonNeeded
from desk.stocktake_closing import CloseCountForm, Explanation, close_count
from desk.stocktake_differences import Follows
from desk.stocktake_refusals import (
    CodeTooLong,
    CountEnded,
    CountOpenAlready,
    DifferencesUnexplained,
    UnknownCount,
)
from desk.stocktake_view import CountView, count_page, shelf_counts
from desk.stocktakes import (
    CancelCountForm,
    CountScanForm,
    OpenCountForm,
    cancel_count,
    open_count,
    scan_into_count,
)
from desk.taking_out import TakeOutForm, take_out_units
from desk.transfers import TransferForm, transfer_units
from models.cases import Case
from models.devices import Unit
from models.exchange import InboxFact
from models.parties import Role
from models.stocktakes import StockTake, StockTakeDifference
from rules.case_state import Fact
from rules.case_words import Outbound
from rules.pool_words import Difference, PoolWord, TakeState
from rules.scan_text import UnreadableScan
from runtime.database import Database
from tests.builders import TestDesk
from tests.desk.case_walk import CaseWalk
from tests.pools import PoolCustomer, TestPool, open_a_pool
from tests.shelves import LUND, MONDAY, on_shelf, place, second_pool, told
from tests.way_back import PhoneCustomer, a_phone_swap

MAIN, SHELF = "contoso-phones", "POOL-CONTOSO"
FOUR = [f"CONTOSO-{number:04d}" for number in range(1, 5)]


@pytest.fixture
def pool(shared_record: Database, desk: TestDesk) -> TestPool:
    return open_a_pool(shared_record, desk.tenant_id, PoolCustomer(phones=4))


@pytest.fixture
def counting(shared_record: Database, desk: TestDesk, pool: TestPool) -> "Count":
    assert pool.code == MAIN
    return Count(shared_record, desk)


class Count:
    """A count of the main shelf, and the hands of who counts."""

    def __init__(self, record: Database, desk: TestDesk) -> None:
        self.record, self.desk = record, desk
        self.number = str(opened(record, desk)["number"])

    def scan(self, *codes: str) -> Answer:
        answer: Answer = {}
        for code in codes:
            form = CountScanForm(number=self.number, code=code, at=MONDAY)
            answer = scan_into_count(self.record, self.desk.clerk, form, uuid.uuid4().hex)
        return answer

    def close(self, *misplaced: str, **why: str) -> Answer:
        told = {code.replace("_", "-"): text for code, text in why.items()}
        return self.close_with(
            tuple(
                Explanation(code=code, text=text, misplaced=code in misplaced)
                for code, text in told.items()
            )
        )

    def close_with(self, explanations: tuple[Explanation, ...]) -> Answer:
        form = CloseCountForm(number=self.number, explanations=explanations, at=MONDAY)
        return close_count(self.record, self.desk.clerk, form, uuid.uuid4().hex)

    @property
    def page(self) -> CountView:
        return count_page(self.record, self.desk.clerk, self.number)

    @property
    def differences(self) -> list[tuple[str, Difference]]:
        return [(one.code, one.kind) for one in self.page.differences]

    def where(self, serial: str) -> str:
        return place(self.record, self.desk, serial)


def opened(record: Database, desk: TestDesk, key: str = "") -> Answer:
    form = OpenCountForm(pool=MAIN, at=MONDAY)
    return open_count(record, desk.clerk, form, key or uuid.uuid4().hex)


def swap(walk: CaseWalk, serial: str) -> str:
    return walk.open(a_phone_swap(PhoneCustomer(code="contoso"), serial, MONDAY))


def hear(walk: CaseWalk, number: str) -> None:
    """The relay brings the case what its inbox holds."""
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        query = select(InboxFact).join(Case, Case.id == InboxFact.case_id)
        rows = session.scalars(query.where(Case.number == number).order_by(InboxFact.seq)).all()
    assert rows, "nobody told the case"
    for row in rows:
        fact = Fact(told=row.told, key=row.key, at=row.at, by=row.actor, details=row.details)
        walk.take(number, [fact])


def out(record: Database, desk: TestDesk, serial: str) -> None:
    form = TakeOutForm(
        pool=MAIN,
        units=UnitChoice(serials=(serial,)),
        fetched_by="Kim Contoso",
        because="Needed.",
        at=MONDAY,
    )
    take_out_units(record, desk.clerk, form, uuid.uuid4().hex)


def test_a_shelf_as_the_record_has_it_closes_without_a_difference(
    shared_record: Database, desk: TestDesk, counting: Count
) -> None:
    assert counting.page.expected == 4
    assert counting.scan(*FOUR)["word"] == "COUNTED"
    assert counting.differences == []
    answer = counting.close()
    assert (answer["state"], answer["scanned"], answer["missing"]) == ("closed", 4, 0)
    assert counting.page.state is TakeState.CLOSED
    for word in (PoolWord.COUNT_OPENED, PoolWord.COUNT_CLOSED):
        assert len(told(shared_record, desk, MAIN, word)) == 1


def test_one_count_of_a_shelf_is_open_and_the_database_says_so(
    shared_record: Database, desk: TestDesk, counting: Count
) -> None:
    with pytest.raises(CountOpenAlready) as refused:
        opened(shared_record, desk)
    assert counting.number in refused.value.detail
    with shared_record.as_tenant(desk.tenant_id) as session:
        known = session.scalars(select(StockTake)).one()
        twin = StockTake(
            tenant_id=known.tenant_id,
            number="SC-X",
            shelf_id=known.shelf_id,
            state=TakeState.OPEN,
            opened_at=MONDAY,
            opened_by="clerk",
            moves_before=0,
        )
        session.add(twin)
        with pytest.raises(IntegrityError, match="uq_stock_takes_open"):
            session.flush()
        session.rollback()
    counting.scan(*FOUR)
    counting.close()
    assert opened(shared_record, desk)["number"] == "SC-2026-00002"


def test_a_unit_scanned_twice_or_by_its_imei_counts_once(counting: Count) -> None:
    with counting.record.as_tenant(counting.desk.tenant_id) as session:
        unit = session.scalars(select(Unit).where(Unit.serial == FOUR[0])).one()
        unit.imei = "490154203237518"
    counting.scan(FOUR[0])
    again = counting.scan("490154203237518")
    assert again["repeated"] is True
    assert counting.page.scanned == 1


def test_a_scan_under_one_key_is_noted_once_and_answered_the_same(counting: Count) -> None:
    form = CountScanForm(number=counting.number, code=FOUR[0], at=MONDAY)
    first = scan_into_count(counting.record, counting.desk.clerk, form, "k")
    assert scan_into_count(counting.record, counting.desk.clerk, form, "k") == first
    assert first["repeated"] is False


def test_an_unknown_code_is_noted_and_stays_a_difference(counting: Count) -> None:
    answer = counting.scan(*FOUR, "strange-7")
    assert (answer["word"], answer["code"]) == ("UNKNOWN", "STRANGE-7")
    assert counting.differences == [("STRANGE-7", Difference.UNKNOWN)]
    assert counting.close(STRANGE_7="A visitor's phone.")["unknown"] == 1
    [line] = counting.page.differences
    assert (line.explanation, line.explained_by) == ("A visitor's phone.", "clerk@acme.example")


def test_a_missing_unit_is_lost_or_put_aside_once_it_is_explained(counting: Count) -> None:
    counting.scan(*FOUR[:2])
    with pytest.raises(DifferencesUnexplained) as refused:
        counting.close(CONTOSO_0003="Stolen on Friday.")
    assert FOUR[3] in refused.value.detail
    assert counting.where(FOUR[2]) == SHELF
    why = {"CONTOSO_0003": "Stolen on Friday.", "CONTOSO_0004": "In the other rack."}
    assert counting.close(FOUR[3], **why)["missing"] == 2
    assert (counting.where(FOUR[2]), counting.where(FOUR[3])) == ("LOST", "QUARANTINE")


def test_a_blank_explanation_explains_nothing(counting: Count) -> None:
    counting.scan(*FOUR[:3])
    with pytest.raises(DifferencesUnexplained):
        counting.close(CONTOSO_0004="   ")


@pytest.mark.parametrize("aside", [True, False])
def test_what_one_count_missed_the_next_one_finds_and_books_back(
    counting: Count, *, aside: bool
) -> None:
    counting.scan(*FOUR[:3])
    counting.close(*FOUR[3:] * aside, CONTOSO_0004="Not there.")
    again = Count(counting.record, counting.desk)
    assert again.scan(*FOUR)["word"] == "NOT EXPECTED"
    [line] = again.page.differences
    assert (line.kind, line.follows) == (Difference.UNEXPECTED, Follows.COMES)
    assert again.close(CONTOSO_0004="Behind the rack.")["booked"] == 1
    assert again.where(FOUR[3]) == SHELF


def test_a_unit_that_was_at_the_customers_is_noted_and_not_put_onto_the_shelf(
    counting: Count,
) -> None:
    counting.scan(*FOUR)
    counting.close()
    out(counting.record, counting.desk, FOUR[0])
    again = Count(counting.record, counting.desk)
    again.scan(*FOUR, "POOL-0001")
    assert [one.follows for one in again.page.differences] == [Follows.NOTED, Follows.NOTED]
    again.close(CONTOSO_0001="Put back unseen.", POOL_0001="Another customer's.")
    assert again.where(FOUR[0]) != SHELF
    assert again.where("POOL-0001") == "POOL-FABRIKAM"


def test_what_leaves_or_comes_while_it_is_counted_is_no_difference(
    shared_record: Database, desk: TestDesk, counting: Count
) -> None:
    second_pool(shared_record, desk)
    counting.scan(FOUR[0])
    for serial in FOUR[:2]:
        out(shared_record, desk, serial)
    away = TransferForm(source=MAIN, target=LUND, units=UnitChoice(serials=(FOUR[2],)), at=MONDAY)
    back = replace(away, source=LUND, target=MAIN)
    transfer_units(shared_record, desk.clerk, away, "away")
    transfer_units(shared_record, desk.clerk, back, "back")
    assert counting.differences == [(FOUR[3], Difference.MISSING)]
    counting.scan(FOUR[3])
    assert counting.close()["missing"] == 0
    assert on_shelf(shared_record, desk, SHELF) == {FOUR[2], FOUR[3]}


def test_reserved_and_packed_units_are_expected_too(walk: CaseWalk, pool: TestPool) -> None:
    packed, reserved = swap(walk, "BROKEN-1"), swap(walk, "BROKEN-2")
    gone, held = walk.reserved(packed), walk.reserved(reserved)
    walk.pack(packed, gone, MONDAY)
    count = Count(walk.database, walk.desk)
    assert count.page.expected == 4
    count.scan(*sorted(set(FOUR) - {gone, held}))
    follows = {one.code: one.follows for one in count.page.differences}
    assert follows == {gone: Follows.ITS_CASE, held: Follows.GOES}
    why = {serial.replace("-", "_"): "Not seen." for serial in (gone, held)}
    assert count.close(**why)["granted"] == 1
    assert (count.where(gone), count.where(held)) == ("DOCK", "LOST")
    hear(walk, reserved)
    assert walk.reserved(packed) == gone
    assert walk.reserved(reserved) not in {gone, held}
    assert pool.code == MAIN


def test_a_case_whose_unit_is_missing_waits_when_there_is_no_other(
    walk: CaseWalk, pool: TestPool
) -> None:
    number = swap(walk, "BROKEN-1")
    held = walk.reserved(number)
    count = Count(walk.database, walk.desk)
    count.close(**{serial.replace("-", "_"): "Burgled." for serial in FOUR})
    assert count.where(held) == "LOST"
    hear(walk, number)
    assert walk.state(number).outbound is Outbound.WAITING
    assert pool.code == MAIN


def test_a_cancelled_count_changes_nothing(counting: Count) -> None:
    counting.scan(FOUR[0], "STRANGE-7")
    form = CancelCountForm(number=counting.number, because="The fire alarm.", at=MONDAY)
    with pytest.raises(ReasonNeeded):
        cancel_count(counting.record, counting.desk.clerk, replace(form, because=""), "no")
    cancel_count(counting.record, counting.desk.clerk, form, "c")
    assert on_shelf(counting.record, counting.desk, SHELF) == set(FOUR)
    assert (counting.page.state, counting.page.differences) == (TakeState.CANCELLED, ())
    with pytest.raises(CountEnded):
        counting.scan(FOUR[1])
    with pytest.raises(CountEnded):
        counting.close()
    found = shelf_counts(counting.record, counting.desk.clerk, MAIN)
    assert (found.open, [one.number for one in found.earlier]) == ("", [counting.number])


def test_what_cannot_be_scanned_is_refused_by_name(counting: Count) -> None:
    with pytest.raises(UnreadableScan):
        counting.scan(" ")
    with pytest.raises(CodeTooLong):
        counting.scan("X" * 65)
    counting.number = "SC-1999-00001"
    with pytest.raises(UnknownCount):
        counting.scan(FOUR[0])


def test_finance_and_customers_count_nothing(counting: Count) -> None:
    for role in (Role.FINANCE, Role.CUSTOMER):
        actor = replace(counting.desk.clerk, role=role)
        with pytest.raises(NotAllowed):
            open_count(counting.record, actor, OpenCountForm(pool=MAIN), "key")
        with pytest.raises(NotAllowed):
            count_page(counting.record, actor, counting.number)


Codes = st.sets(st.sampled_from(FOUR))


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seen=Codes, leaving=Codes, aside=Codes, strange=st.booleans(), late=st.booleans())
@pytest.mark.usefixtures("pool")
def test_after_a_closed_count_the_record_is_what_was_scanned_and_explained(
    shared_record: Database, desk: TestDesk, **drawn: Any
) -> None:
    seen, leaving, aside = drawn["seen"], drawn["leaving"], drawn["aside"]
    stood, units = on_shelf(shared_record, desk, SHELF), all_units(shared_record, desk)
    count, lost_before = Count(shared_record, desk), back_by_count(shared_record, desk)
    went = leaving & stood
    if drawn["late"]:
        count.scan(*seen)
    for serial in went:
        out(shared_record, desk, serial)
    if not drawn["late"]:
        count.scan(*seen)
    count.scan(*["STRANGE-7"] * drawn["strange"])
    told = tuple(
        Explanation(code=code, text="Seen to.", misplaced=code in aside)
        for code, _ in count.differences
    )
    count.close_with(told)
    found = (seen & lost_before) - went
    assert on_shelf(shared_record, desk, SHELF) == ((seen & stood) - went) | found
    assert all_units(shared_record, desk) == units
    with shared_record.as_tenant(desk.tenant_id) as session:
        query = select(StockTakeDifference.code).join(
            StockTake, StockTake.id == StockTakeDifference.take_id
        )
        written = set(session.scalars(query.where(StockTake.number == count.number)))
    assert written == {one.code for one in told}


def all_units(record: Database, desk: TestDesk) -> int:
    with record.as_tenant(desk.tenant_id) as session:
        return len(session.scalars(select(Unit.id)).all())


def back_by_count(record: Database, desk: TestDesk) -> set[str]:
    return on_shelf(record, desk, "LOST") | on_shelf(record, desk, "QUARANTINE")


def test_a_count_is_numbered_in_the_year_it_is_opened(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    form = OpenCountForm(pool=pool.code, at=datetime(2027, 1, 4, 9, 0, tzinfo=UTC))
    answer = open_count(shared_record, desk.clerk, form, "first")
    assert answer["number"] == "SC-2027-00001"
    assert open_count(shared_record, desk.clerk, form, "first") == answer
