from datetime import timedelta

from sqlalchemy import select

from models.devices import Unit
from models.exchange import InboxFact
from rules.case_facts import Told
from runtime.database import Database
from tests.builders import TestDesk, a_swap
from tests.cli.terminal import CUSTOMER, MONDAY_0900, Terminal
from tests.desk.case_walk import CaseWalk

MINUTE = timedelta(minutes=1)


def test_levels_are_counted_for_each_place(desk: TestDesk, swapdesk: Terminal) -> None:
    lines = swapdesk("stock", "levels").out.splitlines()
    assert [line.split() for line in lines] == [
        ["place", "model", "free", "reserved", "units"],
        ["POOL-FABRIKAM", "PHONE-X2", "3", "-", "3"],
        ["SHELF", "KIOSK-K1", "1", "-", "1"],
    ]
    del desk


def test_a_customer_s_person_sees_its_own_units(desk: TestDesk, swapdesk: Terminal) -> None:
    levels = swapdesk("stock", "levels", "--as", CUSTOMER, "--json").facts
    assert [(one["place"], one["total"]) for one in levels] == [("POOL-FABRIKAM", 3)]
    del desk


def test_received_units_go_to_the_case_that_waits(
    desk: TestDesk, books: Database, swapdesk: Terminal
) -> None:
    walk = CaseWalk(database=books, desk=desk)
    for n in range(4):
        number = walk.open(a_swap(f"BROKEN-{n}", at=MONDAY_0900 + n * MINUTE))
    received = swapdesk(
        *("stock", "receive", "PHONE-X2", "NEW-1", "NEW-2=490154203237518"),
        *("--customer", "fabrikam"),
    )
    assert received.out.splitlines() == [
        "Received at POOL-FABRIKAM: 2.",
        "Granted at once to waiting cases: 1.",
    ]
    with books.as_tenant(desk.tenant_id) as session:
        fact = session.scalars(select(InboxFact).where(InboxFact.told == Told.UNIT_GRANTED)).one()
    assert (fact.details["serial"], str(fact.case_id)) == ("NEW-1", walk.ref(number).case_id)


def test_a_delivery_is_received_once_per_key(desk: TestDesk, swapdesk: Terminal) -> None:
    words = ("stock", "receive", "KIOSK-K1", "NEW-1", "--key", "delivery 7", "--json")
    assert swapdesk(*words).facts["received"] == 1
    assert swapdesk(*words).facts["received"] == 1
    [shelf] = [
        one for one in swapdesk("stock", "levels", "--json").facts if one["place"] == "SHELF"
    ]
    assert shelf["total"] == 2
    del desk


def test_what_cannot_be_received_is_refused_by_name(desk: TestDesk, swapdesk: Terminal) -> None:
    receive = ("stock", "receive")
    assert swapdesk(*receive, "PHONE-X9", "NEW-1", "--json").error == "unknown-model"
    assert swapdesk(*receive, "KIOSK-K1", "KIOSK-0001", "--json").error == "serial-known"
    assert swapdesk(*receive, "PHONE-X2", "NEW-2=490154203237518").code == 0
    twin = swapdesk(*receive, "PHONE-X2", "NEW-3=490154203237518", "--json")
    assert (twin.code, twin.error) == (1, "number-taken")
    wrong = swapdesk(*receive, "PHONE-X2", "NEW-1=490154203237519", "--json")
    assert (wrong.code, wrong.error) == (2, "bad-imei")
    del desk


def test_the_batch_on_the_box_is_kept_with_each_unit(
    desk: TestDesk, books: Database, swapdesk: Terminal
) -> None:
    swapdesk("stock", "receive", "PHONE-X2", "NEW-1", "NEW-2", "--batch", "2026-W40")
    with books.as_tenant(desk.tenant_id) as session:
        kept = session.execute(select(Unit.serial, Unit.batch).where(Unit.batch != ""))
        assert sorted((serial, batch) for serial, batch in kept) == [
            ("NEW-1", "2026-W40"),
            ("NEW-2", "2026-W40"),
        ]
