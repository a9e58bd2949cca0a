"""Shipments as finance follows them: booked with their label, accrued at the first scan, voided."""

import uuid
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from activities.consignment import Consignment
from models.finance.rating_query import rate_these
from models.finance.shipments import ExpectedCharge, FreightShipment
from models.legs import Label
from rules.case_words import Direction
from rules.coverage_dates import day_of
from rules.finance.freight_words import ExpectedState, Way
from rules.finance.rate_cards import postcode_key
from rules.finance.tracking_keys import tracking_key
from rules.terms import Terms

#: How the way home of an undelivered parcel is billed; the attempt it left on follows.
WENT_OUT = "/freight_return/outbound-"


def book_shipment(session: Session, goods: Consignment, label: Label) -> int | None:
    """Follow the parcel of a label that was just booked; its charges are expected from now on.

    Once for each reference: None when it is followed already. What it should cost is rated by the
    card of its booking day; without one it waits for `rate_shipments`.
    """
    shipment_id: int | None = session.execute(
        insert(FreightShipment)
        .values(**booked(goods, label))
        .on_conflict_do_nothing()
        .returning(FreightShipment.id)
    ).scalar()
    if shipment_id is not None:
        rate_these(session, [shipment_id])
    return shipment_id


def booked(goods: Consignment, label: Label) -> dict[str, object]:
    """A shipment's row: the parcel as declared, and the customer's end of its way."""
    order, outbound = goods.order, goods.leg.direction is Direction.OUTBOUND
    place, parcel = order.recipient if outbound else order.sender, order.parcel
    zone = Terms.from_json(goods.case.terms).timezone
    until = None if outbound else label.valid_until
    return {
        "tenant_id": goods.case.tenant_id,
        "key": order.reference,
        "label_id": label.id,
        "case_id": goods.case.id,
        "customer_id": goods.case.customer_id,
        "event_key": f"{goods.case.number}/freight_{goods.leg.direction}/{goods.leg.attempt}",
        "carrier": label.carrier,
        "account": "",
        "service": order.service,
        "way": Way(goods.leg.direction.value),
        "tracking": label.tracking_no,
        "tracking_key": tracking_key(label.tracking_no),
        "reference": order.reference,
        "country": place.country,
        "postcode": postcode_key(place.postcode),
        "weight_g": parcel.weight_g,
        "length_mm": parcel.length_mm,
        "width_mm": parcel.width_mm,
        "height_mm": parcel.height_mm,
        "battery": parcel.battery_mark,
        "payer": order.payer,
        "booked_at": label.booked_at,
        "booked_on": day_of(label.booked_at, zone),
        "expires_on": until.date() if until else None,
    }


def scan_shipment(session: Session, event_key: str, at: datetime, zone: str) -> int | None:
    """A carrier has the parcel that this freight event is of: what it should cost is owed now.

    The way home of a parcel that was not delivered is a shipment of its own, under the number it
    went out with. Returns the shipment; None for what travels without a label of ours, as
    dangerous goods do.
    """
    shipment = shipment_of(session, event_key)
    if shipment is None and WENT_OUT in event_key:
        out = shipment_of(session, event_key.replace(WENT_OUT, "/freight_outbound/"))
        shipment = turned_back(session, out, event_key, at, zone) if out else None
    if shipment is None:
        return None
    accrue_shipment(session, shipment, at, zone)
    return shipment.id


def shipment_of(session: Session, event_key: str) -> FreightShipment | None:
    """The shipment of a freight event, locked: of its live label, else of the newest."""
    return session.scalars(
        select(FreightShipment)
        .where(FreightShipment.event_key == event_key)
        .order_by(FreightShipment.voided_at.desc().nulls_first(), FreightShipment.id.desc())
        .limit(1)
        .with_for_update()
    ).first()


def turned_back(
    session: Session, out: FreightShipment, event_key: str, at: datetime, zone: str
) -> FreightShipment:
    """The way home of a parcel that was not delivered, once, by the same service and number."""
    key = f"{out.key}/back"
    kept = ("tenant_id", "label_id", "case_id", "customer_id", "carrier", "account", "service")
    moved = ("tracking", "tracking_key", "reference", "country", "postcode", "weight_g", "payer")
    sized = ("length_mm", "width_mm", "height_mm", "battery")
    shipment_id = session.execute(
        insert(FreightShipment)
        .values(
            **{name: getattr(out, name) for name in (*kept, *moved, *sized)},
            key=key,
            event_key=event_key,
            way=Way.RETURN,
            booked_at=at,
            booked_on=day_of(at, zone),
        )
        .on_conflict_do_nothing()
        .returning(FreightShipment.id)
    ).scalar()
    if shipment_id is not None:
        rate_these(session, [shipment_id])
    return session.scalars(
        select(FreightShipment).where(FreightShipment.key == key).with_for_update()
    ).one()


def accrue_shipment(session: Session, shipment: FreightShipment, at: datetime, zone: str) -> None:
    """The first scan: its charges are owed from that day on, unless the label is void.

    A return label that had expired unused is owed when it is used after all.
    """
    if shipment.scanned_at is not None:
        return
    day = day_of(at, zone)
    shipment.scanned_at, shipment.scanned_on = at, day
    session.flush()
    if shipment.voided_at is not None:
        return
    session.execute(
        update(ExpectedCharge)
        .where(
            ExpectedCharge.tenant_id == shipment.tenant_id,
            ExpectedCharge.shipment_id == shipment.id,
            ExpectedCharge.state.in_((ExpectedState.EXPECTED, ExpectedState.VOID)),
        )
        .values(state=ExpectedState.ACCRUED, shipped_on=day, accrued_on=day)
    )


def void_shipment(session: Session, label_id: uuid.UUID, at: datetime) -> None:
    """The label is taken back: nothing is expected of it, and a bill for it is a mistake."""
    shipment = session.scalars(
        select(FreightShipment)
        .where(FreightShipment.label_id == label_id, FreightShipment.voided_at.is_(None))
        .order_by(FreightShipment.id)
        .limit(1)
        .with_for_update()
    ).first()
    if shipment is None:
        return
    shipment.voided_at = at
    session.flush()
    session.execute(
        update(ExpectedCharge)
        .where(
            ExpectedCharge.tenant_id == shipment.tenant_id,
            ExpectedCharge.shipment_id == shipment.id,
            ExpectedCharge.state == ExpectedState.EXPECTED,
        )
        .values(state=ExpectedState.VOID)
    )
