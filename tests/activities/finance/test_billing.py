import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activities.finance.billing import rate_events
from activities.finance.drafting import draft_statements
from activities.finance.finalising import invoice_of, items_of
from activities.finance.periods import last_day
from desk.contract_signing import SigningForm, sign_contract
from desk.renewals import RenewalForm, renew_contract
from models.cases import Case
from models.contracts import Contract
from models.devices import Unit
from models.finance.statements import RatedEvent
from models.money import BillableEvent
from models.prepaid import Seat
from models.proposals import CostProposal
from rules.case_values import ProposalState
from rules.case_words import Direction
from rules.finance.billing_rules import (
    INCLUDED,
    NO_SEATS,
    NOT_ACCEPTED,
    NOT_AGREED,
    NOT_REVERSED,
    UNKNOWN_CHARGE,
    VENDOR_PAYS,
)
from rules.finance.items import Item
from rules.finance.money_words import Billable
from rules.finance.selling import Unpriced
from rules.finance.unpriced_words import WHY
from rules.service_words import Billing
from runtime.database import Database
from tests.builders import TestDesk, a_swap, found_desk
from tests.contracts import found_care
from tests.desk.case_walk import CaseWalk
from tests.desk.contract_walk import noon, turn
from tests.freight import load_sample_rates
from tests.statements import AFTER_GRACE, NOVEMBER, OCTOBER, an_event, found_parties

FIRST, LAST = OCTOBER, last_day(OCTOBER)


@pytest.fixture
def desk(empty_database: str, record: Database) -> TestDesk:
    return found_desk(empty_database, record)


@pytest.fixture
def session(record: Database, desk: TestDesk) -> Iterator[Session]:
    with record.as_tenant(desk.tenant_id) as session:
        yield session


def rate(session: Session, desk: TestDesk, through: date = LAST) -> list[RatedEvent]:
    """Everything of the tenant that is rated, by day and item."""
    session.flush()
    rate_events(session, desk.tenant_id, through, at=AFTER_GRACE)
    query = select(RatedEvent).order_by(RatedEvent.billable_on, RatedEvent.item)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def outcomes(rows: list[RatedEvent]) -> list[tuple[str, Billable, str, Decimal | None]]:
    return [(row.item, row.outcome, row.because, row.net) for row in rows]


def a_case(record: Database, desk: TestDesk) -> str:
    at = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
    return CaseWalk(database=record, desk=desk).open(a_swap(at=at))


def of_case(number: str, kind: str, about: str = "unit-1", **changes: Any) -> dict[str, Any]:
    """An event of a case, as its step writes it."""
    return {"kind": kind, "key": f"{number}/{kind}/{about}", "contract_id": None, **changes}


def case_id_of(session: Session, number: str) -> uuid.UUID:
    return session.scalars(select(Case.id).where(Case.number == number)).one()


def monthly(record: Database, desk: TestDesk, *, since: date = FIRST, **settings: Any) -> uuid.UUID:
    """A contract of 19.00 a user and month, from October 2026 on."""
    found_care(record, desk)
    form = SigningForm(
        number="K-1",
        customer="fabrikam",
        programme="care",
        tier="gold",
        starts_on=since,
        term_years=3,
        billing=Billing.MONTHLY,
        settings=settings,
        at=noon(since),
    )
    sign_contract(record, desk.clerk, form, "sign K-1")
    with record.as_tenant(desk.tenant_id) as session:
        return session.scalars(select(Contract.id).where(Contract.number == "K-1")).one()


def seat(
    session: Session, desk: TestDesk, contract: uuid.UUID, since: date, until: date | None = None
) -> None:
    handle = f"user-{uuid.uuid4().hex[:6]}"
    session.add(
        Seat(
            tenant_id=desk.tenant_id,
            contract_id=contract,
            handle=handle,
            since=since,
            until=until,
        )
    )
    session.flush()


def test_item_9_seats_are_prorated_by_day(record: Database, desk: TestDesk) -> None:
    contract = monthly(record, desk)
    with record.as_tenant(desk.tenant_id) as session:
        seat(session, desk, contract, FIRST)
    turn(record, desk, "K-1", noon(FIRST))
    with record.as_tenant(desk.tenant_id) as session:
        seat(session, desk, contract, date(2026, 10, 21))
        seat(session, desk, contract, date(2026, 9, 1), date(2026, 10, 3))
        [row] = rate(session, desk)
    assert (row.item, row.outcome, row.unit_price) == (Item.SEATS, Billable.BILLABLE, Decimal(19))
    assert row.quantity == Decimal("1.451613")  # 31 + 11 + 3 days of 31
    assert row.net == Decimal("27.58")
    assert (row.served_on, row.served_until, row.billable_on) == (FIRST, LAST, LAST)


def test_item_9_a_month_that_began_without_a_user_bills_the_one_who_came(
    record: Database, desk: TestDesk
) -> None:
    contract = monthly(record, desk)
    turn(record, desk, "K-1", noon(FIRST))
    with record.as_tenant(desk.tenant_id) as session:
        seat(session, desk, contract, date(2026, 10, 21))
        [row] = rate(session, desk)
    assert (row.net, row.quantity) == (Decimal("6.74"), Decimal("0.354839"))
    turn(record, desk, "K-1", noon(date(2026, 10, 31)))
    with record.as_tenant(desk.tenant_id) as session:
        fees = select(func.count()).select_from(BillableEvent)
        assert session.scalars(fees.where(BillableEvent.kind == "contract_fee_monthly")).one() == 1


def test_a_month_of_seats_waits_until_it_is_over(record: Database, desk: TestDesk) -> None:
    contract = monthly(record, desk)
    with record.as_tenant(desk.tenant_id) as session:
        seat(session, desk, contract, FIRST)
    turn(record, desk, "K-1", noon(FIRST))
    with record.as_tenant(desk.tenant_id) as session:
        [row] = rate(session, desk, date(2026, 10, 30))
        assert row.outcome is Billable.WAITS
        assert "2026-10-31" in row.because
        seat(session, desk, contract, date(2026, 10, 31))
        [row] = rate(session, desk)
        assert (row.outcome, row.net) == (Billable.BILLABLE, Decimal("19.61"))


def test_a_contract_that_lists_no_user_pays_for_its_agreed_number(
    record: Database, desk: TestDesk
) -> None:
    monthly(record, desk, seats=400)
    turn(record, desk, "K-1", noon(FIRST))
    with record.as_tenant(desk.tenant_id) as session:
        [row] = rate(session, desk)
    assert (row.quantity, row.net, row.currency) == (Decimal(400), Decimal("7600.00"), "USD")


def test_seats_that_ended_before_the_month_are_not_billed(record: Database, desk: TestDesk) -> None:
    contract = monthly(record, desk, seats=5)
    turn(record, desk, "K-1", noon(FIRST))
    with record.as_tenant(desk.tenant_id) as session:
        seat(session, desk, contract, date(2026, 9, 1), date(2026, 9, 30))
        assert outcomes(rate(session, desk)) == [
            (Item.SEATS, Billable.NOT_BILLABLE, NO_SEATS, None)
        ]


def test_a_fee_paid_up_front_names_the_days_of_its_term(record: Database, desk: TestDesk) -> None:
    found_care(record, desk)
    form = SigningForm(
        number="K-1",
        customer="fabrikam",
        programme="care",
        tier="gold",
        starts_on=FIRST,
        term_years=3,
        billing=Billing.UP_FRONT,
        price=Decimal(9000),
        at=noon(FIRST),
    )
    sign_contract(record, desk.clerk, form, "sign K-1")
    turn(record, desk, "K-1", noon(FIRST))
    with record.as_tenant(desk.tenant_id) as session:
        [row] = rate(session, desk)
    assert (row.item, row.net, row.about) == (Item.CONTRACT_FEE, Decimal(9000), "K-1")
    assert (row.served_on, row.served_until) == (FIRST, date(2029, 9, 30))


def test_a_renewal_that_is_bought_ahead_is_billed_now_for_the_term_to_come(
    record: Database, desk: TestDesk
) -> None:
    found_care(record, desk)
    form = SigningForm(
        number="K-1",
        customer="fabrikam",
        programme="care",
        tier="gold",
        starts_on=date(2025, 12, 1),
        term_years=1,
        at=noon(FIRST),
    )
    sign_contract(record, desk.clerk, form, "sign K-1")
    renewal = RenewalForm(price=Decimal(900), bought_on=date(2026, 10, 9), at=noon(LAST))
    renew_contract(record, desk.clerk, "K-1", renewal, "renew")
    with record.as_tenant(desk.tenant_id) as session:
        [row] = rate(session, desk)
    assert (row.item, row.net, row.billable_on) == (Item.RENEWAL, Decimal(900), date(2026, 10, 9))
    assert (row.served_on, row.served_until) == (date(2026, 12, 1), date(2027, 11, 30))


def test_item_9_what_the_vendor_pays_or_a_fee_includes_is_not_billed(
    session: Session, desk: TestDesk
) -> None:
    an_event(session, desk.tenant_id, "freight_return", payer="vendor", amount=None)
    an_event(session, desk.tenant_id, "swap_stock_included", amount=None)
    assert outcomes(rate(session, desk)) == [
        (Item.DEVICE, Billable.NOT_BILLABLE, INCLUDED, None),
        (Item.FREIGHT, Billable.NOT_BILLABLE, VENDOR_PAYS, None),
    ]


def test_an_event_without_a_price_waits_and_is_rated_when_it_has_one(
    session: Session, desk: TestDesk
) -> None:
    key = f"contract/C-100/fee/yearly/{FIRST}"
    an_event(session, desk.tenant_id, "contract_fee_yearly", amount=None, key=key, at=noon(FIRST))
    assert outcomes(rate(session, desk)) == [(Item.CONTRACT_FEE, Billable.WAITS, NOT_AGREED, None)]
    contract = session.scalars(select(Contract).where(Contract.number == "C-100")).one()
    contract.starts_on, contract.billing = FIRST, Billing.YEARLY
    contract.fee_amount, contract.fee_currency = Decimal(1200), "SEK"
    [row] = rate(session, desk)
    assert (row.outcome, row.net, row.currency) == (Billable.BILLABLE, Decimal(1200), "SEK")
    assert (row.served_on, row.served_until) == (FIRST, date(2027, 9, 30))


def test_item_9_a_repair_is_billed_only_with_an_accepted_cost_proposal(
    record: Database, desk: TestDesk
) -> None:
    number = a_case(record, desk)
    with record.as_tenant(desk.tenant_id) as session:
        case = case_id_of(session, number)
        for part in ("P1", "P2"):
            an_event(session, desk.tenant_id, **of_case(number, "repair", part, case_id=case))
        an_event(session, desk.tenant_id, **of_case(number, "estimate", "P2", case_id=case))
        session.add(proposal(session, desk, case, 1, ProposalState.ACCEPTED))
        session.add(proposal(session, desk, case, 2, ProposalState.DECLINED))
        rows = rate(session, desk)
    assert sorted(outcomes(rows), key=str) == [
        (Item.ESTIMATE, Billable.BILLABLE, "", Decimal(100)),
        (Item.REPAIR, Billable.BILLABLE, "", Decimal(100)),
        (Item.REPAIR, Billable.WAITS, NOT_ACCEPTED, None),
    ]


def proposal(
    session: Session, desk: TestDesk, case: uuid.UUID, number: int, state: ProposalState
) -> CostProposal:
    return CostProposal(
        tenant_id=desk.tenant_id,
        id=uuid.uuid4(),
        case_id=case,
        number=number,
        unit_id=session.scalars(select(Unit.id).limit(1)).one(),
        lines={},
        amount=Decimal(100),
        currency="SEK",
        reason="accident",
        state=state,
        made_at=AFTER_GRACE,
        made_by="bench",
        valid_until=AFTER_GRACE,
    )


def test_what_gives_back_a_charge_that_is_unknown_or_was_not_billed_is_not_credited(
    record: Database, desk: TestDesk
) -> None:
    number = a_case(record, desk)
    back = {"amount": Decimal(-100)}
    with record.as_tenant(desk.tenant_id) as session:
        case = case_id_of(session, number)
        free = of_case(number, "unreturned_unit", "unit-1", case_id=case, payer="vendor")
        an_event(session, desk.tenant_id, **free)
        for unit in ("unit-1", "unit-2"):
            said = of_case(number, "unreturned_unit_reversal", unit, case_id=case, **back)
            an_event(session, desk.tenant_id, **said)
        rows = rate(session, desk)
    assert sorted(row.because for row in rows) == sorted(
        [VENDOR_PAYS, NOT_REVERSED, UNKNOWN_CHARGE]
    )


def test_a_day_is_that_of_the_case_s_own_zone(record: Database, desk: TestDesk) -> None:
    number = a_case(record, desk)
    late = datetime(2026, 10, 31, 23, 30, tzinfo=UTC)  # 1 November in Stockholm
    with record.as_tenant(desk.tenant_id) as session:
        case = case_id_of(session, number)
        an_event(session, desk.tenant_id, **of_case(number, "estimate", case_id=case, at=late))
        assert rate(session, desk) == []
        [row] = rate(session, desk, last_day(NOVEMBER))
    assert row.billable_on == NOVEMBER


def test_rating_again_changes_nothing_that_was_rated(session: Session, desk: TestDesk) -> None:
    an_event(session, desk.tenant_id)
    [before] = rate(session, desk)
    first = (before.id, before.rated_at)
    assert rate_events(session, desk.tenant_id, LAST, at=datetime(2027, 1, 1, tzinfo=UTC)) == 0
    [after] = rate(session, desk)
    assert (after.id, after.rated_at) == first


def test_another_tenant_s_events_are_not_rated(
    empty_database: str, record: Database, desk: TestDesk
) -> None:
    other = found_desk(empty_database, record, code="other")
    with record.as_tenant(other.tenant_id) as session:
        an_event(session, other.tenant_id)
    with record.as_tenant(desk.tenant_id) as session:
        assert rate(session, desk) == []


def walked(record: Database, desk: TestDesk, serial: str, day: int) -> str:
    """A swap that left with the carrier that day, and whose unit came back on the 20th."""
    walk = CaseWalk(database=record, desk=desk)
    at = datetime(2026, 10, day, 8, 0, tzinfo=UTC)
    number = walk.open(a_swap(serial, at=at))
    walk.pack(number, walk.reserved(number), at)
    walk.carried(number, Direction.OUTBOUND, "handed_over", at)
    walk.carried(number, Direction.OUTBOUND, "delivered", at + timedelta(days=1))
    back = datetime(2026, 10, 20, 8, 0, tzinfo=UTC)
    walk.carried(number, Direction.RETURN, "handed_over", back)
    return number


def test_item_9_freight_and_packaging_are_priced_by_the_sell_card_and_put_together(
    record: Database, desk: TestDesk
) -> None:
    load_sample_rates(record, desk.tenant_id)
    found_parties(record, desk.tenant_id)
    numbers = [walked(record, desk, f"BROKEN-{day}", day) for day in (5, 6)]
    with record.as_tenant(desk.tenant_id) as session:
        rows = rate(session, desk)
        assert {row.outcome for row in rows} == {Billable.BILLABLE}
        # The pool's phones are the customer's own: none of them is sold to it.
        assert {row.item for row in rows} == {Item.FREIGHT, Item.PACKAGING}
        [draft] = draft_statements(session, desk.tenant_id, OCTOBER, at=AFTER_GRACE)
        told = [(line.text, line.quantity, line.net) for line in invoice_of(session, draft).lines]
        items = items_of(session, draft)
    assert told == [
        ("Frakt, express sweden", Decimal(2), Decimal("342.70")),
        ("Returfrakt, standard sweden", Decimal(2), Decimal("218.50")),
        ("Emballage", Decimal(2), Decimal("58.00")),
    ]
    assert {item.about for item in items} == {*numbers}


def test_freight_without_a_sell_card_waits_for_one(record: Database, desk: TestDesk) -> None:
    walked(record, desk, "BROKEN-1", 5)
    with record.as_tenant(desk.tenant_id) as session:
        assert {(row.outcome, row.because) for row in rate(session, desk)} == {
            (Billable.WAITS, WHY[Unpriced.NO_CARD])
        }
    load_sample_rates(record, desk.tenant_id)
    with record.as_tenant(desk.tenant_id) as session:
        assert {row.outcome for row in rate(session, desk)} == {Billable.BILLABLE}


def test_every_reason_for_no_price_is_told_in_words() -> None:
    assert set(WHY) == set(Unpriced)
