"""A month to close: a tenant with rates, chart and parties, three people, parcels and bills."""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activities.finance.chart_files import sample_chart
from activities.finance.closing import MonthRecord
from desk.actors import Actor
from desk.finance.bills import approve_bill
from desk.finance.chart import open_books
from desk.finance.month_view import MonthEvent, month_view
from desk.finance.months import approve_month, ask_close, ask_reopen, confirm_reopen
from desk.request_keys import Answer
from models.finance.bills import BillFile, CarrierBill
from models.finance.closing import CloseSnapshot, Period
from models.finance.ledger import ExchangeRate, JournalEntry, JournalLine
from models.finance.rating_query import rate_shipments
from models.finance.shipments import ExpectedCharge, FreightShipment
from models.finance.statements import Statement, StatementItem
from models.parties import Role
from rules.finance.freight_words import BillState
from rules.finance.money_words import CloseStep, FinanceDuty
from rules.finance.month_orders import MonthRef, MonthTurn
from rules.pool_orders import Turned
from runtime.database import Database
from tests.builders import TestDesk
from tests.charges import a_bill, a_line
from tests.freight import load_sample_rates, shipment_values
from tests.statements import an_event, found_parties

OCTOBER: Final = date(2026, 10, 1)
#: October is over in Stockholm, and the days of grace of its statements too.
CLOSING: Final = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)
TAKEN: Final = datetime(2026, 11, 4, 8, 0, tzinfo=UTC)
MINUTE: Final = timedelta(minutes=1)
GRACE: Final = timedelta(days=4)
#: More turns than a close has steps, several times over.
ENOUGH: Final = 40


def person(desk: TestDesk, duty: FinanceDuty, name: str = "") -> Actor:
    """Somebody of finance with that duty."""
    return Actor(
        tenant_id=desk.tenant_id,
        tenant=desk.tenant,
        name=name or f"{duty}@acme.example",
        role=Role.FINANCE,
        duty=duty,
    )


def open_finance(record: Database, desk: TestDesk) -> None:
    """Sample rates, the sample chart, and who sells and buys."""
    load_sample_rates(record, desk.tenant_id)
    found_parties(record, desk.tenant_id)
    with record.as_tenant(desk.tenant_id) as session:
        open_books(session, desk.tenant_id, sample_chart("bas"), CLOSING)
        session.add(
            ExchangeRate(
                tenant_id=desk.tenant_id,
                currency="EUR",
                day=date(2026, 11, 9),
                rate=Decimal("11.20"),
                source="the central bank",
                recorded_at=TAKEN,
                recorded_by="rates@acme.example",
            )
        )


def a_parcel(
    session: Session, tenant_id: uuid.UUID, day: int = 12, **changes: Any
) -> FreightShipment:
    """A parcel of fabrikam's, booked and scanned on a day of October; not priced yet."""
    at = datetime(2026, 10, day, 12, 0, tzinfo=UTC)
    known = {"booked_at": at, "booked_on": at.date(), "scanned_at": at, "scanned_on": at.date()}
    parcel = FreightShipment(tenant_id=tenant_id, **shipment_values(**{**known, **changes}))
    session.add(parcel)
    session.flush()
    return parcel


def a_bill_for(
    session: Session, tenant_id: uuid.UUID, parcels: list[FreightShipment], **changes: Any
) -> CarrierBill:
    """The carrier's bill of 31 October for these parcels, as each is expected."""
    rate_shipments(session)
    lines = [line for parcel in parcels for line in lines_for(session, parcel)]
    usual = {"issued_on": date(2026, 10, 31), "taken_at": TAKEN}
    bill = a_bill(session, tenant_id, *lines, **{**usual, **changes})
    session.get_one(BillFile, (tenant_id, bill.file_id)).taken_at = bill.taken_at
    return bill


def lines_for(session: Session, parcel: FreightShipment) -> list[dict[str, Any]]:
    """What is expected of a parcel, as a carrier writes it."""
    expected = session.scalars(
        select(ExpectedCharge)
        .where(ExpectedCharge.shipment_id == parcel.id)
        .order_by(ExpectedCharge.id)
    )
    return [
        a_line(
            one.amount,
            parcel.tracking,
            charge_class=one.charge_class,
            code=one.code,
            billed_g=one.chargeable_g,
            shipped_on=parcel.scanned_on,
        )
        for one in expected
    ]


@dataclass(kw_only=True)
class MonthWalk:
    """The hands of the month's workflow and of finance's people, without a workflow server."""

    record: Database
    desk: TestDesk
    month: date = OCTOBER
    now: datetime = CLOSING
    keys: int = 0
    importer: Actor = field(init=False)
    approver: Actor = field(init=False)
    closer: Actor = field(init=False)

    def __post_init__(self) -> None:
        self.importer = person(self.desk, FinanceDuty.IMPORTER)
        self.approver = person(self.desk, FinanceDuty.APPROVER)
        self.closer = person(self.desk, FinanceDuty.CLOSER)

    @property
    def ref(self) -> MonthRef:
        return MonthRef(
            tenant_id=str(self.desk.tenant_id), tenant=self.desk.tenant, month=self.month
        )

    def key(self) -> str:
        self.keys += 1
        return f"month-key-{self.keys}"

    def later(self, by: timedelta = MINUTE) -> datetime:
        self.now += by
        return self.now

    def turn(self) -> Turned:
        """One turn, a minute after the last."""
        return MonthRecord(self.record).turn_month(MonthTurn(month=self.ref, at=self.later()))

    def run(self) -> CloseStep:
        """Turn until the month is closed or something holds it up; the step it is at."""
        for _ in range(ENOUGH):
            turned = self.turn()
            if turned.state == CloseStep.DONE or turned.next_at is not None:
                return CloseStep(turned.state)
        raise AssertionError(turned)

    def ship(self, count: int = 3, *, billed: bool = True, **changes: Any) -> list[int]:
        """Parcels of October and, if so wished, the bill for them; their ids."""
        with self.record.as_tenant(self.desk.tenant_id) as session:
            parcels = [a_parcel(session, self.desk.tenant_id, **changes) for _ in range(count)]
            if billed:
                a_bill_for(session, self.desk.tenant_id, parcels)
            return [parcel.id for parcel in parcels]

    def sell(self, count: int = 2, **changes: Any) -> None:
        """Events of October that fabrikam owes 100 kronor for each."""
        with self.record.as_tenant(self.desk.tenant_id) as session:
            for _ in range(count):
                an_event(session, self.desk.tenant_id, **changes)

    def ask(self) -> Answer:
        return ask_close(self.record, self.closer, self.month, self.key(), self.later())

    def approve(self) -> Answer:
        return approve_month(self.record, self.approver, self.month, self.key(), self.later())

    def reopen(self, because: str = "A bill came late.") -> None:
        ask_reopen(self.record, self.closer, self.month, because, self.key(), self.later())
        confirm_reopen(self.record, self.approver, self.month, self.key(), self.later())

    def close(self) -> CloseStep:
        """All that people do of a month without open questions, and the turns between."""
        self.ask()
        self.run()
        self.approve_bills()
        self.approve()
        if self.run() is CloseStep.ISSUE:
            self.later(GRACE)
            return self.run()
        return self.step()

    def approve_bills(self) -> None:
        """Every bill that waits for it."""
        for bill in self.bills(BillState.MATCHED):
            approve_bill(self.record, self.approver, bill, self.key(), self.later())

    def bills(self, state: BillState) -> list[uuid.UUID]:
        with self.record.as_tenant(self.desk.tenant_id) as session:
            found = select(CarrierBill.id).where(CarrierBill.state == state)
            return list(session.scalars(found.order_by(CarrierBill.number)))

    def step(self) -> CloseStep:
        return self.period().step

    def period(self) -> Period:
        with self.record.as_tenant(self.desk.tenant_id) as session:
            period = session.scalars(select(Period).where(Period.month == self.month)).one()
            session.expunge(period)
            return period

    def snapshots(self) -> list[CloseSnapshot]:
        """What each close kept, in their order."""
        with self.record.as_tenant(self.desk.tenant_id) as session:
            of_month = select(Period.id).where(Period.month == self.month)
            rows = list(
                session.scalars(
                    select(CloseSnapshot)
                    .where(CloseSnapshot.period_id.in_(of_month))
                    .order_by(CloseSnapshot.close)
                )
            )
            session.expunge_all()
            return rows

    def figures(self) -> dict[str, Any]:
        """What the last close kept."""
        return self.snapshots()[-1].figures

    def counted(self) -> dict[str, int]:
        """How many of what must not be there twice."""
        asked = {
            "entries": JournalEntry.id,
            "lines": JournalLine.id,
            "statements": Statement.id,
            "items": StatementItem.id,
        }
        with self.record.as_tenant(self.desk.tenant_id) as session:
            return {
                name: session.scalars(select(func.count(column))).one()
                for name, column in asked.items()
            }

    def story(self) -> list[MonthEvent]:
        """Who did what."""
        return list(month_view(self.record, self.closer, self.month, self.now).story)
