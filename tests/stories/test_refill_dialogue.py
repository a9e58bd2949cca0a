"""The customer is asked about its stock, politely and once, on the real workflow server."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from activities.pool_counts import count_pools
from desk.deliveries import DeliveryForm, receive_delivery
from desk.prompt_answers import hand_on
from desk.quality_hold import HoldForm, judge_held
from models.pools import Pool, PoolCheck
from rules.pool_orders import PromptOutcome
from rules.pool_words import PromptState
from rules.pools import PoolLevel
from rules.prompt_answers import AnswerUnclear
from tests.deliveries import CAME, came, serials, state_of
from tests.pool_moves import prompts
from tests.stories import harness
from tests.stories.refill import MINUTE, Dialogue, keeps_a_pool

pytestmark = pytest.mark.asyncio(loop_scope="module")


def how_many(talk: Dialogue) -> int:
    """The prompts of the pool."""
    return len(prompts(talk.walk.record, talk.walk.desk, talk.walk.pool))


def orders_of(talk: Dialogue) -> list[str]:
    """The orders of the pool, by number."""
    return [one.number for one in talk.walk.orders() if one.pool_id == talk.walk.pool.pool_id]


async def test_a_shortage_is_asked_about_once_reminded_of_approved_and_ordered(
    stage: harness.Stage,
) -> None:
    talk = await keeps_a_pool(stage, "alpine")
    await talk.sent()
    assert (talk.prompt.quantity, how_many(talk)) == (8, 1)
    await stage.restart_worker()
    at = await talk.live_to("remind:1")
    assert talk.letters() == ["refill_proposal", "refill_reminder"]
    outcome = await talk.answer(talk.approvers[0], "approve", at + MINUTE, seen="8x4990.00")
    assert (outcome.state, outcome.taken) == ("approved", True)
    assert await talk.ended() == "approved"
    assert orders_of(talk) == [outcome.order]
    assert talk.letters()[2:] == ["refill_approved"]
    assert how_many(talk) == 1
    await stage.keep_history("refill_prompt-approved", talk.walk.ref.workflow_id)


async def test_what_was_approved_comes_in_two_deliveries_and_nobody_is_asked_meanwhile(
    stage: harness.Stage,
) -> None:
    talk = await keeps_a_pool(stage, "birch")
    sent = await talk.sent()
    order = (await talk.answer(talk.approvers[0], "approve", sent + MINUTE)).order
    for first, last, state in ((1, 5, "partial"), (6, 8, "complete")):
        units = serials(first, last, "BIRCH-NEW")
        await asyncio.to_thread(take_in, talk, came(order, *units, note=f"N-{last}"))
        assert state_of(talk.walk.record, stage.desk.tenant_id, order) == state
        await watch_settles(talk)
        assert (await asyncio.to_thread(level_of, talk)).counted == 32
        assert how_many(talk) == 1
    assert (await asyncio.to_thread(level_of, talk)).available == 32


def take_in(talk: Dialogue, delivery: DeliveryForm) -> None:
    """The delivery is scanned in, and every unit of it passes."""
    record, clerk = talk.walk.record, talk.walk.desk.clerk
    receive_delivery(record, clerk, delivery, talk.stage.key())
    passed = HoldForm(units=tuple(one.serial for one in delivery.units), passed=True, at=CAME)
    judge_held(record, clerk, passed, talk.stage.key())


def level_of(talk: Dialogue) -> PoolLevel:
    """What the pool has of its one model now."""
    tenant = talk.walk.desk.tenant_id
    with talk.walk.record.as_tenant(tenant) as session:
        pool = session.get_one(Pool, (tenant, talk.walk.pool.pool_id))
        (counted,) = count_pools(session, [pool], datetime.now(UTC))
        return counted.models[0].level


async def test_many_moves_at_once_are_one_question(stage: harness.Stage) -> None:
    talk = await keeps_a_pool(stage, "blue", missing=1)
    moves = [asyncio.to_thread(talk.walk.lose, 1) for _ in range(25)]
    await asyncio.gather(*moves)
    await talk.sent()
    await talk.until(lambda row: row.quantity == 26)
    assert how_many(talk) == 1
    assert talk.walk.story().count("prompt_opened") == 1


async def test_a_recovery_withdraws_the_question_and_a_late_approval_is_answered_kindly(
    stage: harness.Stage,
) -> None:
    talk = await keeps_a_pool(stage, "city", missing=1)
    sent = await talk.sent()
    serials = await asyncio.to_thread(talk.walk.lose, 4)
    await talk.until(lambda row: row.quantity == 5)
    await asyncio.to_thread(talk.walk.find, serials)
    await asyncio.to_thread(talk.walk.find, await asyncio.to_thread(gone, talk))
    await talk.until(lambda row: row.state is PromptState.WITHDRAWN)
    if "withdrawal" in talk.prompt.schedule:
        await talk.live_to("withdrawal")
    assert await talk.ended() == "withdrawn"
    assert talk.letters()[-1] == "refill_withdrawn"
    late = await talk.answer(talk.approvers[0], "approve", sent + MINUTE)
    assert (late.taken, late.because) == (False, "withdrawn")
    assert orders_of(talk) == []


def gone(talk: Dialogue) -> list[str]:
    """The serials that the pool had and that are not on its shelf."""
    serials = [f"{talk.walk.pool.customer.upper()}-{n:04d}" for n in range(1, 33)]
    return [one for one in serials if talk.stage.place_of(one) == "SCRAP"]


async def test_a_no_is_respected_until_the_day_and_then_it_is_asked_again(
    stage: harness.Stage,
) -> None:
    talk = await keeps_a_pool(stage, "dawn")
    sent = await talk.sent()
    reason = {"reason": "The fleet shrinks soon."}
    outcome = await talk.answer(talk.approvers[0], "decline", sent + MINUTE, **reason)
    assert (outcome.state, outcome.taken) == ("declined", True)
    again = talk.due("ask_again")
    assert again - sent > timedelta(days=25)
    await asyncio.to_thread(talk.walk.lose, 2)
    await watch_settles(talk)
    assert how_many(talk) == 1
    assert await talk.runs()
    await talk.live_to("ask_again")
    await talk.until(lambda row: row.number == 2)
    assert (talk.prompt.quantity, how_many(talk)) == (10, 2)
    await talk.sent()
    assert talk.letters() == ["refill_proposal"]


async def watch_settles(talk: Dialogue) -> None:
    """Wait until the watch has looked at everything that was asked."""

    def settled() -> bool:
        with talk.walk.record.as_tenant(talk.walk.desk.tenant_id) as session:
            return not session.scalars(select(PoolCheck.seq)).all()

    async with asyncio.timeout(harness.PATIENCE):
        await harness.eventually(settled)


async def test_silence_is_reminded_escalated_and_ends_and_a_late_answer_is_kindly_refused(
    stage: harness.Stage,
) -> None:
    talk = await keeps_a_pool(stage, "east")
    await asyncio.to_thread(talk.walk.add_contact, "Account")
    await talk.sent()
    workflow_id = talk.walk.ref.workflow_id
    for name in ("remind:1", "remind:2", "escalate", "expire"):
        at = await talk.live_to(name)
    assert talk.prompt.state is PromptState.EXPIRED
    assert talk.letters() == [
        "refill_proposal",
        "refill_reminder",
        "refill_reminder",
        "refill_escalated",
        "refill_expired",
        "refill_expired",
    ]
    late = await talk.answer(talk.approvers[0], "approve", at + MINUTE)
    assert (late.taken, late.because, orders_of(talk)) == (False, "expired", [])
    await talk.live_to("ask_again")
    await talk.until(lambda row: row.number == 2)
    await stage.keep_history("refill_prompt-expired", workflow_id)


async def test_two_approvers_at_once_make_one_order_and_a_double_click_too(
    stage: harness.Stage,
) -> None:
    talk = await keeps_a_pool(stage, "fjord", approvers=("anna", "bo"))
    at = await talk.sent() + MINUTE
    anna, bo = talk.approvers
    clicks = [(anna, "a"), (anna, "a"), (bo, "b"), (bo, "b"), (anna, "c")]
    said = [asyncio.to_thread(talk.answer_of, who, "approve", at, key, {}) for who, key in clicks]
    answers = await asyncio.gather(*said)
    outcomes: list[PromptOutcome] = await asyncio.gather(
        *(hand_on(stage.database, stage.door, answer) for answer in answers)
    )
    assert await talk.ended() == "approved"
    (number,) = orders_of(talk)
    taken = {clicks[i] for i, outcome in enumerate(outcomes) if outcome.taken}
    assert len(taken) == 1
    assert {one.because for one in outcomes if not one.taken} <= {"already_approved"}
    assert {one.state for one in outcomes} == {"approved"}
    assert talk.walk.prompt.answer["order"] == number
    assert sorted(talk.letters())[:2] == ["refill_approved", "refill_approved"]


async def test_ask_later_is_silent_until_the_day(stage: harness.Stage) -> None:
    talk = await keeps_a_pool(stage, "glade")
    sent = await talk.sent()
    expired = talk.due("expire")
    until = (sent + timedelta(days=10)).date().isoformat()
    outcome = await talk.answer(talk.approvers[0], "later", sent + MINUTE, until=until)
    assert (outcome.state, outcome.taken) == ("open", True)
    assert talk.due("expire") > expired
    at = await talk.live_to("pause_until")
    assert at >= datetime.fromisoformat(until).astimezone(at.tzinfo) - timedelta(days=1)
    assert talk.letters() == ["refill_proposal", "refill_reminder"]
    assert (await talk.answer(talk.approvers[0], "approve", at + MINUTE, "key-2")).taken
    assert await talk.ended() == "approved"


async def test_what_is_above_the_limit_goes_to_somebody_who_may_approve_it(
    stage: harness.Stage,
) -> None:
    talk = await keeps_a_pool(stage, "haven", approvers=())
    anna = await asyncio.to_thread(talk.walk.add_contact, "Anna", approves=True, limit="10000")
    sent = await talk.sent()
    chief = await asyncio.to_thread(talk.walk.add_contact, "Chief", approves=True)
    outcome = await talk.answer(anna, "approve", sent + MINUTE)
    assert (outcome.taken, outcome.because) == (False, "above_limit")
    name = f"above_limit:{chief}"
    await talk.until(lambda row: name in row.schedule or "refill_above_limit" in talk.letters())
    if name in talk.prompt.schedule:
        await talk.live_to(name)
    assert ("refill_above_limit", "Chief") in talk.walk.letters()
    assert (await talk.answer(chief, "approve", sent + 2 * MINUTE)).taken
    assert await talk.ended() == "approved"
    assert len(orders_of(talk)) == 1


async def test_a_prompt_whose_workflow_is_gone_goes_on_where_it_was(stage: harness.Stage) -> None:
    talk = await keeps_a_pool(stage, "island")
    await talk.sent()
    await talk.live_to("remind:1")
    handle = stage.client.get_workflow_handle(talk.walk.ref.workflow_id)
    await handle.terminate("its history is lost")
    at = talk.due("remind:2") + MINUTE
    outcome = await talk.answer(talk.approvers[0], "approve", at)
    assert outcome.taken
    assert talk.letters() == ["refill_proposal", "refill_reminder", "refill_approved"]
    assert len(orders_of(talk)) == 1


async def test_what_is_no_answer_is_refused_and_leaves_no_trace(stage: harness.Stage) -> None:
    talk = await keeps_a_pool(stage, "jetty")
    sent = await talk.sent()
    for said, details in (("perhaps", {}), ("approve", {"quantity": "9"})):
        with pytest.raises(AnswerUnclear):
            await talk.answer(talk.approvers[0], said, sent + MINUTE, **details)
    absurd = await talk.answer(talk.approvers[0], "change", sent + MINUTE, quantity="-1")
    assert (absurd.taken, absurd.because, absurd.state) == (False, "no_quantity", "open")
    assert talk.walk.story() == ["prompt_opened", "prompt_sent"]


async def test_a_prompt_that_is_looked_at_often_goes_on_in_a_fresh_run(
    stage: harness.Stage,
) -> None:
    talk = await keeps_a_pool(stage, "knoll")
    sent = await talk.sent()
    handle = stage.client.get_workflow_handle(talk.walk.ref.workflow_id)
    first = (await handle.describe()).run_id
    async with asyncio.timeout(harness.PATIENCE):
        while (await handle.describe()).run_id == first:
            await stage.door.look(talk.walk.ref)
    assert (await talk.answer(talk.approvers[0], "approve", sent + MINUTE)).taken
    assert await talk.ended() == "approved"
    assert sorted(talk.letters()) == ["refill_approved", "refill_proposal"]
