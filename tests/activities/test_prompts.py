"""A refill prompt is sent, reminded of, escalated and expires; each once, by day."""

from datetime import datetime

import pytest
from sqlalchemy import select, update

from activities.refill_letters import target_of
from models.contracts import Contract
from models.parties import Contact
from models.pools import PoolCheck
from rules.pool_words import PromptState
from runtime.database import Database
from runtime.signed_links import REFILL
from tests.builders import found_desk
from tests.pool_moves import look, prompts
from tests.pools import PoolCustomer, open_a_pool
from tests.prompts import APPROVER, DAY, HOUR, LINKS, MONDAY, NIGHT, PromptWalk, local, words_of


@pytest.fixture
def walk(empty_database: str, record: Database) -> PromptWalk:
    desk = found_desk(empty_database, record)
    pool = open_a_pool(record, desk.tenant_id, PoolCustomer(locale="en"))
    return PromptWalk(record=record, desk=desk, pool=pool)


@pytest.fixture
def sent(walk: PromptWalk) -> PromptWalk:
    """Eight phones are missing, and the approver has been asked."""
    walk.run_low(8)
    walk.turn(MONDAY)
    return walk


def schedule_of(walk: PromptWalk) -> dict[str, str]:
    return {name: local(datetime.fromisoformat(at)) for name, at in walk.prompt.schedule.items()}


def test_a_prompt_is_sent_with_its_paper_and_says_what_comes_next(sent: PromptWalk) -> None:
    row = sent.prompt
    assert (row.state, row.sent_at, row.quantity) == (PromptState.OPEN, MONDAY, 8)
    assert schedule_of(sent) == {
        "remind:1": "Thu 26 Nov 08:00",
        "remind:2": "Tue 01 Dec 08:00",
        "escalate": "Thu 03 Dec 08:00",
        "expire": "Wed 09 Dec 08:00",
    }
    assert row.next_at is not None
    assert local(row.next_at) == "Thu 26 Nov 08:00"
    assert sent.letters() == [("refill_proposal", APPROVER)]
    assert sent.papers() == ["8x4990.00"]
    assert sent.story() == ["prompt_opened", "prompt_sent"]
    assert sent.told("prompt_sent") == {"to": APPROVER, "quantity": 8}


def test_the_same_turn_repeated_writes_nothing(sent: PromptWalk) -> None:
    before = (sent.letters(), sent.story(), sent.papers(), sent.owed_letters())
    assert sent.turn(MONDAY) == sent.turn(MONDAY + HOUR)
    assert (sent.letters(), sent.story(), sent.papers(), sent.owed_letters()) == before


def test_the_letter_says_how_many_at_what_price_why_until_when_and_where(
    sent: PromptWalk,
) -> None:
    letter = sent.read("refill_proposal")
    words = words_of(letter)
    link = LINKS.address(REFILL, target_of(sent.invitation(sent.pool.approvers[0])))
    for said in (
        "C-contoso: shall we order 8 × Phone X2 for Contoso phones?",
        "it has or will have 24 × Phone X2, and should have 32",
        "Price: 4,990.00 SEK each, 39,920.00 SEK in all, VAT excluded.",
        "12 days' lead time",
        "Answer by: Wed 9 December 2026, 08:00",
        "We then do not ask again for 20 working days.",
        link,
    ):
        assert said in words
    [paper] = letter.iter_attachments()
    assert paper.get_filename() == "refill-contoso-phones-1.pdf"
    assert bytes(paper.get_content()).startswith(b"%PDF")


def test_a_prompt_of_the_night_waits_for_the_morning(walk: PromptWalk) -> None:
    walk.run_low(8, NIGHT)
    turned = walk.turn(NIGHT)
    assert turned.next_at is not None
    assert local(turned.next_at) == "Tue 24 Nov 08:00"
    assert walk.letters() == []
    walk.turn(turned.next_at)
    assert walk.letters() == [("refill_proposal", APPROVER)]
    assert schedule_of(walk)["expire"] == "Thu 10 Dec 08:00"


def test_silence_is_reminded_of_twice_escalated_and_ends(sent: PromptWalk) -> None:
    account = sent.add_contact("Account")
    told = []
    while sent.prompt.state is PromptState.OPEN:
        told.append(local(sent.turn_when_due()))
    assert told == ["Thu 26 Nov 08:00", "Tue 01 Dec 08:00", "Thu 03 Dec 08:00", "Wed 09 Dec 08:00"]
    assert sent.letters() == [
        ("refill_proposal", APPROVER),
        ("refill_reminder", APPROVER),
        ("refill_reminder", APPROVER),
        ("refill_escalated", "Account"),
        ("refill_expired", "Account"),
        ("refill_expired", APPROVER),
    ]
    assert sent.story()[2:] == [
        "prompt_reminded",
        "prompt_reminded",
        "prompt_escalated",
        "prompt_expired",
    ]
    assert sent.told("prompt_expired")["asked_again_on"] == "2027-01-13"
    assert "We ask again on Wed 13 January 2027" in words_of(sent.read("refill_expired"))
    late = sent.answer(account, "approve", MONDAY + 20 * DAY)
    assert (late.taken, late.because, sent.orders()) == (False, "expired", [])


def test_an_expired_prompt_has_the_pool_checked_on_its_day_and_not_before(
    sent: PromptWalk,
) -> None:
    while sent.prompt.state is PromptState.OPEN:
        sent.turn_when_due()
    sent.lose(1)
    look(sent.record)
    assert len(prompts(sent.record, sent.desk, sent.pool)) == 1
    sent.turn_when_due()
    assert (sent.prompt.schedule, sent.prompt.next_at) == ({}, None)
    with sent.record.as_tenant(sent.desk.tenant_id) as session:
        assert session.scalars(select(PoolCheck.pool_id)).all() == [sent.pool.pool_id]
    look(sent.record)
    again = sent.prompt
    assert (again.number, again.state, again.quantity) == (2, PromptState.OPEN, 9)


def test_after_a_long_standstill_nobody_is_reminded_twice(sent: PromptWalk) -> None:
    sent.turn(MONDAY + 9 * DAY)
    assert [letter for letter, _ in sent.letters()] == ["refill_proposal", "refill_reminder"]
    sent.turn(MONDAY + 60 * DAY)
    assert [letter for letter, _ in sent.letters()][2:] == ["refill_expired"]


def test_without_an_approver_the_account_contact_is_asked_at_once(walk: PromptWalk) -> None:
    walk.add_contact("Account")
    with walk.record.as_tenant(walk.desk.tenant_id) as session:
        session.execute(update(Contact).values(approves_refills=False))
    walk.run_low(8)
    walk.turn(MONDAY)
    assert walk.letters() == [("refill_escalated", "Account")]
    assert walk.story() == ["prompt_opened", "prompt_escalated"]
    assert sorted(walk.prompt.schedule) == ["expire", "remind:1", "remind:2"]


def test_without_anybody_the_desk_sees_it_and_it_is_looked_at_every_working_day(
    walk: PromptWalk,
) -> None:
    with walk.record.as_tenant(walk.desk.tenant_id) as session:
        session.execute(update(Contact).values(approves_refills=False))
    walk.run_low(8)
    walk.turn(MONDAY)
    assert walk.told("prompt_escalated") == {
        "to": "desk",
        "because": "no_approver",
        "quantity": 8,
    }
    assert schedule_of(walk) == {"send": "Tue 24 Nov 08:00"}
    walk.turn_when_due()
    assert walk.story() == ["prompt_opened", "prompt_escalated"]
    walk.add_contact("Approver", approves=True)
    assert local(walk.turn_when_due()) == "Wed 25 Nov 08:00"
    assert walk.letters() == [("refill_proposal", "Approver")]


def test_when_nobody_else_is_left_the_desk_has_to_act(sent: PromptWalk) -> None:
    for _ in range(3):
        sent.turn_when_due()
    assert sent.told("prompt_escalated")["because"] == "nobody_left"
    assert "refill_escalated" not in dict(sent.letters())


def test_one_value_of_the_contract_changes_when_it_is_asked(walk: PromptWalk) -> None:
    refill = {"remind_after_days": [1], "expire_after_days": 2, "letters_from": "09:30"}
    with walk.record.as_tenant(walk.desk.tenant_id) as session:
        contract = session.get_one(Contract, (walk.desk.tenant_id, walk.pool.contract_id))
        contract.settings = {**contract.settings, "swap_stock": {"refill": refill}}
    walk.run_low(8)
    walk.turn(MONDAY)
    assert schedule_of(walk) == {"remind:1": "Tue 24 Nov 09:30", "expire": "Wed 25 Nov 09:30"}
