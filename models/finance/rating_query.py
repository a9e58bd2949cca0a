"""What shipments are expected to cost, for all that have no price yet, by the cards on record."""

from collections.abc import Collection
from datetime import date
from typing import Final

from sqlalchemy import Date, bindparam, text
from sqlalchemy.orm import Session

from models.finance.rating_sql import CHARGES, NOBODY, RATING
from rules.finance.freight_words import RateSide

#: Shipments of one statement: few enough for memory and the time a statement may take.
AT_ONCE: Final = 50_000

_UNRATED: Final = """
SELECT id FROM freight_shipments
WHERE card_id IS NULL AND voided_at IS NULL AND id > :after
    AND booked_on <= coalesce(:through, booked_on)
ORDER BY id
LIMIT :at_once
"""
# A shipment that is scanned meanwhile is waited for: what the update returns is how it stands now.
_RATE: Final = f"""
WITH parcels AS MATERIALIZED (
    SELECT ref, carrier, CAST(:nobody AS uuid) AS owner, booked_on AS day, service, way,
        country, postcode, weight_g, length_mm, width_mm, height_mm, battery
    FROM unnest(CAST(:ids AS bigint[])) AS asked (ref)
    LEFT JOIN freight_shipments ON id = ref
),{RATING},
rated AS (
    UPDATE freight_shipments AS shipment
    SET card_id = CASE WHEN why = '' THEN priced.card_id END,
        account = CASE
            WHEN shipment.account = '' THEN coalesce(card_account, '') ELSE shipment.account
        END,
        zone = coalesce(priced.zone, ''),
        chargeable_g = CASE WHEN why = '' THEN grams END,
        not_rated = why
    FROM priced
    WHERE shipment.id = ref AND shipment.card_id IS NULL AND shipment.voided_at IS NULL
        AND (why = '' OR shipment.not_rated <> why)
    RETURNING shipment.*, currency, freight, burnt, percent, codes, amounts
),
expected AS (
    INSERT INTO expected_charges (
        tenant_id, shipment_id, carrier, account, tracking_key, way, charge_class, code, amount,
        currency, percent, chargeable_g, card_id, state, shipped_on, accrued_on
    )
    SELECT tenant_id, id, carrier, account, tracking_key, way, charge.charge_class, charge.code,
        charge.amount, currency, charge.percent, chargeable_g, card_id,
        CASE WHEN scanned_on IS NULL THEN 'expected' ELSE 'accrued' END, scanned_on, scanned_on
    FROM rated CROSS JOIN LATERAL {CHARGES}
    WHERE card_id IS NOT NULL AND (charge.amount <> 0 OR charge.charge_class = 'freight')
)
SELECT count(*) FROM rated WHERE card_id IS NOT NULL
"""  # noqa: S608 - the parts are ours


def rate_shipments(session: Session, *, through: date | None = None) -> int:
    """Rate every shipment of the session's tenant that has no price and is not void.

    Those booked until `through`, or all. Returns how many got one; run again, it writes nothing.
    A shipment that was scanned already has its charges accrued on the day of the scan.
    """
    # A plan made once for any number of shipments takes them for ten.
    session.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))
    unrated = text(_UNRATED).bindparams(bindparam("through", through, Date()), at_once=AT_ONCE)
    after, rated = 0, 0
    while ids := session.scalars(unrated, {"after": after}).all():
        after, rated = ids[-1], rated + rate_these(session, ids)
    return rated


def rate_these(session: Session, shipment_ids: Collection[int]) -> int:
    """Rate those of these shipments that have no price yet; returns how many got one."""
    asked = {"ids": list(shipment_ids), "side": RateSide.BUY.value, "nobody": NOBODY}
    rated: int = session.execute(text(_RATE), asked).scalar_one()
    return rated
