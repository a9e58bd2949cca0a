from dataclasses import replace
from datetime import UTC, datetime

import pytest

from desk.own_pools import own_pool
from desk.own_prompts import list_own_prompts
from desk.prompt_answers import PromptChoice, answer_by_link, linked_prompt
from desk.prompt_view import Standing
from desk.workflow_door import EndedMeanwhile
from models.parties import Role
from models.prompts import PromptInvitation
from rules.pool_orders import PromptAnswer, PromptOutcome
from rules.pool_words import PromptState
from runtime.database import Database
from runtime.settings import Mode, Settings
from runtime.signed_links import PROPOSAL, REFILL, LinkTarget, LinkUnknown, SignedLinks
from tests.builders import TestDesk
from tests.pools import PoolCustomer
from tests.refills import OpenPrompt, RecordDoor, ask_customer

SETTINGS = Settings(mode=Mode.TEST)
LINKS = SignedLinks.of(SETTINGS)
YES = PromptChoice(answer="approve")
NO = PromptChoice(answer="decline", details={"reason": "Nej"})


@pytest.fixture
def prompt(shared_record: Database, desk: TestDesk) -> OpenPrompt:
    return ask_customer(shared_record, desk, SETTINGS, PoolCustomer(phones=20))


def token_of(prompt: OpenPrompt) -> str:
    return prompt.path().rpartition("/")[2]


class ClosingDoor:
    """The workflow ends while the answer is on its way."""

    async def answer(self, answer: PromptAnswer) -> PromptOutcome:  # noqa: ARG002
        raise EndedMeanwhile


async def test_an_answer_that_meets_a_workflow_at_its_end_is_told_how_it_ended(
    prompt: OpenPrompt,
) -> None:
    door = RecordDoor(record=prompt.record)
    await answer_by_link(prompt.record, door, LINKS, token_of(prompt), NO, "k1")  # type: ignore[arg-type]
    late = await answer_by_link(prompt.record, ClosingDoor(), LINKS, token_of(prompt), YES, "k2")  # type: ignore[arg-type]
    assert late == PromptOutcome(state="declined", taken=False, because="already_declined")


async def test_the_same_answer_under_the_same_key_is_taken_once(prompt: OpenPrompt) -> None:
    door, token = RecordDoor(record=prompt.record), token_of(prompt)
    first, again = [
        await answer_by_link(prompt.record, door, LINKS, token, YES, "k1")  # type: ignore[arg-type]
        for _ in range(2)
    ]
    assert first == again
    assert first.taken
    other = await answer_by_link(prompt.record, door, LINKS, token, NO, "k1")  # type: ignore[arg-type]
    assert (other.taken, other.because) == (False, "already_approved")


def test_another_choice_under_a_forms_key_is_another_answer() -> None:
    assert YES.key("k1") == replace(YES).key("k1")
    assert len({YES.key("k1"), NO.key("k1"), YES.key("k2")}) == 3


@pytest.mark.parametrize("page", [PROPOSAL, "other"])
def test_a_signature_for_another_page_opens_no_question(prompt: OpenPrompt, page: str) -> None:
    target = LINKS.read(REFILL, token_of(prompt))
    with pytest.raises(LinkUnknown):
        linked_prompt(prompt.record, LINKS, LINKS.token(page, target))


def test_a_link_of_ours_to_nobody_is_unknown(prompt: OpenPrompt, desk: TestDesk) -> None:
    target = LinkTarget(
        tenant_id=desk.tenant_id, subject_id=prompt.prompt_id, until=datetime.now(UTC)
    )
    with pytest.raises(LinkUnknown):
        linked_prompt(prompt.record, LINKS, LINKS.token(REFILL, target))


def test_the_last_moment_to_answer_is_the_invitations(prompt: OpenPrompt) -> None:
    until = prompt.invitation().valid_until
    found = linked_prompt(prompt.record, LINKS, token_of(prompt), until)
    assert found.standing is Standing.EXPIRED
    assert not found.answerable


def test_a_person_whose_invitation_was_taken_back_is_asked_no_more(prompt: OpenPrompt) -> None:
    with prompt.record.as_tenant(prompt.desk.tenant_id) as session:
        key = (prompt.desk.tenant_id, prompt.invitation().id)
        session.get_one(PromptInvitation, key).revoked_at = datetime.now(UTC)
    found = linked_prompt(prompt.record, LINKS, token_of(prompt))
    assert found.standing is Standing.REVOKED


def test_one_customers_people_are_told_of_their_own_stock_only(prompt: OpenPrompt) -> None:
    clerk = prompt.desk.clerk
    owner = replace(clerk, role=Role.CUSTOMER, customer_id=prompt.pool.customer_id)
    (row,) = list_own_prompts(prompt.record, owner)
    assert (row.id, row.state) == (prompt.prompt_id, PromptState.OPEN)
    assert list_own_prompts(prompt.record, clerk) == ()
    (model,) = own_pool(prompt.record, owner, prompt.pool.code).models
    assert (model.level.available, model.level.target) == (20, 32)
    assert model.prompt == prompt.prompt_id
