"""What customers are asked for freight and packaging, by the sell card of the booking day."""

import uuid
from collections.abc import Collection
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from models.finance.rating_sql import NOBODY, RATING
from rules.finance.freight_words import RateSide
from rules.finance.rounding import cents
from rules.finance.selling import NotPriced, Priced, Unpriced

GRAMS: Final = Decimal(1000)
# A box is of the parcel it left in. A markup is on what that parcel should cost us.
_PRICES: Final = f"""
WITH asked AS MATERIALIZED (
    SELECT DISTINCT ON (event.id) event.id AS event_id, event.kind, event.quantity,
        coalesce(event.customer_id, :nobody) AS owner, shipment.id AS shipment_id,
        shipment.tracking
    FROM unnest(CAST(:ids AS uuid[])) AS wanted (id)
    JOIN billable_events AS event ON event.id = wanted.id
    LEFT JOIN freight_shipments AS shipment
        ON shipment.event_key = replace(event.key, '/packaging/', '/freight_outbound/')
    ORDER BY event.id, shipment.voided_at DESC NULLS FIRST, shipment.id DESC
),
parcels AS MATERIALIZED (
    SELECT event_id AS ref, event_id, kind, quantity, owner, shipment_id, asked.tracking,
        carrier, booked_on AS day, service, way, country, postcode, weight_g, length_mm, width_mm,
        height_mm, battery
    FROM asked LEFT JOIN freight_shipments ON freight_shipments.id = shipment_id
),{RATING},
costs AS MATERIALIZED (
    SELECT shipment_id, sum(amount) AS cost, min(currency) AS cost_currency
    FROM expected_charges
    WHERE state <> 'void' AND shipment_id IN (SELECT shipment_id FROM asked)
    GROUP BY shipment_id
)
SELECT event_id, kind, quantity, priced.shipment_id, tracking, service, zone, grams,
    priced.card_id, currency, why, packaging_prices.amount AS box,
    freight + coalesce(burnt, 0) + coalesce(
        (SELECT sum(amount) FROM unnest(amounts) AS amount), 0
    ) AS net,
    markup_percent IS NOT NULL AS marked, cost_currency,
    round(
        cost + least(greatest(cost * markup_percent * 0.01, markup_least), markup_most), 2
    ) AS marked_up
FROM priced
LEFT JOIN costs ON costs.shipment_id = priced.shipment_id
LEFT JOIN packaging_prices
    ON packaging_prices.card_id = priced.card_id AND packaging_prices.code = ''
"""  # noqa: S608 - the parts are ours


def price_events(
    session: Session, event_ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, Priced | NotPriced]:
    """The price of each of these events of freight or packaging, or why it has none.

    By the sell card of the customer, else everybody's, that held on the day the parcel was booked.
    """
    asked = {"ids": list(event_ids), "side": RateSide.SELL.value, "nobody": NOBODY}
    found = {row.event_id: priced(row) for row in session.execute(text(_PRICES), asked)}
    missing = NotPriced(why=Unpriced.NO_EVENT)
    return {event_id: found.get(event_id, missing) for event_id in event_ids}


def priced(row: Row[Any]) -> Priced | NotPriced:
    """The event's price by its kind, or why it has none."""
    if row.shipment_id is None:
        return NotPriced(why=Unpriced.NO_SHIPMENT)
    if row.card_id is None:
        return NotPriced(why=Unpriced.NO_CARD)
    if row.kind == "packaging":
        return boxed(row)
    if row.marked:
        return marked_up(row)
    if row.why:
        return NotPriced(why=Unpriced(row.why))
    weight = f"{row.grams / GRAMS:.3f}".rstrip("0").rstrip(".")
    return at(row, row.net, f"{row.tracking} {row.service} {row.zone} {weight} kg")


def boxed(row: Row[Any]) -> Priced | NotPriced:
    """The price of the box, for as many as the event is of."""
    if row.box is None:
        return NotPriced(why=Unpriced.NO_BOX)
    return at(row, row.box * row.quantity, row.tracking)


def marked_up(row: Row[Any]) -> Priced | NotPriced:
    """What the parcel should cost us, and the card's markup on it."""
    if row.marked_up is None:
        return NotPriced(why=Unpriced.NO_COST)
    if row.cost_currency != row.currency:
        return NotPriced(why=Unpriced.OTHER_CURRENCY)
    return at(row, row.marked_up, f"{row.tracking} {row.service}")


def at(row: Row[Any], net: Decimal, about: str) -> Priced:
    """The price, rounded half up to the cent."""
    return Priced(
        net=cents(net),
        currency=row.currency,
        card_id=row.card_id,
        about=about,
        shipment_id=row.shipment_id,
    )
