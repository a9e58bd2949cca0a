"""Rates and shipments to test with: the demo's sample cards, and parcels of the practice carrier.

With the sample cards the default shipment (2 kg, 400 x 300 x 100 mm to Stockholm, booked on 10
November 2026) weighs 2.5 kg and costs 99.00 freight, 2.25 security and 14.68 fuel (14.5 %).
"""

import uuid
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

import workers.demo
from desk.finance.rate_cards import load_rate_card
from models.finance.rating_query import rate_shipments
from models.finance.shipments import FreightShipment
from rules.finance.freight_words import Way
from rules.finance.rate_cards import postcode_key
from rules.finance.tracking_keys import tracking_key
from runtime.database import Database

SAMPLES = Path(workers.demo.__file__).parent / "finance"
LOADED = datetime(2026, 1, 2, 9, 0, tzinfo=UTC)
BOOKED = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)
_numbers = count(1)


def load_sample_rates(record: Database, tenant_id: uuid.UUID) -> None:
    """The sample buy card, sell card and fuel of the practice carrier, as the demo has them."""
    for name in ("practice_buy", "practice_sell", "practice_fuel"):
        text = (SAMPLES / f"{name}.yaml").read_text(encoding="utf-8")
        with record.as_tenant(tenant_id) as session:
            load_rate_card(session, tenant_id, text, "rates@acme.example", LOADED, file=name)


def shipment_values(**changes: Any) -> dict[str, Any]:
    """A parcel of 2 kg to Stockholm as a row's values, with what is different.

    A `tracking` or `postcode` that is given decides its key; one that is not is a new number.
    """
    number = f"PC{next(_numbers):09d}SE"
    values = {
        "carrier": "practice",
        "account": "100200",
        "service": "express",
        "way": Way.OUTBOUND,
        "tracking": number,
        "reference": f"acme/SE-2026-{number}/outbound/1/label",
        "country": "SE",
        "postcode": "111 51",
        "weight_g": 2000,
        "length_mm": 400,
        "width_mm": 300,
        "height_mm": 100,
        "battery": False,
        "payer": "customer",
        "booked_at": BOOKED,
        "booked_on": BOOKED.date(),
        **changes,
    }
    values.setdefault("key", f"shipment/{values['tracking']}")
    values.setdefault("tracking_key", tracking_key(values["tracking"]))
    return {**values, "postcode": postcode_key(values["postcode"])}


def a_shipment(session: Session, tenant_id: uuid.UUID, **changes: Any) -> FreightShipment:
    """A booked shipment, rated by the cards that are loaded.

    `scanned_on` makes it scanned and its charges accrued that day.
    """
    if changes.get("scanned_on") is not None and "scanned_at" not in changes:
        day = changes["scanned_on"]
        changes["scanned_at"] = datetime(day.year, day.month, day.day, 12, 0, tzinfo=UTC)
    row = FreightShipment(tenant_id=tenant_id, **shipment_values(**changes))
    session.add(row)
    session.flush()
    rate_shipments(session)
    session.refresh(row)
    return row
