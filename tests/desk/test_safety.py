import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from activities.consignment import barred, gather, package_of, parcel_of
from activities.letter_papers import papers_for
from desk.actors import Actor
from desk.board import read_document, view_case
from desk.decisions import DecisionForm, Prepared, prepare
from desk.people import add_account, handle_of
from desk.refusals import NotAllowed
from desk.safety import NotTrained, train_account
from documents.printable import TextTooLong
from models.cases import Case
from models.debts import OwedUnit
from models.devices import BatteryClass, DeviceModel, Unit
from models.locations import Location
from models.money import BillableEvent
from models.papers import Notification, Paper
from models.parties import Role
from models.visits import DangerDecision, name_behind
from rules.battery import BatteryState, UnsafeBattery
from rules.battery_marks import BatteryTooLarge
from rules.case_facts import Told
from rules.case_state import PendingErrand
from rules.case_words import Direction, Errand, Inbound, Stage
from runtime.database import Database
from tests.builders import TestDesk, a_swap
from tests.desk.case_walk import CaseWalk

MONDAY_0900 = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FOUND = {"battery": "damaged", "path": "road_p908", "because": "Swollen by 3 mm."}


def delivered(walk: CaseWalk, serial: str = "SWOLLEN-1") -> str:
    number = walk.open(a_swap(serial, at=MONDAY_0900))
    walk.pack(number, walk.reserved(number), MONDAY_0900 + HOUR)
    walk.carried(number, Direction.OUTBOUND, "handed_over", MONDAY_0900 + 2 * HOUR)
    walk.carried(number, Direction.OUTBOUND, "delivered", MONDAY_0900 + DAY)
    return number


def swollen(walk: CaseWalk, serial: str = "SWOLLEN-1") -> str:
    number = delivered(walk, serial)
    walk.tell(number, Told.BATTERY_ANSWERED, MONDAY_0900 + 2 * DAY, battery="suspect")
    walk.run_errands(number)
    return number


def collected(walk: CaseWalk, **changes: str) -> str:
    number = swollen(walk)
    walk.tell(number, Told.DANGER_DECIDED, MONDAY_0900 + 3 * DAY, **{**FOUND, **changes})
    walk.run_errands(number)
    walk.tell(number, Told.DANGER_COLLECTED, MONDAY_0900 + 4 * DAY, note="By the forwarder.")
    return number


def a_colleague(record: Database, desk: TestDesk, until: date | None) -> Actor:
    email = f"{uuid.uuid4().hex[:10]}@acme.example"
    with record.as_tenant(desk.tenant_id) as session:
        account = add_account(
            session, desk.tenant_id, email, "Robin Road", Role.DESK, "", "four unrelated words"
        )
        if until is not None:
            train_account(session, email, until)
        return replace(desk.clerk, name=handle_of(account.id))


def place_of(record: Database, desk: TestDesk, serial: str) -> str:
    with record.as_tenant(desk.tenant_id) as session:
        return session.scalars(
            select(Location.code)
            .join(Unit, Unit.location_id == Location.id)
            .where(Unit.serial == serial)
        ).one()


@pytest.mark.parametrize("battery", ["suspect", "damaged", "critical"])
def test_a_return_label_is_not_printed_again_once_the_battery_is_unsafe(
    shared_record: Database, desk: TestDesk, walk: CaseWalk, battery: str
) -> None:
    number = delivered(walk)
    papers = {one.kind: one.id for one in view_case(shared_record, desk.clerk, number).documents}
    content, _, _ = read_document(shared_record, desk.clerk, number, papers[Paper.RETURN_LABEL])
    assert content.startswith(b"%PDF-")
    walk.tell(number, Told.BATTERY_ANSWERED, MONDAY_0900 + 2 * DAY, battery=battery)
    with pytest.raises(UnsafeBattery, match=battery):
        read_document(shared_record, desk.clerk, number, papers[Paper.RETURN_LABEL])
    for other in (Paper.PARCEL_LABEL, Paper.SERVICE_SLIP):
        content, _, _ = read_document(shared_record, desk.clerk, number, papers[other])
        assert content.startswith(b"%PDF-")


def test_a_letter_carries_no_label_once_the_battery_is_unsafe(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    number = swollen(walk)
    with shared_record.as_tenant(desk.tenant_id) as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        letter = session.scalars(
            select(Notification).where(
                Notification.case_id == case.id, Notification.letter == "delivered_return_due"
            )
        ).first()
        assert letter is not None
        kinds = {paper.kind for paper in papers_for(session, case, walk.state(number), letter)}
    assert Paper.RETURN_LABEL not in kinds


@pytest.mark.parametrize(
    ("until", "allowed"),
    [(None, False), (date(2026, 11, 25), False), (date(2026, 11, 26), True)],
)
def test_only_a_person_whose_training_lasts_decides_on_an_unsafe_battery(
    shared_record: Database, desk: TestDesk, walk: CaseWalk, until: date | None, *, allowed: bool
) -> None:
    number = swollen(walk)
    colleague = a_colleague(shared_record, desk, until)
    at = datetime(2026, 11, 26, 22, 59, tzinfo=UTC)
    form = DecisionForm(decision=Told.DANGER_DECIDED, answers=FOUND, at=at)
    if allowed:
        assert isinstance(prepare(shared_record, colleague, number, form, "k1"), Prepared)
        late = replace(form, at=at + 2 * timedelta(minutes=1))
        with pytest.raises(NotTrained, match="ended on 2026-11-26"):
            prepare(shared_record, colleague, number, late, "k2")
    else:
        with pytest.raises(NotTrained, match="training"):
            prepare(shared_record, colleague, number, form, "k1")


def test_a_program_without_an_account_is_not_trained(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    form = DecisionForm(decision=Told.DANGER_DECIDED, answers=FOUND, at=MONDAY_0900 + 3 * DAY)
    with pytest.raises(NotTrained, match="no training"):
        prepare(shared_record, desk.clerk, swollen(walk), form, "k1")


def test_what_the_note_cannot_hold_is_refused_before_it_is_decided(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    colleague = a_colleague(shared_record, desk, date(2030, 1, 1))
    answers = {**FOUND, "collection": "Thursday. " * 60}
    form = DecisionForm(decision=Told.DANGER_DECIDED, answers=answers, at=MONDAY_0900 + 3 * DAY)
    with pytest.raises(TextTooLong, match="way of collection"):
        prepare(shared_record, colleague, swollen(walk), form, "k1")


def test_the_decision_is_on_record_with_its_note_and_the_letter_that_carries_it(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    number = collected(walk)
    with shared_record.as_tenant(desk.tenant_id) as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        (row,) = session.scalars(select(DangerDecision).where(DangerDecision.case_id == case.id))
        assert (row.battery, row.path, row.because) == ("damaged", "road_p908", FOUND["because"])
        assert (row.by, row.at) == ("clerk", MONDAY_0900 + 3 * DAY)
        letters = session.scalars(
            select(Notification).where(
                Notification.case_id == case.id, Notification.letter == "danger_collection"
            )
        ).all()
        (letter,) = letters
        (note,) = papers_for(session, case, walk.state(number), letter)
        assert note.kind is Paper.DANGER_NOTE
        assert note.content.startswith(b"%PDF-")
    told = [one.sentence for one in view_case(shared_record, desk.clerk, number).story]
    assert "A trained person found the battery damaged (road_p908): Swollen by 3 mm." in told


def test_a_decision_is_appended_and_never_changed(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    collected(walk)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        shared_record.as_tenant(desk.tenant_id) as session,
    ):
        session.execute(text("UPDATE danger_decisions SET battery = 'ok'"))


def test_custody_follows_the_dangerous_unit_to_its_receipt_and_nothing_is_charged(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    number = collected(walk)
    assert place_of(shared_record, desk, "SWOLLEN-1") == "TRANSIT"
    end = walk.receive(number, MONDAY_0900 + 6 * DAY)
    assert end.stage is Stage.CLOSED
    assert place_of(shared_record, desk, "SWOLLEN-1") == "BENCH"
    with shared_record.as_tenant(desk.tenant_id) as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        debts = session.scalars(select(OwedUnit).where(OwedUnit.case_id == case.id))
        assert [debt.state for debt in debts] == ["received"]
        billed = session.scalars(select(BillableEvent).where(BillableEvent.case_id == case.id))
        assert {(one.kind, one.amount) for one in billed} == {
            ("freight_outbound", None),
            ("packaging", None),
            ("freight_return", None),
        }


def test_what_a_recycler_takes_on_site_is_scrap(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    number = collected(walk, path="recycle_on_site")
    assert walk.state(number).stage is Stage.CLOSED
    assert place_of(shared_record, desk, "SWOLLEN-1") == "SCRAP"


def test_the_last_gate_bars_what_comes_back_with_an_unsafe_or_unasked_battery(
    walk: CaseWalk,
) -> None:
    state = walk.state(delivered(walk))
    for battery in set(BatteryState) - {BatteryState.OK}:
        why = barred(replace(state, battery=battery), Direction.RETURN, [])
        assert why is not None
        assert battery.value in (why.facts["battery"], why.detail)
        assert barred(replace(state, battery=battery), Direction.OUTBOUND, []) is None
    assert barred(state, Direction.RETURN, []) is None


def test_the_users_own_unit_does_not_go_home_while_its_battery_is_unsafe(walk: CaseWalk) -> None:
    state = replace(walk.state(delivered(walk)), homeward="its own")
    unsafe = replace(state, battery=BatteryState.DAMAGED)
    assert isinstance(barred(unsafe, Direction.OUTBOUND, []), UnsafeBattery)
    assert barred(state, Direction.OUTBOUND, []) is None


def a_phone(**changes: object) -> DeviceModel:
    values: dict[str, object] = {
        "name": "Phone X2",
        "weight_g": 420,
        "length_mm": 180,
        "width_mm": 110,
        "height_mm": 60,
        "battery_class": BatteryClass.IN_EQUIPMENT,
        "battery_wh": Decimal("15.1"),
    }
    return DeviceModel(**(values | changes))


def test_two_units_on_one_label_make_one_box_and_the_third_gives_it_a_battery_mark() -> None:
    box = parcel_of([a_phone(), a_phone(name="Phone X3", height_mm=40)])
    assert (box.weight_g, box.height_mm, box.contents) == (840, 100, "Phone X2, Phone X3")
    assert not box.battery_mark
    assert parcel_of([a_phone(), a_phone(), a_phone()]).battery_mark
    assert parcel_of([a_phone(battery_class=BatteryClass.WITH_EQUIPMENT)]).battery_mark
    assert not parcel_of([a_phone(battery_class=BatteryClass.NONE)] * 3).battery_mark
    assert package_of([a_phone(battery_wh=None)]).battery_wh is None


def test_a_battery_that_is_too_large_is_barred_by_name(walk: CaseWalk) -> None:
    state = walk.state(delivered(walk))
    why = barred(state, Direction.OUTBOUND, [a_phone(battery_wh=Decimal(150))])
    assert isinstance(why, BatteryTooLarge)


def test_the_gate_looks_at_the_record_as_it_is_when_the_carrier_is_about_to_be_asked(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    number = delivered(walk)
    errand = PendingErrand(
        errand=Errand.BOOK_LABEL, key="x", details={"direction": "return", "attempt": "1"}
    )
    verdicts = []
    for _ in range(2):
        with shared_record.as_tenant(desk.tenant_id) as session:
            case = session.scalars(select(Case).where(Case.number == number)).one()
            verdicts.append(gather(session, case, errand, "parcel").barred is not None)
        walk.tell(number, Told.BATTERY_ANSWERED, MONDAY_0900 + 2 * DAY, battery="suspect")
    assert verdicts == [False, True]


def test_closing_by_hand_is_for_the_desks_lead(desk: TestDesk) -> None:
    lead = replace(desk.clerk, role=Role.ADMIN)
    assert lead.may("close by hand")
    with pytest.raises(NotAllowed, match="close by hand"):
        desk.clerk.require("close by hand")


def test_a_case_closed_by_hand_holds_nothing(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    number = delivered(walk, "LOST-1")
    walk.tell(number, Told.CLOSED_BY_HAND, MONDAY_0900 + 40 * DAY, because="It was stolen there.")
    end = walk.run_errands(number)
    assert (end.stage, end.inbound) == (Stage.CLOSED, Inbound.WAIVED)
    view = view_case(shared_record, desk.clerk, number)
    assert "closed_by_hand" in {letter.letter for letter in view.letters}
    told = [one.sentence for one in view.story]
    assert "The case was closed by hand: It was stolen there. Left open were: debt." in told


def test_a_handle_finds_its_person_and_a_program_stays_what_it_is(
    shared_record: Database, desk: TestDesk
) -> None:
    colleague = a_colleague(shared_record, desk, None)
    with shared_record.as_tenant(desk.tenant_id) as session:
        assert name_behind(session, colleague.name) == "Robin Road"
        assert name_behind(session, "relay") == "relay"
