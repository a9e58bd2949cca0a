"""Return labels that nobody used: they cost nothing, and expire on their own."""

from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

_EXPIRE = """
UPDATE expected_charges AS charge
SET state = 'void'
FROM freight_shipments AS shipment
WHERE shipment.tenant_id = charge.tenant_id AND shipment.id = charge.shipment_id
    AND charge.state = 'expected' AND shipment.way = 'return'
    AND shipment.scanned_at IS NULL AND shipment.expires_on < :today
RETURNING charge.shipment_id
"""


def expire_returns(session: Session, today: date) -> int:
    """What is expected of return labels that ran out unused before that day is expected no more.

    For every such label of the session's tenant; returns how many. One that is used after all is
    accrued at its scan.
    """
    return len(set(session.scalars(text(_EXPIRE), {"today": today})))
