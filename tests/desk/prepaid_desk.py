"""A desk whose customer may buy prepaid hours: an invented programme with packs, in one file."""

from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.programme_versions import load_version
from models.contracts import Contract
from models.parties import Customer
from programmes.loader import load_programme
from rules.programme import Programme
from rules.service_terms import Prepaid
from rules.service_words import Need
from runtime.database import Database
from tests.builders import TestDesk

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


def selling(step_minutes: int = 1, packs: tuple[int, ...] = (1, 5, 10, 20)) -> Programme:
    """A programme that sells hours: its values are the tests' own."""
    shipped = load_programme("opswat")
    prepaid = Prepaid(
        packs_hours=packs,
        covers=(Need.CONFIGURATION,),
        source="a test",
        step_minutes=step_minutes,
        currency="EUR",
    )
    return replace(
        shipped, id="hours", version="1", ground=replace(shipped.ground, prepaid=prepaid)
    )


def sell_hours(record: Database, desk: TestDesk, programme: Programme | None = None) -> None:
    """Give the customer `northwind` a contract under a programme that sells hours."""
    with record.as_tenant(desk.tenant_id) as session:
        load_version(session, desk.tenant_id, programme or selling(), NOON, "person-1")
        session.add(
            Contract(
                tenant_id=desk.tenant_id,
                number="C-300",
                customer_id=customer_of(session, "northwind").id,
                programme="hours",
                tier="hardware",
                starts_on=date(2026, 1, 1),
                ends_on=date(2030, 1, 1),
                settings={},
            )
        )


def customer_of(session: Session, code: str) -> Customer:
    return session.scalars(select(Customer).where(Customer.code == code)).one()
