"""What comes for an order is received once: in parts, judged row by row, told, billed, served."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from desk.deliveries import (
    DeliveredForm,
    DeliveryEmpty,
    DeliveryRefused,
    import_delivery,
    receive_delivery,
)
from desk.order_refusals import UnknownOrder
from desk.refusals import KeyMissing, KeyReused, NotAllowed
from models.devices import Owner, Unit
from models.exchange import InboxFact
from models.money import BillableEvent
from models.orders import Delivery, StockOrder
from models.parties import Role
from rules.case_facts import Told
from rules.case_words import Outbound
from rules.table_text import NotATable
from runtime.database import Database
from tests.builders import TestDesk
from tests.deliveries import (
    CAME,
    NO_HOLD,
    a_file,
    a_waiting_swap,
    billed,
    came,
    counts,
    places,
    serials,
    state_of,
    story,
)
from tests.desk.case_walk import CaseWalk
from tests.orders import ORDERED, placed
from tests.pools import PoolCustomer, TestPool, open_a_pool

IMEI, IMEI2 = "490154203237518", "356938035643809"
HOUR = timedelta(hours=1)


@pytest.fixture
def pool(shared_record: Database, desk: TestDesk) -> TestPool:
    """A pool whose deliveries are judged first, as programmes have it."""
    return open_a_pool(shared_record, desk.tenant_id)


@pytest.fixture
def open_pool(shared_record: Database, desk: TestDesk) -> TestPool:
    """A pool whose deliveries go straight onto its shelf."""
    return open_a_pool(shared_record, desk.tenant_id, PoolCustomer(refill=NO_HOLD, phones=0))


@pytest.fixture
def order(shared_record: Database, desk: TestDesk, pool: TestPool) -> str:
    """Eight phones for the pool that judges first; its number."""
    return placed(shared_record, desk.tenant_id, pool).number


@pytest.fixture
def open_order(shared_record: Database, desk: TestDesk, open_pool: TestPool) -> str:
    return placed(shared_record, desk.tenant_id, open_pool).number


def problems(refused: pytest.ExceptionInfo[DeliveryRefused]) -> list[tuple[int, str]]:
    return [(row["line"], row["column"]) for row in refused.value.facts["rows"]]


def test_a_partial_delivery_and_its_rest_complete_the_order(
    shared_record: Database, desk: TestDesk, open_order: str
) -> None:
    record, clerk, tenant = shared_record, desk.clerk, desk.tenant_id
    answer = receive_delivery(record, clerk, came(open_order, *serials(1, 5)), "first")
    assert (answer["received"], answer["orders"]) == (5, {open_order: "partial"})
    assert state_of(record, tenant, open_order) == "partial"
    receive_delivery(record, clerk, came(open_order, *serials(6, 8), note="N-2"), "rest")
    assert state_of(record, tenant, open_order) == "complete"
    assert set(places(record, tenant).values()) == {"POOL-CONTOSO"}
    assert billed(record, tenant) == {
        f"order/{open_order}/N-1/1": (5, "24950.00"),
        f"order/{open_order}/N-2/1": (3, "14970.00"),
    }
    assert story(record, tenant) == [
        *("order_placed", "delivery_received", "delivery_received", "order_complete"),
    ]


def test_a_second_go_under_the_same_note_is_billed_apart(
    shared_record: Database, desk: TestDesk, open_order: str
) -> None:
    record, clerk = shared_record, desk.clerk
    receive_delivery(record, clerk, came(open_order, "A-1"), "one")
    receive_delivery(record, clerk, came(open_order, "A-2", note="N-1#2"), "two")
    receive_delivery(record, clerk, came(open_order, "A-3", "A-4"), "three")
    assert {key: count for key, (count, _) in billed(record, desk.tenant_id).items()} == {
        f"order/{open_order}/N-1/1": 1,
        f"order/{open_order}/N-1#2/1": 1,
        f"order/{open_order}/N-1#3/1": 2,
    }


def test_units_belong_to_the_customer_and_keep_their_numbers(
    shared_record: Database, desk: TestDesk, pool: TestPool, order: str
) -> None:
    row = f"{order},N-7,new-1,49-015420-323751-8,{IMEI2},PHONE-X2,B-9"
    form = a_file(row, header="Ordernummer;Följesedel;Serienummer;IMEI;IMEI 2;Artikel;Parti")
    import_delivery(
        shared_record,
        desk.clerk,
        a_file(row.replace(",", ";"), header=form.content.decode().split("\r\n")[0]),
        "key",
    )
    with shared_record.as_tenant(desk.tenant_id) as session:
        unit = session.scalars(select(Unit).where(Unit.serial == "NEW-1")).one()
        assert (unit.imei, unit.imei2, unit.batch) == (IMEI, IMEI2, "B-9")
        assert (unit.owner, unit.owner_customer_id) == (Owner.CUSTOMER, pool.customer_id)
        assert len(session.scalars(select(Delivery)).one().file_sha256) == 64


def test_rented_units_stay_the_lessors_in_the_customers_pool_and_cost_nothing_here(
    shared_record: Database, desk: TestDesk, pool: TestPool, order: str
) -> None:
    with shared_record.as_tenant(desk.tenant_id) as session:
        row = session.scalars(select(StockOrder).where(StockOrder.number == order)).one()
        row.owner = Owner.LESSOR
    receive_delivery(shared_record, desk.clerk, came(order, "R-1"), "key")
    with shared_record.as_tenant(desk.tenant_id) as session:
        unit = session.scalars(select(Unit).where(Unit.serial == "R-1")).one()
        assert (unit.owner, unit.owner_customer_id) == (Owner.LESSOR, pool.customer_id)
        event = session.scalars(
            select(BillableEvent).where(BillableEvent.key == f"order/{order}/N-1/1")
        ).one()
        assert (event.quantity, event.amount) == (1, None)


@pytest.mark.parametrize(
    "header",
    [
        "order,delivery note,serial number",
        "inköpsorder,följesedelsnummer,serienr",
        "numéro de commande,bon de livraison,numéro de série",
        "comandă,aviz de însoțire,număr de serie",
    ],
)
def test_a_suppliers_file_is_read_in_four_languages(
    shared_record: Database, desk: TestDesk, order: str, header: str
) -> None:
    form = a_file(f"{order},N-1,X-1", header=header)
    assert import_delivery(shared_record, desk.clerk, form, "key")["received"] == 1


def test_the_same_file_again_changes_nothing(
    shared_record: Database, desk: TestDesk, order: str
) -> None:
    record, clerk, form = shared_record, desk.clerk, a_file(f"{order},N-1,A-1", f"{order},N-1,A-2")
    assert import_delivery(record, clerk, form, "monday")["received"] == 2
    before = counts(record, desk.tenant_id)
    assert import_delivery(record, clerk, form, "monday")["received"] == 2  # the same answer
    again = import_delivery(record, clerk, form, "tuesday")
    assert (again["received"], again["already"], again["refused"]) == (0, 2, 0)
    assert counts(record, desk.tenant_id) == before


def test_a_file_with_some_old_rows_takes_the_new_ones(
    shared_record: Database, desk: TestDesk, order: str
) -> None:
    record, clerk = shared_record, desk.clerk
    receive_delivery(record, clerk, came(order, "A-1", "A-2"), "scanned")
    longer = a_file(*(f"{order},N-1,A-{n}" for n in (1, 2, 3)))
    answer = import_delivery(record, clerk, longer, "file")
    assert (answer["received"], answer["already"]) == (1, 2)


def test_a_key_stands_for_one_delivery_only(
    shared_record: Database, desk: TestDesk, order: str
) -> None:
    receive_delivery(shared_record, desk.clerk, came(order, "A-1"), "key")
    with pytest.raises(KeyReused):
        receive_delivery(shared_record, desk.clerk, came(order, "A-2"), "key")
    with pytest.raises(KeyMissing):
        receive_delivery(shared_record, desk.clerk, came(order, "A-2"), "")


def test_too_many_units_are_refused_all_or_down_to_the_last_expected(
    shared_record: Database, desk: TestDesk, order: str
) -> None:
    record, clerk, nine = shared_record, desk.clerk, serials(1, 9)
    before = counts(record, desk.tenant_id)
    with pytest.raises(DeliveryRefused) as refused:
        receive_delivery(record, clerk, came(order, *nine), "all")
    assert problems(refused) == [(9, "serial")]
    assert "expects no more of PHONE-X2 than the 8 ordered" in refused.value.detail
    assert counts(record, desk.tenant_id) == before
    some = receive_delivery(record, clerk, came(order, *nine, all_or_nothing=False), "good")
    assert (some["received"], some["refused"]) == (8, 1)
    assert state_of(record, desk.tenant_id, order) == "complete"
    with pytest.raises(DeliveryRefused):
        receive_delivery(record, clerk, came(order, nine[-1], note="N-2"), "late")


def test_every_wrong_row_is_named_with_its_line_and_column(
    shared_record: Database, desk: TestDesk, order: str, pool: TestPool
) -> None:
    other = open_a_pool(shared_record, desk.tenant_id, PoolCustomer(code="wingtip"))
    theirs = placed(shared_record, desk.tenant_id, other).number
    receive_delivery(shared_record, desk.clerk, came(theirs, "THEIRS-1"), "theirs")
    form = a_file(
        f"{order},N-1,GOOD-1,{IMEI},PHONE-X2",
        f"{order},N-1,GOOD-1,,",
        f"{order},N-1,OTHER,{IMEI},",
        f"{order},N-1,WRONG-IMEI,490154203237517,",
        f"{order},N-1,WRONG-MODEL,,KIOSK-K1",
        "PO-1999-00001,N-1,NO-ORDER,,",
        f"{order},N-1,{pool.code.split('-')[0].upper()}-0001,,",
        f"{order},N-1,THEIRS-1,,",
        f"{order},,NO-NOTE,,",
        ",N-1,UNNAMED,,",
        f"{order},N-1,,,",
        header="order,note,serial,imei,article",
    )
    with pytest.raises(DeliveryRefused) as refused:
        import_delivery(shared_record, desk.clerk, form, "key")
    assert problems(refused) == [
        *((3, "serial"), (4, "imei"), (5, "imei"), (6, "model"), (7, "order"), (8, "serial")),
        *((9, "serial"), (10, "note"), (11, "order"), (12, "serial")),
    ]
    told = {row["line"]: row["what_to_do"] for row in refused.value.facts["rows"]}
    assert "line 2 too" in told[3]
    assert "check digit would be 8" in told[5]
    assert "is for PHONE-X2" in told[6]
    assert f"for order {theirs} of customer wingtip" in told[9]


def test_good_rows_only_takes_them_and_says_what_was_left(
    shared_record: Database, desk: TestDesk, order: str
) -> None:
    rows = (f"{order},N-1,A-1,PHONE-X2", f"{order},N-1,A-2,KIOSK-K1", f"{order},N-1,A-3,Phone X2")
    form = a_file(*rows, header="order,note,serial,model", all_or_nothing=False)
    answer = import_delivery(shared_record, desk.clerk, form, "key")
    assert (answer["received"], answer["refused"]) == (2, 1)
    assert sorted(places(shared_record, desk.tenant_id)) == ["A-1", "A-3"]


def test_a_named_order_takes_no_rows_of_another(
    shared_record: Database, desk: TestDesk, order: str, pool: TestPool
) -> None:
    second = placed(shared_record, desk.tenant_id, pool).number
    form = a_file(f"{order},N-1,A-1", f"{second},N-1,A-2", order=order)
    with pytest.raises(DeliveryRefused) as refused:
        import_delivery(shared_record, desk.clerk, form, "key")
    assert problems(refused) == [(3, "order")]
    both = a_file(f"{order},N-1,A-1", f"{second},N-1,A-2")
    answer = import_delivery(shared_record, desk.clerk, both, "both")
    assert answer["orders"] == {order: "partial", second: "partial"}


def test_order_and_note_beside_the_file_stand_for_missing_columns(
    shared_record: Database, desk: TestDesk, order: str
) -> None:
    form = a_file("A-1", "A-2", header="S/N", order=order.lower(), note="N-5")
    assert import_delivery(shared_record, desk.clerk, form, "key")["received"] == 2


def test_a_look_at_a_file_books_nothing_and_needs_no_key(
    shared_record: Database, desk: TestDesk, order: str
) -> None:
    before = counts(shared_record, desk.tenant_id)
    form = a_file(f"{order},N-1,A-1", f"{order},N-1,A-1", dry_run=True)
    answer = import_delivery(shared_record, desk.clerk, form, "")
    assert (answer["received"], answer["refused"], answer["dry_run"]) == (0, 1, True)
    good = a_file(f"{order},N-1,A-1", dry_run=True)
    assert import_delivery(shared_record, desk.clerk, good, "")["received"] == 1
    assert counts(shared_record, desk.tenant_id) == before


def test_what_is_no_delivery_is_refused_by_name(
    shared_record: Database, desk: TestDesk, order: str
) -> None:
    record, clerk = shared_record, desk.clerk
    with pytest.raises(UnknownOrder):
        receive_delivery(record, clerk, came("PO-1", "A-1"), "a")
    with pytest.raises(DeliveryEmpty):
        receive_delivery(record, clerk, came(order), "b")
    with pytest.raises(NotATable):
        import_delivery(record, clerk, a_file(header="%PDF-1.7"), "c")
    with pytest.raises(NotAllowed):
        finance = type(clerk)(
            tenant_id=clerk.tenant_id, tenant=clerk.tenant, name="f", role=Role.FINANCE
        )
        receive_delivery(record, finance, came(order, "A-1"), "d")


def test_an_unknown_line_and_a_cancelled_order_take_nothing(
    shared_record: Database, desk: TestDesk, order: str
) -> None:
    unit = DeliveredForm(serial="A-1", line=7)
    with pytest.raises(DeliveryRefused) as refused:
        receive_delivery(shared_record, desk.clerk, came(order, units=(unit,)), "a")
    assert problems(refused) == [(1, "line")]
    with shared_record.as_tenant(desk.tenant_id) as session:
        row = session.scalars(select(StockOrder).where(StockOrder.number == order)).one()
        row.state, row.cancelled_at = type(row.state).CANCELLED, CAME
    with pytest.raises(DeliveryRefused) as refused:
        receive_delivery(shared_record, desk.clerk, came(order, "A-1"), "b")
    assert "was cancelled" in refused.value.detail


def test_a_box_that_contradicts_what_came_is_looked_at_again(
    shared_record: Database, desk: TestDesk, order: str
) -> None:
    first = DeliveredForm(serial="A-1", imei=IMEI)
    receive_delivery(shared_record, desk.clerk, came(order, units=(first,)), "a")
    other = DeliveredForm(serial="A-1", imei=IMEI2)
    with pytest.raises(DeliveryRefused) as refused:
        receive_delivery(shared_record, desk.clerk, came(order, units=(other,)), "b")
    assert problems(refused) == [(1, "imei")]
    taken = DeliveredForm(serial="A-2", imei=IMEI)
    with pytest.raises(DeliveryRefused) as refused:
        receive_delivery(shared_record, desk.clerk, came(order, units=(taken,)), "c")
    assert "Unit A-1 on record has this IMEI" in refused.value.detail


def test_what_comes_goes_to_the_case_that_waits(
    walk: CaseWalk, desk: TestDesk, open_order: str
) -> None:
    number = walk.open(a_waiting_swap("contoso", "BROKEN-C1", ORDERED + HOUR))
    assert walk.state(number).outbound is Outbound.WAITING
    answer = receive_delivery(walk.database, desk.clerk, came(open_order, "A-1"), "key")
    assert answer["granted"] == 1
    assert told_to(walk, number) == [Told.UNIT_GRANTED]


def told_to(walk: CaseWalk, number: str) -> list[str]:
    """The facts that wait for the case in its inbox."""
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        query = select(InboxFact.told).where(InboxFact.case_id == walk.ref(number).case_id)
        return list(session.scalars(query))
