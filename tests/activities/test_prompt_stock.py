"""An open refill prompt follows the stock: amended, told when it has to be, and withdrawn."""

import uuid
from decimal import Decimal

import pytest
from sqlalchemy import update

from models.orders import SupplierPrice
from models.pools import Pool
from models.prompts import RefillPrompt
from rules.pool_words import PromptKind, PromptState
from runtime.database import Database
from tests.builders import found_desk
from tests.pools import PoolCustomer, open_a_pool
from tests.prompts import APPROVER, HOUR, MONDAY, NIGHT, PromptWalk, local, words_of


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


def test_a_stock_that_recovers_withdraws_the_prompt_and_tells_who_was_asked(
    walk: PromptWalk,
) -> None:
    serials = walk.lose(8)
    walk.run_low(0)
    walk.turn(MONDAY)
    walk.find(serials)
    turned = walk.turn(MONDAY + HOUR)
    assert (turned.state, turned.next_at) == ("withdrawn", None)
    assert walk.letters()[1:] == [("refill_withdrawn", APPROVER)]
    assert "take back our proposal to order 8 × Phone X2" in words_of(walk.read("refill_withdrawn"))
    assert walk.invitation(walk.pool.approvers[0]).revoked_at == MONDAY + HOUR
    late = walk.answer(walk.pool.approvers[0], "approve", MONDAY + 2 * HOUR)
    assert (late.taken, late.because, walk.orders()) == (False, "withdrawn", [])


def test_a_recovery_in_the_night_ends_the_prompt_at_once_and_is_told_in_the_morning(
    walk: PromptWalk,
) -> None:
    serials = walk.lose(8)
    walk.run_low(0)
    walk.turn(MONDAY)
    walk.find(serials)
    turned = walk.turn(NIGHT)
    assert turned.state == "withdrawn"
    assert [letter for letter, _ in walk.letters()] == ["refill_proposal"]
    assert local(walk.turn_when_due()) == "Tue 24 Nov 08:00"
    assert walk.letters()[1:] == [("refill_withdrawn", APPROVER)]
    assert walk.prompt.next_at is None


def test_a_recovery_before_anybody_was_asked_is_told_to_nobody(walk: PromptWalk) -> None:
    serials = walk.lose(8)
    walk.run_low(0, NIGHT)
    walk.turn(NIGHT)
    walk.find(serials)
    turned = walk.turn(NIGHT + HOUR)
    assert (turned.state, turned.next_at, walk.letters()) == ("withdrawn", None, [])


def test_a_shortage_that_grows_is_told_with_the_next_reminder(sent: PromptWalk) -> None:
    sent.lose(2)
    sent.turn(MONDAY + HOUR)
    assert (sent.prompt.quantity, len(sent.letters())) == (10, 1)
    assert sent.told("prompt_amended")["before"] == 8
    sent.turn_when_due()
    assert sent.letters()[1:] == [("refill_reminder", APPROVER)]
    assert "We propose to order 10 × Phone X2" in words_of(sent.read("refill_reminder"))
    assert sent.papers() == ["8x4990.00", "10x4990.00"]


def test_a_shortage_that_shrinks_asks_for_less(walk: PromptWalk) -> None:
    serials = walk.lose(8)
    walk.run_low(0)
    walk.turn(MONDAY)
    walk.find(serials[:3])
    walk.turn(MONDAY + HOUR)
    assert (walk.prompt.quantity, len(walk.letters())) == (5, 1)


def test_a_doubled_quantity_is_told_at_once_and_once(sent: PromptWalk) -> None:
    sent.lose(8)
    sent.turn(MONDAY + HOUR)
    sent.turn(MONDAY + 2 * HOUR)
    assert sent.letters()[1:] == [("refill_amended", APPROVER)]
    assert "now 16 × Phone X2" in words_of(sent.read("refill_amended"))
    sent.lose(2)
    sent.turn(MONDAY + 3 * HOUR)
    assert len(sent.letters()) == 2


def test_a_doubled_quantity_of_the_night_is_told_in_the_morning(sent: PromptWalk) -> None:
    sent.lose(8)
    sent.turn(NIGHT)
    assert len(sent.letters()) == 1
    assert local(sent.turn_when_due()) == "Tue 24 Nov 08:00"
    assert sent.letters()[1:] == [("refill_amended", APPROVER)]


def test_a_run_out_day_that_comes_before_the_next_reminder_is_told_at_once(
    walk: PromptWalk,
) -> None:
    walk.run_low(20)
    walk.turn(MONDAY)
    walk.lose(12)
    walk.turn(MONDAY + HOUR)
    assert walk.prompt.quantity < 2 * 20
    assert walk.letters()[1:] == [("refill_amended", APPROVER)]
    assert "you run out today" in words_of(walk.read("refill_amended"))


def test_another_price_is_another_question(sent: PromptWalk) -> None:
    with sent.record.as_tenant(sent.desk.tenant_id) as session:
        session.execute(update(SupplierPrice).values(price=Decimal(5500)))
    approver = sent.pool.approvers[0]
    sent.turn(MONDAY + HOUR)
    assert sent.prompt.unit_price == Decimal(5500)
    seen = {"seen": "8x4990.00"}
    outcome = sent.answer(approver, "approve", MONDAY + 2 * HOUR, **seen)
    assert (outcome.taken, outcome.because) == (False, "changed_meanwhile")
    seen = {"seen": "8x5500.00"}
    assert sent.answer(approver, "approve", MONDAY + 3 * HOUR, "key-2", **seen).taken


def test_without_a_price_it_is_asked_but_cannot_be_approved(
    empty_database: str, record: Database
) -> None:
    desk = found_desk(empty_database, record)
    pool = open_a_pool(record, desk.tenant_id, PoolCustomer(locale="en", price=None))
    walk = PromptWalk(record=record, desk=desk, pool=pool)
    walk.run_low(8)
    walk.turn(MONDAY)
    letter = walk.read("refill_proposal")
    assert "We do not have a price from a supplier yet." in words_of(letter)
    assert list(letter.iter_attachments()) == []
    outcome = walk.answer(walk.pool.approvers[0], "approve", MONDAY + HOUR)
    assert (outcome.taken, outcome.because) == (False, "no_price")


def test_a_closed_pool_is_asked_about_no_more(sent: PromptWalk) -> None:
    with sent.record.as_tenant(sent.desk.tenant_id) as session:
        session.execute(update(Pool).values(closed_at=MONDAY))
    assert sent.turn(MONDAY + HOUR).state == "withdrawn"


def test_the_end_of_a_generation_is_asked_about_whatever_the_stock(walk: PromptWalk) -> None:
    exchange(walk)
    turned = walk.turn(MONDAY)
    assert turned.state == "open"
    words = words_of(walk.read("refill_proposal"))
    assert "It holds Phone X2, which is at the end of its generation." in words


def exchange(walk: PromptWalk) -> None:
    """A question about a whole generation, as the desk asks it."""
    with walk.record.as_tenant(walk.desk.tenant_id) as session:
        session.add(
            RefillPrompt(
                tenant_id=walk.desk.tenant_id,
                id=uuid.uuid4(),
                pool_id=walk.pool.pool_id,
                model_id=walk.pool.model_id,
                number=1,
                kind=PromptKind.EXCHANGE,
                state=PromptState.OPEN,
                offered_id=walk.pool.model_id,
                quantity=32,
                unit_price=Decimal(4990),
                currency="SEK",
                supplier_id=walk.pool.supplier_id,
                because={},
                opened_at=MONDAY,
                next_at=MONDAY,
            )
        )
