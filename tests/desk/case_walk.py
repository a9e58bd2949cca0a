"""Walk a case through the real machine and the real record, without a workflow server."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from activities.consignment import gather
from activities.danger_papers import DangerPapers
from activities.papers import Papers
from activities.proposal_papers import ProposalPapers
from activities.shipping import said, store_booking
from activities.step import CaseRecord
from activities.wipe_papers import WipePapers
from carriers.port import BillingEvent, Booked
from desk.carriers_on_hand import SERVICES
from desk.intake import CaseForm, open_case
from models.cases import Case
from models.devices import Unit
from rules.case_facts import Told
from rules.case_machine import take
from rules.case_orders import CaseRef, ErrandOrder, StepOrder
from rules.case_state import CaseState, Fact, PendingErrand
from rules.case_words import (
    Direction,
    Errand,
)
from runtime.database import Database
from runtime.signed_links import SignedLinks
from tests.builders import TestDesk

LINKS = SignedLinks(public_url="https://desk.example", key="a-key-for-the-walks")


@dataclass(kw_only=True)
class CaseWalk:
    """The hands of a workflow: every fact is worked out and written at once."""

    database: Database
    desk: TestDesk
    counted: int = 0

    def key(self) -> int:
        self.counted += 1
        return self.counted

    def open(self, form: CaseForm, *, begin: bool = True) -> str:
        answer = open_case(self.database, self.desk.clerk, form, f"walk-{uuid.uuid4()}")
        number = str(answer["number"])
        if begin:
            self.tell(number, Told.OPENED, datetime.fromisoformat(answer["registered_at"]))
        return number

    def tell(self, number: str, told: Told, at: datetime, **details: str) -> CaseState:
        key = f"{number}/walk/{self.key()}"
        return self.take(number, [Fact(told=told, key=key, at=at, by="clerk", details=details)])

    def take(self, number: str, facts: list[Fact]) -> CaseState:
        ref, record = self.ref(number), CaseRecord(self.database)
        while facts:
            step = take(record.load_case(ref).state, facts)
            keys = tuple(fact.key for fact in facts)
            facts = list(record.write_step(StepOrder(case=ref, step=step, facts=keys)).facts)
        return record.load_case(ref).state

    def run_errands(self, number: str) -> CaseState:
        """Book, print and void all that is owed, as a carrier that always answers would."""
        while pending := self.state(number).pending:
            self.take(number, [self.run(ErrandOrder(case=self.ref(number), errand=pending[0]))])
        return self.state(number)

    def run(self, order: ErrandOrder) -> Fact:
        printers = {
            Errand.PRINT_SLIP: Papers(self.database).print_slip,
            Errand.PRINT_CERTIFICATE: WipePapers(self.database).print_certificate,
            Errand.PRINT_PROPOSAL: ProposalPapers(self.database, LINKS).print_proposal,
            Errand.PRINT_DANGER_NOTE: DangerPapers(self.database).print_danger_note,
        }
        if order.errand.errand in printers:
            return printers[order.errand.errand](order)
        if order.errand.errand is Errand.BOOK_LABEL:
            tracking = f"PRAC{uuid.uuid4().int % 10**10:010d}SE"
            self.book(order, tracking)
            return said(order, Told.LABEL_BOOKED, tracking=tracking)
        if order.errand.errand in {Errand.TRACE, Errand.CLAIM}:
            return self.search(order)
        return said(order, Told.LABEL_VOIDED)

    def search(self, order: ErrandOrder) -> Fact:
        attempt = order.errand.details["attempt"]
        if order.errand.errand is Errand.TRACE:
            return said(order, Told.TRACED, attempt=attempt, trace_no="T-1")
        return said(order, Told.CLAIM_FILED, attempt=attempt, claim_no="C-1")

    def book(self, order: ErrandOrder, tracking: str) -> None:
        with self.database.as_tenant(self.desk.tenant_id) as session:
            case = session.scalars(select(Case).where(Case.number == order.case.number)).one()
            service = SERVICES[Direction(order.errand.details["direction"])]
            goods = gather(session, case, order.errand, service)
            booked = Booked(
                carrier="practice",
                booking_id=tracking,
                reference=goods.order.reference,
                tracking_no=tracking,
                sscc=None,
                label=None,
                label_valid_until=None,
                price=None,
                billing_event=BillingEvent.ON_SCAN,
            )
            store_booking(session, order, goods, booked)

    def pack(self, number: str, serial: str, at: datetime) -> CaseState:
        self.tell(number, Told.PACK_SCANNED, at, serial=serial)
        return self.run_errands(number)

    def carried(self, number: str, leg: Direction, status: str, at: datetime) -> CaseState:
        details = {"direction": leg.value, "attempt": "1", "status": status}
        key = f"{number}/walk/{self.key()}"
        fact = Fact(told=Told.CARRIER_SAID, key=key, at=at, by="practice", details=details)
        return self.take(number, [fact])

    def receive(self, number: str, at: datetime) -> CaseState:
        unit = self.state(number).owed_unit
        return self.tell(number, Told.RECEIPT_SCANNED, at, unit_id=unit, serial="BROKEN")

    def state(self, number: str) -> CaseState:
        return CaseRecord(self.database).load_case(self.ref(number)).state

    def reserved(self, number: str) -> str:
        """The serial reserved for the case, as a clerk reads it from the case's page."""
        with self.database.as_tenant(self.desk.tenant_id) as session:
            return session.scalars(
                select(Unit.serial).where(Unit.id == uuid.UUID(self.state(number).replacement_unit))
            ).one()

    def owed(self, number: str) -> tuple[PendingErrand, ...]:
        return self.state(number).pending

    def ref(self, number: str) -> CaseRef:
        with self.database.as_tenant(self.desk.tenant_id) as session:
            case_id = session.scalars(select(Case.id).where(Case.number == number)).one()
        return CaseRef(
            tenant_id=str(self.desk.tenant_id),
            tenant=self.desk.tenant,
            case_id=str(case_id),
            number=number,
        )
