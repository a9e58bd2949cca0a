"""Refill prompts of the signed-in person's own organisation; its approvers answer them here."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

import anyio.to_thread
from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from activities.pool_terms import terms_of_pools
from desk.actors import Actor
from desk.own_person import account_of, locale_of
from desk.prompt_answers import PromptChoice, answer_for, hand_on, paper_of
from desk.prompt_reading import Reader, prompt_for
from desk.prompt_view import LinkedPrompt
from desk.request_keys import database_clock
from desk.workflow_door import WorkflowDoor
from models.devices import DeviceModel
from models.parties import Contact, Customer
from models.pools import Pool
from models.prompts import PromptInvitation, RefillPrompt
from rules.errors import DeskError, Kind
from rules.pool_orders import PromptAnswer, PromptOutcome
from rules.pool_words import PromptState
from rules.prompt_answers import NotTaken
from rules.reason_words import language_of
from runtime.database import Database

#: Past prompts that a page shows.
MOST_PAST = 100


class UnknownPrompt(DeskError):
    """There is no such prompt among yours."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self) -> None:
        super().__init__("Choose one from the list of your prompts.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptRow:
    """A prompt as one line of a list."""

    id: uuid.UUID
    pool: str
    pool_name: str
    model: str
    quantity: int
    state: PromptState
    opened_at: datetime
    ended_at: datetime | None
    zone: str


def list_own_prompts(database: Database, actor: Actor) -> tuple[PromptRow, ...]:
    """The open prompts of the actor's organisation, then its past ones, the newest first."""
    if actor.customer_id is None:
        return ()
    query = (
        select(RefillPrompt, Pool, DeviceModel.name)
        .join(Pool, and_(Pool.tenant_id == RefillPrompt.tenant_id, Pool.id == RefillPrompt.pool_id))
        .join(
            DeviceModel,
            and_(
                DeviceModel.tenant_id == RefillPrompt.tenant_id,
                DeviceModel.id == RefillPrompt.offered_id,
            ),
        )
        .where(Pool.customer_id == actor.customer_id)
        .order_by(RefillPrompt.ended_at.is_not(None), RefillPrompt.opened_at.desc())
        .limit(MOST_PAST)
    )
    with database.as_tenant(actor.tenant_id) as session:
        found = session.execute(query).all()
        terms = terms_of_pools(session, [pool for _, pool, _ in found])
        return tuple(
            PromptRow(
                id=row.id,
                pool=pool.code,
                pool_name=pool.name,
                model=model,
                quantity=row.quantity,
                state=row.state,
                opened_at=row.opened_at,
                ended_at=row.ended_at,
                zone=terms[pool.contract_id].timezone,
            )
            for row, pool, model in found
        )


def own_prompt(
    database: Database, actor: Actor, prompt_id: uuid.UUID, at: datetime | None = None
) -> LinkedPrompt:
    """A prompt of the actor's organisation as the actor sees it (UnknownPrompt)."""
    with database.as_tenant(actor.tenant_id) as session:
        row, customer = own_row(session, actor, prompt_id)
        invited = invited_as(session, actor, row)
        locale = locale_of(session, customer, account_of(session, actor))
        reader = Reader(
            language=language_of(locale),
            contact=invited[0] if invited else None,
            invitation=invited[1] if invited else None,
            now=at or database_clock(session),
        )
        return prompt_for(session, row, reader)


def own_prompt_paper(database: Database, actor: Actor, prompt_id: uuid.UUID) -> tuple[bytes, str]:
    """The proposal's PDF and its file name (UnknownPrompt, UnknownDocument until it is printed)."""
    with database.as_tenant(actor.tenant_id) as session:
        row, _ = own_row(session, actor, prompt_id)
        return paper_of(session, row)


def own_row(session: Session, actor: Actor, prompt_id: uuid.UUID) -> tuple[RefillPrompt, Customer]:
    """The prompt and whose it is, unless it is somebody else's (UnknownPrompt)."""
    row = session.get(RefillPrompt, (actor.tenant_id, prompt_id))
    if row is None or actor.customer_id is None:
        raise UnknownPrompt
    pool = session.get_one(Pool, (row.tenant_id, row.pool_id))
    if pool.customer_id != actor.customer_id:
        raise UnknownPrompt
    return row, session.get_one(Customer, (row.tenant_id, pool.customer_id))


def invited_as(
    session: Session, actor: Actor, row: RefillPrompt
) -> tuple[Contact, PromptInvitation] | None:
    """The actor's contact and how it was asked, if anybody with its address was."""
    account = account_of(session, actor)
    if account is None:
        return None
    found = session.execute(
        select(Contact, PromptInvitation)
        .join(
            PromptInvitation,
            and_(
                PromptInvitation.tenant_id == Contact.tenant_id,
                PromptInvitation.contact_id == Contact.id,
            ),
        )
        .where(
            PromptInvitation.prompt_id == row.id,
            Contact.customer_id == actor.customer_id,
            func.lower(Contact.email) == account.email.lower(),
        )
        .order_by(PromptInvitation.revoked_at.is_not(None), PromptInvitation.invited_at)
    ).first()
    return (found[0], found[1]) if found else None


async def answer_own_prompt(
    database: Database,
    door: WorkflowDoor,
    actor: Actor,
    prompt_id: uuid.UUID,
    choice: PromptChoice,
    key: str,
    at: datetime | None = None,
) -> PromptOutcome:
    """Hand a signed-in approver's answer to the prompt, as its link would have.

    An answer of somebody who was not asked is not taken. Raises UnknownPrompt and
    WorkflowsUnavailable, which means not known: repeat it.
    """

    def prepare() -> PromptAnswer | PromptOutcome:
        with database.as_tenant(actor.tenant_id) as session:
            row, _ = own_row(session, actor, prompt_id)
            invited = invited_as(session, actor, row)
            if invited is None:
                because = NotTaken.NOT_INVITED.value
                return PromptOutcome(state=row.state.value, taken=False, because=because)
            return answer_for(session, row, invited[1], choice, key, at)

    prepared = await anyio.to_thread.run_sync(prepare)
    if isinstance(prepared, PromptOutcome):
        return prepared
    return await hand_on(database, door, prepared)
