"""The journal as it goes out: vouchers for SIE, and rows for a table, entry by entry."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from activities.finance.exchange import own_party
from documents.finance.sie import SieAccount, SieCompany, SieLine, SieVoucher, write_sie
from models.cases import Case
from models.finance.ledger import JournalEntry, JournalLine, LedgerAccount
from models.finance.shipments import FreightShipment

#: Rows read at a time.
A_PAGE: Final = 5_000
HEADINGS: Final = (
    *("voucher", "posted_on", "month", "posting", "voucher_text", "line", "account"),
    *("account_name", "amount", "foreign_amount", "foreign_currency", "rate", "text"),
    *("service_month", "case", "carrier", "tracking", "charge_id", "statement_line_id"),
)
#: A spreadsheet takes a text that begins so for a formula.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def voucher_name(entry: JournalEntry) -> str:
    """Such as L-2026-17."""
    return f"{entry.series}-{entry.fiscal_year}-{entry.number}"


def sie_file(session: Session, first: date, last: date, made_on: date) -> bytes:
    """The vouchers of these months as a SIE 4I file (NoOwnCurrency)."""
    party = own_party(session, made_on)
    company = SieCompany(name=party.legal_name, registration=party.registration)
    return b"".join(
        write_sie(
            company, used_accounts(session, first, last), vouchers(session, first, last), made_on
        )
    )


def used_accounts(session: Session, first: date, last: date) -> list[SieAccount]:
    """The accounts that a voucher of these months uses, by number."""
    used = (
        select(JournalLine.account)
        .join(
            JournalEntry,
            (JournalEntry.tenant_id == JournalLine.tenant_id)
            & (JournalEntry.id == JournalLine.entry_id),
        )
        .where(JournalEntry.month.between(first, last))
    )
    rows = session.scalars(
        select(LedgerAccount).where(LedgerAccount.number.in_(used)).order_by(LedgerAccount.number)
    )
    return [SieAccount(number=row.number, name=row.name) for row in rows]


def vouchers(session: Session, first: date, last: date) -> Iterator[SieVoucher]:
    """The vouchers of these months, by series, year and number."""
    rows = session.execute(
        journal(first, last).with_only_columns(JournalEntry, JournalLine),
        execution_options={"yield_per": A_PAGE},
    )
    for entry, lines in groupby(rows, key=lambda row: row[0]):
        yield SieVoucher(
            series=entry.series,
            number=entry.number,
            on=entry.posted_on,
            text=entry.text,
            posted_on=entry.posted_at.date(),
            by=entry.posted_by,
            lines=[
                SieLine(account=line.account, amount=line.amount, text=line.text)
                for _, line in lines
            ],
        )


def journal(
    first: date, last: date
) -> Select[JournalEntry, JournalLine, str, Case, FreightShipment]:
    """Entries with their lines and what each line is about."""
    own = JournalLine.tenant_id
    return (
        select(JournalEntry, JournalLine, LedgerAccount.name, Case, FreightShipment)
        .join(
            JournalLine,
            (own == JournalEntry.tenant_id) & (JournalLine.entry_id == JournalEntry.id),
        )
        .join(
            LedgerAccount,
            (LedgerAccount.tenant_id == own) & (LedgerAccount.number == JournalLine.account),
        )
        .outerjoin(Case, (Case.tenant_id == own) & (Case.id == JournalLine.case_id))
        .outerjoin(
            FreightShipment,
            (FreightShipment.tenant_id == own) & (FreightShipment.id == JournalLine.shipment_id),
        )
        .where(JournalEntry.month.between(first, last))
        .order_by(
            JournalEntry.series,
            JournalEntry.fiscal_year,
            JournalEntry.number,
            JournalLine.line,
        )
    )


def journal_csv(session: Session, first: date, last: date) -> str:
    """The journal of these months as a table, amounts with a point, UTF-8."""
    sheet = io.StringIO(newline="")
    out = csv.writer(sheet)
    out.writerow(HEADINGS)
    rows = session.execute(journal(first, last), execution_options={"yield_per": A_PAGE})
    out.writerows(table_row(*row) for row in rows)
    return sheet.getvalue()


def table_row(
    entry: JournalEntry,
    line: JournalLine,
    account_name: str,
    case: Case | None,
    shipment: FreightShipment | None,
) -> Sequence[Any]:
    """One line of the journal as a row; what is not known is empty."""
    return (
        voucher_name(entry),
        entry.posted_on,
        f"{entry.month:%Y-%m}",
        entry.posting,
        harmless(entry.text),
        line.line,
        line.account,
        harmless(account_name),
        line.amount,
        line.foreign_amount,
        line.foreign_currency,
        line.rate,
        harmless(line.text),
        f"{line.service_month:%Y-%m}" if line.service_month else "",
        case.number if case else "",
        shipment.carrier if shipment else "",
        harmless(shipment.tracking) if shipment else "",
        line.charge_id,
        line.statement_line_id,
    )


def harmless(text: str) -> str:
    """The text so that no spreadsheet calculates it."""
    return f"'{text}" if text.startswith(FORMULA) else text
