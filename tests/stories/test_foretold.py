import uuid
from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlalchemy import select

from desk.look_ahead import surroundings
from models.cases import Case
from models.charges import CaseCharge
from models.exchange import Effect
from models.legs import Label, Leg
from models.papers import Notification
from rules.case_state import CaseState
from rules.case_words import Direction
from rules.foresight import Coming, Foreseen, foresee
from rules.terms import Terms
from runtime.payloads import from_plain
from tests.stories import harness
from tests.stories.steps import BEFORE_CUTOFF, DAY, HOUR, delivered
from tests.way_back import ADATUM, PROSEWARE, PhoneCustomer, a_phone_swap

pytestmark = pytest.mark.asyncio(loop_scope="module")

HANDED_IN = BEFORE_CUTOFF + HOUR + DAY
#: Long enough for the charge, finance's being asked again, and the review.
HORIZON = HANDED_IN + 45 * DAY
LABEL_DAYS = 15


@dataclass(frozen=True, kw_only=True)
class Happened:
    """What the record holds of the time after an instant."""

    letters: set[tuple[str, str, datetime]]
    charges: set[tuple[str, str, datetime]]
    labels: set[tuple[str, datetime]]
    deadlines: set[tuple[str, datetime]]


def foretold(stage: harness.Stage, number: str) -> tuple[Foreseen, ...]:
    """What the desk would tell now of everything up to the horizon."""
    with stage.database.as_tenant(stage.desk.tenant_id) as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        state, terms = from_plain(CaseState, case.snapshot), Terms.from_json(case.terms)
        return foresee(state, HORIZON, surroundings(session, case, state, terms))


def as_it_would_be(found: tuple[Foreseen, ...]) -> Happened:
    letters = {Coming.LETTER, Coming.REMINDER}
    return Happened(
        letters={
            (one.details["letter"], one.details.get("part", ""), one.at)
            for one in found
            if one.what in letters
        },
        charges={
            (one.details["kind"], one.details["amount"], one.at)
            for one in found
            if one.what is Coming.CHARGE
        },
        labels={(one.details["attempt"], one.at) for one in found if one.what is Coming.LABEL},
        deadlines={(one.deadline, one.at) for one in found if one.deadline},
    )


def as_it_was(stage: harness.Stage, number: str, since: datetime) -> Happened:
    with stage.database.as_tenant(stage.desk.tenant_id) as session:
        case_id = session.scalars(select(Case.id).where(Case.number == number)).one()
        letters = session.scalars(select(Notification).where(Notification.case_id == case_id))
        charges = session.scalars(select(CaseCharge).where(CaseCharge.case_id == case_id))
        labels = session.execute(
            select(Leg.attempt, Label.booked_at)
            .join(Label, (Label.tenant_id == Leg.tenant_id) & (Label.leg_id == Leg.id))
            .where(Leg.case_id == case_id, Leg.direction == Direction.RETURN)
        )
        heard = session.scalars(
            select(Effect.result["heard"]).where(Effect.key.startswith(f"{number}/step/"))
        )
        return Happened(
            letters={(r.letter, r.part, r.queued_at) for r in letters if r.queued_at > since},
            charges={(r.kind.value, f"{r.amount:.2f}", r.proposed_at) for r in charges},
            labels={(str(attempt), at) for attempt, at in labels if at > since},
            deadlines={
                one
                for keys in heard
                for key in keys
                if (one := passed(number, key)) and one[1] > since
            },
        )


def passed(number: str, key: str) -> tuple[str, datetime] | None:
    """The deadline and its instant, of a fact that told that it had come."""
    name, found, at = key.removeprefix(f"{number}/deadline/").partition("/")
    told = key.startswith(f"{number}/deadline/") and found
    return (name, datetime.fromisoformat(at)) if told else None


async def live_through(stage: harness.Stage, number: str, found: tuple[Foreseen, ...]) -> CaseState:
    """Let the time pass, from one foretold instant to the next, while nobody moves."""
    for at in sorted({one.at for one in found}):
        # The carrier's labels live by business time, too.
        stage.steering.set_label_life(LABEL_DAYS, at.date())
        await stage.skip_to(number, at)
        await stage.until(number, lambda s, at=at: settled(s, at))  # type: ignore[misc]
    await stage.skip_to(number, HORIZON)
    return await stage.until(number, lambda s: settled(s, HORIZON))


def settled(state: CaseState, at: datetime) -> bool:
    """True once nothing of that instant is left to be done."""
    waits = min(state.deadlines.values(), default=None)
    return not state.pending and (waits is None or waits > at)


@pytest.mark.parametrize("customer", [ADATUM, PROSEWARE])
async def test_what_was_foretold_is_exactly_what_happens_when_nobody_moves(
    stage: harness.Stage, customer: PhoneCustomer
) -> None:
    stage.steering.set_label_life(LABEL_DAYS, BEFORE_CUTOFF.date())
    serial = f"FT-{uuid.uuid4().hex[:6]}".upper()
    form = a_phone_swap(customer, serial, BEFORE_CUTOFF)
    case = await delivered(stage, form, BEFORE_CUTOFF + HOUR)
    # Working days are counted a step after the delivery itself.
    await stage.until(case.number, lambda s: "return_charge" in s.deadlines and not s.pending)
    found = foretold(stage, case.number)
    told = as_it_would_be(found)
    assert len(told.labels) >= 2
    assert [amount for _, amount, _ in told.charges] == ["450.00"]
    assert {"return_reminder", "return_escalated", "new_return_label"} == {
        letter for letter, _, _ in told.letters
    }
    await live_through(stage, case.number, found)
    happened = as_it_was(stage, case.number, HANDED_IN)
    assert happened.letters == told.letters
    assert happened.charges == told.charges
    assert happened.labels == told.labels
    assert happened.deadlines == told.deadlines
