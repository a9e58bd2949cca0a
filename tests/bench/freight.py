"""Part (f): the freight month, from carriers' files to verdicts, the journal and e-invoices."""

import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import text
from sqlalchemy.orm import Session

from activities.finance.bill_posting import post_bill
from activities.finance.chart_files import sample_chart
from desk.finance.chart import open_books
from documents.finance.rule_check import check, fatal
from documents.finance.rule_sets import Profile
from documents.finance.ubl import write_ubl
from models.finance.matching import match_bills
from models.migrate import migrate
from runtime.database import Database
from tests import finance_duckdb
from tests.bench.freight_files import narrow_file, wide_file
from tests.bench.freight_taking import Taken, take_apart
from tests.bench.report import BenchStuck, Report, number, verdict
from tests.bills import know_carrier
from tests.builders import found_desk
from tests.databases import command
from tests.finance_books import a_party
from tests.finance_faults import FaultyMonth, load_month, make_month
from tests.invoices import a_line, an_invoice
from workers.stack.postgres import EmbeddedPostgres

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
ONE_BILL = 25_000
STATEMENTS, LINES = 1_000, 50
#: finance.md, part 8, item 11.
MOST_RATIO, LEAST_NARROW, LEAST_WIDE = 6.0, 60_000.0, 40_000.0
MOST_BILL_S, MOST_STATEMENTS_S, MOST_MB = 3.0, 90.0, 500.0


@dataclass(slots=True, kw_only=True)
class Measured:
    """Everything one run found; seconds are the least of the rounds."""

    rows: int
    billed: int
    matched: list[float] = field(default_factory=list)
    reference: list[float] = field(default_factory=list)
    keyed: list[float] = field(default_factory=list)
    narrow: Taken
    wide: Taken
    one_bill: Taken
    posted: float
    statements: float
    findings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A database with one desk in it."""

    owner_url: str
    record: Database
    tenant_id: uuid.UUID

    @property
    def url(self) -> str:
        """The runtime role's."""
        return self.owner_url.replace("swapdesk_owner", "swapdesk_runtime")


def measure_freight(below: Path, *, rows: int, rounds: int) -> Report:
    """Starts a database of its own and fills it with a month of so many shipments."""
    folder = below / "freight"
    folder.mkdir()
    server = EmbeddedPostgres(folder / "postgres")
    server.start()
    try:
        month = make_month(folder, rows)
        with placed(server, "matching") as place:
            load_month(place.owner_url, place.tenant_id, month, AT)
            matched, reference, keyed = raced(place, month, rounds)
        narrow = taken(server, "narrow", month, narrow_file(month, folder))
        wide = taken(server, "wide", month, wide_file(month, folder))
        one_bill, posted = one_bill_posted(server, folder, rows)
    finally:
        server.stop()
    statements, findings = statements_checked(rows)
    return report(
        Measured(
            rows=rows,
            billed=month.billed,
            matched=matched,
            reference=reference,
            keyed=keyed,
            narrow=narrow,
            wide=wide,
            one_bill=one_bill,
            posted=posted,
            statements=statements,
            findings=findings,
        )
    )


@contextmanager
def placed(server: EmbeddedPostgres, name: str) -> Iterator[Place]:
    """A migrated database with a desk, open books and the carrier; dropped at the end."""
    command(server, f"CREATE DATABASE {name}")
    owner_url = server.url("swapdesk_owner", name)
    migrate(owner_url)
    record = Database(owner_url.replace("swapdesk_owner", "swapdesk_runtime"))
    desk = found_desk(owner_url, record)
    know_carrier(record, desk.tenant_id)
    with record.as_tenant(desk.tenant_id) as session:
        open_books(session, desk.tenant_id, sample_chart("bas"), AT)
        session.add(a_party(desk.tenant_id))
    try:
        yield Place(owner_url=owner_url, record=record, tenant_id=desk.tenant_id)
    finally:
        record.close()
        command(server, f"DROP DATABASE {name} WITH (FORCE)")


Seconds = list[float]


def raced(place: Place, month: FaultyMonth, rounds: int) -> tuple[Seconds, Seconds, Seconds]:
    """Both databases in turn; what PostgreSQL wrote is taken back, and both found the same."""
    judge = finance_duckdb.loaded(month.expected, month.lines)
    matched: Seconds = []
    reference: Seconds = []
    keyed: Seconds = []
    for _ in range(rounds):
        reference.append(seconds_of(lambda: finance_duckdb.match(judge)))
        keyed.append(seconds_of(lambda: finance_duckdb.match_with_keys(judge)))
        with place.record.as_tenant(place.tenant_id) as session:
            begun = time.perf_counter()
            sums = match_bills(session, None, AT)
            matched.append(time.perf_counter() - begun)
            session.rollback()
        with psycopg.connect(place.owner_url.replace("+psycopg", ""), autocommit=True) as owner:
            owner.execute("VACUUM charge_verdicts")
        told = finance_duckdb.judged(judge)
        if any(told[one.verdict] != (one.charges, str(one.money)) for one in sums):
            raise BenchStuck(f"The databases disagree: {sums}, and {told}.")
    return matched, reference, keyed


def seconds_of(act: Callable[[], None]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def taken(server: EmbeddedPostgres, name: str, month: FaultyMonth, file: Path) -> Taken:
    """The whole file, from disk to stored verdicts, against shipments that are on record."""
    profile = {"narrow": "narrow_csv", "wide": "ups_250"}[name]
    with placed(server, name) as place:
        load_month(place.owner_url, place.tenant_id, month, AT, bills=False)
        return take_apart(place.url, place.tenant_id, file, profile)


def one_bill_posted(server: EmbeddedPostgres, folder: Path, rows: int) -> tuple[Taken, float]:
    """One bill among as many shipments: taken in, and, once people have agreed, posted."""
    own = folder / "one"
    own.mkdir()
    bill = make_month(own, min(ONE_BILL, rows), seed=7)
    with placed(server, "one") as place:
        load_month(place.owner_url, place.tenant_id, bill, AT, bills=False)
        one = take_apart(place.url, place.tenant_id, narrow_file(bill, own), "narrow_csv")
        with place.record.as_tenant(place.tenant_id) as session:
            bill_id = approved(session)
        with place.record.as_tenant(place.tenant_id) as session:
            session.execute(text("SET LOCAL statement_timeout = '10min'"))
            begun = time.perf_counter()
            post_bill(session, bill_id, on=date(2026, 11, 1), at=AT, by="approver@acme.example")
            session.flush()
            return one, time.perf_counter() - begun


def approved(session: Session) -> uuid.UUID:
    """The largest bill, all of it agreed as billed without asking anybody."""
    found: uuid.UUID = session.execute(text(LARGEST)).scalar_one()
    for step in AGREED:
        session.execute(text(step), {"bill": found, "at": AT})
    return found


LARGEST = "SELECT id FROM carrier_bills WHERE currency = 'SEK' ORDER BY charges DESC LIMIT 1"
AGREED = (
    "UPDATE charge_verdicts SET agreed = billed WHERE bill_id = :bill AND superseded_at IS NULL",
    """UPDATE carrier_bills SET state = 'approved', approved_at = :at,
    approved_by = 'approver@acme.example' WHERE id = :bill""",
)


def statements_checked(rows: int) -> tuple[float, int]:
    """Seconds to write so many e-invoices and hold them against all rules, and what was wrong."""
    count = max(1, min(STATEMENTS, STATEMENTS * rows // 1_000_000))
    begun = time.perf_counter()
    documents = [
        write_ubl(
            an_invoice(
                number=f"2026-{place:06d}",
                lines=tuple(
                    a_line(line, quantity=str(line), price=str(Decimal(1000 + line) / 100))
                    for line in range(1, LINES + 1)
                ),
            )
        )
        for place in range(1, count + 1)
    ]
    findings = check(documents, Profile.PEPPOL)
    seconds = time.perf_counter() - begun
    return seconds * STATEMENTS / count, len(fatal(findings))


def report(run: Measured) -> Report:
    return Report(
        title=f"Freight month: {run.rows:,} shipments, {run.billed:,} lines of bills",
        head=["(f)", "seconds", "a second", "other", "target"],
        rows=rows_of(run),
        notes=[
            "match: everything already in PostgreSQL, keys and row security on, every row stored;",
            f"least of {len(run.matched)} rounds, DuckDB's with the same month in the same rounds",
            "whole path: file -> kept, staged, unique, booked, matched, verdicts stored; MB: the",
            "most memory of the process that took the file in",
            "one bill: what people decide in between is not counted",
            "statements: written as UBL and held against the schema, EN 16931 and Peppol;",
            f"{run.findings} fatal findings; their rating is part of the month's close",
        ],
        facts=facts(run),
    )


def rows_of(run: Measured) -> Sequence[Sequence[str]]:
    match, duck, keyed = min(run.matched), min(run.reference), min(run.keyed)
    one = run.one_bill.seconds + run.posted
    most = max(run.narrow.megabytes, run.wide.megabytes)
    return [
        ["DuckDB: match, classify, store", number(duck), number(run.billed / duck), "", ""],
        [
            *("DuckDB, into a table with keys", number(keyed), number(run.billed / keyed)),
            *(f"match step: {number(match / keyed)} x", ""),
        ],
        [
            *("match step", number(match), number(run.billed / match)),
            *(f"{number(match / duck)} x DuckDB", verdict(match / duck, most=MOST_RATIO)),
        ],
        path_row("whole path, 14 columns", run.narrow, LEAST_NARROW),
        path_row("whole path, 250 columns", run.wide, LEAST_WIDE),
        [
            *(f"one bill of {run.one_bill.charges:,} lines, posted", number(one)),
            *(number(run.one_bill.charges / one), f"{number(run.posted)} s journal"),
            verdict(one, most=MOST_BILL_S),
        ],
        [
            *(f"{STATEMENTS:,} statements of {LINES} lines", number(run.statements)),
            *(
                number(STATEMENTS / run.statements),
                "",
                verdict(run.statements, most=MOST_STATEMENTS_S),
            ),
        ],
        ["most memory, MB", "", "", number(most), verdict(most, most=MOST_MB)],
    ]


def path_row(name: str, one: Taken, least: float) -> Sequence[str]:
    rate = one.charges / one.seconds
    memory = f"{number(one.megabytes)} MB"
    return [name, number(one.seconds), number(rate), memory, verdict(rate, least=least)]


def facts(run: Measured) -> dict[str, Any]:
    return {
        "rows": run.rows,
        "lines": run.billed,
        "match_s": run.matched,
        "duckdb_s": run.reference,
        "duckdb_with_keys_s": run.keyed,
        "ratio": min(run.matched) / min(run.reference),
        "narrow_s": run.narrow.seconds,
        "narrow_mb": run.narrow.megabytes,
        "wide_s": run.wide.seconds,
        "wide_mb": run.wide.megabytes,
        "one_bill_s": run.one_bill.seconds,
        "posted_s": run.posted,
        "statements_s": run.statements,
        "fatal_findings": run.findings,
    }
