import random
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from desk.intake import open_case
from desk.receiving import ReceiptForm, receive_units
from models.cases import Case
from models.devices import DeviceModel
from models.locations import Place, RequestState, Reservation, UnitRequest
from models.parties import Customer
from models.stock import lock_shelf, place_of, serve_shelf
from runtime.database import Database
from tests.builders import TestDesk, a_swap, found_desk, pool_phones

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


def ask_for_unit(record: Database, desk: TestDesk, case: uuid.UUID, promised: datetime) -> None:
    """Queue and serve, as one case's step does, in a transaction of its own."""
    with record.as_tenant(desk.tenant_id) as session:
        customer = session.scalars(select(Customer).where(Customer.code == "fabrikam")).one()
        model = session.scalars(select(DeviceModel).where(DeviceModel.code == "PHONE-X2")).one()
        shelf = place_of(session, Place.SHELF, customer.id)
        lock_shelf(session, desk.tenant_id, shelf.id)
        session.add(
            UnitRequest(
                tenant_id=desk.tenant_id,
                key=f"{case}/{promised.isoformat()}",
                case_id=case,
                shelf_id=shelf.id,
                model_id=model.id,
                promised_for=promised,
                requested_at=NOON,
                state=RequestState.WAITING,
            )
        )
        session.flush()
        serve_shelf(session, desk.tenant_id, shelf.id, model.id, NOON)


def granted(record: Database, desk: TestDesk) -> list[datetime]:
    """The promises that hold a unit now."""
    with record.as_tenant(desk.tenant_id) as session:
        return list(
            session.scalars(
                select(UnitRequest.promised_for)
                .join(
                    Reservation,
                    (Reservation.tenant_id == UnitRequest.tenant_id)
                    & (Reservation.request_id == UnitRequest.id),
                )
                .where(Reservation.released_at.is_(None))
                .order_by(UnitRequest.promised_for)
            )
        )


def a_case(record: Database, desk: TestDesk) -> uuid.UUID:
    answer = open_case(record, desk.clerk, a_swap(at=NOON), uuid.uuid4().hex)
    with record.as_tenant(desk.tenant_id) as session:
        return session.scalars(select(Case.id).where(Case.number == answer["number"])).one()


@pytest.mark.parametrize("round_no", range(10))
def test_of_100_concurrent_requests_for_the_last_unit_the_earliest_promise_has_it(
    record_url: str, empty_database: str, round_no: int
) -> None:
    record = Database(record_url, connections=20)
    desk = found_desk(empty_database, record, phones=1)
    case = a_case(record, desk)
    promises = [NOON + timedelta(minutes=n) for n in range(100)]
    shuffled = random.Random(round_no).sample(promises, 100)
    together = threading.Barrier(20)

    def ask(number: int) -> None:
        if number < 20:
            together.wait()
        ask_for_unit(record, desk, case, shuffled[number])

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(ask, range(100)))
    assert granted(record, desk) == promises[:1]
    with record.as_tenant(desk.tenant_id) as session:
        states = session.scalars(select(UnitRequest.state)).all()
    assert sorted(states) == [RequestState.GRANTED] + [RequestState.WAITING] * 99
    record.close()


def test_units_added_later_are_granted_in_promise_order(
    record: Database, empty_database: str
) -> None:
    desk = found_desk(empty_database, record, phones=1)
    case = a_case(record, desk)
    promises = [NOON + timedelta(minutes=n) for n in range(6)]
    for promised in random.Random(7).sample(promises, 6):
        ask_for_unit(record, desk, case, promised)
    form = ReceiptForm(
        model="PHONE-X2", units=tuple(pool_phones(3, first=50)), customer="fabrikam", at=NOON
    )
    answer = receive_units(record, desk.clerk, form, "box-1")
    assert answer == {"received": 3, "shelf": "POOL-FABRIKAM", "granted": 3}
    assert receive_units(record, desk.clerk, form, "box-1") == answer
    assert granted(record, desk) == promises[:4]


def test_the_database_itself_refuses_a_second_live_reservation_of_a_unit(
    record: Database, empty_database: str
) -> None:
    desk = found_desk(empty_database, record, phones=1)
    case = a_case(record, desk)
    ask_for_unit(record, desk, case, NOON)
    ask_for_unit(record, desk, case, NOON + timedelta(minutes=1))
    with (
        pytest.raises(IntegrityError, match="uq_reservations_live_unit"),
        record.as_tenant(desk.tenant_id) as session,
    ):
        held = session.scalars(select(Reservation)).one()
        loser = session.scalars(
            select(UnitRequest).where(UnitRequest.state == RequestState.WAITING)
        ).one()
        session.add(
            Reservation(
                tenant_id=desk.tenant_id,
                unit_id=held.unit_id,
                request_id=loser.id,
                granted_at=NOON,
            )
        )
        session.flush()
