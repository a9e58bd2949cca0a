"""Open books to test with: the sample chart, kronor of one's own, parcels, bills and statements."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activities.finance.chart_files import sample_chart
from desk.finance.chart import open_books
from desk.founding import add_customer, found_tenant
from models.finance.bills import BillFile, CarrierBill, CarrierCharge
from models.finance.closing import Period
from models.finance.ledger import ExchangeRate, JournalEntry, JournalLine
from models.finance.shipments import ExpectedCharge, FreightShipment
from models.finance.statements import BillingParty
from models.finance.verdicts import ChargeVerdict
from rules.finance.freight_words import (
    BillKind,
    BillState,
    ChargeClass,
    ExpectedState,
    FileState,
    MatchKey,
    Verdict,
)
from rules.finance.money_words import CloseStep, PeriodState, VatCategory
from rules.finance.rounding import cents
from runtime.database import Database
from tests.builders import DEPOT
from tests.freight import shipment_values

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
CLOSER = "closer@acme.example"
_numbers = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """A tenant whose books are open, and one customer of it."""

    record: Database
    tenant_id: uuid.UUID
    customer_id: uuid.UUID


def opened_books(owner_url: str, record: Database, code: str = "acme") -> Books:
    """A tenant with the sample chart whose own currency is SEK from 2020 on."""
    tenant_id = found_tenant(owner_url, code, "Acme Support Center", "SE", DEPOT)
    with record.as_tenant(tenant_id) as session:
        customer = add_customer(session, tenant_id, "fabrikam", "Fabrikam AB", "sv")
        open_books(session, tenant_id, sample_chart("bas"), NOW)
        session.add(a_party(tenant_id))
        customer_id = customer.id
    return Books(record=record, tenant_id=tenant_id, customer_id=customer_id)


def a_party(tenant_id: uuid.UUID, **changes: Any) -> BillingParty:
    """The tenant itself on an invoice."""
    usual: dict[str, Any] = {
        "tenant_id": tenant_id,
        "customer_id": None,
        "valid_from": date(2020, 1, 1),
        "legal_name": "Åkerö Support & Räddning AB",
        "registration": "556000-0001",
        "vat_number": "SE556000000101",
        "endpoint_scheme": "0007",
        "endpoint": "5560000001",
        "street": "Lagervägen 4",
        "postcode": "195 61",
        "city": "Arlandastad",
        "country": "SE",
        "locale": "sv",
        "currency": "SEK",
        "payment_days": 30,
        "grace_days": 3,
        "vat_category": VatCategory.STANDARD,
        "vat_percent": Decimal(25),
        "set_at": NOW,
        "set_by": CLOSER,
    }
    return BillingParty(**usual | changes)


def an_expected(session: Session, books: Books, amount: str, **changes: Any) -> ExpectedCharge:
    """A parcel with one expected charge, scanned on 12 October 2026 unless said otherwise."""
    on: date | None = changes.pop("on", date(2026, 10, 12))
    shipment = FreightShipment(
        tenant_id=books.tenant_id,
        **shipment_values(
            customer_id=books.customer_id,
            scanned_on=on,
            scanned_at=datetime(on.year, on.month, on.day, 12, 0, tzinfo=UTC) if on else None,
        ),
    )
    session.add(shipment)
    session.flush()
    usual: dict[str, Any] = {
        "tenant_id": books.tenant_id,
        "shipment_id": shipment.id,
        "carrier": shipment.carrier,
        "account": shipment.account,
        "tracking_key": shipment.tracking_key,
        "way": shipment.way,
        "charge_class": ChargeClass.FREIGHT,
        "amount": Decimal(amount),
        "currency": "SEK",
        "chargeable_g": 2500,
        "card_id": uuid.uuid4(),
        "state": ExpectedState.ACCRUED if on else ExpectedState.EXPECTED,
        "shipped_on": on,
        "accrued_on": on,
    }
    expected = ExpectedCharge(**usual | changes)
    session.add(expected)
    session.flush()
    return expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Billed:
    """One charge of a bill with its verdict; `agreed` is what is billed unless said otherwise."""

    net: str
    expected: ExpectedCharge | None = None
    verdict: Verdict = Verdict.EXACT
    agreed: str | None = "billed"
    account: str = ""
    charge_class: ChargeClass = ChargeClass.FREIGHT
    vat: str | None = None
    shipment_id: int | None = None


def an_approved_bill(
    session: Session, books: Books, charges: Sequence[Billed], **changes: Any
) -> CarrierBill:
    """A bill of the practice carrier with 25 % VAT, matched and approved."""
    number = f"F-{next(_numbers):05d}"
    file = a_file(books, number)
    net = sum((Decimal(one.net) for one in charges), Decimal("0.00"))
    vat = changes.pop("vat", cents(net / 4))
    usual: dict[str, Any] = {
        "tenant_id": books.tenant_id,
        "id": uuid.uuid4(),
        "file_id": file.id,
        "carrier": "practice",
        "account": "100200",
        "number": number,
        "kind": BillKind.INVOICE if net >= 0 else BillKind.CREDIT_NOTE,
        "issued_on": date(2026, 10, 31),
        "currency": "SEK",
        "net": net,
        "vat": vat,
        "gross": net + vat,
        "charges": len(charges),
        "state": BillState.APPROVED,
        "fingerprint": number,
        "taken_at": NOW,
        "taken_by": "importer@acme.example",
        "matched_at": NOW,
        "approved_at": NOW,
        "approved_by": "approver@acme.example",
    }
    bill = CarrierBill(**usual | changes)
    session.add(file)
    session.flush()
    session.add(bill)
    session.flush()
    add_charges(session, bill, charges)
    return bill


def a_file(books: Books, number: str) -> BillFile:
    """The file a bill came in."""
    return BillFile(
        tenant_id=books.tenant_id,
        id=uuid.uuid4(),
        name=f"{number}.csv",
        sha256=uuid.uuid4().hex,
        size=3,
        content=b"csv",
        carrier="practice",
        profile="generic",
        profile_version="1",
        state=FileState.LOADED,
        taken_at=NOW,
        taken_by="importer@acme.example",
    )


def add_charges(session: Session, bill: CarrierBill, charges: Sequence[Billed]) -> None:
    """The bill's charges and their verdicts."""
    rows = [
        CarrierCharge(
            tenant_id=bill.tenant_id,
            bill_id=bill.id,
            line=line,
            charge_class=one.charge_class,
            net=Decimal(one.net),
            vat=None if one.vat is None else Decimal(one.vat),
            currency=bill.currency,
            shipped_on=one.expected.shipped_on if one.expected else None,
        )
        for line, one in enumerate(charges, 1)
    ]
    session.add_all(rows)
    session.flush()
    session.add_all(
        ChargeVerdict(
            tenant_id=bill.tenant_id,
            bill_id=bill.id,
            charge_id=row.id,
            expected_id=one.expected.id if one.expected else None,
            shipment_id=one.expected.shipment_id if one.expected else one.shipment_id,
            verdict=one.verdict,
            matched_by=MatchKey.TRACKING if one.expected else MatchKey.NONE,
            expected=one.expected.amount if one.expected else None,
            billed=row.net,
            agreed=agreed_of(one),
            account=one.account,
            decided_at=NOW,
        )
        for one, row in zip(charges, rows, strict=True)
    )
    session.flush()


def agreed_of(one: Billed) -> Decimal | None:
    """What is agreed to be paid of a charge."""
    if one.agreed is None:
        return None
    return Decimal(one.net if one.agreed == "billed" else one.agreed)


def a_rate(session: Session, books: Books, currency: str, day: date, rate: str) -> None:
    """What a currency was worth in kronor on a day."""
    session.add(
        ExchangeRate(
            tenant_id=books.tenant_id,
            currency=currency,
            day=day,
            rate=Decimal(rate),
            source="Riksbank",
            recorded_at=NOW,
            recorded_by=CLOSER,
        )
    )
    session.flush()


def close(session: Session, books: Books, month: date) -> None:
    """The month is closed."""
    session.add(
        Period(
            tenant_id=books.tenant_id, month=month, state=PeriodState.CLOSED, step=CloseStep.DONE
        )
    )
    session.flush()


def balances(session: Session, until: date = date.max) -> dict[str, Decimal]:
    """What every account that was posted to has on a day, without those at nought."""
    rows = session.execute(
        select(JournalLine.account, func.sum(JournalLine.amount))
        .join(
            JournalEntry,
            (JournalEntry.tenant_id == JournalLine.tenant_id)
            & (JournalEntry.id == JournalLine.entry_id),
        )
        .where(JournalEntry.posted_on <= until)
        .group_by(JournalLine.account)
        .order_by(JournalLine.account)
    )
    return {account: amount for account, amount in rows if amount}
