"""One tenant's shipments, bills and verdicts, to be matched in a transaction that is undone."""

import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.finance.bills import CarrierBill, CarrierCharge
from models.finance.matching import VerdictSum, match_bills
from models.finance.shipments import FreightShipment
from models.finance.verdicts import ChargeVerdict, ToleranceRule
from rules.finance.freight_words import (
    ChargeClass,
    Needs,
    Verdict,
)
from tests.charges import a_bill, a_line
from tests.freight import a_shipment

AT = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
LATER = AT + timedelta(days=10)
SCANNED = date(2026, 11, 11)
FREIGHT, SECURITY, FUEL = Decimal("99.00"), Decimal("2.25"), Decimal("14.68")
KEEPER = "rates@acme.example"


class Walk:
    """One tenant's shipments, bills and verdicts in a transaction that is rolled back."""

    def __init__(self, session: Session, tenant_id: uuid.UUID) -> None:
        self.session = session
        self.tenant_id = tenant_id

    def ship(self, **changes: Any) -> FreightShipment:
        return a_shipment(self.session, self.tenant_id, **{"scanned_on": SCANNED, **changes})

    def bill(self, *lines: dict[str, Any], **changes: Any) -> CarrierBill:
        return a_bill(self.session, self.tenant_id, *lines, **changes)

    def match(self, *bills: CarrierBill, at: datetime = AT) -> tuple[VerdictSum, ...]:
        return match_bills(self.session, [one.id for one in bills] or None, at)

    def verdicts(self, bill: CarrierBill) -> list[ChargeVerdict]:
        """The current one of each charge, by line."""
        asked = (
            select(ChargeVerdict)
            .join(CarrierCharge, CarrierCharge.id == ChargeVerdict.charge_id)
            .where(CarrierCharge.bill_id == bill.id, ChargeVerdict.superseded_at.is_(None))
            .order_by(CarrierCharge.line)
        )
        return list(self.session.scalars(asked))

    def words(self, bill: CarrierBill) -> list[Verdict]:
        return [one.verdict for one in self.verdicts(bill)]

    def judged(self, *lines: dict[str, Any], **changes: Any) -> list[Verdict]:
        """The verdicts on a bill of these lines."""
        bill = self.bill(*lines, **changes)
        self.match(bill)
        return self.words(bill)

    def tolerate(self, **changes: Any) -> None:
        values = {
            "sequence": 10,
            "currency": "SEK",
            "up_amount": Decimal("2.00"),
            "up_percent": Decimal(5),
            "down_amount": Decimal("10.00"),
            "down_percent": Decimal(50),
            "needs": Needs.ALL,
            "reason_over": "small_over",
            "reason_under": "small_under",
            "account_over": "5711",
            "account_under": "5712",
            "valid_from": date(2026, 1, 1),
            "set_at": AT,
            "set_by": KEEPER,
            **changes,
        }
        self.session.add(ToleranceRule(tenant_id=self.tenant_id, **values))
        self.session.flush()


def surcharge(net: str | Decimal, tracking: str, code: str) -> dict[str, Any]:
    return a_line(net, tracking, charge_class=ChargeClass.SURCHARGE, code=code)


def fuel(net: str | Decimal, tracking: str) -> dict[str, Any]:
    return a_line(net, tracking, charge_class=ChargeClass.FUEL, code="FSC")
