"""A rate card read back from the record as the value that prices are worked out from."""

import uuid
from datetime import date
from itertools import groupby

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.finance.rates import (
    FuelRate,
    PackagingPrice,
    RateCard,
    RateRow,
    RateZone,
    Surcharge,
)
from rules.finance.freight_words import RateSide
from rules.finance.rate_cards import (
    Break,
    Card,
    FuelWeek,
    Lane,
    Markup,
    SurchargeRow,
    ZoneRow,
)


def card_row_on(
    session: Session, side: RateSide, carrier: str, day: date, customer_id: uuid.UUID | None = None
) -> RateCard | None:
    """The card that holds on a day: the customer's own, else everybody's; None without any."""
    newest: dict[uuid.UUID | None, RateCard] = {}
    rows = select(RateCard).where(
        RateCard.side == side,
        RateCard.carrier == carrier,
        RateCard.valid_from <= day,
        or_(RateCard.customer_id.is_(None), RateCard.customer_id == customer_id),
    )
    for row in session.scalars(rows.order_by(RateCard.valid_from)):
        newest[row.customer_id] = row
    lasting = {owner: row for owner, row in newest.items() if (row.valid_until or date.max) >= day}
    return lasting.get(customer_id) or lasting.get(None)


def card_value(session: Session, row: RateCard, customer: str = "") -> Card:
    """The card with all its zones, prices, surcharges and boxes; `customer` is its owner's code."""
    boxes = session.scalars(select(PackagingPrice).where(PackagingPrice.card_id == row.id))
    return Card(
        code=row.code,
        version=row.version,
        side=row.side,
        carrier=row.carrier,
        currency=row.currency,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        divisor=row.divisor,
        step_g=row.step_g,
        customer=customer,
        account=row.account,
        markup=markup_of(row),
        zones=zones_of(session, row),
        rates=lanes_of(session, row),
        surcharges=surcharges_of(session, row),
        packaging={one.code: one.amount for one in boxes},
    )


def markup_of(row: RateCard) -> Markup | None:
    """The card's markup, if it prices by one."""
    if row.markup_percent is None:
        return None
    return Markup(percent=row.markup_percent, least=row.markup_least, most=row.markup_most)


def zones_of(session: Session, row: RateCard) -> tuple[ZoneRow, ...]:
    """The card's places, by country and beginning."""
    found = session.scalars(
        select(RateZone)
        .where(RateZone.card_id == row.id)
        .order_by(RateZone.country, RateZone.prefix)
    )
    return tuple(ZoneRow(country=one.country, prefix=one.prefix, zone=one.zone) for one in found)


def lanes_of(session: Session, row: RateCard) -> tuple[Lane, ...]:
    """The card's prices by service, way and zone, the lightest first."""
    order = (RateRow.service, RateRow.way, RateRow.zone, RateRow.up_to_g)
    found = session.scalars(select(RateRow).where(RateRow.card_id == row.id).order_by(*order))
    return tuple(
        Lane(
            service=service,
            way=way,
            zone=zone,
            breaks=tuple(Break(up_to_g=one.up_to_g, amount=one.amount) for one in rows),
        )
        for (service, way, zone), rows in groupby(
            found, key=lambda one: (one.service, one.way, one.zone)
        )
    )


def surcharges_of(session: Session, row: RateCard) -> tuple[SurchargeRow, ...]:
    """What the card adds, by code."""
    found = session.scalars(
        select(Surcharge).where(Surcharge.card_id == row.id).order_by(Surcharge.code)
    )
    return tuple(
        SurchargeRow(
            code=one.code,
            text=one.text,
            basis=one.basis,
            amount=one.amount,
            applies=one.applies,
            least=one.least,
            most=one.most,
            fuelled=one.fuelled,
        )
        for one in found
    )


def fuel_of(session: Session, side: RateSide, carrier: str) -> tuple[FuelWeek, ...]:
    """The carrier's fuel percentages on that side, the oldest first."""
    found = session.scalars(
        select(FuelRate)
        .where(FuelRate.side == side, FuelRate.carrier == carrier)
        .order_by(FuelRate.valid_from)
    )
    return tuple(FuelWeek(valid_from=one.valid_from, percent=one.percent) for one in found)
