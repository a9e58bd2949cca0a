import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from desk.intake import open_case
from desk.people_to_reach import ContactForm, keep_contact
from desk.refusals import NotAllowed, NotCovered, UnknownContract, UnknownCustomer
from desk.seats import (
    NobodyNamed,
    NoOpenSeat,
    SeatEndsBeforeItBegins,
    SeatForm,
    SeatTaken,
    UnknownUser,
    add_seat,
    end_seat,
    is_attached,
    list_seats,
    seats_on,
)
from models.contracts import Contract
from models.parties import Role
from models.prepaid import Seat
from runtime.database import Database
from tests.builders import CONTACT, TestDesk, a_swap
from tests.desk.prepaid_desk import customer_of

MARCH, JUNE = date(2026, 3, 1), date(2026, 6, 30)
DAY = timedelta(days=1)


def a_user(code: str = "user-17", **changes: str) -> SeatForm:
    return replace(SeatForm(customer="fabrikam", contract="C-100", code=code), **changes)


def count(record: Database, desk: TestDesk, day: date) -> int:
    with record.as_tenant(desk.tenant_id) as session:
        return seats_on(session, contract_id(record, desk), day)


def contract_id(record: Database, desk: TestDesk) -> uuid.UUID:
    with record.as_tenant(desk.tenant_id) as session:
        return session.scalars(select(Contract.id).where(Contract.number == "C-100")).one()


def attached(record: Database, desk: TestDesk, user: str, day: date = MARCH) -> bool:
    with record.as_tenant(desk.tenant_id) as session:
        return is_attached(session, contract_id(record, desk), user, day)


def know(record: Database, desk: TestDesk, email: str, customer: str = "fabrikam") -> None:
    with record.as_tenant(desk.tenant_id) as session:
        form = ContactForm(name="A User", email=email)
        keep_contact(session, desk.clerk, customer_of(session, customer), form)


def test_a_seat_counts_from_its_first_through_its_last_day(
    shared_record: Database, desk: TestDesk
) -> None:
    add_seat(shared_record, desk.clerk, a_user(), MARCH)
    add_seat(shared_record, desk.clerk, a_user("user-18"), MARCH + DAY)
    end_seat(shared_record, desk.clerk, a_user(), JUNE)
    days = (MARCH - DAY, MARCH, MARCH + DAY, JUNE, JUNE + DAY)
    assert [count(shared_record, desk, day) for day in days] == [0, 1, 2, 2, 1]


def test_only_an_attached_user_may_call(shared_record: Database, desk: TestDesk) -> None:
    know(shared_record, desk, "User@Fabrikam.example")
    add_seat(shared_record, desk.clerk, a_user(code="", email="user@fabrikam.EXAMPLE"), MARCH)
    add_seat(shared_record, desk.clerk, a_user("user-17"), MARCH)
    assert attached(shared_record, desk, "USER@fabrikam.example")
    assert attached(shared_record, desk, "user-17")
    assert not attached(shared_record, desk, "user@fabrikam.example", MARCH - DAY)
    assert not attached(shared_record, desk, "stranger@fabrikam.example")
    assert not attached(shared_record, desk, "user-1")


def test_a_seat_begins_at_midnight_in_the_zone_of_the_programme(
    shared_record: Database, desk: TestDesk
) -> None:
    add_seat(shared_record, desk.clerk, a_user(), MARCH)
    add_seat(shared_record, desk.clerk, a_user(CONTACT.email), MARCH + DAY)
    # 2 March, 00:30 in Stockholm, is still 1 March in UTC.
    first = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    with pytest.raises(NotCovered):
        open_case(shared_record, desk.clerk, a_swap("EARLY-1", at=first - timedelta(hours=1)), "k1")
    assert open_case(shared_record, desk.clerk, a_swap("EARLY-2", at=first), "k2")["number"]


def test_a_contact_s_id_is_no_code(shared_record: Database, desk: TestDesk) -> None:
    know(shared_record, desk, "user@fabrikam.example")
    add_seat(shared_record, desk.clerk, a_user(code="", email="user@fabrikam.example"), MARCH)
    with shared_record.as_tenant(desk.tenant_id) as session:
        handle = session.scalars(select(Seat.handle)).one()
    assert not attached(shared_record, desk, handle)


def test_the_same_seat_again_changes_nothing(shared_record: Database, desk: TestDesk) -> None:
    for _ in range(2):
        add_seat(shared_record, desk.clerk, a_user(), MARCH)
    for _ in range(2):
        end_seat(shared_record, desk.clerk, a_user(), JUNE)
    [seat] = list_seats(shared_record, desk.clerk, "fabrikam", "C-100")
    assert (seat.user, seat.since, seat.until) == ("user-17", MARCH, JUNE)


@pytest.mark.parametrize(
    ("since", "until"),
    [(MARCH - DAY, None), (MARCH - DAY, MARCH), (JUNE, None), (MARCH, None), (MARCH, JUNE - DAY)],
)
def test_a_user_has_no_two_seats_on_one_day(
    shared_record: Database, desk: TestDesk, since: date, until: date | None
) -> None:
    add_seat(shared_record, desk.clerk, a_user(), MARCH, JUNE)
    with pytest.raises(SeatTaken, match="2026-03-01 until 2026-06-30"):
        add_seat(shared_record, desk.clerk, a_user(), since, until)


def test_a_user_may_come_back_the_day_after(shared_record: Database, desk: TestDesk) -> None:
    add_seat(shared_record, desk.clerk, a_user(), MARCH, JUNE)
    add_seat(shared_record, desk.clerk, a_user(), JUNE + DAY)
    assert [count(shared_record, desk, day) for day in (JUNE, JUNE + DAY)] == [1, 1]


def test_of_seats_added_at_once_one_is_kept(shared_url: str, desk: TestDesk) -> None:
    record = Database(shared_url.replace("swapdesk_owner", "swapdesk_runtime"), connections=8)
    together = threading.Barrier(8)

    def attempt(number: int) -> bool:
        together.wait()
        try:
            add_seat(record, desk.clerk, a_user(), MARCH + number * DAY)
        except SeatTaken:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(8))) == 1
    record.close()


def test_the_database_itself_forbids_a_second_open_seat(
    shared_record: Database, desk: TestDesk
) -> None:
    add_seat(shared_record, desk.clerk, a_user(), MARCH)
    with (
        pytest.raises(IntegrityError, match="uq_seats_open"),
        shared_record.as_tenant(desk.tenant_id) as session,
    ):
        first = session.scalars(select(Seat)).one()
        session.add(
            Seat(
                tenant_id=desk.tenant_id,
                contract_id=first.contract_id,
                handle=first.handle,
                since=JUNE,
            )
        )
        session.flush()


def test_what_cannot_be_a_seat_is_refused_by_name(shared_record: Database, desk: TestDesk) -> None:
    clerk = desk.clerk
    know(shared_record, desk, "user@northwind.example", "northwind")
    with pytest.raises(UnknownUser):
        add_seat(shared_record, clerk, a_user(code="", email="user@northwind.example"), MARCH)
    with pytest.raises(NobodyNamed):
        add_seat(shared_record, clerk, a_user(code=""), MARCH)
    with pytest.raises(NobodyNamed):
        add_seat(shared_record, clerk, a_user(email="user@fabrikam.example"), MARCH)
    with pytest.raises(UnknownContract):
        add_seat(shared_record, clerk, a_user(contract="C-200"), MARCH)
    with pytest.raises(NoOpenSeat):
        end_seat(shared_record, clerk, a_user(), JUNE)
    with pytest.raises(SeatEndsBeforeItBegins):
        add_seat(shared_record, clerk, a_user(), JUNE, MARCH)
    add_seat(shared_record, clerk, a_user(), MARCH)
    with pytest.raises(NoOpenSeat):
        end_seat(shared_record, clerk, a_user(), MARCH - DAY)


def test_a_customer_s_person_lists_its_own_seats_only_and_adds_none(
    shared_record: Database, desk: TestDesk
) -> None:
    add_seat(shared_record, desk.clerk, a_user(), MARCH)
    with shared_record.as_tenant(desk.tenant_id) as session:
        own, other = (customer_of(session, code).id for code in ("fabrikam", "northwind"))
    person = replace(desk.clerk, role=Role.CUSTOMER, customer_id=own)
    assert len(list_seats(shared_record, person, "fabrikam", "C-100")) == 1
    with pytest.raises(UnknownCustomer):
        list_seats(shared_record, replace(person, customer_id=other), "fabrikam", "C-100")
    with pytest.raises(NotAllowed):
        add_seat(shared_record, person, a_user("user-18"), MARCH)


def test_another_tenant_sees_no_seat(shared_record: Database, desk: TestDesk) -> None:
    add_seat(shared_record, desk.clerk, a_user(), MARCH)
    with shared_record.as_tenant(uuid.uuid4()) as session:
        assert session.scalars(select(func.count()).select_from(Seat)).one() == 0
