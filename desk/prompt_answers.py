"""Refill prompts answered through a person's own link: looked at freely, answered once."""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import anyio.to_thread
from sqlalchemy.orm import Session

from activities.prompt_answering import take_answer
from desk.prompt_reading import Reader, newest_paper, prompt_for
from desk.prompt_view import LinkedPrompt
from desk.refusals import UnknownDocument
from desk.request_keys import database_clock
from desk.workflow_door import EndedMeanwhile, WorkflowDoor
from documents.language import language_of
from models.devices import DeviceModel
from models.parties import Contact, Tenant
from models.pools import Pool
from models.prompts import PromptInvitation, RefillPrompt
from rules.pool_orders import PromptAnswer, PromptOutcome, PromptRef
from runtime.database import Database
from runtime.signed_links import REFILL, LinkUnknown, SignedLinks


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptChoice:
    """What a person answers: approve, change, decline or later, and the details of it."""

    answer: str
    details: Mapping[str, str] = field(default_factory=dict)

    def key(self, sent_with: str) -> str:
        """A key that a repeat of exactly this choice has again, and another choice has not."""
        said = "\n".join([self.answer, *(f"{n}={self.details[n]}" for n in sorted(self.details))])
        return f"{sent_with}/{hashlib.sha256(said.encode()).hexdigest()[:16]}"


def linked_prompt(
    database: Database, links: SignedLinks, token: str, at: datetime | None = None
) -> LinkedPrompt:
    """What a link shows its person; looking changes nothing (LinkUnknown)."""
    target = links.read(REFILL, token)
    with database.as_tenant(target.tenant_id) as session:
        invitation, row = linked_rows(session, target.tenant_id, target.subject_id)
        contact = session.get_one(Contact, (target.tenant_id, invitation.contact_id))
        reader = Reader(
            language=language_of(contact.locale),
            contact=contact,
            invitation=invitation,
            now=at or database_clock(session),
        )
        return prompt_for(session, row, reader)


def linked_rows(
    session: Session, tenant_id: uuid.UUID, invitation_id: uuid.UUID
) -> tuple[PromptInvitation, RefillPrompt]:
    """The invitation and its prompt (LinkUnknown)."""
    invitation = session.get(PromptInvitation, (tenant_id, invitation_id))
    if invitation is None:
        raise LinkUnknown
    return invitation, session.get_one(RefillPrompt, (tenant_id, invitation.prompt_id))


def linked_prompt_paper(database: Database, links: SignedLinks, token: str) -> tuple[bytes, str]:
    """The proposal's PDF and its file name (LinkUnknown, UnknownDocument until it is printed)."""
    target = links.read(REFILL, token)
    with database.as_tenant(target.tenant_id) as session:
        _, row = linked_rows(session, target.tenant_id, target.subject_id)
        return paper_of(session, row)


def paper_of(session: Session, row: RefillPrompt) -> tuple[bytes, str]:
    """The newest proposal of a prompt, as it was printed (UnknownDocument)."""
    paper = session.scalars(newest_paper(row)).first()
    if paper is None:
        raise UnknownDocument
    return paper.content, f"{key_of(session, row).replace('/', '-')}.pdf"


async def answer_by_link(
    database: Database,
    door: WorkflowDoor,
    links: SignedLinks,
    token: str,
    choice: PromptChoice,
    key: str,
    at: datetime | None = None,
) -> PromptOutcome:
    """Hand the answer to the prompt of this link, which takes exactly one; a repeat is harmless.

    Raises LinkUnknown and WorkflowsUnavailable, which means not known: repeat it.
    """

    def prepare() -> PromptAnswer:
        target = links.read(REFILL, token)
        with database.as_tenant(target.tenant_id) as session:
            invitation, row = linked_rows(session, target.tenant_id, target.subject_id)
            return answer_for(session, row, invitation, choice, key, at)

    return await hand_on(database, door, await anyio.to_thread.run_sync(prepare))


def answer_for(
    session: Session,
    row: RefillPrompt,
    invitation: PromptInvitation,
    choice: PromptChoice,
    key: str,
    at: datetime | None,
) -> PromptAnswer:
    """The choice as its prompt's workflow takes it."""
    return PromptAnswer(
        prompt=PromptRef(
            tenant_id=str(row.tenant_id),
            tenant=session.get_one(Tenant, row.tenant_id).code,
            prompt_id=str(row.id),
            key=key_of(session, row),
        ),
        invitation_id=str(invitation.id),
        key=choice.key(key),
        answer=choice.answer,
        at=at or database_clock(session),
        details=dict(choice.details),
    )


def key_of(session: Session, row: RefillPrompt) -> str:
    """What the prompt goes by: pool/model/number."""
    pool = session.get_one(Pool, (row.tenant_id, row.pool_id))
    model = session.get_one(DeviceModel, (row.tenant_id, row.model_id))
    return f"{pool.code}/{model.code}/{row.number}"


async def hand_on(database: Database, door: WorkflowDoor, answer: PromptAnswer) -> PromptOutcome:
    """What becomes of an answer; a workflow that ended meanwhile has written how."""
    try:
        return await door.answer(answer)
    except EndedMeanwhile:
        return await anyio.to_thread.run_sync(how_it_ended, database, answer)


def how_it_ended(database: Database, answer: PromptAnswer) -> PromptOutcome:
    """What the record says to an answer whose workflow has ended; a repeat is told the same."""
    with database.as_tenant(uuid.UUID(answer.prompt.tenant_id)) as session:
        return take_answer(session, answer)
