"""Every letter about a refill, composed from the record in each language as it would be sent."""

import uuid

import pytest

from activities.letters import compose
from activities.refill_letters import ASKING, ENDING, REFILL_TELLERS
from documents.language import Language
from documents.letters import LetterKind
from models.papers import Notification, Sending
from models.parties import Contact
from runtime.database import Database
from tests.builders import found_desk
from tests.pools import open_a_pool
from tests.prompts import HOUR, MONDAY, POST, PromptWalk, words_of

#: What each answer leaves to be told.
ANSWERS = {
    LetterKind.REFILL_APPROVED: ("approve", {}),
    LetterKind.REFILL_DECLINED: ("decline", {"reason": "No budget."}),
}


@pytest.fixture
def sent(empty_database: str, record: Database) -> PromptWalk:
    desk = found_desk(empty_database, record)
    walk = PromptWalk(record=record, desk=desk, pool=open_a_pool(record, desk.tenant_id))
    walk.run_low(8)
    walk.turn(MONDAY)
    return walk


def written(walk: PromptWalk, kind: LetterKind, locale: Language) -> str:
    """That letter to the approver, in that language."""
    tenant, (approver, *_) = walk.desk.tenant_id, walk.pool.approvers
    with walk.record.as_tenant(tenant) as session:
        session.get_one(Contact, (tenant, approver)).locale = locale
        row = Notification(
            tenant_id=tenant,
            id=uuid.uuid4(),
            key=f"letter/{uuid.uuid4()}",
            contract_id=walk.pool.contract_id,
            contact_id=approver,
            about_id=walk.prompt.id,
            letter=kind,
            part="",
            state=Sending.QUEUED,
            message_id=f"<{uuid.uuid4()}@swapdesk>",
            queued_at=MONDAY,
            refusal="",
        )
        session.add(row)
        session.flush()
        return words_of(compose(session, row, POST))


def test_every_letter_can_be_written_in_every_language(sent: PromptWalk) -> None:
    for kind in (*ASKING, LetterKind.REFILL_EXPIRED, LetterKind.REFILL_WITHDRAWN):
        for locale in Language:
            words = written(sent, kind, locale)
            assert words.startswith("C-contoso")
            assert "$" not in words
            assert "8 × Phone X2" in words


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_answer_is_told_in_every_language(sent: PromptWalk, kind: LetterKind) -> None:
    said, details = ANSWERS[kind]
    assert sent.answer(sent.pool.approvers[0], said, MONDAY + HOUR, **details).taken
    for locale in Language:
        words = written(sent, kind, locale)
        assert "Approver Contoso" in words
        assert "8 × Phone X2" in words


def test_every_kind_of_letter_about_a_refill_has_its_teller() -> None:
    of_refills = {kind for kind in LetterKind if kind.value.startswith("refill_")}
    assert set(REFILL_TELLERS) == of_refills == {*ASKING, *ENDING}
