"""Cases whose replacement is with the customer and whose broken unit is not here yet."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import anyio.to_thread

from desk.actors import Actor
from desk.decisions import answer_of
from desk.workflow_door import Followed, WorkflowDoor
from models.parties import Role
from rules.case_facts import Told
from rules.case_orders import CaseRef, DecisionAnswer, LateReturn
from rules.case_state import CaseState, Fact
from rules.case_words import Direction
from rules.contract_orders import ContractRef
from rules.pool_orders import PromptAnswer, PromptOutcome
from tests.desk.case_walk import CaseWalk
from tests.way_back import ADATUM, CHASED, PhoneCustomer, a_phone_swap

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
#: Monday 23 November 2026, 10:00 in Stockholm.
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DELIVERED = MONDAY + 26 * HOUR
#: A customer whose unit is settled by its receipt: what is charged has nothing to do with a bench.
SIMPLE = replace(ADATUM, returns={**CHASED, "care": {"bench": {"inspected": False}}})


def owed(walk: CaseWalk, customer: PhoneCustomer, serial: str, at: datetime = MONDAY) -> str:
    """A swap that was delivered the next day at eleven, Swedish time."""
    number = walk.open(a_phone_swap(customer, serial, at))
    walk.pack(number, walk.reserved(number), at + HOUR)
    walk.carried(number, Direction.OUTBOUND, "handed_over", at + 5 * HOUR)
    walk.carried(number, Direction.OUTBOUND, "delivered", at + 26 * HOUR)
    return number


def wait(walk: CaseWalk, number: str, until: datetime) -> CaseState:
    """Let every deadline come that lies before the instant, one after the other."""
    while True:
        state = walk.state(number)
        at, name = min(((at, name) for name, at in state.deadlines.items()), default=(until, ""))
        if at >= until:
            return state
        key = f"{number}/deadline/{name}/{at.isoformat()}"
        details = {"name": name}
        fact = Fact(told=Told.DEADLINE_PASSED, key=key, at=at, by="clock", details=details)
        walk.take(number, [fact])


def charged(walk: CaseWalk, customer: PhoneCustomer, serial: str, **answers: Any) -> str:
    """A unit that never came, was charged, and whose case has ended."""
    number = owed(walk, customer, serial)
    wait(walk, number, DELIVERED + 21 * DAY)
    said = {"verdict": "approve", "because": "Agreed.", **answers}
    state = walk.tell(number, Told.CHARGE_DECIDED, DELIVERED + 22 * DAY, **said)
    assert state.ended
    return number


def person(walk: CaseWalk, role: Role) -> Actor:
    """Somebody of the desk in this role."""
    return replace(walk.desk.clerk, name=f"{role.value}@acme.example", role=role)


@dataclass(kw_only=True)
class WalkingDoor(WorkflowDoor):
    """Decisions reach the real case machine and the real record, without a workflow server."""

    walk: CaseWalk

    async def decide(self, story: str, ref: CaseRef, fact: Fact, update_id: str) -> DecisionAnswer:
        assert (story, len(update_id)) == ("swap", 64)
        return answer_of(await anyio.to_thread.run_sync(self.walk.take, ref.number, [fact]))

    async def start(self, story: str, ref: CaseRef) -> None:
        raise AssertionError(story, ref)

    async def tell(self, story: str, ref: CaseRef, fact: Fact) -> None:
        raise AssertionError(story, ref, fact)

    async def settle_late(self, late: LateReturn) -> None:
        raise AssertionError(late)

    async def look(self, ref: Followed) -> None:
        raise AssertionError(ref)

    async def answer(self, answer: PromptAnswer) -> PromptOutcome:
        raise AssertionError(answer)

    async def follow(self, contract: ContractRef) -> None:
        raise AssertionError(contract)
