"""What a label is expected to cost: from its booking over the first scan to its end."""

import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.finance.sell_prices import price_events
from activities.finance.shipments import scan_shipment, void_shipment
from desk.finance.rate_cards import load_rate_card
from models.finance.expiry import expire_returns
from models.finance.shipments import ExpectedCharge, FreightShipment
from models.legs import Label
from models.money import BillableEvent
from rules.case_facts import Told
from rules.case_words import Direction
from rules.finance.freight_words import ExpectedState, Way
from rules.finance.rounding import cents
from rules.finance.selling import NotPriced, Priced, Unpriced
from runtime.database import Database
from tests.builders import a_swap, an_advance_replacement, found_desk
from tests.desk.case_walk import CaseWalk
from tests.freight import a_shipment, load_sample_rates

AT = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)
STOCKHOLM = "Europe/Stockholm"


@pytest.fixture
def walk(record: Database, empty_database: str) -> CaseWalk:
    desk = found_desk(empty_database, record)
    load_sample_rates(record, desk.tenant_id)
    return CaseWalk(database=record, desk=desk)


def packed(walk: CaseWalk) -> str:
    """A swap whose replacement is packed: both of its labels are booked."""
    number = walk.open(a_swap())
    walk.run_errands(number)
    walk.pack(number, walk.reserved(number), AT)
    return number


def shipments(walk: CaseWalk) -> list[FreightShipment]:
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        return list(session.scalars(select(FreightShipment).order_by(FreightShipment.way)))


def states(walk: CaseWalk, way: Way = Way.OUTBOUND) -> set[tuple[str, date | None]]:
    """The states of everything that is expected of shipments that way, with the day owed."""
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        rows = session.scalars(select(ExpectedCharge).where(ExpectedCharge.way == way))
        return {(one.state.value, one.accrued_on) for one in rows}


def test_item_5_a_label_is_expected_to_cost_what_its_card_says(walk: CaseWalk) -> None:
    number = packed(walk)
    out, back = shipments(walk)
    assert (out.way, out.service, out.zone, out.payer) == (
        "outbound",
        "express",
        "city",
        "customer",
    )
    assert (back.way, back.service, back.zone) == ("return", "standard", "city")
    assert out.event_key == f"{number}/freight_outbound/1"
    assert (out.account, out.postcode, out.booked_on) == ("100200", "11151", AT.date())
    assert states(walk) == {("expected", None)}
    assert states(walk, Way.RETURN) == {("expected", None)}


def test_item_5_returns_are_accrued_at_the_first_carrier_scan(walk: CaseWalk) -> None:
    number = packed(walk)
    walk.carried(number, Direction.OUTBOUND, "handed_over", AT)
    assert states(walk) == {("accrued", date(2026, 11, 10))}
    assert states(walk, Way.RETURN) == {("expected", None)}
    walk.carried(number, Direction.OUTBOUND, "delivered", AT + timedelta(days=1))
    # Half past eleven at night in London is the next day in Stockholm.
    late = datetime(2026, 11, 19, 23, 30, tzinfo=UTC)
    walk.carried(number, Direction.RETURN, "handed_over", late)
    walk.carried(number, Direction.RETURN, "delivered", late + timedelta(days=2))
    assert states(walk, Way.RETURN) == {("accrued", date(2026, 11, 20))}
    assert states(walk) == {("accrued", date(2026, 11, 10))}


def test_item_5_an_unused_return_label_never_accrues_and_expires(walk: CaseWalk) -> None:
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        unused = a_return(session, walk.desk.tenant_id)
        used = a_return(session, walk.desk.tenant_id, scanned_on=date(2026, 11, 12))
        assert expire_returns(session, date(2026, 11, 24)) == 0
        assert expire_returns(session, date(2026, 11, 25)) == 1
        assert expire_returns(session, date(2026, 11, 25)) == 0
        assert charged(session, unused) == {ExpectedState.VOID}
        assert charged(session, used) == {ExpectedState.ACCRUED}


def test_an_expired_label_that_is_used_after_all_is_owed(walk: CaseWalk) -> None:
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        unused = a_return(session, walk.desk.tenant_id)
        expire_returns(session, date(2026, 12, 1))
        scan_shipment(session, unused.event_key, AT + timedelta(days=30), STOCKHOLM)
        assert charged(session, unused) == {ExpectedState.ACCRUED}


def test_an_outbound_parcel_does_not_expire(walk: CaseWalk) -> None:
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        a_shipment(session, walk.desk.tenant_id)
        assert expire_returns(session, date(2030, 1, 1)) == 0


def test_nothing_is_expected_of_a_voided_label(walk: CaseWalk) -> None:
    number = packed(walk)
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        label_id = session.scalars(select(Label.id).order_by(Label.booked_at)).first()
        assert label_id is not None
        void_shipment(session, label_id, AT)
        void_shipment(session, label_id, AT + timedelta(days=1))
        void = session.scalars(
            select(FreightShipment).where(FreightShipment.label_id == label_id)
        ).one()
        assert void.voided_at == AT
        assert charged(session, void) == {ExpectedState.VOID}
        # The carrier has it all the same: noted, but a bill for it is a person's to judge.
        scan_shipment(session, void.event_key, AT, STOCKHOLM)
        assert (void.scanned_at, charged(session, void)) == (AT, {ExpectedState.VOID})
    assert number


def test_a_parcel_that_comes_back_undelivered_pays_both_ways(walk: CaseWalk) -> None:
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        out = a_shipment(
            session, walk.desk.tenant_id, event_key="SE-1/freight_outbound/2", battery=True
        )
        key = "SE-1/freight_return/outbound-2"
        shipment_id = scan_shipment(session, key, AT + timedelta(days=5), STOCKHOLM)
        assert scan_shipment(session, key, AT + timedelta(days=9), STOCKHOLM) == shipment_id
        back = session.get_one(FreightShipment, (walk.desk.tenant_id, shipment_id))
        assert (back.way, back.tracking, back.service) == (Way.RETURN, out.tracking, "express")
        assert charged(session, back) == {ExpectedState.ACCRUED}
        assert charged(session, out) == {ExpectedState.EXPECTED}


def test_what_travels_without_a_label_of_ours_is_no_shipment(walk: CaseWalk) -> None:
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        for key in ("SE-1/freight_return/1", "SE-1/freight_return/outbound-1"):
            assert scan_shipment(session, key, AT, STOCKHOLM) is None


def test_item_5_the_payer_of_each_direction_is_the_entitlements(walk: CaseWalk) -> None:
    number = walk.open(an_advance_replacement())
    walk.tell(number, Told.DIAGNOSED, AT, defective="yes")
    walk.run_errands(number)
    walk.pack(number, walk.reserved(number), AT)
    # Under that programme the vendor pays both ways.
    payers = {(one.way.value, one.payer) for one in shipments(walk)}
    assert payers == {("outbound", "vendor"), ("return", "vendor")}


def test_a_label_is_booked_before_any_card_is_loaded(record: Database, empty_database: str) -> None:
    walk = CaseWalk(database=record, desk=found_desk(empty_database, record))
    packed(walk)
    assert {one.not_rated for one in shipments(walk)} == {"no_card"}


def test_customers_are_asked_what_the_sell_card_says(walk: CaseWalk) -> None:
    number = packed(walk)
    walk.carried(number, Direction.OUTBOUND, "handed_over", AT)
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        events = {one.id: one.kind for one in session.scalars(select(BillableEvent))}
        told = price_events(session, [*events, uuid.UUID(int=7)])
    prices = {events.get(event_id, ""): price for event_id, price in told.items()}
    freight, box = prices["freight_outbound"], prices["packaging"]
    assert isinstance(freight, Priced)
    assert isinstance(box, Priced)
    # 149.00 and 15 % fuel.
    assert (freight.net, freight.currency) == (Decimal("171.35"), "SEK")
    assert freight.about.endswith("express sweden 0.5 kg")
    assert (box.net, box.shipment_id) == (Decimal("29.00"), freight.shipment_id)
    assert prices[""] == NotPriced(why=Unpriced.NO_EVENT)


def a_return(session: Session, tenant_id: uuid.UUID, **changes: object) -> FreightShipment:
    """A return label that is valid until 24 November, with an event key of its own."""
    return a_shipment(
        session,
        tenant_id,
        way=Way.RETURN,
        service="standard",
        expires_on=date(2026, 11, 24),
        event_key=f"{uuid.uuid4()}/freight_return/1",
        **changes,
    )


def charged(session: Session, shipment: FreightShipment) -> set[ExpectedState]:
    rows = select(ExpectedCharge.state).where(ExpectedCharge.shipment_id == shipment.id)
    return set(session.scalars(rows))


def test_a_customers_markup_is_on_what_the_parcel_should_cost_us(walk: CaseWalk) -> None:
    number = packed(walk)
    walk.carried(number, Direction.OUTBOUND, "handed_over", AT)
    theirs = """
card: {code: theirs, version: "1", side: sell, carrier: practice, currency: SEK,
  customer: fabrikam, valid_from: 2026-11-01, markup: {percent: "10"}, packaging: {small: "9"}}
"""
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        load_rate_card(session, walk.desk.tenant_id, theirs, "kim@acme.example", AT)
        cost = sum(session.scalars(select(ExpectedCharge.amount).where(CHARGED_OUT)))
        events = {one.kind: one.id for one in session.scalars(select(BillableEvent))}
        told = price_events(session, list(events.values()))
        freight = told[events["freight_outbound"]]
        assert isinstance(freight, Priced)
        assert freight.net == cents(cost * Decimal("1.1"))
        # The card knows a small box, and this one has no name.
        assert told[events["packaging"]] == NotPriced(why=Unpriced.NO_BOX)


CHARGED_OUT = ExpectedCharge.way == Way.OUTBOUND
