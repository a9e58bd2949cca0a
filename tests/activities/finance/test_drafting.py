import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from activities.finance.billing import rate_events
from activities.finance.drafting import draft_statements
from activities.finance.exchange import NoOwnCurrency
from activities.finance.finalising import finalise, items_of
from activities.finance.periods import last_day
from activities.finance.to_bill import CREDITED
from models.cases import Case
from models.finance.statements import RatedEvent, Statement, StatementItem, StatementLine
from models.money import BillableEvent
from rules.finance.items import Item
from rules.finance.money_words import Billable, StatementKind, StatementState
from runtime.database import Database
from tests.builders import TestDesk, a_swap, found_desk
from tests.desk.case_walk import CaseWalk
from tests.statements import (
    AFTER_GRACE,
    NOVEMBER,
    a_party,
    an_event,
    bill_month,
    found_parties,
    issue_month,
    the_statement,
)

HOURS_AFTER = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
THREADS = 6


@pytest.fixture
def desk(empty_database: str, record: Database) -> TestDesk:
    desk = found_desk(empty_database, record)
    found_parties(record, desk.tenant_id)
    return desk


@pytest.fixture
def number(record: Database, desk: TestDesk) -> str:
    """A case of fabrikam, of which units are charged for."""
    at = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
    return CaseWalk(database=record, desk=desk).open(a_swap(at=at))


@pytest.fixture
def session(record: Database, desk: TestDesk) -> Iterator[Session]:
    with record.as_tenant(desk.tenant_id) as session:
        yield session


def add_event(
    record: Database, desk: TestDesk, kind: str = "renewal_surcharge", **said: Any
) -> None:
    with record.as_tenant(desk.tenant_id) as session:
        an_event(session, desk.tenant_id, kind, **said)


def charge(
    record: Database, desk: TestDesk, number: str, *, back: bool = False, **said: Any
) -> None:
    """The charge for a unit that did not come, or what gives it back."""
    kind = "unreturned_unit_reversal" if back else "unreturned_unit"
    with record.as_tenant(desk.tenant_id) as session:
        case = session.scalars(select(Case.id).where(Case.number == number)).one()
        usual = {"amount": Decimal(-500 if back else 500), "contract_id": None, "case_id": case}
        key = f"{number}/{kind}/unit-1"
        an_event(session, desk.tenant_id, kind, key=key, **{**usual, **said})


def rows(record: Database, desk: TestDesk, table: Any) -> list[Any]:
    with record.as_tenant(desk.tenant_id) as session:
        return list(session.scalars(select(table)).all())


def statement(record: Database, desk: TestDesk, statement_id: uuid.UUID) -> Statement:
    with record.as_tenant(desk.tenant_id) as session:
        return the_statement(session, statement_id)


def test_item_9_a_draft_is_written_per_customer_and_currency(
    record: Database, desk: TestDesk
) -> None:
    add_event(record, desk)
    add_event(record, desk, amount=Decimal(40), currency="EUR")
    add_event(record, desk, contract="C-200")
    drafts = [statement(record, desk, one) for one in bill_month(record, desk.tenant_id)]
    told = sorted((one.currency, one.net, one.vat, one.gross) for one in drafts)
    assert told == [
        ("EUR", Decimal(40), Decimal(10), Decimal(50)),
        ("SEK", Decimal(100), Decimal(0), Decimal(100)),  # reverse charge
        ("SEK", Decimal(100), Decimal(25), Decimal(125)),
    ]
    assert {one.state for one in drafts} == {StatementState.GRACE}


def test_equal_things_at_one_price_are_put_on_one_line(record: Database, desk: TestDesk) -> None:
    for day in (3, 5, 30):
        add_event(record, desk, at=datetime(2026, 10, day, 9, tzinfo=UTC))
    bill_month(record, desk.tenant_id)
    [line] = rows(record, desk, StatementLine)
    assert (line.quantity, line.net, line.item) == (Decimal(3), Decimal(300), Item.SURCHARGE)
    assert (line.served_from, line.served_until) == (date(2026, 10, 3), date(2026, 10, 30))
    assert line.text == "Tillägg för förlängning efter utgången, C-100"
    assert len(rows(record, desk, StatementItem)) == 3


def test_item_9_a_late_event_of_the_month_joins_its_draft_within_grace(
    record: Database, desk: TestDesk
) -> None:
    add_event(record, desk)
    [first] = bill_month(record, desk.tenant_id, at=HOURS_AFTER)
    add_event(record, desk, amount=Decimal(60))
    [again] = bill_month(record, desk.tenant_id, at=HOURS_AFTER + timedelta(hours=5))
    assert again == first
    drafted = statement(record, desk, again)
    assert (drafted.net, drafted.vat) == (Decimal(160), Decimal(40))
    assert drafted.grace_until == datetime(2026, 11, 3, 23, 0, tzinfo=UTC)


def test_what_comes_after_the_month_was_issued_is_on_the_next_with_its_own_days(
    record: Database, desk: TestDesk
) -> None:
    add_event(record, desk)
    issue_month(record, desk.tenant_id)
    add_event(record, desk, amount=Decimal(60), at=datetime(2026, 10, 31, 9, tzinfo=UTC))
    assert bill_month(record, desk.tenant_id) != ()  # nothing of October is left behind
    [late] = [one for one in rows(record, desk, Statement) if one.number is None]
    assert late.net == Decimal(60)


def test_a_month_in_grace_keeps_its_late_events_from_the_next(
    record: Database, desk: TestDesk
) -> None:
    add_event(record, desk)
    bill_month(record, desk.tenant_id, at=HOURS_AFTER)
    add_event(record, desk, amount=Decimal(60))
    assert bill_month(record, desk.tenant_id, NOVEMBER, at=HOURS_AFTER) == ()
    [october] = bill_month(record, desk.tenant_id, at=HOURS_AFTER)
    assert statement(record, desk, october).net == Decimal(160)


def test_the_draft_of_a_month_that_lasts_is_no_more_than_a_draft(
    record: Database, desk: TestDesk
) -> None:
    add_event(record, desk)
    [one] = bill_month(record, desk.tenant_id, at=datetime(2026, 10, 20, tzinfo=UTC))
    assert statement(record, desk, one).state is StatementState.DRAFT


def test_a_draft_with_nothing_left_on_it_goes(record: Database, desk: TestDesk) -> None:
    add_event(record, desk)
    bill_month(record, desk.tenant_id)
    with record.as_tenant(desk.tenant_id) as session:
        for row in session.scalars(select(RatedEvent)):
            row.outcome, row.because = Billable.NOT_BILLABLE, "a test takes it away"
    assert bill_month(record, desk.tenant_id) == ()
    assert rows(record, desk, Statement) == []


def test_item_9_every_event_is_billed_exactly_once_by_concurrent_runs(
    empty_database: str, desk: TestDesk
) -> None:
    record = Database(
        empty_database.replace("swapdesk_owner", "swapdesk_runtime"), connections=THREADS
    )
    for number in range(12):
        add_event(record, desk, amount=Decimal(number + 1), contract=f"C-{1 + number % 2}00")
    together = threading.Barrier(THREADS)

    def run(_: int) -> dict[uuid.UUID, str]:
        together.wait()
        return issue_month(record, desk.tenant_id)

    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(run, range(THREADS)))
    issued = {number for answer in answers for number in answer.values()}
    assert issued == {"2026-000001", "2026-000002"}
    billed = [item.rated_id for item in rows(record, desk, StatementItem)]
    assert len(billed) == len(set(billed)) == 12
    assert sum(one.net for one in rows(record, desk, Statement)) == Decimal(78)
    record.close()


def test_the_database_itself_forbids_to_bill_an_event_twice(
    record: Database, desk: TestDesk
) -> None:
    add_event(record, desk)
    bill_month(record, desk.tenant_id)
    with (
        pytest.raises(IntegrityError, match="uq_statement_items_billed"),
        record.as_tenant(desk.tenant_id) as session,
    ):
        item = session.scalars(select(StatementItem)).one()
        again = {
            name: getattr(item, name)
            for name in ("tenant_id", "statement_id", "line_id", "rated_id", "credit", "net")
        }
        session.add(StatementItem(id=uuid.uuid4(), **again))
        session.flush()


def test_item_9_a_unit_that_did_not_come_is_billed_and_credited_when_it_comes(
    record: Database, desk: TestDesk, number: str
) -> None:
    charge(record, desk, number)
    [(invoice, name)] = issue_month(record, desk.tenant_id).items()
    charge(record, desk, number, back=True, at=datetime(2026, 11, 5, 9, tzinfo=UTC))
    december = datetime(2026, 12, 10, tzinfo=UTC)
    [(credit, other)] = issue_month(record, desk.tenant_id, NOVEMBER, december).items()
    note = statement(record, desk, credit)
    assert (name, other) == ("2026-000001", "2026-000002")
    assert (note.kind, note.credits_id) == (StatementKind.CREDIT_NOTE, invoice)
    assert (note.net, note.vat, note.gross) == (Decimal(500), Decimal(125), Decimal(625))
    with record.as_tenant(desk.tenant_id) as session:
        [item] = items_of(session, credit)
        [line] = session.scalars(select(StatementLine).where(StatementLine.statement_id == credit))
        [charged] = session.scalars(
            select(StatementLine).where(StatementLine.statement_id == invoice)
        )
    assert (item.about, item.net, item.served_on) == (number, Decimal(500), date(2026, 11, 5))
    assert line.credits_line_id == charged.id
    assert (
        bill_month(record, desk.tenant_id, date(2026, 12, 1), datetime(2027, 2, 1, tzinfo=UTC))
        == ()
    )


def test_a_unit_that_came_within_the_month_is_charged_and_given_back_on_one_statement(
    record: Database, desk: TestDesk, number: str
) -> None:
    charge(record, desk, number)
    charge(record, desk, number, back=True)
    add_event(record, desk)
    [one] = bill_month(record, desk.tenant_id)
    assert statement(record, desk, one).net == Decimal(100)
    lines = sorted(
        (line.quantity, line.unit_price, line.net) for line in rows(record, desk, StatementLine)
    )
    assert lines == [
        (Decimal(-1), Decimal(500), Decimal(-500)),
        (Decimal(1), Decimal(100), Decimal(100)),
        (Decimal(1), Decimal(500), Decimal(500)),
    ]


def test_what_gives_a_charge_back_waits_while_that_is_on_another_month_s_draft(
    record: Database, desk: TestDesk, number: str
) -> None:
    charge(record, desk, number)
    [october] = bill_month(record, desk.tenant_id)
    charge(record, desk, number, back=True, at=datetime(2026, 11, 5, 9, tzinfo=UTC))
    assert bill_month(record, desk.tenant_id, NOVEMBER) == ()
    with record.as_tenant(desk.tenant_id) as session:
        finalise(session, october, at=AFTER_GRACE, by="finance@acme.example")
    [november] = bill_month(record, desk.tenant_id, NOVEMBER)
    assert statement(record, desk, november).kind is StatementKind.CREDIT_NOTE


def test_item_9_more_credits_than_charges_are_a_credit_note_to_the_newest_invoice(
    record: Database, desk: TestDesk
) -> None:
    add_event(record, desk)
    [(invoice, _)] = issue_month(record, desk.tenant_id).items()
    for amount in (-80, 30):
        add_event(record, desk, amount=Decimal(amount), at=datetime(2026, 11, 5, tzinfo=UTC))
    [one] = bill_month(record, desk.tenant_id, NOVEMBER)
    note = statement(record, desk, one)
    assert (note.kind, note.credits_id, note.net) == (
        StatementKind.CREDIT_NOTE,
        invoice,
        Decimal(50),
    )


def test_more_credits_than_charges_without_an_invoice_wait_for_charges(
    record: Database, desk: TestDesk
) -> None:
    add_event(record, desk, amount=Decimal(-80))
    assert bill_month(record, desk.tenant_id) == ()
    add_event(record, desk)
    [one] = bill_month(record, desk.tenant_id)
    assert statement(record, desk, one).net == Decimal(20)


def test_a_customer_without_a_billing_party_waits_and_others_do_not(
    empty_database: str, record: Database
) -> None:
    desk = found_desk(empty_database, record, code="beta")
    with record.as_tenant(desk.tenant_id) as session:
        a_party(session, desk.tenant_id)
        a_party(session, desk.tenant_id, "fabrikam")
    add_event(record, desk)
    add_event(record, desk, contract="C-200")
    assert len(bill_month(record, desk.tenant_id)) == 1
    with record.as_tenant(desk.tenant_id) as session:
        a_party(session, desk.tenant_id, "northwind")
    assert len(bill_month(record, desk.tenant_id)) == 2


def test_nobody_can_sell_who_has_no_billing_party(empty_database: str, record: Database) -> None:
    desk = found_desk(empty_database, record, code="beta")
    assert bill_month(record, desk.tenant_id) == ()
    add_event(record, desk)
    with pytest.raises(NoOwnCurrency):
        bill_month(record, desk.tenant_id)


def test_the_party_is_the_newest_that_had_begun_by_the_month_s_last_day(
    record: Database, desk: TestDesk
) -> None:
    with record.as_tenant(desk.tenant_id) as session:
        a_party(session, desk.tenant_id, "fabrikam", valid_from=date(2026, 10, 31), vat_percent=12)
        a_party(session, desk.tenant_id, "fabrikam", valid_from=NOVEMBER, vat_percent=6)
    add_event(record, desk)
    [one] = bill_month(record, desk.tenant_id)
    assert statement(record, desk, one).vat == Decimal(12)


AMOUNTS = st.lists(
    st.tuples(
        st.decimals(min_value="-300", max_value="900", places=2),
        st.sampled_from(["C-100", "C-200"]),
        st.sampled_from(["SEK", "EUR"]),
        st.integers(1, 31),
    ),
    max_size=12,
)


@given(AMOUNTS)
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_item_9_items_sum_to_lines_and_lines_to_statements_and_no_event_is_on_two(
    record: Database, desk: TestDesk, amounts: list[tuple[Decimal, str, str, int]]
) -> None:
    for amount, contract, currency, day in amounts:
        at = datetime(2026, 10, day, 9, tzinfo=UTC)
        add_event(record, desk, amount=amount, contract=contract, currency=currency, at=at)
    bill_month(record, desk.tenant_id)
    with record.as_tenant(desk.tenant_id) as session:
        assert off_lines(session) == []
        assert off_statements(session) == []
        billed = session.scalars(select(StatementItem.rated_id)).all()
        assert len(billed) == len(set(billed))
        charged = select(func.sum(RatedEvent.net)).where(RatedEvent.id.in_(billed))
        signed = sum(
            one.net if one.kind is StatementKind.INVOICE else -one.net
            for one in session.scalars(select(Statement))
        )
        assert signed == (session.scalars(charged).one() or 0)


def off_lines(session: Session) -> list[Any]:
    """Lines whose items do not sum to them."""
    total = func.coalesce(func.sum(StatementItem.net), 0)
    return list(
        session.execute(
            select(StatementLine.id)
            .outerjoin(StatementItem, StatementItem.line_id == StatementLine.id)
            .group_by(StatementLine.id, StatementLine.net)
            .having(total != StatementLine.net)
        )
    )


def off_statements(session: Session) -> list[Any]:
    """Statements whose lines do not sum to them."""
    total = func.coalesce(func.sum(StatementLine.net), 0)
    return list(
        session.execute(
            select(Statement.id)
            .outerjoin(StatementLine, StatementLine.statement_id == Statement.id)
            .group_by(Statement.id, Statement.net)
            .having(total != Statement.net)
        )
    )


def test_a_charge_that_a_person_credited_is_not_given_back_again(
    record: Database, desk: TestDesk, number: str
) -> None:
    charge(record, desk, number)
    issue_month(record, desk.tenant_id)
    charge(record, desk, number, back=True, at=datetime(2026, 11, 5, 9, tzinfo=UTC))
    with record.as_tenant(desk.tenant_id) as session:
        rate_events(session, desk.tenant_id, last_day(NOVEMBER), at=AFTER_GRACE)
        charged = session.scalars(select(StatementItem)).one()
        credited_by_hand(session, charged)
        assert draft_statements(session, desk.tenant_id, NOVEMBER, at=AFTER_GRACE) == ()
        back = session.scalars(select(RatedEvent).where(RatedEvent.net < 0)).one()
        assert (back.outcome, back.because) == (Billable.NOT_BILLABLE, CREDITED)
        assert session.scalars(select(func.count()).select_from(BillableEvent)).one() == 2


def credited_by_hand(session: Session, charged: StatementItem) -> None:
    """An item of a credit note that a person has written."""
    invoice = the_statement(session, charged.statement_id)
    names = ("tenant_id", "customer_id", "buyer_id", "seller_id", "currency", "net", "vat", "gross")
    note = Statement(
        id=uuid.uuid4(),
        kind=StatementKind.CREDIT_NOTE,
        state=StatementState.DRAFT,
        month=NOVEMBER,
        credits_id=invoice.id,
        drafted_at=AFTER_GRACE,
        **{name: getattr(invoice, name) for name in names},
    )
    session.add(note)
    session.flush()
    line = session.scalars(select(StatementLine)).one()
    values = {
        column.name: getattr(line, column.name)
        for column in StatementLine.__table__.columns
        if column.name != "id"
    }
    copy = StatementLine(id=uuid.uuid4(), **{**values, "statement_id": note.id})
    session.add(copy)
    session.flush()
    session.add(
        StatementItem(
            tenant_id=note.tenant_id,
            id=uuid.uuid4(),
            statement_id=note.id,
            line_id=copy.id,
            rated_id=charged.rated_id,
            credit=True,
            net=charged.net,
        )
    )
    session.flush()
    note.grace_until = None
    note.number, note.state = "2026-000002", StatementState.FINAL
    session.flush()
