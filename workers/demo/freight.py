"""The freight month: the carrier bills too much, three people look at it, and the month closes."""

import asyncio
import csv
import io
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

from sqlalchemy import func, select

from activities.finance.statement_letters import paper_key
from cli.output import tell
from desk.finance.bill_files import take_file
from desk.finance.bills import approve_bill
from desk.finance.disputes import open_dispute
from desk.finance.exceptions import ExceptionFilter, OpenCharge, list_exceptions
from desk.finance.months import approve_month, ask_close
from desk.finance.verdicts import BILLED, Decision, decide_charge
from models.finance.bills import CarrierBill
from models.finance.closing import CloseSnapshot, Period
from models.finance.shipments import ExpectedCharge, FreightShipment
from models.finance.statements import Statement
from models.papers import Document
from rules.finance.freight_words import ExpectedState, Verdict
from rules.finance.money_words import CloseStep, PeriodState, StatementKind, StatementState
from rules.finance.month_orders import MonthRef
from rules.local_month import next_month
from runtime.temporal import skip_to
from workers.demo.finance_sample import FinanceTeam
from workers.demo.hands import Hands, new_key, patiently
from workers.demo.journeys import STOCKHOLM

CARRIER: Final = "practice"
#: What the carrier asks too much of one parcel, and for one that nobody sent.
TOO_DEAR, MADE_UP = Decimal("30.00"), Decimal("99.00")
HEAD: Final = (
    *("account", "bill", "bill date", "currency", "bill net", "bill vat", "class", "code"),
    *("text", "tracking", "reference", "ship date", "weight kg", "net"),
)
MINUTE, GRACE = timedelta(minutes=1), timedelta(days=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedMonth:
    """What the month came to: the bill's verdicts, the dispute, the statements and the snapshot."""

    month: date
    verdicts: dict[str, int]
    dispute: str
    statements: tuple[str, ...]
    state: PeriodState
    sha256: str
    paper: Path | None

    @property
    def well(self) -> bool:
        """True when what was wrong was found, one claim made, and customers were billed."""
        wrong = {Verdict.OVER, Verdict.UNKNOWN} <= set(self.verdicts)
        closed = self.state is PeriodState.CLOSED and bool(self.sha256)
        return wrong and closed and bool(self.dispute and self.statements and self.paper)


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """One month in the hands of finance's people; the clock is a day after it."""

    hands: Hands
    team: FinanceTeam
    ref: MonthRef
    now: datetime

    def at(self, minutes: int) -> datetime:
        """So many minutes after they began."""
        return self.now + minutes * MINUTE


async def play_month(hands: Hands, team: FinanceTeam, day: date, folder: Path) -> ClosedMonth:
    """The first month from that day on that is not closed: billed, looked at, and closed."""
    month = await asyncio.to_thread(month_to_close, hands, day)
    after = next_month(month)
    books = Books(
        hands=hands,
        team=team,
        ref=MonthRef(tenant_id=str(hands.clerk.tenant_id), tenant=hands.clerk.tenant, month=month),
        now=datetime(after.year, after.month, 2, 9, tzinfo=STOCKHOLM).astimezone(UTC),
    )
    bill = await asyncio.to_thread(bill_in, books)
    verdicts = await asyncio.to_thread(verdicts_of, books, bill)
    dispute = await asyncio.to_thread(look_through, books, bill)
    await close(books)
    return await asyncio.to_thread(closed_month, books, verdicts, dispute, folder)


def month_to_close(hands: Hands, day: date) -> date:
    """The day's month, or the first one after it that is open."""
    month = day.replace(day=1)
    with hands.database.as_tenant(hands.clerk.tenant_id) as session:
        closed = select(Period.month).where(Period.state == PeriodState.CLOSED)
        done = set(session.scalars(closed))
    while month in done:
        month = next_month(month)
    return month


def bill_in(books: Books) -> uuid.UUID:
    """The carrier's file for the month, with what carriers get wrong, is taken."""
    content = written_bill(books)
    taken = take_file(
        books.hands.database,
        books.team.importer,
        name=f"practice-{books.ref.month:%Y-%m}.csv",
        content=content,
        profile="narrow_csv",
        carrier=CARRIER,
        key=new_key(),
        now=books.at(0),
    )
    with books.hands.database.as_tenant(books.hands.clerk.tenant_id) as session:
        bill = session.scalars(
            select(CarrierBill).where(CarrierBill.file_id == taken.file_id)
        ).one()
        tell(f"  bill {bill.number}: {bill.charges} charges, {bill.net} {bill.currency}")
        return bill.id


def written_bill(books: Books) -> bytes:
    """One row for each charge that is owed; the first is too dear, one parcel is nobody's."""
    first, last = books.ref.month, next_month(books.ref.month) - timedelta(days=1)
    with books.hands.database.as_tenant(books.hands.clerk.tenant_id) as session:
        owed = session.execute(
            select(ExpectedCharge, FreightShipment)
            .join(FreightShipment, FreightShipment.id == ExpectedCharge.shipment_id)
            .where(ExpectedCharge.state == ExpectedState.ACCRUED, ExpectedCharge.accrued_on <= last)
            .order_by(ExpectedCharge.id)
        ).all()
        known = session.execute(select(func.count(CarrierBill.id))).scalar_one()
        lines = [row_of(charge, shipment) for charge, shipment in owed]
    lines[0][-1] = str(Decimal(lines[0][-1]) + TOO_DEAR)
    nobody = f"XX{known + 1:09d}"
    lines.append(["FREIGHT", "", "Express", nobody, "", last.isoformat(), "1.0", str(MADE_UP)])
    net = sum((Decimal(line[-1]) for line in lines), Decimal(0))
    vat = (net / 4).quantize(Decimal("0.01"))
    number = f"P-{first:%Y%m}-{known + 1}"
    head = ["100200", number, last.isoformat(), "SEK", str(net), str(vat)]
    return table(HEAD, [[*head, *line] for line in lines])


def row_of(charge: ExpectedCharge, shipment: FreightShipment) -> list[str]:
    """A charge as the carrier writes it: class, code, text, parcel, our reference, day, weight."""
    return [
        *(charge.charge_class.upper(), charge.code, shipment.service, shipment.tracking),
        *(shipment.reference, str(shipment.scanned_on), str(charge.chargeable_g / 1000)),
        str(charge.amount),
    ]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """The rows below their head, as a portal exports them."""
    written = io.StringIO()
    csv.writer(written).writerows([head, *rows])
    return written.getvalue().encode()


def verdicts_of(books: Books, bill: uuid.UUID) -> dict[str, int]:
    """How many charges of the bill wait for a person, by verdict."""
    found: dict[str, int] = {}
    for one in open_charges(books, bill):
        found[one.verdict] = found.get(one.verdict, 0) + 1
    tell("  to look at: " + ", ".join(f"{count} {verdict}" for verdict, count in found.items()))
    return found


def open_charges(books: Books, bill: uuid.UUID) -> list[OpenCharge]:
    """The charges of the bill that wait for a person."""
    page = list_exceptions(books.hands.database, books.team.approver, ExceptionFilter())
    return [one for one in page.items if one.bill_id == bill]


def look_through(books: Books, bill: uuid.UUID) -> str:
    """What is too dear is claimed back, what nobody sent is not paid, the rest is; the claim."""
    database, approver = books.hands.database, books.team.approver
    waiting = open_charges(books, bill)
    dear = [one.charge for one in waiting if one.verdict is Verdict.OVER]
    dispute = open_dispute(
        database, approver, bill, dear, "Dearer than the card says.", new_key(), books.at(1)
    )
    for one in waiting:
        if one.charge in dear:
            continue
        agreed = "0.00" if one.verdict is Verdict.UNKNOWN else BILLED
        because = "Nobody here sent it." if one.verdict is Verdict.UNKNOWN else "It is in order."
        decision = Decision(agreed=agreed, because=because)
        decide_charge(database, approver, one.charge, decision, new_key(), books.at(2))
    approve_bill(database, approver, bill, new_key(), books.at(3))
    tell(f"  dispute {dispute['number']} claims {TOO_DEAR} back; the bill is approved")
    return str(dispute["number"])


async def close(books: Books) -> None:
    """One asks to close, another approves; statements have their days of grace; it is locked."""
    database, team, month = books.hands.database, books.team, books.ref.month
    await asyncio.to_thread(ask_close, database, team.closer, month, new_key(), books.at(4))
    await begun(books)
    await skip_to(books.hands.client, books.ref.workflow_id, books.at(5))
    await at_step(books, CloseStep.APPROVE)
    await asyncio.to_thread(approve_month, database, team.approver, month, new_key(), books.at(6))
    await at_step(books, CloseStep.ISSUE)
    await skip_to(books.hands.client, books.ref.workflow_id, books.now + GRACE)
    await at_step(books, CloseStep.DONE)
    tell(f"  month {month:%Y-%m} is closed")


async def begun(books: Books) -> None:
    """The relay has started the month's workflow."""

    async def runs() -> bool:
        described = await books.hands.client.get_workflow_handle(books.ref.workflow_id).describe()
        return described.id == books.ref.workflow_id

    await books.hands.drained()
    await patiently(runs, books.ref.workflow_id, "its workflow")


async def at_step(books: Books, step: CloseStep) -> None:
    """Wait until the month is at that step, or past it (DemoStuck)."""
    steps = list(CloseStep)

    def there() -> bool:
        with books.hands.database.as_tenant(books.hands.clerk.tenant_id) as session:
            period = session.scalars(select(Period).where(Period.month == books.ref.month)).one()
            return steps.index(period.step) >= steps.index(step)

    async def looked() -> bool:
        return await asyncio.to_thread(there)

    await patiently(looked, books.ref.workflow_id, step.value)


def closed_month(books: Books, verdicts: dict[str, int], dispute: str, folder: Path) -> ClosedMonth:
    """The month as it was closed, and the paper of one statement beside the labels."""
    with books.hands.database.as_tenant(books.hands.clerk.tenant_id) as session:
        period = session.scalars(select(Period).where(Period.month == books.ref.month)).one()
        kept = session.scalars(
            select(CloseSnapshot).where(CloseSnapshot.period_id == period.id)
        ).all()
        numbers = session.scalars(
            select(Statement.number)
            .where(
                Statement.month == books.ref.month,
                Statement.kind == StatementKind.INVOICE,
                Statement.state == StatementState.SENT,
            )
            .order_by(Statement.net.desc())
        ).all()
        said = tuple(number for number in numbers if number)
        paper = (
            session.scalars(select(Document).where(Document.key == paper_key(said[0], "pdf"))).one()
            if said
            else None
        )
        return ClosedMonth(
            month=books.ref.month,
            verdicts=verdicts,
            dispute=dispute,
            statements=said,
            state=period.state,
            sha256=kept[-1].sha256 if kept else "",
            paper=written(folder, said[0], paper) if paper else None,
        )


def written(folder: Path, number: str, paper: Document) -> Path:
    """The statement's PDF as a file."""
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / f"statement-{number}.pdf"
    place.write_bytes(paper.content)
    return place
