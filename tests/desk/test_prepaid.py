import random
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from desk.intake import open_case
from desk.prepaid import DrawForm, PackForm, PriceMalformed, buy_pack, draw
from desk.prepaid_sellers import NoPacksSold
from desk.prepaid_statement import balance, statement
from desk.refusals import NotAllowed, UnknownCase, UnknownContract, UnknownCustomer
from models.money import BillableEvent
from models.parties import Role
from models.prepaid import PrepaidDraw, PrepaidPack
from rules.prepaid import NoPrepaidTimeLeft, PackNotSold
from runtime.database import Database
from tests.builders import TestDesk, a_swap, an_advance_replacement
from tests.desk.prepaid_desk import NOON, customer_of, sell_hours, selling


@pytest.fixture
def shop(shared_record: Database, desk: TestDesk) -> TestDesk:
    sell_hours(shared_record, desk)
    return desk


def buy(record: Database, desk: TestDesk, hours: int = 1, **changes: object) -> dict[str, object]:
    form = PackForm(customer="northwind", hours=hours, order_reference="PO-7", at=NOON)
    key = str(changes.pop("key", uuid.uuid4()))
    return buy_pack(record, desk.clerk, replace(form, **changes), key)  # type: ignore[arg-type]


def work(record: Database, desk: TestDesk, minutes: int, **changes: object) -> dict[str, object]:
    form = DrawForm(customer="northwind", minutes=minutes, what="Firewall rule", at=NOON)
    key = str(changes.pop("key", uuid.uuid4()))
    return draw(record, desk.clerk, replace(form, **changes), key)  # type: ignore[arg-type]


def left(record: Database, desk: TestDesk) -> int:
    return balance(record, desk.clerk, "northwind", NOON).left_minutes


def test_a_pack_is_bought_once_per_key_and_counts_at_once(
    shared_record: Database, shop: TestDesk
) -> None:
    first = buy(shared_record, shop, 5, key="order 7", price=Decimal("495.00"))
    assert (first["hours"], first["left_minutes"]) == (5, 300)
    assert buy(shared_record, shop, 5, key="order 7", price=Decimal("495.00")) == first
    found = balance(shared_record, shop.clerk, "northwind", NOON)
    assert (found.left_minutes, found.packs_hours) == (300, (1, 5, 10, 20))
    [pack] = found.packs
    assert (pack.price, pack.currency, pack.order_reference) == (Decimal(495), "EUR", "PO-7")


def test_a_pack_is_billed_once_under_its_own_key(shared_record: Database, shop: TestDesk) -> None:
    answer = buy(shared_record, shop, 10, key="one", price=Decimal("950.00"))
    buy(shared_record, shop, 10, key="one", price=Decimal("950.00"))
    with shared_record.as_tenant(shop.tenant_id) as session:
        [event] = session.scalars(
            select(BillableEvent).where(BillableEvent.kind == "prepaid_pack")
        ).all()
        assert event.key == f"prepaid/{answer['pack']}"
        assert (event.quantity, event.amount, event.currency) == (10, Decimal(950), "EUR")
        assert event.case_id is None


def test_a_pack_may_be_bought_without_any_contract_by_naming_the_programme(
    shared_record: Database, shop: TestDesk
) -> None:
    buy(shared_record, shop, 5, customer="fabrikam", programme="hours")
    with shared_record.as_tenant(shop.tenant_id) as session:
        [pack] = session.scalars(select(PrepaidPack)).all()
        assert pack.contract_id is None
    assert work(shared_record, shop, 20, customer="fabrikam")["left_minutes"] == 280


def test_only_the_pack_sizes_of_the_programme_are_sold(
    shared_record: Database, shop: TestDesk
) -> None:
    with pytest.raises(PackNotSold, match="The packs have 1, 5, 10 and 20 hours"):
        buy(shared_record, shop, 3)
    with pytest.raises(PriceMalformed):
        buy(shared_record, shop, 5, price=Decimal(-1))
    assert left(shared_record, shop) == 0


def test_one_value_changed_in_the_programme_changes_what_is_sold(
    shared_record: Database, desk: TestDesk
) -> None:
    sell_hours(shared_record, desk, selling(packs=(3,), step_minutes=15))
    buy(shared_record, desk, 3)
    assert work(shared_record, desk, 16)["drawn_minutes"] == 30


def test_who_buys_from_nobody_is_refused_by_name(shared_record: Database, desk: TestDesk) -> None:
    with pytest.raises(NoPacksSold):
        buy(shared_record, desk, 1)
    with pytest.raises(NoPacksSold):
        buy(shared_record, desk, 1, contract="C-200")
    with pytest.raises(UnknownContract):
        buy(shared_record, desk, 1, contract="C-999")


def test_work_is_drawn_from_the_oldest_pack_first(shared_record: Database, shop: TestDesk) -> None:
    buy(shared_record, shop, 5, order_reference="younger", at=NOON + timedelta(days=9))
    buy(shared_record, shop, 1, order_reference="older")
    later = NOON + timedelta(days=10)
    answer = work(shared_record, shop, 70, at=later)
    assert (answer["drawn_minutes"], answer["left_minutes"]) == (70, 290)
    packs = balance(shared_record, shop.clerk, "northwind", later).packs
    assert [(pack.order_reference, pack.left_minutes) for pack in packs] == [
        ("older", 0),
        ("younger", 290),
    ]


def test_a_pack_bought_after_the_work_does_not_pay_for_it(
    shared_record: Database, shop: TestDesk
) -> None:
    buy(shared_record, shop, 5, at=NOON + timedelta(days=1))
    with pytest.raises(NoPrepaidTimeLeft):
        work(shared_record, shop, 10)


def test_at_zero_nothing_is_drawn_and_the_packs_on_sale_are_named(
    shared_record: Database, shop: TestDesk
) -> None:
    buy(shared_record, shop, 1)
    work(shared_record, shop, 45)
    with pytest.raises(NoPrepaidTimeLeft, match=r"15 min are left\. Packs of 1 h, 5 h, 10 h"):
        work(shared_record, shop, 30)
    assert left(shared_record, shop) == 15


def test_a_repeated_key_draws_once(shared_record: Database, shop: TestDesk) -> None:
    buy(shared_record, shop, 1)
    first = work(shared_record, shop, 20, key="session 1")
    assert work(shared_record, shop, 20, key="session 1") == first
    assert left(shared_record, shop) == 40


def test_work_may_name_a_case_of_the_same_customer_only(
    shared_record: Database, shop: TestDesk
) -> None:
    buy(shared_record, shop, 1)
    own = open_case(
        shared_record, shop.clerk, an_advance_replacement(at=NOON, contract="C-200"), "own"
    )
    other = open_case(shared_record, shop.clerk, a_swap(at=NOON), "other")
    work(shared_record, shop, 10, case=own["number"])
    with pytest.raises(UnknownCase):
        work(shared_record, shop, 10, case=other["number"])
    month = statement(shared_record, shop.clerk, "northwind", NOON.date())
    assert [line.case for line in month.drawn] == [own["number"]]


@pytest.mark.parametrize("round_no", range(5))
def test_concurrent_draws_never_go_below_zero(
    shared_url: str, shop: TestDesk, round_no: int
) -> None:
    record = Database(shared_url.replace("swapdesk_owner", "swapdesk_runtime"), connections=12)
    buy(record, shop, 1)
    buy(record, shop, 1)
    amounts = random.Random(round_no).choices([5, 10, 20, 45], k=36)
    together = threading.Barrier(12)

    def ask(number: int) -> int:
        if number < 12:
            together.wait()
        try:
            answer = work(record, shop, amounts[number], key=f"{round_no}-{number}")
        except NoPrepaidTimeLeft:
            return 0
        return int(str(answer["drawn_minutes"]))

    with ThreadPoolExecutor(12) as pool:
        drawn = sum(pool.map(ask, range(36)))
    packs = balance(record, shop.clerk, "northwind", NOON).packs
    assert all(pack.left_minutes >= 0 for pack in packs)
    assert sum(pack.left_minutes for pack in packs) == 120 - drawn
    assert 120 - drawn < 45
    record.close()


@pytest.mark.parametrize(
    ("drawn_before", "minutes", "name"),
    [(0, 10, "drawn_before"), (30, 31, "inside_the_pack"), (30, 0, "inside_the_pack")],
)
def test_the_database_itself_forbids_drawing_a_minute_twice_or_past_the_end(
    shared_record: Database, shop: TestDesk, drawn_before: int, minutes: int, name: str
) -> None:
    buy(shared_record, shop, 1)
    work(shared_record, shop, 30)
    with (
        pytest.raises(IntegrityError, match=name),
        shared_record.as_tenant(shop.tenant_id) as session,
    ):
        pack = session.scalars(select(PrepaidPack)).one()
        session.add(
            PrepaidDraw(
                tenant_id=shop.tenant_id,
                key="forged/1",
                pack_id=pack.id,
                pack_hours=pack.hours,
                drawn_before=drawn_before,
                minutes=minutes,
                at=NOON,
                by="nobody",
                what="",
            )
        )
        session.flush()


def test_the_database_itself_forbids_a_draw_that_says_its_pack_was_larger(
    shared_record: Database, shop: TestDesk
) -> None:
    buy(shared_record, shop, 1)
    with (
        pytest.raises(IntegrityError, match="pack_hours"),
        shared_record.as_tenant(shop.tenant_id) as session,
    ):
        pack = session.scalars(select(PrepaidPack)).one()
        session.add(
            PrepaidDraw(
                tenant_id=shop.tenant_id,
                key="forged/1",
                pack_id=pack.id,
                pack_hours=20,
                drawn_before=0,
                minutes=600,
                at=NOON,
                by="nobody",
                what="",
            )
        )
        session.flush()


def test_packs_and_draws_are_never_changed_or_taken_away(
    shared_record: Database, shop: TestDesk
) -> None:
    buy(shared_record, shop, 1)
    work(shared_record, shop, 30)
    for statement_text in (
        "UPDATE prepaid_packs SET hours = 20",
        "DELETE FROM prepaid_draws",
        "UPDATE prepaid_draws SET minutes = 1",
    ):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            shared_record.as_tenant(shop.tenant_id) as session,
        ):
            session.execute(text(statement_text))


def test_another_tenant_sees_neither_pack_nor_draw(shared_record: Database, shop: TestDesk) -> None:
    buy(shared_record, shop, 1)
    work(shared_record, shop, 30)
    with shared_record.as_tenant(uuid.uuid4()) as session:
        for table in (PrepaidPack, PrepaidDraw):
            assert session.scalars(select(func.count()).select_from(table)).one() == 0


def test_a_statement_is_an_account_of_one_local_month(
    shared_record: Database, shop: TestDesk
) -> None:
    # 30 November 22:30 UTC is 1 December in the programme's zone.
    instants = {
        "in October": datetime(2026, 10, 20, 9, 0, tzinfo=UTC),
        "in November": datetime(2026, 11, 10, 9, 0, tzinfo=UTC),
        "in December": datetime(2026, 11, 30, 22, 30, tzinfo=UTC),
    }
    buy(shared_record, shop, 5, at=datetime(2026, 10, 1, 9, 0, tzinfo=UTC))
    buy(shared_record, shop, 1, at=datetime(2026, 11, 5, 9, 0, tzinfo=UTC))
    for what, at in instants.items():
        work(shared_record, shop, 30, what=what, at=at)
    found = statement(shared_record, shop.clerk, "northwind", date(2026, 11, 17))
    assert (found.opening_minutes, found.closing_minutes) == (270, 300)
    assert [pack.hours for pack in found.bought] == [1]
    assert [line.what for line in found.drawn] == ["in November"]
    after = statement(shared_record, shop.clerk, "northwind", date(2026, 12, 31))
    assert (after.opening_minutes, after.closing_minutes) == (300, 270)
    before = statement(shared_record, shop.clerk, "northwind", date(2026, 9, 1))
    assert (before.opening_minutes, before.closing_minutes) == (0, 0)


def test_a_customer_s_person_sees_its_own_hours_and_draws_none(
    shared_record: Database, shop: TestDesk
) -> None:
    buy(shared_record, shop, 1)
    with shared_record.as_tenant(shop.tenant_id) as session:
        own, other = (customer_of(session, code).id for code in ("northwind", "fabrikam"))
    person = replace(shop.clerk, role=Role.CUSTOMER, customer_id=own)
    assert balance(shared_record, person, "northwind", NOON).left_minutes == 60
    stranger = replace(person, customer_id=other)
    with pytest.raises(UnknownCustomer):
        balance(shared_record, stranger, "northwind", NOON)
    form = DrawForm(customer="northwind", minutes=5, what="Nothing")
    with pytest.raises(NotAllowed):
        draw(shared_record, person, form, "k")
