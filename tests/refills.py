"""A refill prompt that was really asked: by the watch, sent by its own turns, to be answered."""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import anyio.to_thread
from sqlalchemy import select

from activities.prompts import PromptRecord
from activities.refill_letters import target_of
from desk.founding import UnitForm, shelve_units
from desk.pool_watch import check_due_pools
from models.devices import DeviceModel
from models.orders import SupplierPrice
from models.parties import Contact, Customer
from models.pools import PoolModel
from models.prompts import PromptInvitation, RefillPrompt
from rules.pool_orders import PromptAnswer, PromptOutcome, PromptRef, PromptTurn, Turned
from rules.pool_words import PromptState
from runtime.database import Database
from runtime.settings import Settings
from runtime.signed_links import REFILL, SignedLinks
from tests.builders import FOUNDED, PHONE, TestDesk
from tests.pools import PoolCustomer, TestPool, open_a_pool

SECOND = timedelta(seconds=1)


@dataclass(kw_only=True)
class RecordDoor:
    """Takes an answer as the prompt's workflow does, by its own activity on the record."""

    record: Database
    heard: list[PromptAnswer] = field(default_factory=list)

    async def answer(self, answer: PromptAnswer) -> PromptOutcome:
        self.heard.append(answer)
        hand = PromptRecord(self.record).answer_prompt
        return await anyio.to_thread.run_sync(hand, answer)


@dataclass(frozen=True, kw_only=True)
class OpenPrompt:
    """A prompt that waits for an answer, and the hands to let time and stock go on."""

    record: Database
    desk: TestDesk
    settings: Settings
    pool: TestPool
    ref: PromptRef

    @property
    def row(self) -> RefillPrompt:
        """The prompt as it stands."""
        with self.record.as_tenant(self.desk.tenant_id) as session:
            found = session.get_one(RefillPrompt, (self.desk.tenant_id, self.prompt_id))
            session.expunge(found)
            return found

    @property
    def prompt_id(self) -> uuid.UUID:
        return uuid.UUID(self.ref.prompt_id)

    def path(self, who: str = "approver") -> str:
        """The address that was sent to this person."""
        invitation = self.invitation(who)
        token = SignedLinks.of(self.settings).token(REFILL, target_of(invitation))
        return f"/refill/{token}"

    def invitation(self, who: str = "approver") -> PromptInvitation:
        with self.record.as_tenant(self.desk.tenant_id) as session:
            found = session.scalars(
                select(PromptInvitation)
                .join(Contact, Contact.id == PromptInvitation.contact_id)
                .where(
                    PromptInvitation.prompt_id == self.prompt_id,
                    Contact.email == f"{who}@{self.pool.customer}.example",
                )
            ).one()
            session.expunge(found)
            return found

    def turn(self, at: datetime) -> Turned:
        """Let the prompt do what is due."""
        order = PromptTurn(prompt=self.ref, at=at)
        return PromptRecord(self.record).turn_prompt(order)

    def turn_until(self, state: PromptState) -> None:
        """Let time go on until the prompt has come so far."""
        for _ in range(20):
            if self.row.state is state:
                return
            self.turn(self.row.next_at or datetime.now(UTC))
        raise AssertionError(self.row.state)

    def restock(self, phones: int) -> None:
        """So many more phones lie in the pool."""
        with self.record.as_tenant(self.desk.tenant_id) as session:
            model = session.scalars(select(DeviceModel).where(DeviceModel.code == PHONE.code)).one()
            owner = session.get_one(Customer, (self.desk.tenant_id, self.pool.customer_id))
            serials = [f"R-{uuid.uuid4().hex[:10]}" for _ in range(phones)]
            shelve_units(session, model, [UnitForm(serial=one) for one in serials], owner, FOUNDED)


def offer_instead(prompt: OpenPrompt, code: str, price: Decimal) -> None:
    """Another model may be ordered in place of the one that is short, at a price of its own."""
    with prompt.record.as_tenant(prompt.desk.tenant_id) as session:
        model = session.scalars(select(DeviceModel).where(DeviceModel.code == code)).one()
        kept = session.scalars(
            select(PoolModel).where(PoolModel.pool_id == prompt.pool.pool_id)
        ).one()
        kept.substitute_id = model.id
        session.add(
            SupplierPrice(
                tenant_id=prompt.desk.tenant_id,
                supplier_id=prompt.pool.supplier_id,
                model_id=model.id,
                price=price,
                currency="SEK",
                valid_from=FOUNDED.date(),
                recorded_at=FOUNDED,
                recorded_by=prompt.desk.clerk.name,
            )
        )


def ask_customer(
    record: Database, desk: TestDesk, settings: Settings, one: PoolCustomer
) -> OpenPrompt:
    """Lay out a pool that is short, have it watched, and send what follows in its letter hours."""
    pool = open_a_pool(record, desk.tenant_id, one)
    now = datetime.now(UTC)
    check_due_pools(record, now + SECOND, settled_for=0)
    with record.as_tenant(desk.tenant_id) as session:
        row = session.scalars(
            select(RefillPrompt).where(RefillPrompt.pool_id == pool.pool_id)
        ).one()
        ref = PromptRef(
            tenant_id=str(desk.tenant_id),
            tenant=desk.tenant,
            prompt_id=str(row.id),
            key=f"{pool.code}/{PHONE.code}/{row.number}",
        )
    asked = OpenPrompt(record=record, desk=desk, settings=settings, pool=pool, ref=ref)
    turned = asked.turn(now + SECOND)
    while asked.row.sent_at is None:
        turned = asked.turn(turned.next_at or now)
    return asked
