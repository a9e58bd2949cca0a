"""Carriers' bills on record to match with, as the import leaves them: the bill and its charges."""

import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from models.finance.bills import BillFile, CarrierBill, CarrierCharge
from rules.finance.freight_words import BillKind, BillState, ChargeClass, FileState
from rules.finance.tracking_keys import tracking_key

TAKEN = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
IMPORTER = "importer@acme.example"
_numbers = count(1)


def a_line(net: str | Decimal, tracking: str = "", **changes: Any) -> dict[str, Any]:
    """One charge as a row's values: freight in kronor, unless it is said otherwise."""
    values = {
        "charge_class": ChargeClass.FREIGHT,
        "net": Decimal(net),
        "tracking": tracking,
        "tracking_key": tracking_key(tracking),
        **changes,
    }
    if values["charge_class"] is ChargeClass.SURCHARGE:
        values.setdefault("code", "security")
    return values


def a_bill(
    session: Session, tenant_id: uuid.UUID, *lines: dict[str, Any], **changes: Any
) -> CarrierBill:
    """A loaded bill of the practice carrier with these charges; its net is theirs."""
    number = f"B-{next(_numbers):06d}"
    file = BillFile(
        tenant_id=tenant_id,
        id=uuid.uuid4(),
        name=f"{number}.csv",
        sha256=uuid.uuid4().hex,
        size=1,
        content=b"x",
        carrier="practice",
        profile="mapped_csv",
        profile_version="1",
        state=FileState.LOADED,
        taken_at=TAKEN,
        taken_by=IMPORTER,
    )
    session.add(file)
    session.flush()
    net = sum((line["net"] for line in lines), Decimal(0))
    values = {
        "file_id": file.id,
        "carrier": "practice",
        "account": "100200",
        "number": number,
        "kind": BillKind.INVOICE,
        "issued_on": date(2026, 11, 30),
        "currency": "SEK",
        "net": net,
        "vat": Decimal(0),
        "gross": net,
        "charges": len(lines),
        "state": BillState.LOADED,
        "fingerprint": uuid.uuid4().hex,
        "taken_at": TAKEN,
        "taken_by": IMPORTER,
        **changes,
    }
    bill = CarrierBill(tenant_id=tenant_id, id=uuid.uuid4(), **values)
    session.add(bill)
    session.flush()
    for place, line in enumerate(lines, start=1):
        charge = CarrierCharge(
            tenant_id=tenant_id,
            bill_id=bill.id,
            line=place,
            **{"currency": bill.currency, "shipped_on": date(2026, 11, 12), **line},
        )
        session.add(charge)
        session.flush()  # numbered in the order of the lines
    return bill
