"""A refill prompt walked through its life without a workflow: turned and answered by hand."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

from sqlalchemy import select

from activities.letters import Post, compose
from activities.prompts import PromptRecord
from models.devices import DeviceModel
from models.exchange import OutboxMessage
from models.orders import StockOrder
from models.papers import Document, Notification, Paper
from models.parties import Contact
from models.pools import PoolEvent
from models.prompts import PromptInvitation, RefillPrompt
from rules.pool_orders import PromptAnswer, PromptOutcome, PromptRef, PromptTurn, Turned
from runtime.database import Database
from runtime.signed_links import SignedLinks
from tests.builders import TestDesk
from tests.pool_moves import bring_back, look, prompts, take
from tests.pools import TestPool

#: Monday 23 November 2026, ten in the morning in Stockholm.
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NIGHT = MONDAY + 12 * HOUR
APPROVER = "Approver Contoso"
LINKS = SignedLinks(public_url="https://desk.example", key="k" * 40)
POST = Post(
    host="127.0.0.1",
    port=1,
    sender="desk@acme.example",
    links=LINKS,
)


@dataclass(kw_only=True)
class PromptWalk:
    """A pool, its newest prompt, and the hands of its people."""

    record: Database
    desk: TestDesk
    pool: TestPool

    def run_low(self, missing: int = 8, at: datetime = MONDAY) -> RefillPrompt:
        """So many phones go; the watch opens the prompt, as of that instant."""
        take(self.record, self.desk, self.pool, missing)
        look(self.record)
        with self.record.as_tenant(self.desk.tenant_id) as session:
            row = session.get_one(RefillPrompt, (self.desk.tenant_id, self.prompt.id))
            row.opened_at = row.next_at = at
        return self.prompt

    def lose(self, phones: int) -> list[str]:
        return take(self.record, self.desk, self.pool, phones)

    def find(self, serials: list[str]) -> None:
        bring_back(self.record, self.desk, self.pool, serials)

    @property
    def prompt(self) -> RefillPrompt:
        """The newest of the pool."""
        return prompts(self.record, self.desk, self.pool)[-1]

    @property
    def ref(self) -> PromptRef:
        row = self.prompt
        with self.record.as_tenant(self.desk.tenant_id) as session:
            model = session.get_one(DeviceModel, (self.desk.tenant_id, row.model_id)).code
        return PromptRef(
            tenant_id=str(self.desk.tenant_id),
            tenant=self.desk.tenant,
            prompt_id=str(row.id),
            key=f"{self.pool.code}/{model}/{row.number}",
        )

    def turn(self, at: datetime) -> Turned:
        return PromptRecord(self.record).turn_prompt(PromptTurn(prompt=self.ref, at=at))

    def turn_when_due(self) -> datetime:
        """One turn at the instant the prompt waits for; that instant."""
        at = self.prompt.next_at
        assert at is not None, "the prompt waits for nothing"
        self.turn(at)
        return at

    def answer(
        self, who: uuid.UUID, said: str, at: datetime, key: str = "key-1", **details: str
    ) -> PromptOutcome:
        """What becomes of what this contact says through its own invitation."""
        return PromptRecord(self.record).answer_prompt(
            PromptAnswer(
                prompt=self.ref,
                invitation_id=str(self.invitation(who).id),
                key=key,
                answer=said,
                at=at,
                details=details,
            )
        )

    def invitation(self, who: uuid.UUID) -> PromptInvitation:
        with self.record.as_tenant(self.desk.tenant_id) as session:
            return session.scalars(
                select(PromptInvitation).where(
                    PromptInvitation.prompt_id == self.prompt.id,
                    PromptInvitation.contact_id == who,
                )
            ).one()

    def add_contact(self, name: str, *, approves: bool = False, limit: str = "") -> uuid.UUID:
        """Another person of the customer: an approver, or whoever hears for its account."""
        with self.record.as_tenant(self.desk.tenant_id) as session:
            contact = Contact(
                tenant_id=self.desk.tenant_id,
                id=uuid.uuid4(),
                customer_id=self.pool.customer_id,
                name=name,
                email=f"{name.lower()}@contoso.example",
                phone="",
                locale="en",
                for_account=not approves,
                approves_refills=approves,
                approval_limit=limit or None,
            )
            session.add(contact)
            return contact.id

    def letters(self) -> list[tuple[str, str]]:
        """Every letter of the prompt with its reader, oldest first."""
        with self.record.as_tenant(self.desk.tenant_id) as session:
            rows = session.execute(
                select(Notification.letter, Contact.name)
                .join(Contact, Contact.id == Notification.contact_id)
                .where(Notification.about_id == self.prompt.id)
                .order_by(Notification.queued_at, Notification.letter, Contact.name)
            )
            return [(letter, name) for letter, name in rows]

    def owed_letters(self) -> int:
        """How many letters the relay has to send."""
        with self.record.as_tenant(self.desk.tenant_id) as session:
            owed = select(OutboxMessage.id).where(OutboxMessage.kind == "letter")
            return len(session.scalars(owed).all())

    def read(self, letter: str) -> EmailMessage:
        """The newest letter of this kind as it would be sent now."""
        with self.record.as_tenant(self.desk.tenant_id) as session:
            row = session.scalars(
                select(Notification)
                .where(Notification.about_id == self.prompt.id, Notification.letter == letter)
                .order_by(Notification.queued_at.desc(), Notification.key)
            ).first()
            assert row is not None, f"no letter {letter}"
            return compose(session, row, POST)

    def story(self) -> list[str]:
        """What the pool's story tells of the prompt."""
        with self.record.as_tenant(self.desk.tenant_id) as session:
            told = select(PoolEvent.word).where(PoolEvent.prompt_id == self.prompt.id)
            return [word.value for word in session.scalars(told.order_by(PoolEvent.seq))]

    def told(self, word: str) -> dict[str, object]:
        """The details of the newest line with this word."""
        with self.record.as_tenant(self.desk.tenant_id) as session:
            return dict(
                session.scalars(
                    select(PoolEvent.details)
                    .where(PoolEvent.prompt_id == self.prompt.id, PoolEvent.word == word)
                    .order_by(PoolEvent.seq.desc())
                    .limit(1)
                ).one()
            )

    def papers(self) -> list[str]:
        """The keys of the proposals, without the prompt's own part."""
        with self.record.as_tenant(self.desk.tenant_id) as session:
            kept = select(Document.key).where(Document.kind == Paper.REFILL_PROPOSAL)
            return [key.partition("proposal/")[2] for key in session.scalars(kept)]

    def orders(self) -> list[StockOrder]:
        with self.record.as_tenant(self.desk.tenant_id) as session:
            return list(session.scalars(select(StockOrder).order_by(StockOrder.number)))


def words_of(message: EmailMessage) -> str:
    """Subject and body of a letter."""
    body = message.get_body()
    assert body is not None
    return f"{message['Subject']}\n{body.get_content()}"


def local(at: datetime) -> str:
    """The moment as a clock in Stockholm shows it in winter."""
    return f"{at + HOUR:%a %d %b %H:%M}"
