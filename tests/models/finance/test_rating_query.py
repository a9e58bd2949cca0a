"""Rating in SQL says of many parcels what the pure rule says of each."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import ColumnElement, func, insert, literal_column, select, text
from sqlalchemy.orm import Session

from desk.finance.rate_card_rows import write_fuel
from desk.finance.rate_cards import put_on_record
from models.finance.rating_query import rate_shipments, rate_these
from models.finance.shipments import ExpectedCharge, FreightShipment
from rules.finance.freight_words import ExpectedState, RateSide
from rules.finance.rate_card_reading import FuelTable
from rules.finance.rate_cards import Card, FuelWeek, card_on
from rules.finance.rating import Charge, NotRated, Rated, ToRate, Unrated, rate
from runtime.database import Database
from tests.builders import TestDesk, found_desk
from tests.databases import copied, migrated
from tests.freight import LOADED, a_shipment, load_sample_rates, shipment_values
from tests.rates import DAY, PARCELS, buy_cards, fuel_weeks
from workers.stack.postgres import EmbeddedPostgres


class UndoneError(Exception):
    """Ends a transaction that leaves nothing."""


@pytest.fixture(scope="module")
def own_record(postgres: EmbeddedPostgres) -> Iterator[tuple[Database, TestDesk]]:
    """A database with a tenant of its own for every example; each leaves it as it was."""
    with copied(postgres, migrated(postgres), "rates") as url:
        database = Database(url.replace("swapdesk_owner", "swapdesk_runtime"))
        yield database, found_desk(url, database)
        database.close()


@given(cards=buy_cards(), fuel=fuel_weeks(), parcels=some.lists(PARCELS, min_size=6, max_size=20))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_item_5_rating_in_sql_agrees_with_the_pure_rule(
    own_record: tuple[Database, TestDesk],
    cards: tuple[Card, ...],
    fuel: tuple[FuelWeek, ...],
    parcels: list[ToRate],
) -> None:
    record, desk = own_record
    with pytest.raises(UndoneError), record.as_tenant(desk.tenant_id) as session:
        put_rates(session, desk.tenant_id, cards, fuel)
        book(session, desk.tenant_id, parcels)
        rate_shipments(session)
        told = rated_in_sql(session)
        assert told == [rate(card_on(cards, one.on), fuel, one) for one in parcels]
        assert rate_shipments(session) == 0
        assert rated_in_sql(session) == told
        raise UndoneError


def put_rates(
    session: Session, tenant_id: uuid.UUID, cards: Sequence[Card], fuel: tuple[FuelWeek, ...]
) -> None:
    for card in cards:
        put_on_record(session, tenant_id, card, "rates@acme.example", LOADED)
    table = FuelTable(side=RateSide.BUY, carrier="practice", weeks=fuel)
    write_fuel(session, tenant_id, (table,), "rates@acme.example", LOADED)


def book(session: Session, tenant_id: uuid.UUID, parcels: list[ToRate]) -> None:
    names = ("service", "way", "country", "postcode", "weight_g", "length_mm", "width_mm")
    rows = [
        shipment_values(
            **{name: getattr(one, name) for name in names},
            height_mm=one.height_mm,
            battery=one.battery,
            booked_on=one.on,
        )
        for one in parcels
    ]
    session.execute(insert(FreightShipment), [{"tenant_id": tenant_id, **row} for row in rows])


def rated_in_sql(session: Session) -> list[Rated | NotRated]:
    """What is on record of each shipment, as the pure rule would say it."""
    shipments = select(FreightShipment).order_by(FreightShipment.id)
    charges = select(ExpectedCharge).order_by(ExpectedCharge.charge_class, ExpectedCharge.code)
    own: dict[int, list[Charge]] = {}
    for one in session.scalars(charges.execution_options(populate_existing=True)):
        own.setdefault(one.shipment_id, []).append(
            Charge(
                charge_class=one.charge_class,
                code=one.code,
                amount=one.amount,
                percent=one.percent,
            )
        )
    return [
        said_of(one, tuple(own.get(one.id, ())))
        for one in session.scalars(shipments.execution_options(populate_existing=True))
    ]


def said_of(shipment: FreightShipment, charges: tuple[Charge, ...]) -> Rated | NotRated:
    if shipment.not_rated:
        assert (shipment.card_id, shipment.chargeable_g, charges) == (None, None, ())
        return NotRated(why=Unrated(shipment.not_rated))
    assert shipment.card_id is not None
    assert shipment.chargeable_g is not None
    return Rated(zone=shipment.zone, chargeable_g=shipment.chargeable_g, charges=charges)


@pytest.fixture
def desk(empty_database: str, record: Database) -> TestDesk:
    """A desk with the sample cards."""
    founded = found_desk(empty_database, record)
    load_sample_rates(record, founded.tenant_id)
    return founded


def charges_of(session: Session, shipment: FreightShipment) -> dict[str, str]:
    rows = select(ExpectedCharge).where(ExpectedCharge.shipment_id == shipment.id)
    return {
        one.code or one.charge_class.value: f"{one.amount} {one.currency} {one.state.value}"
        for one in session.scalars(rows)
    }


def test_item_5_a_booked_shipment_is_expected_to_cost_what_its_card_says(
    desk: TestDesk, record: Database
) -> None:
    with record.as_tenant(desk.tenant_id) as session:
        shipment = a_shipment(session, desk.tenant_id)
        assert (shipment.zone, shipment.chargeable_g) == ("city", 2500)
        assert charges_of(session, shipment) == {
            "freight": "99.00 SEK expected",
            "fuel": "14.68 SEK expected",
            "security": "2.25 SEK expected",
        }


def test_item_5_a_second_run_of_rating_writes_nothing(desk: TestDesk, record: Database) -> None:
    with record.as_tenant(desk.tenant_id) as session:
        priced = a_shipment(session, desk.tenant_id)
        nowhere = a_shipment(session, desk.tenant_id, country="NO")
        assert (priced.not_rated, nowhere.not_rated) == ("", "no_zone")
    before = written(record, desk)
    with record.as_tenant(desk.tenant_id) as session:
        assert rate_shipments(session) == 0
        assert rate_these(session, [priced.id, nowhere.id]) == 0
    assert written(record, desk) == before


def written(record: Database, desk: TestDesk) -> list[object]:
    """How many rows there are, and the newest transaction that wrote one."""
    newest: ColumnElement[int] = func.max(literal_column("xmin::text::bigint"))
    with record.as_tenant(desk.tenant_id) as session:
        return [
            session.execute(select(func.count(), newest).select_from(text(table))).one()
            for table in ("freight_shipments", "expected_charges")
        ]


def test_only_what_was_booked_until_a_day_is_rated(desk: TestDesk, record: Database) -> None:
    with record.as_tenant(desk.tenant_id) as session:
        values = shipment_values(booked_on=DAY), shipment_values(booked_on=DAY + timedelta(days=1))
        rows = [{"tenant_id": desk.tenant_id, **one} for one in values]
        session.execute(insert(FreightShipment), rows)
        assert rate_shipments(session, through=DAY) == 1
        assert rate_shipments(session) == 1


def test_a_card_that_is_loaded_later_prices_what_was_scanned_before(
    empty_database: str, record: Database
) -> None:
    bare = found_desk(empty_database, record)
    with record.as_tenant(bare.tenant_id) as session:
        shipment = a_shipment(session, bare.tenant_id, account="", scanned_on=date(2026, 11, 11))
        assert (shipment.not_rated, shipment.card_id) == ("no_card", None)
    load_sample_rates(record, bare.tenant_id)
    with record.as_tenant(bare.tenant_id) as session:
        assert rate_shipments(session) == 1
        rows = session.scalars(select(ExpectedCharge)).all()
        assert {one.state for one in rows} == {ExpectedState.ACCRUED}
        assert {one.accrued_on for one in rows} == {date(2026, 11, 11)}
        assert {one.account for one in rows} == {"100200"}


def test_a_void_label_gets_no_price(desk: TestDesk, record: Database) -> None:
    with record.as_tenant(desk.tenant_id) as session:
        void = a_shipment(session, desk.tenant_id, voided_at=LOADED)
        assert (void.card_id, charges_of(session, void)) == (None, {})


def test_many_shipments_are_rated_in_several_statements(
    desk: TestDesk, record: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.finance.rating_query.AT_ONCE", 3)
    with record.as_tenant(desk.tenant_id) as session:
        rows = [{"tenant_id": desk.tenant_id, **shipment_values()} for _ in range(8)]
        session.execute(insert(FreightShipment), rows)
        assert rate_shipments(session) == 8
