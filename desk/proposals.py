"""Cost proposals: listed for the desk, and opened and answered through their signed link."""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import anyio.to_thread
from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.case_page import visible_id
from desk.refusals import UnknownDocument
from desk.request_keys import database_clock
from desk.workflow_door import EndedMeanwhile, WorkflowDoor
from documents.language import language_of
from models.cases import Case
from models.devices import DeviceModel, Unit
from models.papers import Document
from models.parties import Contact, Tenant
from models.proposals import CostProposal
from rules.case_decisions import check_decision
from rules.case_facts import Told
from rules.case_orders import CaseRef
from rules.case_proposal import OTHERWISE, open_proposal
from rules.case_refusals import CaseEnded
from rules.case_state import CaseState, Fact
from rules.case_values import ProposalState
from rules.cost_lines import CENT
from rules.proposal_decisions import may_answer_proposal
from runtime.database import Database
from runtime.payloads import from_plain
from runtime.signed_links import PROPOSAL, LinkUnknown, SignedLinks

#: Who answered, where the link was followed: whoever holds it answers for the customer.
BY_LINK = "customer"


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLineView:
    """One line of a proposal; money without VAT."""

    text: str
    quantity: Decimal
    unit_price: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalView:
    """A cost proposal as its case has it; `otherwise` is where a unit goes that is not repaired."""

    number: str
    case: str
    serial: str
    device: str
    lines: tuple[CostLineView, ...]
    amount: Decimal
    currency: str
    reason: str
    state: ProposalState
    made_at: datetime
    made_by: str
    valid_until: datetime
    answered_at: datetime | None
    answered_by: str
    otherwise: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedProposal:
    """A proposal as its link shows it: in whose language, whether it can be answered now.

    An open one that cannot is over: its last day has passed, or its unit has left the bench.
    """

    proposal: ProposalView
    desk: str
    language: str
    zone: str
    estimate_fee: Decimal | None
    answerable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalAnswer:
    """What the customer answers; `otherwise` (return, scrap) with a declined proposal."""

    answer: str
    otherwise: str = ""

    @property
    def details(self) -> dict[str, str]:
        """The answer as a decision says it."""
        said = {"answer": self.answer, "otherwise": self.otherwise}
        return {name: word for name, word in said.items() if word}

    def is_of(self, proposal: ProposalView) -> bool:
        """True when the proposal has got exactly this answer already."""
        if self.answer == "accept":
            return proposal.state is ProposalState.ACCEPTED
        chosen = OTHERWISE.get(self.otherwise)
        return proposal.state is ProposalState.DECLINED and proposal.otherwise == chosen


def list_proposals(database: Database, actor: Actor, number: str) -> tuple[ProposalView, ...]:
    """The proposals of a case, the first first (UnknownCase for one the actor may not see)."""
    with database.as_tenant(actor.tenant_id) as session:
        visible_id(session, actor, number)
        rows = session.execute(
            select(CostProposal, Case)
            .join(
                Case, (Case.tenant_id == CostProposal.tenant_id) & (Case.id == CostProposal.case_id)
            )
            .where(Case.number == number, actor.sees)
            .order_by(CostProposal.number)
        )
        return tuple(view_of(session, row, case) for row, case in rows)


def view_of(session: Session, row: CostProposal, case: Case) -> ProposalView:
    """The proposal as a value."""
    unit = session.get_one(Unit, (row.tenant_id, row.unit_id))
    return ProposalView(
        number=f"P{row.number}",
        case=case.number,
        serial=unit.serial,
        device=session.get_one(DeviceModel, (row.tenant_id, unit.model_id)).name,
        lines=tuple(line_view(line) for line in row.lines["lines"]),
        amount=row.amount.quantize(CENT),
        currency=row.currency,
        reason=row.reason,
        state=row.state,
        made_at=row.made_at,
        made_by=row.made_by,
        valid_until=row.valid_until,
        answered_at=row.answered_at,
        answered_by=row.answered_by,
        otherwise=row.otherwise.value if row.otherwise else "",
    )


def line_view(line: dict[str, str]) -> CostLineView:
    """A line as it was written."""
    return CostLineView(
        text=line["text"],
        quantity=Decimal(line["quantity"]),
        unit_price=Decimal(line["unit_price"]),
    )


def linked_proposal(
    database: Database, links: SignedLinks, token: str, at: datetime | None = None
) -> LinkedProposal:
    """What a link shows; looking changes nothing (LinkUnknown for a link that is not ours)."""
    target = links.read(PROPOSAL, token)
    with database.as_tenant(target.tenant_id) as session:
        row, case = linked_row(session, target.tenant_id, target.subject_id)
        state = from_plain(CaseState, case.snapshot)
        now = at or database_clock(session)
        contact = session.get_one(Contact, (case.tenant_id, case.contact_id))
        return LinkedProposal(
            proposal=view_of(session, row, case),
            desk=session.get_one(Tenant, case.tenant_id).name,
            language=language_of(contact.locale),
            zone=case.terms["timezone"],
            estimate_fee=state.plan.care.proposal.estimate_fee,
            answerable=can_be_answered(state, row, now),
        )


def linked_row(
    session: Session, tenant_id: uuid.UUID, proposal_id: uuid.UUID
) -> tuple[CostProposal, Case]:
    """The proposal and its case (LinkUnknown)."""
    row = session.get(CostProposal, (tenant_id, proposal_id))
    if row is None:
        raise LinkUnknown
    return row, session.get_one(Case, (tenant_id, row.case_id))


def can_be_answered(state: CaseState, row: CostProposal, now: datetime) -> bool:
    """True while this very proposal waits, its unit is on the bench, and its last day lasts."""
    waiting = open_proposal(state)
    if waiting is None or waiting.number != row.number or state.ended:
        return False
    return not may_answer_proposal(state) and now < waiting.expires_at


def linked_paper(database: Database, links: SignedLinks, token: str) -> tuple[bytes, str]:
    """The proposal's PDF and its file name (LinkUnknown, UnknownDocument until it is printed)."""
    target = links.read(PROPOSAL, token)
    with database.as_tenant(target.tenant_id) as session:
        row, case = linked_row(session, target.tenant_id, target.subject_id)
        key = f"{case.number}/proposal/P{row.number}"
        content = session.scalars(select(Document.content).where(Document.key == key)).first()
    if content is None:
        raise UnknownDocument
    return content, f"{case.number}-P{row.number}.pdf"


async def answer_by_link(
    database: Database,
    door: WorkflowDoor,
    links: SignedLinks,
    token: str,
    answer: ProposalAnswer,
    at: datetime | None = None,
) -> None:
    """Hand the answer to the case's workflow, which takes exactly one; the same one twice is one.

    Raises LinkUnknown, WrongStage and CaseEnded where it comes too late, DecisionIncomplete, and
    WorkflowsUnavailable, which means not known: repeat it.
    """
    prepared = await anyio.to_thread.run_sync(prepare_answer, database, links, token, answer, at)
    if prepared is None:
        return
    story, ref, fact = prepared
    try:
        await door.decide(story, ref, fact, update_id_of(ref, fact))
    except EndedMeanwhile as ended:
        raise await anyio.to_thread.run_sync(why_ended, database, ref, fact) from ended


def prepare_answer(
    database: Database,
    links: SignedLinks,
    token: str,
    answer: ProposalAnswer,
    at: datetime | None,
) -> tuple[str, CaseRef, Fact] | None:
    """The answer as a fact under a key of its own; None when the case has taken it already."""
    target = links.read(PROPOSAL, token)
    with database.as_tenant(target.tenant_id) as session:
        row, case = linked_row(session, target.tenant_id, target.subject_id)
        name = f"P{row.number}"
        fact = Fact(
            told=Told.PROPOSAL_ANSWERED,
            key=f"{case.number}/proposal/{name}/{'-'.join(answer.details.values())}",
            at=at or database_clock(session),
            by=BY_LINK,
            details={**answer.details, "number": name},
        )
        state = from_plain(CaseState, case.snapshot)
        if fact.key in state.seen:
            return None
        check_decision(state, fact)
        ref = CaseRef(
            tenant_id=str(case.tenant_id),
            tenant=session.get_one(Tenant, case.tenant_id).code,
            case_id=str(case.id),
            number=case.number,
        )
        return case.remedy.value, ref, fact


def update_id_of(ref: CaseRef, fact: Fact) -> str:
    """The same answer is the same update, however often it is sent."""
    return hashlib.sha256(f"{ref.tenant_id}/{fact.key}".encode()).hexdigest()


def why_ended(database: Database, ref: CaseRef, fact: Fact) -> CaseEnded:
    """The case ended before it could take the answer."""
    with database.as_tenant(uuid.UUID(ref.tenant_id)) as session:
        snapshot = session.scalars(select(Case.snapshot).where(Case.number == ref.number)).one()
    return CaseEnded(from_plain(CaseState, snapshot), fact.told)
