"""Carriers' files to test with, written from their layouts: no carrier ever sent them."""

import csv
import io
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from desk.actors import Actor
from desk.finance.bill_files import TakenFile, take_file
from models.finance.rates import RateCard
from models.parties import Role
from rules.finance.freight_words import RateSide
from rules.finance.money_words import FinanceDuty
from runtime.database import Database
from tests.builders import TestDesk

TAKEN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
NARROW = (
    *("account", "bill", "bill date", "currency", "bill net", "bill vat", "tracking"),
    *("reference", "class", "code", "text", "weight kg", "ship date", "net"),
)


@dataclass(frozen=True, kw_only=True)
class Charge:
    """One charge to write: every layout takes of it what it has a place for."""

    net: str = "89.00"
    tracking: str = "00373500123456789012"
    reference: str = "SE-2026-000001"
    charge_class: str = "FREIGHT"
    code: str = "FRT"
    text: str = "Parcel"
    kg: str = "2.5"
    shipped_on: date = date(2026, 10, 14)


@dataclass(frozen=True, kw_only=True)
class Bill:
    """One bill to write; totals that are None are what its charges sum to."""

    charges: tuple[Charge, ...] = (Charge(), Charge(net="8.90", charge_class="FUEL", code="FSC"))
    number: str = "B-1001"
    account: str = "ACC-1"
    issued_on: date = date(2026, 10, 31)
    currency: str = "SEK"
    net: str | None = None
    vat: str | None = None
    credit: bool = False
    credits: str = ""

    @cached_property
    def sum(self) -> Decimal:
        return sum((Decimal(one.net) for one in self.charges), Decimal("0.00"))

    @cached_property
    def total(self) -> Decimal:
        return self.sum if self.net is None else Decimal(self.net)

    @cached_property
    def tax(self) -> Decimal:
        usual = (self.total * Decimal("0.25")).quantize(Decimal("0.01"))
        return usual if self.vat is None else Decimal(self.vat)


def many_charges(count: int, first: int = 0) -> tuple[Charge, ...]:
    """Charges of as many parcels, each of its own price."""
    return tuple(
        Charge(
            tracking=f"0037350{n:013d}",
            reference=f"SE-2026-{n:06d}",
            net=f"{Decimal(5000 + n % 977) / 100:.2f}",
            shipped_on=date(2026, 10, 1) + timedelta(days=n % 28),
        )
        for n in range(first, first + count)
    )


def narrow_csv(*bills: Bill, delimiter: str = ",") -> bytes:
    """The plain table with a header."""
    rows = [
        (
            *(bill.account, bill.number, bill.issued_on, bill.currency, bill.total, bill.tax),
            *(one.tracking, one.reference, one.charge_class, one.code, one.text, one.kg),
            *(one.shipped_on, one.net),
        )
        for bill in bills
        for one in bill.charges
    ]
    return written([NARROW, *rows], delimiter)


def mapped_csv(*bills: Bill) -> bytes:
    """A table as Excel writes it in much of Europe: semicolons and decimal commas."""
    head = (
        *("Customer No.", "Document No.", "Document Date", "Currency", "Document Net"),
        *("Parcel Number", "Reference", "Article Number", "Article", "Inv.-Weight kg", "Date"),
        "Net amount",
    )
    rows = [
        (
            *(bill.account, bill.number, f"{bill.issued_on:%d.%m.%Y}", bill.currency),
            *(comma(bill.total), one.tracking, one.reference, one.charge_class, one.text),
            *(comma(one.kg), f"{one.shipped_on:%d.%m.%Y}", comma(one.net)),
        )
        for bill in bills
        for one in bill.charges
    ]
    return written([head, *rows], ";")


def comma(amount: object) -> str:
    return str(amount).replace(".", ",")


#: How the table of 250 columns writes a class; TAX rows are VAT.
WIDE_CLASSES = {"FREIGHT": "FRT", "FUEL": "FSC", "SURCHARGE": "ACC", "VAT": "TAX", "FEE": "MSC"}


def ups_250(*bills: Bill) -> bytes:
    """Rows of 250 columns without a header; the total with VAT stands on every row."""
    return written([wide_row(bill, one) for bill in bills for one in bill.charges])


def wide_row(bill: Bill, one: Charge) -> list[object]:
    """One charge; a fee has no tracking number and is of the category MIS."""
    cells: Mapping[int, object] = {
        1: "2.1",
        3: bill.account,
        5: bill.issued_on,
        6: bill.number,
        7: "E",
        10: bill.currency,
        11: bill.total,
        12: one.shipped_on,
        14: "LEAD1",
        16: one.reference,
        21: one.tracking,
        29: one.kg,
        30: "K",
        35: "MIS" if one.charge_class == "FEE" else "SHP",
        44: WIDE_CLASSES[one.charge_class],
        45: one.code,
        46: one.text,
        53: one.net,
    }
    return [cells.get(column, "") for column in range(1, 251)]


def written(rows: Iterable[Sequence[object]], delimiter: str = ",") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode()


def finance_of(desk: TestDesk, duty: FinanceDuty | None = FinanceDuty.IMPORTER) -> Actor:
    """The person of finance with this duty."""
    return Actor(
        tenant_id=desk.tenant_id,
        tenant=desk.tenant,
        name=f"{duty or 'reader'}@{desk.tenant}.example",
        role=Role.FINANCE,
        duty=duty,
    )


def know_carrier(record: Database, tenant_id: uuid.UUID, carrier: str = "practice") -> None:
    """An empty rate card, so that the carrier is one of ours."""
    with record.as_tenant(tenant_id) as session:
        session.add(
            RateCard(
                tenant_id=tenant_id,
                id=uuid.uuid4(),
                side=RateSide.BUY,
                code=f"{carrier}-test",
                version="1",
                carrier=carrier,
                currency="SEK",
                divisor=5000,
                step_g=500,
                valid_from=date(2026, 1, 1),
                sha256="0" * 64,
                loaded_at=TAKEN,
                loaded_by="test",
            )
        )


def take(
    record: Database,
    desk: TestDesk,
    content: bytes,
    profile: str = "narrow_csv",
    **changes: Any,
) -> TakenFile:
    """The file taken in by the importer, under a key of its own."""
    given: dict[str, Any] = {
        "name": "bills.csv",
        "carrier": "practice",
        "key": uuid.uuid4().hex,
        "now": TAKEN,
    }
    given |= changes
    actor = given.pop("actor", finance_of(desk))
    return take_file(record, actor, content=content, profile=profile, **given)
