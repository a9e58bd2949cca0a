"""SIM, data, lock, battery: what is in a parcel besides the device, or must never be in one."""

import uuid
from collections.abc import Awaitable
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import select

from activities.shipping import Shipping
from desk.actors import Actor
from desk.board import read_document, view_case
from desk.carriers_on_hand import CARRIER, SERVICES
from desk.decisions import DecisionForm, decide
from desk.people import add_account, handle_of
from desk.safety import NotTrained, train_account
from desk.scans import Station
from models.bench import WipeCertificate
from models.cases import Case
from models.papers import Paper
from models.parties import Role
from models.visits import DangerDecision
from rules.battery import BatteryState, OnlyTrainedMayClear, PathDoesNotFit, UnsafeBattery
from rules.bench_refusals import NotWiped
from rules.case_facts import Told
from rules.case_orders import CaseRef, DecisionAnswer, ErrandOrder
from rules.case_refusals import WrongStage
from rules.case_state import PendingErrand
from rules.case_values import Pause
from rules.case_words import Direction, Errand, Inbound, Outbound
from rules.case_words import Stage as CaseStage
from rules.errors import DeskError
from tests.stories import harness
from tests.stories.steps import (
    BEFORE_CUTOFF,
    DAY,
    HOUR,
    Moving,
    delivered,
    inbound,
    reserved,
    sent_back,
)
from tests.way_back import ADATUM, a_phone_swap

pytestmark = pytest.mark.asyncio(loop_scope="module")

HANDED_IN = BEFORE_CUTOFF + HOUR + DAY
FOUND = {
    "battery": "damaged",
    "path": "road_p908",
    "because": "Swollen by 3 mm, dry, cold.",
    "collection": "A forwarder collects it on Thursday; keep it outdoors until then.",
}
DESTROYED = {
    "method": "destroy",
    "technique": "Shredded",
    "tool": "Shredder 6 mm",
    "verification": "Seen by two",
}
CLEARED = {
    "method": "clear",
    "technique": "Factory reset",
    "tool": "Eraser 3.2",
    "verification": "Read back",
}


def a_trained_person(stage: harness.Stage) -> Actor:
    """A colleague of the desk whose training lasts."""
    email = f"{uuid.uuid4().hex[:10]}@acme.example"
    with stage.database.as_tenant(stage.desk.tenant_id) as session:
        account = add_account(
            session, stage.desk.tenant_id, email, "Robin", Role.DESK, "", "four unrelated words"
        )
        train_account(session, email, date(2027, 12, 31))
        return replace(stage.desk.clerk, name=handle_of(account.id))


def taken(
    stage: harness.Stage, actor: Actor, number: str, told: Told, at: datetime, **answers: str
) -> Awaitable[DecisionAnswer]:
    """The decision, taken by somebody else than the usual clerk."""
    form = DecisionForm(decision=told, answers=answers, at=at)
    return decide(stage.database, stage.door, actor, number, form, stage.key())


def booked_by_hand(stage: harness.Stage, number: str, direction: Direction) -> tuple[str, str]:
    """What comes of an order for one more label, whatever the rules before it said."""
    with stage.database.as_tenant(stage.desk.tenant_id) as session:
        case_id = session.scalars(select(Case.id).where(Case.number == number)).one()
    ref = CaseRef(
        tenant_id=str(stage.desk.tenant_id),
        tenant=stage.desk.tenant,
        case_id=str(case_id),
        number=number,
    )
    details = {"direction": direction.value, "attempt": "1", "at": HANDED_IN.isoformat()}
    errand = PendingErrand(errand=Errand.BOOK_LABEL, key="by-hand/label", details=details)
    carriers = {CARRIER: stage.carrier}
    shipping = Shipping(stage.database, carriers, carrier=CARRIER, services=SERVICES)
    fact = shipping.book_label(ErrandOrder(case=ref, errand=errand))
    return fact.told.value, fact.details.get("because", "")


async def swollen(stage: harness.Stage, serial: str) -> Moving:
    """Delivered with a label in the box; then the user sees that the broken phone is swollen."""
    form = a_phone_swap(ADATUM, serial, BEFORE_CUTOFF)
    case = await delivered(stage, form, BEFORE_CUTOFF + HOUR)
    await stage.decide(case.number, Told.BATTERY_ANSWERED, HANDED_IN + HOUR, battery="suspect")
    await stage.until(case.number, lambda s: s.inbound is Inbound.BLOCKED and not s.pending)
    return case


async def test_a_swollen_battery_has_no_label_at_any_door_and_a_trained_person_has_it_collected(
    stage: harness.Stage,
) -> None:
    case = await swollen(stage, "BAT-1")
    number, later = case.number, HANDED_IN + 2 * HOUR

    # No label is left, none can be had, and none is printed again.
    assert stage.live_labels(number) == stage.carrier_holds(number) == 1
    papers = {p.kind: p.id for p in view_case(stage.database, stage.desk.clerk, number).documents}
    with pytest.raises(UnsafeBattery):
        read_document(stage.database, stage.desk.clerk, number, papers[Paper.RETURN_LABEL])
    for told in (Told.RELABELLED, Told.SEND_AGAIN, Told.REMIND_NOW):
        with pytest.raises(WrongStage):
            await stage.decide(number, told, later, because="The user wants one.")
    with pytest.raises(OnlyTrainedMayClear):
        await stage.decide(number, Told.BATTERY_ANSWERED, later, battery="ok")
    outcome, because = booked_by_hand(stage, number, Direction.RETURN)
    assert outcome == "label_refused"
    assert because.startswith("unsafe-battery: The battery is suspect")
    assert stage.carrier_holds(number) == 1

    # The clock stands still: forty days bring no reminder and no charge.
    await stage.skip_to(number, HANDED_IN + 40 * DAY)
    state = await stage.until(number, lambda s: min(s.deadlines.values()) > HANDED_IN + 40 * DAY)
    assert state.back.clock is not None
    assert state.back.clock.pauses == (Pause.UNSAFE_BATTERY,)
    assert "return_reminder" not in stage.letters(number)
    assert stage.charges(number) == {}

    await collected(stage, number)

    # In hand it is destroyed, and the case ends in units, custody and money.
    at = HANDED_IN + 45 * DAY
    assert await stage.scan(Station.RECEIPT, "BAT-1", at) == "RECEIVED"
    await stage.until(number, inbound(Inbound.RECEIVED))
    await stage.decide(number, Told.INSPECTED, at + HOUR, finding="unsafe_battery")
    await stage.decide(number, Told.WIPED, at + HOUR, **DESTROYED)
    await stage.until(number, lambda s: not s.pending)
    await stage.decide(
        number, Told.DISPOSED, at + DAY, destination="scrap", because="To the recycler, P909."
    )
    end = await stage.until(number, lambda s: s.ended)
    assert end.stage is CaseStage.CLOSED
    assert (stage.place_of("BAT-1"), stage.place_of(case.serial)) == ("SCRAP", "AT-ADATUM")
    assert stage.debts(number) == {"BAT-1": "received"}
    assert stage.custody(number) == {}
    assert stage.charges(number) == stage.money(number) == {}
    assert set(stage.billed(number)) == {"freight_outbound", "packaging", "freight_return"}
    assert stage.live_labels(number) == stage.carrier_holds(number) == 1
    await stage.keep_history("swap-danger_collected", stage.workflow_id(number))


async def collected(stage: harness.Stage, number: str) -> None:
    """A trained person decides, the note goes to the customer, the forwarder takes the unit."""
    at = HANDED_IN + 41 * DAY
    with pytest.raises(NotTrained):
        await stage.decide(number, Told.DANGER_DECIDED, at, **FOUND)
    trained = a_trained_person(stage)
    with pytest.raises(PathDoesNotFit):
        await taken(
            stage, trained, number, Told.DANGER_DECIDED, at, **{**FOUND, "path": "authority"}
        )
    await taken(stage, trained, number, Told.DANGER_DECIDED, at, **FOUND)
    await stage.until(number, lambda s: s.inbound is Inbound.COLLECTING and not s.pending)
    [row] = decisions_on_record(stage, number)
    assert (row.battery, row.path, row.by, row.at) == ("damaged", "road_p908", trained.name, at)
    assert stage.letters(number)[-1] == "danger_collection"
    kinds = [p.kind for p in view_case(stage.database, stage.desk.clerk, number).documents]
    assert kinds.count(Paper.DANGER_NOTE) == 1
    assert booked_by_hand(stage, number, Direction.RETURN)[0] == "label_refused"
    await stage.decide(number, Told.DANGER_COLLECTED, at + DAY, note="Taken by the forwarder.")
    await stage.until(number, inbound(Inbound.ON_ITS_WAY))
    assert stage.place_of("BAT-1") == "TRANSIT"


def decisions_on_record(stage: harness.Stage, number: str) -> list[DangerDecision]:
    with stage.database.as_tenant(stage.desk.tenant_id) as session:
        case_id = session.scalars(select(Case.id).where(Case.number == number)).one()
        found = list(
            session.scalars(select(DangerDecision).where(DangerDecision.case_id == case_id))
        )
        session.expunge_all()
        return found


async def test_the_replacement_ships_although_the_battery_was_unsafe_from_the_first_word(
    stage: harness.Stage,
) -> None:
    form = a_phone_swap(ADATUM, "BAT-2", BEFORE_CUTOFF, battery=BatteryState.CRITICAL)
    case = await reserved(stage, form)
    await stage.scan(Station.PACK, case.serial, BEFORE_CUTOFF + HOUR)
    state = await stage.until(
        case.number, lambda s: s.outbound is Outbound.LABELLED and not s.pending
    )
    assert state.inbound is Inbound.BLOCKED
    assert stage.live_labels(case.number) == stage.carrier_holds(case.number) == 1
    await stage.carrier_moves(case.number, Direction.OUTBOUND, "delivered", BEFORE_CUTOFF + DAY)
    await stage.until(case.number, lambda s: s.outbound is Outbound.DELIVERED)
    assert stage.promise_of(case.number).outcome == "kept"
    recycled = {"battery": "damaged", "path": "recycle_on_site", "because": "It smoked once."}
    at = HANDED_IN + DAY
    await taken(stage, a_trained_person(stage), case.number, Told.DANGER_DECIDED, at, **recycled)
    await stage.until(case.number, lambda s: s.inbound is Inbound.COLLECTING and not s.pending)
    answer = await stage.decide(
        case.number, Told.DANGER_COLLECTED, at + DAY, note="Recycled by the city."
    )
    assert answer.stage == "closed"
    assert (stage.place_of("BAT-2"), stage.place_of(case.serial)) == ("SCRAP", "AT-ADATUM")
    assert stage.debts(case.number) == {"BAT-2": "waived"}
    assert stage.custody(case.number) == stage.charges(case.number) == {}
    assert stage.money(case.number) == {}


async def test_a_battery_found_sound_gets_its_label_back_and_its_clock_goes_on(
    stage: harness.Stage,
) -> None:
    case = await swollen(stage, "BAT-3")
    sound = {"battery": "ok", "because": "A bent cover, the cell is flat."}
    at = HANDED_IN + HOUR + 3 * DAY
    await taken(stage, a_trained_person(stage), case.number, Told.DANGER_DECIDED, at, **sound)
    state = await stage.until(case.number, inbound(Inbound.LABELLED))
    assert state.deadlines["return_due"] == HANDED_IN + 13 * DAY
    assert stage.live_labels(case.number) == stage.carrier_holds(case.number) == 2
    papers = view_case(stage.database, stage.desk.clerk, case.number).documents
    newest = [paper for paper in papers if paper.kind is Paper.RETURN_LABEL][-1]
    content, _, _ = read_document(stage.database, stage.desk.clerk, case.number, newest.id)
    assert content.startswith(b"%PDF-")


async def test_sim_lock_and_data_each_stand_in_the_way_until_they_are_settled(
    stage: harness.Stage,
) -> None:
    form = a_phone_swap(ADATUM, "SDL-1", BEFORE_CUTOFF)
    case = await delivered(stage, form, BEFORE_CUTOFF + HOUR)
    number, at = case.number, HANDED_IN + 3 * DAY
    await sent_back(stage, number, at)

    # Locked: in hand, but not received; the customer has to move.
    await stage.decide(number, Told.LOCK_FOUND, at + DAY, serial="SDL-1")
    state = await stage.until(number, lambda s: bool(s.back.locked))
    assert stage.debts(number) == {"SDL-1": "held"}
    assert "lock_active" in stage.letters(number)
    await refused(WrongStage, stage.decide(number, Told.INSPECTED, at, finding="not_economical"))
    assert not state.ended
    await stage.decide(number, Told.LOCK_OFF, at + 2 * DAY, serial="SDL-1")
    await stage.until(number, inbound(Inbound.RECEIVED))

    # A SIM card lies in the tray: custody, until it is destroyed on record.
    await stage.decide(number, Told.ITEM_FOUND, at + 2 * DAY, kind="sim")
    state = await stage.until(number, lambda s: bool(s.back.items))
    [sim] = state.back.items
    assert list(stage.custody(number).values()) == [""]

    # Its data keeps it from every shelf until the wipe has its certificate.
    await stage.decide(number, Told.INSPECTED, at + 2 * DAY, finding="no_fault_found")
    restock = {"destination": "restock", "because": "It works."}
    await refused(NotWiped, stage.decide(number, Told.DISPOSED, at + 2 * DAY, **restock))
    await stage.decide(number, Told.WIPED, at + 3 * DAY, **CLEARED)
    await stage.until(number, lambda s: not s.pending)
    await stage.decide(number, Told.DISPOSED, at + 3 * DAY, **restock)
    assert not stage.state(number).ended
    settled = {"item": sim.key, "outcome": "destroyed", "because": "The user wants no SIM back."}
    await stage.decide(number, Told.ITEM_SETTLED, at + 4 * DAY, **settled)
    end = await stage.until(number, lambda s: s.ended)

    assert end.stage is CaseStage.CLOSED
    assert stage.place_of(case.serial) == "AT-ADATUM"
    assert stage.place_of("SDL-1").startswith("POOL")
    assert stage.debts(number) == {"SDL-1": "received"}
    assert list(stage.custody(number).values()) == ["destroyed"]
    assert stage.charges(number) == stage.money(number) == {}
    assert certified(stage, number) == ["clear"]


async def refused(why: type[DeskError], decision: Awaitable[DecisionAnswer]) -> None:
    with pytest.raises(why):
        await decision


def certified(stage: harness.Stage, number: str) -> list[str]:
    """The method of each wipe of the case, whose certificate is a document."""
    with stage.database.as_tenant(stage.desk.tenant_id) as session:
        case_id = session.scalars(select(Case.id).where(Case.number == number)).one()
        rows = session.scalars(select(WipeCertificate).where(WipeCertificate.case_id == case_id))
        methods = [str(row.method) for row in rows]
    papers = view_case(stage.database, stage.desk.clerk, number).documents
    (paper,) = [one for one in papers if one.kind is Paper.WIPE_CERTIFICATE]
    content, _, _ = read_document(stage.database, stage.desk.clerk, number, paper.id)
    assert content.startswith(b"%PDF-")
    return methods
