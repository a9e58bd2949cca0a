from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from carriers import webhook
from carriers.errors import ForgedEvent, StaleEvent
from carriers.practice import PracticeCarrier
from desk.carrier_events import take_events
from desk.refusals import UnknownCarrier
from desk.routing import route, waiting_facts
from desk.workflow_door import Followed, WorkflowDoor
from models.exchange import InboxFact, Placement
from rules.case_orders import CaseRef, DecisionAnswer, LateReturn
from rules.case_state import Fact
from rules.contract_orders import ContractRef
from rules.pool_orders import PromptAnswer, PromptOutcome
from runtime.database import Database, Role
from tests.carriers.builders import API_KEY, WEBHOOK_SECRET

CARRIER = PracticeCarrier(
    base_url="http://127.0.0.1:9", api_key=API_KEY, webhook_secret=WEBHOOK_SECRET
)
CARRIERS = {"practice": CARRIER}
BODY = (
    b'{"event_id":"evt-1","tracking_no":"PC000000001","reference":"acme/x/outbound/1/label",'
    b'"code":"COLLECTED","occurred_at":"2026-11-23T15:00:00+00:00","place":"Depot"}'
)


class ClosedDoor(WorkflowDoor):
    """A door nobody may knock on in these tests."""

    async def start(self, story: str, ref: CaseRef) -> None:
        raise AssertionError(story, ref)

    async def tell(self, story: str, ref: CaseRef, fact: Fact) -> None:
        raise AssertionError(story, ref, fact)

    async def decide(self, story: str, ref: CaseRef, fact: Fact, update_id: str) -> DecisionAnswer:
        raise AssertionError(story, ref, fact, update_id)

    async def settle_late(self, late: LateReturn) -> None:
        raise AssertionError(late)

    async def look(self, ref: Followed) -> None:
        raise AssertionError(ref)

    async def answer(self, answer: PromptAnswer) -> PromptOutcome:
        raise AssertionError(answer)

    async def follow(self, contract: ContractRef) -> None:
        raise AssertionError(contract)


def push(record: Database, body: bytes = BODY, *, age: float = 0) -> int:
    now = datetime.now(UTC)
    signed_at = now - timedelta(seconds=age)
    headers = webhook.sign(event_id="evt-1", at=signed_at, raw_body=body, secret=WEBHOOK_SECRET)
    return take_events(record, CARRIERS, "practice", headers, body, now)


def inbox(record: Database) -> list[InboxFact]:
    with record.as_role(Role.RELAY) as session:
        return list(session.scalars(select(InboxFact)))


def test_an_event_pushed_ten_times_is_kept_once(record: Database) -> None:
    assert [push(record) for _ in range(10)] == [1] + [0] * 9
    assert [fact.key for fact in inbox(record)] == ["carrier/practice/evt-1"]


def test_a_forged_or_old_event_is_refused_and_leaves_no_row(record: Database) -> None:
    headers = webhook.sign(
        event_id="evt-1", at=datetime.now(UTC), raw_body=BODY, secret="another-secret-0123"
    )
    with pytest.raises(ForgedEvent):
        take_events(record, CARRIERS, "practice", headers, BODY, datetime.now(UTC))
    with pytest.raises(StaleEvent):
        push(record, age=301)
    assert inbox(record) == []


def test_events_of_an_unknown_carrier_are_refused_by_name(record: Database) -> None:
    with pytest.raises(UnknownCarrier):
        take_events(record, CARRIERS, "nobody", {}, BODY, datetime.now(UTC))


async def test_an_event_that_overtakes_its_label_waits_a_little_longer_each_time(
    record: Database,
) -> None:
    push(record)
    pauses = []
    for _ in range(3):
        later = datetime.now(UTC) + timedelta(hours=1)
        [routed] = waiting_facts(record, later)
        await route(record, ClosedDoor(), routed)
        [fact] = inbox(record)
        assert fact.placement is Placement.NEW
        pauses.append((fact.try_after - datetime.now(UTC)).total_seconds())
    assert pauses[0] < pauses[1] < pauses[2]


async def test_an_event_nobody_claims_within_a_day_is_left_to_a_person(record: Database) -> None:
    push(record)
    with record.as_role(Role.RELAY) as session:
        session.execute(
            update(InboxFact).values(received_at=datetime.now(UTC) - timedelta(hours=25))
        )
    [routed] = waiting_facts(record, datetime.now(UTC) + timedelta(hours=1))
    await route(record, ClosedDoor(), routed)
    [fact] = inbox(record)
    assert fact.placement is Placement.UNPLACED
