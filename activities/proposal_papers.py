"""The cost proposal as a document: drawn from the record, with the link where it is answered."""

import hashlib
import uuid
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from temporalio import activity

from activities.shipping import at_of, effect_key
from activities.step import head
from documents.cost_lines import ProposalLine
from documents.cost_proposal import PASSAGE_LIMIT, CostProposal, IfDeclined, draw_cost_proposal
from documents.printable import CODE_LIMIT, NAME_LIMIT
from documents.typeface import covered
from models.bench import BenchFinding
from models.cases import AuditEvent, Case
from models.devices import DeviceModel, Unit
from models.papers import Document, Paper
from models.parties import Contact, Customer, Tenant
from models.proposals import CostProposal as ProposalRow
from rules.case_facts import Told
from rules.case_orders import ErrandOrder
from rules.case_state import CaseState, Fact
from rules.case_values import LAST_DAY
from rules.terms import Terms
from runtime.database import Database
from runtime.payloads import from_plain
from runtime.signed_links import PROPOSAL, LinkTarget, SignedLinks

#: Stands for a character that the embedded fonts lack; what was typed is in the record.
UNKNOWN_CHARACTER = "?"


class ProposalPapers:
    """The activity that draws cost proposals."""

    def __init__(self, database: Database, links: SignedLinks) -> None:
        self.database = database
        self.links = links

    @activity.defn(name="print_proposal")
    def print_proposal(self, order: ErrandOrder) -> Fact:
        """The proposal as a document of the case, drawn once."""
        number = int(order.errand.details["number"])
        with self.database.as_tenant(uuid.UUID(order.case.tenant_id)) as session:
            case = head(session, order.case)
            content = draw_cost_proposal(self.proposal_of(session, case, number))
            session.execute(
                insert(Document)
                .values(
                    tenant_id=case.tenant_id,
                    id=uuid.uuid4(),
                    key=effect_key(order),
                    kind=Paper.COST_PROPOSAL,
                    case_id=case.id,
                    media_type="application/pdf",
                    sha256=hashlib.sha256(content).hexdigest(),
                    content=content,
                    made_at=at_of(order),
                )
                .on_conflict_do_nothing()
            )
        details = {"errand": order.errand.key, "paper": Paper.COST_PROPOSAL.value}
        return Fact(
            told=Told.PAPER_PRINTED,
            key=effect_key(order),
            at=at_of(order),
            by="desk",
            details=details,
        )

    def proposal_of(self, session: Session, case: Case, number: int) -> CostProposal:
        """What the document says, from the record."""
        row = session.scalars(
            select(ProposalRow).where(ProposalRow.case_id == case.id, ProposalRow.number == number)
        ).one()
        unit = session.get_one(Unit, (case.tenant_id, row.unit_id))
        model = session.get_one(DeviceModel, (case.tenant_id, unit.model_id))
        customer = session.get_one(Customer, (case.tenant_id, case.customer_id))
        zone = ZoneInfo(Terms.from_json(case.terms).timezone)
        care = from_plain(CaseState, case.snapshot).plan.care.proposal
        return CostProposal(
            proposal_number=f"{case.number}/P{number}",
            issuer=legible(session.get_one(Tenant, case.tenant_id).name, NAME_LIMIT),
            case_number=case.number,
            dated=row.made_at.astimezone(zone).date(),
            valid_until=row.valid_until.astimezone(zone).date(),
            customer=legible(customer.name, NAME_LIMIT),
            device_model=legible(model.name, NAME_LIMIT),
            serial=unit.serial[:CODE_LIMIT],
            found=legible(found_in(session, case, row.unit_id), PASSAGE_LIMIT),
            why_not_covered=legible(row.reason, PASSAGE_LIMIT),
            lines=tuple(line_of(line) for line in row.lines["lines"]),
            total=row.amount,
            currency=row.currency,
            if_declined=IfDeclined.CHOOSE,
            estimate_fee=care.estimate_fee,
            link=self.links.address(PROPOSAL, target_of(row)),
            locale=session.get_one(Contact, (case.tenant_id, case.contact_id)).locale,
        )


def target_of(row: ProposalRow) -> LinkTarget:
    """What the proposal's link opens: this proposal, to the end of its last day anywhere."""
    return LinkTarget(tenant_id=row.tenant_id, subject_id=row.id, until=row.valid_until + LAST_DAY)


def line_of(line: dict[str, str]) -> ProposalLine:
    """A line as it is printed."""
    return ProposalLine(
        text=legible(line["text"], len(line["text"])),
        quantity=Decimal(line["quantity"]),
        unit_price=Decimal(line["unit_price"]),
    )


def found_in(session: Session, case: Case, unit_id: uuid.UUID) -> str:
    """What the bench wrote of the unit last, else the fault that was reported."""
    noted = session.scalars(
        select(BenchFinding.note)
        .where(BenchFinding.case_id == case.id, BenchFinding.unit_id == unit_id)
        .order_by(BenchFinding.at.desc())
    ).first()
    judged = session.scalars(
        select(AuditEvent.details["text"].astext)
        .where(AuditEvent.case_id == case.id, AuditEvent.word == "bench_done")
        .order_by(AuditEvent.seq.desc())
    ).first()
    return noted or judged or case.fault


def legible(text: str, most: int) -> str:
    """The text on one line, cut to its place, with a mark for what the fonts cannot print."""
    shown = "".join(
        char if char in covered() else UNKNOWN_CHARACTER for char in " ".join(text.split())
    )
    return shown[:most]
