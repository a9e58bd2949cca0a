"""Exactly one answer ends a prompt, whoever answers how often; every other is answered kindly."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from models.contracts import Contract
from models.orders import OrderLine, SupplierPrice
from models.parties import Contact
from models.pools import PoolModel
from models.prompts import PromptInvitation
from rules.pool_words import PromptState
from rules.prompt_answers import AnswerUnclear
from runtime.database import Database
from tests.builders import found_desk
from tests.pool_moves import another_model, look, prompts
from tests.pools import PoolCustomer, open_a_pool
from tests.prompts import DAY, HOUR, MONDAY, PromptWalk, words_of

LATER = MONDAY + HOUR


@pytest.fixture
def asked(empty_database: str, record: Database) -> PromptWalk:
    """Eight phones are missing, and two approvers have been asked."""
    desk = found_desk(empty_database, record)
    two = PoolCustomer(locale="en", approvers=("anna", "bo"))
    walk = PromptWalk(record=record, desk=desk, pool=open_a_pool(record, desk.tenant_id, two))
    walk.run_low(8)
    walk.turn(MONDAY)
    return walk


def anna(walk: PromptWalk) -> uuid.UUID:
    return walk.pool.approvers[0]


def bo(walk: PromptWalk) -> uuid.UUID:
    return walk.pool.approvers[1]


def ordered(walk: PromptWalk) -> list[tuple[str, int, Decimal]]:
    """What was ordered: number, quantity and price."""
    with walk.record.as_tenant(walk.desk.tenant_id) as session:
        return [
            (order.number, line.quantity, line.unit_price)
            for order in walk.orders()
            for line in session.scalars(select(OrderLine).where(OrderLine.order_id == order.id))
        ]


def test_an_approval_freezes_quantity_and_price_and_orders_them(asked: PromptWalk) -> None:
    outcome = asked.answer(anna(asked), "approve", LATER, seen="8x4990.00", reference="PO 77")
    assert (outcome.state, outcome.taken, outcome.order) == ("approved", True, "PO-2026-00001")
    assert ordered(asked) == [("PO-2026-00001", 8, Decimal("4990.00"))]
    row = asked.prompt
    assert (row.state, row.ended_at, row.ended_by) == (
        PromptState.APPROVED,
        LATER,
        "anna@contoso.example",
    )
    assert row.answer == {
        "answer": "approve",
        "by": "Anna Contoso",
        "quantity": 8,
        "model": "PHONE-X2",
        "unit_price": "4990.00",
        "currency": "SEK",
        "amount": "39920.00",
        "reference": "PO 77",
        "order": "PO-2026-00001",
    }
    assert (row.schedule, row.next_at) == ({}, None)
    assert asked.orders()[0].customer_reference == "PO 77"
    assert asked.invitation(anna(asked)).answered_at == LATER


def test_everybody_who_was_asked_hears_what_was_ordered(asked: PromptWalk) -> None:
    asked.answer(anna(asked), "approve", LATER)
    assert asked.letters()[2:] == [
        ("refill_approved", "Anna Contoso"),
        ("refill_approved", "Bo Contoso"),
    ]
    words = words_of(asked.read("refill_approved"))
    assert "Anna Contoso has approved the refill" in words
    assert "We have ordered 8 × Phone X2. Order: PO-2026-00001" in words
    assert "39,920.00 SEK in all" in words


def test_a_double_click_gets_the_same_answer_and_one_order(asked: PromptWalk) -> None:
    first = asked.answer(anna(asked), "approve", LATER, "click")
    assert asked.answer(anna(asked), "approve", LATER + HOUR, "click") == first
    again = asked.answer(anna(asked), "approve", LATER + HOUR, "another-click")
    assert (again.taken, again.because, again.order) == (False, "already_approved", first.order)
    assert len(asked.orders()) == 1


def test_of_many_who_answer_at_once_exactly_one_is_taken(asked: PromptWalk) -> None:
    def click(number: int) -> tuple[bool, str]:
        who, said = (anna(asked), bo(asked))[number % 2], ("approve", "decline")[number % 3 == 0]
        details = {"reason": "No."} if said == "decline" else {}
        outcome = asked.answer(who, said, LATER, f"key-{number}", **details)
        return outcome.taken, outcome.because

    with ThreadPoolExecutor(8) as hands:
        outcomes = list(hands.map(click, range(16)))
    refused = {because for taken, because in outcomes if not taken}
    assert sum(taken for taken, _ in outcomes) == 1
    ended = asked.prompt.state
    assert refused == {f"already_{ended}"}
    assert len(asked.orders()) == (ended is PromptState.APPROVED)


def test_an_approval_stays_one_order_when_the_stock_recovers_at_the_same_moment(
    asked: PromptWalk,
) -> None:
    serials = asked.lose(1)

    def recover() -> str:
        asked.find(serials)
        return asked.turn(LATER).state

    def approve() -> bool:
        return asked.answer(anna(asked), "approve", LATER).taken

    with ThreadPoolExecutor(2) as hands:
        state, taken = hands.submit(recover), hands.submit(approve)
        assert taken.result()
        assert state.result() in {"open", "approved"}
    assert len(asked.orders()) == 1


def test_a_smaller_quantity_is_ordered_as_it_was_wished(asked: PromptWalk) -> None:
    outcome = asked.answer(bo(asked), "change", LATER, quantity="5", seen="8x4990.00")
    assert outcome.taken
    assert [quantity for _, quantity, _ in ordered(asked)] == [5]
    assert asked.prompt.answer["quantity"] == 5
    assert "We have ordered 5 × Phone X2" in words_of(asked.read("refill_approved"))


def test_another_model_is_ordered_at_its_own_price(asked: PromptWalk) -> None:
    newer = another_model(asked.record, asked.desk, "PHONE-X3")
    with asked.record.as_tenant(asked.desk.tenant_id) as session:
        session.execute(update(PoolModel).values(successor_id=newer))
        known = session.scalars(select(SupplierPrice)).one()
        session.add(
            SupplierPrice(
                tenant_id=asked.desk.tenant_id,
                supplier_id=known.supplier_id,
                model_id=newer,
                price=Decimal(6100),
                currency="SEK",
                valid_from=known.valid_from,
                recorded_at=MONDAY,
                recorded_by="clerk",
            )
        )
    strange = asked.answer(anna(asked), "change", LATER, "key-0", model="KIOSK-K1")
    assert (strange.taken, strange.because) == (False, "no_such_model")
    assert asked.answer(anna(asked), "change", LATER, model="PHONE-X3").taken
    assert ordered(asked) == [("PO-2026-00001", 8, Decimal(6100))]


@pytest.mark.parametrize(
    ("details", "because"),
    [
        ({"quantity": "0"}, "no_quantity"),
        ({"quantity": "-3"}, "no_quantity"),
        ({"quantity": "a dozen"}, "no_quantity"),
        ({"quantity": "401"}, "too_many"),
        ({"quantity": "5", "seen": "7x4990.00"}, "changed_meanwhile"),
    ],
)
def test_an_absurd_wish_is_not_taken_and_the_question_stays_open(
    asked: PromptWalk, details: dict[str, str], because: str
) -> None:
    outcome = asked.answer(anna(asked), "change", LATER, **details)
    assert (outcome.state, outcome.taken, outcome.because) == ("open", False, because)
    assert asked.answer(anna(asked), "approve", LATER, "key-2").taken


def test_what_is_no_answer_at_all_is_refused(asked: PromptWalk) -> None:
    with pytest.raises(AnswerUnclear, match="Say one of"):
        asked.answer(anna(asked), "perhaps", LATER)


def test_declining_orders_nothing_and_nobody_is_asked_before_the_day(asked: PromptWalk) -> None:
    outcome = asked.answer(bo(asked), "decline", LATER, reason="No budget this year.")
    assert (outcome.state, outcome.taken, asked.orders()) == ("declined", True, [])
    assert [name for _, name in asked.letters()[2:]] == ["Anna Contoso", "Bo Contoso"]
    words = words_of(asked.read("refill_declined"))
    assert "Bo Contoso has declined" in words
    assert "No budget this year." in words
    # 24 25 26 27 30 | 1 2 3 4 7 8 9 10 11 14 15 16 17 18 21: twenty working days
    assert "We do not ask again before Mon 21 December 2026" in words
    asked.lose(4)
    look(asked.record)
    assert asked.turn(MONDAY + 20 * DAY).state == "declined"
    assert len(prompts(asked.record, asked.desk, asked.pool)) == 1
    asked.turn_when_due()
    look(asked.record)
    assert (asked.prompt.number, asked.prompt.quantity) == (2, 12)


def test_declining_without_a_reason_is_not_taken(asked: PromptWalk) -> None:
    assert asked.answer(anna(asked), "decline", LATER).because == "no_reason"
    assert asked.prompt.state is PromptState.OPEN


def test_ask_later_is_silent_until_the_day_and_moves_the_end(asked: PromptWalk) -> None:
    outcome = asked.answer(anna(asked), "later", LATER, until="2026-12-05")
    assert (outcome.state, outcome.taken) == ("open", True)
    # the 5th is a Saturday; then 8 9 10 | 11 14 15 | 16 17 | 18 21 22 23
    assert {name: at[:10] for name, at in asked.prompt.schedule.items()} == {
        "pause_until": "2026-12-07",
        "remind:1": "2026-12-10",
        "remind:2": "2026-12-15",
        "escalate": "2026-12-17",
        "expire": "2026-12-23",
    }
    asked.turn(MONDAY + 10 * DAY)
    assert len(asked.letters()) == 2
    asked.turn_when_due()
    assert asked.letters()[2:] == [
        ("refill_reminder", "Anna Contoso"),
        ("refill_reminder", "Bo Contoso"),
    ]
    assert "Answer by: Wed 23 December 2026, 08:00" in words_of(asked.read("refill_reminder"))
    assert asked.answer(bo(asked), "approve", MONDAY + 25 * DAY, "key-2").taken


@pytest.mark.parametrize(
    ("until", "because"),
    [
        ("2026-12-24", "too_late_a_day"),
        ("2026-11-23", "no_such_day"),
        ("next week", "no_such_day"),
    ],
)
def test_a_day_that_is_past_or_too_far_is_not_waited_for(
    asked: PromptWalk, until: str, because: str
) -> None:
    assert asked.answer(anna(asked), "later", LATER, until=until).because == because


def test_asking_later_again_and_again_ends_after_thirty_days(asked: PromptWalk) -> None:
    at = LATER
    for number, until in enumerate(("2026-12-10", "2026-12-20", "2026-12-23")):
        assert asked.answer(anna(asked), "later", at, f"key-{number}", until=until).taken
        at = at + 9 * DAY
    last = asked.answer(anna(asked), "later", at, "key-9", until="2026-12-29")
    assert last.because == "too_late_a_day"


def test_a_sum_above_the_limit_is_for_somebody_who_may_approve_it(asked: PromptWalk) -> None:
    limit(asked, anna(asked), "10000")
    limit(asked, bo(asked), "20000")
    chief = asked.add_contact("Chief", approves=True, limit="100000")
    asked.add_contact("Owner", approves=True)
    outcome = asked.answer(anna(asked), "approve", LATER)
    assert (outcome.state, outcome.taken, outcome.because) == ("open", False, "above_limit")
    assert asked.told("prompt_above_limit") == {
        "amount": "39920.00",
        "to": "Chief",
        "quantity": 8,
    }
    asked.turn(LATER)
    assert asked.letters()[2:] == [("refill_above_limit", "Chief")]
    words = words_of(asked.read("refill_above_limit"))
    assert "above the limit of the person we asked first" in words
    again = asked.answer(bo(asked), "approve", LATER, "key-2")
    asked.turn(LATER + HOUR)
    assert (again.because, len(asked.letters())) == ("above_limit", 3)
    assert asked.answer(anna(asked), "change", LATER, "key-3", quantity="2").taken
    assert asked.answer(chief, "approve", LATER, "key-4").because == "already_approved"


def test_the_chief_approves_what_was_above_the_limit(asked: PromptWalk) -> None:
    limit(asked, anna(asked), "10000")
    limit(asked, bo(asked), "39920")
    asked.answer(anna(asked), "approve", LATER)
    assert asked.answer(bo(asked), "approve", LATER, "key-2").taken


def test_the_contract_limits_whoever_has_no_limit_of_its_own(asked: PromptWalk) -> None:
    with asked.record.as_tenant(asked.desk.tenant_id) as session:
        contract = session.get_one(Contract, (asked.desk.tenant_id, asked.pool.contract_id))
        refill = {"refill": {"approval_limit": "20000"}}
        contract.settings = {**contract.settings, "swap_stock": refill}
    assert asked.answer(anna(asked), "approve", LATER).because == "above_limit"
    assert asked.told("prompt_above_limit")["to"] == "desk"
    assert asked.answer(anna(asked), "change", LATER, "key-2", quantity="4").taken


def test_a_sum_in_another_currency_is_for_somebody_without_a_limit(asked: PromptWalk) -> None:
    limit(asked, anna(asked), "1000000")
    limit(asked, bo(asked), "1000000")
    asked.add_contact("Owner", approves=True)
    with asked.record.as_tenant(asked.desk.tenant_id) as session:
        session.execute(update(SupplierPrice).values(currency="EUR"))
    asked.turn(LATER)
    assert asked.answer(anna(asked), "approve", LATER).because == "above_limit"
    assert asked.told("prompt_above_limit")["to"] == "Owner"


def test_a_stock_that_others_decide_about_is_not_theirs_to_refill(asked: PromptWalk) -> None:
    with asked.record.as_tenant(asked.desk.tenant_id) as session:
        contract = session.get_one(Contract, (asked.desk.tenant_id, asked.pool.contract_id))
        others = {"swap_stock": {"refill_decided_by": "provider"}}
        contract.settings = {**contract.settings, **others}
    outcome = asked.answer(anna(asked), "approve", LATER)
    assert (outcome.state, outcome.taken, outcome.because) == ("open", False, "not_theirs")
    assert asked.orders() == []


def test_a_stranger_and_somebody_elses_invitation_change_nothing(asked: PromptWalk) -> None:
    with asked.record.as_tenant(asked.desk.tenant_id) as session:
        session.execute(
            update(PromptInvitation)
            .where(PromptInvitation.contact_id == bo(asked))
            .values(revoked_at=MONDAY)
        )
    assert asked.answer(bo(asked), "approve", LATER).because == "not_invited"
    assert asked.orders() == []


def test_an_answer_at_the_last_moment_counts_and_at_the_next_does_not(asked: PromptWalk) -> None:
    ends = datetime.fromisoformat(asked.prompt.schedule["expire"])
    late = asked.answer(anna(asked), "approve", ends, "late")
    assert (late.taken, late.because, late.state) == (False, "expired", "open")
    assert asked.answer(bo(asked), "approve", ends - HOUR / 3600, "early").taken


def limit(walk: PromptWalk, who: uuid.UUID, amount: str) -> None:
    with walk.record.as_tenant(walk.desk.tenant_id) as session:
        session.execute(
            update(Contact).where(Contact.id == who).values(approval_limit=Decimal(amount))
        )
