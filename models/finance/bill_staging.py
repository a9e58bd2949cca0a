"""Charges on their way into the record: copied into a table of the transaction, then inserted.

A row by row insert takes sixty times as long; the staging table has no index and writes no log.
"""

import hashlib
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from psycopg import Copy
from psycopg.cursor import Cursor
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from rules.finance.bill_control import ChargesRead
from rules.finance.bills_read import BillRead, RowRefused
from rules.finance.charge_lines import FIELDS, NOTHING, Found
from rules.finance.profiles import VAT_ROW

#: Lines that travel together.
_BLOCK: Final = 2_000
#: More refused rows of a file are counted, not kept.
MOST_KEPT: Final = 1_000
#: A large file takes longer than any other statement may.
PATIENCE_MS: Final = 900_000
_STAGE = """
    CREATE TEMPORARY TABLE staged_charges (
        bill integer NOT NULL, line integer NOT NULL, tracking text, tracking_key text,
        reference text, customer_reference text, charge_class text, code text, text text,
        billed_g integer, net numeric(14, 2) NOT NULL, vat numeric(14, 2), vat_percent numeric,
        shipped_on date
    ) ON COMMIT DROP
"""
_INSERT = text(
    f"""
    INSERT INTO carrier_charges (tenant_id, bill_id, currency, line, {", ".join(FIELDS)})
    SELECT :tenant_id, bills.id, bills.currency, line, {", ".join(FIELDS)}
    FROM unnest(CAST(:places AS int[]), CAST(:ids AS uuid[]), CAST(:currencies AS text[]))
         AS bills (bill, id, currency)
    JOIN staged_charges USING (bill)
    WHERE charge_class <> :vat_row
    """  # noqa: S608 - the names of our own columns
)
_SUMS = text(
    """
    SELECT bill, count(*) FILTER (WHERE charge_class <> :vat_row),
           coalesce(sum(net) FILTER (WHERE charge_class <> :vat_row), 0),
           coalesce(sum(net) FILTER (WHERE charge_class = :vat_row), 0)
    FROM staged_charges GROUP BY bill
    """
)


@dataclass(slots=True, kw_only=True)
class Staged:
    """What a file held, once all of it lies in the staging table."""

    bills: list[BillRead] = field(default_factory=list)
    found: dict[int, ChargesRead] = field(default_factory=dict)
    refused: list[RowRefused] = field(default_factory=list)
    refused_rows: int = 0
    charges: int = 0


def stage_charges(
    session: Session, found: Iterable[Found], progress: Callable[[int], None] | None = None
) -> Staged:
    """Copy the charges of a file into the transaction's staging table, a block at a time.

    `progress` is told how many charges have been read. The fingerprint of a bill is of its charges
    in their order, without their lines: another file may begin elsewhere. It raises what `found`
    raises; then the transaction holds nothing of the file once it is rolled back.
    """
    session.execute(select(func.set_config("statement_timeout", str(PATIENCE_MS), True)))
    session.execute(text("DROP TABLE IF EXISTS pg_temp.staged_charges"))
    session.execute(text(_STAGE))
    staged = Staged()
    columns = ", ".join(("bill", "line", *FIELDS))
    with (
        _cursor(session) as cursor,
        cursor.copy(f"COPY staged_charges ({columns}) FROM STDIN") as copy,
    ):
        prints = _copy_all(copy, found, staged, progress)
    for bill, charges, net, vat in session.execute(_SUMS, {"vat_row": VAT_ROW}):
        staged.found[bill] = ChargesRead(
            charges=charges, net=net, vat=vat, fingerprint=prints[bill].hexdigest()
        )
    return staged


def _cursor(session: Session) -> Cursor[Any]:
    """A cursor of the driver in the session's own transaction."""
    driver = session.connection().connection.driver_connection
    cursor: Cursor[Any] = driver.cursor()  # type: ignore[union-attr]
    return cursor


def _copy_all(
    copy: Copy,
    found: Iterable[Found],
    staged: Staged,
    progress: Callable[[int], None] | None,
) -> dict[int, Any]:
    """Write every charge; the bills, the refused rows and each bill's running hash come out."""
    prints: dict[int, Any] = {}
    block: list[tuple[int, int, str]] = []
    for one in found:
        if type(one) is tuple:
            block.append(one)
            if len(block) == _BLOCK:
                _write(copy, block, prints, staged, progress)
        elif isinstance(one, BillRead):
            staged.bills.append(one)
        elif isinstance(one, RowRefused):
            staged.refused_rows += 1
            if len(staged.refused) < MOST_KEPT:
                staged.refused.append(one)
    _write(copy, block, prints, staged, progress)
    return prints


def _write(
    copy: Copy,
    block: list[tuple[int, int, str]],
    prints: dict[int, Any],
    staged: Staged,
    progress: Callable[[int], None] | None,
) -> None:
    """One block in the text format of COPY, in which only backslashes have to be doubled."""
    if not block:
        return
    lines = "".join([f"{bill}\t{line}\t{fields}\n" for bill, line, fields in block])
    copy.write(lines.replace("\\", "\\\\").replace(NOTHING, "\\N"))
    for bill, fields in _by_bill(block):
        prints.setdefault(bill, hashlib.sha256()).update("\n".join(fields).encode() + b"\n")
    staged.charges += len(block)
    block.clear()
    if progress is not None:
        progress(staged.charges)


def _by_bill(block: list[tuple[int, int, str]]) -> Iterable[tuple[int, list[str]]]:
    """The fields of a block, bill by bill: mostly it is one."""
    bills: dict[int, list[str]] = {}
    for bill, _, fields in block:
        bills.setdefault(bill, []).append(fields)
    return bills.items()


@dataclass(frozen=True, slots=True, kw_only=True)
class BillToFill:
    """A bill whose charges are taken out of the staging table: its place there and its row."""

    place: int
    bill_id: uuid.UUID
    currency: str


def insert_charges(session: Session, tenant_id: uuid.UUID, bills: Sequence[BillToFill]) -> int:
    """The staged charges of these bills as rows of the record, in one statement; how many."""
    if not bills:
        return 0
    done = session.execute(
        _INSERT,
        {
            "tenant_id": tenant_id,
            "places": [one.place for one in bills],
            "ids": [one.bill_id for one in bills],
            "currencies": [one.currency for one in bills],
            "vat_row": VAT_ROW,
        },
    )
    inserted: int = done.rowcount  # type: ignore[attr-defined]
    return inserted
